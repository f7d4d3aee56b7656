"""Strategies that pay too much on the publish page and the page of the dry run."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions, serialization
from assessment.questionnaire.models import Edition
from assessment.questionnaire.strategy_check import find_strategy_excesses
from tests.questionnaire import documents
from tests.questionnaire.pages import words_of
from tests.questionnaire.strategies.editions import shipped
from tests.statements import statements

EDITION = "/admin/questionnaire/edition/"
SAID = "The same range every time (32 to 67): earns 80.6 % of a full score, at most 60.0 % should be."
FIELD = 'name="strategy_reason"'


@pytest.fixture
def guessable(editor: User, publishing: Client) -> Edition:
    """A draft with the questions of edition 1, seen at phone width."""
    draft = actions.load(shipped("full-1"), by=editor)
    publishing.post(f"{EDITION}{draft.pk}/phone/")
    return draft


def test_the_publish_page_lists_them_in_every_language_and_asks_why(
    publishing: Client, guessable: Edition
) -> None:
    page = publishing.get(f"{EDITION}{guessable.pk}/publish/")
    assert words_of(page).count(SAID) == 2
    assert FIELD in page.content.decode()


def test_an_edition_whose_strategies_pay_is_published_with_a_reason_that_stays(
    publishing: Client, guessable: Edition
) -> None:
    address = f"{EDITION}{guessable.pk}/publish/"
    refused = publishing.post(address, {"reason": "Now.", "strategy_reason": "  "})
    assert refused.status_code == 422
    assert "Write down why you publish it although guessing pays." in words_of(refused)
    assert 'value="Now."' in refused.content.decode()
    publishing.post(address, {"reason": "Now.", "strategy_reason": "The trial needs it."})
    guessable.refresh_from_db()
    assert (guessable.state, guessable.strategy_reason) == ("published", "The trial needs it.")
    latest = LogEntry.objects.order_by("-pk")[0].change_message
    assert latest == "Published: Now. Although strategies pay: The trial needs it."


def test_a_draft_that_no_strategy_beats_asks_for_no_second_reason(publishing: Client, draft: Edition) -> None:
    publishing.post(f"{EDITION}{draft.pk}/phone/")
    page = publishing.get(f"{EDITION}{draft.pk}/publish/")
    assert "None scores higher than it should." in words_of(page)
    assert FIELD not in page.content.decode()
    publishing.post(f"{EDITION}{draft.pk}/publish/", {"reason": "Now."})
    draft.refresh_from_db()
    assert (draft.state, draft.strategy_reason) == ("published", "")


def test_editors_see_them_on_the_page_of_the_dry_run(writing: Client, guessable: Edition) -> None:
    page = writing.get(f"{EDITION}{guessable.pk}/dry-run/")
    assert SAID in words_of(page)
    assert FIELD not in page.content.decode()


@pytest.mark.parametrize("desk", ["writing", "anonymous"])
def test_only_publishers_publish_with_a_reason(
    request: pytest.FixtureRequest, guessable: Edition, desk: str
) -> None:
    client = Client() if desk == "anonymous" else request.getfixturevalue(desk)
    client.post(f"{EDITION}{guessable.pk}/publish/", {"reason": "Now.", "strategy_reason": "I say so."})
    guessable.refresh_from_db()
    assert (guessable.state, guessable.strategy_reason) == ("draft", "")


def test_words_that_became_guessable_after_the_page_was_read_are_asked_about(
    publishing: Client, draft: Edition
) -> None:
    """The page was read without a field for a reason; what is sent lacks it, and nothing is published."""
    publishing.post(f"{EDITION}{draft.pk}/phone/")
    for question in draft.questions.filter(kind="judgement"):
        best = question.options.get(credit=3)
        best.text = "The longest of all the options there are."
        best.save()
    response = publishing.post(f"{EDITION}{draft.pk}/publish/", {"reason": "Now."})
    assert response.status_code == 422
    assert "The longest option: hits 100.0 % of the keys" in words_of(response)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_pulse_is_published_as_before(publishing: Client, editor: User) -> None:
    pulse = actions.load(documents.pulse(), by=editor)
    publishing.post(f"{EDITION}{pulse.pk}/phone/")
    page = publishing.get(f"{EDITION}{pulse.pk}/publish/")
    assert not re.search("strateg", words_of(page).lower())
    publishing.post(f"{EDITION}{pulse.pk}/publish/", {"reason": "Now."})
    pulse.refresh_from_db()
    assert pulse.state == "published"


def test_playing_them_asks_the_database_nothing(guessable: Edition) -> None:
    document = serialization.write(guessable)
    with statements() as recorded:
        assert find_strategy_excesses(document)
    assert (recorded.product, recorded.apart) == ([], [])
