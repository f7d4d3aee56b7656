"""Hours as a field of a form."""

from typing import Any

from django import forms

from assessment.hours import parse_hours


class HoursField(forms.FloatField):
    """Hours as people write them: 6, 6.5, 6,5, 6½ or 6:30; a number of hours in whole minutes."""

    def to_python(self, value: Any) -> Any:
        text = str(value).strip() if value is not None else ""
        if text in self.empty_values:
            return None
        minutes = parse_hours(text.lstrip("-−"))
        if minutes is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return minutes / 60 if text[0] not in "-−" else -minutes / 60
