"""Forms of the editors' pages: they explain beside the field what a file, or the database, would refuse."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, RegexValidator
from django.db.models import Model
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.accounts.texts import unify_pasted
from assessment.questionnaire import consistency, serialization, translation, validators
from assessment.questionnaire.conflicts import Difference
from assessment.questionnaire.errors import Document, EditionRefused, Fault
from assessment.questionnaire.models import Edition, Kind, Question, Questionnaire


class MultilineField(forms.CharField):
    # Browsers send two characters for a line end; a file has one.
    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return unify_pasted(text) if isinstance(text, str) else text


class SingleLineField(forms.CharField):
    # What Enter or a paste put between its lines is a space.
    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        lines = (line.strip() for line in unify_pasted(text).split("\n"))
        return " ".join(line for line in lines if line)


class CodeField(forms.SlugField):
    # Django's own rule lets capitals and underscores through, which a code must not have.
    default_validators = [
        RegexValidator(
            rf"^(?:{validators.SLUG.pattern})\Z",
            gettext_lazy("Use lower-case letters, digits and hyphens between them, such as flow-handover."),
        )
    ]


class TruthSelect(forms.NullBooleanSelect):
    # "The statement is: yes" answers nothing.
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        choices = [("unknown", "–"), ("true", gettext_lazy("True")), ("false", gettext_lazy("False"))]
        forms.Select.__init__(self, attrs, choices)


class ComparedForm[Row: Model](forms.ModelForm[Row]):
    differences: ClassVar[list[Difference]] = []
    is_restored: ClassVar[bool] = False
    """It shows what was sent before its editor signed in again; they have not sent it since."""

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_restored

    # Somebody else may have been quicker: nothing is overwritten before both versions were seen.
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.differences:
            message = _("This changed somewhere else. What you typed is still here; save again to keep it.")
            self.add_error(None, message)
        return cleaned


class QuestionnaireForm(ComparedForm[Questionnaire]):
    class Meta:
        model = Questionnaire
        fields: ClassVar = ["name", "purpose"]


class EditionForm(ComparedForm[Edition]):
    class Meta:
        model = Edition
        fields: ClassVar = ["number", "language", "comparable", "changes"]
        field_classes: ClassVar = {"changes": MultilineField}
        help_texts: ClassVar = {
            "number": gettext_lazy("It rises from edition to edition; people see it on the method page."),
            "language": gettext_lazy("Of the texts below: en, de, pt-br."),
            "changes": gettext_lazy(
                "What is new in this edition, in a sentence or two. The method page shows it."
            ),
        }
        labels: ClassVar = {  # of those who did its steps, shown beside the form
            "author": gettext_lazy("Author"),
            "reviewer": gettext_lazy("Reviewer"),
            "publisher": gettext_lazy("Publisher"),
            "digest": gettext_lazy("Fingerprint of what was published"),
        }

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs leave it out
        return excluded - {"questionnaire"}  # the number is checked within it

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if taken := find_taken(self, "number", self.instance.questionnaire.editions):
            message = _("%(edition)s has this number: it is %(state)s. The next free number is %(free)s.")
            free = 1 + max(self.instance.questionnaire.editions.values_list("number", flat=True))
            self.add_error("number", message % {"edition": taken, "state": taken.is_now, "free": free})
        for name in [name for name in ("number", "language", "changes") if name in cleaned]:
            for fault in validators.EDITION_FIELDS[name](cleaned[name], ()):
                self.add_error(name, fault.sentence)
        if "language" in self.changed_data and "language" in cleaned:
            self._refuse_translated(cleaned["language"])
        return cleaned

    def _refuse_translated(self, language: str) -> None:
        begun = translation.list_begun_languages(serialization.write(self.instance))
        if own := consistency.list_own_translations(language, dict.fromkeys(begun)):
            message = _("There are translations into %(language)s already. Empty them first.")
            self.add_error("language", message % {"language": translation.get_language_name(own[0])})


class QuestionForm(ComparedForm[Question]):
    class Meta:
        model = Question
        fields: ClassVar = [
            *("edition", "code", "position", "kind", "facet", "form", "text", "scene", "hint", "left"),
            *("right", "reversed", "unit", "is_true", "quantity", "weight", "rationale", "source"),
        ]
        field_classes: ClassVar = {
            **dict.fromkeys(["scene", "rationale", "source"], MultilineField),
            **dict.fromkeys(["text", "hint", "left", "right"], SingleLineField),
            "code": CodeField,
        }
        widgets: ClassVar = {
            **dict.fromkeys(
                ["text", "hint", "left", "right"],
                forms.Textarea(attrs={"class": "vLargeTextField", "rows": 2}),
            ),
            "is_true": TruthSelect,
            # An empty placeholder lets the style sheet tell an empty scene from one that is written.
            "scene": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4, "placeholder": " "}),
        }
        labels: ClassVar = {
            "left": gettext_lazy("Left pole"),
            "right": gettext_lazy("Right pole"),
            "reversed": gettext_lazy("The orchestrator's pole is the left one"),
            "is_true": gettext_lazy("The statement is"),
            "scene": gettext_lazy("Scene or assumptions"),
        }
        help_texts: ClassVar = {
            "code": gettext_lazy(
                "Stays the same from edition to edition: comparisons and item statistics know a question "
                "by it. When the meaning changes, give a new code. Lower-case letters, digits, hyphens."
            ),
            "position": gettext_lazy("Forms A, B and C of a question have the same position."),
            "kind": gettext_lazy("How it is answered."),
            "facet": gettext_lazy("One of five facets of a capability; empty for hours."),
            "form": gettext_lazy(
                "A, B or C for judgement, belief and range, so that a retake doesn’t test memory; "
                "empty for the others."
            ),
            "text": gettext_lazy(
                "One idea, at most 25 words. Of a belief: the statement. Of hours: {month} becomes the month."
            ),
            "scene": gettext_lazy("Of a judgement: the situation. Of a range: its assumptions, one a line."),
            "hint": gettext_lazy('Opens with "Counts if" for a frequency.'),
            "left": gettext_lazy("Pairs only. Both poles should be what a respected colleague would say."),
            "right": gettext_lazy("Pairs only."),
            "reversed": gettext_lazy("Pairs only. The credits of the options then fall: 4, 3, 2, 1, 0."),
            "unit": gettext_lazy('Of a range: "of 100" or "%".'),
            "is_true": gettext_lazy("Beliefs only."),
            "quantity": gettext_lazy("Ranges only: the true quantity, 0 to 100."),
            "weight": gettext_lazy("0.5 to 2; the shipped editions use 1 throughout."),
            "rationale": gettext_lazy(
                "Why this question, and why this answer is right. People see it once the form is no "
                "longer in use."
            ),
            "source": gettext_lazy("Where the right answer can be checked."),
        }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if "text" in self.fields:  # a question that is only shown has none
            self.fields["text"].required = False

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs leave it out
        return excluded - {"edition", "capability"}  # not in the form, yet constraints read them

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._refuse_taken(cleaned)
        if "facet" in cleaned:
            self.instance.capability = cleaned["facet"].partition(".")[0]
        if not self.errors:
            for name, reason in take_first_by_field(_find_faults(cleaned)):
                self.add_error(name if name in self.fields else "facet", reason)
        return cleaned

    def _refuse_taken(self, cleaned: dict[str, Any]) -> None:
        own_edition = self.instance.edition if self.instance.edition_id else None
        edition: Edition | None = cleaned.get("edition") or own_edition
        if edition is None:
            return
        questions = edition.questions.all()
        if taken := find_taken(self, "code", questions):
            message = _("Question %(place)s of this edition has this code: “%(words)s”. Choose another code.")
            question_text = taken.scene if taken.kind == Kind.JUDGEMENT else taken.text
            words_of_other = Truncator(question_text or taken.code).words(10)
            self.add_error(
                "code", message % {"place": f"{taken.position}{taken.form}", "words": words_of_other}
            )
        if taken := find_taken(self, "position", questions.filter(form=cleaned.get("form", ""))):
            message = _(
                "“%(question)s” stands there. Take %(free)s, then move it in the list of the edition."
            )
            free = 1 + max(questions.values_list("position", flat=True))
            self.add_error("position", message % {"question": taken, "free": free})


def find_taken(form: forms.ModelForm[Any], name: str, rows: Any) -> Any:
    # The other row that has this value already.
    if name not in form.cleaned_data:
        return None
    return rows.filter(**{name: form.cleaned_data[name]}).exclude(pk=form.instance.pk).first()


def _find_faults(cleaned: dict[str, Any]) -> Iterator[Fault]:
    question = serialization.normalize_question(
        cleaned | {"capability": cleaned["facet"].partition(".")[0], "options": [], "translations": {}}
    )
    faults = _leave_out_lacking(validators.QUESTION(question, ()))
    faults = faults or _leave_out_lacking(consistency.find_question_faults(question))
    # Options are checked when the edition is published; translations are written on a page of their own.
    return (fault for fault in faults if fault.place[0] != "options")


def _leave_out_lacking(faults: Iterable[Fault]) -> list[Fault]:
    # A draft is saved as far as it is written. Publishing asks for the rest.
    return [fault for fault in faults if not fault.lacking]


def take_first_by_field(faults: Iterable[Fault]) -> list[tuple[str, str]]:
    first: dict[str, str] = {}
    for fault in faults:
        first.setdefault(str(fault.place[0]), replace(fault, place=fault.place[1:]).sentence)
    return list(first.items())


NEXT = "next"
"""Of an import: whatever number the file gives, the next one is taken."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("One sentence, stored in the edition’s history."),
    )


class PublishForm(ReasonForm):
    strategy_reason = forms.CharField(
        label=gettext_lazy("Why all the same"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Why you publish it although guessing pays. The method page shows your reason for good."
        ),
        error_messages={"required": gettext_lazy("Write down why you publish it although guessing pays.")},
    )

    def __init__(self, *arguments: Any, strategies_pay: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # On the page it stands below how guessing does, and is no reason for that.
        self.fields["reason"].label = gettext_lazy("Reason for publishing")
        if strategies_pay:
            self.fields["strategy_reason"].required = True
        else:
            del self.fields["strategy_reason"]


class PublishAgainForm(PublishForm):
    changes = MultilineField(
        label=gettext_lazy("Changes"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What the method page says is new: in the language of the edition."),
    )


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Edition as JSON"),
        help_text=gettext_lazy("At most 2 MB."),
        validators=[FileExtensionValidator(["json"])],
    )
    into = forms.ChoiceField(label=gettext_lazy("It becomes"), required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        drafts = Edition.objects.filter(state__in=[Edition.State.DRAFT, Edition.State.REVIEW])
        into: Any = self.fields["into"]
        into.choices = [
            ("", _("a new draft, under the number in the file")),
            (NEXT, _("a new draft, under the next number")),
            *(
                (str(draft.pk), _("%(edition)s: all of it is replaced") % {"edition": draft})
                for draft in drafts.select_related("questionnaire")
            ),
        ]

    def clean_file(self) -> Document:
        uploaded = self.cleaned_data["file"]
        try:
            return serialization.read(uploaded.read(serialization.MAX_BYTES + 1), file=uploaded.name)
        except EditionRefused as refused:
            raise ValidationError([str(fault) for fault in refused.faults]) from None
