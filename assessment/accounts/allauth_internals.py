"""What we use of allauth beyond its public interface: an upgrade that moves one of these breaks here."""

from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
    PasswordResetVerificationProcess,
)
from allauth.account.internal.flows.reauthentication import (
    get_reauthentication_flows,
    resume_request,
    suspend_request,
)
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.socialaccount.internal import jwtkit

__all__ = [
    "AUTHENTICATION_METHODS_SESSION_KEY",
    "EMAIL_VERIFICATION_CODE_SESSION_KEY",
    "LOGIN_SESSION_KEY",
    "PASSWORD_RESET_VERIFICATION_SESSION_KEY",
    "SECRET_SESSION_KEY",
    "AbstractCodeVerificationProcess",
    "LoginCodeVerificationProcess",
    "PasswordResetVerificationProcess",
    "clear_login",
    "get_authentication_records",
    "get_reauthentication_flows",
    "jwtkit",
    "ratelimit",
    "record_authentication",
    "resume_request",
    "suspend_request",
]
