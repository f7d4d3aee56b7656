"""By name: a consent holds for those who were members then, and everybody named sees who sees them."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.models import User
from assessment.teams import actions
from assessment.teams.models import Membership, Team
from tests.results.lives import next_edition
from tests.results.pages import get_page, text_of
from tests.teams.people import find_member, give_result, make_crowd, make_person, team_of
from tests.teams.people import give_consents as agree_at

WAITING = "Waiting for your yes"
# What people do on the pages is done now.
LATER = timezone.now() - timedelta(days=2)
EARLIER = LATER - timedelta(days=30)


@pytest.fixture
def seven(db: None) -> list[User]:
    return make_crowd(7)


@pytest.fixture
def team(seven: list[User]) -> Team:
    return team_of(*seven, at=EARLIER)


def agree(
    team: Team, users: list[User], *, group: bool = False, named: bool = False, at: datetime = EARLIER
) -> None:
    agree_at(team, users, group=group, named=named, at=at)


def enter(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def url_of_team(team: Team, name: str = "people") -> str:
    return reverse(f"teams:{name}", args=[team.uid])


def read(team: Team, user: User) -> str:
    return text_of(get_page(enter(user), url_of_team(team)))


def add_named_member(team: Team, name: str, *, index: float | None = 50.0) -> User:
    """Somebody who came later and chose to be shown by name."""
    user = make_person(name)
    if index is not None:
        give_result(user, index)
    Membership.objects.create(team=team, person=user, joined_at=LATER)
    agree(team, [user], group=False, named=True, at=LATER + timedelta(hours=1))
    return user


def test_a_newcomer_waits_until_the_named_person_says_yes(team: Team, seven: list[User]) -> None:
    agree(team, seven[:2], group=False, named=True)
    ida = add_named_member(team, "Ida")
    text = read(team, seven[0])
    assert WAITING in text
    assert text.index(WAITING) < text.index("Ida i…@example.org, member since")
    assert "Person1" in text
    assert "Person0" not in read(team, ida)
    browser = enter(seven[0])
    answer_page = browser.post(
        url_of_team(team), {"seen_until": LATER.isoformat()}, follow=True
    ).content.decode()
    assert "Saved. They see you by name if they choose it too, and you see them." in answer_page
    assert WAITING not in read(team, seven[0])
    assert "Person0" in read(team, ida)
    assert "Ida" in read(team, seven[0])
    assert "Person1" not in read(team, ida)  # has not said yes


def test_whoever_may_not_sign_in_is_shown_by_name_to_nobody_until_they_may_again(
    team: Team, seven: list[User]
) -> None:
    agree(team, seven[:3], named=True)
    ida = add_named_member(team, "Ida")
    before = read(team, seven[0])
    assert "Person1" in before
    assert WAITING in before
    User.objects.filter(pk__in=[seven[1].pk, ida.pk]).update(is_active=False)
    after = read(team, seven[0])
    assert "Person1" not in after
    assert WAITING not in after
    assert "Person2" in after
    actions.set_consents(find_member(team, seven[2]), group=True, named=True, at=LATER)  # a drawing
    assert "Person1" not in read(team, seven[0])
    User.objects.filter(pk__in=[seven[1].pk, ida.pk]).update(is_active=True)
    assert read(team, seven[0]) == before


@pytest.mark.parametrize("comparable", [True, False])
def test_whoever_was_asked_other_questions_is_not_compared_with(
    team: Team, seven: list[User], comparable: bool
) -> None:
    next_edition(seven[6], replaced=2, comparable=comparable, at=LATER)
    give_result(seven[1], 95.0, at=LATER)
    agree(team, seven[:3], named=True, at=LATER + timedelta(hours=1))
    text = read(team, seven[0])
    assert "Person1" in text
    assert ("clearly higher than yours" in text) is comparable
    assert ("asks other questions than yours did" in text) is not comparable
    assert ("Of the 8 figures beside yours, 4 can be told apart" in text) is comparable
    assert ("None of the 4 figures beside yours can be told apart" in text) is not comparable
    alone = read(team, seven[1])
    assert ("clearly lower than yours" in alone) is comparable
    assert ("can be told apart from yours" in alone) is comparable


def test_waiting_does_not_tell_whether_the_newcomer_has_chosen(team: Team, seven: list[User]) -> None:
    agree(team, seven[:2], group=False, named=True)
    ida = add_named_member(team, "Ida")
    before = read(team, seven[0])
    actions.set_consents(find_member(team, ida), group=False, named=False, at=LATER)
    assert read(team, seven[0]) == before


def test_somebody_who_joined_after_the_list_was_read_is_asked_about_again(
    team: Team, seven: list[User]
) -> None:
    agree(team, seven[:2], group=False, named=True)
    add_named_member(team, "Ida")
    late = make_person("Ole")
    Membership.objects.create(team=team, person=late, joined_at=LATER + timedelta(days=1))
    answer_page = (
        enter(seven[0])
        .post(url_of_team(team), {"seen_until": LATER.isoformat()}, follow=True)
        .content.decode()
    )
    assert "Nothing saved yet: somebody has joined meanwhile." in answer_page
    assert find_member(team, seven[0]).named_consent_at == EARLIER


@pytest.mark.parametrize(("seen_until", "status"), [("", 302), ("never", 302), ("2026-02-30T00:00:00Z", 404)])
def test_a_yes_to_nobody_in_particular_shows_nobody_more(
    team: Team, seven: list[User], seen_until: str, status: int
) -> None:
    agree(team, seven[:2], group=False, named=True)
    add_named_member(team, "Ida")
    assert enter(seven[0]).post(url_of_team(team), {"seen_until": seen_until}).status_code == status
    assert find_member(team, seven[0]).named_consent_at == EARLIER


def test_a_yes_after_switching_it_off_switches_nothing_on(team: Team, seven: list[User]) -> None:
    agree(team, seven[:1], group=False, named=True)
    agree(team, seven[:1], group=False, named=False)
    enter(seven[0]).post(url_of_team(team), {"seen_until": LATER.isoformat()})
    assert not find_member(team, seven[0]).by_name


def test_switching_it_on_is_for_those_whom_the_page_listed(team: Team, seven: list[User]) -> None:
    form = {"named": "on", "name": "Person0", "seen_until": find_member(team, seven[6]).joined_at.isoformat()}
    Membership.objects.create(team=team, person=make_person("Ida"), joined_at=LATER)
    browser = enter(seven[0])
    refused = browser.post(url_of_team(team, "consent"), form)
    assert refused.status_code == 422
    assert "Somebody has joined meanwhile. Look at the list again" in refused.content.decode()
    assert not find_member(team, seven[0]).by_name
    browser.post(url_of_team(team, "consent"), form | {"seen_until": LATER.isoformat()})
    assert find_member(team, seven[0]).by_name


def test_saving_the_page_again_is_no_yes_to_newcomers(team: Team, seven: list[User]) -> None:
    agree(team, seven[:1], group=False, named=True)
    add_named_member(team, "Ida")
    form = {"group": "on", "named": "on", "name": "Person0", "seen_until": LATER.isoformat()}
    assert enter(seven[0]).post(url_of_team(team, "consent"), form).status_code == 302
    assert find_member(team, seven[0]).named_consent_at == EARLIER


def test_whoever_sees_the_table_without_a_result_is_named_to_those_in_it(
    team: Team, seven: list[User]
) -> None:
    onlooker = make_person("Onlooker")
    Membership.objects.create(team=team, person=onlooker, joined_at=EARLIER)
    agree(team, [*seven[:2], onlooker], group=False, named=True)
    text = re.sub("[\u2068\u2069]", "", read(team, seven[0]))
    assert "Onlooker also sees you here, and has no result yet." in text
    assert "Person0" in read(team, onlooker)


def test_two_of_one_name_are_told_apart_also_from_somebody_who_is_not_named(
    team: Team, seven: list[User]
) -> None:
    for address in ("x@acme.example", "y@acme.example"):
        sam = make_person("Sam Lee", address)
        give_result(sam, 50.0)
        Membership.objects.create(team=team, person=sam, joined_at=EARLIER)
    agree(team, [seven[0], User.objects.get(email="x@acme.example")], group=False, named=True)
    assert "Sam Lee (x…@acme.example)" in read(team, seven[0])


def test_a_renewed_consent_is_a_line_of_the_log(
    team: Team, seven: list[User], caplog: pytest.LogCaptureFixture
) -> None:
    agree(team, seven[:1], group=False, named=True)
    with caplog.at_level("INFO", logger="audit"):
        actions.renew_named_consent(find_member(team, seven[0]), at=LATER, seen_until=LATER)
    assert '"event": "named consent renewed"' in caplog.text
    assert find_member(team, seven[0]).named_consent_at == LATER
