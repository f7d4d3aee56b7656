"""What the question page shows of one question: the same for whoever answers it and for whoever writes it."""

from typing import Any

from django.urls import reverse

from assessment import hours
from assessment.attempts import words
from assessment.attempts.answer_sheet import Sheet
from assessment.attempts.forms import AnswerForm
from assessment.attempts.progress import ruler, strokes
from assessment.charts import plan
from assessment.questionnaire.models import Kind


def page_of(sheet: Sheet, number: int, form: AnswerForm) -> dict[str, Any]:
    """The context of `attempts/question.html`."""
    asked = sheet.questions[number - 1]
    return {
        "sheet": sheet,
        "question": asked,
        "number": number,
        "part": sheet.part(number),
        "opens_kind": sheet.opens_kind(number),
        "asked_text": words.asked_in_words(asked, sheet.month),
        "assumptions": asked.scene.splitlines(),
        "form": form,
        "plan": plan.draw([plan.Hours(8, 8, 8)])[0] if asked.kind == Kind.HOURS else None,
        "hours_grammar": hours.grammar(words.decimal_point()),
        "ruler": ruler(sheet),
        "back": reverse("attempts:question", args=[sheet.attempt.uid, number - 1]) if number > 1 else "",
        "strokes": strokes(sheet.answered, sheet.total),
        "state": _state(form, answered=asked.pk in sheet.answers),
    }


def _state(form: AnswerForm, *, answered: bool) -> str:
    """How what the form holds stands to what is saved; the states are explained in docs/taking.md."""
    if form.is_bound:
        return "refused"
    if form.restored:
        return "unsaved"
    return "saved" if answered else ""
