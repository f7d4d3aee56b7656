"""An organisation's sheet as slides: the page's numbers and sentences, for its readers alone."""

import json
import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pptx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pptx.presentation import Presentation

from assessment.accounts.models import User
from assessment.organisations.models import Organisation, OrganisationConsent
from assessment.organisations.pages.sheet import SheetPage, Talk, build_page
from assessment.organisations.pages.slides import MOST_ROWS, Occasion, build_slides
from assessment.slides.text import clean_text
from tests.make import NOON
from tests.organisations.people import FROM_THE_START, let_stand, team_with_picture
from tests.organisations.team_pictures import make_picture, make_pictures
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

HEBREW = "\u05e9\u05dc\u05d5\u05dd"
OCCASION = Occasion(
    "Meridian Foods",
    "fourth quarter 2026",
    Talk("About what differs.", ["Who decides?"], ["Who stops?"]),
)


def slides_of(page: SheetPage) -> Presentation:
    content = build_slides(page, OCCASION, at=NOON)
    assert len(content) <= 300_000
    return pptx.Presentation(BytesIO(content))


def address(organisation: Organisation, name: str = "picture_slides") -> str:
    return reverse(f"organisations:{name}", args=[organisation.uid])


def enter(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def add_teams(organisation: Organisation, *names: str | None) -> None:
    for number, name in enumerate(names):
        team = team_with_picture(name or f"Secret {number}", index=20 + 30 * (number % 3))
        let_stand(organisation, team, named_from=FROM_THE_START if name else None)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_number_is_on_the_page_and_in_its_order(
    organisation: Organisation, atlas: Any, cmo: User, language: str
) -> None:
    add_teams(organisation, "Borea", "Zenith", None, None)
    User.objects.filter(pk=cmo.pk).update(language=language)
    browser = enter(cmo)
    page = get_page(browser, address(organisation, "dashboard"))
    assert f'href="{address(organisation)}"' in page
    slides = fetch(browser, address(organisation))
    assert titles(slides)[0] == heading(page)
    assert {titles(slides)[2], titles(slides)[3]} <= set(headings(page))
    assert titles(slides)[4] in page
    assert numbers_of(slides) - numbers_on(page) == set()
    assert find_outside(slides) == []
    tolerance = {"en": "80 % range, published median", "de": "Spanne für 80 %, veröffentlichter Median"}
    assert all(tolerance[language] in read_words(slide) for slide in slides.slides)
    all_text = " ".join(read_words(slide) + notes(slide) for slide in slides.slides)
    assert "Secret" not in all_text
    assert [len(alternatives(slide)) for slide in slides.slides] == [0, 1, 0, 0, 0]
    for text in (read_words(slides.slides[1]), notes(slides.slides[1]), *alternatives(slides.slides[1])):
        places = [text.index(name) for name in ("Atlas", "Borea", "Zenith", "Meridian Group (1)")]
        assert places == sorted(places)


def test_few_teams_share_a_slide_and_many_have_one_for_each_capability() -> None:
    few, many = (
        slides_of(build_page("Meridian Foods", make_pictures(count, spread=14))) for count in (9, 25)
    )
    assert titles(few)[1] == "Three capabilities"
    assert len(titles(few)) == 5
    assert titles(many)[1:4] == ["Systems thinking", "Technical literacy", "Bounded uncertainty"]
    assert len(titles(many)) == 7
    for slide in list(many.slides)[:4]:
        assert "These are the first twelve teams; the notes have all of them." in read_words(slide)
        assert read_words(slide).count("Team 0") == MOST_ROWS
        assert len(re.findall(r"^(?:Team 0|A team of Meridian Foods)", notes(slide), re.MULTILINE)) == 25
    assert find_outside(few) == find_outside(many) == []


def test_sentences_are_those_of_the_page_and_the_notes_have_all() -> None:
    page = build_page("Meridian Foods", make_pictures(9, spread=14))
    sentences = [clean_text(sentence.words) for sentence in page.pair_sentences]
    slide = list(slides_of(page).slides)[2]
    assert len(sentences) > 12
    assert all(sentence in read_words(slide) for sentence in sentences[:12])
    assert read_words(slide).count(" is higher ") == 12
    assert "These are the first twelve differences; the notes have all of them." in read_words(slide)
    assert all(sentence in notes(slide) for sentence in sentences)


def test_pairs_that_the_page_does_not_list_have_no_slide() -> None:
    pictures = [replace(picture, own=False) for picture in make_pictures(25, spread=14)]
    page = build_page("Meridian Foods", pictures)
    assert page.pair_sentences == []
    slides = slides_of(page)
    assert page.pairs_headline not in titles(slides)
    assert titles(slides)[0].startswith(page.headline)


def test_colour_and_words_begin_where_the_page_names_a_difference() -> None:
    equal = slides_of(
        build_page("Meridian Foods", [make_picture(number, f"Team {number}") for number in range(1, 9)])
    )
    assert equal.slides[1].element.xpath(".//a:pattFill") == []
    assert "Nothing in these medians" in read_words(equal.slides[2])
    apart = build_page(
        "Meridian Foods",
        [
            make_picture(number, f"Team {number}", medians=(90 if number == 5 else 50, 50, 55, 55), size=30)
            for number in range(1, 6)
        ],
    )
    slides = slides_of(apart)
    assert "is-above" in "".join(row.drawn for row in apart.rows)
    assert len(slides.slides[1].element.xpath(".//a:pattFill[@prst='lgGrid']")) == 2  # the bar, and the key
    assert "Team 5: 90, 80 % range" in alternatives(slides.slides[1])[0]


def test_questions_come_with_what_the_sheet_is_not_for_and_last_is_how_to_read_it() -> None:
    with translation.override("de"):
        page = build_page("Meridian Foods", make_pictures(3))
        slides = list(slides_of(page).slides)
        talk = OCCASION.talk
        for part in (page.purpose, talk.reason, *talk.questions, *talk.for_every_team):
            assert part in read_words(slides[-2])
            assert part in notes(slides[-2])
        assert "nicht für Gehalt, Beurteilung oder Auswahl" in read_words(slides[-2])
        assert all(" ".join(paragraph.split()) in read_words(slides[-1]) for paragraph in page.reading)


def test_slides_call_no_team_your_own(organisation: Organisation, atlas: Any, cmo: User) -> None:
    add_teams(organisation, "Aachen", "Zenith")
    browser = enter(cmo)
    assert "Your own team comes first" in get_page(browser, address(organisation, "dashboard"))
    slides = fetch(browser, address(organisation))
    everything = " ".join(read_words(slide) + notes(slide) for slide in slides.slides)
    assert "our own" not in everything
    assert "Teams are in the order of their names" in everything
    assert everything.index("Aachen") < everything.index("Atlas")


def test_names_stay_text_on_one_line() -> None:
    team = "=1+1 <b>" + "x" * 72
    page = build_page(f"{HEBREW}\u202e\n=2+2", [make_picture(1, team), make_picture(2, "A\nB")])
    slides = slides_of(page)
    assert team in read_words(slides.slides[0])
    assert "A B" in read_words(slides.slides[1])
    assert f"{HEBREW} =2+2, fourth quarter 2026" in read_words(slides.slides[0])
    assert find_outside(slides) == []


def test_readers_of_the_page_have_slides_once_two_teams_are_shown(
    organisation: Organisation, atlas: Any, cmo: User, stranger: User, caplog: pytest.LogCaptureFixture
) -> None:
    browser = enter(cmo)
    assert browser.get(address(organisation)).status_code == 404
    assert "slides.pptx" not in get_page(browser, address(organisation, "dashboard"))
    add_teams(organisation, "Borea", "Zenith")
    with caplog.at_level("INFO", logger="audit"):
        response = browser.get(address(organisation))
    line = [json.loads(record.getMessage()) for record in caplog.records if record.name == "audit"][-1]
    assert (line["event"], line["object"], line["id"]) == ("export", "organisation", str(organisation.uid))
    assert response["Content-Disposition"] == 'attachment; filename="architect-or-artefact-organisation.pptx"'
    assert ZipFile(BytesIO(response.content)).testzip() is None
    assert "Borea" in read_words(fetch(enter(stranger), address(organisation)).slides[0])
    consent = OrganisationConsent.objects.filter(membership__team__name="Borea").first()
    assert consent
    consent.withdrawn_at = consent.given_at
    consent.save()
    assert "Borea" not in " ".join(map(read_words, fetch(browser, address(organisation)).slides))
    Organisation.objects.filter(pk=organisation.pk).update(demo=True)
    assert "made up" in read_words(fetch(browser, address(organisation)).slides[0])


def test_a_chosen_tag_orders_the_slides_as_the_page(
    organisation: Organisation, atlas: Any, stranger: User
) -> None:
    let_stand(organisation, team_with_picture("Zenith"), tags=["South"])
    page = get_page(enter(stranger), address(organisation, "dashboard") + "?tag=South")
    assert f'href="{address(organisation)}?tag=South"' in page
    slides = fetch(enter(stranger), address(organisation) + "?tag=South")
    assert read_words(slides.slides[0]).index("Zenith") < read_words(slides.slides[0]).index("Atlas")
