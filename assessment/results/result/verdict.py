"""Which side, and how sure."""

from dataclasses import dataclass
from datetime import date

from assessment.charts import dots
from assessment.results.estimates import Measured
from assessment.results.result.queries import Result
from assessment.results.wording import sentences
from assessment.results.wording.sentences import Headline
from assessment.scoring.constants import CURRENT_VERSION, constants_of
from assessment.scoring.verdict import choose_verdict_row, likely_results, range80


@dataclass(frozen=True)
class Verdict:
    """The side and its odds, as they were frozen at submission. dots: None without an index."""

    headline: Headline
    sentence: str
    odds: str
    dots: dots.Dots | None
    floor: str = ""


def build_verdict_section(result: Result, today: date) -> Verdict:
    attempt = result.attempt
    index = Measured.build(attempt.index, attempt.index_standard_error)
    if index is None or attempt.dots is None:
        return Verdict(sentences.verdicts()[choose_verdict_row(None)], "", "", None)
    constants = constants_of(attempt.scoring_version or CURRENT_VERSION)
    likely = dots.Likely(
        index=index.value,
        tolerance=range80(index.value, index.standard_error).tolerance,
        places=likely_results(index.value, index.standard_error),
        before=_build_before(result, today),
    )
    return Verdict(
        headline=sentences.verdicts()[choose_verdict_row(attempt.dots)],
        sentence=sentences.verdict_sentence(index.value, index.standard_error, attempt.dots),
        odds=sentences.odds(attempt.dots),
        dots=dots.draw_dots(likely),
        floor=sentences.floor(constants.floor) if _is_on_floor(result, constants.floor) else "",
    )


def _is_on_floor(result: Result, floor: float) -> bool:
    return any(score.score is not None and score.score < floor for score in result.scores.values())


def _build_before(result: Result, today: date) -> dots.Before | None:
    previous = result.previous
    if previous is None or previous.shared or previous.index is None:
        return None
    return dots.Before(previous.index.before, sentences.month_of(previous.day, today))
