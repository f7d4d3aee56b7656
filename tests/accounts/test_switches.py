"""A page that was open before sets no switch back that another page has set since."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.commitments import actions as reminders
from assessment.commitments.models import Reminder
from assessment.organisations import actions as organisations
from assessment.organisations.models import OrganisationConsent, Standing
from assessment.teams import acquaintance
from assessment.teams import actions as teams
from assessment.teams.models import Acquaintance, Membership, Team
from tests.organisations.conftest import atlas, organisation, standing  # noqa: F401  # fixtures
from tests.results.pages import text_of
from tests.sharing.people import sign_in
from tests.teams.people import find_member, team_of

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY = NOW.date()
NO_FORM = "Nothing was saved: that was not the form of this page."
STAYS = "What you changed on another page meanwhile stays as it is there."


def read_form_fields(browser: Client, page: str, address: str = "") -> dict[str, list[str]]:
    """What the form on a page sends if nobody touches it."""
    text = browser.get(page).content.decode()
    fields: dict[str, list[str]] = {}
    for form in re.findall(r"<form[^>]*>.*?</form>", text, re.DOTALL):
        action = re.findall(r'<form[^>]*action="([^"]*)"', form)
        if "shown_on" not in form or (address and action != [address]):
            continue
        for tag in re.findall(r"<input[^>]*>", form):
            kind, name = (re.findall(rf'{part}="([^"]*)"', tag)[0] for part in ("type", "name"))
            value = re.findall(r'value="([^"]*)"', tag) or ["on"]
            if kind != "checkbox" or " checked" in tag:
                fields.setdefault(name, []).append(value[0])
    return fields


def post(browser: Client, address: str, form: dict[str, Any]) -> str:
    response = browser.post(address, form, follow=True)
    assert response.status_code == 200
    return text_of(response.content.decode())


@pytest.fixture
def team(cmo: User, teammate: User) -> Team:
    return team_of(cmo, teammate)


def test_a_consent_withdrawn_elsewhere_is_not_given_back(team: Team, cmo: User) -> None:
    membership, browser = find_member(team, cmo), sign_in(cmo)
    page = f"/teams/{team.uid}/consent/"
    teams.set_consents(membership, group=True, named=True, at=NOW)
    before = read_form_fields(browser, page)
    assert before["shown_on"] == ["", "group", "named"]
    assert STAYS not in post(browser, page, before)
    teams.set_consents(membership, group=False, named=False, at=NOW)
    assert STAYS in post(browser, page, before | {"name": ["Ada"]})
    membership.refresh_from_db()
    assert (membership.in_group, membership.by_name) == (False, False)
    # Whoever ticks it on a page that showed it as off means it.
    assert STAYS not in post(browser, page, read_form_fields(browser, page) | {"group": ["on"]})
    membership.refresh_from_db()
    assert (membership.in_group, membership.by_name) == (True, False)


@pytest.mark.parametrize("name", ["group", "named"])
def test_what_names_one_consent_takes_the_other_one_not_back(team: Team, cmo: User, name: str) -> None:
    membership, browser = find_member(team, cmo), sign_in(cmo)
    page = f"/teams/{team.uid}/consent/"
    teams.set_consents(membership, group=True, named=True, at=NOW)
    post(browser, page, {name: "on", "name": cmo.name})
    membership.refresh_from_db()
    assert (membership.in_group, membership.by_name) == (True, True)
    # The page's own form sends no box that is not ticked, and says what it showed as on.
    form = read_form_fields(browser, page)
    del form[name]
    post(browser, page, form)
    membership.refresh_from_db()
    assert {"group": membership.in_group, "named": membership.by_name} == {
        other: other != name for other in ("group", "named")
    }


def test_what_names_one_consent_takes_no_row_back(atlas: Team, standing: Standing, cmo: User) -> None:  # noqa: F811
    browser, page = sign_in(cmo), f"/teams/{atlas.uid}/consent/"
    post(browser, page, {"group": "on", "asked_organisation": str(standing.uid)})
    consents = OrganisationConsent.objects.live().filter(membership__person=cmo)
    assert consents.count() == 1
    form = read_form_fields(browser, page)
    del form[f"organisation-{standing.uid}"]
    post(browser, page, form)
    assert not consents.exists()


def test_what_names_one_reminder_switches_no_other_off(cmo: User) -> None:
    reminders.switch_reminders(cmo, {"retake", "pulse"}, today=TODAY)
    post(sign_in(cmo), "/reminders/", {"pulse": "on"})
    assert set(Reminder.objects.ahead().filter(owner=cmo).values_list("purpose", flat=True)) == {
        "retake",
        "pulse",
    }


def test_a_page_with_an_error_still_knows_what_it_showed(team: Team, cmo: User) -> None:
    membership, browser = find_member(team, cmo), sign_in(cmo)
    page = f"/teams/{team.uid}/consent/"
    teams.set_consents(membership, group=True, named=False, at=NOW)
    before = read_form_fields(browser, page)
    teams.set_consents(membership, group=False, named=False, at=NOW)
    refused = browser.post(page, before | {"named": ["on"], "name": [""]})
    assert refused.status_code == 422
    assert re.findall(r'name="shown_on" value="([^"]*)"', refused.content.decode()) == ["", "group"]


def test_a_row_withdrawn_elsewhere_is_not_shown_again(atlas: Team, standing: Standing, cmo: User) -> None:  # noqa: F811
    membership, browser = find_member(atlas, cmo), sign_in(cmo)
    page = f"/teams/{atlas.uid}/consent/"
    before = read_form_fields(browser, page)
    organisations.set_consent(membership, standing, agreed=False, at=NOW)
    assert STAYS in post(browser, page, before)
    assert not OrganisationConsent.objects.live().filter(membership=membership).exists()


def test_nobody_agrees_to_a_name_that_their_page_did_not_show(
    atlas: Team,  # noqa: F811
    standing: Standing,  # noqa: F811
    cmo: User,
    teammate: User,
) -> None:
    organisations.set_row(standing, named=False, tags=[], by=cmo, at=NOW)
    newcomer = Membership.objects.create(team=atlas, person=teammate, joined_at=standing.accepted_at)
    organisations.set_consent(find_member(atlas, cmo), standing, agreed=False, at=NOW)
    organisations.set_consent(find_member(atlas, cmo), standing, agreed=True, at=NOW)
    page, switch = f"/teams/{atlas.uid}/consent/", f"organisation-{standing.uid}"
    agreeing = read_form_fields(sign_in(teammate), page) | {switch: ["on"]}
    unchanged = read_form_fields(sign_in(cmo), page)
    organisations.set_row(standing, named=True, tags=[], by=cmo, at=NOW)
    for person, form in ((teammate, agreeing), (cmo, unchanged)):
        assert STAYS not in post(sign_in(person), page, form)
        consents = OrganisationConsent.objects.live().filter(membership__person=person)
        assert [consent.covers_name for consent in consents] == [False]
        asked = sign_in(person).get(f"/teams/{atlas.uid}/").content.decode()
        assert "May your team’s picture stand in" in asked
    post(sign_in(teammate), page, read_form_fields(sign_in(teammate), page) | {switch: ["on"]})
    assert OrganisationConsent.objects.live().get(membership=newcomer).covers_name


def test_a_name_taken_off_elsewhere_stays_off(atlas: Team, standing: Standing, cmo: User) -> None:  # noqa: F811
    browser, page = sign_in(cmo), f"/teams/{atlas.uid}/organisations/"
    before = read_form_fields(browser, page)
    organisations.set_row(standing, named=False, tags=["North"], by=cmo, at=NOW)
    assert STAYS in post(browser, page, before | {f"{standing.uid}-tags": ["South"], "act": ["save"]})
    standing.refresh_from_db()
    assert (standing.named_from, standing.tags) == (None, ["South"])
    named = read_form_fields(browser, page) | {f"{standing.uid}-named": ["on"], "act": ["save"]}
    assert STAYS not in post(browser, page, named)
    standing.refresh_from_db()
    assert standing.named_from is not None


def test_a_name_and_a_time_zone_set_elsewhere_stay(team: Team, cmo: User) -> None:
    browser = sign_in(cmo)
    page = browser.get("/account/").content.decode()
    before = dict(re.findall(r'name="(shown_\w+)" value="([^"]*)"', page))
    before = {name: value for name, value in before.items() if name != "shown_on"}
    assert before == {"shown_name": cmo.name, "shown_time_zone": ""}
    consents = read_form_fields(browser, f"/teams/{team.uid}/consent/") | {"named": ["on"]}
    User.objects.filter(pk=cmo.pk).update(name="Ada B.", time_zone="Asia/Tokyo")
    form = before | {"name": cmo.name, "time_zone": "Europe/Berlin"}
    assert STAYS in post(browser, "/account/", form)
    post(browser, f"/teams/{team.uid}/consent/", consents)
    cmo.refresh_from_db()
    assert (cmo.name, cmo.time_zone) == ("Ada B.", "Europe/Berlin")
    form = before | {"name": "", "time_zone": ""}
    assert STAYS in post(browser, "/account/", form)
    cmo.refresh_from_db()
    assert (cmo.name, cmo.time_zone) == ("", "Europe/Berlin")


def test_whom_another_page_has_answered_about_stays(team: Team, cmo: User, teammate: User) -> None:
    membership, browser, page = find_member(team, cmo), sign_in(cmo), f"/teams/{team.uid}/consent/"
    other = find_member(team, teammate).uid
    teams.set_consents(membership, group=True, named=False, at=NOW)

    def is_known() -> bool:
        return acquaintance.list_known(membership) == {other}

    acquaintance.set_known(membership, [], at=NOW)
    before = read_form_fields(browser, page)
    acquaintance.set_known(membership, [other], at=NOW)
    assert STAYS in post(browser, page, before)
    assert is_known()
    before = read_form_fields(browser, page)
    acquaintance.set_known(membership, [], at=NOW)
    assert STAYS in post(browser, page, before)
    assert not is_known()
    # Whoever ticks it, or all, on a page that showed it as not ticked means it; and so for taking it away.
    ticking = read_form_fields(browser, page)
    assert STAYS not in post(browser, page, ticking | {"known": [str(other)]})
    assert is_known()
    assert STAYS not in post(browser, page, {**read_form_fields(browser, page), "known": []})
    assert not is_known()
    assert STAYS not in post(browser, page, before | {"everybody": ["on"]})
    assert is_known()


def test_a_page_with_an_error_still_knows_whom_it_showed_as_known(team: Team, cmo: User) -> None:
    membership, browser, page = find_member(team, cmo), sign_in(cmo), f"/teams/{team.uid}/consent/"
    teams.set_consents(membership, group=True, named=False, at=NOW)
    before = read_form_fields(browser, page)
    acquaintance.set_known(membership, [], at=NOW)
    refused = browser.post(page, before | {"named": ["on"], "name": [""]})
    assert refused.status_code == 422
    assert f'name="shown_known" value="{before["shown_known"][0]}"' in refused.content.decode()


def test_an_answer_about_newcomers_leaves_what_the_page_of_consents_says_since(
    team: Team, cmo: User, teammate: User
) -> None:
    membership, browser = find_member(team, cmo), sign_in(cmo)
    teams.set_consents(membership, group=True, named=False, at=NOW)
    Acquaintance.objects.filter(member=membership).delete()
    asked = browser.get(f"/teams/{team.uid}/").content.decode()
    other = find_member(team, teammate).uid
    assert f'name="asked" value="{other}"' in asked
    assert 'name="shown_known" value=""' in asked
    acquaintance.set_known(membership, [other], at=NOW)
    assert STAYS in post(browser, f"/teams/{team.uid}/known/", {"asked": [other], "shown_known": ""})
    assert acquaintance.list_known(membership) == {other}


def test_reminders_set_elsewhere_stay(cmo: User) -> None:
    browser = sign_in(cmo)
    reminders.switch_reminders(cmo, ["retake"], today=TODAY)
    before = read_form_fields(browser, "/account/", "/reminders/")
    assert before["shown_on"] == ["", "retake"]
    reminders.switch_reminders(cmo, ["commitment"], today=TODAY)
    assert STAYS in post(browser, "/reminders/", before | {"pulse": ["on"]})
    on = Reminder.objects.ahead().filter(owner=cmo).values_list("purpose", flat=True)
    assert set(on) == {"commitment", "pulse"}
    off = {"shown_on": read_form_fields(browser, "/account/", "/reminders/")["shown_on"]}
    assert "Saved. No reminder will be sent." in post(browser, "/reminders/", off)
    assert not Reminder.objects.ahead().filter(owner=cmo).exists()


@pytest.mark.parametrize("form", [{}, {"reminder": "pulse"}, {"retake": "false"}])
def test_what_is_no_form_of_reminders_saves_nothing_and_says_so(cmo: User, form: dict[str, str]) -> None:
    reminders.switch_reminders(cmo, ["retake"], today=TODAY)
    page = post(sign_in(cmo), "/reminders/", form)
    assert NO_FORM in page
    assert "Saved." not in page
    assert Reminder.objects.ahead().get(owner=cmo).purpose == "retake"


@pytest.mark.parametrize("form", [{}, {"shown_on": ""}, {"tags": "North"}])
def test_what_is_no_form_of_a_row_leaves_the_row(
    atlas: Team,  # noqa: F811
    standing: Standing,  # noqa: F811
    cmo: User,
    form: dict[str, str],
) -> None:
    organisations.set_row(standing, named=True, tags=["North"], by=cmo, at=NOW)
    standing.refresh_from_db()
    before = (standing.named_from, standing.tags)
    named = {f"{standing.uid}-{name}" if name == "tags" else name: value for name, value in form.items()}
    page = post(sign_in(cmo), f"/teams/{atlas.uid}/organisations/", named | {"standing": str(standing.uid)})
    assert NO_FORM in page
    assert "Saved." not in page
    standing.refresh_from_db()
    assert (standing.named_from, standing.tags) == before


@pytest.mark.parametrize("form", [{}, {"name": "Ada"}])
def test_what_is_no_form_of_consents_withdraws_none(team: Team, cmo: User, form: dict[str, str]) -> None:
    membership = find_member(team, cmo)
    teams.set_consents(membership, group=True, named=True, at=NOW)
    page = post(sign_in(cmo), f"/teams/{team.uid}/consent/", form)
    assert NO_FORM in page
    assert "Saved." not in page
    membership.refresh_from_db()
    assert (membership.in_group, membership.by_name) == (True, True)
