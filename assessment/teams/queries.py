"""What is stored of a team's pictures and of the names it shows; nothing is computed from people here.

Every page, chart, table, file and guide takes its group numbers from here.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assessment.accounts.mailboxes import mask_address
from assessment.accounts.models import User
from assessment.accounts.names import dictionary_order
from assessment.accounts.texts import remove_invisible
from assessment.attempts.models import CapabilityScore
from assessment.questionnaire.models import CAPABILITIES
from assessment.results.estimates import Measured
from assessment.teams.models import Membership, Naming, Snapshot, Team
from assessment.teams.snapshots import latest_of


@dataclass(frozen=True)
class Half:
    """A middle half and its median, whole points."""

    low: int
    median: int
    high: int


@dataclass(frozen=True)
class Calendar:
    """The hours of everybody in the picture who gave them, added up; whole hours."""

    approving: int
    designing: int
    other: int

    @property
    def total(self) -> int:
        return self.approving + self.designing + self.other


@dataclass(frozen=True)
class Picture:
    """One snapshot's numbers. capabilities: from the highest median down. disagreement: where it is named."""

    at: datetime
    people: int
    index: Half
    capabilities: dict[str, Half]
    disagreement: str | None
    calendar: Calendar | None

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        stored: dict[str, Any] = snapshot.picture
        halves = {name: Half(*stored["capabilities"][name]) for name in CAPABILITIES}
        return cls(
            at=snapshot.drawn_at,
            people=stored["people"],
            index=Half(*stored["index"]),
            capabilities=dict(sorted(halves.items(), key=lambda found: -found[1].median)),
            disagreement=stored["disagreement"],
            calendar=Calendar(**stored["calendar"]) if stored["calendar"] else None,
        )


@dataclass(frozen=True)
class Person:
    """One line of the named comparison. named: by name; else what stands for it."""

    name: str
    you: bool
    index: Measured
    capabilities: dict[str, Measured]


@dataclass(frozen=True)
class Names:
    """state: off (not opted in), few (fewer than two), withheld, or shown."""

    state: str
    people: Sequence[Person] = ()


def pictures_of(team: Team) -> list[Picture]:
    """All pictures, oldest first: one statement."""
    return [Picture.of(one) for one in Snapshot.objects.filter(team=team).order_by("drawn_at", "pk")]


def own(user: User) -> dict[str, Measured]:
    """The viewer's own latest full result, by measure; two statements. Empty without one."""
    attempt = latest_of([user.pk]).first()
    if attempt is None:
        return {}
    found = {"index": Measured.of(attempt.index, attempt.index_standard_error)}
    for score in CapabilityScore.objects.filter(attempt=attempt):
        found[score.capability] = Measured.of(score.score, score.standard_error)
    return {name: measured for name, measured in found.items() if measured}


def named_to(membership: Membership) -> Names:
    """Who is shown by name to this member: only others who chose it too, and only what the last drawing let.

    Whoever ends their consent is gone with the next request; a result that no drawing has passed keeps the
    whole table back. Three statements.
    """
    if not membership.by_name:
        return Names("off")
    chose = Membership.objects.filter(team=membership.team, named_consent_at__isnull=False)
    members = {one.person_id: one for one in chose.select_related("person")}
    passed = Naming.objects.filter(team=membership.team, attempt=OuterRef("pk"))
    results = list(latest_of(members).annotate(passed=Exists(passed)))
    if len(results) < 2:
        return Names("few")
    if membership.team.names_withheld or not all(result.passed for result in results):
        return Names("withheld")
    scores: dict[int, dict[str, Measured]] = {}
    for score in CapabilityScore.objects.filter(attempt__in=results):
        if measured := Measured.of(score.score, score.standard_error):
            scores.setdefault(score.attempt_id, {})[score.capability] = measured
    labels = {line.membership.pk: line.label for line in tell_apart(members.values())}
    people = [
        Person(labels[member.pk], member.pk == membership.pk, index, scores[result.pk])
        for result in results
        if (member := members.get(result.owner_id or 0))
        and (index := Measured.of(result.index, result.index_standard_error))
    ]
    return Names("shown", sorted(people, key=lambda one: (not one.you, dictionary_order(one.name))))


@dataclass(frozen=True)
class Member:
    """One line of the members. address: half hidden, with a number where that alone would not tell."""

    membership: Membership
    name: str
    address: str
    alike: bool

    @property
    def label(self) -> str:
        """The name, and the address where another bears the same name."""
        return f"{self.name} ({self.address})" if self.alike else self.name


def roster(team: Team) -> list[Member]:
    """Everybody in a team, whoever has been in it longest first: one statement."""
    return tell_apart(Membership.objects.filter(team=team).by_standing().select_related("person"))


def label_of(membership: Membership) -> str:
    """How one member is told from the others of their team."""
    return next(one.label for one in roster(membership.team) if one.membership.pk == membership.pk)


def tell_apart(memberships: Iterable[Membership]) -> list[Member]:
    people = [(one, called(one.person), mask_address(one.person.email)) for one in memberships]
    of_a_name = Counter(_seen(name) for _, name, _ in people)
    of_both = Counter((_seen(name), address) for _, name, address in people)
    met: Counter[tuple[str, str]] = Counter()
    members = []
    for membership, name, address in people:
        both = (_seen(name), address)
        met[both] += 1
        numbered = f"{address}, {met[both]}" if of_both[both] > 1 else address
        members.append(Member(membership, name, numbered, of_a_name[both[0]] > 1))
    return members


def _seen(name: str) -> str:
    """What a reader can tell apart of a name."""
    return " ".join(remove_invisible(unicodedata.normalize("NFKC", name)).casefold().split())


def called(person: User) -> str:
    """A person's name; where there is none, whose mail they read."""
    return person.name or _("Somebody at %(domain)s") % {"domain": person.email.rpartition("@")[2]}
