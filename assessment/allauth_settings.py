"""How people sign in: the part of the settings that allauth reads. The same wherever the site runs."""

import re
from typing import Any

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "results:home"
ACCOUNT_ADAPTER = "assessment.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Signing up has no page of its own; without a password here, signing in would have no field for one.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_SESSION_REMEMBER = True

# Codes: ten minutes and three tries each, for the browser that asked.
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600

MFA_ADAPTER = "assessment.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# RFC 6238, 5.2: a code typed as its half minute ends, or by a clock that is a little off, still counts.
MFA_TOTP_TOLERANCE = 1

# Limits. The key of login_failed, request_login_code, reset_password and confirm_address is the account as
# seen from one network: its owner, elsewhere, is not locked out. mail_to_mailbox counts mail of every kind to
# one mailbox, whatever +tag it is sent to and whoever asks; once it is used up, mail_when_many still holds a
# few codes for each network.
ACCOUNT_RATE_LIMITS = {
    "login": "100/15m/ip",
    "login_failed": "10/15m/key,100/15m/ip",
    "request_login_code": "10/15m/key,100/15m/ip",
    "reset_password": "10/15m/key,100/15m/ip",
    "reset_password_from_key": "100/15m/ip",
    "confirm_email": "",  # confirm_address in its place: accounts/adapter.py
    "confirm_address": "10/15m/key,100/15m/ip",
    "second_step": "10/15m/key",
    "change_password": "10/15m/user",
    "manage_email": "10/15m/user",
    "reauthenticate": "10/15m/user",
    "mail_to_mailbox": "20/h/key",
    "mail_when_many": "3/h/key",
    "export": "10/h/key",
    "calendar": "10/h/key",
    "new_attempt": "200/h/ip",
    "sign_in_wider": "400/15m/key",  # of version 6, beside those an address: accounts/limits.py
    "new_attempt_wider": "800/h/key",
    "resume_mail": "3/d/key",
    "resume_mail_to_mailbox": "3/d/key",
    "invitation_to_mailbox": "3/d/key",
    "unsent_form": "60/h/ip",  # long ones, of editors whose session ended
    "wrong_token": "100/15m/ip",
    "invite": "20/d/user",
    "witness": "5/d/user",
    "admission_to_mailbox": "3/d/key",
    "witness_to_mailbox": "3/d/key",
    "share_mail": "20/d/user",
    "share_to_mailbox": "3/d/key",
    "result_mail_to_mailbox": "5/d/key",
    "wrong_share": "20/15m/ip",
    "wrong_preview_link": "20/15m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "100/15m/ip"}

# allauth's forms in our words: accounts/forms.py names them after these keys.
_KEYS = {
    "Account": "login request_login_code confirm_login_code confirm_email_verification_code add_email "
    "change_email confirm_password_reset_code reset_password reset_password_from_key change_password "
    "set_password reauthenticate",
    "Mfa": "authenticate reauthenticate activate_totp add_webauthn edit_webauthn login_webauthn "
    "authenticate_webauthn reauthenticate_webauthn",
}
ACCOUNT_FORMS, MFA_FORMS = (
    {key: f"assessment.accounts.forms.{app}{key.title().replace('_', '')}" for key in keys.split()}
    for app, keys in _KEYS.items()
)

USERSESSIONS_ADAPTER = "assessment.accounts.adapter.SessionsAdapter"

# An address alone never opens an account: who has one joins the two from the account page.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_FORMS = {"disconnect": "assessment.accounts.forms.SocialDisconnect"}
SOCIALACCOUNT_ADAPTER = "assessment.accounts.adapter.SingleSignOnAdapter"


def single_sign_on(issuer: str, client: str, secret: str, *, name: str) -> dict[str, Any]:
    """OpenID Connect, if an issuer is named.

    allauth knows a person by provider and subject; the provider is named after its issuer here, so that
    a subject of another issuer, set up in its place, opens nothing.
    """
    app = {
        "provider_id": re.sub(r"[^a-z0-9]+", "-", issuer.partition("//")[2].lower()).strip("-"),
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app] if issuer else []}}
