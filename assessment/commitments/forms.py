"""What may be typed: a commitment, how it went, and which reminders are wanted."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.accounts.mailboxes import AddressField, get_receiving_mailbox
from assessment.accounts.texts import ShortText
from assessment.commitments.dates import LONGEST
from assessment.commitments.models import EXPERIMENTS, LONG, SHORT, Commitment, Outcome, Purpose
from assessment.commitments.phrases import PARTS, Phrase, Source
from assessment.practice.models import FACET_ORDER

RUNNING = "running"


class Words(ShortText):
    """Part of a sentence: one line, without the full stop that the page sets itself."""

    def __init__(self, label: Any, missing: Any = "", most: int = SHORT) -> None:
        super().__init__(
            label=label,
            max_length=most,
            required=bool(missing),
            show_hidden_initial=True,  # so that a suggestion is told from what was typed
            widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
            error_messages={
                "required": missing,
                "max_length": _("At most %(limit_value)d characters; it has %(show_value)d."),
            },
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).rstrip(". ")


class CommitmentForm(forms.Form):
    """ "When ▢ comes round, I will ▢, and hand ▢ to ▢", until a date. today: tomorrow is the first.

    Optional: what is handed on, how one will see that it worked, and the rehearsal.
    """

    occasion = Words(pgettext_lazy("commitment", "When"), _("Say when: what has to come round?"))
    act = Words(pgettext_lazy("commitment", "comes round, I will"), _("Say what you will do then."), LONG)
    handover = Words(pgettext_lazy("commitment", "and hand"))
    recipient = Words(pgettext_lazy("commitment", "to"), _("Say to whom."))
    sign = Words(pgettext_lazy("commitment", "It worked if"), most=LONG)
    obstacle = Words(pgettext_lazy("commitment", "If this gets in the way"))
    response = Words(pgettext_lazy("commitment", "I will"), most=LONG)
    practice = forms.CharField(required=False, widget=forms.HiddenInput)
    experiment = forms.CharField(required=False, widget=forms.HiddenInput)
    due_on = forms.DateField(
        label=_("Until"),
        show_hidden_initial=True,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Give a date, such as 22 February 2027."),
            "invalid": _("Give a date, such as 22 February 2027 or 2027-02-22."),
        },
        input_formats=["%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y"],
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.today = today
        self.fields["handover"].help_text = _("Leave it empty if you hand on the thing itself.")
        ends = {"min": today + timedelta(days=1), "max": today + LONGEST}
        self.fields["due_on"].widget.attrs |= {name: f"{day:%Y-%m-%d}" for name, day in ends.items()}

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        obstacle, response = fields.get("obstacle"), fields.get("response")
        if obstacle and response == "":
            self.add_error("response", _("Say what you will do if it does, or leave both empty."))
        if response and obstacle == "":
            self.add_error("obstacle", _("Say what may get in the way, or leave both empty."))
        return fields

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if due_on <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        if due_on > self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day within the next eighteen months."))
        return due_on

    @property
    def phrase(self) -> Phrase:
        return Phrase(**{part: self.cleaned_data[part] for part in PARTS})

    def says_the_same(self, commitment: Commitment) -> bool:
        return (self.phrase, self.cleaned_data["due_on"]) == (commitment.phrase, commitment.due_on)

    @property
    def source(self) -> Source:
        """Where the words came from; nothing where the page did not put it there."""
        facet, experiment = self.cleaned_data["practice"], self.cleaned_data["experiment"]
        if facet not in FACET_ORDER:
            return Source()
        return Source(facet, experiment if experiment in EXPERIMENTS else "")

    @property
    def has_rehearsal(self) -> bool:
        """Whether the folded part holds something to read, or to put right."""
        return any(self[name].value() or self[name].errors for name in ("obstacle", "response"))


class WitnessForm(forms.Form):
    """One address of somebody else. own_mailboxes: as mail reaches them."""

    email = AddressField(
        label=_("Their e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "form-control"}),
        error_messages={
            "required": _("Give the e-mail address of whoever should know."),
            "invalid": _("Give one e-mail address, such as ada@example.org."),
        },
    )

    def __init__(self, *args: Any, own_mailboxes: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "id_witness_%s", **kwargs})
        self.own_mailboxes = own_mailboxes

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        if get_receiving_mailbox(address) in self.own_mailboxes:
            raise forms.ValidationError(_("That is your own address. A witness is somebody else."))
        return address


class ClosingForm(forms.Form):
    """How it went. early: before its day it may also still be running."""

    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one answer to continue.")},
    )
    note = ShortText(
        label=_("A line about it, if you like"),
        max_length=LONG,
        required=False,
        help_text=_("Seen by you alone."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control"}),
    )

    def __init__(self, *args: Any, early: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.early = early
        running = [(RUNNING, _("Still running"))] if early else []
        self.fields["outcome"].choices = [*Outcome.choices, *running]  # type: ignore[attr-defined]  # a choice field


class SwitchesForm(forms.Form):
    """The reminders on the account page, all off at first."""

    retake = forms.BooleanField(
        label=_("When the full questionnaire is due again"),
        required=False,
        help_text=_("Three months after a result."),
    )
    pulse = forms.BooleanField(
        label=_("When the pulse is due"),
        required=False,
        help_text=_("A month after your last result or pulse."),
    )
    commitment = forms.BooleanField(
        label=_("When a commitment falls due"), required=False, help_text=_("On its day, with its words.")
    )

    @property
    def wanted(self) -> set[str]:
        return {purpose for purpose in Purpose.values if self.cleaned_data[purpose]}
