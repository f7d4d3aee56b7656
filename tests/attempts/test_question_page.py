"""One question a page: what it shows, what it keeps, what it refuses."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from assessment.accounts.models import User
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Answer, Attempt
from tests import make
from tests.statements import at_most

pytestmark = pytest.mark.django_db


DEED = 14
"""The number of the first question about a deed."""


def page(attempt: Attempt, number: int) -> str:
    return reverse("attempts:question", args=[attempt.uid, number])


def number_of(attempt: Attempt, kind: str) -> int:
    return next(line.number for line in AnswerSheet.load(attempt).lines if line.question.kind == kind)


@pytest.fixture
def attempt(cmo: User, client: Client) -> Attempt:
    client.force_login(cmo)
    return make.started(cmo)


def test_nothing_is_preselected(attempt: Attempt, client: Client) -> None:
    for number in range(1, 33):
        html = client.get(page(attempt, number)).content.decode()
        assert not re.findall(r"<input[^>]* checked", html)
        assert not re.findall(r'inputmode="\w+"[^>]*value="[^"]', html)


def test_a_form_rendered_once_shows_nobody_elses_answer_and_one_s_own(
    attempt: Attempt, client: Client, stranger: User
) -> None:
    others_attempt, others_client = make.started(stranger), Client()
    others_client.force_login(stranger)
    chosen = re.compile(r'<input[^>]* value="(\w+)"[^>]* checked')
    for _ in range(2):
        assert chosen.findall(others_client.get(page(others_attempt, 1)).content.decode()) == []
        client.post(page(attempt, 1), {"choice": "c"})
        assert chosen.findall(client.get(page(attempt, 1)).content.decode()) == ["c"]
    refused = others_client.post(page(others_attempt, 1), {})
    assert b"Choose one answer to continue." in refused.content
    assert b"Choose one answer" not in others_client.get(page(others_attempt, 1)).content


def test_a_form_rendered_once_is_in_each_readers_language(cmo: User, client: Client) -> None:
    make.published_in("de")
    attempt = make.started(cmo)
    client.force_login(cmo)
    number = number_of(attempt, "belief")
    question = AnswerSheet.load(attempt).questions[number - 1]
    for language, text, words in [
        ("en", question.text, "How sure are you?"),
        ("de", f"{question.text} (de)", "Wie sicher sind Sie?"),
        ("en", question.text, "How sure are you?"),
    ]:
        html = client.get(page(attempt, number), headers={"accept-language": language}).content.decode()
        assert f"<h1>{escape(text)}</h1>" in html
        assert words in html


def test_no_page_gives_a_key_or_a_capability_away(attempt: Attempt, client: Client) -> None:
    forbidden = re.compile(
        r"systems thinking|literacy|uncertainty|credit|rationale|orchestrator", re.IGNORECASE
    )
    for line in AnswerSheet.load(attempt).lines:
        html = client.get(page(attempt, line.number)).content.decode()
        assert not forbidden.search(html)
        assert line.question.code not in html


def test_continue_saves_and_goes_on(attempt: Attempt, client: Client) -> None:
    response = client.post(page(attempt, 1), {"choice": "c"})
    assert response.headers["Location"] == page(attempt, 2)
    assert attempt.answers.get().option.code == "c"  # type: ignore[union-attr]  # a judgement has options


def test_the_last_question_leads_to_the_review(attempt: Attempt, client: Client) -> None:
    response = client.post(page(attempt, 32), {"approving": "91", "designing": "26,5", "other": "40"})
    assert response.headers["Location"] == reverse("attempts:review", args=[attempt.uid])
    assert attempt.answers.get().value == {
        "month": "2026-10",
        "approving": 5460,
        "designing": 1590,
        "other": 2400,
    }


def test_hours_left_empty_are_each_named(attempt: Attempt, client: Client) -> None:
    html = client.post(page(attempt, 32), {}).content.decode()
    assert "Nothing is filled in yet" in html
    for name in ("Approving", "Designing", "Everything else"):
        assert f"{name}: Give a number of hours; 0 is an answer.</a>" in html


def test_an_empty_continue_offers_to_skip(attempt: Attempt, client: Client) -> None:
    assert b"Skip this one" not in client.get(page(attempt, 1)).content
    response = client.post(page(attempt, 1), {})
    assert response.status_code == 422
    assert b"Choose one answer to continue." in response.content
    assert b"Skip this one" in response.content
    client.post(page(attempt, 1), {"skip": "1"})
    assert attempt.answers.get().passed


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("frequency", {"choice": "7"}, "Choose one of the answers on this page."),
        ("frequency", {"choice": "none"}, "Choose one of the answers on this page."),
        ("judgement", {"choice": "e"}, "Choose one of the answers on this page."),
        ("belief", {"claim": "true"}, "Choose how sure you are."),
        ("belief", {"claim": "maybe", "confidence": "70"}, "Choose true or false."),
        ("belief", {"claim": "true", "confidence": "55"}, "Choose one of 50, 60, 70, 80, 90 and 100."),
        ("belief", {"claim": "true", "confidence": "40"}, "Choose one of 50, 60, 70, 80, 90 and 100."),
        ("range", {"low": "60", "high": "40"}, "is above"),
        ("range", {"low": "-1", "high": "40"}, "Give a whole number from 0 to 100."),
        ("range", {"low": "10", "high": "101"}, "Give a whole number from 0 to 100."),
        ("range", {"low": "1.5", "high": "9"}, "Give a whole number from 0 to 100."),
        ("range", {"low": "²", "high": "9"}, "Give a whole number from 0 to 100."),
        ("range", {"low": "10", "high": ""}, "Give the higher number."),
        ("hours", {"approving": "-3", "designing": "1", "other": "1"}, "Give hours as a number, 0 or more."),
        ("hours", {"approving": "nan", "designing": "1", "other": "1"}, "Give hours as a number, 0 or more."),
        ("hours", {"approving": "700", "designing": "44.5", "other": "0"}, "more than the 744 hours"),
        ("hours", {"approving": "1e9", "designing": "1", "other": "1"}, "Give hours as a number, 0 or more."),
        ("hours", {"approving": "7" * 21, "designing": "1", "other": "1"}, "Give hours as a number, 0 or"),
        (
            "hours",
            {"approving": "7\x00", "designing": "1", "other": "1"},
            "Give hours as a number, 0 or more.",
        ),
        ("range", {"low": "1" * 21, "high": "40"}, "Give a whole number from 0 to 100."),
    ],
)
def test_a_wrong_answer_comes_back_with_words(
    attempt: Attempt, client: Client, kind: str, fields: dict[str, str], sentence: str
) -> None:
    response = client.post(page(attempt, number_of(attempt, kind)), fields)
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert "<title>Error: Question" in html
    assert not Answer.objects.exists()
    for value in fields.values():
        if kind in {"range", "hours"}:
            assert f'value="{value}"' in html


def test_a_percentage_may_be_typed_in_full_width(attempt: Attempt, client: Client) -> None:
    client.post(page(attempt, number_of(attempt, "range")), {"low": "２０％", "high": "６０ %"})
    assert attempt.answers.get().value == {"low": 20, "high": 60}


def test_no_occasion_is_an_answer_where_the_question_allows_it(attempt: Attempt, client: Client) -> None:
    client.post(page(attempt, 22), {"choice": "none"})
    option = attempt.answers.get().option
    assert option is not None
    assert option.credit is None


def test_autosave_answers_in_json(attempt: Attempt, client: Client) -> None:
    fields = {"choice": "2", "page": str(uuid4()), "revision": "0", "seconds": "4.2"}
    response = client.post(page(attempt, DEED), fields, headers={"Accept": "application/json"})
    assert response.json() == {"saved": True, "revision": 1}
    refused = client.post(page(attempt, DEED), {"choice": "x"}, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["saved"]) == (422, False)


@pytest.mark.parametrize(
    "measurements",
    [
        {"seconds": "-3.2"},  # the clock was set back
        {"seconds": "1000001"},  # a tab of two weeks
        {"seconds": "NaN"},
        {"seconds": "1,5", "page": "x"},
        {"page": "\x00"},
        {"revision": "-1"},
        {"revision": "x"},
    ],
)
def test_what_a_page_counts_beside_an_answer_holds_none_back(
    attempt: Attempt, client: Client, measurements: dict[str, str]
) -> None:
    fields = {"choice": "2", "page": str(uuid4()), "revision": "0", "seconds": "4.2"} | measurements
    assert client.post(page(attempt, DEED), fields).status_code == 302
    assert attempt.answers.get().option.code == "2"  # type: ignore[union-attr]  # a frequency has options
    attempt.answers.all().delete()
    autosaved = client.post(page(attempt, DEED), fields, headers={"Accept": "application/json"})
    assert autosaved.json() == {"saved": True, "revision": 1}


def test_two_tabs_never_overwrite_silently(attempt: Attempt, client: Client) -> None:
    client.post(page(attempt, DEED), {"choice": "2", "page": str(uuid4()), "revision": "0"})
    late = {"choice": "5", "page": str(uuid4()), "revision": "0"}
    assert client.post(page(attempt, DEED), late, headers={"Accept": "application/json"}).status_code == 409
    response = client.post(page(attempt, DEED), late)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Once" in html
    assert "Eight times or more" in html
    assert attempt.answers.get().option.code == "2"  # type: ignore[union-attr]  # a frequency has options
    (form,) = re.findall(r'id="question-form"(.*?)</form>', html, re.DOTALL)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert client.post(page(attempt, DEED), hidden).status_code == 302
    assert attempt.answers.get().option.code == "5"  # type: ignore[union-attr]  # a frequency has options


def test_numbers_out_of_range_are_not_there(attempt: Attempt, client: Client) -> None:
    assert [client.get(page(attempt, number)).status_code for number in (0, 33, 99999999999)] == [
        404,
        404,
        404,
    ]


def test_a_foreign_attempt_looks_like_a_missing_one(attempt: Attempt, stranger: User) -> None:
    other = Client()
    other.force_login(stranger)
    for name, *arguments in [("question", 1), ("take",), ("review",), ("leave",)]:
        foreign = other.get(reverse(f"attempts:{name}", args=[attempt.uid, *arguments]))
        missing = other.get(reverse(f"attempts:{name}", args=[uuid4(), *arguments]))
        assert (foreign.status_code, missing.status_code) == (404, 404)


def test_a_submitted_attempt_leads_to_its_result(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    attempt = make.attempt(cmo)
    before = list(attempt.answers.values())
    response = client.post(page(attempt, 1), {"choice": "5"})
    assert response.headers["Location"] == f"/r/{attempt.uid}/"
    assert list(attempt.answers.values()) == before


def test_an_ended_session_keeps_what_was_typed(attempt: Attempt, client: Client, cmo: User) -> None:
    client.logout()
    response = client.post(page(attempt, 11), {"low": "20", "high": "45"})
    assert response.status_code == 404
    assert f"/accounts/login/?next={page(attempt, 11)}" in response.content.decode()
    session = client.session
    client.force_login(cmo)
    new_session = client.session
    new_session.update({key: session[key] for key in session.keys() if not key.startswith("_auth")})  # noqa: SIM118  # a session is no mapping
    new_session.save()
    html = client.get(page(attempt, 11)).content.decode()
    assert 'value="20"' in html
    assert 'value="45"' in html


def test_statements_of_a_question(attempt: Attempt, client: Client) -> None:
    make.answered(attempt)
    with at_most(5):
        client.get(page(attempt, DEED))
    with at_most(6, apart=8):
        client.post(page(attempt, DEED), {"choice": "5", "revision": "1"})
    with at_most(6, apart=8):
        client.post(
            page(attempt, DEED), {"choice": "1", "revision": "2"}, headers={"Accept": "application/json"}
        )


@pytest.mark.parametrize(
    ("language", "text", "field"),
    [
        ("en", "7.33", "7.33"),
        ("en", "7½", "7.5"),
        ("en", "7:20", "7.33"),
        ("en", "10 h", "10"),
        ("de", "7,33", "7,33"),
        ("de", "12,17", "12,17"),
        ("de", "7½", "7,5"),
    ],
)
def test_hours_come_back_as_hours_that_the_page_takes_again(
    attempt: Attempt, client: Client, language: str, text: str, field: str
) -> None:
    address = page(attempt, 32)
    headers = {"Accept-Language": language}
    first = client.post(address, {"approving": text, "designing": "5", "other": "0"}, headers=headers)
    assert first.status_code == 302
    stored = attempt.answers.get().value
    html = client.get(address, headers=headers).content.decode()
    values = dict(re.findall(r'type="text"[^>]* name="(\w+)"[^>]* value="([^"]*)"', html))
    assert values["approving"] == field
    assert client.post(address, values, headers=headers).status_code == 302
    assert attempt.answers.get().value == stored


def test_the_review_prints_hours_with_two_decimals_at_most(attempt: Attempt, client: Client) -> None:
    client.post(page(attempt, 32), {"approving": "7.33", "designing": "12.17", "other": "2½"})
    html = client.get(reverse("attempts:review", args=[attempt.uid])).content.decode()
    assert (
        "7.33\N{NO-BREAK SPACE}h approving, 12.17\N{NO-BREAK SPACE}h designing, 2.5\N{NO-BREAK SPACE}h"
        in html
    )


def test_the_review_leads_to_each_part_and_says_what_comes_next(attempt: Attempt, client: Client) -> None:
    make.answered(attempt)
    html = client.get(reverse("attempts:review", args=[attempt.uid])).content.decode()
    parts = re.findall(r'<h2 class="h3" id="(part-\d)">([^<]+)<', html)
    links = re.findall(r'<dt><a href="#(part-\d)">([^<]+)<', html)
    assert len(parts) > 1
    assert links == parts
    assert "Your result, at once" in html


@pytest.mark.parametrize(
    ("kind", "half"),
    [
        ("belief", {"claim": "true"}),
        ("belief", {"confidence": "70"}),
        ("range", {"low": "12"}),
        ("hours", {"designing": "7½"}),
    ],
)
def test_save_and_leave_keeps_half_an_answer_for_the_way_back(
    attempt: Attempt, client: Client, kind: str, half: dict[str, str]
) -> None:
    address = page(attempt, number_of(attempt, kind))
    response = client.post(address, half | {"leave": "1"})
    assert response.headers["Location"] == reverse("attempts:leave", args=[attempt.uid])
    assert not Answer.objects.exists()
    client.head(address)  # a program that looks whether the page is there shows it to nobody
    html = client.get(address).content.decode()
    assert 'data-state="unsaved"' in html
    for name, value in half.items():
        assert re.search(rf'name="{name}"[^>]*value="{value}"', html)


def test_save_and_leave_refuses_what_is_wrong(attempt: Attempt, client: Client) -> None:
    wrong = {"low": "60", "high": "20", "leave": "1"}
    assert client.post(page(attempt, number_of(attempt, "range")), wrong).status_code == 422


def test_what_was_filled_in_before_a_session_ended_meets_a_later_answer_as_a_conflict(
    attempt: Attempt, client: Client, cmo: User
) -> None:
    address, fields = page(attempt, DEED), {"page": str(uuid4()), "revision": "0", "seconds": "61.5"}
    away = Client()
    assert away.post(address, {"choice": "5"} | fields).status_code == 404
    client.post(address, {"choice": "2", "page": str(uuid4()), "revision": "0"})
    away.force_login(cmo)
    html = away.get(address).content.decode()
    assert 'data-state="unsaved"' in html
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    assert hidden["page"] == fields["page"]
    assert hidden["seconds"] == fields["seconds"]  # it counts on, or its saves would look older than they are
    assert away.post(address, {"choice": "5"} | hidden).status_code == 409
    assert attempt.answers.get().option.code == "2"  # type: ignore[union-attr]  # a frequency has options


def test_saved_is_said_only_over_what_is_saved(attempt: Attempt, client: Client) -> None:
    address = page(attempt, number_of(attempt, "range"))
    assert "status-ok" not in client.get(address).content.decode()
    client.post(address, {"low": "20", "high": "60"})
    assert "status-ok" in client.get(address).content.decode()
    assert "status-ok" not in client.post(address, {"low": "70", "high": "60"}).content.decode()
    later = {"low": "1", "high": "2", "page": str(uuid4()), "revision": "0"}
    assert "status-ok" not in client.post(address, later).content.decode()


def test_each_kind_is_introduced_where_it_begins(attempt: Attempt, client: Client) -> None:
    introduced = [
        number for number in range(1, 33) if b"part-lead" in client.get(page(attempt, number)).content
    ]
    assert introduced == [1, 7, 11, 14, 26, 32]
    assert "Now habits: two good ways to work" in client.get(page(attempt, 26)).content.decode()
    assert "You can work each one out from what is stated" in client.get(page(attempt, 11)).content.decode()


def test_the_review_shows_what_each_answer_is_about(attempt: Attempt, client: Client) -> None:
    for kind in ("pair", "judgement"):
        number = number_of(attempt, kind)
        question = list(AnswerSheet.load(attempt).lines)[number - 1].question
        client.post(page(attempt, number), {"choice": question.options.all()[0].code})
        html = client.get(reverse("attempts:review", args=[attempt.uid])).content.decode()
        for text in [question.left, question.right] if kind == "pair" else [question.scene]:
            assert escape(text) in html
