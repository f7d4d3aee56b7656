"""A real browser against the real site; what a page must never do is watched on every journey."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from tests import make

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
LOOKS = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium or Chrome; without one, journeys are skipped on a laptop and fail in CI."""
    found = next(
        filter(None, map(shutil.which, ["chromium-headless-shell", "chromium", "google-chrome", "chrome"])),
        None,
    )
    if found is None:
        reason = "no Chromium or Chrome on this machine: install one to run the journeys"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS.split()}


@dataclass
class Watch:
    """What no page may do: break the policy, log an error, reach another host."""

    base: str
    wrong: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)  # parts of lines a test provokes on purpose

    def attach(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"exception: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(message.text)

    def _request(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host and host != urlsplit(self.base).netloc:
            self.wrong.append(f"reached {host}")

    @property
    def unexpected(self) -> list[str]:
        return [line for line in self.wrong if not any(part in line for part in self.expected)]


@pytest.fixture
def site(live_server: Any) -> str:
    """The address of the site, with both questionnaires published."""
    make.published("full")
    make.published("pulse")
    return str(live_server.url)


@pytest.fixture
def watch(site: str) -> Iterator[Watch]:
    """Fails the test when a watched page did what no page may."""
    watching = Watch(site)
    yield watching
    assert watching.unexpected == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    page = context.new_page()
    watch.attach(page)
    page.set_default_timeout(10_000)
    return page


def find_violations(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe finds on the page: the rule and where. Its script goes into each document once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("options => axe.run(options).then(found => found.violations)", RULES)
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations]


def look_at(page: Page) -> None:
    """No accessibility finding and no sideways scroll, on a phone and a desk, light and dark."""
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # light or dark
        assert find_violations(page) == [], f"{page.url} at {width} px, {theme}"
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{page.url} scrolls sideways by {over} px at {width} px"
