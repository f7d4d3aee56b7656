"""Random lives of an organisation: teams over the same people, and every page that its readers were shown.

Teams are drawn by the real gate, and the real rule chooses who stands on the page. Of each page is kept what
it rests on, which no reader sees.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from assessment.organisations import queries
from assessment.organisations.models import Standing
from assessment.organisations.queries import Row
from assessment.teams.models import Team as TeamRecord
from assessment.teams.published import PublishedPicture
from tests.make import NOON
from tests.teams.disclosure import histories
from tests.teams.disclosure.attacker import hours_given_away, scores_given_away
from tests.teams.disclosure.histories import Life, Team

ORGANISATION = 1
Consents = Mapping[int, Mapping[int, bool]]
Pictures = Mapping[int, PublishedPicture]
ChooseRows = Callable[[Iterable[Standing], Pictures, Consents], list[Row]]


def choose_rows(standings: Iterable[Standing], pictures: Pictures, consents: Consents) -> list[Row]:
    """The rows of the page on the day of these histories."""
    return queries.choose_rows(standings, pictures, consents, day=NOON.date())


@dataclass(frozen=True)
class Page:
    """rows: with or without a name, by team. unagreed: those that count somebody who has not agreed."""

    rows: Mapping[int, bool]
    unagreed: frozenset[int]


@dataclass
class Organisation:
    life: Life
    choose_rows: ChooseRows = choose_rows
    unnamed: set[int] = field(default_factory=set)
    standing: set[int] = field(default_factory=set)
    agreed: dict[tuple[int, int], bool] = field(default_factory=dict)  # team, person: also to the name
    pages: list[Page] = field(default_factory=list)

    def show(self) -> None:
        """Somebody opens the page."""
        standings = [self._make_standing(number) for number in sorted(self.standing)]
        pictures = {
            number: published
            for number in self.standing
            if (published := self._publish(number, self.life.teams[number]))
        }
        agreed = {
            _number_of(number, person): by_name
            for (number, person), by_name in self.agreed.items()
            if person in self.life.teams[number].members
        }
        rows = self.choose_rows(standings, pictures, {ORGANISATION: agreed})
        shown = {row.team: row.name is not None for row in rows}
        self.pages.append(Page(shown, frozenset(team for team in shown if self._lacks_consent(team, shown))))

    def _lacks_consent(self, number: int, shown: Mapping[int, bool]) -> bool:
        life, team = self.life, self.life.teams[number]
        counted = {life.owner[result] for result in team.sheets[-1].results}
        return not all(
            person in team.members
            and (number, person) in self.agreed
            and (self.agreed[number, person] or not shown[number])
            for person in counted
        )

    def _make_standing(self, number: int) -> Standing:
        return Standing(
            pk=number,
            organisation_id=ORGANISATION,
            team=TeamRecord(pk=number, name=f"Team {number}"),
            named_from=None if number in self.unnamed else date(2020, 1, 1),
            accepted_at=NOON,
        )

    def _publish(self, number: int, team: Team) -> PublishedPicture | None:
        if not team.sheets:
            return None
        results = team.sheets[-1].results
        left = {
            self.life.owner[result]
            for result in results
            if result not in self.life.erased and self.life.owner[result] in team.members
        }
        return PublishedPicture(
            snapshot=number,
            picture=None,  # type: ignore[arg-type]  # the rule does not look at its numbers
            counted=frozenset(_number_of(number, person) for person in left),
            complete=len(left) == len(results),
        )


def _number_of(team: int, person: int) -> int:
    return 1000 * team + person


def live(seed: int, choose: ChooseRows = choose_rows, *, steps: int = 25) -> Organisation:
    """Two to twenty teams of one organisation; people come, move, are in several, retake, erase, agree and
    change their minds."""
    chance = Random(seed)  # noqa: S311  # a seeded history, not a secret
    life = Life(chance)
    everybody = list(range(chance.randint(9, 40)))
    for person in everybody:
        life.take(person)
    life.teams = [Team() for _ in range(chance.randint(2, 20))]
    organisation = Organisation(life, choose)
    for number, team in enumerate(life.teams):
        # Neighbours share people, as departments do.
        first = chance.randrange(len(everybody))
        near = [everybody[(first + place) % len(everybody)] for place in range(min(9, len(everybody)))]
        for person in chance.sample(near, chance.randint(5, 8)):
            team.members[person] = {"group"}
            if chance.random() < 0.97:
                organisation.agreed[number, person] = chance.random() < 0.97
        life.draw(team)
        organisation.standing.add(number)
    organisation.unnamed = {number for number in organisation.standing if chance.random() < 0.3}
    organisation.show()
    for _ in range(steps):
        step(organisation, chance.randrange(len(life.teams)), chance.choice(everybody))
        organisation.show()
    return organisation


def step(organisation: Organisation, number: int, person: int) -> None:
    """One thing happens to one person, in a team or in what they said to the organisation."""
    life, chance = organisation.life, organisation.life.chance
    team = life.teams[number]
    happens = chance.choice(["life", "agree", "withdraw", "leave", "stand", "name", "move"])
    if happens == "life":
        histories.happen(life, team, person)
    elif happens == "agree" and person in team.members:
        organisation.agreed[number, person] = chance.random() < 0.8
    elif happens == "withdraw":
        organisation.agreed.pop((number, person), None)
    elif happens == "leave":
        organisation.standing.discard(number)
    elif happens == "stand":
        organisation.standing.add(number)
    elif happens == "name":
        organisation.unnamed ^= {number}
    elif happens == "move":
        team.members.pop(person, None)
        life.teams[(number + 1) % len(life.teams)].members.setdefault(person, {"group"})
    organisation.agreed = {
        (place, one): by_name
        for (place, one), by_name in organisation.agreed.items()
        if one in life.teams[place].members
    }
    life.draw(team)


def find_faults(organisation: Organisation) -> set[str]:
    """What any page has shown that it may not: somebody who had not agreed, or a single team without name."""
    faults = set()
    for page in organisation.pages:
        if page.unagreed:
            faults.add("consent")
        if list(page.rows.values()).count(False) == 1:
            faults.add("elimination")
    return faults


def find_recovered(life: Life) -> set[int]:
    """Results that everything together gives away to whoever has read all pages, or to a member."""
    member = life.chance.choice(list(life.latest)) if life.latest else None
    return scores_given_away(life) | hours_given_away(life) | hours_given_away(life, member)
