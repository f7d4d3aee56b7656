"""The calendar's pages in German: the same figures, said in the reader's language."""

import html
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from assessment.accounts.models import User
from assessment.calendar_audit import wording
from assessment.calendar_audit.month import Month
from tests.calendar_audit.test_pages import read_review_form, text, upload

pytestmark = pytest.mark.django_db
FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Mara//DE
BEGIN:VEVENT
UID:1
SUMMARY:Kampagnenfreigabe
DTSTART:20261005T080000Z
DTEND:20261005T120000Z
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Weekly review
DTSTART:20261006T080000Z
DTEND:20261006T120000Z
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def month(approving: float, designing: float, source: str = "claimed") -> Month:
    return Month(date(2026, 10, 1), approving, designing, 40, source)


def test_a_month_is_said_in_german() -> None:
    october = month(91, 26)
    with translation.override("de"):
        assert wording.describe_month(october.ratio, october.words) == (
            "Auf eine Stunde Entwerfen kommen 3,5 Stunden Freigeben."
        )
        assert (
            wording.describe_ratio_then(month(78, 13).words, "August", october.words)
            == "Im August waren es sechs."
        )
        assert wording.list_hours(october.rooms) == "91 h Freigeben, 26 Entwerfen, 40 alles Übrige"
        assert wording.describe_plan(october.rooms, "Oktober") == (
            "Oktober: Freigeben 91, Entwerfen 26, alles Übrige 40 Stunden."
        )
        assert wording.format_ratio(october.ratio, october.words) == "3,5 zu 1"


def german(user: User, client: Client) -> Client:
    user.language = "de"
    user.save(update_fields=["language"])
    client.force_login(user)
    return client


def test_a_file_with_two_languages_is_reviewed_saved_and_listed_in_german(cmo: User, client: Client) -> None:
    mara = german(cmo, client)
    review = upload(mara, FILE.encode())
    page = text(review)
    assert "2 Termine, nach den Regeln sortiert." in page
    assert page.count("h verlangt ein Urteil") == 2
    assert "Regeln en-2+de-2." in page
    mara.post("/calendar/counted/", read_review_form(review))
    saved_page = text(mara.get("/calendar/"))
    assert "Gespeichert: Oktober 2026, gezählt. Nur die Summen bleiben." in saved_page
    assert "Gezählt: 8 h Freigeben, 0 Entwerfen, 0 alles Übrige." in saved_page


def test_a_file_that_is_refused_says_so_in_german(cmo: User, client: Client) -> None:
    page = text(upload(german(cmo, client), b"Hallo"))
    assert "Das ist keine Kalenderdatei." in page


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "We don’t know the time zone “<Own>”, so its times were read in Europe/Berlin."),
        ("de", "Wir kennen die Zeitzone „<Own>“ nicht; ihre Zeiten wurden in Europe/Berlin gelesen."),
    ],
)
def test_a_zone_that_nothing_explains_is_said_in_words(
    cmo: User, client: Client, language: str, sentence: str
) -> None:
    reader = german(cmo, client) if language == "de" else client
    reader.force_login(cmo)
    User.objects.filter(pk=cmo.pk).update(time_zone="Europe/Berlin")
    reply = upload(
        reader,
        FILE.replace("DTSTART:20261006T080000Z", "DTSTART;TZID=<Own>:20261006T100000").encode(),
    )
    assert sentence in html.unescape(text(reply))
    assert "<Own>" not in reply.content.decode()
