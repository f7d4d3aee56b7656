"""Reminders, calendar files and commitments in the language their reader has chosen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client, TestCase
from django.utils import translation

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.commitments import actions
from assessment.commitments.forms import CommitmentForm
from assessment.commitments.models import LONG, SHORT
from assessment.commitments.suggested_texts import PHRASES, translate_phrase
from assessment.privacy import export
from tests import make

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
WORDS = ("das nächste Briefing", "die Prüfung festlegen", "die Prüfung", "Jonas")


@pytest.fixture
def mara(cmo: User) -> User:
    cmo.language = "de"
    cmo.save(update_fields=["language"])
    return cmo


def test_a_reminder_speaks_the_language_of_its_reader_and_not_of_the_worker(
    mara: User, stranger: User
) -> None:
    for person in (mara, stranger):
        make.attempt(person, at=NOW - 120 * DAY)
        actions.switch_reminders(person, ["retake"], today=NOW.date())
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.send_due(at=NOW)
    subjects = {message.to[0]: str(message.subject) for message in mail.outbox}
    assert subjects == {
        mara.email: "Drei Monate seit Ihrem Ergebnis",
        stranger.email: "Three months since your result",
    }
    (german,) = (message for message in mail.outbox if message.to == [mara.email])
    assert "Es ist Zeit für einen neuen Durchgang." in " ".join(str(german.body).split())


def test_a_calendar_file_speaks_german(mara: User, client: Client) -> None:
    result = make.attempt(mara, at=NOW)
    make.commitment(result, due_on=(NOW + 30 * DAY).date())
    client.force_login(mara)
    file = client.get(f"/r/{result.uid}/reminder.ics").content.decode().replace("\r\n ", "")
    assert "SUMMARY:Architect or Artefact: eingehalten\\, teilweise oder gar nicht?" in file
    assert "SUMMARY:Architect or Artefact: Ihr nächstes Ergebnis" in file


def test_a_german_date_is_taken_as_it_is_written_there(mara: User) -> None:
    day = (NOW + 30 * DAY).date()
    fields = dict(zip(("occasion", "act", "handover", "recipient"), WORDS, strict=True))
    form = CommitmentForm(fields | {"due_on": f"{day:%d.%m.%Y}"}, today=NOW.date())
    assert form.is_valid()
    assert form.cleaned_data["due_on"] == day


@pytest.mark.parametrize("facet", PHRASES)
def test_every_first_wording_fits_its_fields_in_german_and_needs_no_comma(facet: str) -> None:
    with translation.override("de"):
        phrase = translate_phrase(PHRASES[facet])
    assert phrase != PHRASES[facet]
    assert max(len(phrase.occasion), len(phrase.handover), len(phrase.recipient)) <= SHORT
    assert len(phrase.act) <= LONG
    assert not any(words.endswith((",", ".")) for words in vars(phrase).values())


def _keep(client: Client, language: str) -> None:
    fields = dict(zip(("occasion", "act", "handover", "recipient"), WORDS, strict=True))
    due = (NOW + 30 * DAY).date()
    reply = client.post(
        "/commitment/", fields | {"due_on": due.isoformat()}, headers={"accept-language": language}
    )
    assert reply.status_code == 302


def _page(client: Client, address: str, language: str) -> str:
    return client.get(address, headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize("place", ["/commitment/", "/r/{uid}/"])
def test_a_sentence_stays_in_the_language_of_its_words(client: Client, cmo: User, place: str) -> None:
    result = make.attempt(cmo, at=NOW)
    client.force_login(cmo)
    _keep(client, "de")
    page = _page(client, place.format(uid=result.uid), "en")
    words = (
        '<p class="commitment-words" lang="de">Wenn <span class="fill"><bdi>das nächste Briefing</bdi></span>'
    )
    assert words in page
    assert '<p class="commitment-words">Wenn' in _page(client, place.format(uid=result.uid), "de")


def test_the_line_over_time_holds_no_sentence_in_two_languages(client: Client, cmo: User) -> None:
    commitment = make.commitment(make.attempt(cmo, at=NOW))
    client.force_login(cmo)
    sentence = f'<th scope="row" lang="en-gb">When {commitment.occasion} comes round, I will {commitment.act}'
    assert sentence in _page(client, "/over-time/", "de")
    assert f'<th scope="row">When {commitment.occasion} comes round' in _page(client, "/over-time/", "en")


def test_whoever_takes_everything_away_learns_the_language_of_the_words(client: Client, cmo: User) -> None:
    make.attempt(cmo, at=NOW)
    client.force_login(cmo)
    _keep(client, "de")
    (attempt,) = export.export_account(cmo, Attempt.objects.owned_by(cmo), at=NOW)["attempts"]
    assert attempt["commitment"]["language"] == "de"
