"""From a calendar file to a counted month, on a phone: by pointer, by keyboard, and without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessment.accounts.models import User
from assessment.calendar_audit.models import CalendarMonth
from tests import make
from tests.browser.conftest import Watch, look_at
from tests.browser.test_results import sign_in
from tests.browser.walk import tab_to
from tests.calendar_audit.exports import FILES

pytestmark = pytest.mark.django_db(transaction=True)
GOOGLE: Path = FILES / "google.ics"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(page: Page, context: BrowserContext, cmo: User, site: str) -> Page:
    sign_in(context, cmo, site)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # two numbers
    return page


def upload_calendar(page: Page, site: str, month: str = "2026-10") -> None:
    page.goto(f"{site}/calendar/?month={month}")
    page.set_input_files("#upload-file", GOOGLE)
    page.get_by_role("button", name="Count this month").click()
    page.locator("#counted").wait_for()


def test_totals_follow_each_change_and_are_what_is_saved(page: Page, site: str, cmo: User) -> None:
    upload_calendar(page, site)
    totals = page.locator("#totals")
    expect(totals).to_contain_text("Too few hours to show.")
    page.get_by_role("group", name=re.compile("Focus time")).get_by_label("Approving").check()
    expect(totals).to_contain_text("You approve for 3 hours for every hour you design.")
    expect(page.locator("#left")).to_contain_text("1 h undecided: 1 row left")
    expect(
        page.get_by_role("button", name="Save the totals")
    ).to_be_in_viewport()  # below the row, not the table
    look_at(page)
    page.get_by_role("button", name="Save the totals").click()
    expect(page.get_by_role("heading", name="October 2026", exact=True)).to_be_visible()
    calendar_month = CalendarMonth.objects.get(owner=cmo)
    assert (
        calendar_month.approving,
        calendar_month.designing,
        calendar_month.other,
        calendar_month.undecided,
    ) == (360, 120, 90, 60)


def test_the_whole_path_by_keyboard(page: Page, site: str, cmo: User) -> None:
    page.goto(f"{site}/calendar/?month=2026-10")
    page.set_input_files("#upload-file", GOOGLE)  # what the system's own dialogue would do
    tab_to(page, "form[enctype] button")
    page.keyboard.press("Enter")
    page.locator("#counted").wait_for()
    tab_to(page, "input[name=row-2]")
    page.keyboard.press("ArrowRight")
    expect(page.locator("input[name=row-2][value=designing]")).to_be_checked()
    expect(page.locator("#left")).to_contain_text("6 designing")
    tab_to(page, "#counted button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="October 2026", exact=True)).to_be_visible()
    assert CalendarMonth.objects.get(owner=cmo).designing == 360
    tab_to(page, ".calendar-erase summary")
    page.keyboard.press("Enter")
    tab_to(page, ".calendar-erase button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No hours yet")).to_be_visible()
    assert not CalendarMonth.objects.exists()


def test_the_whole_path_without_scripts(browser: Browser, cmo: User, site: str, watch: Watch) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]  # the same
    sign_in(context, cmo, site)
    page = context.new_page()
    watch.attach(page)
    upload_calendar(page, site)
    expect(page.get_by_text("These are the totals before your changes.")).to_be_visible()
    expect(page.get_by_text("save before you follow a link, or you lose them.")).to_be_visible()
    page.get_by_role("group", name=re.compile("Weekly creative review")).get_by_label("Designing").check()
    page.get_by_role("button", name="Save the totals").click()
    expect(page.get_by_text("Counted: 0 h approving, 6 designing")).to_be_visible()
    for name, hours in [("approving", "60"), ("designing", "40"), ("other", "50")]:
        page.locator(f"#claimed-{name}").fill(hours)
    page.get_by_role("button", name="Save these hours").click()
    expect(page.get_by_text(re.compile("From memory: 60 h approving, 40 designing"))).to_be_visible()
    context.close()


def test_a_refused_file_and_a_year_of_months_to_every_eye(
    page: Page, site: str, cmo: User, watch: Watch
) -> None:
    watch.expected.append("422")
    make.attempt(cmo)
    make.calendar_month(cmo, undecided=10)
    page.goto(f"{site}/calendar/")
    page.locator("summary", has_text="How appointments are sorted").click()
    page.locator("summary", has_text="Where to find the file").click()
    look_at(page)
    bring_other = {"name": "a.zip", "mimeType": "application/zip", "buffer": b"PK"}
    page.set_input_files("#upload-file", bring_other)  # type: ignore[arg-type]  # a file made on the spot
    page.get_by_role("button", name="Count this month").click()
    expect(page.get_by_role("alert")).to_contain_text("That isn’t a calendar file.")
    look_at(page)


def test_a_refused_file_leaves_the_hours_typed_beside_it(page: Page, site: str, watch: Watch) -> None:
    watch.expected.append("422")
    page.goto(f"{site}/calendar/?month=2026-10")
    page.locator("#claimed-approving").fill("30.5")
    page.select_option("#upload-month", "2026-09")
    other = {"name": "page.ics", "mimeType": "text/calendar", "buffer": b"<html>Sign in</html>"}
    page.set_input_files("#upload-file", other)  # type: ignore[arg-type]  # a file made on the spot
    page.get_by_role("button", name="Count this month").click()
    expect(page.get_by_role("alert")).to_contain_text("That is a web page, not a calendar.")
    expect(page.locator("#claimed-approving")).to_have_value("30.5")
    expect(page.locator("#claimed-designing")).to_have_value("")
    expect(page.locator("#upload-month")).to_have_value("2026-09")


def test_who_leaves_a_table_with_changes_is_asked_first(page: Page, site: str) -> None:
    upload_calendar(page, site)
    focus_time = page.get_by_role("group", name=re.compile("Focus time"))
    focus_time.get_by_label("Approving").check()
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Architect or Artefact").first.click()
    assert asked.value.type == "beforeunload"
    expect(focus_time.get_by_label("Approving")).to_be_checked()
    with page.context.expect_page() as account:
        page.get_by_role("link", name="your account, in a new tab").click()
    expect(account.value.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name="Back, without saving").click()
    expect(page.get_by_role("heading", name="No hours yet")).to_be_visible()  # a question would keep us here


def test_totals_that_cannot_be_brought_up_to_date_say_so(page: Page, site: str, watch: Watch) -> None:
    watch.expected.append("Failed to load resource")
    upload_calendar(page, site)
    page.route("**/calendar/counted/", lambda route: route.abort())
    page.get_by_role("group", name=re.compile("Focus time")).get_by_label("Approving").check()
    expect(page.get_by_text("We couldn’t update the totals above.")).to_be_visible()
