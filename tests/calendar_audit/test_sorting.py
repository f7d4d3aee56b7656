"""The rules: what they place where, that people can read them, and that a language is a file."""

import json
from typing import Any

import pytest

from assessment.calendar_audit.sorting import KINDS, LANGUAGES, RuleBook, book
from assessment.calendar_audit.spent import Group


def group(title: str, **facts: Any) -> Group:
    known: dict[str, Any] = {"recurring": False, "people": 1, "mine": None, "tentative": False}
    return Group(title=title, times=1, minutes=60, **(known | facts))


PLACED = {
    "Review": "approving",
    "Weekly creative review": "approving",
    "Design review: autumn": "approving",
    "Sign-off spring campaign": "approving",
    "APPROVAL BUDGET": "approving",
    "Agency pitches": "approving",
    "Status round": "approving",
    "SteerCo": "approving",
    "Dashboard": "approving",
    "Proofs": "approving",
    "Workflow for briefs": "designing",
    "Review rules for social": "designing",
    "Handover to the agents": "designing",
    "Decision rights, paid media": "designing",
    "Prompt library": "designing",
    "Performance review": "other",
    "1:1 Ben": "other",
    "Interview: head of brand": "other",
    "Customer visit": "other",
    "Board meeting": "other",
    "Strategy day": "other",
    "Lunch": "other",
    "Crisis call": "other",
    "Workshop": "undecided",
    "Focus time": "undecided",
    "Busy": "undecided",
    "Preview of nothing": "undecided",
    "Reviewer": "undecided",
    "Unboarded": "undecided",
    "": "undecided",
}


@pytest.mark.parametrize(("title", "kind"), PLACED.items())
def test_words_in_a_title_place_it(title: str, kind: str) -> None:
    assert book().rule_for(group(title)).kind == kind


@pytest.mark.parametrize(
    ("facts", "kind", "code"),
    [
        ({"recurring": True, "people": 2}, "other", "regular-two"),
        ({"recurring": False, "people": 2}, "undecided", "no-rule"),
        ({"people": 12, "mine": False}, "other", "audience"),
        ({"people": 12, "mine": True}, "undecided", "no-rule"),
        ({"people": 12, "mine": None}, "undecided", "no-rule"),
        ({"people": 11, "mine": False}, "undecided", "no-rule"),
        ({"tentative": True}, "undecided", "maybe"),
    ],
)
def test_recurrence_people_and_organiser_place_what_words_do_not(
    facts: dict[str, Any], kind: str, code: str
) -> None:
    rule = book().rule_for(group("Something", **facts))
    assert (rule.kind, rule.code) == (kind, code)


def test_a_maybe_is_undecided_whatever_its_title() -> None:
    assert book().rule_for(group("Review", tentative=True)).kind == "undecided"


@pytest.mark.parametrize("path", sorted(LANGUAGES.glob("*.json")), ids=lambda path: path.stem)
def test_every_language_is_whole(path: Any) -> None:
    rules = RuleBook.of(json.loads(path.read_text()))
    assert rules.language == path.stem
    assert {rule.kind for rule in rules.rules} == set(KINDS)
    assert [rule.code for rule in rules.rules] == [rule.code for rule in book().rules]
    assert all(rule.says for rule in rules.rules)
    words = [word for rule in rules.rules for word in rule.words]
    assert len(words) == len(set(words))
    assert all(word == word.casefold() for word in words)


def test_another_language_is_another_file() -> None:
    german = {
        "language": "de",
        "version": 2,
        "cancelled": ["abgesagt:"],
        "rules": [
            {"code": "verdict-asked", "kind": "approving", "says": "der Titel …", "words": ["freigabe*"]},
            {"code": "no-rule", "kind": "undecided", "says": "keine Regel kennt es"},
        ],
    }
    rules = RuleBook.of(german)
    assert rules.name == "de-2"
    assert rules.rule_for(group("Freigaben Oktober")).kind == "approving"
    assert rules.rule_for(group("Review")).kind == "undecided"
    assert rules.is_cancelled("Abgesagt: Freigabe")


def test_a_language_without_a_file_gets_the_english_rules() -> None:
    assert book("de") is not None
    assert book("de").language == book("en-gb").language == "en"


@pytest.mark.parametrize(
    "rules",
    [
        [{"code": "a", "kind": "wasted", "says": "x"}],
        [{"code": "a", "kind": "other", "says": "x", "words": ["x"]}],
    ],
)
def test_a_file_that_would_leave_a_group_without_a_place_is_refused(rules: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match=r"must fit|places a group"):
        RuleBook.of({"language": "xx", "version": 1, "cancelled": [], "rules": rules})
