"""The pages of a commitment: none, open, due, overdue, closed; and the next attempt that opens with it."""

import re
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts.holder import SESSION_KEY
from assessment.attempts.models import Attempt
from assessment.commitments import actions
from assessment.commitments.models import Commitment
from tests import make
from tests.practice import pages
from tests.results.pages import get_page, heading, headings, text_of
from tests.statements import at_most

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY, DAY = NOW.date(), timedelta(days=1)
WORDS = {
    "occasion": "Thursday’s creative review",
    "act": "write the rule that would have decided it",
    "handover": "the rule",
    "recipient": "the brief agent",
}
QUESTION = "Kept, partly, or not at all? All three are useful."
PAGE = "/commitment/"


@pytest.fixture
def result(cmo: User) -> Attempt:
    return make.attempt(cmo, at=NOW - 30 * DAY)


@pytest.fixture
def owner(cmo_client: Client, result: Attempt) -> Client:
    return cmo_client


def fill_in(**changes: Any) -> dict[str, Any]:
    return WORDS | {"due_on": f"{TODAY + 30 * DAY}"} | changes


def kept_until(result: Attempt, day: date) -> Commitment:
    return make.commitment(result, made_on=TODAY - 20 * DAY, due_on=day)


def anonymous(result: Attempt) -> Client:
    browser = Client()
    session = browser.session
    session[SESSION_KEY] = [str(result.uid)]
    session.save()
    browser.cookies["sessionid"] = session.session_key or ""
    return browser


def test_without_a_result_there_is_nothing_to_commit_to(
    client: Client, stranger: User, result: Attempt
) -> None:
    client.force_login(stranger)
    assert heading(get_page(client, PAGE)) == "Nothing drawn yet"
    assert client.post(PAGE, fill_in()).status_code == HTTPStatus.OK
    assert Commitment.objects.count() == 0


def test_a_first_wording_is_offered_and_saved_by_the_person_alone(owner: Client, result: Attempt) -> None:
    page = get_page(owner, PAGE)
    assert heading(page) == "One commitment"
    assert 'name="occasion"' in page
    get_page(owner, f"/r/{result.uid}/")
    assert Commitment.objects.count() == 0


def test_kept_it_stands_with_its_date(owner: Client, result: Attempt) -> None:
    assert owner.post(PAGE, fill_in(due_on="2027-02-22")).headers["Location"] == PAGE
    (commitment,) = Commitment.objects.all()
    assert (commitment.attempt, commitment.made_on, commitment.due_on) == (result, TODAY, date(2027, 2, 22))
    page = get_page(owner, PAGE)
    assert heading(page) == "One commitment, to keep until 22 February"
    assert commitment.sentence in text_of(page).replace(" ,", ",").replace(" .", ".")
    assert "One commitment, to keep until 22 February" in headings(get_page(owner, f"/r/{result.uid}/"))


def test_its_words_can_be_changed_until_its_day(owner: Client, result: Attempt) -> None:
    kept_until(result, TODAY + DAY)
    page = get_page(owner, f"{PAGE}?change")
    assert "write the rule that would have decided it</textarea>" in page
    owner.post(PAGE, fill_in(recipient="Priya"))
    assert Commitment.objects.get().recipient == "Priya"


def field_of(page: Any, name: str) -> str:
    return str(re.findall(rf'name="{name}" value="([^"]*)"', page.content.decode())[0])


def test_a_page_opened_before_replaces_no_commitment_unseen(owner: Client, result: Attempt) -> None:
    before = {"seen": field_of(owner.get(PAGE), "seen")}
    result_page = {"seen": field_of(owner.get(f"/r/{result.uid}/"), "seen")}
    assert owner.post(PAGE, fill_in(**before)).status_code == HTTPStatus.FOUND
    assert (
        owner.post(PAGE, fill_in(**before)).status_code == HTTPStatus.FOUND
    )  # the same again, by a double click
    for late in (before, result_page):
        refused = owner.post(PAGE, fill_in(act="approve it myself", **late))
        assert refused.status_code == HTTPStatus.CONFLICT
        assert "Meanwhile you kept another commitment: “When Thursday’s creative review comes" in text_of(
            refused.content.decode()
        )
        assert "approve it myself" in refused.content.decode()
        assert Commitment.objects.get().act == WORDS["act"]
    again = {"seen": field_of(refused, "seen")}
    assert owner.post(PAGE, fill_in(act="approve it myself", **again)).status_code == HTTPStatus.FOUND
    assert Commitment.objects.get().act == "approve it myself"


def test_a_page_opened_before_moves_no_date_unseen(owner: Client, result: Attempt) -> None:
    kept_until(result, TODAY + DAY)
    before = {"seen": field_of(owner.get(f"{PAGE}?change"), "seen")}
    for days, status in ((90, HTTPStatus.FOUND), (1, HTTPStatus.CONFLICT)):
        assert owner.post(PAGE, fill_in(due_on=f"{TODAY + days * DAY}", **before)).status_code == status
    assert Commitment.objects.get().due_on == TODAY + 90 * DAY


@pytest.mark.parametrize("page", [f"{PAGE}?close", "/overview/"])
def test_a_page_opened_before_closes_no_other_commitment(
    owner: Client, cmo: User, result: Attempt, page: str
) -> None:
    first = kept_until(result, TODAY)
    before = {"closing": "1", "outcome": "not", "seen": field_of(owner.get(page), "seen")}
    actions.close_commitment(first, "kept", at=NOW)
    assert (
        "It was closed before, and stays as it was." in owner.post(PAGE, before, follow=True).content.decode()
    )
    second = make.commitment(make.attempt(cmo, at=NOW - DAY))
    late = owner.post(PAGE, before)
    assert late.status_code == HTTPStatus.CONFLICT
    assert "Meanwhile this commitment has changed: read it" in late.content.decode()
    assert set(Commitment.objects.values_list("pk", "outcome")) == {(first.pk, "kept"), (second.pk, "")}
    assert owner.post(PAGE, before | {"seen": field_of(late, "seen")}).status_code == HTTPStatus.FOUND
    assert Commitment.objects.get(pk=second.pk).outcome == "not"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"occasion": " "}, "Say when: what has to come round?"),
        ({"act": ""}, "Say what you will do then."),
        ({"recipient": "x" * 121}, "At most 120 characters; it has 121."),
        ({"sign": "x" * 201}, "At most 200 characters; it has 201."),
        ({"obstacle": "a rush job"}, "Say what you will do if it does, or leave both empty."),
        ({"response": "date it"}, "Say what may get in the way, or leave both empty."),
        ({"due_on": ""}, "Give a date, such as 22 February 2027."),
        ({"due_on": "soon"}, "Give a date, such as 22 February 2027 or 2027-02-22."),
        ({"due_on": f"{TODAY}"}, "Choose a day after today."),
        ({"due_on": f"{TODAY + 600 * DAY}"}, "Choose a day within the next eighteen months."),
    ],
)
def test_bad_input_says_what_to_do_and_loses_nothing(owner: Client, form: dict[str, str], error: str) -> None:
    response = owner.post(PAGE, fill_in(**form))
    page = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert page.count(error) == 2  # in the summary and at its field
    assert "<title>Error: " in page
    for value in fill_in(**form).values():
        assert value.strip() in page
    assert Commitment.objects.count() == 0


def test_line_breaks_and_a_last_full_stop_are_smoothed(owner: Client) -> None:
    owner.post(PAGE, fill_in(act="write \r\n the  rule", recipient=" Priya. "))
    commitment = Commitment.objects.get()
    assert (commitment.act, commitment.recipient) == ("write the rule", "Priya")


def test_what_was_typed_is_text_and_never_markup(owner: Client, result: Attempt) -> None:
    owner.post(PAGE, fill_in(act="<script>alert(1)</script>"))
    for path in [PAGE, f"{PAGE}?change", f"/r/{result.uid}/"]:
        page = get_page(owner, path)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("days", "title"), [(0, "One commitment, due today"), (-3, "One commitment, due since")]
)
def test_from_its_day_on_it_asks_how_it_went(owner: Client, result: Attempt, days: int, title: str) -> None:
    kept_until(result, TODAY + days * DAY)
    page = get_page(owner, PAGE)
    assert heading(page).startswith(title)
    assert QUESTION in page
    assert "Still running" not in page
    assert "Change the words" not in page
    assert owner.post(PAGE, fill_in(act="nothing")).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert owner.post(PAGE, {"closing": "1", "outcome": "running"}).status_code == 422
    assert Commitment.objects.get().act == "write the rule that would have decided it"


@pytest.mark.parametrize(
    ("outcome", "sentence"), [("kept", "Kept."), ("partly", "Partly kept."), ("not", "Not kept, this time.")]
)
def test_closed_it_says_so_for_good(owner: Client, result: Attempt, outcome: str, sentence: str) -> None:
    kept_until(result, TODAY)
    owner.post(PAGE, {"closing": "1", "outcome": outcome, "note": "Twice of four."})
    page = get_page(owner, PAGE)
    assert heading(page) == sentence
    assert "Twice of four." in page
    owner.post(PAGE, {"closing": "1", "outcome": "kept", "note": ""})
    closed = Commitment.objects.get()
    assert (closed.outcome, closed.note) == (outcome, "Twice of four.")


def test_closing_without_an_answer_asks_for_one_and_keeps_the_line(owner: Client, result: Attempt) -> None:
    kept_until(result, TODAY)
    response = owner.post(PAGE, {"closing": "1", "note": "Twice of four.", "then": "start"})
    page = response.content.decode()
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert page.count("Choose one answer to continue.") == 2
    assert 'value="Twice of four."' in page
    assert 'name="then" value="start"' in page
    assert Commitment.objects.get().is_open


def test_the_next_attempt_opens_with_closing_it_and_then_begins(owner: Client, result: Attempt) -> None:
    kept_until(result, TODAY - DAY)
    for questionnaire in ["start", "pulse"]:
        for response in [owner.get(f"/{questionnaire}/"), owner.post(f"/{questionnaire}/")]:
            assert response.headers["Location"] == f"{PAGE}?then={questionnaire}"
    assert Attempt.objects.open().count() == 0
    assert QUESTION in get_page(owner, f"{PAGE}?then=start")
    closed = owner.post(PAGE, {"closing": "1", "outcome": "kept", "then": "start"})
    assert closed.headers["Location"] == "/start/"
    assert owner.post("/start/").headers["Location"].startswith("/take/")


def test_before_its_day_it_may_be_still_running(owner: Client, result: Attempt) -> None:
    kept_until(result, TODAY + DAY)
    assert "Still running" in get_page(owner, f"{PAGE}?then=pulse")
    assert "Kept, partly, not at all, or still running?" in get_page(owner, f"{PAGE}?then=pulse")
    make.published("pulse")
    onward = owner.post(PAGE, {"closing": "1", "outcome": "running", "then": "pulse"}).headers["Location"]
    assert onward == "/pulse/?running"
    assert owner.get(onward).status_code == HTTPStatus.OK
    assert owner.post(onward).headers["Location"].startswith("/take/")
    assert Commitment.objects.get().is_open


def test_on_its_first_day_nobody_is_asked_whether_a_commitment_was_kept(owner: Client) -> None:
    owner.post(PAGE, fill_in())
    for questionnaire in ["start", "pulse"]:
        assert owner.get(f"/{questionnaire}/").status_code == HTTPStatus.OK
    assert Commitment.objects.get().is_open


def test_an_attempt_under_way_is_carried_on_first(owner: Client, cmo: User, result: Attempt) -> None:
    make.started(cmo)
    kept_until(result, TODAY)
    assert "You stopped at question 1" in get_page(owner, "/start/")


def test_nobody_elses_commitment_stands_in_the_way(client: Client, stranger: User, result: Attempt) -> None:
    kept_until(result, TODAY)
    client.force_login(stranger)
    assert client.get("/start/").status_code == HTTPStatus.OK
    assert heading(get_page(client, PAGE)) == "Nothing drawn yet"
    client.post(PAGE, {"closing": "1", "outcome": "not"})
    assert Commitment.objects.get().is_open


@pytest.mark.parametrize("then", ["//elsewhere.example", "https://elsewhere.example", "results:landing", ""])
def test_the_way_on_stays_on_the_site(owner: Client, result: Attempt, then: str) -> None:
    kept_until(result, TODAY)
    closed = owner.post(PAGE, {"closing": "1", "outcome": "not", "then": then})
    assert closed.headers["Location"] == PAGE


def test_whoever_has_no_account_keeps_and_closes_one_too(cmo: User, result: Attempt) -> None:
    browser = anonymous(make.attempt(None, at=NOW - DAY))
    browser.post(PAGE, fill_in())
    (commitment,) = Commitment.objects.all()
    assert commitment.attempt != result
    make.commitment_a_day_older()
    assert browser.get("/start/").headers["Location"] == f"{PAGE}?then=start"
    browser.post(PAGE, {"closing": "1", "outcome": "kept", "then": "start"})
    assert Commitment.objects.get().outcome == "kept"


def test_one_that_is_still_running_stands_beside_a_later_pulse(
    owner: Client, cmo: User, result: Attempt
) -> None:
    commitment = kept_until(result, TODAY + 40 * DAY)
    pulse = make.attempt(cmo, "pulse", at=NOW)
    page = text_of(get_page(owner, f"/r/{pulse.uid}/"))
    assert "Made after an earlier result and still running." in page
    owner.post(PAGE, fill_in(act="look again"))
    commitment.refresh_from_db()
    assert (commitment.act, Commitment.objects.count()) == ("look again", 1)


def test_a_pulse_leaves_a_commitment_of_its_own(owner: Client, cmo: User) -> None:
    pulse = make.attempt(cmo, "pulse", at=NOW)
    assert any(
        line.startswith("One commitment, to keep until")
        for line in headings(get_page(owner, f"/r/{pulse.uid}/"))
    )
    owner.post(PAGE, fill_in())
    assert Commitment.objects.get().attempt == pulse


def test_an_earlier_result_shows_its_own_or_nothing(owner: Client, cmo: User, result: Attempt) -> None:
    later = make.attempt(cmo, at=NOW)
    assert "One commitment" not in get_page(owner, f"/r/{result.uid}/")
    actions.close_commitment(kept_until(result, TODAY), "kept", at=NOW)
    assert "You kept your commitment." in headings(get_page(owner, f"/r/{result.uid}/"))
    assert any(
        line.startswith("One commitment, to keep until")
        for line in headings(get_page(owner, f"/r/{later.uid}/"))
    )


def test_the_pages_ask_little_of_the_database(owner: Client, cmo: User, result: Attempt) -> None:
    owner.get(PAGE)  # the questions of the edition are read once a process
    with at_most(2):
        owner.get(PAGE)
    with at_most(4, apart=8):
        owner.post(PAGE, fill_in())
    make.commitment_a_day_older()
    with at_most(1):
        owner.get("/start/")
    with at_most(2):
        owner.get(f"/r/{result.uid}/reminder.ics")
    with at_most(3, apart=8):
        owner.post(PAGE, {"closing": "1", "outcome": "kept"})
    with at_most(6, apart=8):
        owner.post("/start/")


REHEARSED = {
    "sign": "two wait for the same thing",
    "obstacle": "a nervous call",
    "response": "ask what the page says",
}


def test_a_commitment_stands_with_its_sign_and_its_rehearsal(owner: Client, result: Attempt) -> None:
    owner.post(PAGE, fill_in(**REHEARSED))
    for path in [PAGE, f"/r/{result.uid}/"]:
        page = text_of(get_page(owner, path))
        assert "It worked if two wait for the same thing ." in page
        assert "If a nervous call gets in the way, I will ask what the page says ." in page
    changing = get_page(owner, f"{PAGE}?change")
    assert "<details open>" in changing
    assert "ask what the page says</textarea>" in changing


def test_nothing_to_hand_on_is_no_mistake(owner: Client) -> None:
    owner.post(PAGE, fill_in(handover=" "))
    assert "it goes to the brief agent" in Commitment.objects.get().sentence
    assert "and it goes to" in text_of(get_page(owner, PAGE))


def test_a_commitment_keeps_the_experiment_it_was_chosen_from(owner: Client, result: Attempt) -> None:
    pages.published()
    page = get_page(owner, f"{PAGE}?practice=systems.flow&experiment=week")
    hidden = dict(re.findall(r'<input type="hidden" name="(practice|experiment)" value="([^"]*)"', page))
    assert hidden == {"practice": "systems.flow", "experiment": "week"}
    owner.post(PAGE, fill_in(**hidden))
    commitment = Commitment.objects.get()
    assert (commitment.facet, commitment.experiment) == ("systems.flow", "week")
    owner.post(PAGE, fill_in(practice="systems.flow", experiment="<b>year</b>"))
    commitment.refresh_from_db()
    assert (commitment.facet, commitment.experiment) == ("systems.flow", "")
    owner.post(PAGE, fill_in(practice="of.nothing", experiment="week"))
    commitment.refresh_from_db()
    assert (commitment.facet, commitment.experiment) == ("", "")


def test_another_experiment_says_which_commitment_it_replaces(owner: Client, result: Attempt) -> None:
    pages.published()
    commitment = kept_until(result, TODAY + DAY)
    chosen = f"{PAGE}?practice=systems.flow&experiment=week"
    assert f"You have an open commitment: “{commitment.sentence}” This one takes its place." in text_of(
        get_page(owner, chosen)
    )
    Commitment.objects.update(due_on=TODAY)
    assert "Your open commitment has reached its date. Say first how it went." in text_of(
        get_page(owner, chosen)
    )
    actions.close_commitment(commitment, "kept", at=NOW)
    assert "Your last result has had its commitment." in text_of(get_page(owner, chosen))


def test_the_form_says_first_what_a_commitment_is(owner: Client) -> None:
    text = text_of(get_page(owner, PAGE))
    assert text.index("One small thing, on a day that comes anyway") < text.index("Keep this commitment")
    assert "Nothing is saved until you keep it." in text
