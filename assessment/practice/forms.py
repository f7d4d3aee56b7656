"""What a practice page must hold. Editors' pages and files go through the same form."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessment.accounts.texts import tidy_text
from assessment.practice.models import TEXTS, PracticePage
from assessment.practice.template_fields import EXAMPLES
from assessment.questionnaire.forms import ComparedForm, MultilineField

MOST_WORDS = 250
TEMPLATE_LINES = range(4, 8)
# What somebody reads before they act; template and reference come on top.
READ = [name for name in TEXTS if name not in {"template", "reference", "reference_link", "finding"}]


def count_words(texts: dict[str, Any]) -> int:
    return sum(len(str(texts.get(name) or "").split()) for name in READ)


class PracticePageForm(ComparedForm[PracticePage]):
    class Meta:
        model = PracticePage
        fields: ClassVar = ["facet", "language", *TEXTS]
        field_classes: ClassVar = {"template": MultilineField}

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs leave it out
        return excluded - {"state"}  # not in the form, yet one draft of a facet is all there may be

    def clean_template(self) -> str:
        template: str = self.cleaned_data["template"]
        lines = [tidy_text(line) for line in template.splitlines() if line.strip()]
        if len(lines) not in TEMPLATE_LINES:
            raise ValidationError(
                _("Use 4 to 7 lines; you have %(lines)d."), code="lines", params={"lines": len(lines)}
            )
        if sum(map(template.count, EXAMPLES)) != 1:
            raise ValidationError(_("Fill in one field as an example and end it with (example)."))
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in TEXTS:
            if name not in self.errors and name != "template":
                self._tidy(name)
        words = count_words(self.cleaned_data)
        if words > MOST_WORDS:
            self.add_error(
                None,
                ValidationError(
                    _("The page has %(words)d words without template and reference. Cut it to %(most)d."),
                    code="long",
                    params={"words": words, "most": MOST_WORDS},
                ),
            )
        return self.cleaned_data

    def _tidy(self, name: str) -> None:
        try:
            self.cleaned_data[name] = tidy_text(self.cleaned_data.get(name) or "")
        except ValidationError as error:
            self.add_error(name, error)
