"""What the question page shows of one question: the same for whoever answers it and for whoever writes it."""

from typing import Any

from django.urls import reverse

from assessment import hours
from assessment.attempts import words
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.forms import AnswerForm
from assessment.attempts.progress import draw_ruler, draw_strokes
from assessment.charts import plan
from assessment.questionnaire.models import Kind


def build_context(sheet: AnswerSheet, number: int, form: AnswerForm) -> dict[str, Any]:
    """The context of `attempts/question.html`."""
    question = sheet.questions[number - 1]
    return {
        "sheet": sheet,
        "question": question,
        "number": number,
        "part": sheet.part(number),
        "opens_kind": sheet.opens_kind(number),
        "asked_text": words.format_question(question, sheet.month),
        "assumptions": question.scene.splitlines(),
        "form": form,
        "plan": plan.draw_plans([plan.Hours(8, 8, 8)])[0] if question.kind == Kind.HOURS else None,
        "hours_grammar": hours.grammar(words.get_decimal_point()),
        "ruler": draw_ruler(sheet),
        "back": reverse("attempts:question", args=[sheet.attempt.uid, number - 1]) if number > 1 else "",
        "strokes": draw_strokes(sheet.answered, sheet.total),
        "state": _get_state(form, answered=question.pk in sheet.answers),
    }


def _get_state(form: AnswerForm, *, answered: bool) -> str:
    if form.is_bound:
        return "refused"
    if form.restored:
        return "unsaved"
    return "saved" if answered else ""
