"""What is stored of a team's pictures and of the names it shows; nothing is computed from people here.

Every page, chart, table, file and guide takes its group numbers from here.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, Protocol, Self
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessment.accounts.mailboxes import mask_address
from assessment.accounts.models import User
from assessment.accounts.names import dictionary_order
from assessment.accounts.texts import remove_invisible
from assessment.attempts.models import Attempt, CapabilityScore
from assessment.days import format_moment
from assessment.db.rows import Statement, parameter, read_rows
from assessment.questionnaire.models import CAPABILITIES, Edition
from assessment.results.comparability import have_the_same_meaning
from assessment.results.estimates import Measured
from assessment.results.wording.numbers import format_range
from assessment.teams import acquaintance
from assessment.teams.models import JoinRequest, Membership, Naming, Snapshot, Team
from assessment.teams.snapshots import list_latest_of_each, list_latest_results

PICTURES = "select * from teams_snapshot where team_id = %s order by drawn_at, id"


@dataclass(frozen=True)
class Half:
    """A median and, where it is printed, the middle half around it, in the step of its picture."""

    low: int | None
    median: int
    high: int | None

    @property
    def is_printed(self) -> bool:
        return self.low is not None and self.high is not None

    @property
    def range(self) -> str:
        return format_range(self.low, self.high) if self.is_printed else "–"


@dataclass(frozen=True)
class Calendar:
    approving: int
    designing: int
    other: int

    @property
    def total(self) -> int:
        return self.approving + self.designing + self.other


@dataclass(frozen=True)
class Shares:
    """Per cent of the hours of all."""

    approving: int
    designing: int
    other: int


@dataclass(frozen=True)
class Picture:
    """One snapshot's numbers. capabilities: from the highest median down. disagreement: where it is named.

    step: in which its points are printed. Pictures of rules "1" have a calendar of summed hours, later ones
    the shares of it.
    """

    at: datetime
    people: int
    index: Half
    capabilities: dict[str, Half]
    disagreement: str | None
    calendar: Calendar | None
    shares: Shares | None = None
    step: int = 1
    rules: str = "1"

    @cached_property
    def day(self) -> str:
        return format_moment(self.at, _("j F Y"))

    @classmethod
    def from_snapshot(cls, snapshot: Snapshot) -> Self:
        stored: dict[str, Any] = snapshot.picture
        halves = {name: Half(*stored["capabilities"][name]) for name in CAPABILITIES}
        return cls(
            at=snapshot.drawn_at,
            people=stored["people"],
            index=Half(*stored["index"]),
            capabilities=dict(sorted(halves.items(), key=lambda item: -item[1].median)),
            disagreement=stored["disagreement"],
            calendar=Calendar(**calendar) if (calendar := stored.get("calendar")) else None,
            shares=Shares(**shares) if (shares := stored.get("shares")) else None,
            step=stored.get("step", 1),
            rules=snapshot.rules,
        )


@dataclass(frozen=True)
class Person:
    """compares: with the viewer's result, by the questions that were asked."""

    name: str
    you: bool
    index: Measured
    capabilities: dict[str, Measured]
    compares: bool = True


@dataclass(frozen=True)
class Names:
    """state: off (not opted in), few (fewer than two), withheld, or shown.

    onlookers: who sees the table and is not in it, for want of a result. newcomers: who joined after this
    member chose, and sees them only once they say yes.
    """

    state: str
    people: Sequence[Person] = ()
    onlookers: Sequence[str] = ()
    newcomers: Sequence["Member"] = ()


def list_pictures(team: Team) -> list[Picture]:
    return [Picture.from_snapshot(snapshot) for snapshot in read_rows(Snapshot, PICTURES, [team.pk])]


def _select_own_scores() -> QuerySet[CapabilityScore, Any]:
    latest = list_latest_of_each().filter(owner=parameter("person")).values("pk")[:1]
    return CapabilityScore.objects.filter(attempt=Subquery(latest)).values_list(
        "attempt__index", "attempt__index_standard_error", "capability", "score", "standard_error"
    )


OWN_SCORES = Statement(_select_own_scores)


def get_own_scores(user: User) -> dict[str, Measured]:
    # One statement: every result of a full attempt has its capabilities.
    figures: dict[str, Measured | None] = {}
    for index, index_error, capability, score, error in OWN_SCORES.read(person=user.pk):
        figures["index"] = Measured.build(index, index_error)
        figures[capability] = Measured.build(score, error)
    return {name: measured for name, measured in figures.items() if measured}


def list_named_people(membership: Membership) -> Names:
    """Who is shown by name to this member, and who sees them.

    Only others who chose it too, each as a member of the team that the other chose to be shown to; and only
    what the last drawing let. Whoever ends their consent is gone with the next request; a result that no
    drawing has passed keeps the whole table back. So is whoever may no longer sign in, and so could not end
    it. Three statements, or four where results are under several editions.
    """
    if not membership.by_name:
        return Names("off")
    lines = [line for line in list_members(membership.team) if line.membership.person.is_active]
    newcomers = [line for line in lines if not membership.is_named_to(line.membership)]
    mutual = {line.membership.person_id: line for line in lines if _see_each_other(membership, line)}
    passed = Naming.objects.filter(team=membership.team, attempt=OuterRef("pk"))
    results = list(list_latest_results(mutual).select_related("edition").annotate(passed=Exists(passed)))
    state = "shown"
    if len(results) < 2:
        state = "few"
    elif membership.team.names_withheld or not all(result.passed for result in results):
        state = "withheld"
    with_result = {result.owner_id for result in results}
    onlookers = [
        line.label
        for person, line in mutual.items()
        if person not in with_result and line.membership.pk != membership.pk
    ]
    people = _list_people(membership, mutual, results) if state == "shown" else []
    return Names(state, people, onlookers, newcomers)


def _see_each_other(membership: Membership, line: "Member") -> bool:
    other = line.membership
    return membership.is_named_to(other) and other.is_named_to(membership)


def _list_people(
    membership: Membership, members: Mapping[int, "Member"], results: Sequence[Attempt]
) -> list[Person]:
    scores: dict[int, dict[str, Measured]] = {}
    for score in CapabilityScore.objects.filter(attempt__in=results):
        if measured := Measured.build(score.score, score.standard_error):
            scores.setdefault(score.attempt_id, {})[score.capability] = measured
    comparable = _find_comparable(membership, results)
    people = [
        Person(
            line.label, line.membership.pk == membership.pk, index, scores[result.pk], result.pk in comparable
        )
        for result in results
        if (line := members.get(result.owner_id or 0))
        and (index := Measured.build(result.index, result.index_standard_error))
    ]
    return sorted(people, key=lambda person: (not person.you, dictionary_order(person.name)))


def _find_comparable(membership: Membership, results: Sequence[Attempt]) -> set[int]:
    # The results that mean the same as the viewer's; all where the viewer has none.
    own = next((result for result in results if result.owner_id == membership.person_id), None)
    if own is None or len({result.edition_id for result in results}) == 1:
        return {result.pk for result in results}
    published = Edition.objects.filter(
        questionnaire=own.questionnaire_id, published_at__isnull=False
    ).order_by("number")
    editions = list(published)
    return {result.pk for result in results if have_the_same_meaning(editions, own, result)}


@dataclass(frozen=True)
class Label:
    """How one person of several is called. address: half hidden, with a number where that would not tell."""

    name: str
    address: str
    alike: bool

    @property
    def label(self) -> str:
        return f"{self.name} ({self.address})" if self.alike else self.name


@dataclass(frozen=True)
class Member(Label):
    """One line of the members."""

    membership: Membership


@dataclass(frozen=True)
class Colleague(Label):
    """Another member, as one is asked about them. known: None where that is not answered yet."""

    uid: UUID
    leads: bool
    joined_at: datetime
    known: bool | None
    let_in_by: str

    @property
    def standing(self) -> str:
        since = _("lead since %(day)s") if self.leads else _("member since %(day)s")
        return since % {"day": format_moment(self.joined_at, _("j F Y"))}


@dataclass(frozen=True)
class Applicant(Label):
    """One line of those who wait to be let in."""

    join_request: JoinRequest


def list_members(team: Team) -> list[Member]:
    return label_members(Membership.objects.filter(team=team).by_standing().select_related("person"))


class _Row(NamedTuple):
    person_id: int
    name: str
    email: str
    uid: UUID
    role: str
    joined_at: datetime
    known: bool | None
    by: int | None


def _select_colleagues() -> QuerySet[Membership, Any]:
    members = acquaintance.select_members(parameter("member"), parameter("team"))
    named = members.annotate(name=F("person__name"), email=F("person__email"), by=F("admission__by"))
    return named.values_list(*_Row._fields)


COLLEAGUES = Statement(_select_colleagues)


def list_colleagues(membership: Membership) -> list[Colleague]:
    """The other members with what this one said of them, those first who are not answered about. One
    statement."""
    rows = [_Row(*row) for row in COLLEAGUES.read(member=membership.pk, team=membership.team_id)]
    labels = {row.person_id: label for row, label in zip(rows, label_people(rows), strict=True)}
    colleagues = [
        Colleague(
            (label := labels[row.person_id]).name,
            label.address,
            label.alike,
            row.uid,
            row.role == Membership.Role.LEAD,
            row.joined_at,
            row.known,
            _name_who_let_in(row.by, labels, membership),
        )
        for row in rows
        if row.person_id != membership.person_id
    ]
    return sorted(colleagues, key=lambda colleague: colleague.known is not None)


def search_colleagues(colleagues: Sequence[Colleague], search: str) -> list[Colleague]:
    words = _normalise_name(search).split()
    return [
        colleague
        for colleague in colleagues
        if all(word in _normalise_name(f"{colleague.name} {colleague.address}") for word in words)
    ]


def _name_who_let_in(by: int | None, labels: Mapping[int, Label], viewer: Membership) -> str:
    if by is None:
        return ""
    if by == viewer.person_id:
        return pgettext("let in by", "you")
    return labels[by].label if by in labels else _("somebody who has left")


def list_waiting(team: Team) -> list[Applicant]:
    """Who asked by a link to come in, in the order they came; for the lead alone."""
    waiting = JoinRequest.objects.waiting().filter(team=team).order_by("requested_at", "pk")
    requests = [(request, request.person) for request in waiting.select_related("person") if request.person]
    labels = label_people([person for _, person in requests])
    return [
        Applicant(label.name, label.address, label.alike, request)
        for (request, _), label in zip(requests, labels, strict=True)
    ]


def get_member_label(membership: Membership) -> str:
    return next(
        member.label for member in list_members(membership.team) if member.membership.pk == membership.pk
    )


def label_members(memberships: Iterable[Membership]) -> list[Member]:
    members = list(memberships)
    labels = label_people([member.person for member in members])
    return [
        Member(label.name, label.address, label.alike, member)
        for member, label in zip(members, labels, strict=True)
    ]


class Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...


def label_people(people: Sequence[Named]) -> list[Label]:
    named = [(display_name(person), mask_address(person.email)) for person in people]
    normalised = [(_normalise_name(name), address) for name, address in named]
    of_a_name = Counter(name for name, _ in normalised)
    of_both = Counter(normalised)
    met: Counter[tuple[str, str]] = Counter()
    labels = []
    for (name, address), both in zip(named, normalised, strict=True):
        met[both] += 1
        numbered = f"{address}, {met[both]}" if of_both[both] > 1 else address
        labels.append(Label(name, numbered, of_a_name[both[0]] > 1))
    return labels


def _normalise_name(name: str) -> str:
    return " ".join(remove_invisible(unicodedata.normalize("NFKC", name)).casefold().split())


def display_name(person: Named) -> str:
    return person.name or _("Somebody at %(domain)s") % {"domain": person.email.rpartition("@")[2]}
