"""Start, review, submit, leave, resume, keep."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.holder import SESSION_KEY
from assessment.attempts.models import Attempt, CapabilityScore
from assessment.attempts.wording import describe_day
from tests import make
from tests.statements import at_most

pytestmark = pytest.mark.django_db


def test_start_needs_no_account(client: Client) -> None:
    make.published()
    assert b"32 questions, about 15 to 20 minutes, no e-&#8288;mail" in client.get("/start/").content
    first = client.post("/start/", follow=True)
    assert first.redirect_chain[-1][0].endswith("/q/1/")
    assert Attempt.objects.get().owner is None


def test_start_says_when_nothing_is_published(client: Client) -> None:
    assert b"Nothing to answer yet" in client.get("/start/").content
    assert client.post("/start/").status_code == 409


def test_start_again_erases_the_open_attempt(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    attempt = make.answered(make.started(cmo))
    assert b"Erase and start again" in client.get("/start/").content
    client.post("/start/", {"again": "1"})
    assert Attempt.objects.get().uid != attempt.uid


def test_start_leads_to_the_first_question(cmo: User, client: Client) -> None:
    make.published()
    for owner in (cmo, None):
        if owner:
            client.force_login(owner)
        else:
            client.logout()
        place = client.post("/start/").headers["Location"]
        attempt = Attempt.objects.get(owner=owner)
        assert (place, attempt.language) == (f"/take/{attempt.uid}/q/1/", "")


def test_starting_again_leads_to_the_open_attempt(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    attempt = make.started(cmo)
    assert client.post("/start/").headers["Location"] == f"/take/{attempt.uid}/q/1/"
    make.answered(attempt)
    assert client.post("/start/").headers["Location"] == f"/take/{attempt.uid}/review/"
    attempt.answers.filter(question__position=7).delete()
    assert client.post("/start/").headers["Location"] == f"/take/{attempt.uid}/q/7/?resumed"


def test_start_names_no_question_where_all_are_answered(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    make.answered(make.started(cmo))
    page = client.get("/start/").content.decode()
    assert "<h1>All 32 answered</h1>" in page
    assert "You stopped at question" not in page


def test_take_resumes_at_the_first_open_question(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    attempt = make.answered(make.started(cmo))
    attempt.answers.filter(question__position=7).delete()
    response = client.get(f"/take/{attempt.uid}/", follow=True)
    assert response.redirect_chain[-1][0] == f"/take/{attempt.uid}/q/7/?resumed"
    assert b"You stopped at question 7" in response.content


def test_review_lists_open_questions_first(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    attempt = make.answered(make.started(cmo))
    assert b"Show my result" in client.get(f"/take/{attempt.uid}/review/").content
    attempt.answers.filter(question__position=7).delete()
    html = client.get(f"/take/{attempt.uid}/review/").content.decode()
    assert "Show my result" not in html
    assert html.index(f"/take/{attempt.uid}/q/7/") < html.index(f"/take/{attempt.uid}/q/1/")


@pytest.mark.parametrize(
    ("days_ago", "words"),
    [
        (0, "earlier today"),
        (6, "on Wednesday"),
        (7, "on 3 November"),
        (299, "on 15 January"),
        (365, "on 10 November 2025"),
    ],
)
def test_the_day_on_which_somebody_stopped_has_its_year_where_it_is_far(days_ago: int, words: str) -> None:
    assert describe_day(make.NOON - timedelta(days=days_ago), make.NOON) == words


@pytest.mark.parametrize("has_answers", [True, False])
def test_review_names_the_month_whose_hours_it_asks_about(
    cmo: User, client: Client, has_answers: bool
) -> None:
    client.force_login(cmo)
    attempt = make.started(cmo)
    if has_answers:
        make.answered(attempt)
    html = client.get(f"/take/{attempt.uid}/review/").content.decode()
    assert "<p>In October, how many of your working hours went to each?</p>" in html
    assert "{month}" not in html


def test_submitting_with_a_gap_leads_to_it(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    attempt = make.answered(make.started(cmo))
    attempt.answers.filter(question__position=7).delete()
    response = client.post(f"/take/{attempt.uid}/submit/")
    assert response.headers["Location"] == f"/take/{attempt.uid}/q/7/?gap&then=open"
    assert client.get(f"/take/{attempt.uid}/submit/").status_code == 405


def test_answering_what_the_review_lists_leads_to_the_next_open_question_and_then_back(
    cmo: User, client: Client
) -> None:
    client.force_login(cmo)
    attempt = make.answered(make.started(cmo))
    attempt.answers.filter(question__position__in=[4, 9]).delete()
    address = f"/take/{attempt.uid}/"
    review = client.get(f"{address}review/").content.decode()
    assert re.findall(r"q/(\d+)/\?then=open", review) == ["4", "9"]
    page = client.get(f"{address}q/9/?then=open").content.decode()
    assert f'action="{address}q/9/?then=open"' in page
    assert f'class="back" href="{address}review/"' in page
    refused = client.post(f"{address}q/9/?then=open")
    assert f'action="{address}q/9/?then=open"' in refused.content.decode()
    assert client.post(f"{address}q/9/?then=open", {"skip": "1"})["Location"] == f"{address}q/4/?then=open"
    assert client.post(f"{address}q/4/?then=open", {"skip": "1"})["Location"] == f"{address}review/"


def test_changing_an_answer_leads_back_to_the_review(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    attempt = make.answered(make.started(cmo))
    attempt.answers.filter(question__position__in=[4, 5, 9]).delete()
    address = f"/take/{attempt.uid}/"
    assert f'href="{address}q/1/?then=review"' in client.get(f"{address}review/").content.decode()
    assert client.post(f"{address}q/4/?then=review", {"choice": "a"})["Location"] == f"{address}review/"
    assert client.post(f"{address}q/5/?then=elsewhere", {"choice": "a"})["Location"] == f"{address}q/6/"


def test_submitting_twice_leads_to_the_same_result(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    attempt = make.answered(make.started(cmo))
    places = [client.post(f"/take/{attempt.uid}/submit/").headers["Location"] for _ in range(2)]
    assert places == [f"/r/{attempt.uid}/"] * 2
    assert CapabilityScore.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_fifty_submits_at_once_make_one_scorecard(cmo: User) -> None:
    attempt = make.answered(make.started(cmo))
    client = Client()
    client.force_login(cmo)
    cookies = client.cookies

    def submit(_: int) -> Any:
        anonymous = Client()
        anonymous.cookies = cookies
        try:
            return anonymous.post(f"/take/{attempt.uid}/submit/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(submit, range(50)))
    assert codes == [302] * 50
    assert CapabilityScore.objects.filter(attempt=attempt).count() == 3


def test_a_resume_link_opens_the_attempt_elsewhere(client: Client) -> None:
    make.published()
    client.post("/start/")
    attempt = Attempt.objects.get()
    html = client.post(f"/take/{attempt.uid}/leave/").content.decode()
    (link,) = set(re.findall(r"/resume/[\w-]+/", html))
    elsewhere = Client()
    assert elsewhere.get(f"/take/{attempt.uid}/").status_code == 404
    assert elsewhere.get(link, follow=True).redirect_chain[-1][0] == f"/take/{attempt.uid}/"
    assert elsewhere.post(f"/resume/{attempt.uid}/", follow=True).redirect_chain[-1][0].endswith("/q/1/")


def test_the_page_that_mails_a_result_speaks_of_the_result(client: Client) -> None:
    attempt = make.attempt(None)
    session = client.session
    session[SESSION_KEY] = [str(attempt.uid)]
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    for response in [client.get(f"/take/{attempt.uid}/leave/"), client.post(f"/take/{attempt.uid}/leave/")]:
        html = response.content.decode()
        assert "<title>Mail me my result" in html
        assert "Back to the result" in html
        assert "Carry on now" not in html
        assert " of 32 answered" not in html
    assert (
        "It replaces the private link shown on your result."
        in client.get(f"/take/{attempt.uid}/leave/").content.decode()
    )


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "a" * 300])
def test_a_link_that_opens_nothing_is_gone(client: Client, token: str) -> None:
    response = client.get(f"/resume/{token}/")
    assert response.status_code == 410
    assert b"This link no longer works" in response.content


def test_a_resume_link_can_be_mailed_and_stays_the_same(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    make.published()
    client.post("/start/")
    attempt = Attempt.objects.get()
    html = client.post(f"/take/{attempt.uid}/leave/").content.decode()
    (token,) = re.findall(r'name="token" value="([\w-]+)"', html)
    wrong = client.post(f"/take/{attempt.uid}/leave/", {"email": "nobody", "token": token})
    assert wrong.status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/take/{attempt.uid}/leave/", {"email": "cmo@example.org", "token": token})
    assert f"/resume/{token}/" in str(mail.outbox[0].body)
    assert actions.find_by_token(token) == attempt


def test_keep_leads_through_the_sign_in_and_back(client: Client, cmo: User) -> None:
    make.published()
    client.post("/start/")
    attempt = make.answered(Attempt.objects.get())
    actions.submit(attempt, at=make.NOON.replace(year=2027))
    keep = reverse("attempts:claim", args=[attempt.uid])
    assert client.get(keep).headers["Location"] == f"/accounts/login/?next={keep}"
    client.force_login(cmo)
    assert b"Keep it in the account cmo@example.org" in client.get(keep).content
    with at_most(6, apart=8):
        client.post(keep)
    assert Attempt.objects.get().owner == cmo


def test_two_open_attempts_ask_which_stays(client: Client, cmo: User) -> None:
    theirs, own = make.started(), make.started(cmo)
    client.force_login(cmo)
    session = client.session
    session["attempts"] = [str(theirs.uid)]
    session.save()
    keep = reverse("attempts:claim", args=[theirs.uid])
    assert b"You have two unfinished attempts" in client.post(keep).content
    client.post(keep, {"keep": "this"})
    assert list(Attempt.objects.values_list("uid", "owner")) == [(theirs.uid, cmo.pk)]
    assert not Attempt.objects.filter(uid=own.uid).exists()


def test_a_stranger_cannot_claim_an_attempt(client: Client, cmo: User, stranger: User) -> None:
    attempt = make.attempt(cmo)
    client.force_login(stranger)
    assert client.post(reverse("attempts:claim", args=[attempt.uid])).status_code == 404


def test_statements_of_start_and_submit(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    make.published()
    with at_most(6, apart=8):
        client.post("/start/")
    attempt = make.answered(Attempt.objects.get())
    with at_most(10, apart=8):
        client.post(f"/take/{attempt.uid}/submit/")
