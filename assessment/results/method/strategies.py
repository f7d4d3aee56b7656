"""What strategies earn against the editions that come with the site, as the benchmark wrote it down."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from assessment.questionnaire.strategy_wording import name_strategy
from assessment.results.wording.numbers import format_number
from assessment.scoring.rounding import half_up

FILE = Path(__file__).resolve().parents[3] / "benchmarks" / "strategies.json"
YARDSTICKS = ("chance", "knows")
"""Always in the table: what the others are read against."""


@dataclass(frozen=True)
class Cell:
    """What one strategy earns against one edition. share: of keys, or of a full score for a range."""

    share: str
    index: str
    beyond: bool


@dataclass(frozen=True)
class Strategies:
    """editions: their numbers, the oldest first. rows: a name and a cell for each edition.

    paying: in how many strategies the newest edition is beyond a limit. played: how many there are.
    """

    editions: Sequence[int]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    paying: int
    played: int


def build_strategies() -> Strategies:
    # Those that pay too much against any edition in its own language, between two yardsticks.
    editions = _list_editions()
    slugs = [
        slug
        for slug in editions[0]["strategies"]
        if slug in YARDSTICKS or any(_build_row(edition, slug).get("beyond") for edition in editions)
    ]
    newest = editions[-1]["strategies"]
    return Strategies(
        editions=[edition["number"] for edition in editions],
        rows=[
            (name_strategy(slug, {}), [_build_cell(_build_row(edition, slug)) for edition in editions])
            for slug in slugs
        ],
        paying=sum(bool(row["beyond"]) for row in newest.values()),
        played=sum(slug not in YARDSTICKS for slug in newest),
    )


@cache
def _list_editions() -> Sequence[Mapping[str, Any]]:
    # The file comes with the site. An edition's own language comes first, its translations after it.
    by_number: dict[int, Mapping[str, Any]] = {}
    for edition in json.loads(FILE.read_text(encoding="utf-8"))["editions"]:
        by_number.setdefault(edition["number"], edition)
    return [by_number[number] for number in sorted(by_number)]


def _build_row(edition: Mapping[str, Any], slug: str) -> Mapping[str, Any]:
    row: Mapping[str, Any] = edition["strategies"].get(slug, {})
    return row


def _build_cell(row: Mapping[str, Any]) -> Cell:
    share = row.get("hits") if row.get("kind") != "range" else row.get("earned")
    return Cell(
        share="–" if share is None else _("%(percent)s %%") % {"percent": half_up(100 * share)},
        index="–" if row.get("index") is None else format_number(row["index"], 1),
        beyond=bool(row.get("beyond")),
    )
