"""allauth's forms in our words: a label above each field, nothing inside it, a password typed once."""

import re
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from unicodedata import normalize

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_second_factors
from allauth.mfa.base import forms as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkey
from allauth.socialaccount import forms as single_sign_on
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from assessment import audit_log
from assessment.accounts.allauth_internals import SECRET_SESSION_KEY
from assessment.accounts.limits import (
    QUARTER_OF_AN_HOUR,
    build_second_step_key,
    claim_app_code,
    claim_code_try,
    clear_tries,
    count_try,
)
from assessment.accounts.mailboxes import AddressField
from assessment.accounts.models import User
from assessment.accounts.texts import ShortText

LONGEST_PASSWORD, LONGEST_PASSKEY_NAME = 128, 80
APP_KEY_SHOWN_AT = "app key shown at"
APP_CODE_DIGITS = 6
# As allauth makes them.
MAILED_CODE = re.compile(r"\b[A-Za-z]{4}-[A-Za-z]{4}\b")


class AccountAddressField(AddressField):
    def get_stored_spelling(self, address: str) -> str:
        return User.objects.get_stored_spelling(address)


class LabelledForm:
    labels: ClassVar[dict[str, Any]] = {
        "login": _("E-mail address"),
        "email": _("E-mail address"),
        "password": _("Password"),
        "oldpassword": _("Your password now"),
        "password1": _("New password"),
        "code": _("Code"),
        "name": _("Name"),
        "passwordless": _("Sign in with this passkey alone"),
    }
    help_texts: ClassVar[dict[str, Any]] = {
        "password1": _("12 characters or more. A few unrelated words do well."),
        "name": _("So that you can tell your passkeys apart."),
        "passwordless": _(
            "It asks for your finger, face or PIN. If you leave this off, the passkey is a second step "
            "after a code."
        ),
    }

    required_messages: ClassVar[dict[str, Any]] = {
        "login": _("Give an e-mail address such as ada@example.org."),
        "email": _("Give an e-mail address such as ada@example.org."),
        "password": _("Type your password."),
        "oldpassword": _("Type the password you have now."),
        "password1": _("Type a password of 12 characters or more."),
        "code": _("Type the code."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]  # of the form this is mixed into
        fields.pop("password2", None)  # a slip is mended by a code; typing twice would not show it either
        for name in {"login", "email"} & set(fields):
            fields[name] = AccountAddressField(widget=fields[name].widget, initial=fields[name].initial)
        if "name" in fields:
            fields["name"] = ShortText(required=fields["name"].required, max_length=LONGEST_PASSKEY_NAME)
        for name, field in fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name in self.required_messages:
                field.error_messages["required"] = self.required_messages[name]
            if "password" in name and name != "passwordless":
                field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))


class AccountLogin(LabelledForm, account.LoginForm):
    pass


class AccountRequestLoginCode(LabelledForm, account.RequestLoginCodeForm):
    def clean_email(self) -> str:
        # Nobody asks yet whether the address has an account; the view counts the tries.
        return str(self.cleaned_data["email"])


def strip_separators(code: str) -> str:
    # Apps show a gap in the middle; mail programs break lines at hyphens and paste signs that nobody sees.
    return "".join(
        character for character in normalize("NFKC", code) if character.isascii() and character.isalnum()
    )


def _find_mailed_code(pasted: str) -> str:
    # Somebody copies the sentence around it, or its line with "Code:" before it.
    codes = MAILED_CODE.findall(normalize("NFKC", pasted))
    return strip_separators(codes[0] if len(codes) == 1 else pasted)


class _MailedCodeForm(LabelledForm):
    expected_code: str
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        # Guesses sent at one moment share three tries, which the session cannot count.
        if not claim_code_try(self.expected_code):
            raise get_adapter().validation_error("too_many_login_attempts")
        self.cleaned_data["code"] = _find_mailed_code(self.cleaned_data["code"])
        return str(super().clean_code())  # type: ignore[misc]  # of the form this is mixed into


class AccountConfirmLoginCode(_MailedCodeForm, account.ConfirmLoginCodeForm):
    pass


class AccountConfirmEmailVerificationCode(_MailedCodeForm, account.ConfirmEmailVerificationCodeForm):
    pass


class AccountConfirmPasswordResetCode(_MailedCodeForm, account.ConfirmPasswordResetCodeForm):
    pass


class AccountAddEmail(LabelledForm, account.AddEmailForm):
    labels: ClassVar[dict[str, Any]] = LabelledForm.labels | {"email": _("New e-mail address")}


class AccountChangeEmail(LabelledForm, account.ChangeEmailForm):
    pass


class AccountChangePassword(LabelledForm, account.ChangePasswordForm):
    pass


class AccountSetPassword(LabelledForm, account.SetPasswordForm):
    pass


class AccountResetPassword(LabelledForm, account.ResetPasswordForm):
    def clean_email(self) -> str:
        # As many statements whether the address has an account or not.
        address = str(self.cleaned_data["email"])
        user = User.objects.find_by_address(address)
        self.users = [user] if user and user.is_active else []
        return address


class AccountResetPasswordFromKey(LabelledForm, account.ResetPasswordKeyForm):
    pass


class AccountReauthenticate(LabelledForm, account.ReauthenticateForm):
    pass


def _is_valid_code(authenticator: Authenticator, code: str) -> bool:
    if not authenticator.wrap().validate_code(code):
        return False
    return authenticator.type != Authenticator.Type.TOTP or claim_app_code(authenticator.user_id, code)


class _SecondFactorForm(LabelledForm):
    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        key = build_second_step_key(context.request, self.user)
        if count_try(context.request, "second_step", key):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = strip_separators(self.cleaned_data["code"])
        authenticators = Authenticator.objects.filter(user=self.user).exclude(
            type=Authenticator.Type.WEBAUTHN
        )
        match = next((each for each in authenticators if _is_valid_code(each, code)), None)
        if match is None:
            audit_log.record("sign-in failed", actor=self.user.uid, outcome="refused", reason="second_step")
            has_app = any(each.type == Authenticator.Type.TOTP for each in authenticators)
            if not has_app or len(code) > APP_CODE_DIGITS:
                raise ValidationError(_("That isn’t one of the recovery codes left."), code="incorrect_code")
            raise get_second_factors().validation_error("incorrect_code")
        clear_tries(context.request, "second_step", key)
        self.authenticator = match
        return code


class MfaAuthenticate(_SecondFactorForm, second_factor.AuthenticateForm):
    pass


class MfaReauthenticate(_SecondFactorForm, second_factor.ReauthenticateForm):
    pass


class MfaActivateTotp(LabelledForm, totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session, now = context.request.session, time.time()
        key, shown_at = session.get(SECRET_SESSION_KEY), session.get(APP_KEY_SHOWN_AT, 0.0)
        super().__init__(*args, **kwargs)
        if self.is_bound:
            return
        # A page loaded again, or in another tab, shows the key that the app may have by now.
        if key and now - shown_at < QUARTER_OF_AN_HOUR:
            self.secret = session[SECRET_SESSION_KEY] = key
        else:
            session[APP_KEY_SHOWN_AT] = now

    def clean_code(self) -> str:
        self.cleaned_data["code"] = strip_separators(self.cleaned_data["code"])
        return str(super().clean_code())

    @property
    def secret_in_fours(self) -> str:
        return " ".join(re.findall(".{1,4}", self.secret))


# What allauth and the library beneath it raise on an answer that no device gives.
MALFORMED_ANSWERS = (AttributeError, LookupError, TypeError, ValueError, struct.error)


@contextmanager
def _replace_errors(words: str) -> Iterator[None]:
    # allauth would speak of a code.
    try:
        yield
    except ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise ValidationError(words, code="refused") from error
    except MALFORMED_ANSWERS as error:
        raise ValidationError(words, code="refused") from error


class _PasskeyForm:
    def clean_credential(self) -> Authenticator:
        with _replace_errors(str(_("That passkey doesn’t belong to an account here."))):
            authenticator: Authenticator = super().clean_credential()  # type: ignore[misc]  # of the form this is mixed into
            return authenticator


class MfaLoginWebauthn(_PasskeyForm, passkey.LoginWebAuthnForm):
    pass


class MfaAuthenticateWebauthn(_PasskeyForm, passkey.AuthenticateWebAuthnForm):
    pass


class MfaReauthenticateWebauthn(_PasskeyForm, passkey.ReauthenticateWebAuthnForm):
    pass


class MfaAddWebauthn(LabelledForm, passkey.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        with _replace_errors(str(_("That passkey could not be added. Try again."))):
            cleaned: dict[str, Any] = super().clean()
            return cleaned


class MfaEditWebauthn(LabelledForm, passkey.EditWebAuthnForm):
    pass


class SocialDisconnect(single_sign_on.DisconnectForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = _("Choose the sign-in to remove.")
        self.fields["account"].error_messages |= {"required": missing, "invalid_choice": missing}

    def clean(self) -> dict[str, Any]:
        # A code by mail still opens the account, so no password is asked for first.
        return dict(self.cleaned_data)
