"""The pages of docs/security say what the code does: limits, words, sessions, events."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

from assessment import allauth_settings
from assessment.accounts import passwords, sessions

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs/security"
WRITERS = {"record_step", "record", "_record", "_note"}


def part(page: str, name: str) -> str:
    """What stands between the marks of that name."""
    [text] = re.findall(
        rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", (PAGES / page).read_text("utf-8"), re.DOTALL
    )
    return str(text)


def read_table(page: str, name: str) -> list[list[str]]:
    return [
        [cell.strip(" `") for cell in line.split("|")[1:-1]] for line in part(page, name).splitlines()[2:]
    ]


def test_the_limits_are_those_of_the_settings() -> None:
    limits = {action: rate for action, rate in allauth_settings.ACCOUNT_RATE_LIMITS.items() if rate}
    assert dict(read_table("accounts.md", "limits")) == limits


def test_the_words_no_password_is_made_of_are_those_of_the_rule() -> None:
    assert part("accounts.md", "words").strip().split(", ") == list(passwords.SITE_WORDS)


def test_the_sessions_last_as_long_as_they_are_said_to() -> None:
    kinds = [sessions.NOBODY, sessions.WAITING, sessions.SIGNED_IN, sessions.STAFF]
    written_lifetimes = [[_span(cell) for cell in row[1:]] for row in read_table("accounts.md", "sessions")]
    assert written_lifetimes == [list(kind) for kind in kinds]


def _span(words: str) -> timedelta:
    if words == "no end":
        return timedelta.max
    number, unit = words.split()
    return timedelta(**{f"{unit.rstrip('s')}s": int(number)})


def events() -> set[str]:
    """What the code hands to the audit log by name."""
    names = set()
    for path in (ROOT / "assessment").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).rpartition(".")[2] in WRITERS
                and node.args
            ):
                first = node.args[0]
                names |= {first.value} if isinstance(first, ast.Constant) else set()
    return {str(event) for event in names}


# Made of parts, or chosen among several, where they are written.
COMPOSED = {
    *("account activated", "account deactivated", "staff role changed"),
    *("group consent on", "group consent off", "named consent on", "named consent off"),
    *("organisation consent on", "organisation consent off", "steward left", "steward removed"),
    *("team left organisation", "team removed from organisation"),
}


def test_every_event_of_the_audit_log_is_listed() -> None:
    events_on_the_page = re.findall(r"`([^`]+)`", part("logs.md", "events"))
    assert events_on_the_page == sorted(events() | COMPOSED)


@pytest.mark.parametrize("paper", sorted(path.name for path in PAGES.glob("*.md")))
def test_what_a_page_names_in_this_repository_is_there(paper: str) -> None:
    text = (PAGES / paper).read_text("utf-8")
    for path in re.findall(r"`((?:assessment|tests|proxy|docs|benchmarks)/[\w/.-]+\.\w+)", text):
        assert (ROOT / path).is_file(), path
