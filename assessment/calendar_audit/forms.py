"""What may be typed, uploaded and sent back from the review table."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from assessment.accounts.models import User
from assessment.attempts.forms import ACTIVITY_LABELS, HOURS_OF_A_MONTH, NO_HOURS, TOO_MANY_HOURS
from assessment.calendar_audit import months
from assessment.calendar_audit.classification.rules import KINDS, NOT_WORK
from assessment.calendar_audit.classification.signed_totals import SignedTotals
from assessment.hours import parse_hours

NO_CALENDAR = _("Choose a calendar file. Its name ends in .ics.")


class MonthForm(forms.Form):
    month = forms.ChoiceField(
        label=_("Month"),
        error_messages={
            "required": _("Choose a month."),
            "invalid_choice": _("Choose one of the last two years’ months."),
        },
    )

    def __init__(self, *args: Any, today: date, asked: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = months.list_offered_months(today)
        choice: Any = self.fields["month"]
        choice.choices = [(f"{day:%Y-%m}", date_format(day, "YEAR_MONTH_FORMAT")) for day in offered]
        choice.initial = f"{asked if asked in offered else offered[0]:%Y-%m}"
        choice.widget.attrs["class"] = "form-select"

    def clean_month(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")


class ClaimedForm(MonthForm):
    approving = forms.CharField(label=ACTIVITY_LABELS["approving"], max_length=20)
    designing = forms.CharField(label=ACTIVITY_LABELS["designing"], max_length=20)
    other = forms.CharField(label=ACTIVITY_LABELS["other"], max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="claimed-%s", **kwargs)
        for name in ACTIVITY_LABELS:
            field = self.fields[name]
            field.error_messages |= dict.fromkeys(("max_length", "null_characters_not_allowed"), NO_HOURS)
            field.error_messages["required"] = _("Give a number of hours; 0 is an answer.")
            field.widget.attrs |= {
                "autocomplete": "off",
                "inputmode": "decimal",
                "class": "form-control number",
            }

    def clean(self) -> dict[str, Any]:
        self.minutes: dict[str, int] = {}
        for name in ACTIVITY_LABELS:
            minutes = parse_hours(self.cleaned_data.get(name, "0"))
            if minutes is None:
                self.add_error(name, NO_HOURS)
            else:
                self.minutes[name] = minutes
        if sum(self.minutes.values()) > HOURS_OF_A_MONTH * 60:
            self.add_error(None, TOO_MANY_HOURS)
        return self.cleaned_data


class UploadForm(MonthForm):
    file = forms.FileField(
        label=_("Calendar file"),
        allow_empty_file=True,  # it is refused as no calendar, in our words
        error_messages=dict.fromkeys(["required", "invalid", "missing"], NO_CALENDAR),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="upload-%s", **kwargs)
        self.fields["file"].widget.attrs |= {"accept": ".ics,text/calendar", "class": "form-control"}


class Choices:
    """The review table as it comes back: the signed totals, and a kind for each of its rows."""

    def __init__(self, posted: Mapping[str, str], user: User) -> None:
        self.signed_totals = SignedTotals.read(posted.get("slip", ""), user)
        rows = range(len(self.signed_totals.minutes)) if self.signed_totals else ()
        self.kinds = [posted.get(f"row-{number}", "") for number in rows]

    @property
    def rows_left(self) -> int:
        return self.kinds.count("undecided")

    @property
    def totals(self) -> dict[str, int] | None:
        # Minutes by kind; None where something is missing, foreign or changed on the way.
        if self.signed_totals is None or not set(self.kinds) <= {*KINDS, NOT_WORK}:
            return None
        return self.signed_totals.totals(self.kinds)
