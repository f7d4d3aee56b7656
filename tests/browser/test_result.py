"""A result and the way over time, drawn in a real browser: charts, themes, tables, and without scripts."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessment.accounts.models import User
from assessment.scoring.rounding import half_up
from tests import make
from tests.browser.conftest import look_at
from tests.browser.walk import expect_drawn
from tests.practice import pages as practice
from tests.results.lives import day, submit

pytestmark = pytest.mark.django_db(transaction=True)
PLOT = ".plot .main-svg"


@pytest.fixture
def addresses(cmo: User, site: str) -> list[str]:
    """A repeat, a pulse, and all results over time."""
    submit(cmo, day(8), 0.4)
    result = submit(cmo, day(11), {"systems": 0.9, "literacy": 0.5, "uncertainty": 0.3})
    submit(cmo, day(9), slug="pulse")
    pulse = submit(cmo, day(10), slug="pulse")
    return [f"{site}/r/{result.uid}/", f"{site}/r/{pulse.uid}/", f"{site}/over-time/"]


def sign_in(context: BrowserContext, user: User, site: str) -> None:
    client = Client()
    client.force_login(user)
    (cookie,) = client.cookies.values()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


INVISIBLE_MARKS = """() => [...document.querySelectorAll(".key > span")].filter((key) => {
  const mark = getComputedStyle(key, "::before");
  const filled = mark.backgroundImage !== "none" ||
    ![getComputedStyle(document.body).backgroundColor, "rgba(0, 0, 0, 0)"].includes(mark.backgroundColor);
  return !filled && parseFloat(mark.borderTopWidth) === 0;
}).map((key) => key.textContent)"""


# The grid behind a number is covered by the number's own outline.
UNCOVERED_NUMBERS = """() => [...document.querySelectorAll(".dots-number, .scale-text text")].filter((n) => {
  const { paintOrder, strokeWidth } = getComputedStyle(n);
  return !paintOrder.startsWith("stroke") || parseFloat(strokeWidth) < 5;
}).map((n) => n.textContent)"""


def test_every_page_with_results_is_accessible_in_both_themes_and_in_forced_colours(
    page: Page, context: BrowserContext, cmo: User, site: str, addresses: list[str]
) -> None:
    sign_in(context, cmo, site)
    for address in addresses:
        page.goto(address)
        expect_drawn(page)
        look_at(page)
        page.emulate_media(forced_colors="active")
        assert page.evaluate(INVISIBLE_MARKS) == []
        assert page.evaluate(UNCOVERED_NUMBERS) == []
        page.emulate_media(forced_colors="none")


def test_on_a_short_phone_the_button_of_a_result_is_in_the_first_screen(
    page: Page, context: BrowserContext, cmo: User, site: str
) -> None:
    practice.published()
    result = submit(cmo, day(8), 0.4)
    sign_in(context, cmo, site)
    page.set_viewport_size({"width": 390, "height": 664})
    page.goto(f"{site}/r/{result.uid}/")
    expect(page.locator(".minute-act .btn")).to_be_in_viewport(ratio=1)


FADED = """() => {
    const act = document.querySelector(".minute-act"), fade = getComputedStyle(act, "::before");
    const [edge, end] = [act, document.querySelector(".minute-sentences li:last-child p")]
        .map(element => element.getBoundingClientRect());
    const fades = fade.backgroundImage.startsWith("linear-gradient");
    return {fades, room: edge.top - parseFloat(fade.height) - end.bottom};
}"""


def test_what_goes_on_below_the_button_of_a_result_fades_and_is_clear_once_it_is_reached(
    page: Page, context: BrowserContext, cmo: User, site: str
) -> None:
    practice.published()
    result = submit(cmo, day(8), 0.4)
    sign_in(context, cmo, site)
    page.set_viewport_size({"width": 390, "height": 500})
    page.goto(f"{site}/r/{result.uid}/")
    above = page.evaluate(FADED)
    assert above["fades"]
    assert above["room"] < 0
    page.locator(".minute + *").scroll_into_view_if_needed()
    page.locator(".minute-act").evaluate(
        "act => scrollBy(0, act.getBoundingClientRect().bottom - innerHeight / 2)"
    )
    assert page.evaluate(FADED)["room"] >= 0
    # Where letters are so large that little else would be in sight, it stands below the last sentence.
    page.set_viewport_size({"width": 390, "height": 470})
    assert page.locator(".minute-act").evaluate("act => getComputedStyle(act).position") == "static"


@pytest.mark.parametrize("path", ["/method/", "/privacy/", "/accessibility/"])
def test_pages_to_read_are_accessible_in_both_themes(page: Page, site: str, path: str) -> None:
    page.goto(f"{site}{path}")
    look_at(page)


def test_the_list_of_sections_marks_the_one_being_read(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/method/")
    page.locator("#tolerance").evaluate("(section) => section.scrollIntoView()")
    expect(page.locator(".index [aria-current]")).to_have_attribute("href", "#tolerance")
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(".index [aria-current]")).to_have_attribute("href", "#limits")


def test_a_result_lists_its_sections_and_marks_the_one_being_read(
    page: Page, context: BrowserContext, cmo: User, site: str, addresses: list[str]
) -> None:
    sign_in(context, cmo, site)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(addresses[0])
    page.locator("#moves").evaluate("(section) => section.scrollIntoView()")
    expect(page.locator(".index [aria-current]")).to_have_attribute("href", "#moves")


def test_a_table_that_goes_on_past_the_edge_shows_a_shadow_there(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/method/")
    wide = page.evaluate(
        """() => [...document.querySelectorAll(".table-scroll")]
        .filter((box) => box.scrollWidth > box.clientWidth + 1)
        .map((box) => getComputedStyle(box).backgroundAttachment)"""
    )
    assert wide
    assert set(wide) == {"local, local, scroll, scroll"}


def test_a_german_result_fits_the_narrowest_phone(
    page: Page, context: BrowserContext, cmo: User, site: str, addresses: list[str]
) -> None:
    sign_in(context, cmo, site)
    page.set_extra_http_headers({"Accept-Language": "de"})
    page.set_viewport_size({"width": 320, "height": 800})
    for address in addresses:
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", "de")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address


def test_a_change_of_theme_redraws_the_charts(
    page: Page, context: BrowserContext, cmo: User, site: str, addresses: list[str]
) -> None:
    sign_in(context, cmo, site)
    page.emulate_media(color_scheme="light")
    page.goto(addresses[0])
    dots = page.locator("[data-figure=capabilities-figure] .points path")
    expect(dots.last).to_have_css("fill", "rgb(27, 63, 196)")
    page.emulate_media(color_scheme="dark")
    expect(dots.last).to_have_css("fill", "rgb(157, 187, 255)")
    page.get_by_label("light", exact=True).check()
    expect(dots.last).to_have_css("fill", "rgb(27, 63, 196)")


def test_a_chart_keeps_the_height_reserved_for_it(
    page: Page, context: BrowserContext, cmo: User, site: str, addresses: list[str]
) -> None:
    sign_in(context, cmo, site)
    for address in addresses:
        page.goto(address)
        expect_drawn(page)
        sizes = page.locator(".plot").evaluate_all(
            "all => all.map(e => [e.clientHeight, e.querySelector('.main-svg').clientHeight])"
        )
        assert sizes
        assert all(reserved == drawn_height for reserved, drawn_height in sizes)


def test_what_a_chart_drew_is_what_its_table_says(
    page: Page, context: BrowserContext, cmo: User, site: str, addresses: list[str]
) -> None:
    sign_in(context, cmo, site)
    page.goto(addresses[0])
    for name, trace, column in [
        ("capabilities-figure", "now", 0),
        ("said-figure", "said", 0),
        ("said-figure", "shown", 1),
    ]:
        plot = page.locator(f"[data-figure={name}]")
        expect(plot.locator(".main-svg").first).to_be_attached()
        drawn_height = plot.evaluate("(plot, name) => plot.data.find(t => t.name === name).x", trace)
        rows = page.locator(f"figure:has([data-figure={name}]) details.disclosure tbody tr")
        printed = rows.evaluate_all(
            "(rows, at) => rows.map(r => r.querySelectorAll('td')[at].textContent)", column
        )
        assert [int(re.findall(r"\d+", cell)[0]) for cell in printed] == [
            half_up(points) for points in drawn_height
        ]


def test_a_chart_that_cannot_be_drawn_opens_its_table(
    page: Page, context: BrowserContext, cmo: User, site: str, addresses: list[str]
) -> None:
    sign_in(context, cmo, site)
    page.route(re.compile("plotly-basic"), lambda route: route.fulfill(body=""))
    page.goto(addresses[0])
    expect(page.get_by_text("The chart could not be drawn. Here are its numbers.").first).to_be_visible()
    expect(page.get_by_role("columnheader", name="80\u00a0% range").first).to_be_visible()
    expect(page.locator(".plot").first).to_be_hidden()


def test_without_scripts_every_table_stands_open(
    browser: Browser, cmo: User, site: str, addresses: list[str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, cmo, site)
    page = context.new_page()
    page.goto(addresses[0])
    expect(page.locator("noscript table")).to_have_count(3)
    expect(page.get_by_role("cell", name=re.compile(r"^\d+ ± \d+$")).first).to_be_visible()
    expect(page.locator(".plot").first).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_have_count(0)
    context.close()


def test_a_result_prints_light_on_four_pages_and_a_pulse_on_one(
    page: Page, context: BrowserContext, cmo: User, site: str, addresses: list[str]
) -> None:
    sign_in(context, cmo, site)
    page.emulate_media(color_scheme="dark")
    for address, sheets in zip(addresses[:2], (4, 1), strict=True):
        page.goto(address)
        expect_drawn(page)
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == sheets
    expect(page.locator("html")).not_to_have_attribute("data-bs-theme", "light")


@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_a_claimed_month_beside_a_counted_one_prints_on_four_pages(
    page: Page, context: BrowserContext, cmo: User, site: str, addresses: list[str], language: str
) -> None:
    make.calendar_month(cmo, undecided=12)
    sign_in(context, cmo, site)
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    page.goto(addresses[0])
    expect(page.locator(".month-plan")).to_have_count(3)
    expect_drawn(page)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 4
