"""The rules: what they place where, that people can read them, and that a language is a file."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from assessment.calendar_audit.sorting import KINDS, LANGUAGES, RuleBook, book, pattern
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
    assert rules.name == f"{path.stem}-1"
    assert {rule.kind for rule in rules.rules} == set(KINDS)
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


@pytest.mark.parametrize("language", ["en-gb", "de", "fr"])
def test_the_words_of_all_languages_are_read_together_whatever_the_reader_speaks(language: str) -> None:
    with translation.override(language):
        rules = book()
    assert rules.name == "en-1+de-1"
    assert rules.rule_for(group("Weekly review")).kind == "approving"
    assert rules.rule_for(group("Freigabe Herbst")).kind == "approving"
    assert rules.is_cancelled("Abgesagt: Review")
    assert rules.is_cancelled("Canceled: Freigabe")


def test_a_rule_is_said_in_the_language_of_the_reader_and_in_english_where_there_is_none() -> None:
    with translation.override("de"):
        assert book().rule_for(group("Weekly review")).says == (
            "der Titel verlangt ein Urteil über die Arbeit anderer"
        )
    with translation.override("fr"):
        assert book().rule_for(group("Freigabe")).says == "the title asks for a verdict on others’ work"


def test_a_language_with_other_rules_than_english_is_refused() -> None:
    rules = book()
    with pytest.raises(ValueError, match="same rules"):
        rules.with_words_of(replace(rules, rules=rules.rules[1:]))


OCTOBER_OF_MARA = {
    # An invented calendar of a German-speaking marketing lead, with the English words it holds.
    "Freigabe Herbstkampagne": "approving",
    "Kampagnenfreigabe Schweiz": "approving",
    "Entwurf freigeben": "approving",
    "Entwürfe Plakat: Freigaben": "approving",
    "Abnahme Landingpage": "approving",
    "Filmabnahme mit Agentur": "approving",
    "Korrektur Geschäftsbericht": "approving",
    "Textkorrekturen": "approving",
    "PRÜFUNG MOTIVE": "approving",
    "Pruefung Motive Winter": "approving",
    "Pru\u0308fung im Apple-Kalender": "approving",
    "Agenturpräsentation": "approving",
    "Statusrunde Performance": "approving",
    "Review Newsletter": "approving",
    "Architektur-Review": "approving",
    "Lenkungsausschuss CRM": "approving",
    "Freigaberegeln für Social": "designing",
    "Freigabeprozess neu aufsetzen": "designing",
    "Abnahmekriterien Texte": "designing",
    "Systemarchitektur Agenten": "designing",
    "Entscheidungsrechte Media": "designing",
    "Kampagnenworkflow": "designing",
    "Übergabe an die Agenten": "designing",
    "Mitarbeitergespräch Jonas": "other",
    "1:1 Jonas": "other",
    "Vorstandssitzung": "other",
    "Kundenbesuch Zürich": "other",
    "Markenstrategie 2027": "other",
    "Mittagessen": "other",
    "Großmesse": "undecided",
    "Werkstatt Architektur": "undecided",
    "Jour fixe Marke": "undecided",
    "Entwurf Frühling": "undecided",
    "Abstimmung Handel": "undecided",
    "Wettbewerbsbeobachtung": "undecided",
    "Kurskorrektur": "undecided",
    "Brief an die Redaktion": "undecided",
    "Gewichtige Zahlen": "undecided",
    "Freitag": "undecided",
    "Artikel über Reisende": "undecided",
}


@pytest.mark.parametrize(("title", "kind"), OCTOBER_OF_MARA.items())
def test_a_german_calendar_is_sorted_by_its_own_words(title: str, kind: str) -> None:
    assert book().rule_for(group(title)).kind == kind


def test_a_star_in_front_stands_for_any_beginning_and_no_star_for_none() -> None:
    assert pattern(("*freigabe",)).search("budgetfreigabe")
    assert not pattern(("*freigabe",)).search("freigabetermin")
    assert not pattern(("freigabe",)).search("budgetfreigabe")


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
