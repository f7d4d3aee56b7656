"""Whom a member says they know: kept as said, refused across teams, gone with either of the two."""

import pytest

from assessment.accounts.models import User
from assessment.teams import acquaintance, actions
from assessment.teams.models import Acquaintance, Membership, Team
from tests.make import NOON
from tests.teams.people import find_member, make_person, team_of


@pytest.fixture
def team(seven: list[User]) -> Team:
    """Nobody in it has said whom they know."""
    return team_of(*seven, strangers=True)


def answers(team: Team, user: User) -> dict[str, bool]:
    rows = Acquaintance.objects.filter(member=find_member(team, user))
    return dict(rows.values_list("other__person__name", "known"))


def unanswered(team: Team, user: User) -> list[str]:
    return [other.person.name for other in acquaintance.list_unanswered(find_member(team, user))]


def test_a_member_answers_about_those_the_page_listed(team: Team, seven: list[User]) -> None:
    membership = find_member(team, seven[0])
    listed_uids = [find_member(team, user).uid for user in seven[1:4]]
    acquaintance.set_known(membership, listed_uids[:2], asked=listed_uids, at=NOON)
    assert answers(team, seven[0]) == {"Person1": True, "Person2": True, "Person3": False}
    assert unanswered(team, seven[0]) == ["Person4", "Person5", "Person6"]
    assert answers(team, seven[1]) == {}  # what one says is not the other's word


def test_without_a_list_a_member_answers_about_all_and_may_change_it(team: Team, seven: list[User]) -> None:
    membership = find_member(team, seven[0])
    acquaintance.set_known(membership, [find_member(team, user).uid for user in seven[1:]], at=NOON)
    assert set(answers(team, seven[0]).values()) == {True}
    acquaintance.set_known(membership, [], at=NOON)
    assert (len(answers(team, seven[0])), set(answers(team, seven[0]).values())) == (6, {False})
    assert unanswered(team, seven[0]) == []


def test_whoever_joins_is_asked_about(team: Team, seven: list[User], stranger: User) -> None:
    acquaintance.set_known(find_member(team, seven[0]), [], at=NOON)
    Membership.objects.create(team=team, person=stranger, joined_at=NOON)
    assert [other.person for other in acquaintance.list_unanswered(find_member(team, seven[0]))] == [stranger]


def test_a_member_is_asked_once_they_share(team: Team, seven: list[User]) -> None:
    assert not acquaintance.list_to_ask(find_member(team, seven[0])).exists()
    actions.set_consents(find_member(team, seven[0]), group=True, named=False, at=NOON)
    assert acquaintance.list_to_ask(find_member(team, seven[0])).count() == 6


def test_a_member_of_another_team_is_refused_and_nothing_kept(team: Team, seven: list[User]) -> None:
    other = team_of(make_person("Elsewhere"), seven[0], name="Other", strangers=True)
    for foreign in other.memberships.all():
        with pytest.raises(acquaintance.NotInTeam):
            acquaintance.set_known(
                find_member(team, seven[0]), [find_member(team, seven[1]).uid, foreign.uid], at=NOON
            )
    with pytest.raises(acquaintance.NotInTeam):
        acquaintance.set_known(find_member(team, seven[0]), [find_member(team, seven[0]).uid], at=NOON)
    assert not Acquaintance.objects.exists()


def test_whoever_left_meanwhile_is_passed_over(team: Team, seven: list[User]) -> None:
    left_uid, remaining_uid = find_member(team, seven[1]).uid, find_member(team, seven[2]).uid
    actions.leave(find_member(team, seven[1]), at=NOON)
    acquaintance.set_known(
        find_member(team, seven[0]), [left_uid, remaining_uid], asked=[left_uid, remaining_uid], at=NOON
    )
    assert answers(team, seven[0]) == {"Person2": True}


def test_who_has_left_answers_nothing_any_more(team: Team, seven: list[User]) -> None:
    former = find_member(team, seven[1])
    actions.leave(find_member(team, seven[1]), at=NOON)
    with pytest.raises(acquaintance.NotInTeam):
        acquaintance.set_known(former, [find_member(team, seven[2]).uid], at=NOON)


def test_answers_go_with_either_membership(team: Team, seven: list[User]) -> None:
    acquaintance.set_known(find_member(team, seven[0]), [find_member(team, seven[1]).uid], at=NOON)
    acquaintance.set_known(find_member(team, seven[1]), [find_member(team, seven[0]).uid], at=NOON)
    actions.remove(find_member(team, seven[1]), by=seven[0], at=NOON)
    assert unanswered(team, seven[0]) == []
    assert not Acquaintance.objects.filter(other__person=seven[1]).exists()
    assert not Acquaintance.objects.filter(member__person=seven[1]).exists()


def test_a_mailed_invitation_makes_the_newcomer_known_to_who_sent_it(team: Team, seven: list[User]) -> None:
    invite = actions.invite(team, by=seven[0], email="new@example.org", at=NOON)
    new = make_person("New", "new@example.org")
    actions.join(invite.invitation.token_hash, new, at=NOON)
    assert answers(team, seven[0]) == {"New": True}
    assert answers(team, new) == {}


def test_a_link_makes_nobody_known(team: Team, seven: list[User]) -> None:
    invite = actions.invite(team, by=seven[0], at=NOON)
    actions.join(invite.invitation.token_hash, make_person("New"), at=NOON)
    assert not Acquaintance.objects.exists()


def test_an_inviter_who_is_no_member_knows_nobody_by_it(
    team: Team, seven: list[User], stranger: User
) -> None:
    acquaintance.add_by_invitation(find_member(team, seven[3]), stranger, at=NOON)
    acquaintance.add_by_invitation(find_member(team, seven[3]), seven[3], at=NOON)
    assert not Acquaintance.objects.exists()
