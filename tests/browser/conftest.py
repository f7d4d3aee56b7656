"""A real browser against the real site; what a page must never do is watched on every journey."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect

from tests import make

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
WIDTHS: tuple[int, ...] = (390, 1440)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
OF_COLOUR = ["color-contrast", "link-in-text-block"]
COLOURS = RULES | {"runOnly": {"type": "rule", "values": OF_COLOUR}}
# What another width may change: all but colours, which are judged apart, and what the style sheets are asked.
LAYOUT = RULES | {"rules": {name: {"enabled": False} for name in [*OF_COLOUR, "css-orientation-lock"]}}
judged: set[tuple[int, str, str]] = set()
expect.set_options(timeout=30_000)  # milliseconds; a page waits as long: the machine may be busy


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own browser; without one, journeys are skipped on a laptop and fail in CI.

    Debian's chromium-headless-shell comes first, which .ci/run installs where there is none: without windows
    it starts and draws faster than the whole browser.
    """
    found = next(
        filter(None, map(shutil.which, ["chromium-headless-shell", "chromium", "google-chrome", "chrome"])),
        None,
    )
    if found is None:
        reason = "no browser on this machine: install chromium-headless-shell, Chromium or Chrome"
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
    return page


# What axe judges a document by, but for its words: each element with its attributes, whether it shows and
# whether it holds words. Numbers count where one element names another; paths and typed values nowhere.
SKELETON = r"""() => [...document.querySelectorAll("*")].map(element => [
    element.localName,
    ...[...element.attributes]
        .filter(({name}) => !["action", "content", "d", "href", "nonce", "src", "value"].includes(name))
        .map(({name, value}) => name + "=" + (
            ["id", "for", "aria-controls", "aria-describedby", "aria-labelledby"].includes(name)
                ? value : value.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9.]+/g, "#")
        )),
    element.checkVisibility({visibilityProperty: true, opacityProperty: true}),
    [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()),
].join(" ")).join(";")"""


# Finds the elements whose colours axe has not judged in this document, and notes them as judged: by the hue
# of their words and whether these are large, by what is behind them, and what lies over other things by the
# width too. Answers how many there are, and whether they are so many that the document is judged as a whole.
UNJUDGED = r"""() => {
    window.judgedColours ??= new WeakMap();
    const grounds = new Map();
    const groundOf = element => {
        if (!element) return "";
        if (!grounds.has(element)) {
            const style = getComputedStyle(element);
            const over = ["absolute", "fixed", "sticky"].includes(style.position) ? innerWidth : "";
            grounds.set(element, [
                style.backgroundColor, style.backgroundImage, style.opacity, style.filter,
                style.mixBlendMode, over, groundOf(element.parentElement),
            ].join(" "));
        }
        return grounds.get(element);
    };
    const worded = [...document.querySelectorAll("body *")].filter(element =>
        element.checkVisibility({visibilityProperty: true, opacityProperty: true})
        && (element.matches("input, select, textarea, button")
            || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())));
    window.unjudged = worded.filter(element => {
        const {color, fontSize, fontWeight, textDecorationLine, textShadow} = getComputedStyle(element);
        const large = [parseFloat(fontSize) >= 24, parseFloat(fontSize) >= 18.6, fontWeight];
        const painting = [color, large, textDecorationLine, textShadow, groundOf(element)].join(" ");
        const known = judgedColours.get(element) ?? judgedColours.set(element, new Set()).get(element);
        return !known.has(painting) && known.add(painting);
    });
    return [unjudged.length, unjudged.length > worded.length / 2];
}"""


def find_violations(
    page: Page, rules: dict[str, Any] = RULES, *, within: str = "document"
) -> list[tuple[str, list[Any]]]:
    """What axe finds on the whole page: the rule and where. Its script goes into each document once."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    run = f"options => axe.run({within}, options).then(found => found.violations)"
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in page.evaluate(run, rules)]


def find_all_violations(page: Page, *, first: bool, structure: bool) -> list[tuple[str, list[Any]]]:
    """Of the structure where it is new, and of the colours that are new in this document.

    first: nothing of this document was judged before.
    """
    unjudged, most = page.evaluate(UNJUDGED)
    if first:
        return find_violations(page)
    violations = find_violations(page, LAYOUT) if structure else []
    if unjudged:
        violations += find_violations(page, COLOURS, within="document" if most else "{include: unjudged}")
    return violations


def look_at(page: Page) -> None:
    """No accessibility finding and no sideways scroll, on a phone and a desk, light and dark.

    axe judges a page of the same elements once in a process, whatever their words; where the dark page shows
    the elements of the light one, or the desk their colours on the phone, it is not asked about these again.
    """
    page.wait_for_load_state()  # half a page has other elements, and is not the page
    first = True
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        light = None
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            skeleton = page.evaluate(SKELETON)
            if (width, theme, skeleton) not in judged:
                violations = find_all_violations(page, first=first, structure=skeleton != light)
                assert violations == [], f"{page.url} at {width} px, {theme}"
                judged.add((width, theme, skeleton))
                first = False
            light = skeleton
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert over <= 0, f"{page.url} scrolls sideways by {over} px at {width} px"
