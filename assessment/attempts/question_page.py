"""What the pages of a questionnaire show: the same to whoever answers it and to whoever writes it."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessment import hours
from assessment.attempts import wording
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.forms import AnswerForm
from assessment.charts import plan
from assessment.questionnaire.models import Kind, Question

# The walls of a flat of six rooms, in the order somebody would draw them. Doors are the gaps.
_WALLS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((10, 10), (60, 10), (110, 10), (160, 10), (210, 10), (260, 10), (310, 10)),
    ((310, 10), (310, 56), (310, 102), (310, 148), (310, 194), (310, 230)),
    ((310, 230), (260, 230), (210, 230)),
    ((184, 230), (130, 230), (70, 230), (10, 230)),
    ((10, 230), (10, 175), (10, 120), (10, 65), (10, 10)),
    ((120, 10), (120, 40), (120, 70)),
    ((120, 96), (120, 150), (120, 230)),
    ((10, 120), (50, 120), (90, 120)),
    ((120, 130), (170, 130), (210, 130)),
    ((236, 130), (310, 130)),
    ((220, 10), (220, 60), (220, 104)),
    ((170, 130), (170, 190)),
)
STROKES = tuple(
    f"M{left} {top}L{right} {bottom}"
    for wall in _WALLS
    for (left, top), (right, bottom) in itertools.pairwise(wall)
)


def build_context(sheet: AnswerSheet, number: int, form: AnswerForm) -> dict[str, Any]:
    question = sheet.questions[number - 1]
    return {
        "sheet": sheet,
        "question": question,
        "number": number,
        "part": sheet.part(number),
        "opens_kind": sheet.opens_kind(number),
        "asked_text": wording.format_question(question, sheet.month),
        "assumptions": question.scene.splitlines(),
        "form": form,
        "plan": plan.draw_plans([plan.Hours(8, 8, 8)])[0] if question.kind == Kind.HOURS else None,
        "hours_grammar": hours.grammar(),
        "ruler": draw_ruler(sheet),
        "back": sheet.get_question_url(number - 1) if number > 1 else "",
        "here": sheet.get_question_url(number),
        "strokes": draw_strokes(sheet.answered, sheet.total),
        "state": _get_state(form, answered=question.pk in sheet.answers),
    }


class ReviewRow(NamedTuple):
    question: str  # what is asked, as markup
    address: str
    answer: str
    link: str

    def __html__(self) -> str:
        # A page has thirty, over each of which a template takes five times as long.
        return format_html(
            '<div>{}<dd class="answer">{}</dd><dd class="change"><a href="{}">{}</a></dd></div>',
            self.question,
            self.answer,
            self.address,
            self.link,
        )


def build_review_context(sheet: AnswerSheet) -> dict[str, Any]:
    parts: dict[str, list[ReviewRow]] = {}
    names_of_parts: dict[str, str] = {}
    language = get_language() or ""
    open_rows: list[ReviewRow] = []
    give = _('Answer<span class="visually-hidden"> question {number}</span>')
    for number, question, stored_answer in sheet.lines:
        markup, link = _render_for_review(sheet, number, question, language)
        address = sheet.get_question_url(number)
        if stored_answer:
            answer = wording.format_answer(question, stored_answer)
            if question.kind not in names_of_parts:
                names_of_parts[question.kind] = sheet.part(number)
            row = ReviewRow(markup, f"{address}?then=review", answer, link)
            parts.setdefault(names_of_parts[question.kind], []).append(row)
        else:
            answer = _("%(number)s, not answered") % {"number": number}
            open_rows.append(
                ReviewRow(markup, f"{address}?then=open", answer, format_html(give, number=number))
            )
    return {"sheet": sheet, "parts": parts, "open_rows": open_rows}


def _render_for_review(sheet: AnswerSheet, number: int, question: Question, language: str) -> tuple[str, str]:
    # The question, and the link to it. A process keeps both with the question once that is published.
    text = wording.format_question(question, sheet.month)
    key = (language, sheet.lang, text)
    rendered: dict[tuple[str, ...], tuple[str, str]] = vars(question).setdefault("rendered_for_review", {})
    if key not in rendered:
        context = {"question": question, "text": text, "lang": sheet.lang}
        link = _('Change<span class="visually-hidden"> question {number}: {text}</span>')
        rendered[key] = (
            render_to_string("attempts/review_question.html", context),
            format_html(link, number=number, text=text),
        )
    return rendered[key]


def _get_state(form: AnswerForm, *, answered: bool) -> str:
    if form.is_bound:
        return "refused"
    if form.restored:
        return "unsaved"
    return "saved" if answered else ""


@dataclass(frozen=True)
class Strokes:
    """The plan in three paths: done but for the latest stroke, that one, and what is still to draw."""

    done: str
    new: str
    todo: str


def draw_strokes(answered: int, total: int) -> Strokes:
    stroke_count = round(len(STROKES) * answered / total) if total else 0
    latest = max(0, stroke_count - 1)
    return Strokes(
        *("".join(part) for part in (STROKES[:latest], STROKES[latest:stroke_count], STROKES[stroke_count:]))
    )


@dataclass(frozen=True)
class Ruler:
    """The scale rule in three paths: divisions that have an answer, the ticks at their ends, other ticks."""

    done: str
    done_ticks: str
    ticks: str


def draw_ruler(sheet: AnswerSheet) -> Ruler:
    answered = [line.number for line in sheet.lines if line.answer is not None]
    unanswered = [line.number for line in sheet.lines if line.answer is None]
    return Ruler(
        "".join(f"M{number - 1} 10H{number}" for number in answered),
        _draw_ticks(answered),
        _draw_ticks(unanswered),
    )


def _draw_ticks(numbers: Sequence[int]) -> str:
    return "".join(f"M{number} 5V10" for number in numbers)
