"""Whom a member knows: asked on the consent page and of newcomers, kept to themselves, and never guessed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.teams import acquaintance, waiting_room
from assessment.teams.models import Acquaintance, Team
from tests.make import NOON
from tests.results.pages import get_page, text_of
from tests.statements import at_most
from tests.teams.people import enlarge, find_member, give_consents, make_person, team_of

LATER = NOON + timedelta(days=30)


@pytest.fixture
def team(seven: list[User]) -> Team:
    """Seven who have not yet been asked whom they know."""
    team = team_of(*seven)
    Acquaintance.objects.all().delete()
    return team


def enter(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def url_of_team(team: Team, name: str = "consent") -> str:
    return reverse(f"teams:{name}", args=[team.uid])


def uids(team: Team, *users: User) -> list[str]:
    return [str(find_member(team, user).uid) for user in users]


def known_by(team: Team, user: User) -> dict[str, bool]:
    answers = Acquaintance.objects.filter(member=find_member(team, user))
    return dict(answers.values_list("other__person__name", "known"))


def newcomer(team: Team, lead: User, name: str = "Ida") -> User:
    user = make_person(name)
    waiting_room.add_member(team, user, by=lead, at=LATER)
    return user


def test_each_member_stands_with_half_an_address_since_when_and_let_in_by_whom(
    team: Team, seven: list[User]
) -> None:
    acquaintance.set_known(find_member(team, seven[3]), [find_member(team, seven[0]).uid], at=NOON)
    newcomer(team, seven[0])
    text = text_of(get_page(enter(seven[3]), url_of_team(team)))
    assert "Ida Not answered yet i…@example.org, member since 10 December 2026, let in by Person0" in text
    assert "Person0 p…@example.org, lead since 10 November 2026" in text
    assert "ida@example.org" not in text
    assert "let in by you" in text_of(get_page(enter(seven[0]), url_of_team(team)))
    german = enter(seven[0]).get(url_of_team(team), headers={"accept-language": "de"}).content.decode()
    assert "hereingelassen von <bdi>Ihnen</bdi>" in german


def test_ticked_means_known_and_the_rest_of_the_list_not(team: Team, seven: list[User]) -> None:
    form = {"group": "on", "asked": uids(team, *seven[1:]), "known": uids(team, *seven[1:4])}
    assert enter(seven[0]).post(url_of_team(team), form).status_code == 302
    expected = {f"Person{number}": number < 4 for number in range(1, 7)}
    assert known_by(team, seven[0]) == expected
    page = get_page(enter(seven[0]), url_of_team(team))
    assert page.count("checked") == 4  # three people and the switch
    assert "Not answered yet" not in page


def test_i_know_all_of_these_is_everybody_on_the_list_and_nobody_who_came_since(
    team: Team, seven: list[User]
) -> None:
    form = {"group": "on", "asked": uids(team, *seven[1:]), "everybody": "on"}
    newcomer(team, seven[1])
    enter(seven[0]).post(url_of_team(team), form)
    assert known_by(team, seven[0]) == {f"Person{number}": True for number in range(1, 7)}


def test_whoever_knows_everybody_is_not_offered_to_say_so_at_once(team: Team, seven: list[User]) -> None:
    assert "I know all of these" in get_page(enter(seven[0]), url_of_team(team))
    acquaintance.set_known(
        find_member(team, seven[0]), [find_member(team, user).uid for user in seven[1:]], at=NOON
    )
    assert "I know all of these" not in get_page(enter(seven[0]), url_of_team(team))


def test_who_does_not_share_is_not_taken_to_know_nobody(team: Team, seven: list[User]) -> None:
    form = {"shown_on": "", "asked": uids(team, *seven[1:]), "known": uids(team, seven[1])}
    enter(seven[0]).post(url_of_team(team), form)
    assert known_by(team, seven[0]) == {"Person1": True}
    enter(seven[0]).post(url_of_team(team), form | {"known": []})
    assert known_by(team, seven[0]) == {"Person1": False}


def test_a_newcomer_is_asked_about_on_the_teams_page_until_answered(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:2])
    acquaintance.set_known(find_member(team, seven[1]), [], at=NOON)
    assert "Do you know" not in text_of(get_page(enter(seven[1]), url_of_team(team, "dashboard")))
    ida = newcomer(team, seven[0])
    for address in (url_of_team(team, "dashboard"), url_of_team(team, "dashboard")):
        assert "Do you know this person?" in text_of(get_page(enter(seven[1]), address))
    assert "You are asked whom you know" in text_of(get_page(enter(seven[1]), reverse("teams:teams")))
    form = {"asked": uids(team, ida), "known": uids(team, ida)}
    page = enter(seven[1]).post(url_of_team(team, "known"), form, follow=True)
    assert "Saved. Nobody else sees whom you know." in text_of(page.content.decode())
    assert "Do you know" not in text_of(page.content.decode())
    assert known_by(team, seven[1])["Ida"] is True


def test_whoever_does_not_share_is_not_asked(team: Team, seven: list[User]) -> None:
    newcomer(team, seven[0])
    assert "Do you know" not in text_of(get_page(enter(seven[1]), url_of_team(team, "dashboard")))


def test_everybody_who_shares_is_asked_about_everybody_they_have_not_answered_about(
    team: Team, seven: list[User]
) -> None:
    give_consents(team, seven[:5])
    for user in seven[:5]:
        assert "Do you know these 6 people?" in text_of(get_page(enter(user), url_of_team(team, "dashboard")))


def test_the_lead_knows_whom_they_let_in_and_is_not_asked(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:1])
    acquaintance.set_known(find_member(team, seven[0]), [], at=NOON)
    newcomer(team, seven[0])
    assert "Do you know" not in text_of(get_page(enter(seven[0]), url_of_team(team, "dashboard")))


def test_nobody_else_sees_who_knows_whom(team: Team, seven: list[User]) -> None:
    pages = ("dashboard", "members", "consent", "people")
    before = [text_of(get_page(enter(user), url_of_team(team, page))) for user in seven[:2] for page in pages]
    acquaintance.set_known(find_member(team, seven[4]), [find_member(team, seven[0]).uid], at=NOON)
    acquaintance.set_known(find_member(team, seven[5]), [], at=NOON)
    after = [text_of(get_page(enter(user), url_of_team(team, page))) for user in seven[:2] for page in pages]
    assert before == after


@pytest.mark.parametrize("page", ["consent", "known"])
@pytest.mark.parametrize("field", ["asked", "known"])
@pytest.mark.parametrize("value", ["of another team", "no id"])
def test_an_id_that_is_no_member_of_this_team_is_not_found(
    team: Team, seven: list[User], page: str, field: str, value: str
) -> None:
    stranger = make_person("Stranger")
    elsewhere = team_of(stranger, name="Elsewhere")
    form = {"group": "on", field: str(find_member(elsewhere, stranger).uid) if value != "no id" else value}
    assert enter(seven[0]).post(url_of_team(team, page), form).status_code == 404
    assert not Acquaintance.objects.exists()
    assert not find_member(team, seven[0]).in_group


def test_somebody_who_left_meanwhile_is_passed_over(team: Team, seven: list[User]) -> None:
    form = {"group": "on", "asked": uids(team, *seven[1:]), "known": uids(team, *seven[1:])}
    find_member(team, seven[6]).delete()
    assert enter(seven[0]).post(url_of_team(team), form).status_code == 302
    assert known_by(team, seven[0]) == {f"Person{number}": True for number in range(1, 6)}


def test_what_was_ticked_stays_where_the_form_comes_back(team: Team, seven: list[User]) -> None:
    form = {"named": "on", "name": " ", "asked": uids(team, *seven[1:]), "known": uids(team, seven[2])}
    refused = enter(seven[0]).post(url_of_team(team), form)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert f'value="{find_member(team, seven[2]).uid}" id="known-{find_member(team, seven[2]).uid}"' in page
    assert page.count("checked") == 2  # one person and the switch
    assert not Acquaintance.objects.exists()


def test_two_hundred_members_fold_are_searched_and_cost_no_more_statements(
    team: Team, seven: list[User]
) -> None:
    many = User.objects.bulk_create(
        User(email=f"many{number}@example.org", name=f"Many {number}") for number in range(193)
    )
    enlarge(team, many, joined_at=LATER)
    browser = enter(seven[0])
    with at_most(8) as ran:
        page = browser.get(url_of_team(team)).content.decode()
    assert len(ran.product) <= 5
    assert '<details class="disclosure" open><summary>199 people</summary>' in page
    page_text = text_of(browser.get(url_of_team(team), {"search": "many 17"}).content.decode())
    assert "Many 17" in page_text
    assert "Many 18" not in page_text
    assert "Nobody of that name" in text_of(
        browser.get(url_of_team(team), {"search": "zzz"}).content.decode()
    )


def test_answers_about_a_search_are_about_what_it_found(team: Team, seven: list[User]) -> None:
    acquaintance.set_known(find_member(team, seven[0]), [find_member(team, seven[1]).uid], at=NOON)
    form = {"group": "on", "asked": uids(team, seven[2]), "everybody": "on"}
    enter(seven[0]).post(f"{url_of_team(team)}?search=person2", form)
    answers = known_by(team, seven[0])
    assert (answers["Person1"], answers["Person2"], answers["Person3"]) == (True, True, False)


def test_withdrawing_and_answering_in_one_form_counts_nobody_once_more(team: Team, seven: list[User]) -> None:
    give_consents(team, seven[:5])
    form = {"shown_on": "group", "asked": uids(team, *seven[1:]), "known": uids(team, *seven[1:])}
    enter(seven[0]).post(url_of_team(team), form)
    assert not find_member(team, seven[0]).in_group
    assert set(known_by(team, seven[0]).values()) == {True}


def test_beside_the_picture_one_is_asked_about_six_at_once(team: Team, seven: list[User]) -> None:
    for number in range(8):
        newcomer(team, seven[1], f"New{number}")
    give_consents(team, seven[:1])
    text = text_of(get_page(enter(seven[0]), url_of_team(team, "dashboard")))
    assert "Do you know these 6 people?" in text
    assert "Answer about all at once: 8 more people" in text
