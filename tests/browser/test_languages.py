"""A reader whose browser speaks German meets German, may switch, and keeps the choice in the account."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from assessment.accounts.models import User
from assessment.attempts.models import Answer, Attempt
from assessment.teams.models import Team
from tests import make
from tests.browser import walk
from tests.browser.conftest import Watch, look_at
from tests.results.lives import day, submit
from tests.teams.people import make_person, team_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def german_edition(db: None) -> None:
    """The full questionnaire, whole in German, published before the site publishes its own."""
    make.published_in("de")


@pytest.fixture
def german(german_edition: None, browser: Browser, site: str, watch: Watch) -> Page:
    """A browser that asks for German first."""
    page = browser.new_context(locale="de-CH").new_page()
    watch.attach(page)
    return page


def test_from_start_to_review_in_german_and_then_in_english(german: Page, site: str) -> None:
    page = german
    page.goto(f"{site}/start/")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("heading", level=1)).to_have_text("15 bis 20 Minuten, nichts zu lernen")
    look_at(page)
    page.get_by_role("button", name="Beginnen").click()
    page.wait_for_url(re.compile("/q/1/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("(de)")
    walk.answer(page)
    expect(page.locator("#save-status")).to_have_text("Gesichert")
    look_at(page)
    page.get_by_role("button", name="Weiter").last.click()
    page.wait_for_url(re.compile("/q/2/"))
    assert Attempt.objects.get().language == "de"
    page.goto(f"{site}/start/")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(f"{site}/start/")
    expect(page.locator("html")).to_have_attribute("lang", "en-gb")
    expect(page.get_by_role("button", name="English")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("heading", level=1)).to_have_text("You stopped at question 2.")
    page.get_by_role("button", name="Carry on").click()
    page.wait_for_url(re.compile("/q/2/"))
    assert "(de)" not in (page.locator("h1").text_content() or "")


def test_a_whole_journey_in_german(german: Page, site: str) -> None:
    page = german
    page.goto(site)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welche Hälfte ist Ihre?")
    look_at(page)
    page.get_by_role("link", name="Zur Einschätzung").first.click()
    page.get_by_role("button", name="Beginnen").click()
    _answer_all(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Alle 32 beantwortet")
    look_at(page)
    page.get_by_role("button", name="Mein Ergebnis zeigen").click()
    page.wait_for_url(re.compile(r"/r/[0-9a-f-]+/$"))
    expect(page.get_by_text("Ihr Index ist")).to_be_visible()
    walk.expect_drawn(page)
    look_at(page)
    assert Attempt.objects.get().language == "de"
    page.goto(f"{site}/method/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Wie gemessen wird, und was sich nicht messen lässt"
    )
    look_at(page)


def _answer_all(page: Page) -> None:
    """Every question, the first of each kind looked at; from the ninth to the tenth in English."""
    seen = set()
    for number in range(1, 33):
        page.wait_for_url(re.compile(rf"/q/{number}/"))
        kind = page.locator("#question-form").get_attribute("data-kind")
        if kind not in seen:
            seen.add(kind)
            look_at(page)
        if number == 9:
            _switch_midway(page)
        walk.answer(page)
        page.locator("#question-form .question-actions .btn-primary").click()
        if number == 10:
            page.wait_for_url(re.compile("/q/11/"))
            page.get_by_role("button", name="Deutsch").click()
            expect(page.locator("html")).to_have_attribute("lang", "de")
    page.wait_for_url(re.compile("/review/"))
    assert len(seen) == 6


def _switch_midway(page: Page) -> None:
    """The same question, now in English, and a sentence on what that means."""
    before = page.url
    assert "(de)" in (page.locator("h1").text_content() or "")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en-gb")
    assert page.url == before
    assert "(de)" not in (page.locator("h1").text_content() or "")
    expect(page.locator(".switched")).to_contain_text("Your result still counts as answered in German")
    look_at(page)


def test_the_line_over_time_in_german_and_back_in_english(german: Page, site: str) -> None:
    ada = User.objects.create_user("ada@example.org")
    for month, level in ((2, 0.3), (6, 0.4), (11, 0.7)):
        submit(ada, day(month), level)
    _sign_in(german, ada, site)
    german.goto(f"{site}/over-time/?target=70")
    expect(german.get_by_role("heading", level=1)).to_have_text(re.compile("^Klar höher: von"))
    walk.expect_drawn(german)
    look_at(german)
    german.get_by_role("button", name="English").click()
    expect(german).to_have_url(f"{site}/over-time/?target=70")
    expect(german.get_by_role("heading", level=1)).to_have_text(re.compile("^Clearly up:"))


def test_the_choice_goes_with_the_account_to_another_browser(
    german: Page, browser: Browser, site: str
) -> None:
    ada = User.objects.create_user("ada@example.org")
    _sign_in(german, ada, site)
    german.goto(f"{site}/account/")
    german.get_by_role("button", name="English").click()
    expect(german.locator("html")).to_have_attribute("lang", "en-gb")
    other = browser.new_context(locale="de-DE", java_script_enabled=False).new_page()
    _sign_in(other, ada, site)
    other.goto(f"{site}/account/")
    expect(other.locator("html")).to_have_attribute("lang", "en-gb")
    other.get_by_role("button", name="Deutsch").click()
    expect(other.locator("html")).to_have_attribute("lang", "de")
    ada.refresh_from_db()
    assert ada.language == "de"


def _sign_in(page: Page, person: User, site: str) -> None:
    client = Client()
    client.force_login(person)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


@pytest.mark.parametrize(
    ("hours_by_name", "sentence"),
    [
        ({"approving": "7,5"}, r"^\s*$"),
        ({"approving": "7.333", "designing": "5", "other": "1"}, "Nicht gesichert"),
    ],
)
def test_another_language_begins_with_what_was_typed(
    page: Page, site: str, watch: Watch, hours_by_name: dict[str, str], sentence: str
) -> None:
    watch.expected.append("status of 422")
    walk.open_question(page, site, 32)
    for name, hours in hours_by_name.items():
        page.fill(f"[name={name}]", hours)
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    for name, hours in hours_by_name.items():
        expect(page.locator(f"[name={name}]")).to_have_value(hours)
    expect(page.locator("#save-status")).to_have_text(re.compile(sentence))
    assert not Answer.objects.exists()


@pytest.fixture
def with_everything(site: str) -> User:
    """Somebody with a team, a commitment and results."""
    ada = make_person("Ada Obi", "ada@example.org")
    team_of(ada, make_person("Ben Marsh"))
    for months in (3, 0):
        result = make.attempt(ada, at=timezone.now() - timedelta(days=30 * months))
    make.commitment(result)
    call_command("load_practice", "--publish-if-none", verbosity=0, stdout=StringIO())
    return ada


FIRST_FORMS = [
    ("/", "#id_approving", "30,5"),
    ("/accounts/login/", "#id_email", "ada@"),
    ("/commitment/?change", "[name=act]", "say no"),
    ("/over-time/", "#id_target", "81"),
    ("/teams/{team}/members/", "[name=email]", "eva@"),
]
OTHER_FORMS = [
    ("/accounts/login/", "#id_login", "ada@"),
    ("/teams/{team}/members/", "[name=name]", "Atlas"),
    ("/practice/systems.flow/", "#field-1", "a word"),
]


@pytest.mark.parametrize(
    ("scripts", "address", "field", "text"),
    [(scripts, *form) for scripts in (True, False) for form in FIRST_FORMS]
    + [(True, *form) for form in OTHER_FORMS],
)
def test_another_language_begins_with_the_words_of_a_form(
    browser: Browser, site: str, with_everything: User, scripts: bool, address: str, field: str, text: str
) -> None:
    page = browser.new_context(locale="en-GB", java_script_enabled=scripts).new_page()
    if not address.startswith(("/accounts/", "/practice/")) and address != "/":
        _sign_in(page, with_everything, site)
    page.goto(site + address.format(team=Team.objects.get().uid))
    page.locator(field).fill(text)
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(field)).to_have_value(text)


def test_another_language_begins_with_what_was_typed_without_javascript(browser: Browser, site: str) -> None:
    page = browser.new_context(locale="en-GB", java_script_enabled=False).new_page()
    walk.open_question(page, site, 32)
    page.fill("[name=approving]", "7.5")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("[name=approving]")).to_have_value("7.5")
    assert not Answer.objects.exists()
