"""The rules: what they place where, that people can read them, and that a language is a file."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assessment.calendar_audit.classification.overlaps import Group
from assessment.calendar_audit.classification.rules import (
    KINDS,
    LANGUAGES,
    RuleBook,
    compile_words,
    get_rule_book,
)

TITLES: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("titles.json").read_text())
"""Titles as public pages print them and titles that mislead, with where each belongs."""
LEFT_TO_THE_PERSON = {
    "Report meeting": "other",
    "Jour fixe Agentur": "approving",
    "Product launch tiger team sync": "approving",
}
"""What no rule tells apart from its like; it stays undecided, which is never wrong."""


def group(title: str, **facts: Any) -> Group:
    defaults: dict[str, Any] = {"recurring": False, "people": 1, "mine": None, "tentative": False}
    return Group(title=title, times=1, minutes=60, **(defaults | facts))


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
    assert get_rule_book().rule_for(group(title)).kind == kind


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
    rule = get_rule_book().rule_for(group("Something", **facts))
    assert (rule.kind, rule.code) == (kind, code)


def test_a_maybe_is_undecided_whatever_its_title() -> None:
    assert get_rule_book().rule_for(group("Review", tentative=True)).kind == "undecided"


@pytest.mark.parametrize("path", sorted(LANGUAGES.glob("*.json")), ids=lambda path: path.stem)
def test_every_language_is_whole(path: Any) -> None:
    rules = RuleBook.from_document(json.loads(path.read_text()))
    assert rules.name == f"{path.stem}-2"
    assert {rule.kind for rule in rules.rules} == set(KINDS)
    assert all(0 < len(rule.says) <= 30 for rule in rules.rules)
    assert all(rule.description for rule in rules.rules)
    for rule in rules.rules:
        for words in (rule.words, rule.together_with, rule.ignoring):
            assert len(words) == len(set(words))
            assert all(word == word.casefold() for word in words)


def test_another_language_is_another_file() -> None:
    german = {
        "language": "de",
        "version": 2,
        "cancelled": ["abgesagt:"],
        "declined": ["abgelehnt:"],
        "rules": [
            {
                "code": "verdict-asked",
                "kind": "approving",
                "says": "ein Urteil",
                "description": "der Titel …",
                "words": ["freigabe*"],
            },
            {
                "code": "no-rule",
                "kind": "undecided",
                "says": "keine Regel",
                "description": "keine Regel passt",
            },
        ],
    }
    rules = RuleBook.from_document(german)
    assert rules.name == "de-2"
    assert rules.rule_for(group("Freigaben Oktober")).kind == "approving"
    assert rules.rule_for(group("Review")).kind == "undecided"
    assert rules.is_cancelled("Abgesagt: Freigabe")
    assert rules.is_declined("Abgelehnt: Freigabe")


@pytest.mark.parametrize("language", ["en-gb", "de", "fr"])
def test_the_words_of_all_languages_are_read_together_whatever_the_reader_speaks(language: str) -> None:
    rules = get_rule_book(language)
    assert rules.name == "en-2+de-2"
    assert rules.rule_for(group("Weekly review")).kind == "approving"
    assert rules.rule_for(group("Freigabe Herbst")).kind == "approving"
    assert rules.is_cancelled("Abgesagt: Review")
    assert rules.is_cancelled("Canceled: Freigabe")


@pytest.mark.parametrize(
    "title",
    [
        *("CANCELLED - Review", "[Cancelled] Review", "(abgesagt) Review", "Abgesagt!! Review"),
        *("Entfällt: Review", "Fällt aus: Review", "Entfa\u0308llt \u2013 Review", "❌ Abgesagt: Review"),
        *("Canceled event: Review", "Annulé : Review", "Cancelado: Review", "Abgesagt"),
    ],
)
def test_a_cancelled_meeting_begins_so_however_it_is_marked(title: str) -> None:
    assert get_rule_book().is_cancelled(title)


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Cancelled orders: review",
            "Cancelled-order flow",
            "Review: cancelled",
            "Absage: Text",
        ),
        *("Is it cancelled: no", "Uncancelled: x", ""),
    ],
)
def test_a_title_about_what_was_cancelled_is_not_cancelled(title: str) -> None:
    assert not get_rule_book().is_cancelled(title)


@pytest.mark.parametrize(
    "title",
    [
        *("Declined: Review", "declined : review", "Abgelehnt: Freigabe", "❌ Declined: Review"),
        *("Refusé : Review", "Termin abgelehnt: Freigabe"),
    ],
)
def test_a_title_that_begins_with_declined_is_a_declined_meeting(title: str) -> None:
    assert get_rule_book().is_declined(title)


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Declined orders review",
            "Declined orders: review",
            "Declined - what pitches teach",
            "Declined",
        ),
        *("Review: declined", "Abgelehnte Anträge: Review", "Accepted: Review", "Zugesagt: Freigabe", ""),
    ],
)
def test_a_title_about_what_was_declined_is_not_declined(title: str) -> None:
    assert not get_rule_book().is_declined(title)


@pytest.mark.parametrize("title", ["Accepted: Brand review", "Zugesagt: Freigabe Herbst"])
def test_an_accepted_meeting_is_sorted_by_the_rest_of_its_title(title: str) -> None:
    assert get_rule_book().rule_for(group(title)).code == "verdict-asked"


def test_a_rule_is_said_in_the_language_of_the_reader_and_in_english_where_there_is_none() -> None:
    assert get_rule_book("de").rule_for(group("Weekly review")).says == "verlangt ein Urteil"
    assert get_rule_book("fr").rule_for(group("Freigabe")).says == "asks for a verdict"


def test_a_language_with_other_rules_than_english_is_refused() -> None:
    rules = get_rule_book()
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
    assert get_rule_book().rule_for(group(title)).kind == kind


def meeting(title: str) -> Group:
    """Every week with six people, called by somebody else; a 1:1 with two."""
    alone = "1:1" in title or "1-1" in title
    return group(title, recurring=True, people=2 if alone else 6, mine=False)


@pytest.mark.parametrize(
    ("title", "kind"), [(title, kind) for titles in TITLES.values() for title, kind in titles.items()]
)
def test_a_title_goes_where_a_reader_would_put_it(title: str, kind: str) -> None:
    if title in LEFT_TO_THE_PERSON:
        assert kind == LEFT_TO_THE_PERSON[title]
        kind = "undecided"
    assert get_rule_book().rule_for(meeting(title)).kind == kind


@pytest.mark.parametrize(
    "title", ["Freigabe-Prozess", "Freigabe\u2011Prozess", "Freigabeprozess", "Freigabe Prozess"]
)
def test_a_hyphen_in_a_compound_makes_no_difference(title: str) -> None:
    assert get_rule_book().rule_for(group(title)).kind == "designing"


@pytest.mark.parametrize("title", ["sign-off", "sign off", "signoff"])
def test_a_hyphen_in_a_word_of_a_rule_makes_no_difference(title: str) -> None:
    assert compile_words(("sign-off",)).fullmatch(title)


@pytest.mark.parametrize("title", ["freigabeweg", "freigabe-weg", "pruefregeln", "pruef regeln"])
def test_brackets_in_a_word_of_a_rule_hold_alternatives(title: str) -> None:
    assert compile_words(("(freigabe|prüf)-(weg|regel*)",)).fullmatch(title)
    assert not compile_words(("(freigabe|prüf)-(weg|regel*)",)).search("freigabe")


def test_brackets_may_hold_two_words() -> None:
    assert compile_words(("reading (draft*|the draft*)",)).fullmatch("reading the drafts")


def test_a_number_is_no_one_to_one() -> None:
    assert get_rule_book().rule_for(group("Room 11")).code == "no-rule"
    assert get_rule_book().rule_for(group("1-1 Ben")).code == "one-to-one"


def test_a_phrase_that_is_not_read_hides_its_words_from_one_rule_alone() -> None:
    rules = RuleBook.from_document(
        {
            "language": "xx",
            "version": 1,
            "cancelled": [],
            "declined": [],
            "rules": [
                {
                    "code": "proof",
                    "kind": "approving",
                    "says": "a proof",
                    "description": "a proof of a piece",
                    "words": ["proof"],
                    "together_with": ["poster*"],
                    "ignoring": ["social proof", "* manager"],
                },
                {"code": "rest", "kind": "undecided", "says": "the rest", "description": "the rest"},
            ],
        }
    )
    placed = {
        title: rules.rule_for(group(title)).code
        for title in ("Proof: posters", "Proof", "Posters", "Social proof: posters", "Proof, poster manager")
    }
    assert placed == {
        "Proof: posters": "proof",
        "Proof": "rest",
        "Posters": "rest",
        "Social proof: posters": "rest",
        "Proof, poster manager": "rest",
    }


def test_a_star_in_front_stands_for_any_beginning_and_no_star_for_none() -> None:
    assert compile_words(("*freigabe",)).search("budgetfreigabe")
    assert not compile_words(("*freigabe",)).search("freigabetermin")
    assert not compile_words(("freigabe",)).search("budgetfreigabe")


@pytest.mark.parametrize(
    "rules",
    [
        [{"code": "a", "kind": "wasted", "says": "x", "description": "x"}],
        [{"code": "a", "kind": "other", "says": "x", "description": "x", "words": ["x"]}],
    ],
)
def test_a_file_that_would_leave_a_group_without_a_place_is_refused(rules: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match=r"must fit|places a group"):
        RuleBook.from_document(
            {"language": "xx", "version": 1, "cancelled": [], "declined": [], "rules": rules}
        )
