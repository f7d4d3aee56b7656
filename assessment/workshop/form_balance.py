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
    """Questions of one kind in one capability: how many each form holds, and how many it needs."""

    capability: str
    kind: str
    held: tuple[int, ...]
    needed: int

    @property
    def name(self) -> str:
        """Of the capability."""
        return capabilities.title(self.capability)

    @property
    def asks(self) -> str:
        """The kind in words."""
        return words.get_kind_names()[self.kind]

    @property
    def even(self) -> bool:
        return set(self.held) == {self.needed}


@dataclass(frozen=True)
class Balance:
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]


def of(edition: Edition) -> Balance:
    """What the forms A, B and C hold, and what is out of balance."""
    questions = list(
        edition.questions.only("edition", "kind", "capability", "form", "position", "reversed", "is_true")
    )
    full = edition.questionnaire.slug == FULL
    rows = tuple(_rows(questions)) if full else ()
    return Balance(rows, (*_uneven(rows), *_parts(questions), *_ways(questions, full)))


def _rows(questions: list[Question]) -> Iterator[Row]:
    held = Counter((one.capability, one.kind, one.form) for one in questions)
    for capability in CAPABILITIES:
        for kind in KEYED:
            needed = len(COMPOSITION[capability].get(kind.value, ()))
            counts = tuple(held[capability, kind, form] for form in FORMS)
            if needed or any(counts):
                yield Row(capability, kind, counts, needed)


def _uneven(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        for form, count in zip(FORMS, row.held, strict=True):
            if count < row.needed:
                yield _said(
                    _("Form %(form)s lacks %(n)s %(kind)s in %(capability)s."), row, form, row.needed - count
                )
            elif count > row.needed:
                yield _said(
                    _("Form %(form)s has %(n)s %(kind)s too many in %(capability)s."),
                    row,
                    form,
                    count - row.needed,
                )


def _said(says: str, row: Row, form: str, count: int) -> str:
    named = {"form": form, "n": count, "kind": row.asks}
    return says % (named | {"capability": capabilities.inside(row.capability)})


def _parts(questions: list[Question]) -> Iterator[str]:
    """The name of a part stands above a question only where every part is in one piece."""
    places = sorted({(one.position, PARTS[Kind(one.kind)]) for one in questions})
    parts = [part for _place, part in places]
    runs = [part for part, before in zip(parts, [None, *parts], strict=False) if part != before]
    for part, count in Counter(runs).items():
        if count > 1:
            says = _("“%(part)s” is in %(n)s pieces: no part is named while people answer.")
            yield says % {"part": part, "n": count}


def _ways(questions: list[Question], full: bool) -> Iterator[str]:
    pairs = Counter(one.reversed for one in questions if one.kind == Kind.PAIR)
    if full and pairs[True] != PAIRS_EACH_WAY:
        says = _("%(n)s of %(all)s pairs have the orchestrator's pole left; make it three.")
        yield says % {"n": pairs[True], "all": pairs.total()}
    for form in FORMS:
        truth = Counter(one.is_true for one in questions if one.kind == Kind.BELIEF and one.form == form)
        if truth.total() and abs(truth[True] - truth[False]) > truth.total() % 2:
            says = _("Form %(form)s: %(n)s of %(all)s statements are true; half should be.")
            yield says % {"form": form, "n": truth[True], "all": truth.total()}
