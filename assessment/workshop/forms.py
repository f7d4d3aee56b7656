"""The answers of somebody made up, all on one page; and what a trial begins with."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessment.accounts.languages import get_base_language
from assessment.attempts.forms import CONFIDENCES
from assessment.attempts.models import Answer
from assessment.questionnaire import serialization, translation
from assessment.questionnaire.models import CHOSEN, Edition, Kind, Question
from assessment.workshop import sample
from assessment.workshop.languages import list_language_choices
from assessment.workshop.sample import build_answer


class TrialForm(forms.Form):
    """Which form of a draft somebody takes, and in which of its languages."""

    form = forms.ChoiceField(
        label=gettext_lazy("Form"),
        required=False,
        help_text=gettext_lazy("People get one of the three; situations, statements and estimates differ."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, edition: Edition, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        form, language = self.fields["form"], self.fields["language"]
        self.forms = sample.list_forms(edition)
        form.choices = [(name, name) for name in self.forms]  # type: ignore[attr-defined]  # a choice field
        document = serialization.write(edition)
        begun = set(translation.list_begun_languages(document))
        language.choices = [  # type: ignore[attr-defined]  # a choice field
            (key, name) for key, name in list_language_choices(edition, begun) if key in {"", *begun}
        ]
        language.initial = get_base_language(get_language() or "")
        complete = translation.list_complete_languages(document)
        if begun - set(complete):
            language.help_text = _("What a translation still lacks is asked in the original.")
        if len(form.choices) == 1:  # type: ignore[attr-defined]  # a choice field
            del self.fields["form"]
        if len(language.choices) == 1:  # type: ignore[attr-defined]  # a choice field
            del self.fields["language"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        return {"form": self.forms[0], "language": ""} | {name: v for name, v in cleaned.items() if v}


class SampleForm(forms.Form):
    """One or two fields for each question, named by its key; an empty one is a question not answered."""

    def __init__(self, questions: Sequence[Question], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.questions = questions
        for question in questions:
            self.fields.update(_build_fields(question))

    @property
    def rows(self) -> list[tuple[Question, list[forms.BoundField]]]:
        return [(question, [self[name] for name in _build_fields(question)]) for question in self.questions]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for question in self.questions:
            if question.kind == Kind.RANGE:
                low, high = cleaned.get(f"q{question.pk}-low"), cleaned.get(f"q{question.pk}-high")
                if (low is None) != (high is None):
                    self.add_error(f"q{question.pk}-low", _("Give both ends, or neither."))
                elif low is not None and low > high:
                    self.add_error(f"q{question.pk}-low", _("The lower end is above the higher one."))
        return cleaned

    def answers(self) -> dict[int, Answer]:
        answers_by_question = {question.pk: self._build_answer(question) for question in self.questions}
        return {key: answer for key, answer in answers_by_question.items() if answer is not None}

    def _build_answer(self, question: Question) -> Answer | None:
        if question.kind == Kind.RANGE:
            low, high = (self.cleaned_data[f"q{question.pk}-{end}"] for end in ("low", "high"))
            return None if low is None else build_answer(question, value={"low": low, "high": high})
        choice = self.cleaned_data[f"q{question.pk}"]
        if not choice:
            return None
        if question.kind == Kind.BELIEF:
            claim, confidence = choice.split("-")
            return build_answer(question, value={"claim": claim == "true", "confidence": int(confidence)})
        return build_answer(
            question, option=next(option for option in question.options.all() if option.code == choice)
        )


def _build_fields(question: Question) -> dict[str, forms.Field]:
    name = f"q{question.pk}"
    if question.kind == Kind.RANGE:
        return {
            f"{name}-{end}": forms.IntegerField(label=label, required=False, min_value=0, max_value=100)
            for end, label in [("low", _("At least")), ("high", _("At most"))]
        }
    if question.kind in CHOSEN:
        choices = [(option.code, option.text or option.code) for option in question.options.all()]
    else:
        choices = [
            (f"{claim}-{percent}", f"{label}, {percent} %")
            for claim, label in [("true", _("True")), ("false", _("False"))]
            for percent in CONFIDENCES
        ]
    label = _("Answer")
    return {name: forms.ChoiceField(label=label, required=False, choices=[("", _("Not answered")), *choices])}


def get_field_values(answers: Mapping[int, Answer]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, answer in answers.items():
        value = dict(answer.value or {})
        if answer.option is not None:
            values[f"q{key}"] = answer.option.code
        elif "claim" in value:
            values[f"q{key}"] = f"{'true' if value['claim'] else 'false'}-{value['confidence']}"
        else:
            values |= {f"q{key}-low": value["low"], f"q{key}-high": value["high"]}
    return values
