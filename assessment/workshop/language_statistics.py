"""Item statistics by language: whether a question works alike in each, from 20 answers on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _

from assessment.accounts.languages import get_base_language
from assessment.questionnaire import translation
from assessment.questionnaire.models import Edition, Kind, Question
from assessment.scoring.constants import Z80
from assessment.scoring.reliability import FROM_SHARES, name_standing
from assessment.workshop.models import FIVE, Tally
from assessment.workshop.rounding import get_rounding

# One latest attempt a person and language, without the hasty ones; an anonymous attempt counts as a person.
# First the people of each language, under an empty code; then the scores of each question.
SCORES = """
with counted as materialized (
    select distinct on (coalesce(owner_id, -id), language) id as attempt_id, language, owner_id
    from attempts_attempt a
    where edition_id = %s and submitted_at <= %s and not exists (
        select from attempts_answer s where s.attempt_id = a.id
        having count(*) = count(seconds) and sum(seconds) < %s
    )
    order by coalesce(owner_id, -id), language, submitted_at desc
), scored as (
    select c.language, c.owner_id, q.code, case
        when o.credit is not null then o.credit / case q.kind when 'judgement' then 3.0 else 4.0 end
        when jsonb_exists(s.value, 'claim') then ((s.value->>'claim')::boolean = q.is_true)::int
        when jsonb_exists(s.value, 'low')
            then (q.quantity between (s.value->>'low')::float and (s.value->>'high')::float)::int
    end as score
    from attempts_answer s join counted c using (attempt_id)
    join questionnaire_question q on q.id = s.question_id
    left join questionnaire_option o on o.id = s.option_id
    where q.kind <> 'hours'
)
select language, '' as code, count(*), count(distinct owner_id), null, null from counted group by language
union all
select language, code, count(score), count(distinct owner_id) filter (where score is not null),
    avg(score)::float, stddev_pop(score)::float
from scored group by language, code order by code
"""


def count_by_language(cursor: Any, edition: Edition, at: datetime, hasty_below: float) -> dict[str, Any]:
    """By language: the people, and each question's mean score; nothing of a language or question with few.

    Empty where all answered in one language.
    """
    cursor.execute(SCORES, [edition.pk, at, hasty_below])
    languages: dict[str, Any] = {}
    for language, code, n, signed_in, mean, deviation in cursor.fetchall():
        is_enough = n >= FROM_SHARES and signed_in >= FIVE
        if not code:
            languages[language] = {"people": n, "questions": {}} if is_enough else {}
        elif is_enough and languages[language]:
            languages[language]["questions"][code] = {"n": n, "mean": mean, "deviation": deviation}
    return languages if len(languages) > 1 else {}


@dataclass(frozen=True)
class LanguageColumn:
    """A language, and about how many people answered in it; None where they are too few to say anything."""

    language: str
    name: str
    people: int | None


@dataclass(frozen=True)
class LanguageScore:
    """The mean score of a question in one language, 0 to 100, with its 80 % range."""

    language: str
    n: int
    mean: int
    low: int
    high: int
    provisional: bool


@dataclass(frozen=True)
class LanguageRow:
    """One question in every language that has enough answers."""

    question: Question
    scores: tuple[LanguageScore | None, ...]
    flags: tuple[str, ...]


def list_language_columns(edition: Edition, tally: Tally | None) -> list[LanguageColumn]:
    """The original and the languages offered; empty where all answered in one language."""
    counted = _get_languages(tally)
    if tally is None or not counted:
        return []
    return [_build_column(edition, tally, language) for language in ["", *sorted(edition.languages)]]


def _build_column(edition: Edition, tally: Tally, language: str) -> LanguageColumn:
    name = translation.get_language_name(language or get_base_language(edition.language))
    numbers = _get_languages(tally).get(language)
    if not numbers:
        return LanguageColumn(language, name, None)
    rounding = get_rounding(tally, f"people {language}", numbers["people"])
    return LanguageColumn(language, name, rounding.count(numbers["people"], "n"))


def list_language_rows(
    questions: Iterable[Question], tally: Tally | None, columns: Sequence[LanguageColumn]
) -> list[LanguageRow]:
    counted = [column for column in columns if column.people is not None]
    if tally is None or len(counted) < 2:
        return []
    return [_build_row(question, tally, counted) for question in questions if question.kind != Kind.HOURS]


def _build_row(question: Question, tally: Tally, columns: Sequence[LanguageColumn]) -> LanguageRow:
    scores = tuple(_build_score(question.code, tally, column.language) for column in columns)
    first = scores[0]
    flags = [
        (_("Higher in %(language)s") if score.low > first.high else _("Lower in %(language)s"))
        % {"language": column.name}
        for column, score in zip(columns[1:], scores[1:], strict=True)
        if first and score and (score.low > first.high or score.high < first.low)
    ]
    return LanguageRow(question, scores, tuple(flags))


def _build_score(code: str, tally: Tally, language: str) -> LanguageScore | None:
    numbers = _get_languages(tally)[language]["questions"].get(code)
    if numbers is None:
        return None
    # From rounded numbers alone, so that the range tells no more than they do; never narrower than a step.
    rounding = get_rounding(tally, f"{code} {language}", numbers["n"])
    n, mean = rounding.count(numbers["n"], "n"), rounding.percent(numbers["mean"], "mean")
    deviation = rounding.percent(numbers["deviation"], "deviation")
    half = max(rounding.step, round(Z80 * deviation / sqrt(n)))
    provisional = name_standing(numbers["n"]) != "full"
    return LanguageScore(language, n, mean, max(0, mean - half), min(100, mean + half), provisional)


def _get_languages(tally: Tally | None) -> dict[str, Any]:
    languages: dict[str, Any] = tally.numbers.get("languages", {}) if tally else {}
    return languages
