"""Pages in a browser set to larger letters, and questions with the spacing that WCAG 1.4.12 asks for."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserType, Page

from assessment.accounts.models import User
from assessment.organisations import actions
from assessment.questionnaire import actions as editing
from assessment.questionnaire.models import Edition
from assessment.teams import actions as teams
from assessment.workshop.attempt_counts import count_attempts
from tests import make
from tests.browser.test_organisations import fill_organisation
from tests.browser.test_result import sign_in
from tests.results.lives import day, submit
from tests.teams.people import give_consents, make_crowd, team_of
from tests.workshop.crowd import submit as took_edition

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = {"judgement": 1, "belief": 7, "range": 11, "frequency": 14, "pair": 26, "hours": 32}
WIDTHS = (390, 768, 1280)
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""
# What a reader cannot see: past the window's edge, cut off by its own box, or set one letter a line.
CUT = """async () => {
  await document.fonts.ready;
  const root = document.documentElement, edge = root.clientWidth, found = [];
  if (root.scrollWidth > edge) found.push(`sideways ${root.scrollWidth - edge}`);
  const apart = ".skip, .visually-hidden, [type=file], svg, .table-scroll, .plot, details:not([open])";
  const isClip = ({ clip, clipPath }) => clip !== "auto" || clipPath !== "none";
  const clipped = (e) => e && (isClip(getComputedStyle(e)) || clipped(e.parentElement));
  for (const e of document.querySelectorAll("body *")) {
    if (!e.checkVisibility({ visibilityProperty: true }) || e.closest(apart) || clipped(e)) continue;
    const { left, right, width, height } = e.getBoundingClientRect(), name = `${e.tagName} ${e.className}`;
    if (width && (right > edge + 1 || left < -1)) found.push(`${name} ends at ${Math.round(right)}`);
    const own = e.matches("a, button, h1, p, label > span, input:not(.textinput)") && e.clientWidth;
    if (own && e.scrollWidth > e.clientWidth + 1) found.push(`${name} is cut`);
    const text = e.childElementCount ? "" : e.textContent.trim();
    const letter = parseFloat(getComputedStyle(e).fontSize);
    const stacked = text.length > 3 && width < 2 * letter && height > 3 * letter;
    if (stacked) found.push(`${name} is ${Math.round(width)} wide: ${text}`);
  }
  return found;
}"""


@pytest.fixture(scope="module", params=[24, 32])
def larger_browser(
    request: pytest.FixtureRequest, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    """Chromium as somebody uses it who has set its letters to 24 or 32 pixels."""
    flags = [*browser_type_launch_args["args"], f"--blink-settings=defaultFontSize={request.param}"]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": flags})
    page = browser.new_page()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{request.param}px"
    page.close()
    yield browser
    browser.close()


@pytest.fixture
def larger_page(larger_browser: Browser) -> Iterator[Page]:
    page = larger_browser.new_page()
    yield page
    page.close()  # and the context that is its own


def cut_on_all_kinds(page: Page, first: str, widths: tuple[int, ...]) -> list[str]:
    cut_texts = []
    for kind, number in KINDS.items():
        page.goto(first.replace("/q/1/", f"/q/{number}/"))
        for width in widths:
            page.set_viewport_size({"width": width, "height": 844})
            cut_texts += [f"{kind} at {width}: {cut}" for cut in page.evaluate(CUT)]
    return cut_texts


def begin_in(page: Page, site: str, language: str) -> str:
    """The address of the first question, in a language."""
    page.set_extra_http_headers({"Accept-Language": language})
    page.goto(f"{site}/start/")
    page.locator("form .btn-primary").first.click()
    page.wait_for_url("**/q/1/")
    return page.url


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_cut_in_larger_letters(larger_page: Page, site: str, language: str) -> None:
    first = begin_in(larger_page, site, language)
    assert cut_on_all_kinds(larger_page, first, WIDTHS) == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_cut_with_wider_spacing_on_the_narrowest_screen(
    page: Page, site: str, language: str
) -> None:
    first = begin_in(page, site, language)
    page.set_viewport_size({"width": 320, "height": 844})
    cut_texts = []
    for kind, number in KINDS.items():
        page.goto(first.replace("/q/1/", f"/q/{number}/"))
        page.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
            " document.adoptedStyleSheets = [sheet]; }",
            SPACING,
        )
        cut_texts += [f"{kind}: {cut}" for cut in page.evaluate(CUT)]
    assert cut_texts == []


@pytest.fixture
def pages(cmo: User, site: str) -> list[str]:
    """Public pages and over time; then a result, a calendar month and a team in which all share theirs."""
    earlier, result = (submit(cmo, day(month), level) for month, level in ((8, 0.3), (11, 0.7)))
    open_attempt = make.started(cmo)
    make.commitment(result)
    make.calendar_month(cmo, undecided=12)
    others = make_crowd(8)
    team = team_of(cmo, *others)
    give_consents(team, [cmo, *others], named=True)
    teams.invite(team, by=cmo, email="eva@example.org", at=timezone.now())
    addresses = ["/", "/start/", "/method/", "/privacy/", "/over-time/", f"/r/{result.uid}/", "/commitment/"]
    addresses += ["/account/", "/calendar/", "/teams/", "/overview/", "/account/export/", "/accounts/2fa/"]
    addresses += [f"/compare/{earlier.uid}/{result.uid}/", f"/r/{result.uid}/share/", "/desk/", "/nothing/"]
    addresses += [
        f"/take/{open_attempt.uid}/review/",
        f"/take/{open_attempt.uid}/leave/",
        "/accounts/logout/",
    ]
    addresses += [
        "/organisations/",
        "/organisations/new/",
        "/teams/new/",
        "/account/erase/",
        "/accessibility/",
    ]
    call_command("load_practice", "--publish-if-none", verbosity=0, stdout=StringIO())
    addresses += ["/practice/", "/practice/literacy.evaluation/"]
    addresses += [
        f"/teams/{team.uid}/{part}"
        for part in ("", "people/", "members/", "consent/", "guide/", "leave/", "over-time/")
    ]
    return addresses


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_other_page_is_cut_in_larger_letters(
    larger_page: Page, site: str, cmo: User, pages: list[str], language: str
) -> None:
    page = larger_page
    sign_in(page.context, cmo, site)
    page.set_extra_http_headers({"Accept-Language": language})
    cut_texts = []
    for address in pages:
        page.goto(site + address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            cut_texts += [f"{address} at {width}: {cut}" for cut in page.evaluate(CUT)]
    assert cut_texts == []


# Headings, and how they break a word that is too long for its line.
HYPHENS = """() => {
  const headings = [...document.querySelectorAll("h1, h2, h3, .lead, .ratio-words, th")];
  return [...new Set(headings.map((e) => `${e.closest("[lang]").lang} ${getComputedStyle(e).hyphens}`))];
}"""


def test_headings_on_a_phone_are_hyphenated_in_larger_letters(larger_page: Page, site: str) -> None:
    larger_page.set_viewport_size({"width": 390, "height": 844})
    assert hyphens_on(larger_page, site, "de") == ["de auto"]
    assert hyphens_on(larger_page, site, "en") == ["en-gb auto"]


def test_german_headings_on_a_phone_are_hyphenated_in_any_letters(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    assert hyphens_on(page, site, "de") == ["de auto"]
    assert hyphens_on(page, site, "en") == ["en-gb manual"]
    page.set_viewport_size({"width": 1280, "height": 844})
    assert hyphens_on(page, site, "de") == ["de manual"]


def test_headings_of_the_desk_on_a_phone_are_hyphenated(page: Page, site: str) -> None:
    sign_in(page.context, make.staff("editor", "editor"), site)
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_extra_http_headers({"Accept-Language": "de"})
    page.goto(f"{site}/admin/")
    assert page.locator("#content h2").evaluate_all(
        "headings => [...new Set(headings.map((e) => getComputedStyle(e).hyphens))]"
    ) == ["auto"]


def hyphens_on(page: Page, site: str, language: str) -> list[str]:
    page.set_extra_http_headers({"Accept-Language": language})
    page.goto(site)
    hyphens: list[str] = page.evaluate(HYPHENS)
    return hyphens


def test_the_rounds_of_a_team_keep_their_lanes_in_larger_letters(
    larger_page: Page, site: str, cmo: User, stranger: User
) -> None:
    organisation = actions.create(stranger, "Meridian Foods", at=timezone.now())
    fill_organisation(organisation, cmo)
    page = larger_page
    sign_in(page.context, cmo, site)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/organisations/{organisation.uid}/over-time/")
    lanes = page.locator(".rounds-team .lane")
    widths = lanes.evaluate_all("lanes => lanes.map((lane) => lane.getBoundingClientRect().width)")
    assert len(widths) == 3
    assert min(widths) > 150
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_desk_goes_no_further_than_the_screen_in_larger_letters(larger_page: Page, site: str) -> None:
    live, now = Edition.objects.for_questionnaire("full").published().get(), timezone.now()
    took_edition(live, [{}] * 30, at=now - timedelta(days=3))
    assert count_attempts(live, at=now) is not None
    editor = make.staff("editor", "editor")
    draft = editing.start_draft(live, by=editor)
    page = larger_page
    sign_in(page.context, editor, site)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/admin/")
    assert page.locator(".flows").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for part in ("change/", "spreadsheet/"):
        page.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/{part}")
        assert page.evaluate(CUT) == []
