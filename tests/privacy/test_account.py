"""The account page: what there is, who can see it, and what may be changed."""

import re
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from tests import make
from tests.accounts.visitor import Visitor
from tests.privacy.conftest import SPRING, holding

ACCOUNT = "/account/"


def test_the_page_lists_results_with_date_edition_index_and_tolerance(
    visitor: Visitor, attempt: Attempt, pulse: Attempt
) -> None:
    page = " ".join(visitor.get(ACCOUNT).content.decode().split())
    assert attempt.index is not None
    assert attempt.index_standard_error is not None
    tolerance = round(attempt.index_standard_error * 1.2815515655446004)
    assert f"{round(attempt.index)} ± {tolerance}" in page
    assert "10 April 2026" in page
    assert f"{attempt.questionnaire.name}, edition 2." in page
    assert "Begun on 10 May 2026" in page
    for listed_attempt in [attempt, pulse]:
        assert reverse("privacy:export_attempt", args=[listed_attempt.uid]) in page
        assert reverse("privacy:erase_attempt", args=[listed_attempt.uid]) in page


def test_its_contents_lead_to_each_of_its_parts(visitor: Visitor) -> None:
    page = visitor.get(ACCOUNT).content.decode()
    folded = page.partition('<details class="disclosure contents">')[2].partition("</details>")[0]
    targets = re.findall(r'href="#([a-z-]+)"', folded)
    assert targets == re.findall(r'<section class="chapter" id="([a-z-]+)"', page)
    assert len(targets) == 7


def test_the_page_shows_nobody_elses_results(visitor: Visitor, foreign: Attempt) -> None:
    page = visitor.get(ACCOUNT).content.decode()
    assert str(foreign.uid) not in page
    assert "No results yet" in page


def test_an_attempt_of_this_browser_is_offered_to_be_kept(visitor: Visitor, cmo: User) -> None:
    loose = make.attempt(None, at=SPRING)
    page = holding(visitor, loose).get(ACCOUNT).content.decode()
    assert "In this browser only." in page
    assert reverse("attempts:claim", args=[loose.uid]) in page


def test_name_and_time_zone_can_be_changed(visitor: Visitor, cmo: User) -> None:
    saved = visitor.post(ACCOUNT, {"name": "Ada O’Brien", "time_zone": "Asia/Tokyo"})
    assert saved["Location"] == ACCOUNT
    cmo.refresh_from_db()
    assert (cmo.name, cmo.time_zone) == ("Ada O’Brien", "Asia/Tokyo")


@pytest.mark.parametrize("form", [{}, {"time_zone": "Asia/Tokyo"}, {"nickname": "Ada"}])
def test_half_a_form_changes_nothing_and_says_so(visitor: Visitor, cmo: User, form: dict[str, str]) -> None:
    User.objects.update(name="Ada")
    page = visitor.post(reverse("privacy:account"), form, follow=True).content.decode()
    assert "Nothing was saved: that was not the form of this page." in page
    cmo.refresh_from_db()
    assert (cmo.name, cmo.time_zone) == ("Ada", "")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "Etc/GMT+1", "UTC\x00"])
def test_a_time_zone_that_is_none_is_refused(visitor: Visitor, cmo: User, zone: str) -> None:
    refused = visitor.post(ACCOUNT, {"name": "Ada", "time_zone": zone})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    cmo.refresh_from_db()
    assert (cmo.name, cmo.time_zone) == ("", "")


def test_nothing_else_can_be_changed_there(visitor: Visitor, cmo: User) -> None:
    more = {"email": "evil@example.org", "is_staff": "1", "is_superuser": "1", "uid": str(uuid4())}
    visitor.post(ACCOUNT, {"name": "Ada", "time_zone": "", **more})
    after = User.objects.get(pk=cmo.pk)
    assert (after.email, after.is_staff, after.is_superuser, after.uid) == (cmo.email, False, False, cmo.uid)


def test_a_name_is_never_markup(visitor: Visitor) -> None:
    visitor.post(ACCOUNT, {"name": "<script>alert(1)</script>", "time_zone": ""})
    assert "<script>alert" not in visitor.get(ACCOUNT).content.decode()


@pytest.mark.parametrize("name", ["account", "export", "erase"])
def test_the_pages_are_behind_the_sign_in_and_never_stored(visitor: Visitor, name: str) -> None:
    path = reverse(f"privacy:{name}")
    assert Visitor().get(path)["Location"] == f"{reverse('account_login')}?next={path}"
    page = visitor.get(path)
    assert page.status_code == HTTPStatus.OK
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("name", ["export_attempt", "erase_attempt"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_attempt_is_like_one_that_never_was(
    visitor: Visitor, foreign: Attempt, name: str, method: str
) -> None:
    theirs = getattr(visitor, method)(reverse(f"privacy:{name}", args=[foreign.uid]))
    nobodys = getattr(visitor, method)(reverse(f"privacy:{name}", args=[uuid4()]))
    assert theirs.status_code == nobodys.status_code
    assert theirs.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
    assert len(theirs.content) == len(nobodys.content)
    assert Attempt.objects.filter(pk=foreign.pk).exists()


def test_the_pages_answer_only_what_they_understand(visitor: Visitor, attempt: Attempt) -> None:
    assert visitor.post(reverse("privacy:export")).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert visitor.delete(ACCOUNT).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert visitor.put(reverse("privacy:erase")).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_the_page_says_in_german_who_can_see_what(cmo: User, client: Client) -> None:
    cmo.language = "de"
    cmo.save(update_fields=["language"])
    make.attempt(cmo, at=SPRING)
    client.force_login(cmo)
    page = " ".join(client.get(ACCOUNT).content.decode().split())
    assert "Wer was sieht" in page
    assert "Nichts. Sie sind in keinem Team, und es gibt keine öffentlichen Ergebnisse." in page
    assert "Ganzer Fragebogen, Ausgabe 2." in page
    assert "10. April 2026" in page
    files = client.get("/account/export/?format=json").json()
    assert files["attempts"][0]["questionnaire"] == "full"
    assert files["withheld"].startswith("Was eine einzelne Antwort")


def test_staff_find_their_way_to_the_desk_and_nobody_else_is_shown_it(client: Client, cmo: User) -> None:
    client.force_login(cmo)
    assert "editors’ desk" not in client.get("/account/").content.decode()
    browser = Client()
    browser.force_login(make.staff("editor", "editor"))
    assert '<a href="/admin/">Open the editors’ desk</a>' in browser.get("/account/").content.decode()
