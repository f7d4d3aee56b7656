"""Random lives of an organisation: teams over the same people, and every page that its readers were shown.

Teams are drawn by the real gate, and the real rules choose who stands on the page, what is left of rounds
that are over, and who reads them. Of each page is kept what it rests on, which no reader sees.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import Any

from assessment.organisations import queries
from assessment.organisations.actions import find_first_named_day
from assessment.organisations.models import PinnedPicture, Standing
from assessment.organisations.quarters import first_day_of_next, first_day_of_quarter
from assessment.organisations.queries import Reader, Row
from assessment.teams.models import Team as TeamRecord
from assessment.teams.published import PublishedPicture
from tests.make import NOON
from tests.teams.disclosure import histories
from tests.teams.disclosure.attacker import hours_given_away, scores_given_away
from tests.teams.disclosure.histories import Gate, Life, Sheet, Team

ORGANISATION = 1
QUARTER = timedelta(days=91)
Consents = Mapping[int, Mapping[int, bool]]
Pictures = Mapping[int, PublishedPicture]


@dataclass(frozen=True)
class Rules:
    """The functions that decide: the real ones, or broken ones to try the attacker on."""

    choose_rows: Callable[..., list[Row]] = queries.choose_rows
    choose_pinned_rows: Callable[..., dict[int, list[Row]]] = queries.choose_pinned_rows
    may_see: Callable[[Reader, Sequence[Row]], bool] = Reader.may_see
    gate: Gate = field(default_factory=Gate)


@dataclass(frozen=True)
class Line:
    """A row that was shown. agreed: whether everybody it counts agrees to it, with the name if it has it."""

    team: int
    picture: int
    named: bool
    agreed: bool


@dataclass(frozen=True)
class Page:
    """rounds: those that are over, by number. readers: who sees the running one, and who may."""

    running: Sequence[Line]
    rounds: Mapping[int, Sequence[Line]]
    readers: frozenset[int]
    rightful: frozenset[int]


@dataclass
class Organisation:
    life: Life
    rules: Rules
    stewards: set[int]
    at: datetime = NOON
    standings: dict[int, Standing] = field(default_factory=dict)
    left: dict[int, list[Standing]] = field(default_factory=dict)
    agreed: dict[tuple[int, int], bool] = field(default_factory=dict)  # team, person: also to the name
    drawn_at: dict[int, datetime] = field(default_factory=dict)  # by picture
    pinned: list[PinnedPicture] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    keys: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def consents(self) -> Consents:
        return {
            ORGANISATION: {
                number_of(team, person): by_name
                for (team, person), by_name in self.agreed.items()
                if person in self.life.teams[team].members
            }
        }

    def stand(self, team: int, *, named: bool) -> None:
        earlier = self.left.setdefault(team, [])
        self.standings[team] = Standing(
            pk=next(self.keys),
            organisation_id=ORGANISATION,
            team=TeamRecord(pk=team, name=f"Team {team}"),
            named_from=find_first_named_day(earlier, self.at) if named else None,
            accepted_at=self.at,
        )

    def leave(self, team: int) -> None:
        standing = self.standings.pop(team)
        standing.left_at = self.at
        self.left[team].append(standing)
        self.agreed = {key: by_name for key, by_name in self.agreed.items() if key[0] != team}
        self.remove_pinned_names(team)

    def switch_name(self, team: int) -> None:
        standing = self.standings[team]
        if standing.named_from is None:
            standing.named_from = first_day_of_next(first_day_of_quarter(self.at))
            return
        standing.named_from = None
        if sheets := self.life.teams[team].sheets:
            self.remove_pinned_names(team, {id(sheets[-1])})

    def withdraw(self, team: int, person: int) -> None:
        if self.agreed.pop((team, person), None) is not None:
            owner = self.life.owner
            sheets = self.life.teams[team].sheets
            counting = {
                id(sheet) for sheet in sheets if person in {owner[result] for result in sheet.results}
            }
            self.remove_pinned_names(team, counting)

    def remove_pinned_names(self, team: int, pictures: set[int] | None = None) -> None:
        for row in self.pinned:
            if row.standing.team_id == team and (pictures is None or row.snapshot_id in pictures):
                row.name = ""

    def draw(self, team: int) -> None:
        self.life.draw(self.life.teams[team])
        for sheet in self.life.teams[team].sheets[-1:]:
            self.drawn_at.setdefault(id(sheet), self.at)

    def turn_quarter(self) -> None:
        """The daily round pins the pictures of the quarter that ends."""
        for row in self.choose_rows():
            self.pinned.append(
                PinnedPicture(
                    round_id=self.at.toordinal(),
                    standing=self.standings[row.team],
                    snapshot_id=row.published.snapshot,
                    name=row.name or "",
                    unnamed=row.name is None,
                )
            )
        self.at += QUARTER

    def choose_rows(self) -> list[Row]:
        standings = [self.standings[team] for team in sorted(self.standings)]
        pictures = {
            team: self._publish(team, sheet)
            for team in self.standings
            for sheet in self.life.teams[team].sheets[-1:]
        }
        return self.rules.choose_rows(standings, pictures, self.consents, day=self.at.date())

    def show(self) -> None:
        """Whoever may opens the page."""
        rows = self.choose_rows()
        pictures = {
            id(sheet): self._publish(number, sheet)
            for number, team in enumerate(self.life.teams)
            for sheet in team.sheets
        }
        over = self.rules.choose_pinned_rows(self.pinned, pictures, self.consents)
        people = self.stewards | {person for team in self.life.teams for person in team.members}
        readers = {person: self._make_reader(person) for person in people}
        teams = {row.team for row in rows}
        self.pages.append(
            Page(
                [self._keep(row) for row in rows],
                {number: [self._keep(row) for row in of_round] for number, of_round in over.items()},
                frozenset(person for person in people if self.rules.may_see(readers[person], rows)),
                frozenset(
                    person for person in people if person in self.stewards or self._is_in(person, teams)
                ),
            )
        )

    def _make_reader(self, person: int) -> Reader:
        teams = [team for team in {*self.standings, *self.left} if self._is_in(person, {team})]
        return Reader(person in self.stewards, frozenset(teams))

    def _is_in(self, person: int, teams: set[int]) -> bool:
        return any(person in self.life.teams[team].members for team in teams)

    def _keep(self, row: Row) -> Line:
        (sheet,) = (
            sheet for sheet in self.life.teams[row.team].sheets if id(sheet) == row.published.snapshot
        )
        people = {self.life.owner[result] for result in sheet.results}
        agreed = all(
            person in self.life.teams[row.team].members
            and (row.team, person) in self.agreed
            and (self.agreed[row.team, person] or row.name is None)
            for person in people
        )
        return Line(row.team, row.published.snapshot, row.name is not None, agreed)

    def _publish(self, number: int, sheet: Sheet) -> PublishedPicture:
        life = self.life
        people = {
            life.owner[result]
            for result in sheet.results
            if result not in life.erased and life.owner[result] in life.teams[number].members
        }
        picture: Any = SimpleNamespace(at=self.drawn_at[id(sheet)])  # the rules do not look at its numbers
        return PublishedPicture(
            snapshot=id(sheet),
            picture=picture,
            counted=frozenset(number_of(number, person) for person in people),
            complete=len(people) == len(sheet.results),
        )


def number_of(team: int, person: int) -> int:
    return 1000 * team + person


def make_history(seed: int, rules: Rules | None = None, *, steps: int = 25) -> Organisation:
    """Two to twenty teams of one organisation; people come, move, are in several, retake, erase, agree and
    change their minds; some of them look after it. A quarter ends now and then."""
    chance, rules = Random(seed), rules or Rules()  # noqa: S311  # a seeded history, not a secret
    life = Life(chance, rules.gate)
    teams = chance.randint(2, 20)
    everybody = list(range(chance.randint(9, 9 + 5 * teams)))
    for person in everybody:
        life.take(person)
    life.teams = [Team() for _ in range(teams)]
    outsider = len(everybody)
    organisation = Organisation(
        life, rules, {chance.choice(everybody), chance.choice([*everybody, outsider])}
    )
    for number, team in enumerate(life.teams):
        # Neighbours share people, as departments do.
        first = chance.randrange(len(everybody))
        near = [everybody[(first + place) % len(everybody)] for place in range(min(9, len(everybody)))]
        for person in chance.sample(near, chance.randint(5, 8)):
            team.members[person] = {"group"}
            if chance.random() < 0.97:
                organisation.agreed[number, person] = chance.random() < 0.97
        organisation.draw(number)
        organisation.stand(number, named=chance.random() < 0.7)
    organisation.show()
    for _ in range(steps):
        let_one_thing_happen(organisation, chance.randrange(teams), chance.choice(everybody))
        organisation.show()
    return organisation


def let_one_thing_happen(organisation: Organisation, team: int, person: int) -> None:
    """One thing happens to one person, in a team or in what they said to the organisation."""
    events = {
        _live: 4,
        _agree: 2,
        Organisation.withdraw: 2,
        _stand_or_leave: 1,
        _switch_name: 3,
        _move: 1,
        _empty: 1,
        _switch_steward: 1,
        _turn_quarter: 3,
    }
    (happens,) = organisation.life.chance.choices(list(events), weights=list(events.values()))
    happens(organisation, team, person)
    organisation.agreed = {
        (place, member): by_name
        for (place, member), by_name in organisation.agreed.items()
        if member in organisation.life.teams[place].members
    }
    organisation.draw(team)


def _live(organisation: Organisation, team: int, person: int) -> None:
    histories.let_happen(organisation.life, organisation.life.teams[team], person)


def _agree(organisation: Organisation, team: int, person: int) -> None:
    if person in organisation.life.teams[team].members:
        organisation.agreed[team, person] = organisation.life.chance.random() < 0.8


def _stand_or_leave(organisation: Organisation, team: int, person: int) -> None:
    if team in organisation.standings:
        organisation.leave(team)
    else:
        organisation.stand(team, named=organisation.life.chance.random() < 0.7)


def _switch_name(organisation: Organisation, team: int, person: int) -> None:
    if team in organisation.standings:
        organisation.switch_name(team)


def _move(organisation: Organisation, team: int, person: int) -> None:
    teams = organisation.life.teams
    teams[team].members.pop(person, None)
    teams[(team + 1) % len(teams)].members.setdefault(person, {"group"})


def _empty(organisation: Organisation, team: int, person: int) -> None:
    organisation.life.teams[team].members.clear()


def _switch_steward(organisation: Organisation, team: int, person: int) -> None:
    organisation.stewards ^= {person}


def _turn_quarter(organisation: Organisation, team: int, person: int) -> None:
    organisation.turn_quarter()


def find_faults(organisation: Organisation) -> set[str]:
    """What any page has shown that it may not, and whom it was shown to."""
    return {fault for find in (_find_unagreed, _find_known, _find_changed) for fault in find(organisation)}


def _find_unagreed(organisation: Organisation) -> Iterator[str]:
    for page in organisation.pages:
        over = [line for of_round in page.rounds.values() for line in of_round]
        if not all(line.agreed for line in page.running) or any(
            line.named and not line.agreed for line in over
        ):
            yield "consent"
        if page.readers != page.rightful:
            yield "readers"


def _find_known(organisation: Organisation) -> Iterator[str]:
    """A single row without name, or a picture without name that has been seen with it afterwards."""
    unnamed: set[int] = set()
    pinned_unnamed = {(row.round_id, row.standing.team_id) for row in organisation.pinned if row.unnamed}
    for page in organisation.pages:
        unnamed |= {line.picture for line in page.running if not line.named}
        over = [line for of_round in page.rounds.values() for line in of_round]
        if any(line.named and line.picture in unnamed for line in [*page.running, *over]):
            yield "name of a picture that had none"
        if sum(not line.named for line in page.running) == 1 or any(
            sum((number, line.team) in pinned_unnamed for line in of_round) == 1
            for number, of_round in page.rounds.items()
        ):
            yield "elimination"


def _find_changed(organisation: Organisation) -> Iterator[str]:
    pinned: dict[tuple[int, int], int] = {}
    for page in organisation.pages:
        for number, of_round in page.rounds.items():
            if any(pinned.setdefault((number, line.team), line.picture) != line.picture for line in of_round):
                yield "pinned"


def choose_insider(organisation: Organisation) -> int | None:
    """A steward who was in a team that was shown, if there was one; else anybody who has read a page."""
    readers = [person for page in organisation.pages for person in page.readers]
    members = {
        organisation.life.owner[result] for sheet in organisation.life.sheets for result in sheet.results
    }
    stewards = [person for person in readers if person in organisation.stewards & members]
    return organisation.life.chance.choice(stewards or readers) if readers else None


def find_recovered(organisation: Organisation) -> set[int]:
    """Results that everything together gives away to whoever has read all pages, and to an insider, who knows
    their own."""
    life, insider = organisation.life, choose_insider(organisation)
    from_outside = scores_given_away(life) | hours_given_away(life)
    return from_outside | scores_given_away(life, insider) | hours_given_away(life, insider)
