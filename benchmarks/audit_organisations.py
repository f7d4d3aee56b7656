"""What an organisation's pages give away: random histories, read by the attacker of the tests; and how
tightly somebody who reads a sheet bounds the results of a team's people.

The sheet's model takes the middle halves that are out. A reader from outside knows them whole here, which is
more than the model's ranges let through.
"""

import os
from collections.abc import Iterable, Iterator
from statistics import median

from benchmarks.audit_claims import Row
from benchmarks.audit_teams import CLOSE, MOST_CLOSE, MOST_VERY_CLOSE, VERY_CLOSE, Attack, attack_teams
from benchmarks.team_years import RULES_2

HISTORIES = 2_000
READERS = (
    Attack("team of five from outside", 5, tell=0),
    Attack("team of ten from outside", 10, tell=0),
    Attack("own team of five", 5),
    Attack("own team of ten", 10),
)


def rows(histories: int, teams: int, seed: int) -> Iterable[Row]:
    """histories: of two to twenty teams of one organisation. teams: lived for a year, for each reader."""
    yield from _read_histories(histories)
    yield from _bound_others(teams, seed)


def _read_histories(count: int) -> Iterator[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    import django  # noqa: PLC0415  # settings first

    django.setup()
    from tests.organisations.histories import find_faults, find_recovered, make_history  # noqa: PLC0415  # the same

    recovered = broken = rows_shown = 0
    for seed in range(count):
        organisation = make_history(seed)
        rows_shown += sum(len(page.running) for page in organisation.pages)
        broken += bool(find_faults(organisation))
        recovered += len(find_recovered(organisation))
    name = f"{count} histories with {rows_shown} rows shown"
    yield Row("Organisations: results recovered from all pages", "none", {name: recovered}, 0, 0, unit="")
    yield Row("Organisations: histories that break a rule of the page", "none", {name: broken}, 0, 0, unit="")


def _bound_others(teams: int, seed: int) -> Iterator[Row]:
    widths = {
        reader.name: attack_teams(reader, RULES_2, teams, f"{seed}-organisations") for reader in READERS
    }
    for measure in ("index", "capabilities"):
        claim = f"A sheet of teams bounds others’ {measure}"
        halves = {name: median(width[measure]) for name, width in widths.items()}
        yield Row(f"{claim}: median half-width", "no limit", halves, None, None, unit=" points")
        for points, most in ((VERY_CLOSE, MOST_VERY_CLOSE), (CLOSE, MOST_CLOSE)):
            shares = {
                name: 100
                * sum(width <= points for width in widths_by_measure[measure])
                / len(widths_by_measure[measure])
                for name, widths_by_measure in widths.items()
            }
            yield Row(f"{claim} to ± {points}", f"at most {most} %", shares, 0, most)
