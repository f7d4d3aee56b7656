"""What may be asked of the landing page and of the page over time."""

from typing import Any

from django import forms

from assessment.scoring.trend import HORIZON

WEEK = 168


class HoursField(forms.DecimalField):
    """Hours as people write them: 6, 6.5, 6,5 or 6½."""

    def to_python(self, value: Any) -> Any:
        plain = value.replace(",", ".").replace("½", ".5") if isinstance(value, str) else value
        return super().to_python(plain)


def _hours(what: str) -> HoursField:
    return HoursField(
        min_value=0,
        max_value=WEEK,
        max_digits=6,
        decimal_places=2,
        error_messages={
            "required": f"Type the hours {what}. 0 is an answer.",
            "invalid": f"Type the hours {what} as a number, such as 6 or 6.5.",
            "min_value": f"The hours {what} start at 0.",
            "max_value": "A week has 168 hours.",
            "max_digits": f"Type the hours {what} as a number, such as 6 or 6.5.",
            "max_decimal_places": "Two decimals are plenty.",
            "max_whole_digits": "A week has 168 hours.",
        },
    )


class HookForm(forms.Form):
    """Hours of a typical week. Drawn, never stored."""

    approving = _hours("approving work")
    designing = _hours("designing systems")

    def clean(self) -> dict[str, Any]:
        hours = super().clean() or {}
        if sum(hours.get(name) or 0 for name in self.fields) > WEEK:
            self.add_error("designing", "Both together, a week has 168 hours.")
        return hours


class ScenarioForm(forms.Form):
    """What would have to be true: an index to reach, or hours to move. Worked out, never stored.

    The fields stand only where there is a level to start from and a month to take hours from.
    """

    target = forms.IntegerField(
        label=f"An index to reach in {HORIZON} months",
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Type a whole number from 0 to 100.",
            "min_value": "An index starts at 0.",
            "max_value": "An index ends at 100.",
        },
    )

    def __init__(self, *args: Any, level: str, approving: float | None, month: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if level:
            self.fields["target"].help_text = f"Your level is {level}, over all results that can be compared."
        else:
            del self.fields["target"]
        if approving is not None:
            self.fields["hours"] = _hours_to_move(approving, month)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors and all(typed.get(name) is None for name in self.fields):
            self.add_error(next(iter(self.fields)), "Type a number first.")
        return typed


def _hours_to_move(approving: float, month: str) -> HoursField:
    return HoursField(
        label="Hours a month to move from approving to designing",
        required=False,
        help_text=f"In {month} you approved for {approving:g} hours.",
        min_value=0.5,
        max_value=approving,
        max_digits=6,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "Type hours as a number, such as 6 or 6½.",
            "min_value": "Half an hour is the least worth moving.",
            "max_value": f"There are only {approving:g} to take from.",
            "max_digits": "Type hours as a number, such as 6 or 6½.",
            "max_decimal_places": "Two decimals are plenty.",
            "max_whole_digits": f"There are only {approving:g} to take from.",
        },
    )


class ChooseForm(forms.Form):
    """Two results to set side by side."""

    then = forms.UUIDField(label="This result")
    now = forms.UUIDField(label="Beside this one")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.Select(choices=choices)
            field.error_messages |= dict.fromkeys(["required", "invalid"], "Choose a result from the list.")
