"""Every page of the site, opened in a phone's browser by somebody who may see it: nothing breaks
the policy, and what a thumb presses is high enough. On the desk, where no journey leads to each page, axe
finds nothing, no page moves sideways and no words are under 14 pixels."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.access import world as cast
from tests.access.test_matrix import ROWS
from tests.browser.conftest import Watch, find_all_violations

pytestmark = pytest.mark.django_db(transaction=True)
PHONE: Any = {"width": 390, "height": 844}
# Links and buttons that stand alone and are lower than a thumb is wide. Those in running text are as high as
# its words: around them, in their own block, are words that are no link.
LOW_TARGETS = r"""() => {
    document.querySelectorAll("details").forEach(details => { details.open = true; });
    const isInText = target => {
        if (getComputedStyle(target).display !== "inline") return false;
        let block = target.parentElement;
        while (getComputedStyle(block).display === "inline") block = block.parentElement;
        const text = block.cloneNode(true);
        text.querySelectorAll("a[href], button, summary, .visually-hidden").forEach(each => each.remove());
        return /\p{L}{2}/u.test(text.textContent);
    };
    return [...document.querySelectorAll("a[href], button, summary, [type=submit]")]
        .filter(target => target.checkVisibility({visibilityProperty: true, opacityProperty: true}))
        .filter(target => target.getBoundingClientRect().width > 1 && !isInText(target))
        .map(target => [target.textContent.trim(), target.getBoundingClientRect().height])
        .filter(([, height]) => height < 43.5)
        .map(([words, height]) => `${words}: ${height} px`);
}"""
SMALL_WORDS = """() => [...document.querySelectorAll("body *")]
    .filter(({childNodes}) => [...childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(element => element.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .filter(element => parseFloat(getComputedStyle(element).fontSize) < 14)
    .map(element => element.textContent.trim())"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WHO = ("anonymous", "holder", "cmo", "publisher", "superuser")


def addresses_of(world: cast.World, role: str) -> list[str]:
    """What answers this one of the cast: pages, pieces of pages and files."""
    return [world.address(row.address, role) for row in ROWS.values() if row.expected("get", role) == "200"]


def is_of_the_desk(address: str) -> bool:
    """What is previewed there is a page of the site, at its own sizes."""
    return address.startswith("/admin/") and "/preview/" not in address


def open_page(page: Page, address: str) -> bool:
    """Whether a page is there: a browser saves a file instead of showing it."""
    try:
        reply = page.goto(address)
    except Error as refusal:
        if "Download is starting" not in refusal.message:
            raise
        return False
    assert reply is not None
    assert reply.status == 200, address
    return reply.headers["content-type"].startswith("text/html") and "<html" in reply.text()


def find_faults_of_a_desk(page: Page) -> list[Any]:
    # So high that the bar at the foot of a question covers no field half.
    page.set_viewport_size({"width": PHONE["width"], "height": 8_000})
    faults: list[Any] = find_all_violations(page)
    page.set_viewport_size(PHONE)
    if over := page.evaluate(SIDEWAYS):
        faults.append(f"sideways by {over} px")
    return [*faults, *page.evaluate(SMALL_WORDS)]


def test_no_page_breaks_the_policy_or_has_a_target_too_low_for_a_thumb(
    browser: Browser, site: str, watch: Watch
) -> None:
    world, opened, low, desk = cast.build(), 0, {}, {}
    for role in WHO:
        context = browser.new_context(viewport=PHONE)
        context.add_cookies(cookies_of(world.cookies[role], site))
        page = context.new_page()
        watch.attach(page)
        for address in addresses_of(world, role):
            is_page = open_page(page, site + address)
            assert watch.unexpected == [], address
            opened += is_page
            if is_page and is_of_the_desk(address) and (faults := find_faults_of_a_desk(page)):
                desk[role, address] = faults
            if is_page and (targets := page.evaluate(LOW_TARGETS)):
                low[role, address] = targets
        context.close()
    assert opened > 150
    assert low == {}
    assert desk == {}


def cookies_of(cookies: Any, site: str) -> list[Any]:
    return [{"name": name, "value": cookie.value, "url": site} for name, cookie in cookies.items()]


def test_a_broken_policy_would_be_seen(browser: Browser, site: str) -> None:
    watch = Watch(site)
    page = browser.new_page()
    watch.attach(page)
    page.goto(site)
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))"
    )
    assert any("Content Security Policy" in line for line in watch.unexpected)
    page.close()
