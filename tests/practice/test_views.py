"""Practice pages as anybody reads them."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.commitments import actions as actions_of_commitments
from assessment.commitments.phrases import Source
from assessment.commitments.suggested_texts import PHRASES
from assessment.practice import actions
from tests import make
from tests.practice import pages
from tests.statements import at_most

pytestmark = pytest.mark.django_db


def read(client: Client, facet: str = "systems.flow", **headers: str) -> str:
    response = client.get(reverse("practice:page", args=[facet]), headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_reads_the_page_and_is_led_to_the_assessment(client: Client) -> None:
    pages.published()
    text = read(client)
    for words in ("Find out how long work waits", "On Friday, ask what", "A tidy board", "doi.org/10.1287"):
        assert words in text
    assert "Find the page that would help you most" in text
    assert "A rush job? Then date it like the others." in text
    assert "Make it my commitment" not in text


def test_somebody_with_a_result_is_led_to_their_commitment(client: Client, cmo: User) -> None:
    pages.published()
    make.attempt(cmo)
    client.force_login(cmo)
    assert "Make it my commitment" in read(client)
    response = client.get(
        reverse("commitments:commitment"), {"practice": "systems.flow", "experiment": "week"}
    )
    form = response.context["form"]
    assert form.initial["act"] == "ask what the oldest jobs wait for"
    assert form.initial["recipient"] == "the head of content"
    assert form.initial["sign"] == "two of the five wait for the same thing"
    assert (form.initial["obstacle"], form.initial["response"]) == ("a rush job", "date it like the others")


def test_an_experiment_that_is_a_commitment_says_so(client: Client, cmo: User, stranger: User) -> None:
    pages.published()
    make.attempt(stranger)
    result = make.attempt(cmo)
    due_on = date(2027, 2, 26)
    actions_of_commitments.save_commitment(
        result,
        PHRASES["systems.flow"],
        due_on=due_on,
        today=date(2026, 11, 10),
        source=Source("systems.flow", "week"),
    )
    client.force_login(cmo)
    page = read(client)
    assert page.count("Yours until 26 February 2027") == 1
    assert re.search(r'value="week" checked', page)
    client.force_login(stranger)
    assert "Yours until" not in read(client)
    actions_of_commitments.close_commitment(result.commitment, "kept", at=make.NOON)
    client.force_login(cmo)
    assert "Yours until" not in read(client)


@pytest.mark.parametrize("chosen", [{"practice": "nothing"}, {"practice": "systems.flow", "experiment": "x"}])
def test_a_choice_that_is_none_breaks_nothing(client: Client, cmo: User, chosen: dict[str, str]) -> None:
    make.attempt(cmo)
    client.force_login(cmo)
    assert client.get(reverse("commitments:commitment"), chosen).status_code == 200


def test_a_draft_is_shown_to_nobody(client: Client) -> None:
    pages.draft()
    assert client.get(reverse("practice:page", args=["systems.flow"])).status_code == 404
    assert "Find out how long" not in client.get(reverse("practice:index")).content.decode()


@pytest.mark.parametrize("facet", ["systems.none", "x", "systems.flow%00", "literacy.reach"])
def test_what_is_no_page_is_not_found(client: Client, facet: str) -> None:
    pages.published()
    assert client.get(f"/practice/{facet}/").status_code == 404


def test_the_page_of_the_readers_language_is_shown_else_the_sites(client: Client) -> None:
    pages.published()
    assert 'lang="en"' in read(client, **{"accept-language": "de"})
    actions.publish(pages.draft(language="de", title="Wie lange liegt die Arbeit?"), by=None, at=make.NOON)
    assert "Wie lange liegt die Arbeit?" in read(client, **{"accept-language": "de"})


def test_the_list_names_every_published_page_under_its_capability(client: Client) -> None:
    pages.published()
    pages.published(facet="uncertainty.bounds", title="Set the stop before you start")
    text = client.get(reverse("practice:index")).content.decode()
    assert (
        text.index("Systems thinking") < text.index("Find out how long") < text.index("Bounded uncertainty")
    )
    assert "Technical literacy" not in text.split("<main")[1].split("</main>")[0]


def test_the_list_says_where_to_start_and_what_each_capability_is(client: Client) -> None:
    for facet in ("systems.rights", "systems.flow", "literacy.evaluation"):
        pages.published(facet=facet, title=f"The page of {facet}")
    text = client.get(reverse("practice:index")).content.decode()
    start = text.split("Where to start")[1].split("</section>")[0]
    assert "Too many decisions wait for you" in start
    assert "The page of systems.rights" in start
    assert "The page of literacy.evaluation" in start
    assert "The page of systems.flow" not in start
    assert "Plans say “likely”" not in start  # its page is not published
    assert "Arranging the work of people and AI agents" in text
    assert reverse("attempts:start") in start


def test_the_list_leads_somebody_signed_in_to_their_result(client: Client, cmo: User) -> None:
    pages.published(facet="systems.rights")
    client.force_login(cmo)
    start = client.get(reverse("practice:index")).content.decode().split("Where to start")[1]
    assert reverse("results:latest") in start.split("</section>")[0]


def test_a_page_published_since_is_read_at_once_and_known_ones_are_not_read_again(client: Client) -> None:
    pages.published(title="Before")
    assert "Before" in read(client)
    with at_most(1, apart=0):
        read(client)
    pages.published(number=2, title="Since then")
    text = read(client)
    assert "Since then" in text
    assert "Before" not in text
