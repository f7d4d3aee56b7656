"""A real browser against the real site; what a page must never do is watched on every journey."""

import json
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
    "--disable-component-update --disable-sync "
    # No process for drawing alone. A page of a test is gone before compiling its scripts again for speed, or
    # collecting in threads, pays.
    "--in-process-gpu --js-flags=--no-opt,--no-maglev,--single-threaded-gc"
)
WIDTHS: tuple[int, ...] = (390, 1440)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
OF_COLOUR = ["color-contrast", "link-in-text-block"]
COLOURS = RULES | {"runOnly": {"type": "rule", "values": OF_COLOUR}}
# Colours are judged apart. What the style sheets are asked, another width does not change.
STRUCTURE = RULES | {"rules": {name: {"enabled": False} for name in OF_COLOUR}}
LAYOUT = RULES | {"rules": {name: {"enabled": False} for name in [*OF_COLOUR, "css-orientation-lock"]}}
judged: set[tuple[int, str, str]] = set()
judged_colours: set[str] = set()
expect.set_options(timeout=30_000)  # milliseconds; a page waits as long: the machine may be busy


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own browser; without one, journeys are skipped on a laptop and fail in CI.

    Debian's chromium-headless-shell comes first, which .ci/run installs where there is none: without windows
    it starts and draws faster than the whole browser.
    """
    binary = next(
        filter(None, map(shutil.which, ["chromium-headless-shell", "chromium", "google-chrome", "chrome"])),
        None,
    )
    if binary is None:
        reason = "no browser on this machine: install chromium-headless-shell, Chromium or Chrome"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": binary, "args": FLAGS.split()}


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
# What a change of theme redraws is drawn two frames later.
SKELETON = r"""async () => {
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
    return [...document.querySelectorAll("*")].map(element => [
        element.localName,
        ...[...element.attributes]
            .filter(({name}) => !["action", "content", "d", "href", "nonce", "src", "value"].includes(name))
            .map(({name, value}) => name + "=" + (
                ["id", "for", "aria-controls", "aria-describedby", "aria-labelledby"].includes(name)
                    ? value : value.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9.]+/g, "#")
            )),
        element.checkVisibility({visibilityProperty: true, opacityProperty: true}),
        [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()),
    ].join(" ")).join(";");
}"""


# Of each place on the page that shows words in its own colours one element, by a name for both. The place:
# the element and all it stands in, each with its classes. The colours: the hue of the words and whether these
# are large, what is behind them, and with what lies over other things the width too.
WORDED = r"""() => {
    const places = new Map();
    const placeOf = element => {
        if (!element) return "";
        if (!places.has(element)) {
            const style = getComputedStyle(element);
            const over = ["absolute", "fixed", "sticky"].includes(style.position) ? innerWidth : "";
            places.set(element, [
                element.localName, element.getAttribute("class"), over, placeOf(element.parentElement),
                style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode,
            ].join(" "));
        }
        return places.get(element);
    };
    const nameOf = text => {
        let [a, b] = [0xdeadbeef, 0x41c6ce57];
        for (let at = 0; at < text.length; at++) {
            a = Math.imul(a ^ text.charCodeAt(at), 2654435761);
            b = Math.imul(b ^ text.charCodeAt(at), 1597334677);
        }
        return `${a >>> 0}-${b >>> 0}`;
    };
    const worded = [...document.querySelectorAll("body *")].filter(element =>
        element.checkVisibility({visibilityProperty: true, opacityProperty: true})
        && (element.matches("a, input, select, textarea, button")
            || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())));
    return new Map(worded.map(element => {
        const {color, fontSize, fontWeight, textDecorationLine, textShadow} = getComputedStyle(element);
        const large = [parseFloat(fontSize) >= 24, parseFloat(fontSize) >= 18.6, fontWeight];
        return [nameOf([color, large, textDecorationLine, textShadow, placeOf(element)].join(" ")), element];
    }));
}"""


def load_axe(page: Page) -> None:
    """Its half megabyte is sent once for a page; the next documents bring it along and run it when asked."""
    state = page.evaluate("'axe' in window ? 'loaded' : 'loadAxe' in window ? 'brought' : 'missing'")
    if state == "brought":
        page.evaluate("loadAxe()")
    elif state == "missing":
        page.evaluate(AXE_SCRIPT)
        page.add_init_script(f"window.loadAxe = () => {{ {AXE_SCRIPT}\n}}")


def find_violations(
    page: Page, rules: dict[str, Any] = RULES, *, within: str = "document"
) -> list[tuple[str, list[Any]]]:
    """What axe finds there: the rule and where."""
    load_axe(page)
    run = f"options => axe.run({within}, options).then(found => found.violations)"
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in page.evaluate(run, rules)]


def find_violations_of_colour(page: Page) -> list[tuple[str, list[Any]]]:
    """Where this process has not judged the same colours in the same place."""
    unjudged = set(page.evaluate(f"() => [...({WORDED})().keys()]")) - judged_colours
    if not unjudged:
        return []
    # Looked for once more: a chart may have been drawn anew, and has other elements in the same place.
    elements = f"[...({WORDED})()].filter(([name]) => {json.dumps(sorted(unjudged))}.includes(name))"
    within = f"{{include: [document.head, ...{elements}.map(([, element]) => element)]}}"
    violations = find_violations(page, COLOURS, within=within)
    if not violations:
        judged_colours.update(unjudged)
    return violations


def find_all_violations(
    page: Page, structure: dict[str, Any] | None = STRUCTURE
) -> list[tuple[str, list[Any]]]:
    """By these rules on the whole page, and of colours."""
    page.wait_for_load_state()
    violations = find_violations(page, structure) if structure else []
    return violations + find_violations_of_colour(page)


def look_at(page: Page) -> None:
    """No accessibility finding and no sideways scroll, on a phone and a desk, light and dark.

    axe judges a page of the same elements once in a process, whatever their words; where the dark page shows
    the elements of the light one, or the same colours in the same place, it is not asked about these again.
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
                rules = STRUCTURE if first else LAYOUT
                violations = find_all_violations(page, rules if skeleton != light else None)
                assert violations == [], f"{page.url} at {width} px, {theme}"
                judged.add((width, theme, skeleton))
                first = False
            light = skeleton
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert over <= 0, f"{page.url} scrolls sideways by {over} px at {width} px"
