"""What of a team stands on an organisation's sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class TeamPicture:
    """A team as it stands on an organisation's sheet: only what its own picture already shows."""

    standing: int  # primary key of the Standing, for forms and order, never printed
    name: str | None  # None where the team stands unnamed
    tags: tuple[str, ...]
    own: bool  # the reader is in it
    day: date  # of the picture
    size: int  # number of people, as published
    # "index" and each capability: published median, low and high end of the middle half where out
    figures: Mapping[str, tuple[float, float | None, float | None]]
    # shares (per cent, published steps) of approving and designing where out
    hours: tuple[float, float] | None
