"""All that a result page shows, section by section."""

from datetime import date
from typing import Any

from assessment.attempts.retention import kept_until
from assessment.results import words
from assessment.results.measured import Measured
from assessment.results.numbers import ordinal
from assessment.results.reading import Result
from assessment.results.sections.calendar import calendar
from assessment.results.sections.made import made
from assessment.results.sections.moves import moves
from assessment.results.sections.said_done import said_done
from assessment.results.sections.since import since
from assessment.results.sections.strengths import strengths
from assessment.results.sections.verdict import verdict


def full(result: Result, today: date) -> dict[str, Any]:
    """The page of a full questionnaire, section by section."""
    strong = strengths(result)
    page = _page(result, today) | {
        "verdict": verdict(result, today),
        "strengths": strong,
        "said_done": said_done(result),
        "made": made(result),
        "moves": moves(result),
    }
    page["scored"] = any(one.score for one in strong.rows)
    page["missing"] = words.too_few([one.slug for one in strong.rows if one.score is None])
    page["plotted"] = any([page["plotted"], strong.figure, page["said_done"].figure, page["moves"].figure])
    return page


def pulse(result: Result, today: date) -> dict[str, Any]:
    """The page of a pulse: its level, its change among pulses, the calendar. No capabilities, no verdict."""
    page = _page(result, today)
    level: Measured | None = page["index"]
    page["sentence"] = words.pulse_sentence(level.value, level.standard_error) if level else ""
    return page


def _page(result: Result, today: date) -> dict[str, Any]:
    changed = since(result, today)
    attempt = result.attempt
    return {
        "result": result,
        "attempt": attempt,
        "anonymous": attempt.owner_id is None,
        "kept_until": kept_until(attempt),
        "index": Measured.of(attempt.index, attempt.index_standard_error),
        "place": ordinal(result.place),
        "calendar": calendar(result, today),
        "since": changed,
        "come_back": words.come_back(result.on, today, pulse=result.is_pulse),
        "quick": words.quick(result.taken, result.usual_seconds) if result.hasty else "",
        "plotted": bool(changed and changed.figure),
    }
