"""Pictures of invented teams, as they come to an organisation's sheet."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from assessment.organisations.pictures import TeamPicture
from assessment.organisations.sheet import MEASURES

DAY = date(2026, 11, 3)


def make_picture(
    standing: int = 1,
    name: str | None = "Brand strategy",
    *,
    medians: Sequence[float] = (60, 50, 55, 55),
    width: float | None = None,
    size: int = 8,
    day: date = DAY,
    own: bool = False,
    tags: tuple[str, ...] = (),
    hours: tuple[float, float] | None = (45, 15),
) -> TeamPicture:
    half = None if width is None else width / 2
    figures: Mapping[str, tuple[float, float | None, float | None]] = {
        measure: (median, None if half is None else median - half, None if half is None else median + half)
        for measure, median in zip(MEASURES, medians, strict=True)
    }
    return TeamPicture(standing, name, tags, own, day, size, figures, hours)


def make_pictures(count: int, *, spread: float = 8, seed: int = 1) -> list[TeamPicture]:
    """Teams whose medians differ by so many points; each twentieth is unnamed, the third is the reader's."""
    chance = Random(seed)  # noqa: S311  # invented teams, the same each time
    return [
        make_picture(
            standing,
            f"Team {standing:03}" if standing % 20 else None,
            medians=[5 * round((center + chance.gauss(0, spread)) / 5) for center in (60, 50, 55, 56)],
            width=20 if standing % 4 == 0 else None,
            size=12 if standing % 4 == 0 else chance.randrange(5, 12),
            own=standing == 3,
        )
        for standing in range(1, count + 1)
    ]
