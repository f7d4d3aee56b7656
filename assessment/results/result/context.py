"""All that a result page shows, section by section."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessment.days import day_of
from assessment.practice.models import PracticePage
from assessment.results.estimates import Measured
from assessment.results.result.calendar import build_calendar_section
from assessment.results.result.capabilities import build_capability_section
from assessment.results.result.change import build_change_section
from assessment.results.result.contributions import build_contributions_section
from assessment.results.result.levers import build_levers_section
from assessment.results.result.minute import build_minute_section
from assessment.results.result.queries import Result
from assessment.results.result.self_rating import build_self_rating_section
from assessment.results.result.verdict import build_verdict_section
from assessment.results.wording import sentences
from assessment.results.wording.numbers import spell_ordinal


def build_full_page(result: Result, today: date, pages: Mapping[str, PracticePage]) -> dict[str, Any]:
    capabilities = build_capability_section(result)
    page = _build_shared_page(result, today) | {
        "verdict": build_verdict_section(result, today),
        "capabilities": capabilities,
        "self_rating": build_self_rating_section(result),
        "contributions": build_contributions_section(result),
        "levers": build_levers_section(result, pages),
        "minute": build_minute_section(result, pages),
        "pages": pages,
    }
    page["scored"] = any(row.score for row in capabilities.rows)
    page["missing"] = sentences.too_few_answers([row.slug for row in capabilities.rows if row.score is None])
    page["plotted"] = any([page["plotted"], capabilities.figure, page["self_rating"].figure])
    return page


def _name_latest(result: Result, today: date) -> str:
    if result.latest is None or result.latest.submitted_at is None:
        return ""
    return sentences.name_latest(day_of(result.latest.submitted_at), today, pulse=result.is_pulse)


def build_pulse_page(result: Result, today: date) -> dict[str, Any]:
    # The page of a pulse: its level, its change among pulses, the calendar. No capabilities, no
    # verdict.
    page = _build_shared_page(result, today)
    level: Measured | None = page["index"]
    page["sentence"] = sentences.pulse_sentence(level.value, level.standard_error) if level else ""
    return page


def _build_shared_page(result: Result, today: date) -> dict[str, Any]:
    change = build_change_section(result, today)
    attempt = result.attempt
    return {
        "result": result,
        "attempt": attempt,
        "anonymous": attempt.owner_id is None,
        "kept_until": attempt.kept_until,
        "index": Measured.build(attempt.index, attempt.index_standard_error),
        "place": spell_ordinal(result.number),
        "calendar": build_calendar_section(result, today),
        "change": change,
        "latest": _name_latest(result, today),
        "come_back": sentences.come_back(result.waits_from or result.day, today, pulse=result.is_pulse),
        "quick": sentences.answered_quickly(result.seconds_taken, result.usual_seconds)
        if result.is_hasty
        else "",
        "plotted": bool(change and change.figure),
    }
