"""The first minute: where you stand, what holds it down, what to do next, and the practice page for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

from assessment.accounts.languages import get_current_language
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.practice.context import get_published_pages
from assessment.practice.models import FACET_ORDER, PracticePage
from assessment.questionnaire.models import CAPABILITIES, KEYED, PULSE
from assessment.results.result.levers import NOTHING, ask_of_facet
from assessment.results.result.queries import Result, read_result
from assessment.results.wording import capabilities as names
from assessment.results.wording import sentences
from assessment.scoring.change import NO_CLEAR_CHANGE
from assessment.scoring.rounding import half_up
from assessment.scoring.verdict import Naming


@dataclass(frozen=True)
class Weakest:
    slug: str
    name: str
    inside: str
    points: int
    others: tuple[int, int]


@dataclass(frozen=True)
class NextStep:
    """kind: why this page: shown, lever, floor, top or nothing. words: the page's title, or what its facet
    asks for where none is published. points: what was taken off.
    """

    kind: str
    words: str = ""
    page: PracticePage | None = None
    points: str = ""
    capability: str = ""


@dataclass(frozen=True)
class MinuteSection:
    # stands and change are the first sentence; weakest, or else level, the second; step the third. To
    # anybody but its owner a result names no step: it would tell of answers.
    stands: str
    change: str
    weakest: Weakest | None
    level: str
    step: NextStep | None


def build_minute_section(result: Result, pages: Mapping[str, PracticePage]) -> MinuteSection | None:
    """None without an index: the page then says what is missing."""
    attempt = result.attempt
    if attempt.index is None or attempt.index_standard_error is None or attempt.dots is None:
        return None
    naming = result.naming
    return MinuteSection(
        stands=sentences.verdict_sentence(attempt.index, attempt.index_standard_error, attempt.dots),
        change=_describe_change(result),
        weakest=_describe_weakest(result, naming.weakest) if naming.weakest else None,
        level=sentences.nothing_holds_down(
            naming, {slug: score.score or 0 for slug, score in result.scores.items()}
        ),
        step=choose_next_step(result, naming, pages),
    )


def _describe_change(result: Result) -> str:
    index = result.previous.index if result.previous else None
    return sentences.change_headline(index) if index and index.change.word != NO_CLEAR_CHANGE else ""


def _describe_weakest(result: Result, slug: str) -> Weakest:
    others = sorted(
        (half_up(score.score or 0) for name, score in result.scores.items() if name != slug), reverse=True
    )
    return Weakest(
        slug,
        names.title(slug),
        names.format_in_sentence(slug),
        half_up(result.scores[slug].score or 0),
        (others[0], others[1]),
    )


def choose_next_step(result: Result, naming: Naming, pages: Mapping[str, PracticePage]) -> NextStep:
    """The page of what took most off the score. Where that is what was shown in one capability, its facet is
    chosen by what was described there: a facet chosen by a keyed answer would give the answer away.
    """
    slug, points = _find_lowest_part(result)
    if slug and naming.weakest in {None, slug}:
        return _build_step(
            "shown", _find_facet(result, slug), pages, points=str(half_up(-points)), capability=slug
        )
    if result.levers:
        first = result.levers[0]
        kind = "lever" if first.gain > NOTHING else "floor"
        return _build_step(kind, first.facet, pages, capability=first.capability)
    if slug := _find_least_shown(result):
        return _build_step("top", _find_facet(result, slug), pages, capability=slug)
    return NextStep("nothing")


def _build_step(
    kind: str, facet: str, pages: Mapping[str, PracticePage], *, points: str = "", capability: str
) -> NextStep:
    page = pages.get(facet)
    # A lever is called what its row below is called.
    words = page.title if page and kind not in {"lever", "floor"} else ask_of_facet(facet)
    return NextStep(kind, words, page, points, names.format_after_in(capability))


def _find_lowest_part(result: Result) -> tuple[str, float]:
    # The capability whose keyed answers took more points off than any other part; "" where none did.
    parts = {}
    for slug in CAPABILITIES:
        answers = [
            (answer.question.kind in KEYED, answer.contribution or 0.0)
            for answer in result.answers_by_capability[slug]
        ]
        for part in (True, False):
            parts[part, slug] = fsum([points for keyed, points in answers if keyed == part])
    keyed, slug = min(parts, key=lambda part: parts[part])
    points = parts[keyed, slug]
    return (slug, points) if keyed and half_up(-points) >= 2 else ("", 0.0)


def _find_facet(result: Result, capability: str) -> str:
    own = [lever.facet for lever in result.levers if lever.capability == capability]
    return own[0] if own else next(facet for facet in FACET_ORDER if facet.startswith(f"{capability}."))


def _find_least_shown(result: Result) -> str:
    shown = {
        slug: score.shown
        for slug, score in result.scores.items()
        if score.shown is not None and score.shown < 100
    }
    return min(shown, key=lambda slug: shown[slug] or 0, default="")


def choose_commitment_page(minute: MinuteSection | None, language: str) -> PracticePage | None:
    """The page of the next step, for the first wording of a commitment; a page in another language than the
    reader's would put its words into the reader's sentence.
    """
    page = minute.step.page if minute and minute.step else None
    return page if page and page.language == language.partition("-")[0] else None


def choose_page_of_result(attempt: Attempt, holder: Holder) -> PracticePage | None:
    if attempt.questionnaire.slug == PULSE:
        return None
    language = get_current_language()
    minute = build_minute_section(read_result(attempt, holder), get_published_pages(language))
    return choose_commitment_page(minute, language)
