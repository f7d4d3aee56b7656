"""An organisation's rounds in order, team by team."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from assessment.accounts.names import dictionary_order
from assessment.organisations import markup
from assessment.organisations import sheet_wording as wording
from assessment.organisations.pictures import TeamPicture
from assessment.organisations.sheet import Track, build_tracks

# Each has a drawing of each round: of 200 teams that would be thousands.
TEAMS_A_PAGE = 12


@dataclass(frozen=True)
class Band:
    # Of one round of one team, the index; empty where it has no picture that may be shown.

    quarter: str
    lane: str
    numbers: str


@dataclass(frozen=True)
class TeamLine:
    name: str
    own: bool
    bands: Sequence[Band]
    change: str


class NamedTeam(NamedTuple):
    standing: int
    name: str
    own: bool


@dataclass(frozen=True)
class OverTimePage:
    """teams: those of this page of the list, of which there are more where many teams have rounds."""

    headline: str
    quarters: Sequence[str]
    lines: Sequence[TeamLine]
    teams: Page[NamedTeam]
    has_unnamed: bool


def choose_teams(teams: Iterable[NamedTeam], page_number: int | str = 1) -> Page[NamedTeam]:
    """Twelve of the teams that have a name, one's own first; of several names of one the last counts."""
    by_standing = {team.standing: team for team in teams}
    ordered = sorted(by_standing.values(), key=lambda team: (not team.own, dictionary_order(team.name)))
    return Paginator(ordered, TEAMS_A_PAGE).get_page(page_number)


def build_over_time(
    pictures_by_round: Mapping[date, Sequence[TeamPicture]], teams: Page[NamedTeam]
) -> OverTimePage:
    """pictures_by_round: rounds that the reader may see, in order, the running one last."""
    by_standing = {track.latest.standing: track for track in build_tracks(pictures_by_round)}
    tracks = [by_standing[team.standing] for team in teams if team.standing in by_standing]
    quarters = {starts: wording.name_quarter(starts) for starts in pictures_by_round}
    return OverTimePage(
        _write_headline(tracks),
        list(quarters.values()),
        [_build_line(track, quarters) for track in tracks],
        teams,
        any(picture.name is None for pictures in pictures_by_round.values() for picture in pictures),
    )


def _write_headline(tracks: Sequence[Track]) -> str:
    repeated = [track for track in tracks if len(track.rounds) > 1]
    if not repeated:
        return _("One round is not a trend.")
    changed = sum(bool(track.changes) for track in repeated)
    return wording.describe_changed_teams(changed, len(repeated))


def _build_line(track: Track, quarters: Mapping[date, str]) -> TeamLine:
    # quarters: the names of all rounds, by their first days.
    spoken = wording.read_out_range()
    by_round = dict(zip(track.rounds, track.figures, strict=True))
    bands = []
    for starts, quarter in quarters.items():
        figure = by_round.get(starts)
        bands.append(
            Band(
                quarter,
                markup.draw_lane(figure.without_word(), "rounds", spoken) if figure else "",
                spoken % figure.printed if figure else "",
            )
        )
    return TeamLine(track.latest.name or "", track.latest.own, bands, _describe_changes(track, quarters))


def _describe_changes(track: Track, quarters: Mapping[date, str]) -> str:
    if len(track.rounds) < 2:
        return _("One round so far.")
    if not track.changes:
        return _("No clear change.")
    before = quarters[track.rounds[-2]]
    return " ".join(wording.describe_change(measure, word, before) for measure, word in track.changes.items())
