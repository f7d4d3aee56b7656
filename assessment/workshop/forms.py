"""The answers of somebody made up, all on one page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from assessment.attempts.forms import CONFIDENCES
from assessment.attempts.models import Answer
from assessment.questionnaire.models import CHOSEN, Kind, Question
from assessment.workshop.sample import answer_of


class SampleForm(forms.Form):
    """One or two fields for each question, named by its key; an empty one is a question not answered."""

    def __init__(self, questions: Sequence[Question], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.questions = questions
        for question in questions:
            self.fields.update(_fields_of(question))

    @property
    def rows(self) -> list[tuple[Question, list[forms.BoundField]]]:
        """Each question with its fields."""
        return [(question, [self[name] for name in _fields_of(question)]) for question in self.questions]

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
        """Of a valid form, by question id."""
        given = {question.pk: self._given(question) for question in self.questions}
        return {key: answer for key, answer in given.items() if answer is not None}

    def _given(self, question: Question) -> Answer | None:
        if question.kind == Kind.RANGE:
            low, high = (self.cleaned_data[f"q{question.pk}-{end}"] for end in ("low", "high"))
            return None if low is None else answer_of(question, value={"low": low, "high": high})
        chosen = self.cleaned_data[f"q{question.pk}"]
        if not chosen:
            return None
        if question.kind == Kind.BELIEF:
            claim, confidence = chosen.split("-")
            return answer_of(question, value={"claim": claim == "true", "confidence": int(confidence)})
        return answer_of(question, option=next(one for one in question.options.all() if one.code == chosen))


def _fields_of(question: Question) -> dict[str, forms.Field]:
    name = f"q{question.pk}"
    if question.kind == Kind.RANGE:
        return {
            f"{name}-{end}": forms.IntegerField(label=label, required=False, min_value=0, max_value=100)
            for end, label in [("low", _("At least")), ("high", _("At most"))]
        }
    if question.kind in CHOSEN:
        choices = [(option.code, option.text) for option in question.options.all()]
    else:
        choices = [
            (f"{claim}-{percent}", f"{label}, {percent} %")
            for claim, label in [("true", _("True")), ("false", _("False"))]
            for percent in CONFIDENCES
        ]
    label = _("Answer")
    return {name: forms.ChoiceField(label=label, required=False, choices=[("", _("Not answered")), *choices])}


def typed(answers: Mapping[int, Answer]) -> dict[str, Any]:
    """The values of the fields that say these answers."""
    found: dict[str, Any] = {}
    for key, answer in answers.items():
        value = dict(answer.value or {})
        if answer.option is not None:
            found[f"q{key}"] = answer.option.code
        elif "claim" in value:
            found[f"q{key}"] = f"{'true' if value['claim'] else 'false'}-{value['confidence']}"
        else:
            found |= {f"q{key}-low": value["low"], f"q{key}-high": value["high"]}
    return found
