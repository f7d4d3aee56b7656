"""Every page of the site, opened in a browser by somebody who may see it: nothing breaks the policy."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.access import world as cast
from tests.access.test_matrix import ROWS
from tests.browser.conftest import Watch

pytestmark = pytest.mark.django_db(transaction=True)
WHO = ("anonymous", "holder", "cmo", "publisher", "superuser")


def addresses_of(world: cast.World, who: str) -> list[str]:
    """What answers this one of the cast: pages, pieces of pages and files."""
    return [world.address(row.address, who) for row in ROWS.values() if row.expected("get", who) == "200"]


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


def test_no_page_breaks_the_policy(browser: Browser, site: str, watch: Watch) -> None:
    world, opened = cast.build(), 0
    for who in WHO:
        context = browser.new_context()
        context.add_cookies(cookies_of(world.cookies[who], site))
        page = context.new_page()
        watch.attach(page)
        for address in addresses_of(world, who):
            opened += open_page(page, site + address)
            assert watch.unexpected == [], address
        context.close()
    assert opened > 150


def cookies_of(cookies: Any, site: str) -> list[Any]:
    return [{"name": name, "value": one.value, "url": site} for name, one in cookies.items()]


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
