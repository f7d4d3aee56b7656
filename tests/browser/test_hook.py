"""The landing page's minute: drawn as it is typed, exactly as the server draws it."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

# All of one drawing as a reader of the page's source sees it, without the spaces that say nothing.
SOURCE = """() => [...document.querySelectorAll(".week-form .plan, .week-form .ratio-words")].map(
  (e) => e.outerHTML.replace(/\\s+/g, " ").replaceAll("> ", ">").replaceAll(" <", "<"))"""
WEEKS = [
    ("21", "6"),
    ("40", "2"),
    ("1", "1"),
    ("2", "0"),
    ("0", "3"),
    ("20", "0.5"),
    ("0,25", "20"),
    ("5", "4"),
    ("10", "7"),
    ("6,5", "13"),
    ("7½", "3:20"),
    ("12.17 h", "5¼"),
    ("30", "30"),
    ("3", "40"),
    ("10", "0"),
    ("8", "8"),
    ("12", "8.5"),
    ("１２", "８.5 h"),
    ("44", "0.5"),
    ("90 min", "2 h 30 min"),
    ("1 Std. 5 Min.", "1h30m"),
    ("22", "1"),
    ("1", "42"),
]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def _drawn(page: Page) -> tuple[list[str], list[float]]:
    """The drawings' words and elements, and their numbers."""
    text = "\n".join(page.evaluate(SOURCE)).replace(" plan-live", "")
    return NUMBER.split(text), [float(number) for number in NUMBER.findall(text)]


def _type(page: Page, approving: str, designing: str) -> None:
    page.fill("[name=approving]", approving)
    page.fill("[name=designing]", designing)


def _without_script(page: Page, site: str) -> None:
    """The page without its own script: the server draws."""
    page.route("**/hours.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(site)


def _served(page: Page, week: tuple[str, str]) -> tuple[list[str], list[float]]:
    """The same week drawn by the server, asked from the first page or from that with the week before."""
    expect(page.locator(".plan-live")).to_have_count(0)
    _type(page, *week)
    with page.expect_navigation():
        page.evaluate("document.querySelector('form.week-form').submit()")
    return _drawn(page)


def test_the_browser_draws_weeks_as_the_server_does(site: str, page: Page, context: BrowserContext) -> None:
    plain = context.new_page()
    _without_script(plain, site)
    page.goto(site)
    for week in WEEKS:
        _type(page, *week)
        (words, numbers), (served, figures) = _drawn(page), _served(plain, week)
        assert words == served, week
        assert numbers == pytest.approx(figures, abs=0.002), week


def test_the_week_is_an_example_until_somebody_types(site: str, page: Page) -> None:
    page.goto(site)
    sentence = page.locator(".week-form .ratio-words")
    expect(page.locator(".plan-live")).to_have_count(1)
    expect(sentence).to_have_text("An example: 3.5 hours of approving for every hour of designing.")
    page.get_by_role("button", name="One hour more: Approving work").click()
    expect(sentence).to_have_text("You approve for 3.5 hours for every hour you design.")


def test_steppers_move_an_hour_and_stop_at_none(site: str, page: Page) -> None:
    page.goto(site)
    page.get_by_role("button", name="One hour more: Designing systems").click()
    expect(page.locator("[name=designing]")).to_have_value("7")
    page.fill("[name=approving]", "0")
    page.get_by_role("button", name="One hour less: Approving work").click()
    expect(page.locator("[name=approving]")).to_have_value("0")


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("12½", "13.5"),
        ("10h", "11"),
        ("7,25", "8.25"),
        ("7:20", "8.33"),
        (" 3 ", "4"),
        ("", "1"),
        ("½", "1.5"),
        ("90 min", "2.5"),
        ("７．５", "8.5"),
    ],
)
def test_a_step_starts_from_what_was_typed(site: str, page: Page, text: str, more: str) -> None:
    page.goto(site)
    page.fill("[name=approving]", text)
    page.get_by_role("button", name="One hour more: Approving work").click()
    expect(page.locator("[name=approving]")).to_have_value(more)


def test_a_step_from_what_cannot_be_read_loses_nothing(site: str, page: Page) -> None:
    page.goto(site)
    for typed, step, after in [("2x", "more", "2x"), ("7.333", "less", "7.333"), ("900", "more", "900")]:
        page.fill("[name=approving]", typed)
        page.get_by_role("button", name=f"One hour {step}: Approving work").click()
        expect(page.locator("[name=approving]")).to_have_value(after)


def test_hours_are_stepped_with_the_comma_of_the_language(site: str, page: Page) -> None:
    page.set_extra_http_headers({"Accept-Language": "de"})
    page.goto(site)
    page.fill("[name=designing]", "7.33")
    page.locator("[name=designing] + [data-step]").click()
    expect(page.locator("[name=designing]")).to_have_value("8,33")


def test_hours_that_cannot_be_read_leave_no_older_week_drawn(site: str, page: Page) -> None:
    page.goto(site)
    for approving, designing in [("90", "90"), ("soon", "6"), ("-3", "6")]:
        _type(page, "21", "6")
        expect(page.locator(".week-form .plan:visible")).to_have_count(1)
        _type(page, approving, designing)
        page.press("[name=designing]", "Enter")
        expect(page.get_by_text("Type hours as a number")).to_be_visible()
        expect(page.locator(".week-form .plan:visible")).to_have_count(0)
        expect(page.locator(".week-form .ratio-words")).to_be_empty()
    _type(page, "7½ h", "7:30")
    expect(page.locator(".week-form .ratio-words")).to_contain_text("about as long as")
    expect(page.locator(".week-form .plan:visible")).to_have_count(1)


def test_too_many_hours_are_named_while_they_are_typed(site: str, page: Page) -> None:
    page.goto(site)
    _type(page, "90", "90")
    expect(page.get_by_text("a week has 168")).to_be_visible()
    expect(page.locator(".week-form .plan:visible")).to_have_count(0)
    expect(page.locator(".week-form .ratio-words")).to_be_empty()
    page.fill("[name=designing]", "9")
    expect(page.locator(".week-form .ratio-words")).to_contain_text("10 hours")
    expect(page.locator(".week-form .plan:visible")).to_have_count(1)


def test_hours_wait_in_this_browser_only_once_they_are_typed(site: str, page: Page) -> None:
    page.goto(site)
    assert page.evaluate("sessionStorage.getItem('aa:hook')") is None
    _type(page, "30", "5,5")
    assert page.evaluate("JSON.parse(sessionStorage.getItem('aa:hook'))") == {
        "approving": 30,
        "designing": 5.5,
    }


def test_half_typed_hours_leave_the_drawing_alone(site: str, page: Page) -> None:
    page.goto(site)
    before = _drawn(page)
    page.fill("[name=approving]", "2x")
    assert _drawn(page) == before


def test_hours_that_cannot_be_read_are_named_once_the_field_is_left(site: str, page: Page) -> None:
    page.goto(site)
    unread = page.get_by_text("Type hours as a number")
    for typed in ["2x", "999", ""]:
        page.fill("[name=approving]", typed)
        page.press("[name=approving]", "Tab")
        expect(unread).to_be_visible()
        page.fill("[name=approving]", "22")
        expect(unread).to_be_hidden()


def test_the_chosen_light_holds_on_the_next_page_until_the_device_decides_again(
    site: str, page: Page
) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(site)
    page.locator(".theme").get_by_text("dark", exact=True).click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(8, 21, 44)"
    expect(page.locator(".theme input[value=dark]")).to_be_checked()
    page.locator(".theme").get_by_text("follows your device").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(243, 245, 244)"


@pytest.mark.parametrize(("width", "height"), [(390, 664), (1440, 780)])
def test_the_first_screen_holds_the_one_way_on(page: Page, site: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site}/")
    expect(page.locator(".hero-words .btn-primary")).to_be_in_viewport(ratio=1)
