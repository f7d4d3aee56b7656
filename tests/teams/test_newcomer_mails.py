"""Members are told by mail who has joined and who let them in: once a day at most, and without names."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from assessment.accounts.models import User
from assessment.teams import actions, waiting_room
from assessment.teams.models import Team
from tests.make import NOON
from tests.teams.people import find_member, make_person, team_of

DAY = timedelta(days=1)


@pytest.fixture
def team(seven: list[User]) -> Team:
    """A lead and two members who have joined by now."""
    team = team_of(*seven[:3])
    Team.objects.update(newcomers_told_at=NOON)
    return team


@pytest.fixture
def mails(team: Team, django_capture_on_commit_callbacks: Any) -> Any:
    """The mails of one daily round, by whom they reach."""

    def run(at: datetime) -> dict[str, str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            queued = waiting_room.queue_newcomer_mails(at=at)
        assert queued == len(mail.outbox)
        return {message.to[0]: " ".join(str(message.body).split()) for message in mail.outbox}

    return run


def let_in(team: Team, lead: User, name: str = "Ida", *, at: datetime = NOON + timedelta(hours=1)) -> User:
    user = make_person(name)
    waiting_room.add_member(team, user, by=lead, at=at)
    return user


def test_members_hear_who_joined_and_by_whom_and_whoever_let_them_in_does_not(
    team: Team, seven: list[User], mails: Any
) -> None:
    let_in(team, seven[0])
    sent_mails = mails(NOON + DAY)
    assert set(sent_mails) == {"person1@example.org", "person2@example.org"}
    text = sent_mails["person1@example.org"]
    assert "i…@example.org (let in by p…@example.org) has joined the team “Meridian Foods”." in text
    assert "Ida" not in text
    assert "ida@example.org" not in text


def test_nobody_is_told_twice_and_nobody_twice_a_day(team: Team, seven: list[User], mails: Any) -> None:
    let_in(team, seven[0])
    assert mails(NOON + DAY)
    let_in(team, seven[0], "Ole", at=NOON + DAY + timedelta(minutes=1))
    assert mails(NOON + DAY + timedelta(hours=2)) == {}
    text = mails(NOON + 2 * DAY)["person1@example.org"]
    assert text.count("has joined") == 1
    assert "o…@example.org" in text
    assert mails(NOON + 3 * DAY) == {}


def test_two_teams_are_one_mail(team: Team, seven: list[User], mails: Any) -> None:
    other = team_of(*seven[:3], name="Board")
    Team.objects.update(newcomers_told_at=NOON)
    let_in(team, seven[0])
    let_in(other, seven[0], "Ole")
    text = mails(NOON + DAY)["person1@example.org"]
    assert "“Meridian Foods”" in text
    assert "“Board”" in text


def test_whoever_joins_hears_of_those_who_came_after_them_alone(
    team: Team, seven: list[User], mails: Any
) -> None:
    let_in(team, seven[0], "Ida", at=NOON + timedelta(hours=1))
    let_in(team, seven[0], "Ole", at=NOON + timedelta(hours=2))
    sent_mails = mails(NOON + DAY)
    assert "o…@example.org (let in by p…@example.org) has joined" in sent_mails["ida@example.org"]
    assert "ole@example.org" not in sent_mails


def test_the_lead_hears_who_waits(team: Team, seven: list[User], mails: Any) -> None:
    invite = actions.invite(team, by=seven[0], at=NOON)
    for name in ("Ida", "Ole"):
        actions.join(invite.invitation.token_hash, make_person(name), at=NOON + timedelta(hours=1))
    sent_mails = mails(NOON + DAY)
    assert set(sent_mails) == {"person0@example.org"}
    assert (
        "2 people are waiting for you to let them into the team “Meridian Foods”."
        in sent_mails["person0@example.org"]
    )
    assert mails(NOON + 2 * DAY) == {}


def test_each_reads_their_own_language(team: Team, seven: list[User], mails: Any) -> None:
    User.objects.filter(pk=seven[1].pk).update(language="de")
    let_in(team, seven[0])
    sent_mails = mails(NOON + DAY)
    assert "ist in das Team „Meridian Foods“ gekommen" in sent_mails["person1@example.org"]
    assert "has joined the team “Meridian Foods”." in sent_mails["person2@example.org"]


def test_a_name_that_holds_a_link_is_left_out(team: Team, seven: list[User], mails: Any) -> None:
    Team.objects.update(name="https://evil.example")
    let_in(team, seven[0])
    text = mails(NOON + DAY)["person1@example.org"]
    assert "has joined your team." in text
    assert "evil" not in text


def test_many_newcomers_are_counted_from_the_twentieth_on(team: Team, seven: list[User], mails: Any) -> None:
    for number in range(23):
        let_in(team, seven[0], f"Many{number}")
    text = mails(NOON + DAY)["person1@example.org"]
    assert text.count("let in by") == 20
    assert "3 more people have joined" in text


def test_a_team_from_before_these_mails_is_told_of_nobody_who_was_in_it(
    team: Team, seven: list[User], mails: Any
) -> None:
    Team.objects.update(newcomers_told_at=None)
    assert mails(NOON + DAY) == {}
    let_in(team, seven[0], at=NOON + DAY + timedelta(hours=1))
    assert mails(NOON + 2 * DAY)


def test_whoever_left_is_told_nothing(team: Team, seven: list[User], mails: Any) -> None:
    let_in(team, seven[0])
    actions.leave(find_member(team, seven[1]), at=NOON + timedelta(hours=2))
    assert "person1@example.org" not in mails(NOON + DAY)


def test_the_daily_round_sends_them(
    team: Team, seven: list[User], capsys: pytest.CaptureFixture[str]
) -> None:
    let_in(team, seven[0])
    call_command("daily", "--dry-run")
    assert "Mails about new members" not in capsys.readouterr().out
    call_command("daily")
    assert "Mails about new members queued: 2" in capsys.readouterr().out
