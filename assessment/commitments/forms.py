"""What may be typed: a commitment, how it went, and which reminders are wanted."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.accounts.texts import ShortText
from assessment.commitments.dates import LONGEST
from assessment.commitments.models import LONG, SHORT, Outcome, Purpose
from assessment.commitments.suggested_texts import Phrase

RUNNING = "running"


class Words(ShortText):
    """Part of a sentence: one line, without the full stop that the page sets itself."""

    def __init__(self, label: Any, missing: Any, most: int = SHORT) -> None:
        super().__init__(
            label=label,
            max_length=most,
            widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
            error_messages={
                "required": missing,
                "max_length": _("At most %(limit_value)d characters; it has %(show_value)d."),
            },
        )

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split()).rstrip(". ")


class CommitmentForm(forms.Form):
    """ "When ▢ comes round, I will ▢, and hand ▢ to ▢", until a date. today: tomorrow is the first."""

    occasion = Words(pgettext_lazy("commitment", "When"), _("Say when: what has to come round?"))
    act = Words(pgettext_lazy("commitment", "comes round, I will"), _("Say what you will do then."), LONG)
    handover = Words(pgettext_lazy("commitment", "and hand"), _("Say what you will hand on."))
    recipient = Words(pgettext_lazy("commitment", "to"), _("Say to whom."))
    due_on = forms.DateField(
        label=_("Until"),
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
        ends = {"min": today + timedelta(days=1), "max": today + LONGEST}
        self.fields["due_on"].widget.attrs |= {name: f"{day:%Y-%m-%d}" for name, day in ends.items()}

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if due_on <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        if due_on > self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day within the next eighteen months."))
        return due_on

    @property
    def phrase(self) -> Phrase:
        return Phrase(
            **{name: self.cleaned_data[name] for name in ("occasion", "act", "handover", "recipient")}
        )


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
        label=_("When a commitment falls due"), required=False, help_text=_("On its day.")
    )

    @property
    def wanted(self) -> set[str]:
        return {purpose for purpose in Purpose.values if self.cleaned_data[purpose]}
