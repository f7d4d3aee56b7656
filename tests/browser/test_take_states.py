"""The table of docs/taking.md: what is sent, said and kept in each state of a question page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from assessment.attempts.models import Answer
from tests.browser import walk
from tests.browser.conftest import Watch
from tests.browser.walk import open_question

pytestmark = pytest.mark.django_db(transaction=True)
FREQUENCY, BELIEF, RANGE, HOURS = 14, 7, 11, 32
HERE, NEXT = f"/q/{FREQUENCY}/", f"/q/{FREQUENCY + 1}/"


@pytest.fixture(autouse=True)
def _expected(watch: Watch) -> None:
    watch.expected += ["status of 4", "status of 503", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]


def status(page: Page, text: str) -> None:
    expect(page.locator("#save-status")).to_have_text(re.compile(text))


def no_longer_saved(page: Page) -> None:
    expect(page.locator("#save-status")).not_to_have_text(re.compile(r"^\s*Saved\s*$"))


def choose(page: Page, nth: int) -> None:
    # Not check(), which looks at the field again after the click: what it sends may take the page elsewhere.
    page.locator("#question-form input[type=radio]").nth(nth).click()


def press(page: Page, name: str = "Continue") -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def get_chosen_code(number: int = FREQUENCY) -> str:
    option = Answer.objects.get(question__position=number).option
    assert option is not None
    return option.code


def answer_saves_with(status_of_reply: int) -> Callable[[Route], None]:
    """A route that answers saves with a status, as long as it stands, and lets everything else through."""

    def answer(route: Route) -> None:
        if "application/json" in route.request.headers.get("accept", ""):
            route.fulfill(status=status_of_reply, body="")
        else:
            route.continue_()

    return answer


def saves_of(page: Page) -> list[str]:
    """The bodies of all saves from now on."""
    bodies: list[str] = []
    page.on(
        "request",
        lambda request: (
            bodies.append(request.post_data or "")
            if request.method == "POST" and "application/json" in request.headers.get("accept", "")
            else None
        ),
    )
    return bodies


def in_two_browsers(
    page: Page, browser: Browser, site: str, watch: Watch, number: int = FREQUENCY
) -> tuple[str, Page]:
    """One attempt at one question in two browsers."""
    address = open_question(page, site, number)
    other = browser.new_context(storage_state=page.context.storage_state()).new_page()
    watch.attach(other)
    other.goto(address)
    return address, other


@pytest.mark.parametrize("failing", ["offline", "503"])
def test_an_answer_that_waited_never_replaces_one_saved_elsewhere_since(
    page: Page, browser: Browser, site: str, watch: Watch, failing: str
) -> None:
    address, other = in_two_browsers(page, browser, site, watch)
    if failing == "offline":
        page.context.set_offline(True)
    else:
        page.route(f"**{HERE}", answer_saves_with(503))
    choose(page, 0)
    status(page, "offline" if failing == "offline" else "Not saved yet")
    choose(other, 3)
    status(other, "Saved")
    page.goto("about:blank")
    page.unroute_all()
    page.context.set_offline(False)
    page.goto(address)
    expect(page.get_by_role("heading", name="This changed somewhere else")).to_be_visible()
    no_longer_saved(page)
    assert get_chosen_code() == "4"
    page.get_by_role("button", name="Keep “Never”").click()
    page.wait_for_url(re.compile(NEXT))
    assert get_chosen_code() == "1"
    other.context.close()


def test_a_waiting_answer_is_told_as_a_conflict_from_another_question_and_from_the_review(
    page: Page, browser: Browser, site: str, watch: Watch
) -> None:
    address, other = in_two_browsers(page, browser, site, watch)
    page.context.set_offline(True)
    choose(page, 0)
    status(page, "offline")
    choose(other, 3)
    status(other, "Saved")
    page.goto("about:blank")
    page.context.set_offline(False)
    for elsewhere in [address.replace(HERE, NEXT), address.replace(HERE, "/review/")]:
        page.goto(elsewhere)
        status(page, "Question 14 was answered somewhere else too")
    page.get_by_role("link", name="See both answers").click()
    expect(page.get_by_role("heading", name="This changed somewhere else")).to_be_visible()
    page.get_by_role("link", name=re.compile("Keep")).click()
    page.wait_for_url(re.compile(NEXT))
    page.reload()
    expect(page.locator("#save-status")).to_have_text(re.compile(r"^\s*$"))
    assert get_chosen_code() == "4"
    other.context.close()


def test_a_waiting_answer_goes_on_from_where_its_page_stopped(page: Page, site: str) -> None:
    address = open_question(page, site, FREQUENCY)
    choose(page, 1)
    status(page, "Saved")
    page.context.set_offline(True)
    choose(page, 2)
    status(page, "offline")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(address)
    status(page, "Saved")
    choose(page, 4)
    status(page, "Saved")
    assert get_chosen_code() == "5"
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('aa:'))") == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7.333", "Not saved. Give hours as a number"),
        ("abc", "Not saved. Give hours as a number"),
        ("-3", "Not saved. Give hours as a number"),
        ("800", "Not saved. That is more than the 744 hours"),
        ("", "Not saved: the answer isn’t complete"),
        ("10 h", r"^\s*Saved"),
        ("7½", r"^\s*Saved"),
    ],
)
def test_saved_is_said_only_of_hours_that_are_saved(page: Page, site: str, text: str, reason: str) -> None:
    open_question(page, site, HOURS)
    for name, hours in [("approving", "7,5"), ("designing", "5"), ("other", "0")]:
        page.fill(f"[name={name}]", hours)
    status(page, "Saved")
    page.fill("[name=approving]", text)
    page.press("[name=approving]", "Tab")
    status(page, reason)
    stored = Answer.objects.get().value
    assert stored is not None
    assert stored["approving"] == {"10 h": 600}.get(text, 450)
    page.fill("[name=approving]", "7.5")
    page.press("[name=approving]", "Tab")
    status(page, r"^\s*Saved")


def test_saved_goes_with_the_first_key(page: Page, site: str) -> None:
    open_question(page, site, RANGE)
    page.fill("[name=low]", "20")
    page.fill("[name=high]", "60")
    status(page, "Saved")
    page.route("**/q/*/", lambda route: None)
    page.fill("[name=low]", "2")
    no_longer_saved(page)
    page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize(
    ("low", "high", "reason"),
    [
        ("70", "60", "Not saved. “At least” is above"),
        ("20", "150", "whole number"),
        ("20", "", "isn’t complete"),
    ],
)
def test_saved_is_said_only_of_ranges_that_are_saved(
    page: Page, site: str, low: str, high: str, reason: str
) -> None:
    open_question(page, site, RANGE)
    page.fill("[name=low]", "20")
    page.fill("[name=high]", "60%")
    status(page, "Saved")
    page.fill("[name=low]", low)
    page.fill("[name=high]", high)
    page.press("[name=high]", "Tab")
    status(page, reason)
    assert Answer.objects.get().value == {"low": 20, "high": 60}


@pytest.mark.parametrize("fields", [{"low": "20", "high": "150"}, {"low": "80", "high": "15"}])
def test_continue_leads_to_the_errors_after_a_save_that_failed(
    page: Page, site: str, fields: dict[str, str]
) -> None:
    open_question(page, site, RANGE)
    page.route("**/q/*/", answer_saves_with(503))
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    status(page, "Not saved yet")
    page.unroute_all()
    press(page)
    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator("[name=high]")).to_have_value(fields["high"])
    no_longer_saved(page)


def test_continue_moves_on_once_the_server_is_back(page: Page, site: str) -> None:
    open_question(page, site, FREQUENCY)
    page.route("**/q/*/", answer_saves_with(503))
    choose(page, 2)
    status(page, "Not saved yet. Keep going")
    press(page)
    status(page, "We’ll move on")
    page.unroute_all()
    page.wait_for_url(re.compile(NEXT))
    assert get_chosen_code() == "3"


def test_what_is_no_reply_of_ours_saves_nothing(page: Page, site: str) -> None:
    open_question(page, site, FREQUENCY)
    page.route("**/q/*/", answer_saves_with(200))
    choose(page, 2)
    status(page, "Not saved yet")
    page.unroute_all()
    status(page, "Saved")
    assert get_chosen_code() == "3"


NO_STORAGE = {
    "absent": "for (const name of ['sessionStorage', 'localStorage']) "
    "Object.defineProperty(window, name, { get() { return null; } });",
    "forbidden": "for (const name of ['sessionStorage', 'localStorage']) "
    "Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
}


@pytest.mark.parametrize("storage", NO_STORAGE)
def test_without_storage_all_works_but_nothing_is_called_kept(
    page: Page, context: BrowserContext, site: str, storage: str
) -> None:
    context.add_init_script(NO_STORAGE[storage])
    address = open_question(page, site, FREQUENCY)
    page.keyboard.press("3")
    status(page, "Saved")
    assert get_chosen_code() == "3"
    context.set_offline(True)
    choose(page, 0)
    status(page, "Keep this page open: your answer isn’t saved yet")
    press(page)
    context.set_offline(False)
    page.wait_for_url(re.compile(NEXT))
    assert get_chosen_code() == "1"
    page.route("**/q/*/", answer_saves_with(404))
    choose(page, 0)
    status(page, "Your session ended, and this answer isn’t saved")
    page.unroute_all()
    page.goto(address.replace(HERE, f"/q/{HOURS}/"))
    page.fill("[name=approving]", "5")
    page.get_by_role("button", name="One hour more: Approving").click()
    expect(page.locator("[name=approving]")).to_have_value("6")


@pytest.mark.parametrize(
    ("number", "half"),
    [(BELIEF, "claim"), (BELIEF, "confidence"), (RANGE, "low"), (RANGE, "high"), (HOURS, "designing")],
)
@pytest.mark.parametrize("line", ["online", "offline"])
def test_save_and_leave_leaves_a_half_answered_question_and_shows_the_half_again(
    page: Page, site: str, number: int, half: str, line: str
) -> None:
    address = open_question(page, site, number)
    field = page.locator(f"#question-form [name={half}]").first
    if number == BELIEF:
        field.check()
    else:
        field.fill("12")
    page.context.set_offline(line == "offline")
    press(page, "Save and leave")
    if line == "offline":
        status(page, "offline")
        page.context.set_offline(False)
    page.wait_for_url(re.compile("/leave/"))
    assert not Answer.objects.exists()
    page.goto(address)
    if number == BELIEF:
        expect(field).to_be_checked()
    else:
        expect(field).to_have_value("12")
    no_longer_saved(page)


def test_save_and_leave_offline_leaves_when_the_line_is_back(page: Page, site: str) -> None:
    open_question(page, site, BELIEF)
    page.locator("[name=claim]").first.check()
    page.context.set_offline(True)
    page.locator("[name=confidence]").nth(2).check()
    status(page, "offline")
    press(page, "Save and leave")
    page.context.set_offline(False)
    page.wait_for_url(re.compile("/leave/"))
    assert Answer.objects.get().value == {"claim": True, "confidence": 70}


def test_wrong_hours_are_not_left_behind_unsaid(page: Page, site: str) -> None:
    open_question(page, site, HOURS)
    for name, hours in [("approving", "soon"), ("designing", "5"), ("other", "0")]:
        page.fill(f"[name={name}]", hours)
    press(page, "Save and leave")
    expect(page.locator("#errors")).to_contain_text("Give hours as a number")
    expect(page.locator("[name=approving]")).to_have_value("soon")


@pytest.mark.parametrize("code", [403, 404])
def test_an_ended_session_keeps_the_answer_and_sends_it_after_loading_again(
    page: Page, site: str, code: int
) -> None:
    open_question(page, site, FREQUENCY)
    page.route("**/q/*/", answer_saves_with(code))
    choose(page, 1)
    status(page, "Your session ended. Your answer is safe.")
    page.unroute_all()
    page.get_by_role("link", name="Carry on").click()
    status(page, "Saved")
    assert get_chosen_code() == "2"


def test_a_waiting_answer_is_sent_under_a_new_token(page: Page, site: str) -> None:
    address = open_question(page, site, FREQUENCY)
    page.context.set_offline(True)
    choose(page, 1)
    status(page, "offline")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.context.clear_cookies(name="csrftoken")
    page.goto(address.replace(HERE, NEXT))
    expect(page.locator("h1")).to_be_visible()
    walk.expect_nothing_waits(page)
    assert get_chosen_code() == "2"


def test_a_change_while_sending_is_sent_too_and_saved_is_said_of_the_last(page: Page, site: str) -> None:
    open_question(page, site, FREQUENCY)
    bodies = saves_of(page)
    routes: list[Route] = []
    page.route("**/q/*/", lambda route: routes.append(route) if not routes else route.continue_())
    choose(page, 1)
    status(page, "Saving")
    choose(page, 3)
    no_longer_saved(page)
    while not routes:
        page.wait_for_timeout(10)
    routes[0].continue_()
    status(page, "Saved")
    assert get_chosen_code() == "4"
    assert len(bodies) == 2


def test_back_to_what_is_saved_sends_nothing(page: Page, site: str) -> None:
    open_question(page, site, RANGE)
    page.fill("[name=low]", "20")
    page.fill("[name=high]", "60")
    page.press("[name=high]", "Tab")
    status(page, "Saved")
    bodies = saves_of(page)
    page.fill("[name=low]", "")
    status(page, "isn’t complete")
    page.fill("[name=low]", "20")
    status(page, "Saved")
    page.press("[name=low]", "Tab")
    status(page, "Saved")
    assert bodies == []
