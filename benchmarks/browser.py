"""Pages in the machine's Chromium: requests, bytes on the wire, largest paint, layout shift."""

import shutil
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
FLAGS += " --font-render-hinting=none"  # letters as wide as on a phone or a Mac, not rounded to whole pixels
PHONE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
SLOWER = 4  # times, the phone's processor
WATCH = """
window.seen = {lcp: 0, what: "", text: false, cls: 0};
new PerformanceObserver(list => { for (const one of list.getEntries()) {
    seen.lcp = one.startTime;
    seen.what = one.element ? one.element.tagName.toLowerCase() + "." + one.element.className : "";
    seen.text = !one.url && !!one.element && !one.element.closest(".js-plotly-plot");
} }).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => { for (const one of list.getEntries())
    if (!one.hadRecentInput) seen.cls += one.value;
}).observe({type: "layout-shift", buffered: true});
"""


@dataclass
class Wire:
    """What one page has fetched: bytes as sent, by request, headers included."""

    kinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)

    def attach(self, session: CDPSession) -> None:
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _received(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = (event["type"], event["response"]["url"])

    def _finished(self, event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:  # nothing: it was in the cache
            self.sizes[event["requestId"]] = event["encodedDataLength"]

    def clear(self) -> None:
        self.kinds.clear()
        self.sizes.clear()

    def kilobytes(self, kind: str = "", part: str = "") -> float:
        """Of all, of one kind (Font, Script), or of those with a part of an address."""
        return (
            sum(
                size
                for request, size in self.sizes.items()
                if kind in self.kinds[request][0] and part in self.kinds[request][1]
            )
            / 1000
        )

    def sum_up(self) -> dict[str, float]:
        fonts, plotly = self.kilobytes("Font"), self.kilobytes(part="plotly")
        heavy = [
            kind == "Font" or "plotly" in url for r, (kind, url) in self.kinds.items() if r in self.sizes
        ]
        return {
            "kb": self.kilobytes() - fonts - plotly,
            "requests": heavy.count(False),
            "script_kb": self.kilobytes("Script") - plotly,
            "fonts_kb": fonts,
            "plotly_kb": plotly,
        }


@contextmanager
def chromium() -> Iterator[Browser]:
    names = ["chromium-headless-shell", "chromium", "google-chrome", "chrome"]  # as the tests choose
    program = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS.split())
        yield browser
        browser.close()


def open_page(page: Page, wire: Wire, url: str) -> dict[str, Any]:
    """Open one page and wait until it rests."""
    wire.clear()
    answer = page.goto(url, wait_until="networkidle", timeout=60_000)
    if answer is None or answer.status != 200:
        raise SystemExit(f"{url} answered {answer and answer.status}")
    page.wait_for_timeout(500)
    return {**page.evaluate("seen"), **wire.sum_up()}


def visit(
    browser: Browser, urls: Sequence[str], cookies: Mapping[str, str], phone: bool
) -> list[dict[str, Any]]:
    """Pages one after the other, in a browser that has seen nothing yet."""
    width = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
    context = browser.new_context(viewport=width)  # type: ignore[arg-type]  # width and height
    host = "/".join(urls[0].split("/")[:3])
    context.add_cookies([{"name": name, "value": value, "url": host} for name, value in cookies.items()])
    context.add_init_script(WATCH)
    page, wire = context.new_page(), Wire()
    session = context.new_cdp_session(page)
    wire.attach(session)
    if phone:
        session.send("Network.emulateNetworkConditions", PHONE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    measured = [open_page(page, wire, url) for url in urls]
    context.close()
    return measured


def look_at(
    browser: Browser, urls: Sequence[str], cookies: Mapping[str, str], rounds: int
) -> list[dict[str, Any]]:
    """Each page on a desk and on a slow phone: paint, shift, bytes; median, least and most of some rounds."""
    visits = {
        name: [visit(browser, urls, cookies, name == "phone") for _ in range(rounds)]
        for name in ("desk", "phone")
    }
    measured = []
    for place in range(len(urls)):
        desk, phone = ([page_visit[place] for page_visit in visits[name]] for name in ("desk", "phone"))
        measured.append(
            {
                **{name: desk[-1][name] for name in ("kb", "requests", "script_kb", "fonts_kb", "plotly_kb")},
                "lcp": spread([page_visit["lcp"] for page_visit in desk]),
                "lcp_phone": spread([page_visit["lcp"] for page_visit in phone]),
                "cls": max(page_visit["cls"] for page_visit in [*desk, *phone]),
                "lcp_is_text": all(page_visit["text"] for page_visit in [*desk, *phone]),
                "lcp_of": sorted({page_visit["what"] for page_visit in [*desk, *phone]}),
            }
        )
    return measured


def spread(values: Sequence[float]) -> list[float]:
    """Median, least, most."""
    return [statistics.median(values), min(values), max(values)]
