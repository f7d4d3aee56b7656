"""What the landing page asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from assessment.results.fields import HoursField

WEEK = 168


def _build_hours_field() -> HoursField:
    return HoursField(min_value=0, max_value=WEEK)


class WeekForm(forms.Form):
    # Hours of a typical week. Drawn, never stored.
    approving = _build_hours_field()
    designing = _build_hours_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        approving = {
            "required": _("Type the hours approving work. 0 is an answer."),
            "invalid": _("Type the hours approving work as a number, such as 6 or 6.5."),
            "min_value": _("The hours approving work start at 0."),
        }
        designing = {
            "required": _("Type the hours designing systems. 0 is an answer."),
            "invalid": _("Type the hours designing systems as a number, such as 6 or 6.5."),
            "min_value": _("The hours designing systems start at 0."),
        }
        for name, messages in (("approving", approving), ("designing", designing)):
            self.fields[name].error_messages |= messages | {"max_value": _("A week has 168 hours.")}

    def clean(self) -> dict[str, Any]:
        hours = super().clean() or {}
        if sum(hours.get(name) or 0 for name in self.fields) > WEEK:
            self.add_error("designing", _("Both together, a week has 168 hours."))
        return hours
