"""Whether the forms of an edition are alike, and its parts in one piece: warnings, with what is missing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.attempts.answer_sheet import PARTS
from assessment.questionnaire import words
from assessment.questionnaire.models import CAPABILITIES, FORMS, FULL, KEYED, Edition, Kind, Question
from assessment.results.wording import capabilities
from assessment.scoring.constants import COMPOSITION

PAIRS_EACH_WAY = 3


@dataclass(frozen=True)
class Row:
    # Of one kind in one capability: how many each form holds, and how many it needs.
    capability: str
    kind: str
    held: tuple[int, ...]
    needed: int

    @property
    def name(self) -> str:
        return capabilities.title(self.capability)

    @property
    def asks(self) -> str:
        return words.get_kind_names()[self.kind]

    @property
    def even(self) -> bool:
        return set(self.held) == {self.needed}


@dataclass(frozen=True)
class Balance:
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]


def check_balance(edition: Edition, questions: list[Question] | None = None) -> Balance:
    questions = list(edition.questions.all()) if questions is None else questions
    full = edition.questionnaire.slug == FULL
    rows = tuple(_count_rows(questions)) if full else ()
    return Balance(
        rows, (*_check_counts(rows), *_check_parts(questions), *_check_directions(questions, full))
    )


def _count_rows(questions: list[Question]) -> Iterator[Row]:
    counts_by_form = Counter((question.capability, question.kind, question.form) for question in questions)
    for capability in CAPABILITIES:
        for kind in KEYED:
            needed = len(COMPOSITION[capability].get(kind.value, ()))
            counts = tuple(counts_by_form[capability, kind, form] for form in FORMS)
            if needed or any(counts):
                yield Row(capability, kind, counts, needed)


def _check_counts(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        for form, count in zip(FORMS, row.held, strict=True):
            if count < row.needed:
                yield _format_warning(
                    _("Form %(form)s lacks %(n)s %(kind)s in %(capability)s."), row, form, row.needed - count
                )
            elif count > row.needed:
                yield _format_warning(
                    _("Form %(form)s has %(n)s %(kind)s too many in %(capability)s."),
                    row,
                    form,
                    count - row.needed,
                )


def _format_warning(sentence: str, row: Row, form: str, count: int) -> str:
    places = {"form": form, "n": count, "kind": row.asks}
    return sentence % (places | {"capability": capabilities.format_in_sentence(row.capability)})


def _check_parts(questions: list[Question]) -> Iterator[str]:
    places = sorted({(question.position, PARTS[Kind(question.kind)]) for question in questions})
    parts = [part for _place, part in places]
    runs = [part for part, previous in zip(parts, [None, *parts], strict=False) if part != previous]
    # A part is named above a question only where every part is in one piece.
    for part, count in Counter(runs).items():
        if count > 1:
            sentence = _(
                "“%(part)s” is split into %(n)s pieces, so people see no names of parts while they answer."
            )
            yield sentence % {"part": part, "n": count}


def _check_directions(questions: list[Question], full: bool) -> Iterator[str]:
    pairs = Counter(question.reversed for question in questions if question.kind == Kind.PAIR)
    if full and pairs[True] != PAIRS_EACH_WAY:
        sentence = _("%(n)s of %(all)s pairs have the orchestrator’s pole on the left; make it three.")
        yield sentence % {"n": pairs[True], "all": pairs.total()}
    for form in FORMS:
        truth = Counter(
            question.is_true
            for question in questions
            if question.kind == Kind.BELIEF and question.form == form
        )
        if truth.total() and abs(truth[True] - truth[False]) > truth.total() % 2:
            sentence = _("Form %(form)s: %(n)s of %(all)s statements are true; half should be.")
            yield sentence % {"form": form, "n": truth[True], "all": truth.total()}
