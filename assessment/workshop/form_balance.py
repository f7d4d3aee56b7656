"""What an edition asks and how precise that is, whether its forms are alike and its parts in one piece."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.attempts.answer_sheet import PARTS
from assessment.questionnaire import composition, wording
from assessment.questionnaire.composition import Asked
from assessment.questionnaire.models import CAPABILITIES, FORMS, FULL, Edition, Kind, Question
from assessment.results.wording import capabilities
from assessment.results.wording.numbers import format_range
from assessment.workshop.precision import Tolerance, list_tolerances


@dataclass(frozen=True)
class Row:
    # Of one kind in one capability. held: by form, or once where there is none; of_forms: what each asks.

    capability: str
    kind: str
    held: tuple[int, ...]
    of_forms: tuple[int, ...]
    least: int
    most: int
    shipped: int

    @property
    def name(self) -> str:
        return capabilities.title(self.capability) if self.capability else _("Calendar")

    @property
    def asks(self) -> str:
        return wording.get_kind_names()[self.kind]

    @property
    def even(self) -> bool:
        return len(set(self.held)) == 1 and self.least <= self.held[0] <= self.most

    @property
    def allowed(self) -> str:
        return str(self.least) if self.least == self.most else format_range(self.least, self.most)


@dataclass(frozen=True)
class Balance:
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]
    forms: tuple[str, ...]
    tolerances: tuple[Tolerance, ...]
    stored: int

    @property
    def asked(self) -> int:
        return sum(row.of_forms[0] for row in self.rows)

    @property
    def uneven(self) -> bool:
        return not all(row.even for row in self.rows)


def check_balance(edition: Edition, questions: list[Question] | None = None) -> Balance:
    questions = list(edition.questions.all()) if questions is None else questions
    slug = edition.questionnaire.slug
    full = slug == FULL
    asked = composition.list_asked_of(questions)
    rows = tuple(_count_rows(slug, asked))
    return Balance(
        rows,
        (*_check_counts(rows), *_check_parts(questions), *_check_directions(questions, full)),
        FORMS if full else ("",),
        tuple(list_tolerances(slug, asked)),
        len(questions),
    )


def _count_rows(slug: str, asked: list[Asked]) -> Iterator[Row]:
    counts = composition.count_by_form(asked)
    forms = FORMS if slug == FULL else ("",)
    bounds, shipped = composition.BOUNDS[slug], composition.SHIPPED[slug]
    for capability in (*CAPABILITIES, ""):
        for kind in map(str, Kind):
            held = tuple(counts[capability, kind, form] for form in composition.list_forms(kind))
            least, most = bounds[capability].get(kind, (0, 0))
            if most or any(held):
                shipped_count = shipped[capability].get(kind, 0) if capability else least
                of_forms = held if len(held) == len(forms) else (sum(held),) * len(forms)
                yield Row(capability, kind, held, of_forms, least, most, shipped_count)


def _check_counts(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        if len(row.held) > 1:
            for form, count in zip(FORMS, row.held, strict=True):
                if count < max(row.held):
                    sentence = _("Form %(form)s lacks %(n)s %(kind)s in %(capability)s.")
                    yield _format_warning(sentence, row, form, max(row.held) - count)


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
    if full and abs(pairs[True] - pairs[False]) > pairs.total() % 2:
        sentence = _("%(n)s of %(all)s pairs have the orchestrator’s pole on the left; half should.")
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
