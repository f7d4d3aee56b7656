"""Every answer to a German reader: in German, marked as such, and kept by no cache that others share.

Files for programs are the same in every language.
"""

import html
import re
from typing import Any

import pytest
from django.test import Client, override_settings

from assessment.accounts.models import User
from tests import make

pytestmark = pytest.mark.django_db
GERMAN, ENGLISH = {"accept-language": "de-CH,de;q=0.9"}, {"accept-language": "en"}


@pytest.fixture
def german() -> Client:
    """A browser without an account that asks for German and is shown errors as the site shows them."""
    return Client(raise_request_exception=False, headers=GERMAN)


def _says(response: Any, status: int, words: str) -> None:
    page = html.unescape(response.content.decode())
    assert response.status_code == status
    assert re.search(r'<html lang="de"', page)
    assert words in page


def test_an_address_that_is_not_there(german: Client) -> None:
    _says(german.get("/nowhere/"), 404, "Dieses Blatt ist nicht im Satz")


def test_a_way_of_asking_that_is_not_taken(german: Client) -> None:
    _says(german.post("/"), 405, "Das kam nicht so an wie erwartet")


def test_a_form_without_its_token() -> None:
    strict = Client(enforce_csrf_checks=True, headers=GERMAN)
    _says(strict.post("/start/"), 403, "Ihr Browser hat kein Cookie mitgeschickt")
    strict.get("/accounts/login/")
    _says(strict.post("/start/"), 403, "Diese Seite war zu lange offen")


def test_a_link_that_opens_nothing(german: Client) -> None:
    _says(german.get("/resume/nothing/"), 410, "Dieser Link funktioniert nicht mehr")


def test_hours_that_are_no_number_are_refused_in_german(german: Client) -> None:
    make.published()
    _says(german.post("/ratio/", {"approving": "x", "designing": "6"}), 422, "als Zahl an")


def test_an_address_that_is_no_address_is_refused_in_german(german: Client) -> None:
    response = german.post("/accounts/login/code/", {"email": "ada"})
    _says(response, 422, "Adresse")
    assert "Enter a valid" not in response.content.decode()


def test_a_file_that_is_too_large_is_refused_in_german(german: Client) -> None:
    response = german.post("/start/", b"x", content_type="text/plain", headers={"content-length": "9" * 9})
    _says(response, 413, "Das ist zu groß")


def test_too_many_tries_are_refused_in_german(german: Client) -> None:
    make.published()
    with override_settings(ACCOUNT_RATE_LIMITS={"new_attempt": "1/h/ip"}):
        Client().post("/start/")
        _says(german.post("/start/"), 429, "Zu viele Versuche")


def test_a_fault_of_ours_is_explained_in_german(german: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    make.published()
    monkeypatch.setattr("assessment.attempts.actions.start", fail)
    _says(german.post("/start/"), 500, "Bei uns ist etwas ausgefallen")


def test_a_database_that_is_gone(german: Client, no_database: None) -> None:
    _says(german.get("/start/"), 503, "Jede Antwort mit dem Vermerk „Gesichert“ ist erhalten.")


@pytest.mark.parametrize(
    "address", ["/", "/start/", "/method/", "/privacy/", "/nowhere/", "/accounts/login/"]
)
def test_no_shared_cache_may_keep_a_page_or_mix_up_its_readers(address: str) -> None:
    for headers, language in ((GERMAN, "de"), (ENGLISH, "en-gb")):
        response = Client().get(address, headers=headers)
        assert {"private", "no-store"} <= set(response.headers["Cache-Control"].replace(",", " ").split())
        assert "Accept-Language" in response.headers["Vary"]
        assert response.headers["Content-Language"] == language


def test_a_page_read_in_german_sets_no_cookie_for_it(german: Client) -> None:
    german.get("/method/")
    assert not german.cookies


def test_the_switch_is_kept_for_a_year(german: Client) -> None:
    german.post("/language/", {"language": "en-gb"})
    assert german.cookies["django_language"]["max-age"] == 365 * 24 * 3600


def _of(client: Client, address: str, headers: dict[str, str], form: str) -> list[str]:
    """The lines of a file, without the moment it was made and the one note in prose."""
    file = client.get(address, {"format": form}, headers=headers)
    assert file.status_code == 200, address
    lines = file.content.decode().splitlines()
    return [line for line in lines if not re.search("made_at|withheld", line)]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_is_taken_away_is_the_same_in_every_language(client: Client, cmo: User, form: str) -> None:
    make.published_in("de")
    result = make.attempt(cmo)
    make.calendar_month(cmo)
    make.commitment(result)
    client.force_login(cmo)
    for address in ("/account/export/", f"/r/{result.uid}/export/"):
        english, german = (_of(client, address, headers, form) for headers in (ENGLISH, GERMAN))
        assert german == english
        assert "(de)" not in "".join(german)
