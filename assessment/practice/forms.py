"""The form of a practice page. A draft at the editors' desk may lack parts, a page of a file may not."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from assessment.accounts.texts import tidy_text
from assessment.practice.models import TEXTS, PracticePage
from assessment.practice.publish_checks import find_gaps
from assessment.questionnaire.forms import ComparedForm, MultilineField


class PracticeDraftForm(ComparedForm[PracticePage]):
    class Meta:
        model = PracticePage
        fields: ClassVar = ["facet", "language", *TEXTS]
        field_classes: ClassVar = {"template": MultilineField}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in self.fields.keys() & set(TEXTS):  # a page that is only shown has none
            self.fields[name].required = False

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs leave it out
        return excluded - {"state"}  # not in the form, yet one draft of a facet is all there may be

    def clean_template(self) -> str:
        lines = self.cleaned_data["template"].splitlines()
        return "\n".join(tidy_text(line) for line in lines if line.strip())

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in self.fields.keys() & set(TEXTS):
            if self._is_left_out(name):
                self.cleaned_data[name] = getattr(self.instance, name)
            elif name not in self.errors and name != "template":
                self._tidy(name)
        return self.cleaned_data

    def _is_left_out(self, name: str) -> bool:
        # Not sent at all, where an emptied field is sent empty: what is saved stays.
        widget = self.fields[name].widget
        return bool(widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)))

    def _tidy(self, name: str) -> None:
        try:
            self.cleaned_data[name] = tidy_text(self.cleaned_data.get(name) or "")
        except ValidationError as error:
            self.add_error(name, error)


class PracticePageForm(PracticeDraftForm):
    def clean(self) -> dict[str, Any]:
        super().clean()
        refused = set(self.errors)
        for gap in find_gaps(self.cleaned_data):
            if gap.field not in refused:
                self.add_error(gap.field or None, gap.sentence)
        return self.cleaned_data
