"""A result as slides: the page's own numbers and sentences, whole, and nothing else of its owner."""

import pytest
from django.test import Client
from django.utils import translation

from assessment.accounts.models import User
from assessment.commitments.models import Commitment
from tests import make
from tests.results.lives import day, submit
from tests.results.pages import get_page, heading, headings
from tests.slides.reading import (
    alternatives,
    fetch,
    find_outside,
    notes,
    numbers_of,
    numbers_on,
    read_words,
    titles,
)

pytestmark = pytest.mark.django_db

HIGH_LOW = {"systems": 0.95, "literacy": 0.5, "uncertainty": 0.1}
HOSTILE = "=HYPERLINK(1)\u2028<b>שלום\u202e"


def address(attempt: object, query: str = "") -> str:
    return f"/r/{getattr(attempt, 'uid', '')}/slides.pptx{query}"


@pytest.mark.parametrize("language", ["en", "de"])
def test_three_slides_say_what_the_page_says(cmo: User, cmo_client: Client, language: str) -> None:
    submit(cmo, day(8), 0.4)
    attempt = submit(cmo, day(11), HIGH_LOW)
    User.objects.filter(pk=cmo.pk).update(language=language)
    page = get_page(cmo_client, f"/r/{attempt.uid}/")
    slides = fetch(cmo_client, address(attempt))
    assert numbers_of(slides) - numbers_on(page) == set()
    verdict, capabilities, moves = titles(slides)
    assert verdict == heading(page)
    assert {capabilities, moves} <= set(headings(page))
    assert find_outside(slides) == []
    assert [len(alternatives(slide)) for slide in slides.slides] == [1, 1, 1]
    with translation.override(language):
        tolerance = translation.gettext("Tolerance")
    for slide in slides.slides:
        assert "±" in read_words(slide)
        assert tolerance in read_words(slide)
        assert "\t" in notes(slide)


def test_long_words_of_a_language_are_whole(cmo: User, cmo_client: Client) -> None:
    User.objects.filter(pk=cmo.pk).update(language="de")
    slides = fetch(cmo_client, address(submit(cmo, day(11), 0.95)))
    assert "mehr als 19 von 20 auf der Seite des Orchestrators" in read_words(slides.slides[0])
    assert find_outside(slides) == []


def test_nobody_is_named_on_the_slides_and_no_answer_told(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(11))
    response = cmo_client.get(address(attempt))
    assert response["Content-Disposition"] == 'attachment; filename="architect-or-artefact-result.pptx"'
    assert len(response.content) <= 300_000
    slides = fetch(cmo_client, address(attempt))
    slide_words = " ".join(read_words(slide) + notes(slide) for slide in slides.slides)
    about = slides.core_properties
    slide_words += f"{about.author} {about.title} {about.last_modified_by} {about.comments}"
    options = [str(answer.option) for answer in attempt.answers.select_related("option") if answer.option]
    for secret in (cmo.email, cmo.name, str(attempt.uid), *(text for text in options if len(text) > 25)):
        assert secret not in slide_words


def test_the_commitment_is_on_the_slides_where_it_is_asked_for(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(11))
    suggested = fetch(cmo_client, address(attempt, "?commitment=yes"))
    commitment = make.commitment(attempt)
    Commitment.objects.filter(pk=commitment.pk).update(occasion=HOSTILE, act="x" * 200)
    commitment.refresh_from_db()
    without, with_it = (
        fetch(cmo_client, address(attempt)),
        fetch(cmo_client, address(attempt, "?commitment=yes")),
    )
    visible = " ".join(read_words(slide) for slide in with_it.slides)
    assert "=HYPERLINK(1) <b>שלום" in visible
    assert "\u202e" not in visible
    assert find_outside(with_it) == []
    for slides in (suggested, without):
        assert not any("comes round" in read_words(slide) + notes(slide) for slide in slides.slides)


def test_what_is_missing_is_said(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(11), passed="systems")
    page = get_page(cmo_client, f"/r/{attempt.uid}/")
    slides = fetch(cmo_client, address(attempt))
    assert numbers_of(slides) - numbers_on(page) == set()
    assert titles(slides)[0] == heading(page)
    assert "has too few answers" in read_words(slides.slides[0])


def test_an_open_attempt_and_a_pulse_have_no_slides(cmo: User, cmo_client: Client) -> None:
    begun, pulse = make.started(cmo), submit(cmo, day(11), slug="pulse")
    assert [cmo_client.get(address(attempt)).status_code for attempt in (begun, pulse)] == [404, 404]
    assert "slides.pptx" not in get_page(cmo_client, f"/r/{pulse.uid}/")
