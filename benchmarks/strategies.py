"""Test-wise strategies against the full questionnaire: what they earn beside chance and beside knowing.

`python -m benchmarks.strategies` plays them against every shipped edition and writes STRATEGIES.md and
strategies.json beside this file; the exit code is 1 if the newest edition is beyond a limit. With files or
`--draft full-3` it only prints, and the exit code is about those. The limits are in
assessment/questionnaire/strategies/limits.py.
"""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.utils.translation import override

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "assessment" / "questionnaire" / "editions"
ABOUT = (
    "Each strategy answers all three forms and looks only at how questions are written, never at a key. "
    "Its replies go through the scoring code that the site runs. What it is not about, it passes or answers "
    "in the middle, so that chance earns an index of 50. The learners are told the keys of other questions "
    "and guess the rest. Figures beyond a limit are bold."
)
JUDGEMENTS, BELIEFS = 18, 12


@dataclass(frozen=True)
class Column:
    """One edition in one language, with what each strategy earns."""

    edition: int
    language: str
    rows: Mapping[str, Mapping[str, Any]]

    @property
    def excesses(self) -> list[str]:
        return [sentence for row in self.rows.values() for sentence in row["excesses"]]


def play(document: Mapping[str, Any], language: str = "") -> Column:
    from assessment.questionnaire.strategies.play import play_all  # noqa: PLC0415  # after django.setup
    from assessment.questionnaire.strategy_check import excesses_in  # noqa: PLC0415
    from assessment.questionnaire.strategy_wording import format_excess, name_strategy  # noqa: PLC0415

    about = document["edition"]
    outcomes = play_all(document, language)
    excesses = excesses_in(outcomes, language or about["language"])
    rows = {}
    for outcome in outcomes:
        beyond = [excess for excess in excesses if excess["strategy"] == outcome.slug]
        rows[outcome.slug] = {
            "name": name_strategy(outcome.slug, {}),
            "strategy": name_strategy(outcome.slug, outcome.detail),
            "kind": outcome.kind,
            "detail": dict(outcome.detail),
            "hits": outcome.hits,
            "most_hits": outcome.most_hits,
            "earned": outcome.earned,
            "capabilities": outcome.capabilities,
            "index": outcome.index,
            "beyond": [excess["limit"] for excess in beyond],
            "excesses": [format_excess(excess) for excess in beyond],
        }
    return Column(about["number"], language or about["language"], rows)


def columns_of(document: Mapping[str, Any]) -> list[Column]:
    """The edition in its own language and in each complete translation."""
    from assessment.questionnaire import translation  # noqa: PLC0415  # after django.setup

    return [
        play(document),
        *(play(document, language) for language in translation.list_complete_languages(dict(document))),
    ]


def table(columns: Sequence[Column]) -> str:
    """Strategies down, editions across: keys hit, what is earned, the index."""
    head = ["strategy"]
    for column in columns:
        name = f"edition {column.edition}, {column.language}"
        head += [f"{name}: keys hit", "most in a form", "earned", "index"]
    slugs = dict.fromkeys(slug for column in columns for slug in column.rows)
    lines = [head, ["---"] + ["--:"] * (len(head) - 1)]
    lines += [_line(slug, columns) for slug in slugs]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def scores(columns: Sequence[Column]) -> str:
    """The capability scores that each strategy reaches in the newest edition."""
    newest = columns[-1]
    lines = ["| strategy | systems | literacy | uncertainty | index |", "|---|--:|--:|--:|--:|"]
    for row in newest.rows.values():
        figures = [*row["capabilities"].values(), row["index"]]
        lines.append(f"| {row['strategy']} | {' | '.join(_points(figure) for figure in figures)} |")
    return "\n".join(lines) + "\n"


def page(columns: Sequence[Column]) -> str:
    originals = [column for column in columns if column.language == "en"]
    translations = [column for column in columns if column.language != "en"]
    parts = ["# Strategies against the questions", ABOUT, table(originals)]
    if translations:
        parts += ["## In translation", table(translations)]
    parts += [
        "## Scores on the newest edition",
        scores(originals),
        "## Beyond the limits",
        *map(_beyond, columns),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _line(slug: str, columns: Sequence[Column]) -> list[str]:
    # What was best may differ from edition to edition, so that the name leaves it out.
    line = [next(column.rows[slug]["name"] for column in columns if slug in column.rows)]
    for column in columns:
        row = column.rows.get(slug)
        line += _figures(row) if row else ["–"] * 4
    return line


def _figures(row: Mapping[str, Any]) -> list[str]:
    of = BELIEFS if row["kind"] == "belief" else JUDGEMENTS
    keys = "–" if row["hits"] is None else f"{of * row['hits']:.1f} of {of}"
    form = "–" if row["most_hits"] is None else f"{of / 3 * row['most_hits']:.1f} of {of // 3}"
    earned = "–" if row["earned"] is None else f"{row['earned']:.2f}"
    if row["detail"]:
        earned += f" ({_detail(row['detail'])})"
    beyond = set(row["beyond"])
    return [
        _bold(keys, "keys" in beyond),
        _bold(form, bool(beyond & {"form", "whole_form"})),
        _bold(earned, bool(beyond & {"credit", "range"})),
        _points(row["index"]),
    ]


def _detail(detail: Mapping[str, Any]) -> str:
    if "low" in detail:
        return f"{detail['low']} to {detail['high']}"
    return f"{str(detail['claim']).lower()}, {detail['confidence']}"


def _bold(text: str, beyond: bool) -> str:
    return f"**{text}**" if beyond else text


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _beyond(column: Column) -> str:
    name = f"Edition {column.edition}, {column.language}"
    if not column.excesses:
        return f"{name}: nothing."
    return "\n".join([f"{name}:", "", *(f"* {sentence}" for sentence in column.excesses)])


def shipped() -> list[Column]:
    """Every shipped edition of the full questionnaire, the oldest first."""
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in SHIPPED.rglob("full-*.json")]
    documents.sort(key=lambda document: document["edition"]["number"])
    return [column for document in documents for column in columns_of(document)]


def write(columns: Sequence[Column], into: Path = HERE) -> None:
    (into / "STRATEGIES.md").write_text(page(columns), encoding="utf-8")
    record = {
        "editions": [
            {"number": column.edition, "language": column.language, "strategies": column.rows}
            for column in columns
        ]
    }
    (into / "strategies.json").write_text(
        json.dumps(record, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8"
    )


def _draft(name: str) -> Mapping[str, Any]:
    from assessment.questionnaire import serialization  # noqa: PLC0415  # after django.setup
    from assessment.questionnaire.models import Edition  # noqa: PLC0415

    slug, _, number = name.rpartition("-")
    return serialization.write(Edition.objects.for_questionnaire(slug).get(number=int(number)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, print, and for the shipped editions write both files; 1 if what counts is beyond a limit."""
    parser = ArgumentParser(description="Plays test-wise strategies against editions.")
    parser.add_argument("files", nargs="*", type=Path, help="editions as JSON; without any, the shipped ones")
    parser.add_argument(
        "--draft", action="append", default=[], metavar="full-3", help="an edition in the database"
    )
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    django.setup()
    with override("en"):
        documents = [json.loads(path.read_text(encoding="utf-8")) for path in chosen.files]
        documents += [_draft(name) for name in chosen.draft]
        columns = [column for document in documents for column in columns_of(document)] or shipped()
        print(page(columns))
        if not documents:
            write(columns)
        newest = max(column.edition for column in columns)
        judged = columns if documents else [column for column in columns if column.edition == newest]
    return 1 if any(column.excesses for column in judged) else 0


if __name__ == "__main__":
    sys.exit(main())
