"""What the landing page may be asked to draw."""

from typing import Any

from django import forms

WEEK = 168


class HoursField(forms.DecimalField):
    """Hours as people write them: 6, 6.5 or 6,5."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


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
