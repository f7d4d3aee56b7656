"""An organisation's pages: who reads them, in which state, and that they say what the pictures say."""

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.attempts.models import Answer, CapabilityScore
from assessment.organisations.models import Organisation, OrganisationConsent, Standing
from assessment.organisations.pages.sheet import SheetPage, build_page, build_plan, list_initials
from assessment.organisations.pictures import TeamPicture
from assessment.organisations.rounds import pin_ended_rounds
from assessment.teams.models import Membership, Snapshot, Team
from tests.make import NOON
from tests.organisations.people import FROM_THE_START, let_stand, organisation_of, team_with_picture
from tests.statements import at_most

pytestmark = pytest.mark.django_db
PAGES = ("dashboard", "over_time", "picture_csv", "picture_json")
ALL = (*PAGES, "picture_slides")
MARKUP = "<b>Ünder & over</b> " + "x" * 99
RIGHT_TO_LEFT = "فريق التسويق"


@pytest.fixture
def organisation(stranger: User) -> Organisation:
    return organisation_of(stranger)


def add_teams(organisation: Organisation, names: Iterable[str | None], cmo: User) -> list[Team]:
    """Teams of five, the cmo in the first; None: one that stands unnamed."""
    teams = []
    for number, name in enumerate(names):
        team = team_with_picture(
            name or f"Secret {number}", *([cmo] if not number else []), index=30 + 5 * (number % 10)
        )
        let_stand(organisation, team, named_from=FROM_THE_START if name else None)
        teams.append(team)
    return teams


def read(organisation: Organisation, user: User, page: str = "dashboard", **query: str) -> Any:
    browser = Client()
    browser.force_login(user)
    return browser.get(reverse(f"organisations:{page}", args=[organisation.uid]), query)


def picture_again(team: Team, *, own: bool) -> TeamPicture:
    """What is on the sheet of a team, from the stored picture and from nothing else."""
    snapshot = Snapshot.objects.filter(team=team).latest("drawn_at")
    stored = snapshot.picture
    halves = {"index": stored["index"], **stored["capabilities"]}
    return TeamPicture(
        standing=Standing.objects.get(team=team).pk,
        name=team.name,
        tags=(),
        own=own,
        day=snapshot.drawn_at.date(),
        size=stored["people"],
        figures={name: (median, low, high) for name, (low, median, high) in halves.items()},
        hours=(stored["shares"]["approving"], stored["shares"]["designing"]),
    )


def test_a_team_has_a_tab_of_organisations_once_it_stands_in_one(
    organisation: Organisation, cmo: User, teammate: User
) -> None:
    team = team_with_picture("Atlas", cmo, teammate)
    tab = f'href="/teams/{team.uid}/organisations/"'

    def read_page(user: User) -> str:
        browser = Client()
        browser.force_login(user)
        return browser.get(f"/teams/{team.uid}/members/").content.decode()

    assert tab not in read_page(cmo)
    assert tab not in read_page(teammate)
    let_stand(organisation, team)
    assert tab in read_page(cmo)
    assert tab in read_page(teammate)


def test_the_page_is_computed_from_pictures_alone(organisation: Organisation, cmo: User) -> None:
    teams = add_teams(organisation, ["Atlas", "Brand", "Commerce", "Data"], cmo)
    # Nobody here has given an answer, and nobody has a score.
    assert not Answer.objects.exists()
    assert not CapabilityScore.objects.exists()
    page: SheetPage = build_page(
        organisation.name, [picture_again(team, own=not number) for number, team in enumerate(teams)]
    )
    context = {"page": page, "plan": build_plan(page), "initials": list_initials(page)}
    html = read(organisation, cmo).content.decode()
    for part in ("key", "plan", "reading", "table", "pairs"):
        assert render_to_string(f"organisations/sheet/{part}.html", context) in html
    assert page.headline in html
    assert page.lead in html


def test_members_of_shown_teams_and_stewards_read_the_same_and_nobody_else(
    organisation: Organisation, cmo: User, teammate: User, stranger: User
) -> None:
    add_teams(organisation, ["Atlas", "Brand"], cmo)
    silent = team_with_picture("Silent", teammate)
    let_stand(organisation, silent, agreed=False)
    staff = User.objects.create(email="staff@example.org", is_staff=True, is_superuser=True)
    for page in ALL:
        assert read(organisation, cmo, page).status_code == 200
        assert read(organisation, stranger, page).status_code == 200
        # Whose team is not shown, and who runs the site.
        assert read(organisation, teammate, page).status_code == 404
        assert read(organisation, staff, page).status_code == 404
    ours, theirs = (json.loads(read(organisation, user, "picture_json").content) for user in (cmo, stranger))
    assert ours == theirs
    sheet = read(organisation, cmo).content.decode()
    assert "Silent" not in sheet
    assert "may be guessed" not in sheet  # no team is unnamed here
    assert "Seen by: the stewards and the members of every team shown here. Nobody else" in sheet
    over_time = read(organisation, cmo, "over_time").content.decode()
    assert "Seen by: the stewards and, of each round," in over_time
    assert "If the questions changed between two pictures" in over_time
    assert "pulled towards the average of its own rounds, on the sheet towards the level of" in over_time
    assert sheet.count('<details class="meaning">') == 4


def test_fewer_than_two_teams_say_what_is_missing(
    organisation: Organisation, cmo: User, stranger: User
) -> None:
    page = read(organisation, stranger)
    assert "No team shares its picture yet. Two are needed." in page.content.decode()
    add_teams(organisation, ["Atlas"], cmo)
    page = read(organisation, cmo).content.decode()
    assert "One team shares its picture. One more is needed." in page
    assert "Two teams have to share before anything is shown here." in page
    assert read(organisation, cmo, "picture_csv").status_code == 404


def test_a_consent_taken_back_takes_the_row_away_at_the_next_request(
    organisation: Organisation, cmo: User
) -> None:
    _, brand, _ = add_teams(organisation, ["Atlas", "Brand", "Commerce"], cmo)
    assert "Brand" in read(organisation, cmo).content.decode()
    consent = OrganisationConsent.objects.filter(membership__team=brand).first()
    assert consent
    consent.withdrawn_at = consent.given_at
    consent.save()
    for page in PAGES:
        assert "Brand" not in read(organisation, cmo, page).content.decode()


def test_names_are_printed_as_they_are_and_unnamed_teams_stay_so(
    organisation: Organisation, cmo: User
) -> None:
    teams = add_teams(organisation, ["Atlas", "Brand", RIGHT_TO_LEFT, None, None], cmo)
    Team.objects.filter(pk=teams[1].pk).update(name=MARKUP[: Team._meta.get_field("name").max_length])
    html = read(organisation, cmo).content.decode()
    assert "<b>Ünder" not in html
    assert "&lt;b&gt;Ünder &amp; over" in html
    assert f"<bdi>{RIGHT_TO_LEFT}</bdi>" in html
    for page in PAGES:
        assert "Secret" not in read(organisation, cmo, page).content.decode()
    assert "(2)" in html
    assert "may be guessed by its number of people and the day of its picture" in html


def test_drawings_have_points_in_a_language_with_commas(organisation: Organisation, cmo: User) -> None:
    add_teams(organisation, ["Atlas", "Brand", "Commerce"], cmo)
    cmo.language = "de"
    cmo.save()
    html = read(organisation, cmo).content.decode()
    assert "Kein Team lässt sich von einem anderen unterscheiden." in html
    places = re.findall(r'\b(?:x|x1|x2|width)="([^"]*)%"', html)
    assert len(places) > 40
    assert all(0 <= float(place) <= 100 for place in places)


def test_two_teams_are_chosen_by_a_plain_form(organisation: Organisation, cmo: User) -> None:
    add_teams(organisation, ["Atlas", "Brand", None, None], cmo)
    html = read(organisation, cmo).content.decode()
    keys = [
        value.split('"')[0] for value in html.split('id="this"')[1].split("</select>")[0].split('value="')[1:]
    ]
    assert keys[2:] == ["unnamed-1", "unnamed-2"]
    chosen = read(organisation, cmo, this=keys[0], beside=keys[1]).content.decode()
    assert chosen.count('class="pair-measure"') == 4
    assert f'value="{keys[1]}" selected' in chosen
    same = read(organisation, cmo, this=keys[0], beside=keys[0]).content.decode()
    assert "Choose two different teams." in same
    for key in ("999999", "x", "", "unnamed-3", "\u0000"):
        answer = read(organisation, cmo, this=keys[0], beside=key)
        assert answer.status_code == 200
        assert "This team is not shown here now." in answer.content.decode()


def test_a_tag_brings_its_teams_up_and_takes_none_away(organisation: Organisation, cmo: User) -> None:
    add_teams(organisation, ["Atlas", "Brand"], cmo)
    let_stand(organisation, team_with_picture("Zenith", index=40), tags=["<North>"])
    html = read(organisation, cmo, tag="<North>").content.decode()
    rows = html.split("<tbody>")[1]
    assert rows.index("Atlas") < rows.index("Zenith") < rows.index("Brand")
    assert "&lt;North&gt;" in html
    assert "<option selected>" in html
    assert read(organisation, cmo, tag="no such").status_code == 200


@pytest.mark.parametrize("page", ALL)
def test_statements_do_not_grow_with_teams(page: str, organisation: Organisation, cmo: User) -> None:
    add_teams(organisation, ["Atlas", "Brand"], cmo)
    pin_ended_rounds(at=NOON + timedelta(days=100))
    browser = Client()
    browser.force_login(cmo)
    address = reverse(f"organisations:{page}", args=[organisation.uid])
    apart = 14 if page.startswith("picture") else 2
    with at_most(8, apart=apart) as few:
        browser.get(address)
    for number in range(4):
        let_stand(organisation, team_with_picture(f"More {number}"), at=NOON)
    assert Membership.objects.count() == 30
    with at_most(len(few.product), apart=apart):
        browser.get(address)
