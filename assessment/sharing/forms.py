"""What may be typed to share a result."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.accounts.mailboxes import AddressField, get_receiving_mailbox
from assessment.accounts.texts import ShortText
from assessment.days import format_moment
from assessment.sharing.models import DURATIONS_IN_DAYS, LONGEST_NAME, SECTIONS, Share, Terms

LINK, ACCOUNT = "link", "account"


def _switch(section: str, help_text: Any) -> forms.BooleanField:
    return forms.BooleanField(label=SECTIONS[section], help_text=help_text, required=False)


def _describe_end(days: int, at: datetime) -> str:
    until = format_moment(at + timedelta(days=days), _("j F Y"))
    return _("%(days)s days, until %(until)s") % {"days": days, "until": until}


class ShareForm(forms.Form):
    """One person, a way to them, an end, and what is shown. own_mailboxes: of the owner. at: now."""

    recipient = ShortText(
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
            (
                LINK,
                gettext_lazy(
                    "With a link that you pass on yourself. Anyone who has it can open it, and you don’t see "
                    "who did."
                ),
            ),
            (
                ACCOUNT,
                gettext_lazy("Only for one e-mail address, after signing in. We send a message to it."),
            ),
        ],
        initial=LINK,
        help_text=gettext_lazy(
            "Somebody who has the link can sign in and put it on their desk. From then on it opens for their "
            "account alone, and your list shows their address."
        ),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose a link or an address.")
        ),
    )
    email = AddressField(
        label=gettext_lazy("Their e-mail address"),
        required=False,
        help_text=gettext_lazy(
            "Leave it empty for a link. We never reveal whether there is an account with this address."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("That is not an address. It looks like name@example.org.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"),
        coerce=int,
        widget=forms.RadioSelect,
        initial=30,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose 7, 30 or 90 days.")
        ),
    )
    verdict = _switch("verdict", gettext_lazy("With the weakest capability, where we can name one."))
    self_rating = _switch(
        "self_rating",
        gettext_lazy(
            "What you reported, compared with how you handled situations, statements and estimates."
        ),
    )
    calendar = _switch(
        "calendar", gettext_lazy("Approving, designing and everything else, in the months of this result.")
    )
    over_time = _switch(
        "over_time",
        gettext_lazy(
            "All your results and pulses up to today, with their dates, and what has moved between them. "
            "Later ones don’t appear."
        ),
    )
    commitment = _switch(
        "commitment",
        gettext_lazy(
            "As it stands on the day somebody opens the page, with its end date and, once you have said so, "
            "how it went."
        ),
    )

    def __init__(
        self, *args: Any, own_mailboxes: set[str], has_commitment: bool, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(each, _describe_end(each, at)) for each in DURATIONS_IN_DAYS]  # type: ignore[attr-defined]  # a choice field
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
