"""Over time, months ahead, two results compared, the method page: in a browser, and without scripts."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from tests.browser.conftest import Watch, look_at
from tests.browser.test_result import sign_in
from tests.browser.walk import expect_drawn, tab_to
from tests.results.lives import submit

pytestmark = pytest.mark.django_db(transaction=True)


def months_ago(months: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=30.4375 * months)


@pytest.fixture
def long(cmo: User, site: str) -> list[Attempt]:
    """Seven results in a year and a half, and two pulses: enough to lead on."""
    attempts = [submit(cmo, months_ago(18 - 3 * n), 0.5 if n < 4 else 0.6) for n in range(7)]
    for months in (2, 1):
        submit(cmo, months_ago(months), slug="pulse", hours=(60, 20))
    return attempts


@pytest.fixture
def short(cmo: User, site: str) -> list[Attempt]:
    """Two results: a change, and no way ahead yet."""
    return [submit(cmo, months_ago(3), 0.3), submit(cmo, months_ago(0), 0.7)]


def read_traces(page: Page, figure: str) -> list[dict[str, Any]]:
    """The traces that Plotly has really drawn."""
    box = page.locator(f"[data-figure={figure}]")
    expect(box.locator(".main-svg").first).to_be_attached()
    traces: list[dict[str, Any]] = box.evaluate(
        "box => box.data.map(t => ({name: t.name, x: [...t.x], y: [...t.y]}))"
    )
    return traces


def read_table(table: Locator) -> list[list[str]]:
    cells: list[list[str]] = table.evaluate(
        "t => [...t.tBodies[0].rows].map(r => [...r.cells].map(c => c.textContent.trim()))"
    )
    return cells


def open_table_of(page: Page, figure: str) -> list[list[str]]:
    """The open table behind a chart."""
    box = page.locator("figure", has=page.locator(f"[data-figure={figure}]"))
    box.locator("summary").click()
    table = box.locator("details table")
    expect(table).to_be_visible()
    return read_table(table)


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")


def round_half_up(figure: float) -> int:
    return int(figure + 0.5)


def test_the_timelines_table_holds_the_figures_numbers(
    page: Page, context: BrowserContext, cmo: User, long: list[Attempt], site: str
) -> None:
    sign_in(context, cmo, site)
    page.goto(f"{site}/over-time/")
    traces = read_traces(page, "index-figure")
    index = [y for trace in traces if trace["name"] == "result" for y in trace["y"]]
    pulses = [y for trace in traces if trace["name"] == "pulse" for y in trace["y"]]
    assert (len(index), len(pulses)) == (7, 2)
    figures = [int(row[1].split(" ± ")[0]) for row in open_table_of(page, "index-figure")]
    assert figures == [round_half_up(y) for y in index[::-1] + pulses[::-1]]
    lines = [trace["y"] for trace in read_traces(page, "capabilities-figure") if trace["name"] == "result"]
    cells = [
        [int(cell.split(" ± ")[0]) for cell in row[1:]] for row in open_table_of(page, "capabilities-figure")
    ]
    assert cells == [[round_half_up(line[place]) for line in lines] for place in range(6, -1, -1)]


def test_the_projections_table_holds_the_figures_numbers(
    page: Page, context: BrowserContext, cmo: User, long: list[Attempt], site: str
) -> None:
    sign_in(context, cmo, site)
    page.goto(f"{site}/over-time/")
    traces = {trace["name"]: trace for trace in read_traces(page, "ahead-figure")}
    count = len(traces["fades"]["y"])
    highs, lows = traces["range"]["y"][:count], traces["range"]["y"][count:][::-1]
    assert open_table_of(page, "ahead-figure") == [
        [
            f"{datetime.fromisoformat(x):%B %Y}",
            str(round_half_up(fading)),
            str(round_half_up(steady)),
            f"{round_half_up(low)} to {round_half_up(high)}",
        ]
        for x, fading, steady, low, high in zip(
            traces["fades"]["x"], traces["fades"]["y"], traces["holds"]["y"], lows, highs, strict=True
        )
    ]
    month = f"{datetime.fromisoformat(traces['fades']['x'][-1]):%B %Y}"
    heading = (
        f"In {month}, between {round_half_up(lows[-1])} and {round_half_up(highs[-1])}: we’re 80\u00a0% sure."
    )
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


def test_over_time_and_a_comparison_to_every_eye(
    page: Page, context: BrowserContext, cmo: User, long: list[Attempt], site: str
) -> None:
    sign_in(context, cmo, site)
    for address in [
        "/over-time/",
        f"/compare/{long[-2].uid}/{long[-1].uid}/",
        f"/compare/{long[1].uid}/{long[4].uid}/",
        f"/compare/{long[1].uid}/{long[1].uid}/",
    ]:
        page.goto(site + address)
        if "over" in address:
            expect_drawn(page)
        open_all(page)
        look_at(page)


def test_a_scenario_to_every_eye_right_and_wrong(
    page: Page, context: BrowserContext, cmo: User, short: list[Attempt], site: str, watch: Watch
) -> None:
    watch.expected.append("422")
    sign_in(context, cmo, site)
    for address in ["/over-time/?target=80&hours=6", "/over-time/?target=soon&hours=900"]:
        page.goto(site + address)
        expect_drawn(page)
        look_at(page)


def test_a_scenario_and_a_comparison_by_keyboard_alone_without_scripts(
    browser: Browser, cmo: User, short: list[Attempt], site: str, watch: Watch
) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, cmo, site)
    page = context.new_page()
    watch.attach(page)
    page.goto(f"{site}/over-time/")
    expect(
        page.get_by_role("heading", name="A projection needs four full results; you have two.")
    ).to_be_visible()
    page.get_by_label(re.compile(r"An index to reach by \w+ \d{4}")).focus()
    page.keyboard.type("80")
    page.keyboard.press("Tab")
    page.keyboard.type("6½")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("target=80"))
    expect(
        page.get_by_text(re.compile(r"^From \d+ ± \d+ to 80 by \w+ \d{4}: [\d.]+ points? up"))
    ).to_be_visible()
    expect(page.get_by_text("Move 6.5 hours a month and you would approve for")).to_be_visible()
    expect(page.get_by_label(re.compile(r"An index to reach by \w+ \d{4}"))).to_have_value("80")
    page.get_by_label("Beside this one").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/compare/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^Clearly up: \d+ to \d+\.$"))
    expect(page.get_by_role("cell", name="More often").first).to_be_visible()
    expect(page.get_by_text("Only in")).to_have_count(2)
    context.close()


def test_the_whole_story_over_time_is_there_without_scripts(
    browser: Browser, cmo: User, long: list[Attempt], site: str, watch: Watch
) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, cmo, site)
    page = context.new_page()
    watch.attach(page)
    page.goto(f"{site}/over-time/")
    expect(page.locator("noscript table")).to_have_count(4)
    expect(page.get_by_role("columnheader", name="If your pace fades")).to_be_visible()
    expect(page.locator(".plot").first).to_be_hidden()
    expect(page.get_by_text(re.compile(r"^18 months from your last result: \w+ \d{4}$"))).to_be_visible()
    context.close()


def test_over_time_prints_light_with_its_charts_whole(
    page: Page, context: BrowserContext, cmo: User, long: list[Attempt], site: str
) -> None:
    sign_in(context, cmo, site)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}/over-time/")
    expect_drawn(page)
    printed = page.pdf(prefer_css_page_size=True)
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 4
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sizes = page.locator(".plot").evaluate_all(
        """all => all.map(e => [e, e.querySelector('.main-svg')].map(
            box => [box.clientWidth, box.clientHeight]))"""
    )
    assert len(sizes) == 4
    for (width, height), (drawn_width, drawn_height) in sizes:
        assert drawn_width <= width
        assert drawn_height == height
    page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_the_method_page_is_found_through_its_contents(page: Page, site: str) -> None:
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{site}/method/")
        if width == 390:
            page.get_by_text("Contents", exact=True).click()
        tab_to(page, 'a[href="#audit"]')
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Does it keep its word?")).to_be_in_viewport()
        open_all(page)
        expect(
            page.get_by_role("row", name=re.compile(r"80\s% ranges cover the truth")).first
        ).to_be_visible()
    look_at(page)
