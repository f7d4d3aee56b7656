"""All that a result page shows, section by section."""

from datetime import date
from typing import Any

from assessment.results import words
from assessment.results.measured import Measured
from assessment.results.reading import Result
from assessment.results.sections.calendar import calendar
from assessment.results.sections.since import since
from assessment.results.sections.strengths import strengths
from assessment.results.sections.verdict import verdict


def full(result: Result, today: date) -> dict[str, Any]:
    """The page of a full questionnaire: verdict, capabilities, calendar, change."""
    strong = strengths(result)
    page = _page(result, today) | {"verdict": verdict(result, today), "strengths": strong}
    page["missing"] = words.too_few([one.name for one in strong.rows if one.score is None])
    page["plotted"] = strong.figure or page["plotted"]
    return page


def pulse(result: Result, today: date) -> dict[str, Any]:
    """The page of a pulse: its level, its change among pulses, the calendar. No capabilities, no verdict."""
    page = _page(result, today)
    level: Measured | None = page["index"]
    page["sentence"] = words.pulse_sentence(level.value, level.standard_error) if level else ""
    return page


def _page(result: Result, today: date) -> dict[str, Any]:
    changed = since(result, today)
    months = words.PULSE_MONTHS if result.is_pulse else words.FULL_MONTHS
    attempt = result.attempt
    return {
        "result": result,
        "attempt": attempt,
        "anonymous": attempt.owner_id is None,
        "index": Measured.of(attempt.index, attempt.index_standard_error),
        "place": words.ordinal(result.place),
        "calendar": calendar(result, today),
        "since": changed,
        "come_back": words.come_back(result.on, today, months),
        "plotted": bool(changed and changed.figure),
    }
