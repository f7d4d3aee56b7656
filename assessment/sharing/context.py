"""What the recipient of a share reads: sections of the result's own page, without what tells of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.commitments.current import CommitmentStatus
from assessment.commitments.models import Commitment
from assessment.days import day_of
from assessment.questionnaire.models import FULL
from assessment.results.comparability import compare_stored
from assessment.results.estimates import Compared, Measured
from assessment.results.result.calendar import build_calendar_section
from assessment.results.result.capabilities import build_capability_section
from assessment.results.result.commitment import CommitmentSection, build_commitment_section
from assessment.results.result.minute import build_minute_section
from assessment.results.result.queries import Result
from assessment.results.result.self_rating import build_self_rating_section
from assessment.results.result.verdict import build_verdict_section
from assessment.results.timeline.context import Timeline, build_timeline
from assessment.results.wording import capabilities as names
from assessment.results.wording import sentences
from assessment.sharing.models import Share
from assessment.sharing.queries import read_shared_history, read_shared_result

OVER_TIME = "capabilities-over-time"
"""The anchor of the capabilities over time, where those of the result stand on the same page."""


def get_sharer_name(owner: User | None) -> str:
    return (owner.name or owner.email) if owner else ""


def get_commitment(attempt: Attempt) -> Commitment | None:
    return Commitment.objects.filter(attempt=attempt).first()


def find_reason_not_to_share(attempt: Attempt) -> str:
    # A code for the page that says why; empty where it may be shared.
    if attempt.is_open:
        return "open"
    if attempt.questionnaire.slug != FULL:
        return "pulse"
    return "anonymous" if attempt.owner_id is None else ""


def build_shared_page(share: Share, today: date) -> dict[str, Any]:
    result = read_shared_result(share)
    attempt = result.attempt
    page: dict[str, Any] = {
        "share": share,
        "sharer": get_sharer_name(attempt.owner),
        "result": result,
        "attempt": attempt,
        "anonymous": True,  # no links to the owner's own pages
        "pages": {},
        "index": Measured.build(attempt.index, attempt.index_standard_error),
    }
    if share.verdict:
        page |= _build_verdict(result, today)
    if share.self_rating:
        page["self_rating"] = build_self_rating_section(result)
    if share.calendar:
        page["calendar"] = build_calendar_section(result, today)
    if share.over_time:
        page["timeline"] = _build_timeline(share, today)
    if share.commitment:
        page["commitment"] = _build_commitment(share, result, today)
    page["plotted"] = bool(
        (share.verdict and page["capabilities"].figure)
        or (share.self_rating and page["self_rating"].figure)
        or share.over_time
    )
    return page


def _build_verdict(result: Result, today: date) -> dict[str, Any]:
    capabilities = build_capability_section(result)
    minute = build_minute_section(result, {})
    return {
        "verdict": build_verdict_section(result, today),
        "capabilities": capabilities,
        "scored": any(row.score for row in capabilities.rows),
        "missing": sentences.too_few_answers([row.slug for row in capabilities.rows if row.score is None]),
        "minute": replace(minute, step=None) if minute else None,
    }


def _build_timeline(share: Share, today: date) -> Timeline:
    timeline = build_timeline(read_shared_history(share), today)
    movements = [
        replace(line, anchor=OVER_TIME if line.anchor == "capabilities" else line.anchor)
        for line in timeline.movements
    ]
    return replace(timeline, movements=movements)


def _build_commitment(share: Share, result: Result, today: date) -> CommitmentSection | None:
    commitment = get_commitment(result.attempt)
    # One that was made after the result was shared was not chosen.
    if commitment is None or commitment.made_on > day_of(share.shared_at):
        return None
    return build_commitment_section(CommitmentStatus(result.attempt, commitment), result, today)


@dataclass(frozen=True)
class DeskRow:
    """older: what was shared of an older result of the same person, to be read beside this one."""

    share: Share
    older: Share | None


@dataclass(frozen=True)
class Sharer:
    name: str
    rows: Sequence[DeskRow]


def group_by_sharer(shares: Sequence[Share]) -> list[Sharer]:
    """In the order of the shares; of each person the newest result first. Nobody stands beside another."""
    by_owner: dict[int | None, list[Share]] = {}
    for share in shares:
        by_owner.setdefault(share.attempt.owner_id, []).append(share)
    return [
        Sharer(
            get_sharer_name(own[0].attempt.owner),
            _pair_results(sorted(own, key=lambda share: str(share.attempt.submitted_at), reverse=True)),
        )
        for own in by_owner.values()
    ]


def _pair_results(shares: Sequence[Share]) -> list[DeskRow]:
    rows = []
    for place, share in enumerate(shares):
        older = next((other for other in shares[place + 1 :] if other.verdict), None)
        rows.append(DeskRow(share, older if share.verdict else None))
    return rows


@dataclass(frozen=True)
class PairedRow:
    name: str
    before: Measured | None
    after: Measured | None
    change: str


@dataclass(frozen=True)
class Pair:
    """Two results of one person. headline: what changed of the index, by the test of every page; reason:
    why nothing can be said."""

    headline: str
    reason: str
    capabilities: Sequence[str]
    rows: Sequence[PairedRow]
    before: Result
    after: Result


def build_pair(before: Result, after: Result) -> Pair:
    comparison = None
    if after.are_comparable(before.attempt, after.attempt):
        scores = {result.attempt.pk: result.scores for result in (before, after)}
        comparison = compare_stored(before.attempt, after.attempt, scores)
    index = comparison.index if comparison else None
    changes = comparison.capabilities if comparison else {}
    rows = [_build_row(_("Index"), before.attempt, after.attempt, index)]
    for slug, name in names.titles().items():
        estimates = [
            Measured.build(result.scores[slug].score, result.scores[slug].standard_error)
            for result in (before, after)
        ]
        rows.append(PairedRow(name, estimates[0], estimates[1], _word(changes.get(slug))))
    return Pair(
        headline=sentences.change_headline(index) if index else _("These two results can’t be compared."),
        reason="" if comparison else _explain_no_comparison(before.attempt, after.attempt),
        capabilities=sentences.capability_changes(changes) if changes else [],
        rows=rows,
        before=before,
        after=after,
    )


def _explain_no_comparison(before: Attempt, after: Attempt) -> str:
    if before.comparison_language != after.comparison_language:
        return _(
            "You answered in two languages, and nobody has checked yet that the questions mean the same in "
            "both."
        )
    numbers = {"then": before.edition.number, "now": after.edition.number}
    return _("Editions %(then)s and %(now)s ask different questions.") % numbers


def _build_row(name: str, before: Attempt, after: Attempt, compared: Compared | None) -> PairedRow:
    estimates = [Measured.build(attempt.index, attempt.index_standard_error) for attempt in (before, after)]
    return PairedRow(name, estimates[0], estimates[1], _word(compared))


def _word(compared: Compared | None) -> str:
    return sentences.change_word(compared.change) if compared else ""
