"""What made the score: from 50, by every answer's exact contribution, to each capability's number."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.attempts.models import Answer
from assessment.attempts.wording import format_answer, mark_language
from assessment.charts.svg import draw_signed_bar
from assessment.questionnaire.models import CAPABILITIES, Kind
from assessment.results.result.queries import Result
from assessment.results.wording.capabilities import title
from assessment.results.wording.numbers import format_number, format_signed, join_words, spell_count
from assessment.results.wording.sentences import describe_habit, quote
from assessment.scoring.constants import LINE
from assessment.scoring.rounding import largest_remainder

# On paper so many lines up and so many down stand alone; the rest are summed.
PRINTED = 3
# A row of the table, by whether it stands on paper, and by whether it has an answer.
ROWS = {
    (on_paper, has_answer): f'<tr{on_screen_alone}><th scope="row">{{}}{answer}</th><td class="bar">{{}}</td>'
    '<td class="num">{}</td></tr>'
    for on_paper, on_screen_alone in ((True, ""), (False, ' class="contributions-more"'))
    for has_answer, answer in ((True, ' <span class="small muted answer">{}</span>'), (False, ""))
}


class _ExactLine(NamedTuple):
    what: str
    answer: str
    exact: float


class Contribution(NamedTuple):
    """One line. what: the habit, or what the sum is of. answer: in your words, empty of a sum. points: as
    printed, None where the answer does not count. share: of the widest line on the page, 0..100.
    """

    what: str
    answer: str
    points: float | None
    share: float = 0
    on_paper: bool = True

    def __html__(self) -> str:
        # Its row of the table. A page has thirty, over each of which a template takes five times as long.
        return format_html(
            ROWS[self.on_paper, bool(self.answer)],
            *([self.what, self.answer] if self.answer else [self.what]),
            "" if self.points is None else draw_signed_bar(self.points, self.share),
            _("not counted") if self.points is None else format_signed(self.points),
        )


@dataclass(frozen=True)
class CapabilityContributions:
    """One capability. total: the score with one decimal; lines add up to it from 50. rest: what stands on
    paper for the lines that are left out there. scaled_because: why lines were scaled, or empty.
    """

    name: str
    total: float
    lines: Sequence[Contribution]
    scaled_because: str
    answered: int
    asked: int

    @property
    def moved(self) -> str:
        return format_signed(self.total - LINE)

    @property
    def score(self) -> str:
        return format_number(self.total, 1)

    @property
    def rest_name(self) -> str:
        return _("%(left_out)s smaller answers together") % {"left_out": len(self.left_out)}

    @property
    def rest(self) -> str:
        return format_signed(sum(line.points or 0 for line in self.left_out))

    @cached_property
    def left_out(self) -> Sequence[Contribution]:
        return [line for line in self.lines if not line.on_paper and line.points is not None]


@dataclass(frozen=True)
class ContributionsSection:
    headline: str
    capabilities: Sequence[CapabilityContributions]
    without: Sequence[str]


def build_contributions_section(result: Result) -> ContributionsSection:
    scored = [slug for slug in CAPABILITIES if result.scores[slug].score is not None]
    scored.sort(key=lambda slug: -(result.scores[slug].score or 0))
    lines_of = {slug: _build_lines(result, slug) for slug in scored}
    widest = max([abs(line.exact) for lines in lines_of.values() for line in lines], default=0)
    sections = [_build_capability(result, slug, lines_of[slug], widest or 1) for slug in scored]
    return ContributionsSection(
        headline=_headline([section.total for section in sections]),
        capabilities=sections,
        without=[title(slug) for slug in CAPABILITIES if slug not in scored],
    )


def _headline(totals: Sequence[float]) -> str:
    if not totals:
        return _("Too few answers to show what moved a score.")
    scores = join_words([format_number(total, 1) for total in totals])
    return _("How each answer moved the scores from 50 to %(scores)s") % {"scores": scores}


def _build_capability(
    result: Result, slug: str, lines: Sequence[_ExactLine], widest: float
) -> CapabilityContributions:
    printed = largest_remainder([line.exact for line in lines])
    on_paper = _choose_for_paper(lines, printed)
    counted = [
        Contribution(line.what, line.answer, points, 100 * abs(line.exact) / widest, place in on_paper)
        for place, (line, points) in enumerate(zip(lines, printed, strict=True))
    ]
    score = result.scores[slug]
    return CapabilityContributions(
        name=title(slug),
        total=LINE + round(sum(printed), 1),
        lines=[*counted, *_list_uncounted(result, slug)],
        scaled_because=_explain_scaling(result, slug),
        answered=score.answered,
        asked=score.asked,
    )


def _build_lines(result: Result, slug: str) -> list[_ExactLine]:
    # The largest first, then, in one sum, the keyed answers whose questions are still asked.
    counting = [answer for answer in result.answers_by_capability[slug] if answer.contribution is not None]
    lines, summed = [], []
    for answer in counting:
        points = answer.contribution or 0.0
        if answer.tells_a_key:
            summed.append(points)
        else:
            lines.append(_ExactLine(_describe_question(answer), _describe_reply(answer), points))
    lines.sort(key=lambda line: -abs(line.exact))
    if summed:
        label = ngettext(
            "What you showed, one question", "What you showed, %(number)s questions", len(summed)
        )
        lines.append(_ExactLine(label % {"number": spell_count(len(summed))}, "", fsum(summed)))
    return lines


def _describe_question(answer: Answer) -> str:
    question = answer.question
    return mark_language(
        question.scene if question.kind == Kind.JUDGEMENT else describe_habit(question.text), question
    )


def _describe_reply(answer: Answer) -> str:
    question, reply = answer.question, format_answer(answer.question, answer)
    if question.kind != Kind.PAIR or answer.option is None:
        return reply
    ends = f"A: {quote(question.left)}. B: {quote(question.right)}."
    return (
        format_html("{}. {}", reply, mark_language(ends, question))
        if question.foreign
        else f"{reply}. {ends}"
    )


def _choose_for_paper(lines: Sequence[_ExactLine], printed: Sequence[float]) -> set[int]:
    # The places of sums, and of the first answers up and down.
    answers = [(place, points) for place, points in enumerate(printed) if lines[place].answer]
    up = [place for place, points in answers if points > 0][:PRINTED]
    down = [place for place, points in answers if points < 0][:PRINTED]
    return {place for place, line in enumerate(lines) if not line.answer}.union(up, down)


def _list_uncounted(result: Result, slug: str) -> list[Contribution]:
    return [
        Contribution(_describe_question(answer), _describe_reply(answer), None, on_paper=False)
        for answer in result.answers_by_capability[slug]
        if answer.contribution is None
    ]


def _explain_scaling(result: Result, slug: str) -> str:
    # Why lines were scaled, where what was showed fell below nothing.
    if all(part.value == part.mean for part in result.parts[slug]):
        return ""
    if slug == "literacy":
        return _(
            "Confident wrong answers cost you more than your statements earned; the total counts as "
            "zero. Each line is scaled down so that they still add up."
        )
    return _(
        "Ranges that missed cost you more than the others earned; the total counts as zero. Each line "
        "is scaled down so that they still add up."
    )
