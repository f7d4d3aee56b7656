"""What of an organisation's teams a reader may see: who is shown, and every number from published pictures.

Everything that a sheet, a chart or a file of an organisation prints comes from here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from assessment.accounts.models import User
from assessment.accounts.names import dictionary_order
from assessment.days import day_in, day_of
from assessment.organisations.models import (
    Organisation,
    OrganisationConsent,
    PinnedPicture,
    Round,
    Standing,
    Steward,
)
from assessment.organisations.pictures import TeamPicture
from assessment.teams.models import Membership
from assessment.teams.published import PublishedPicture, read_latest_pictures, read_pictures

FEWEST_UNNAMED = 2


@dataclass(frozen=True)
class Row:
    standing: int
    team: int
    name: str | None  # None where it stands without
    tags: Sequence[str]
    published: PublishedPicture


def shown_pictures(
    organisation: Organisation,
    reader: User,
    round: Round | None = None,  # noqa: A002  # the word of the product
) -> list[TeamPicture]:
    """The teams of the running round, or of one that is over, in no particular order.

    Empty for whoever is neither a steward nor in one of the teams that it shows. Four statements.
    """
    if round is None:
        return read_running_round(organisation, reader)[1]
    return _build_pictures(list_pinned_rows([round])[round.pk], _read_reader(organisation, reader))


def read_running_round(organisation: Organisation, account: User) -> tuple["Reader", list[TeamPicture]]:
    """Who somebody is to the organisation, and what they see of the running round. Four statements."""
    reader = _read_reader(organisation, account)
    return reader, _build_pictures(list_shown_rows(organisation), reader)


class Stop(NamedTuple):
    """A team in a round that is over, as the daily round pinned it."""

    round: int
    starts: date
    standing: int
    team: int
    left_at: datetime | None
    snapshot: int
    name: str
    unnamed: bool


def list_stops(organisation: Organisation, reader: "Reader") -> list[Stop]:
    """In the order of rounds, of those in which the reader may have a row. One statement, and no picture."""
    pinned = PinnedPicture.objects.filter(round__organisation=organisation).order_by("round__starts", "pk")
    standing = ("standing_id", "standing__team_id", "standing__left_at")
    rows = pinned.values_list("round_id", "round__starts", *standing, "snapshot_id", "name", "unnamed")
    stops = [Stop(*row) for row in rows]
    own = {stop.round for stop in stops if stop.team in reader.teams}
    return [stop for stop in stops if reader.is_steward or stop.round in own]


def shown_pictures_of(
    organisation: Organisation, reader: "Reader", stops: Sequence[Stop], standings: Collection[int]
) -> dict[date, list[TeamPicture]]:
    """What the reader sees of some teams in rounds that are over, by their first days, and of unnamed ones.

    Two statements, and few pictures: those of all teams in all rounds are thousands.
    """
    needed = [
        stop for stop in stops if stop.standing in standings or stop.team in reader.teams or stop.unnamed
    ]
    pictures = read_pictures({stop.snapshot for stop in needed})
    pinned = [_pin_again(organisation, stop) for stop in needed]
    rows = choose_pinned_rows(pinned, pictures, read_consents([organisation.pk]))
    starts_by_round = {stop.round: stop.starts for stop in stops}
    visible = {
        starts: _build_pictures(rows.get(quarter, []), reader) for quarter, starts in starts_by_round.items()
    }
    return {starts: pictures for starts, pictures in visible.items() if pictures or reader.is_steward}


def _pin_again(organisation: Organisation, stop: Stop) -> PinnedPicture:
    standing = Standing(
        pk=stop.standing, organisation_id=organisation.pk, team_id=stop.team, left_at=stop.left_at
    )
    return PinnedPicture(
        round_id=stop.round,
        standing=standing,
        snapshot_id=stop.snapshot,
        name=stop.name,
        unnamed=stop.unnamed,
    )


def shown_pictures_by_round(organisation: Organisation, reader: User) -> dict[Round, list[TeamPicture]]:
    """Every round that is over, in order, as `shown_pictures` has it, without those the reader may not see.
    As many statements as for one round."""
    rounds = list(organisation.rounds.order_by("starts"))
    viewer, rows = _read_reader(organisation, reader), list_pinned_rows(rounds)
    pictures = {quarter: _build_pictures(rows[quarter.pk], viewer) for quarter in rounds}
    return {quarter: visible for quarter, visible in pictures.items() if visible}


def is_readable(organisation: Organisation, reader: User) -> bool:
    """Whether the reader may open the organisation's pages: a steward, or in a team shown in any round."""
    viewer = _read_reader(organisation, reader)
    if viewer.is_steward or not viewer.teams:
        return viewer.is_steward
    return viewer.may_see(list_shown_rows(organisation)) or bool(
        shown_pictures_by_round(organisation, reader)
    )


@dataclass(frozen=True)
class Place:
    """One of a person's teams in one organisation. readable: whether they may open its pages."""

    standing: Standing
    shown: bool
    readable: bool


def list_own_places(account: User) -> list[Place]:
    """Where the teams stand that a person is in, by name."""
    live = Standing.objects.live().filter(team__memberships__person=account)
    standings = list(live.select_related("organisation", "team"))
    rows = list_shown_rows_of(list({standing.organisation_id for standing in standings}))
    shown_standings = {row.standing for of_one in rows.values() for row in of_one}
    over = PinnedPicture.objects.filter(standing__in=standings)
    pinned = set(over.values_list("standing__organisation", flat=True))
    open_ones = {standing.organisation_id for standing in standings if standing.pk in shown_standings}
    for standing in standings:
        # Seldom: a round that is over may still be read where none of the teams is shown now.
        if standing.organisation_id in pinned - open_ones and is_readable(standing.organisation, account):
            open_ones.add(standing.organisation_id)
    places = [
        Place(standing, standing.pk in shown_standings, standing.organisation_id in open_ones)
        for standing in standings
    ]
    return sorted(places, key=lambda place: dictionary_order(place.standing.organisation.name))


def list_shown_rows(organisation: Organisation) -> list[Row]:
    """Standing teams everybody counted in whose latest picture has agreed; of unnamed ones two or none."""
    return list_shown_rows_of([organisation.pk])[organisation.pk]


def list_shown_rows_of(organisations: Sequence[int]) -> dict[int, list[Row]]:
    # By organisation. Three statements, however many there are.
    live = Standing.objects.live().filter(organisation__in=organisations).order_by("pk")
    standings = list(live.select_related("team"))
    pictures = read_latest_pictures({standing.team_id for standing in standings})
    consents, today = read_consents(organisations), day_in("", timezone.now())
    return {
        organisation: choose_rows(
            [standing for standing in standings if standing.organisation_id == organisation],
            pictures,
            consents,
            day=today,
        )
        for organisation in organisations
    }


def choose_rows(
    standings: Iterable[Standing],
    pictures: Mapping[int, PublishedPicture],
    consents: Mapping[int, Mapping[int, bool]],
    *,
    day: date,
) -> list[Row]:
    # pictures: by team. consents: as read_consents() returns them.
    rows = []
    for standing in standings:
        published = pictures.get(standing.team_id)
        if published is None:
            continue
        named = standing.is_named_on(day, drawn=day_in("", published.picture.at))
        name = standing.team.name if named else None
        agreed = consents.get(standing.organisation_id, {})
        if _has_everybody_agreed(published, agreed, by_name=named):
            rows.append(Row(standing.pk, standing.team_id, name, standing.tags, published))
    if sum(row.name is None for row in rows) < FEWEST_UNNAMED:
        return [row for row in rows if row.name is not None]
    return rows


def list_pinned_rows(rounds: Sequence[Round]) -> dict[int, list[Row]]:
    """By round, what is left of the pictures pinned in it.

    A name stays as long as everybody counted agrees to it and the team stands in the organisation, a row as
    long as anybody counted is in the team. Four statements.
    """
    pinned = list(_list_pinned(rounds))
    pictures = read_pictures({row.snapshot_id for row in pinned})
    consents = read_consents({quarter.organisation_id for quarter in rounds})
    rows = choose_pinned_rows(pinned, pictures, consents)
    return {quarter.pk: rows.get(quarter.pk, []) for quarter in rounds}


def choose_pinned_rows(
    pinned: Iterable[PinnedPicture],
    pictures: Mapping[int, PublishedPicture],
    consents: Mapping[int, Mapping[int, bool]],
) -> dict[int, list[Row]]:
    """By round. pictures: by snapshot. consents: as read_consents() returns them."""
    rows: dict[int, list[tuple[PinnedPicture, PublishedPicture]]] = {}
    for row in pinned:
        published = pictures.get(row.snapshot_id)
        if published and published.counted:
            rows.setdefault(row.round_id, []).append((row, published))
    return {
        quarter: [
            _build_pinned_row(row, published, consents)
            for row, published in left
            if not row.unnamed or sum(other.unnamed for other, _ in left) >= FEWEST_UNNAMED
        ]
        for quarter, left in rows.items()
    }


def _build_pinned_row(
    row: PinnedPicture, published: PublishedPicture, consents: Mapping[int, Mapping[int, bool]]
) -> Row:
    name = row.name if _may_be_named(row, published, consents) else None
    return Row(row.standing_id, row.standing.team_id, name, row.tags, published)


def list_settled_pictures(quarter: Round) -> tuple[list[int], list[int]]:
    """Of the pictures pinned in a round, those whose name may no longer be shown, and those of nobody."""
    pinned = list(_list_pinned([quarter]))
    pictures = read_pictures({row.snapshot_id for row in pinned})
    consents = read_consents([quarter.organisation_id])
    published_rows = {row: pictures[row.snapshot_id] for row in pinned if row.snapshot_id in pictures}
    remaining = {row for row, published in published_rows.items() if published.counted}
    nameless = [
        row.pk for row in remaining if row.name and not _may_be_named(row, published_rows[row], consents)
    ]
    return nameless, [row.pk for row in pinned if row not in remaining]


def _may_be_named(
    row: PinnedPicture, published: PublishedPicture, consents: Mapping[int, Mapping[int, bool]]
) -> bool:
    agreed = consents.get(row.standing.organisation_id, {})
    stands = bool(row.name) and row.standing.left_at is None
    return stands and _has_everybody_agreed(published, agreed, by_name=True)


def read_consents(organisations: Iterable[int]) -> dict[int, dict[int, bool]]:
    # By organisation and membership, whether what was agreed to covers the team's name. One statement.
    consents: dict[int, dict[int, bool]] = {}
    live = OrganisationConsent.objects.live().filter(organisation__in=list(organisations))
    for organisation, membership, covers_name in live.values_list(
        "organisation_id", "membership_id", "covers_name"
    ):
        consents.setdefault(organisation, {})[membership] = covers_name
    return consents


def _list_pinned(rounds: Sequence[Round]) -> QuerySet[PinnedPicture]:
    return PinnedPicture.objects.filter(round__in=rounds).select_related("standing")


def _has_everybody_agreed(published: PublishedPicture, agreed: Mapping[int, bool], *, by_name: bool) -> bool:
    return published.complete and all(
        membership in agreed and (agreed[membership] or not by_name) for membership in published.counted
    )


@dataclass(frozen=True)
class Reader:
    is_steward: bool
    teams: frozenset[int]  # those that they are in, of all that ever stood in the organisation

    def may_see(self, rows: Sequence[Row]) -> bool:
        return self.is_steward or any(row.team in self.teams for row in rows)


def _read_reader(organisation: Organisation, account: User) -> Reader:
    stewards = Steward.objects.filter(organisation=OuterRef("pk"), account=account)
    own = Membership.objects.for_user(account).filter(team__standings__organisation=OuterRef("pk"))
    rows = Organisation.objects.filter(pk=organisation.pk)
    row = rows.values_list(Exists(stewards), ArraySubquery(own.values("team").distinct())).first()
    return Reader(row[0], frozenset(row[1])) if row else Reader(False, frozenset())


def _build_pictures(rows: Sequence[Row], reader: Reader) -> list[TeamPicture]:
    return [_build_picture(row, row.team in reader.teams) for row in rows] if reader.may_see(rows) else []


def _build_picture(row: Row, own: bool) -> TeamPicture:
    picture = row.published.picture
    halves = {"index": picture.index, **picture.capabilities}
    shares = picture.shares
    return TeamPicture(
        standing=row.standing,
        name=row.name,
        tags=tuple(row.tags),
        own=own,
        day=day_of(picture.at),
        size=picture.people,
        figures={name: (half.median, half.low, half.high) for name, half in halves.items()},
        hours=(shares.approving, shares.designing) if shares else None,
    )
