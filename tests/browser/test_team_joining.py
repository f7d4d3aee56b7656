"""From a link through the waiting room into a team; whom one knows there; newcomers who wait for a yes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessment.accounts.models import User
from assessment.teams import actions
from assessment.teams.models import Membership, Team
from tests.browser.conftest import look_at
from tests.browser.test_result import sign_in
from tests.browser.test_teams import PHONE, press, save
from tests.teams.people import give_consents, give_result, make_crowd, make_person, team_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(site: str) -> dict[str, User]:
    """A team of six who share by name, one who joined since, and two who came by its link and wait."""
    now = timezone.now()
    ada, ben, *others = make_crowd(6)
    team = team_of(ada, ben, *others, at=now - timedelta(days=10))
    give_consents(team, [ada, ben], named=True, at=now - timedelta(days=9))
    ida = make_person("Ida Lund")
    give_result(ida, 60.0)
    Membership.objects.create(team=team, person=ida, joined_at=now - timedelta(days=1))
    give_consents(team, [ida], group=False, named=True, at=now)
    invitation = actions.invite(team, by=ada, at=now)
    guests = [make_person(name) for name in ("Omar", "Sam")]
    for guest in guests:
        actions.join(invitation.invitation.token_hash, guest, at=now)
    return {"lead": ada, "ben": ben, "ida": ida, "omar": guests[0], "sam": guests[1]}


def open_team(page: Page, context: BrowserContext, site: str, user: User, part: str = "") -> None:
    sign_in(context, user, site)
    page.goto(f"{site}/teams/{Team.objects.get().uid}/{part}")


def test_the_lead_lets_in_all_who_are_listed_by_keyboard(
    page: Page, context: BrowserContext, site: str, waiting: dict[str, User]
) -> None:
    open_team(page, context, site, waiting["lead"])
    page.get_by_role("link", name="Somebody is waiting for you to let them in").press("Enter")
    button = page.get_by_role("button", name="Let in all 2 who are waiting")
    button.focus()
    look_at(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 people are in the team now.")).to_be_visible()
    expect(page.get_by_role("heading", name="Waiting to be let in")).to_have_count(0)


def test_whoever_is_refused_reads_it_on_their_teams(
    page: Page, context: BrowserContext, site: str, waiting: dict[str, User]
) -> None:
    open_team(page, context, site, waiting["lead"], "members/")
    press(page, "Refuse Omar")
    expect(page.get_by_text("1 person was refused.")).to_be_visible()
    sign_in(context, waiting["omar"], site)
    page.goto(f"{site}/teams/")
    expect(page.get_by_text("did not let you in. Nothing of yours was shown.")).to_be_visible()
    look_at(page)


def test_a_newcomer_is_asked_about_and_the_list_is_ticked_by_keyboard(
    page: Page, context: BrowserContext, site: str, waiting: dict[str, User]
) -> None:
    open_team(page, context, site, waiting["ben"], "consent/")
    look_at(page)
    page.get_by_label("I know all of these").focus()
    page.keyboard.press("Space")
    save(page)
    team = Team.objects.get()
    Membership.objects.create(team=team, person=make_person("Late Comer"), joined_at=timezone.now())
    page.reload()
    expect(page.get_by_role("heading", name="Do you know this person?")).to_be_visible()
    look_at(page)
    page.get_by_label("Late Comer").focus()
    page.keyboard.press("Space")
    press(page, "Save")
    expect(page.get_by_text("Saved. Nobody else sees whom you know.")).to_be_visible()
    expect(page.get_by_role("heading", name="Do you know this person?")).to_have_count(0)
    page.goto(f"{site}/teams/{team.uid}/consent/")
    expect(page.get_by_label("Late Comer")).to_be_checked()


def test_a_newcomer_waits_for_the_yes_of_whoever_is_named(
    page: Page, context: BrowserContext, site: str, waiting: dict[str, User]
) -> None:
    open_team(page, context, site, waiting["ben"], "people/")
    expect(page.locator(".people tbody tr")).to_have_count(2)
    expect(page.get_by_role("heading", name="Waiting for your yes")).to_be_visible()
    look_at(page)
    press(page, "Yes, show me to them too")
    expect(page.locator(".people tbody tr")).to_have_count(3)
    expect(page.get_by_role("heading", name="Waiting for your yes")).to_have_count(0)


def test_without_scripts_people_are_let_in_and_known(
    browser: Browser, site: str, waiting: dict[str, User]
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]  # width and height
    page = context.new_page()
    open_team(page, context, site, waiting["lead"], "members/")
    press(page, "Let in Omar")
    expect(page.get_by_text("1 person is in the team now.")).to_be_visible()
    page.goto(f"{site}/teams/{Team.objects.get().uid}/consent/")
    page.get_by_label("I know all of these").check()
    save(page)
    page.goto(f"{site}/teams/{Team.objects.get().uid}/consent/")
    expect(page.get_by_label("Omar")).to_be_checked()
    save(page)
    page.goto(f"{site}/teams/{Team.objects.get().uid}/members/")
    press(page, "Make an invitation link")
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_hidden()


def test_the_link_is_copied_by_its_button(
    page: Page, context: BrowserContext, site: str, waiting: dict[str, User]
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    open_team(page, context, site, waiting["lead"], "members/")
    press(page, "Make an invitation link")
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("The link").input_value()
    look_at(page)


def test_in_german_waiting_and_knowing_keep_their_shape(
    page: Page, context: BrowserContext, site: str, waiting: dict[str, User]
) -> None:
    page.set_extra_http_headers({"Accept-Language": "de"})
    for name, parts in {
        "lead": ["members/"],
        "ben": ["", "consent/", "people/"],
        "omar": ["/teams/"],
    }.items():
        for part in parts:
            sign_in(context, waiting[name], site)
            page.goto(
                f"{site}/teams/" if part == "/teams/" else f"{site}/teams/{Team.objects.get().uid}/{part}"
            )
            look_at(page)
