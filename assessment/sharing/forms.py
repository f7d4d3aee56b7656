"""What may be typed to share a result."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.accounts.mailboxes import AddressField, get_receiving_mailbox
from assessment.accounts.texts import ShortText
from assessment.sharing.models import LONGEST_NAME, SECTIONS, Share, Terms

LINK, ACCOUNT = "link", "account"


class ListName(ShortText):
    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


def _switch(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False)


class ShareForm(forms.Form):
    """One person, a way to them, an end, and what is shown. own_mailboxes: of the owner."""

    recipient = ListName(
        label=gettext_lazy("Who is it for?"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("A name for your own list. They never see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Give a name, so that you know later who it was."),
            "max_length": gettext_lazy("At most %(limit_value)d characters; it has %(show_value)d."),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How do they open it?"),
        widget=forms.RadioSelect,
        choices=[
            (LINK, gettext_lazy("With a link that you pass on yourself. Anyone who has it can open it.")),
            (ACCOUNT, gettext_lazy("Signed in with one e-mail address. We mail them that it is there.")),
        ],
        initial=LINK,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose a link or an address.")
        ),
    )
    email = AddressField(
        label=gettext_lazy("Their e-mail address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Only if they sign in. We don’t tell you whether it has an account."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("That is not an address. It looks like name@example.org.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (7, gettext_lazy("7 days")),
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
        ],
        initial=30,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose 7, 30 or 90 days.")
        ),
    )
    verdict = _switch(gettext_lazy("The verdict and the three capabilities"))
    self_rating = _switch(gettext_lazy("What you said against what you showed"))
    calendar = _switch(gettext_lazy("The hours of this result: approving, designing and everything else"))
    over_time = _switch(
        gettext_lazy("The way over time, up to today"),
        gettext_lazy("All your results and pulses so far, with their dates. Later ones don’t appear."),
    )
    commitment = _switch(
        gettext_lazy("The words of your commitment"),
        gettext_lazy("As they read when somebody opens it, with the date, and how it went once you say so."),
    )

    def __init__(self, *args: Any, own_mailboxes: set[str], has_commitment: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_mailboxes = own_mailboxes
        if not has_commitment:
            del self.fields["commitment"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        email = cleaned.get("email", "")
        if cleaned.get("kind") == LINK:
            cleaned["email"] = ""
        elif cleaned.get("kind") == ACCOUNT and "email" in cleaned and not email:
            self.add_error("email", _("Type the address they sign in with."))
        elif email and get_receiving_mailbox(email) in self.own_mailboxes:
            self.add_error("email", _("That is your own address. You can read this result already."))
        if not any(cleaned.get(name) for name in SECTIONS):
            raise ValidationError(_("Choose at least one thing to show."))
        return cleaned

    @property
    def terms(self) -> Terms:
        return Terms(
            recipient=self.cleaned_data["recipient"],
            email=self.cleaned_data["email"],
            days=self.cleaned_data["days"],
            sections=[name for name in SECTIONS if self.cleaned_data.get(name)],
        )

    def add_shared_already(self, share: Share, until: str) -> None:
        self.add_error(
            "recipient",
            _("You show this result to “%(name)s” already, until %(until)s. Take that back first.")
            % {"name": share.recipient, "until": until},
        )
