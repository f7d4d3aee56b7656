"""The calibration audit as it came out, in the reader's language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.formats import get_format
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

AUDIT = Path(__file__).resolve().parents[3] / "benchmarks" / "AUDIT.md"


@dataclass(frozen=True)
class Audit:
    """about: how many invented people, which version and seed. head, rows: its table as it came out."""

    about: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def load_audit() -> Audit:
    as_written = _read_audit()
    return Audit(
        describe_audit(as_written.about),
        [format_cell(cell) for cell in as_written.head],
        [[format_cell(cell) for cell in row] for row in as_written.rows],
    )


@cache
def _read_audit() -> Audit:
    lines = AUDIT.read_text(encoding="utf-8").splitlines()
    head, _, *rows = [_split_row(line) for line in lines if line.startswith("|")]
    about = next(line for line in lines if line and not line.startswith(("#", "|")))
    return Audit(about, head, rows)


def _split_row(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("| ").split("|")]


POINT = re.compile(r"(?<=\d)\.(?=\d)")
COMMA = re.compile(r"(?<=\d),(?=\d)")
ABOUT = re.compile(
    r"Scoring version (\d+), seed (\d+): ([\d,]+) invented .* rows, ([\d,]+) .* verdict, ([\d,]+) "
    r".* make ([\d,]+) pages .* let (\d+) teams live for a year under each attack, (\d+) "
)
WHOLE = {
    gettext_noop("claim"),
    gettext_noop("pass"),
    gettext_noop("seen"),
    gettext_noop("verdict"),
    gettext_noop("holds"),
    gettext_noop("fails"),
    gettext_noop("No true change: any change word"),
    gettext_noop("No true change: “clearly”"),
    gettext_noop("True change of +10: up words for each down word"),
    gettext_noop("Shown envelopes cover the truth: steady"),
    gettext_noop("Shown envelopes cover the truth: flattening"),
    gettext_noop("Shown envelopes cover the truth: flat"),
    gettext_noop("Disagreement named among equals"),
    gettext_noop("Nothing differs: pages with any “probably”"),
    gettext_noop("Nothing differs: pages with any “clearly”"),
    gettext_noop("All three changed by +20: each is named"),
    gettext_noop("One changed by +25, two did not: wrong words among the words"),
    gettext_noop("No true trend: any word"),
    gettext_noop("True trend of +1 a month over five attempts: named"),
    gettext_noop("Nine equal people by name: pages with any word"),
    gettext_noop("Nine equal people by name: words on a page"),
    gettext_noop("People by name who differ: wrong direction among the named"),
    gettext_noop("Equal teams of eight: pages with any “probably”"),
    gettext_noop("Equal teams of eight: pages with any “clearly”"),
    gettext_noop("Equal teams of other sizes: pages with any “probably”"),
    gettext_noop("Equal teams of other sizes: pages with any “clearly”"),
    gettext_noop("Teams that differ: wrong direction among the named"),
    gettext_noop("A team in which nothing changes: pages with any word"),
    gettext_noop("A team in which everybody rises by 15: named"),
    gettext_noop("no limit"),
    gettext_noop("measured"),
    gettext_noop("“Orchestrator, probably” is true (evenly spread truths)"),
    gettext_noop("more than 10 : 1 for the index"),
    gettext_noop("Best rule on the wording of situations: keys hit"),
    gettext_noop("Best rule on the wording of situations: keys hit in one form"),
    gettext_noop("Best rule on the wording of situations: credit earned"),
    gettext_noop("Program that learns from other keys: keys hit"),
    gettext_noop("Best rule on the wording of statements: keys hit"),
    gettext_noop("Same range every time: earned"),
    gettext_noop("Team pictures bound others’ index: median half-width"),
    gettext_noop("Team pictures bound others’ index to ± 3"),
    gettext_noop("Team pictures bound others’ index to ± 7"),
    gettext_noop("Team pictures bound others’ index to ± 7, with puppets beside six"),
    gettext_noop("Team pictures bound others’ index to ± 7, with puppets beside twelve"),
    gettext_noop("Team pictures bound others’ capabilities: median half-width"),
    gettext_noop("Team pictures bound others’ capabilities to ± 3"),
    gettext_noop("Team pictures bound others’ capabilities to ± 7"),
    gettext_noop("Team pictures bound others’ capabilities to ± 7, with puppets beside six"),
    gettext_noop("Team pictures bound others’ capabilities to ± 7, with puppets beside twelve"),
    gettext_noop("By rules 1, others’ index: median half-width"),
    gettext_noop("By rules 1, others’ index to ± 3"),
    gettext_noop("By rules 1, others’ index to ± 7"),
    gettext_noop("By rules 1, others’ capabilities: median half-width"),
    gettext_noop("By rules 1, others’ capabilities to ± 3"),
    gettext_noop("By rules 1, others’ capabilities to ± 7"),
    gettext_noop("none"),
    gettext_noop("Organisations: results recovered from all pages"),
    gettext_noop("Organisations: histories that break a rule of the page"),
    gettext_noop("A sheet of teams bounds others’ index: median half-width"),
    gettext_noop("A sheet of teams bounds others’ index to ± 3"),
    gettext_noop("A sheet of teams bounds others’ index to ± 7"),
    gettext_noop("A sheet of teams bounds others’ capabilities: median half-width"),
    gettext_noop("A sheet of teams bounds others’ capabilities to ± 3"),
    gettext_noop("A sheet of teams bounds others’ capabilities to ± 7"),
}
"""Cells that hold no figure of their own."""
COVERING = {
    "80 % ranges cover the truth": gettext_noop("80 %% ranges cover the truth"),
    "80 % ranges cover the truth, with 10 % no occasion": gettext_noop(
        "80 %% ranges cover the truth, with 10 %% no occasion"
    ),
    "80 % ranges of teams cover the truth, on average": gettext_noop(
        "80 %% ranges of teams cover the truth, on average"
    ),
    "80 % ranges of teams cover the truth, at worst": gettext_noop(
        "80 %% ranges of teams cover the truth, at worst"
    ),
}


def describe_audit(text: str) -> str:
    match = ABOUT.match(text)
    if match is None:
        return text
    sentence = _(
        "Scoring version %(version)s, seed %(seed)s. There are %(first)s invented people in the "
        "coverage rows, %(verdict)s in the row on the verdict, and %(others)s people, teams or courses "
        "for each other figure. Their raw answers go through the scoring code that the site runs. "
        "Tolerances and swings are assumed, so this tests the arithmetic, not the assumptions. "
        "The rows on teams side by side make %(pages)s pages for each figure. The "
        "rows on wording try strategies that never read the question, on the newest questionnaire. "
        "The rows on team pictures let %(teams)s teams live for a year under each attack, "
        "%(more)s under those with puppets."
    )
    groups = "," if get_format("DECIMAL_SEPARATOR") == "." else "."
    names = ("version", "seed", "first", "verdict", "others", "pages", "teams", "more")
    return sentence % {
        name: COMMA.sub(groups, number) for name, number in zip(names, match.groups(), strict=True)
    }


def format_cell(text: str) -> str:
    # A claim, a criterion, a verdict, or figures with what they are of: "systems 80.5 %, index 80.1 %".
    if text in WHOLE:
        return gettext(text)
    if text in COVERING:
        return gettext(COVERING[text]) % ()
    for pattern, replacement in _format_parts():
        text = re.sub(pattern, replacement, text)
    return POINT.sub(str(get_format("DECIMAL_SEPARATOR")), text)


def _format_parts() -> list[tuple[str, str]]:
    numbers = {"low": r"\1", "high": r"\2"}
    return [
        (r"\bsystems\b", _("systems")),
        (r"\bliteracy\b", _("literacy")),
        (r"\buncertainty\b", _("uncertainty")),
        (r"\bindex\b", _("index")),
        (r"\bEnglish\b", _("English")),
        (r"\bGerman\b", _("German")),
        (r"([\d.]+) to ([\d.]+) %", _("%(low)s to %(high)s %%") % numbers),
        (r"at least ([\d.]+) %", _("at least %(percent)s %%") % {"percent": r"\1"}),
        (r"at most ([\d.]+)$", _("at most %(figure)s") % {"figure": r"\1"}),
        (r"at most ([\d.]+) %", _("at most %(percent)s %%") % {"percent": r"\1"}),
        (r"(\d+) attempts \((\d+) % shown\)", _format_attempts()),
        (r"(\d+) attempts (?=\d)", _("%(number)s attempts") % {"number": r"\1"} + " "),
        (r"(\d+) teams (?=\d)", _("%(number)s teams") % {"number": r"\1"} + " "),
        (r"(\d+) rounds (?=\d)", _("%(number)s rounds") % {"number": r"\1"} + " "),
        (r"\bone of twelve beside seven of eight\b", _("one of twelve beside seven of eight")),
        (r"\beight of twelve\b", _("eight of twelve")),
        (r"\bsix of twenty\b", _("six of twenty")),
        (r"\bfour measures\b", _("four measures")),
        (r"([\d,]+) words (?=\d)", _("%(number)s words") % {"number": r"\1"} + " "),
        (r"\border\b", _("order")),
        (r"\bgaps\b", _("gaps")),
        (r"\bchanges\b", _("changes")),
        (r"\bversion (\d+)", _("version %(number)s") % {"number": r"\1"}),
        (r"\btrend\b", _("trend")),
        (r"\bfirst against last\b", _("first against last")),
        *_format_readers(),
        (r"(\d+) histories with (\d+) rows shown\b", _format_histories()),
        (r"(?<=\d) points\b", " " + _("points")),
        (r"(\d+) verdicts", _("%(number)s verdicts") % {"number": r"\1"}),
    ]


def _format_readers() -> list[tuple[str, str]]:
    # Who reads pictures, and how many of a team hold together.
    return [
        (r"\bfive puppets beside six\b", _("five puppets beside six")),
        (r"\bfive puppets beside twelve\b", _("five puppets beside twelve")),
        (r"\bone of five\b", _("one of five")),
        (r"\bone of ten\b", _("one of ten")),
        (r"\btwo of five\b", _("two of five")),
        (r"\btwo of ten\b", _("two of ten")),
        (r"\bteam of five from outside\b", _("team of five from outside")),
        (r"\bteam of ten from outside\b", _("team of ten from outside")),
        (r"\bown team of five\b", _("own team of five")),
        (r"\bown team of ten\b", _("own team of ten")),
    ]


def _format_attempts() -> str:
    return _("%(number)s attempts (%(percent)s %% shown)") % {"number": r"\1", "percent": r"\2"}


def _format_histories() -> str:
    return _("%(number)s histories with %(rows)s rows shown") % {"number": r"\1", "rows": r"\2"}
