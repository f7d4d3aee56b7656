"""The landing page: a drawing at once, with and without scripts, and nothing kept."""

import re
import struct

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.attempts.models import Answer
from tests import make
from tests.statements import at_most

pytestmark = pytest.mark.django_db
RATIO = "/ratio/"


def _page(client: Client, approving: str, designing: str, status: int = 200) -> str:
    response = client.post(RATIO, {"approving": approving, "designing": designing})
    assert response.status_code == status
    return response.content.decode()


def test_landing_draws_an_example_that_is_called_one(client: Client) -> None:
    page = client.get(reverse("results:landing")).content.decode()
    assert "An example: <strong>3.5 hours</strong> of approving for every hour of designing." in page
    assert "You approve for <strong>" not in page
    assert "You approve for <strong>3.5 hours</strong> for every hour" in _page(client, "21", "6")
    assert "Floor plan of a week: approving 21 hours, designing 6, everything else 18." in page


def test_landing_shows_the_sample_verdict(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "17 of 20 fall on the orchestrator’s side." in page
    assert page.count('class="dot-orchestrator"') == 3 * 17
    assert page.count('class="dot-artefact"') == 3 * 3


def test_landing_promises_what_the_questionnaire_is(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "32 questions, about 15 to 20 minutes, no" in page
    assert "None published yet" in page


def test_the_one_way_on_has_one_name(client: Client) -> None:
    make.published()
    labels = re.findall(
        r'<a class="btn btn-primary" href="/start/">(.*?)<span', client.get("/").content.decode()
    )
    assert labels == ["Take the assessment, 15 to 20 min"] * 3


def test_the_first_screen_says_what_for_whom_and_how_both_names_belong_together(client: Client) -> None:
    make.published()
    hero = client.get("/").content.decode().split('class="hero-words"')[1].split("week-form")[0]
    for words in [
        "CMO",
        "AI agents",
        "An orchestrator, the architect of the department",
        "An artefact, left over from the old job, only approves",
        "A private self-assessment for chief marketing officers",
        "Take the assessment, 15 to 20 min",
    ]:
        assert words in hero


def test_a_shared_link_shows_a_title_a_sentence_and_a_picture(client: Client) -> None:
    page = client.get("/").content.decode()
    assert '<meta property="og:title" content="Architect or Artefact: which half of the CMO role' in page
    assert '<meta name="description" content="Orchestrator or artefact? A self-assessment for chief' in page
    picture = re.search(r'property="og:image" content="([^"]+)"', page)
    touch = re.search(r'rel="apple-touch-icon" href="([^"]+)"', page)
    assert picture
    assert touch
    assert picture[1].startswith(f"{settings.PUBLIC_URL}/static/img/share")
    for address, size in [
        (picture[1].removeprefix(settings.PUBLIC_URL), (1200, 630)),
        (touch[1], (180, 180)),
    ]:
        file = settings.BASE / address.lstrip("/")
        assert struct.unpack(">II", file.read_bytes()[16:24]) == size


def test_a_shared_link_tells_nothing_of_a_result(client: Client, cmo: User) -> None:
    client.force_login(cmo)
    head = client.get(f"/r/{make.attempt(cmo).uid}/").content.decode().split("</title>")[0]
    assert "which half of the CMO role is yours?" in head
    assert "trajectory" not in head


@pytest.mark.parametrize(
    ("approving", "designing", "sentence"),
    [
        ("30", "5", "You approve for <strong>6 hours</strong> for every hour you design."),
        ("6,5", "13", "You design for <strong>2 hours</strong> for every hour you approve."),
        ("10", "11", "You approve for <strong>about as long as</strong> you design."),
        ("44", "1", "You approve for <strong>44 hours</strong> for every hour you design."),
        ("0", "20", "You spend <strong>no hours</strong> approving."),
        ("12", "0", "You spend <strong>no hours</strong> designing."),
        ("0.5", "0.5", "Too few hours to show."),
        ("7½ h", "7:30", "You approve for <strong>about as long as</strong> you design."),
    ],
)
def test_ratio_says_the_week_in_words(client: Client, approving: str, designing: str, sentence: str) -> None:
    assert sentence in _page(client, approving, designing)


def test_ratio_keeps_what_was_typed_and_draws_it(client: Client) -> None:
    page = _page(client, "6,5", "13")
    assert 'value="6,5"' in page
    assert "approving 6.5 hours, designing 13, everything else 25.5." in page


def test_too_few_hours_have_no_plan(client: Client) -> None:
    assert 'class="plan ' not in _page(client, "1", "0")


@pytest.mark.parametrize(
    ("approving", "designing", "error"),
    [
        ("", "6", "Type the hours approving work. 0 is an answer."),
        ("21", "many", "Type the hours designing systems as a number, such as 6 or 6.5."),
        ("169", "6", "A week has 168 hours."),
        ("100", "69", "Both together, a week has 168 hours."),
        ("-1", "6", "The hours approving work start at 0."),
        ("nan", "6", "Type the hours approving work as a number, such as 6 or 6.5."),
    ],
)
def test_bad_hours_come_back_with_a_summary(
    client: Client, approving: str, designing: str, error: str
) -> None:
    page = _page(client, approving, designing, status=422)
    assert page.count(error) == 2, "in the summary and beside the field"
    assert "<title>Error: Architect or Artefact</title>" in page
    assert f'value="{approving}"' in page
    assert f'value="{designing}"' in page


def test_ratio_sends_readers_home(client: Client) -> None:
    response = client.get(RATIO)
    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_ratio_stores_nothing(client: Client) -> None:
    _page(client, "21", "6")
    assert not Session.objects.exists()


def test_the_header_knows_who_is_signed_in(client: Client, cmo: User) -> None:
    assert "Sign in" in client.get("/").content.decode()
    client.force_login(cmo)
    page = client.get("/").content.decode()
    assert "Sign in" not in page
    assert page.count(">Account</a>") == 2


def test_somebody_who_stopped_is_told_where_and_led_back(client: Client, cmo: User) -> None:
    attempt = make.answered(make.started(cmo))
    Answer.objects.filter(attempt=attempt, question__position=7).delete()
    client.force_login(cmo)
    page = client.get("/").content.decode()
    assert "You stopped at question 7, on " in page
    assert page.count(f'href="/take/{attempt.uid}/"') == 3
    assert "/start/" not in page


def test_somebody_who_answered_all_is_told_so(client: Client, cmo: User) -> None:
    make.answered(make.started(cmo))
    client.force_login(cmo)
    assert "Every question is answered" in client.get("/").content.decode()


def test_a_stranger_hears_nothing_of_others(client: Client, cmo: User, stranger: User) -> None:
    make.started(cmo)
    client.force_login(stranger)
    page = client.get("/").content.decode()
    assert "You stopped" not in page
    assert "See your last result" not in page


def test_the_landing_page_names_the_published_edition(client: Client) -> None:
    edition = make.published()
    assert f"<dd>{edition.number}, November 2026</dd>" in client.get("/").content.decode()


def test_where_nothing_is_published_nobody_is_led_to_a_start(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Nothing to answer yet" in page
    assert "Take the assessment" not in page
    assert f'href="{reverse("attempts:start")}"' not in page.partition("<main")[2]


def test_somebody_with_a_result_is_led_to_it(client: Client, cmo: User) -> None:
    attempt = make.attempt(cmo)
    client.force_login(cmo)
    page = client.get("/").content.decode()
    assert page.count("See your last result") == 3
    assert f'href="/r/{attempt.uid}/"' in page


def test_landing_asks_the_database_six_times_at_most(client: Client, cmo: User) -> None:
    make.attempt(cmo)
    make.answered(make.started(cmo))
    client.force_login(cmo)
    with at_most(6):
        client.get("/")
