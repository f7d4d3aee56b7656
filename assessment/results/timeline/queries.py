"""A person's submitted attempts and months in order: six statements at most, however many there are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Attempt
from assessment.calendar_audit.month import Month
from assessment.calendar_audit.queries import list_months
from assessment.days import day_of, format_moment, local
from assessment.questionnaire.models import CAPABILITIES, PULSE, Edition, Kind
from assessment.results.comparability import have_the_same_meaning, place_in_months
from assessment.results.estimates import Compared, Measured, compare_each
from assessment.results.result.changed_answers import ChangedAnswer, Choice, list_moved_twice
from assessment.results.wording.sentences import change_in_a_cell
from assessment.scoring.trend import Trend, fit_trend

# By hand, since to put them together would take longer than to run them.
SCORES = """
select attempt_id, capability, score, standard_error from attempts_capabilityscore where attempt_id = any(%s)
"""
CHOICES = """
select attempt_id, question_id, option_id from attempts_answer
join questionnaire_question on questionnaire_question.id = question_id
where attempt_id = any(%s) and kind = any(%s)
"""
# Results in a row in which an answer can move the same way twice.
RESULTS_IN_A_ROW = 3


@dataclass(frozen=True)
class Entry:
    """One attempt. at: by the reader's clock. name: its day, with the hour where several were on it. figure:
    its index, or level of a pulse; None where there were too few answers. joined: means the same as the entry
    before. before: the one before it of those with a figure. previous: the change against it, None where it
    cannot be tested. capabilities: by slug, those that could be scored. place: among those with a figure,
    from 1.
    """

    attempt: Attempt
    at: datetime
    name: str
    figure: Measured | None
    joined: bool
    place: int
    before: Attempt | None
    previous: Compared | None
    capabilities: Mapping[str, Measured]

    @property
    def since_previous(self) -> str:
        return "" if self.place == 1 or not self.figure else change_in_a_cell(self.previous)

    @property
    def day(self) -> date:
        return day_of(self.at)

    @property
    def edition(self) -> str:
        return str(self.attempt.edition.number)


@dataclass(frozen=True)
class History:
    """Full attempts and pulses, oldest first, and the months of hours, claimed and counted. moved: answers
    that moved the same way twice in the last three results that can be compared."""

    full: Sequence[Entry]
    pulses: Sequence[Entry]
    months: Sequence[Month] = ()
    moved: Sequence[ChangedAnswer] = ()

    @cached_property
    def with_index(self) -> list[Entry]:
        return [entry for entry in self.full if entry.figure]

    @cached_property
    def run(self) -> list[Entry]:
        entries = self.with_index
        start = max((place for place, entry in enumerate(entries) if not entry.joined), default=0)
        return entries[start:]

    @cached_property
    def run_in_months(self) -> list[tuple[float, float, float]]:
        return place_in_months([entry.attempt for entry in self.run])

    @cached_property
    def trend(self) -> Trend | None:
        return fit_trend(self.run_in_months)

    @cached_property
    def capability_changes(self) -> Mapping[str, Compared]:
        """The last of the run against its first."""
        if len(self.run) < 2:
            return {}
        first, last = self.run[0].capabilities, self.run[-1].capabilities
        return compare_each({slug: (first.get(slug), last.get(slug)) for slug in CAPABILITIES})


def read_history(user: User) -> History:
    history = replace(read_results(user.pk), months=list_months(user))
    return replace(history, moved=_list_moved([entry.attempt for entry in history.run[-RESULTS_IN_A_ROW:]]))


def read_results(owner: int, until: datetime | None = None) -> History:
    """Submitted results in order, without hours and without answers: three statements at most."""
    attempts = Attempt.objects.list_submitted(owner, until=until)
    editions = _read_editions(attempts)
    scores: dict[int, dict[str, Measured]] = {}
    with connection.cursor() as cursor:
        cursor.execute(SCORES, [[attempt.pk for attempt in attempts]])
        rows = cursor.fetchall()
    for attempt_id, capability, score, error in rows:
        if measured := Measured.build(score, error):
            scores.setdefault(attempt_id, {})[capability] = measured
    full = [attempt for attempt in attempts if attempt.questionnaire.slug != PULSE]
    pulses = [attempt for attempt in attempts if attempt.questionnaire.slug == PULSE]
    return History(_build_entries(full, editions, scores), _build_entries(pulses, editions, scores))


def _read_editions(attempts: Sequence[Attempt]) -> dict[int, list[Edition]]:
    # By questionnaire, all that were ever published; none where no two attempts at one have to be compared
    # across editions.
    editions: dict[int, list[Edition]] = {}
    if len({row.edition_id for row in attempts}) > len({row.questionnaire_id for row in attempts}):
        for edition in Edition.objects.filter(published_at__isnull=False).order_by("number"):
            editions.setdefault(edition.questionnaire_id, []).append(edition)
    return editions


def _list_moved(attempts: Sequence[Attempt]) -> list[ChangedAnswer]:
    if len(attempts) < RESULTS_IN_A_ROW:
        return []
    earliest, between, latest = _read_choices(attempts)
    return list_moved_twice(latest, between, earliest)


def _read_choices(attempts: Sequence[Attempt]) -> list[list[Choice]]:
    # Of each attempt, in the words of the reader; as instances of answers they would take five times as long.
    keys, kinds = [attempt.pk for attempt in attempts], [str(Kind.FREQUENCY), str(Kind.PAIR)]
    with connection.cursor() as cursor:
        cursor.execute(CHOICES, [keys, kinds])
        rows = cursor.fetchall()
    language = get_language() or ""
    choices = []
    for attempt in attempts:
        questions = {question.pk: question for question in AnswerSheet.load(attempt, language).questions}
        choices.append(
            [
                Choice(questions[question_id], questions[question_id].options_by_id.get(option_id))
                for attempt_id, question_id, option_id in rows
                if attempt_id == attempt.pk
            ]
        )
    return choices


def _build_entries(
    attempts: Sequence[Attempt],
    editions: Mapping[int, Sequence[Edition]],
    scores: Mapping[int, Mapping[str, Measured]],
) -> list[Entry]:
    entries: list[Entry] = []
    before: Attempt | None = None
    place = 1
    moments = [local(attempt.submitted_at or attempt.started_at) for attempt in attempts]
    for attempt, at, name in zip(attempts, moments, _name_entries(moments), strict=True):
        known = editions.get(attempt.questionnaire_id, ())
        figure = Measured.build(attempt.index, attempt.index_standard_error)
        entries.append(
            Entry(
                attempt=attempt,
                at=at,
                name=name,
                figure=figure,
                joined=before is not None and have_the_same_meaning(known, before, attempt),
                place=place,
                before=before,
                previous=_compare(before, attempt, known),
                capabilities=scores.get(attempt.pk, {}),
            )
        )
        if figure:
            before, place = attempt, place + 1
    return entries


def _name_entries(moments: Sequence[datetime]) -> list[str]:
    days = [day_of(at) for at in moments]
    counts = Counter(days)
    return [
        format_moment(at, _("j F Y, H:i") if counts[day] > 1 else _("j F Y"))
        for at, day in zip(moments, days, strict=True)
    ]


def _compare(earlier: Attempt | None, attempt: Attempt, editions: Sequence[Edition]) -> Compared | None:
    if earlier is None or not have_the_same_meaning(editions, earlier, attempt):
        return None
    return Compared.build(
        earlier.index, earlier.index_standard_error, attempt.index, attempt.index_standard_error
    )
