"""All that a result page shows, section by section."""

from datetime import date
from typing import Any

from assessment.attempts.retention import get_expiry
from assessment.results.estimates import Measured
from assessment.results.result.calendar import calendar
from assessment.results.result.capabilities import strengths
from assessment.results.result.change import since
from assessment.results.result.contributions import made
from assessment.results.result.levers import moves
from assessment.results.result.queries import Result
from assessment.results.result.self_rating import build_self_rating_section
from assessment.results.result.verdict import verdict
from assessment.results.wording import sentences
from assessment.results.wording.numbers import ordinal


def full(result: Result, today: date) -> dict[str, Any]:
    """The page of a full questionnaire, section by section."""
    strong = strengths(result)
    page = _page(result, today) | {
        "verdict": verdict(result, today),
        "strengths": strong,
        "self_rating": build_self_rating_section(result),
        "made": made(result),
        "moves": moves(result),
    }
    page["scored"] = any(one.score for one in strong.rows)
    page["missing"] = sentences.too_few([one.slug for one in strong.rows if one.score is None])
    page["plotted"] = any([page["plotted"], strong.figure, page["self_rating"].figure, page["moves"].figure])
    return page


def pulse(result: Result, today: date) -> dict[str, Any]:
    """The page of a pulse: its level, its change among pulses, the calendar. No capabilities, no verdict."""
    page = _page(result, today)
    level: Measured | None = page["index"]
    page["sentence"] = sentences.pulse_sentence(level.value, level.standard_error) if level else ""
    return page


def _page(result: Result, today: date) -> dict[str, Any]:
    changed = since(result, today)
    attempt = result.attempt
    return {
        "result": result,
        "attempt": attempt,
        "anonymous": attempt.owner_id is None,
        "kept_until": get_expiry(attempt),
        "index": Measured.of(attempt.index, attempt.index_standard_error),
        "place": ordinal(result.place),
        "calendar": calendar(result, today),
        "since": changed,
        "come_back": sentences.come_back(result.on, today, pulse=result.is_pulse),
        "quick": sentences.quick(result.taken, result.usual_seconds) if result.hasty else "",
        "plotted": bool(changed and changed.figure),
    }
