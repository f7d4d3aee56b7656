"""allauth's forms in our words: a label above each field, nothing inside it, a password typed once."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

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
from assessment.accounts.limits import claim_try_of_code, forget, of_second_step, refusal
from assessment.accounts.mailboxes import AddressField
from assessment.accounts.models import User
from assessment.accounts.texts import ShortText

LONGEST_PASSWORD, LONGEST_PASSKEY_NAME = 128, 80


class AccountAddressField(AddressField):
    """The address of an account, in the spelling under which it is stored."""

    def spelling_of(self, typed: str) -> str:
        return User.objects.spelling_of(typed)


class Worded:
    """Labels and help by the field's name."""

    words: ClassVar[dict[str, Any]] = {
        "login": _("E-mail address"),
        "email": _("E-mail address"),
        "password": _("Password"),
        "oldpassword": _("Your password now"),
        "password1": _("New password"),
        "code": _("Code"),
        "name": _("Name"),
        "passwordless": _("Sign in with this passkey alone"),
    }
    helps: ClassVar[dict[str, Any]] = {
        "password1": _("12 characters or more. A few unrelated words do well."),
        "name": _("So that you can tell your passkeys apart."),
        "passwordless": _("It asks for your finger, face or PIN. Without, it is a second step after a code."),
    }

    errors_said: ClassVar[dict[str, Any]] = {
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
            field.label = self.words.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name in self.errors_said:
                field.error_messages["required"] = self.errors_said[name]
            if "password" in name and name != "passwordless":
                field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))


class AccountLogin(Worded, account.LoginForm):
    pass


class AccountRequestLoginCode(Worded, account.RequestLoginCodeForm):
    """An address. Nobody asks yet whether it has an account; counting tries is the view's business."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"])


class _MailedCode(Worded):
    """A code sent by mail: guesses sent at one moment share its three tries, which no session can count."""

    expected_code: str

    def clean_code(self) -> str:
        if not claim_try_of_code(self.expected_code):
            raise get_adapter().validation_error("too_many_login_attempts")
        return str(super().clean_code())  # type: ignore[misc]  # of the form this is mixed into


class AccountConfirmLoginCode(_MailedCode, account.ConfirmLoginCodeForm):
    pass


class AccountConfirmEmailVerificationCode(_MailedCode, account.ConfirmEmailVerificationCodeForm):
    pass


class AccountConfirmPasswordResetCode(_MailedCode, account.ConfirmPasswordResetCodeForm):
    pass


class AccountAddEmail(Worded, account.AddEmailForm):
    words: ClassVar[dict[str, Any]] = Worded.words | {"email": _("New e-mail address")}


class AccountChangeEmail(Worded, account.ChangeEmailForm):
    pass


class AccountChangePassword(Worded, account.ChangePasswordForm):
    pass


class AccountSetPassword(Worded, account.SetPasswordForm):
    pass


class AccountResetPassword(Worded, account.ResetPasswordForm):
    """An address, looked up in as many statements whether it has an account or not."""

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"])
        user = User.objects.known_by(address)
        self.users = [user] if user and user.is_active else []
        return address


class AccountResetPasswordFromKey(Worded, account.ResetPasswordKeyForm):
    pass


class AccountReauthenticate(Worded, account.ReauthenticateForm):
    pass


class _SecondStep(Worded):
    """A code of the app, or a recovery code; counted our way, see limits.of_second_step."""

    user: User

    def clean_code(self) -> str:
        key = of_second_step(context.request, self.user)
        if refusal(context.request, "second_step", key):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = str(self.cleaned_data["code"])  # type: ignore[attr-defined]  # of the form this is mixed into
        kept = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        found = next((one for one in kept if one.wrap().validate_code(code)), None)
        if found is None:
            audit_log.record("sign-in failed", actor=self.user.uid, outcome="refused", reason="second_step")
            if all(one.type == Authenticator.Type.RECOVERY_CODES for one in kept):
                raise ValidationError(_("That isn’t one of the recovery codes left."), code="incorrect_code")
            raise get_second_factors().validation_error("incorrect_code")
        forget(context.request, "second_step", key)
        self.authenticator = found
        return code


class MfaAuthenticate(_SecondStep, second_factor.AuthenticateForm):
    pass


class MfaReauthenticate(_SecondStep, second_factor.ReauthenticateForm):
    pass


class MfaActivateTotp(Worded, totp.ActivateTOTPForm):
    pass


# What allauth and the library beneath it raise on an answer that no device gives.
NONSENSE = (AttributeError, LookupError, TypeError, ValueError, struct.error)


@contextmanager
def _refusing(words: str) -> Iterator[None]:
    """Whatever is wrong with a passkey's answer is said in these words; allauth would speak of a code."""
    try:
        yield
    except ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise ValidationError(words, code="refused") from error
    except NONSENSE as error:
        raise ValidationError(words, code="refused") from error


class _Refusing:
    def clean_credential(self) -> Authenticator:
        with _refusing(str(_("That passkey opens nothing here."))):
            found: Authenticator = super().clean_credential()  # type: ignore[misc]  # of the form this is mixed into
            return found


class MfaLoginWebauthn(_Refusing, passkey.LoginWebAuthnForm):
    pass


class MfaAuthenticateWebauthn(_Refusing, passkey.AuthenticateWebAuthnForm):
    pass


class MfaReauthenticateWebauthn(_Refusing, passkey.ReauthenticateWebAuthnForm):
    pass


class MfaAddWebauthn(Worded, passkey.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        with _refusing(str(_("That passkey could not be added. Try again."))):
            cleaned: dict[str, Any] = super().clean()
            return cleaned


class MfaEditWebauthn(Worded, passkey.EditWebAuthnForm):
    pass


class SocialDisconnect(single_sign_on.DisconnectForm):
    """Take a sign-on off. A code by mail still opens the account, so no password is asked for first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = _("Choose the sign-in to remove.")
        self.fields["account"].error_messages |= {"required": missing, "invalid_choice": missing}

    def clean(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
