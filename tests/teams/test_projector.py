"""The guide on a projector: snapshot numbers, a question on each screen, nothing of whoever presents."""

import re

from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.teams.models import Team
from tests.results.pages import get_page, heading, text_of
from tests.slides.reading import NUMBER
from tests.teams.people import give_consents, give_result
from tests.teams.test_pages import LATER, enter, url_of_team
from tests.teams.test_slides import enlarge_pictures, numbers_of_picture

PLACE = re.compile(r"(\d) of \d")


def read_screens(client: Client, team: Team) -> list[str]:
    """Every screen, as somebody without a script goes from one to the next."""
    pages, address = [], reverse("teams:screen", args=[team.uid, 1])
    while address:
        pages.append(get_page(client, address))
        following = re.search(r'rel="next" href="([^"]+)"', pages[-1])
        address = following[1] if following else ""
    return pages


def test_each_screen_has_one_finding_of_the_picture_and_its_question(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    enlarge_pictures(team)
    client = enter(Client(), seven[1])
    give_result(seven[1], 77.0, at=LATER)
    pages = read_screens(client, team)
    assert [heading(page) for page in pages] == [
        "The team stands on the line.",
        "You disagree most on systems thinking. Hear both ends first.",
        "The lowest median is 40, in bounded uncertainty; the highest is 55, in systems thinking.",
        "Together you approve for nine hours for every hour you design.",
        "The median index: 50, now 55.",
        "Before you leave the room",
    ]
    printed_numbers = numbers_of_picture(client, team)
    for page in pages:
        text = PLACE.sub("", text_of(page))
        assert set(NUMBER.findall(text)) - printed_numbers == set()
        assert "?" in text.partition("To talk about")[2]
        assert seven[1].email not in page
        assert seven[1].name not in text
        assert "77" not in text


def test_who_presents_makes_no_difference(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    screens = [
        [text_of(page) for page in read_screens(enter(Client(), user), team)] for user in (seven[0], seven[6])
    ]
    assert screens[0] == screens[1]
    assert len(screens[0]) == 4


def test_beyond_the_screens_there_is_nothing(team: Team, seven: list[User]) -> None:
    client = enter(Client(), seven[0])
    assert client.get(reverse("teams:screen", args=[team.uid, 1])).status_code == 404
    give_consents(team, seven[:5])
    answers = [
        client.get(reverse("teams:screen", args=[team.uid, number])).status_code for number in (0, 1, 4, 5)
    ]
    assert answers == [404, 200, 200, 404]
    assert reverse("teams:screen", args=[team.uid, 1]) in get_page(client, url_of_team(team, "guide"))
