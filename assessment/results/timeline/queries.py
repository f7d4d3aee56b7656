"""A person's submitted attempts and months in order: five statements, however many there are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.attempts.models import Attempt, CapabilityScore
from assessment.calendar_audit.month import Month
from assessment.calendar_audit.queries import list_months
from assessment.days import day_of, format_moment, local
from assessment.questionnaire.models import PULSE, Edition
from assessment.results.comparability import mean_the_same
from assessment.results.estimates import Compared, Measured
from assessment.results.wording.sentences import change_in_a_cell


@dataclass(frozen=True)
class Entry:
    """One attempt. at: by the reader's clock. name: its day, with the hour where several were on it. figure:
    its index, or level of a pulse; None where there were too few answers. joined: means the same as the entry
    before. before, origin: the one before it and the first, of those with a figure. previous, first: the
    change against those two, None where it cannot be tested. capabilities: by slug, those that could be
    scored. place: among those with a figure, from 1.
    """

    attempt: Attempt
    at: datetime
    name: str
    figure: Measured | None
    joined: bool
    place: int
    before: Attempt | None
    origin: Attempt | None
    previous: Compared | None
    first: Compared | None
    capabilities: Mapping[str, Measured]

    @property
    def since_previous(self) -> str:
        return "" if self.place == 1 or not self.figure else change_in_a_cell(self.previous)

    @property
    def since_first(self) -> str:
        # Of the second attempt the one before is the first.
        return "" if self.place <= 2 or not self.figure else change_in_a_cell(self.first)

    @property
    def day(self) -> date:
        return day_of(self.at)


@dataclass(frozen=True)
class History:
    """Full attempts and pulses, oldest first, and the months of hours, claimed and counted."""

    full: Sequence[Entry]
    pulses: Sequence[Entry]
    months: Sequence[Month]

    @property
    def drawn(self) -> list[Entry]:
        return [entry for entry in self.full if entry.figure]

    @property
    def run(self) -> list[Entry]:
        drawn = self.drawn
        start = max((place for place, entry in enumerate(drawn) if not entry.joined), default=0)
        return drawn[start:]


def read_history(user: User) -> History:
    attempts = list(
        Attempt.objects.owned_by(user)
        .submitted()
        .select_related("edition", "questionnaire")
        .order_by("submitted_at", "pk")
    )
    editions: dict[int, list[Edition]] = {}
    for edition in Edition.objects.filter(published_at__isnull=False).order_by("number"):
        editions.setdefault(edition.questionnaire_id, []).append(edition)
    scores: dict[int, dict[str, Measured]] = {}
    for score in CapabilityScore.objects.filter(attempt__owner=user, attempt__submitted_at__isnull=False):
        if measured := Measured.of(score.score, score.standard_error):
            scores.setdefault(score.attempt_id, {})[score.capability] = measured
    full = [attempt for attempt in attempts if attempt.questionnaire.slug != PULSE]
    pulses = [attempt for attempt in attempts if attempt.questionnaire.slug == PULSE]
    return History(_entries(full, editions, scores), _entries(pulses, editions, scores), list_months(user))


def _entries(
    attempts: Sequence[Attempt],
    editions: Mapping[int, Sequence[Edition]],
    scores: Mapping[int, Mapping[str, Measured]],
) -> list[Entry]:
    entries: list[Entry] = []
    first: Attempt | None = None
    before: Attempt | None = None
    place = 1
    names = _names([attempt.submitted_at or attempt.started_at for attempt in attempts])
    for attempt, name in zip(attempts, names, strict=True):
        known = editions.get(attempt.questionnaire_id, ())
        figure = Measured.of(attempt.index, attempt.index_standard_error)
        entries.append(
            Entry(
                attempt=attempt,
                at=local(attempt.submitted_at or attempt.started_at),
                name=name,
                figure=figure,
                joined=before is not None and mean_the_same(known, before, attempt),
                place=place,
                before=before,
                origin=first,
                previous=_compared(before, attempt, known),
                first=_compared(first, attempt, known) if first is not before else None,
                capabilities=scores.get(attempt.pk, {}),
            )
        )
        if figure:
            first, before, place = first or attempt, attempt, place + 1
    return entries


def _names(moments: Sequence[datetime]) -> list[str]:
    days = Counter(map(day_of, moments))
    return [format_moment(at, _("j F Y, H:i") if days[day_of(at)] > 1 else _("j F Y")) for at in moments]


def _compared(earlier: Attempt | None, attempt: Attempt, editions: Sequence[Edition]) -> Compared | None:
    if earlier is None or not mean_the_same(editions, earlier, attempt):
        return None
    return Compared.of(
        earlier.index, earlier.index_standard_error, attempt.index, attempt.index_standard_error
    )
