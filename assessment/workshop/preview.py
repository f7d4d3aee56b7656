"""A question as it stands in a form that nobody has saved, finished or not. Nothing is stored."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.forms import build_form
from assessment.attempts.models import Answer, Attempt
from assessment.attempts.question_page import build_context
from assessment.questionnaire import translation
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import CHOSEN, FORMS, PULSE, Edition, Kind, Option, Question
from assessment.questionnaire.validators import LAST_POSITION

TEXTS = ("text", "scene", "hint", "left", "right", "unit", "source", "rationale")
MOST_ROWS = 12


class EmptySheet(AnswerSheet):
    # Nobody is filling it in.
    @property
    def answers(self) -> dict[int, Answer]:
        return {}


def read_question(
    fields: Mapping[str, str], saved: Question | None, edition: Edition
) -> tuple[Question, list[Option]]:
    # What cannot be read counts as empty.
    question = Question(pk=saved.pk if saved else 0, edition=edition, code="unsaved")
    for name in TEXTS:
        setattr(question, name, fields.get(name, "").replace("\r\n", "\n").strip())
    question.translations = saved.translations if saved else {}
    kind = fields.get("kind", "")
    question.kind = kind if kind in Kind.values else Kind.FREQUENCY
    form = fields.get("form", "")
    question.form = form if form in FORMS else ""
    question.position = _parse_number(fields.get("position", ""), LAST_POSITION)
    saved_options = list(saved.options.all()) if saved else []
    return question, _read_options(fields, {str(option.pk): option.translations for option in saved_options})


def _read_options(fields: Mapping[str, str], translations: Mapping[str, Any]) -> list[Option]:
    rows = min(_parse_number(fields.get("options-TOTAL_FORMS", ""), 0), MOST_ROWS)
    options = []
    for row in range(rows):
        text = fields.get(f"options-{row}-text", "").strip()
        is_empty = not text and not fields.get(f"options-{row}-id")  # a row that nobody has begun
        if is_empty or fields.get(f"options-{row}-DELETE"):
            continue
        options.append(
            Option(
                code=fields.get(f"options-{row}-code", "").strip() or f"row-{row}",
                text=text,
                credit=_parse_credit(fields.get(f"options-{row}-credit", "")),
                translations=translations.get(fields.get(f"options-{row}-id", ""), {}),
                position=_parse_number(fields.get(f"options-{row}-position", ""), LAST_POSITION),
            )
        )
    return sorted(options, key=lambda option: option.position)


def get_stored(question: Question) -> tuple[Question, list[Option]]:
    return question, sorted(question.options.all(), key=lambda option: option.position)


def build_document(question: Question, options: list[Option]) -> Document:
    texts = {name: getattr(question, name) for name in TEXTS}
    option_rows = [{"text": option.text, "credit": option.credit} for option in options]
    return texts | {"kind": question.kind, "options": option_rows if question.kind in CHOSEN else []}


def build_page(question: Question, options: list[Option], language: str = "") -> dict[str, object]:
    """The context of the real question page, for a question among the others of its form.

    language: of a saved translation; what it lacks stays in the original.
    """
    translation.apply_translation(question, language)
    _fill_gaps(question, options)
    edition = question.edition
    form = question.form or FORMS[0]
    others = edition.questions.filter(form__in={"", form}).exclude(pk=question.pk)
    questions = sorted([*others, question], key=lambda other: other.position)
    attempt = Attempt(
        edition=edition, questionnaire=edition.questionnaire, form=form, started_at=timezone.now()
    )
    sheet = EmptySheet(attempt, tuple(questions), language)
    short = edition.questionnaire.slug == PULSE
    answer_form = build_form(question, month=sheet.month, short=short, options=options, language=language)
    return build_context(sheet, questions.index(question) + 1, answer_form)


def _fill_gaps(question: Question, options: list[Option]) -> None:
    # Where nothing is written yet, the page says so.
    needed = {
        Kind.JUDGEMENT: ["text", "scene"],
        Kind.RANGE: ["text", "scene"],
        Kind.PAIR: ["text", "left", "right"],
    }
    for name in needed.get(Kind(question.kind), ["text"]):
        if not getattr(question, name).strip():
            setattr(question, name, _("[to be written]"))
    for option in options:
        option.text = option.text or _("[to be written]")


def _parse_number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _parse_credit(text: str) -> int | None:
    return int(text) if text in {"0", "1", "2", "3", "4"} else None
