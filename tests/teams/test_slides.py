"""A team's picture as slides: its printed numbers and no other, and nobody's own."""

import pytest
from django.db import connection, transaction
from django.test import Client

from assessment.accounts.models import User
from assessment.teams.models import Snapshot, Team
from tests.results.pages import get_page, heading, headings
from tests.slides.reading import (
    NUMBER,
    alternatives,
    fetch,
    find_outside,
    notes,
    numbers_of,
    numbers_on,
    read_words,
    titles,
)
from tests.teams.people import give_consents, give_result, team_of
from tests.teams.test_pages import LATER, enter, url_of_team

LARGE = {
    "people": 14,
    "step": 5,
    "index": [40, 50, 65],
    "capabilities": {"systems": [30, 55, 80], "literacy": [45, 50, 55], "uncertainty": [35, 40, 50]},
    "disagreement": "systems",
    "shares": {"approving": 45, "designing": 5, "other": 50},
}


def enlarge_pictures(team: Team) -> None:
    """Two pictures as a team of fourteen has them."""
    first = Snapshot.objects.get(team=team)
    with transaction.atomic(), connection.cursor() as cursor:
        # Past the triggers that count the people behind a picture.
        cursor.execute("set local session_replication_role = replica")
        Snapshot.objects.filter(pk=first.pk).update(picture=LARGE)
        later = LARGE | {"index": [45, 55, 60]}
        Snapshot.objects.create(team=team, drawn_at=LATER, rules="2", picture=later)
        cursor.execute("set local session_replication_role = origin")


def numbers_of_picture(client: Client, team: Team) -> set[str]:
    pages = [get_page(client, url_of_team(team, name)) for name in ("dashboard", "over_time", "guide")]
    document = client.get(url_of_team(team, "picture_json")).content.decode()
    return set.union(*(numbers_on(page) for page in pages)) | set(NUMBER.findall(document))


def test_a_small_team_has_medians_hours_and_questions(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    client = enter(Client(), seven[1])
    give_result(seven[1], 77.0, at=LATER)
    slides = fetch(client, url_of_team(team, "picture_slides"))
    page = get_page(client, url_of_team(team))
    assert titles(slides)[0] == heading(page)
    assert set(titles(slides)[1:3]) <= set(headings(page))
    assert titles(slides)[3:] == ["Start with one conversation"]
    printed = numbers_of(slides)
    assert printed - numbers_of_picture(client, team) == set()
    assert "77" not in printed
    assert find_outside(slides) == []
    assert [len(alternatives(slide)) for slide in slides.slides] == [0, 1, 1, 0]
    assert "not for hiring, pay or ranking" in read_words(slides.slides[0])


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_large_team_has_six_slides_of_its_printed_numbers(
    team: Team, seven: list[User], language: str
) -> None:
    give_consents(team, seven[:5])
    enlarge_pictures(team)
    User.objects.filter(pk=seven[0].pk).update(language=language)
    client = enter(Client(), seven[0])
    response = client.get(url_of_team(team, "picture_slides"))
    assert response["Content-Disposition"] == 'attachment; filename="architect-or-artefact-team.pptx"'
    assert len(response.content) <= 300_000
    slides = fetch(client, url_of_team(team, "picture_slides"))
    page = get_page(client, url_of_team(team))
    assert titles(slides)[0] == heading(page)
    assert set(titles(slides)) - {heading(page)} <= set(headings(page))
    assert len(titles(slides)) == 6
    assert numbers_of(slides) - numbers_of_picture(client, team) == set()
    assert find_outside(slides) == []
    claim = {"en": "it says little about any one of you", "de": "sagt deshalb wenig über jede Einzelne"}
    assert claim[language] in read_words(slides.slides[0])
    assert claim[language] in page
    tables = [notes(slide).count("\t") for slide in slides.slides]
    assert tables == [0, 10, 4, 8, 9, 0]


def test_the_slides_of_every_member_are_the_same(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    files = [
        fetch(enter(Client(), user), url_of_team(team, "picture_slides")) for user in (seven[0], seven[6])
    ]
    first, second = ([read_words(slide) + notes(slide) for slide in file.slides] for file in files)
    assert first == second
    text = " ".join(first)
    assert not [user.name for user in seven if user.name in text or user.email in text]


def test_a_name_stays_text_on_one_line(seven: list[User]) -> None:
    team = team_of(*seven, name="=1+1 <b>Команда</b>")
    give_consents(team, seven[:5])
    Team.objects.filter(pk=team.pk).update(name="שלום\u202e\n=1+1 <b>")
    slides = fetch(enter(Client(), seven[0]), url_of_team(team, "picture_slides"))
    eyebrows = [shape for slide in slides.slides for shape in slide.shapes if shape.name == "Eyebrow"]
    assert {shape.text_frame.text for shape in eyebrows} == {"שלום =1+1 <b>"}
    assert eyebrows[0].text_frame.paragraphs[0]._p.pPr.get("rtl") == "1"


def test_slides_of_a_demonstration_say_that_its_people_are_made_up(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    client = enter(Client(), seven[0])
    assert "made up" not in read_words(fetch(client, url_of_team(team, "picture_slides")).slides[0])
    Team.objects.filter(pk=team.pk).update(demo=True)
    slides = fetch(client, url_of_team(team, "picture_slides"))
    assert all("Demonstration: these people are made up" in read_words(slide) for slide in slides.slides)


def test_without_a_picture_there_are_no_slides(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:4])
    client = enter(Client(), seven[0])
    assert client.get(url_of_team(team, "picture_slides")).status_code == 404
    give_consents(team, seven[4:5])
    assert client.get(url_of_team(team, "picture_slides")).status_code == 200
    other = team_of(*seven[1:7], name="Other")
    give_consents(other, seven[1:7])
    assert Team.objects.get(pk=other.pk).picture_withheld
    withheld = enter(Client(), seven[1])
    assert withheld.get(url_of_team(other, "picture_slides")).status_code == 404
    assert "slides.pptx" not in get_page(withheld, url_of_team(other))
