"""Reading what was shared: by link, by address, on the desk; and what no recipient ever reads."""

import json
import re
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.models import User
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.privacy import actions as privacy
from assessment.questionnaire.models import KEYED
from assessment.sharing import actions
from assessment.sharing.models import SECTIONS, Opening, Share
from tests import make
from tests.access.world import anonymised
from tests.accounts.visitor import Visitor, code_of, last_mail
from tests.results.lives import next_edition
from tests.results.pages import text_of
from tests.sharing.people import (
    confirm_own_address,
    expire,
    follow_link,
    many_shares,
    open_share,
    share,
    sign_in,
)
from tests.statements import at_most

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(cmo: User) -> Attempt:
    return make.attempt(confirm_own_address(cmo), level=0.7)


@pytest.fixture
def coach(stranger: User) -> Client:
    return sign_in(confirm_own_address(stranger))


def test_following_a_link_opens_nothing_until_the_button_is_pressed(attempt: Attempt) -> None:
    shared_result, reader = share(attempt), Client()
    arrived = reader.get("/s/a token/")
    assert arrived["Location"] == f"/shared/{shared_result.uid}/"
    door = reader.get(arrived["Location"])
    assert "Ada Obi shares a result with you" in text_of(door.content.decode())
    assert str(round(attempt.index or 0)) not in text_of(door.content.decode()).partition("What it is")[0]
    assert "unless Ada Obi takes it back" in text_of(door.content.decode())
    assert not Opening.objects.exists()
    page = open_share(shared_result, reader)
    assert "Ada Obi shares this result of" in text_of(page.content.decode())
    assert Opening.objects.get().times == 1
    reader.get(f"/shared/{shared_result.uid}/")
    assert Opening.objects.get().times == 1


def test_until_when_is_said_with_its_time_zone(attempt: Attempt) -> None:
    shared_result, reader = share(attempt), Client()
    pattern = "%-d %B %Y, %H:%M %Z"
    until = shared_result.expires_at.astimezone(UTC).strftime(pattern)
    door = reader.get(reader.get("/s/a token/")["Location"]).content.decode()
    assert f"you can read it until {until}." in text_of(door)
    assert f"It can be read until {until}," in text_of(open_share(shared_result, reader).content.decode())
    owner = attempt.owner
    assert owner is not None
    owner.time_zone = "Europe/Berlin"
    owner.save()
    page = sign_in(owner).get("/account/").content.decode()
    assert (
        f"Until {shared_result.expires_at.astimezone(ZoneInfo('Europe/Berlin')).strftime(pattern)}."
        in text_of(page)
    )


def test_after_an_hour_the_button_is_pressed_again(attempt: Attempt) -> None:
    shared_result, reader = share(attempt), follow_link()
    open_share(shared_result, reader)
    session = reader.session
    (key,) = session["shared opened"]
    session["shared opened"] = {key: (timezone.now() - timedelta(minutes=61)).isoformat()}
    session.save()
    assert "Open it" in text_of(reader.get(f"/shared/{shared_result.uid}/").content.decode())


def test_nothing_of_it_is_stored_found_or_passed_on(attempt: Attempt) -> None:
    shared_result, reader = share(attempt), follow_link()
    for response in (open_share(shared_result, reader), reader.get("/s/a token/"), reader.get("/s/wrong/")):
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "no-referrer"
    assert "og:" not in open_share(shared_result, reader).content.decode()
    door = follow_link().get(f"/shared/{shared_result.uid}/")
    assert "a token" not in door.content.decode()
    assert (door["Referrer-Policy"], "noindex" in door["X-Robots-Tag"]) == ("same-origin", True)


def test_whatever_opens_nothing_answers_alike(cmo: User, stranger: User, coach: Client) -> None:
    results = [make.attempt(confirm_own_address(cmo)) for _ in range(4)]
    ways = ["expired", "ended", "erased", "claimed"]
    shares = [share(result, token=way) for result, way in zip(results, ways, strict=True)]
    readers = [follow_link(way) for way in ways]
    expire(shares[0])
    actions.end_share(shares[1], at=timezone.now())
    attempts.delete(Attempt.objects.filter(pk=results[2].pk))
    actions.claim_share(shares[3], stranger, at=timezone.now())
    answers: list[Any] = [Client().get(f"/s/{way}/") for way in [*ways, "never-was", "x" * 5000]]
    answers += [
        reader.get(f"/shared/{shared_result.uid}/")
        for reader, shared_result in zip(readers, shares, strict=True)
    ]
    answers += [
        reader.post(f"/shared/{shared_result.uid}/")
        for reader, shared_result in zip(readers, shares, strict=True)
    ]
    assert {answer.status_code for answer in answers} == {410}
    assert len({language_apart(anonymised(answer)) for answer in answers}) == 1
    assert not Opening.objects.exists()


def language_apart(page: str) -> str:
    """The switch of languages leads back to each page's own address."""
    return re.sub(r'name="next" value="[^"]*"', "", page)


def test_twenty_wrong_tries_are_enough(attempt: Attempt) -> None:
    share(attempt)
    browser = Client()
    codes = [browser.get(f"/s/{number}/").status_code for number in range(21)]
    assert codes == [410] * 20 + [429]
    assert browser.get("/s/a token/").status_code == 302


def test_an_address_is_read_signed_in_and_confirmed_alone(
    attempt: Attempt, cmo: User, stranger: User, teammate: User
) -> None:
    shared_result = share(attempt, email=stranger.email)
    unconfirmed = sign_in(stranger)
    assert "Nothing is shared with you" in text_of(unconfirmed.get("/desk/").content.decode())
    assert unconfirmed.post(f"/shared/{shared_result.uid}/").status_code == 410
    for other in (Client(), sign_in(confirm_own_address(teammate))):
        assert other.post(f"/shared/{shared_result.uid}/").status_code == 410
    coach = sign_in(confirm_own_address(stranger))
    assert "Ada Obi" in text_of(coach.get("/desk/").content.decode())
    assert open_share(shared_result, coach).status_code == 200
    assert Opening.objects.get().times == 1


def test_the_owner_opens_nothing(attempt: Attempt, cmo: User) -> None:
    shared_result = share(attempt)
    own = follow_link(client=sign_in(cmo))
    for response in (own.get(f"/shared/{shared_result.uid}/"), own.post(f"/shared/{shared_result.uid}/")):
        assert response["Location"] == f"/r/{attempt.uid}/"
    assert not Opening.objects.exists()


def test_a_link_taken_to_a_desk_is_no_link_any_more(attempt: Attempt, coach: Client, stranger: User) -> None:
    shared_result = share(attempt)
    forwarded = follow_link()
    follow_link(client=coach)
    question = text_of(coach.get(f"/shared/{shared_result.uid}/keep/").content.decode())
    assert f"{stranger.email}, on the list of who can read the result." in question
    page = text_of(coach.post(f"/shared/{shared_result.uid}/keep/", follow=True).content.decode())
    assert "It is on your desk now." in page
    assert "Ada Obi" in page
    assert forwarded.post(f"/shared/{shared_result.uid}/").status_code == 410
    assert Client().get("/s/a token/").status_code == 410
    shared_result.refresh_from_db()
    assert (shared_result.email, shared_result.token_hash) == (stranger.email, "")


def test_a_desk_stays_when_its_account_gets_another_address(attempt: Attempt, stranger: User) -> None:
    link, reader = share(attempt), Visitor()
    reader.enter(stranger.email)
    follow_link(client=reader).post(f"/shared/{link.uid}/keep/")
    addressed = share(make.attempt(attempt.owner), email=stranger.email, recipient="Sam")
    reader.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    reader.post(reverse("account_email_verification_sent"), {"code": code_of(last_mail())})
    desk = reader.get("/desk/").content.decode()
    assert str(link.uid) in desk
    assert str(addressed.uid) not in desk
    with pytest.raises(DatabaseError, match="a share is not altered"), transaction.atomic():
        Share.objects.filter(pk=addressed.pk).update(email="new@example.org")


def test_signing_in_on_the_way_keeps_the_link(attempt: Attempt) -> None:
    shared_result, reader = share(attempt), Visitor()
    follow_link(client=reader)
    place = f"/shared/{shared_result.uid}/keep/"
    assert reader.get(place)["Location"] == f"/accounts/login/?next={place}"
    reader.enter("coach@example.net")
    assert "coach@example.net, on the list" in text_of(reader.get(place).content.decode())
    reader.post(place)
    shared_result.refresh_from_db()
    assert shared_result.email == "coach@example.net"


def test_each_section_is_on_or_off(attempt: Attempt) -> None:
    make.commitment(attempt)
    parts = {
        "verdict": "verdict-figure",
        "self_rating": 'id="said"',
        "calendar": 'id="calendar"',
        "over_time": 'id="over-time"',
        "commitment": 'id="commitment"',
    }
    assert set(parts) == set(SECTIONS)
    for section in SECTIONS:
        shared_result = share(attempt, sections=[section], recipient=section, token=section)
        page = open_share(shared_result, follow_link(section)).content.decode()
        assert {name for name, mark in parts.items() if mark in page} == {section}


def test_the_page_says_whose_it_is_and_explains_its_words_where_they_begin(attempt: Attempt) -> None:
    make.commitment(attempt)
    page = text_of(open_share(share(attempt, sections=list(SECTIONS)), follow_link()).content.decode())
    assert "Everything below was written for Ada Obi: “you” and “your” mean Ada Obi." in page
    assert "Where Ada Obi stands Your index is" in page
    assert "Twenty results Ada Obi might equally have got" in page
    assert "Where you stand" not in page
    assert page.count("Result of Ada Obi") == 1 + len(SECTIONS)
    verdict, _, words = page.partition("One person, between two ends of a scale")
    assert verdict.count("The tolerance is assumed, not measured.") == 1
    explained = words.partition("How sure.")[0]
    for word in (
        "Architect Somebody who designs",
        "Systems thinking Designing",
        "Technical literacy Knowing",
    ):
        assert word in explained
    assert "Bounded uncertainty Acting on probabilities" in explained
    assert "October, from memory" in words
    assert "One commitment, to keep until" in words
    assert "claimed" not in words


def test_probably_is_explained_to_a_reader_only_where_it_stands(cmo: User) -> None:
    confirm_own_address(cmo)
    level, probable = (
        text_of(open_share(share(result, token=token, recipient=token), follow_link(token)).content.decode())
        for token, result in (("level", make.attempt(cmo)), ("probable", make.attempt(cmo, level=0.55)))
    )
    assert "Too close to call." in level
    assert "robably" not in level
    assert "Probably." in probable
    assert "“Probably” means at least 16 of 20 likely results for a side" in probable


def test_what_came_before_and_after_the_result_is_shown_over_time_alone(cmo: User) -> None:
    at = make.NOON
    make.attempt(confirm_own_address(cmo), level=0.2, at=at - timedelta(days=200))
    attempt = make.attempt(cmo, level=0.5, at=at)
    shared_result = share(
        attempt, sections=["verdict", "self_rating", "calendar"], at=at + timedelta(days=1), days=90
    )
    with_over_time = share(
        attempt,
        sections=["verdict", "over_time"],
        at=at + timedelta(days=1),
        days=90,
        token="b",
        recipient="B",
    )
    make.attempt(cmo, level=0.9, at=at + timedelta(days=2))
    make.calendar_month(cmo, at=at + timedelta(days=2))
    page = text_of(open_share(shared_result, follow_link()).content.decode())
    assert "24 April 2026" not in page
    assert "attempt" not in page
    assert "counted" not in page.partition("hours")[0]
    over_time = open_share(with_over_time, follow_link("b")).content.decode()
    assert "24 April 2026" in text_of(over_time)
    assert "12 November 2026" not in text_of(over_time)


def test_no_answer_key_or_commitment_reaches_a_recipient(
    attempt: Attempt, coach: Client, stranger: User, cmo: User
) -> None:
    commitment = make.commitment(attempt)
    sections = [section for section in SECTIONS if section != "commitment"]
    shared_result = share(attempt, email=stranger.email, sections=sections)
    older = share(make.attempt(cmo, at=make.NOON - timedelta(days=100)), email=stranger.email)
    pair = f"/shared/{older.uid}/beside/{shared_result.uid}/"
    pages: list[Any] = [open_share(shared_result, coach), coach.get("/desk/"), coach.post(pair, follow=True)]
    body = "\n".join(page.content.decode() for page in pages)
    assert [page.status_code for page in pages] == [200, 200, 200]
    words = {commitment.act, commitment.occasion, commitment.recipient, str(attempt.uid), "made-", "moves"}
    for answer in attempt.answers.select_related("question", "option"):
        question = answer.question
        words |= {question.text, question.rationale, question.code}
        words |= {answer.option.text} if answer.option and len(answer.option.text) > 12 else set()
        if answer.contribution and question.kind in KEYED:
            words.add(json.dumps(answer.contribution))
    assert {word for word in words if word and word in body} == set()
    assert "took most off" not in body
    assert "Start with" not in body
    for address in ("", "share/", "export/", "erase/", "mail/"):
        assert coach.post(f"/r/{attempt.uid}/{address}").status_code in {404, 405}
        assert coach.get(f"/r/{attempt.uid}/{address}").status_code in {404, 405}


def test_a_commitment_made_after_the_sharing_was_not_chosen(attempt: Attempt) -> None:
    shared_result = share(attempt, sections=["verdict", "commitment"], at=timezone.now() - timedelta(days=2))
    commitment = make.commitment(attempt, made_on=timezone.localdate())
    page = open_share(shared_result, follow_link()).content.decode()
    assert "shares this result" in text_of(page)
    assert commitment.act not in page


def test_two_results_that_cannot_be_compared_say_why(cmo: User, coach: Client, stranger: User) -> None:
    older = share(make.attempt(cmo, at=make.NOON - timedelta(days=200)), email=stranger.email)
    next_edition(stranger, replaced=6)
    newer = share(make.attempt(cmo), email=stranger.email)
    page = text_of(coach.post(f"/shared/{older.uid}/beside/{newer.uid}/", follow=True).content.decode())
    assert "These two results can’t be compared. Editions 2 and 3 ask different questions." in page


def test_two_results_of_one_person_stand_beside_each_other_and_two_people_never(
    attempt: Attempt, coach: Client, cmo: User, stranger: User, teammate: User
) -> None:
    older = share(make.attempt(cmo, level=0.2, at=make.NOON - timedelta(days=200)), email=stranger.email)
    newer = share(attempt, email=stranger.email)
    other = share(make.attempt(confirm_own_address(teammate)), email=stranger.email)
    desk = text_of(coach.get("/desk/").content.decode())
    assert desk.count("Compare with 24 April 2026") == 1
    page = text_of(coach.post(f"/shared/{older.uid}/beside/{newer.uid}/", follow=True).content.decode())
    assert "Clearly up" in page
    assert page.index("24 April 2026") < page.index("10 November 2026")
    assert Opening.objects.filter(share__in=[older, newer]).count() == 2
    assert coach.post(f"/shared/{other.uid}/beside/{newer.uid}/").status_code == 410
    actions.end_share(older, at=timezone.now())
    assert coach.get(f"/shared/{older.uid}/beside/{newer.uid}/").status_code == 410


def test_a_desk_of_two_hundred_people_is_read_in_eight_statements(coach: Client, stranger: User) -> None:
    many_shares(200, stranger.email)
    with at_most(4, apart=4):
        page = text_of(coach.get("/desk/").content.decode())
    assert page.index("Client 199") < page.index("Client 198") < page.index("Client 0")


def test_a_recipient_who_erases_their_account_leaves_the_list(
    attempt: Attempt, stranger: User, coach: Client, cmo: User
) -> None:
    shared_result = share(attempt, email=stranger.email)
    open_share(shared_result, coach)
    privacy.erase_account(stranger, besides=Attempt.objects.none())
    shared_result.refresh_from_db()
    assert shared_result.email == ""
    assert shared_result.ended_at
    assert shared_result.openings.count() == 1
    privacy.erase_account(cmo, besides=Attempt.objects.none())
    assert not Share.objects.exists()


def test_an_account_that_may_not_sign_in_shows_nothing(attempt: Attempt, cmo: User) -> None:
    shared_result, reader = share(attempt), follow_link()
    User.objects.filter(pk=cmo.pk).update(is_active=False)
    assert reader.post(f"/shared/{shared_result.uid}/").status_code == 410


def test_the_log_has_every_event_and_no_word(
    attempt: Attempt, coach: Client, stranger: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="audit"):
        shared_result = share(attempt, recipient="Canary")
        open_share(shared_result, follow_link(client=coach))
        coach.post(f"/shared/{shared_result.uid}/keep/")
        actions.end_share(shared_result, at=timezone.now())
        Client().get("/s/a token/")
    log = [record.getMessage() for record in caplog.records if record.name == "audit"]
    lines: list[Any] = [json.loads(line) for line in log]
    events = [line["event"] for line in lines if line["object"] == "share"]
    assert events == ["share made", "share opened", "share claimed", "share ended", "share refused"]
    words = ("Canary", stranger.email, "a token", shared_result.token_hash)
    assert not [word for word in words if any(word in line for line in log)]
