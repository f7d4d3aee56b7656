"""What may be asked of the page over time."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from assessment.hours import format_hours
from assessment.results.fields import HoursField


class ScenarioForm(forms.Form):
    """What would have to be true: an index to reach, or hours to move. Worked out, never stored.

    The fields stand only where there is a level to start from and a month to take hours from.
    """

    target = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, level: str, by: str, approving: float | None, month: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        target = self.fields["target"]
        target.label = _("An index to reach by %(month)s") % {"month": by}
        target.help_text = _("Your level is %(level)s, from all results that can be compared.") % {
            "level": level
        }
        target.error_messages |= {
            "invalid": _("Type a whole number from 0 to 100."),
            "min_value": _("An index starts at 0."),
            "max_value": _("An index ends at 100."),
        }
        if not level:
            del self.fields["target"]
        if approving is not None:
            self.fields["hours"] = _hours_to_move(approving, month)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and all(cleaned.get(name) is None for name in self.fields):
            self.add_error(next(iter(self.fields)), _("Type a number first."))
        return cleaned


def _hours_to_move(approving: float, month: str) -> HoursField:
    values = {"month": month, "hours": format_hours(round(approving * 60))}
    return HoursField(
        label=_("Hours a month to move from approving to designing"),
        required=False,
        help_text=_("In %(month)s you approved for %(hours)s hours.") % values,
        min_value=0.5,
        max_value=approving,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Type hours as a number, such as 6 or 6.5."),
            "min_value": _("Type half an hour or more."),
            "max_value": _("You approved for %(hours)s hours: type no more than that.") % values,
        },
    )


class ChooseForm(forms.Form):
    then = forms.UUIDField()
    now = forms.UUIDField()

    def __init__(self, *args: Any, options: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        labels = {"then": _("This result"), "now": _("Beside this one")}
        choose = _("Choose a result from the list.")
        for name, field in self.fields.items():
            field.label = labels[name]
            field.error_messages |= dict.fromkeys(["required", "invalid"], choose)
