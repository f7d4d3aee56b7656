"""A team from its creation to people side by side, on phones; and every state on a phone and a desk."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessment.accounts.models import User
from assessment.teams import actions, snapshots
from assessment.teams.models import Membership, Team
from tests.accounts.visitor import code_of, last_mail
from tests.browser.conftest import Watch, look_at
from tests.browser.test_result import sign_in
from tests.browser.walk import expect_drawn
from tests.make import NOON
from tests.teams.people import acquaint, give_consents, give_result, make_crowd, make_person, team_of
from tests.teams.test_snapshots import LATER

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
PLOT = ".plot .main-svg"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def enter_by_code(page: Page, user: User) -> None:
    """On the sign-in page an invitation led to."""
    page.get_by_label("E-mail address").first.fill(user.email)
    press(page, "Send me a code")
    page.wait_for_url(re.compile("/login/code/confirm/"))
    page.get_by_label("Code").fill(code_of(last_mail()))
    press(page, "Sign in")


def phone(browser: Browser, watch: Watch) -> Page:
    page = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()  # type: ignore[arg-type]  # width and height
    watch.attach(page)
    return page


def join(page: Page, link: str, user: User) -> None:
    """From a mail over what will be seen and the sign-in into the team, both switches off."""
    page.goto(link)
    expect(page.get_by_text("They never see your answers.").first).to_be_visible()
    press(page, "Sign in and join")
    enter_by_code(page, user)
    press(page, "Join the team")
    expect_nothing_chosen(page)


def ask_to_join(page: Page, link: str, user: User) -> None:
    """From a link that several people have to the page that says to wait."""
    page.goto(link)
    expect(page.get_by_text("whoever leads the team lets each of you in")).to_be_visible()
    press(page, "Sign in and ask to join")
    enter_by_code(page, user)
    press(page, "Ask to join")
    expect(page.get_by_role("heading", name="Waiting to be let in")).to_be_visible()
    look_at(page)


def expect_nothing_chosen(page: Page) -> None:
    expect(page.get_by_role("heading", name="What you show here")).to_be_visible()
    for box in page.get_by_role("checkbox").all():
        expect(box).not_to_be_checked()


def choose(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_label(label).check()
    save(page)


def save(page: Page) -> None:
    press(page, "Save")
    expect(page.get_by_text("Saved. It applies from now on.")).to_be_visible()


def localize_link(link: str, site: str) -> str:
    """A link of the site's own address, on the address where the test reaches it."""
    return re.sub(r"^https?://[^/]+", site, link)


GROUP, NAMED = "Count me in the group picture", "Show my name and scores"


def found_team(
    browser: Browser, page: Page, context: BrowserContext, site: str, watch: Watch
) -> tuple[Page, Page]:
    """Ada, on her phone, makes a team; Ben comes in by its link and Mei by a mail: their two phones."""
    ada, ben, mei = (make_person(name) for name in ("Ada", "Ben", "Mei"))
    for user, index in ((ada, 40.0), (ben, 43.0), (mei, 75.0)):
        give_result(user, index)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
    sign_in(context, ada, site)
    page.goto(f"{site}/teams/")
    page.get_by_role("link", name="New team").click()
    page.get_by_label("Name of the team").fill("Meridian Foods")
    press(page, "Create the team")
    press(page, "Make an invitation link")
    link = page.get_by_label("The link").input_value()

    bens = phone(browser, watch)
    ask_to_join(bens, localize_link(link, site), ben)
    page.goto(f"{site}/teams/{Team.objects.get().uid}/members/")
    expect(page.get_by_role("heading", name="Waiting to be let in")).to_be_visible()
    look_at(page)
    press(page, "Let in Ben")
    expect(page.get_by_text("1 person is in the team now.")).to_be_visible()
    bens.get_by_role("link", name="Look again").click()
    expect_nothing_chosen(bens)
    page.get_by_label("Their e-mail address").fill(mei.email)
    press(page, "Send an invitation")
    expect(page.get_by_text("The invitation is on its way.")).to_be_visible()
    mailed = re.search(r"\S+/join/\S+", str(mail.outbox[-1].body))
    assert mailed
    meis = phone(browser, watch)
    join(meis, localize_link(mailed[0], site), mei)
    return bens, meis


def test_three_people_from_an_empty_team_to_standing_side_by_side(
    browser: Browser, page: Page, context: BrowserContext, site: str, watch: Watch
) -> None:
    bens, meis = found_team(browser, page, context, site, watch)
    team = Team.objects.get()
    others = make_crowd(5, prefix="Other")
    for other in others:
        Membership.objects.create(team=team, person=other, joined_at=NOON)
    acquaint(team)
    bens.goto(f"{site}/teams/{team.uid}/")
    expect(bens.get_by_text("Results open at five people.")).to_be_visible()
    give_consents(team, others)
    for one in (page, bens, meis):
        one.goto(f"{site}/teams/{team.uid}/consent/")
        choose(one, GROUP, NAMED)
        expect(one.get_by_text("5 people are in this picture")).to_be_visible()
        expect(one.locator(PLOT).first).to_be_attached()

    page.get_by_role("link", name="People by name").click()
    rows = page.locator(".people tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("You")
    expect(rows.nth(1)).to_contain_text("Ben")
    expect(rows.nth(2)).to_contain_text("higher than yours")
    look_at(page)

    meis.goto(f"{site}/teams/{team.uid}/consent/")
    meis.get_by_label(NAMED).uncheck()
    save(meis)
    page.reload()
    expect(page.locator(".people tbody tr")).to_have_count(2)
    expect(page.get_by_text("Mei", exact=True)).to_have_count(0)


@pytest.fixture
def states(site: str) -> tuple[User, dict[str, str]]:
    """One person in teams of every kind: alone, below five, drawn, withheld, side by side."""
    ada, *others = make_crowd(9)
    pictured_team = team_of(ada, *others[:6], name="Drawn")
    give_consents(pictured_team, [ada, *others[:6]])
    near = team_of(ada, *others[1:6], name="Near")
    give_consents(near, [ada, *others[1:6]])
    few = team_of(ada, others[0], name="Few")
    alone = team_of(ada, name="Alone")
    other_team = team_of(ada, *others[6:], name="Beside")
    give_consents(other_team, [ada], group=False, named=True)
    give_consents(pictured_team, [ada, others[0]], named=True)
    actions.invite(pictured_team, by=ada, email="new@example.org", at=NOON)
    teams = {"drawn": pictured_team, "near": near, "few": few, "alone": alone, "beside": other_team}
    return ada, {name: f"{site}/teams/{team.uid}/" for name, team in teams.items()}


def test_every_state_is_accessible_in_both_themes(
    page: Page, context: BrowserContext, site: str, states: tuple[User, dict[str, str]]
) -> None:
    ada, teams = states
    sign_in(context, ada, site)
    pages = [f"{site}/teams/", f"{site}/teams/new/", *teams.values()]
    pages += [
        f"{teams['drawn']}{part}/" for part in ("over-time", "people", "members", "consent", "leave", "guide")
    ]
    pages += [f"{teams['drawn']}guide/{number}/" for number in (1, 3)]
    pages += [f"{teams['few']}{part}/" for part in ("over-time", "people", "guide")]
    pages += [f"{teams['beside']}people/"]
    for address in pages:
        page.goto(address)
        look_at(page)


def test_in_german_every_page_of_a_team_keeps_its_shape(
    page: Page, context: BrowserContext, site: str, states: tuple[User, dict[str, str]]
) -> None:
    ada, teams = states
    sign_in(context, ada, site)
    page.set_extra_http_headers({"Accept-Language": "de"})
    for part in ("", "over-time/", "people/", "members/", "consent/", "guide/", "guide/2/"):
        page.goto(f"{teams['drawn']}{part}")
        expect(page.locator("html")).to_have_attribute("lang", "de")
        look_at(page)


def test_the_guide_fills_a_projector_and_follows_the_keys(
    page: Page, context: BrowserContext, site: str, states: tuple[User, dict[str, str]]
) -> None:
    ada, teams = states
    sign_in(context, ada, site)
    page.goto(f"{teams['drawn']}guide/")
    page.get_by_role("link", name="Show it on a projector").click()
    higher = "document.documentElement.scrollHeight - innerHeight"
    for number in (1, 2, 3, 4):
        expect(page).to_have_url(f"{teams['drawn']}guide/{number}/")
        page.wait_for_load_state()
        for width, height in ((1280, 720), (1920, 1080)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(higher) <= 0, (number, width)
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(f"{teams['drawn']}guide/4/")  # the last one
    page.keyboard.press("PageUp")
    expect(page).to_have_url(f"{teams['drawn']}guide/3/")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("2 of 4")).to_be_visible()
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(f"{teams['drawn']}guide/3/")


def test_the_guide_and_the_picture_print_whole(
    page: Page, context: BrowserContext, site: str, states: tuple[User, dict[str, str]]
) -> None:
    ada, teams = states
    sign_in(context, ada, site)
    for path, sheets in (("guide/", 1), ("", 2)):
        page.goto(f"{teams['drawn']}{path}")
        if not path:
            expect_drawn(page)
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == sheets
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sizes = page.locator(".plot").evaluate_all(
        "all => all.map(e => [e.clientHeight, e.querySelector('.main-svg').clientHeight])"
    )
    assert sizes
    assert all(reserved == inside for reserved, inside in sizes)


def test_paper_keeps_the_heading_of_a_change_with_its_chart(
    page: Page, context: BrowserContext, site: str
) -> None:
    five = make_crowd(5)
    team = team_of(*five)
    give_consents(team, five)
    for number, user in enumerate(five):
        give_result(user, 45.0 + 5 * number, at=LATER)
    snapshots.draw_snapshot(team, at=LATER)
    sign_in(context, five[0], site)
    page.goto(f"{site}/teams/{team.uid}/")
    page.emulate_media(media="print")
    change = page.locator(".team-move")
    expect(change.get_by_role("heading")).to_have_text(re.compile("median index"))
    expect(change.locator(PLOT).first).to_be_attached()
    expect(change).to_have_css("break-inside", "avoid")


def test_paper_does_not_say_who_holds_it(
    page: Page, context: BrowserContext, site: str, states: tuple[User, dict[str, str]]
) -> None:
    ada, teams = states
    sign_in(context, ada, site)
    page.goto(teams["drawn"])
    yours = page.get_by_text("you", exact=True)
    expect(yours.first).to_be_visible()
    page.emulate_media(media="print")
    expect_drawn(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for words in ("you, shown only to you", "Your own figures"):
        expect(page.get_by_text(words).first).to_be_hidden()
    assert not any(locator.is_visible() for locator in yours.all())


def test_people_by_name_print_the_same_whoever_prints_them(
    page: Page, context: BrowserContext, site: str
) -> None:
    ada, *others = make_crowd(3)
    team = team_of(ada, *others)
    give_consents(team, [ada, *others], group=False, named=True)
    sign_in(context, ada, site)
    page.goto(f"{site}/teams/{team.uid}/people/")
    names = page.locator(".people tbody th")
    expect(names.first).to_contain_text("You")
    page.emulate_media(media="print")
    looks = names.locator("bdi").evaluate_all(
        "all => all.map(e => ['color', 'fontWeight', 'fontSize'].map(p => getComputedStyle(e)[p]).join())"
    )
    assert len(set(looks)) == 1
    notes = page.locator(".people-note")
    expect(notes).to_have_count(2)
    for note in notes.all():
        expect(note).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_no_button_beside_a_name_breaks_a_word(
    page: Page, context: BrowserContext, site: str, states: tuple[User, dict[str, str]], width: int
) -> None:
    ada, teams = states
    sign_in(context, ada, site)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{teams['drawn']}members/")
    buttons = page.locator(".ruled .btn")
    assert buttons.count() > 5
    heights = buttons.evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
    assert max(heights) < 60, heights


def test_what_was_refused_is_said_where_the_focus_is(
    page: Page, context: BrowserContext, site: str, states: tuple[User, dict[str, str]], watch: Watch
) -> None:
    watch.expected.append("422")
    ada, teams = states
    sign_in(context, ada, site)
    page.goto(f"{teams['drawn']}members/")
    page.get_by_label("Their e-mail address").fill("nobody at home")
    press(page, "Send an invitation")
    expect(page.get_by_role("alert")).to_contain_text("It looks like name@example.org.")
    expect(page.get_by_label("Their e-mail address")).to_have_value("nobody at home")
    look_at(page)
    page.goto(f"{teams['drawn']}consent/")
    page.get_by_label("Your name", exact=True).fill("")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("leave the second switch off")
    look_at(page)


def test_without_scripts_the_picture_is_its_table_and_the_switches_work(
    browser: Browser, site: str, states: tuple[User, dict[str, str]]
) -> None:
    ada, teams = states
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]  # width and height
    sign_in(context, ada, site)
    page = context.new_page()
    page.goto(teams["drawn"])
    expect(page.locator("noscript table").first).to_be_visible()
    expect(page.locator(".plot").first).to_be_hidden()
    page.goto(f"{teams['few']}consent/")
    choose(page, GROUP)
    assert Membership.objects.get(team__name="Few", person=ada).in_group


def test_a_link_is_read_before_anybody_signs_in(page: Page, site: str) -> None:
    lead = make_person("Lead")
    invitation = actions.invite(team_of(lead), by=lead, at=timezone.now())
    page.goto(f"{site}/join/{invitation.token}/")
    assert invitation.token not in page.url
    expect(page.get_by_role("heading", name="Join Meridian Foods")).to_be_visible()
    look_at(page)


def test_one_long_word_as_the_name_of_a_team_pushes_no_page_aside(
    page: Page, context: BrowserContext, site: str
) -> None:
    lead = make_person("lead")
    sign_in(context, lead, site)
    name = "Donaudampfschifffahrtsgesellschaftskapitänsmützenmarketingabteilung"
    team = actions.create(lead, name, at=NOON)
    link = actions.invite(team, by=lead, at=timezone.now()).token
    for address in [f"/teams/{team.uid}/members/", f"/teams/{team.uid}/leave/", "/teams/", f"/join/{link}/"]:
        page.goto(site + address)
        look_at(page)
