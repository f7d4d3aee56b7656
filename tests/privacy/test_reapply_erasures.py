"""What was taken back after a backup was made is taken back again, and nothing is given."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessment.accounts.actions import get_or_create_account, remove_second_factors
from assessment.accounts.models import User
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.commitments import actions as commitments
from assessment.commitments import witnesses
from assessment.commitments.models import Witness
from assessment.privacy.reapply_erasures import COMMITTED_WITHIN, end_all_sessions, reapply_erasures
from assessment.sharing import actions as sharing
from assessment.sharing.models import Share
from assessment.teams import actions as teams
from assessment.teams.models import Invitation, Membership, Team
from tests import make
from tests.accounts.visitor import PASSWORD, Visitor
from tests.questionnaire.conftest import signed_in
from tests.sharing.people import share
from tests.teams.people import find_member, give_consents, make_person, team_of

pytestmark = pytest.mark.django_db
NOON = make.NOON


def notify(template: str, user: User) -> None:
    """Tell somebody by mail that their account was changed, as allauth does within a request."""
    with context.request_context(RequestFactory().post("/")):
        get_adapter().send_notification_mail(template, user)


class Restored(Exception):
    """What was done since the backup is undone."""


class Backup:
    """The moment a backup was made; `after` does something later and comes back to that moment."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self.caplog, self.made_at = caplog, timezone.now()

    def after(self, change: Callable[[], Any]) -> list[str]:
        """What the audit log says of a change that the backup does not hold."""
        self.caplog.clear()
        with self.caplog.at_level("INFO", logger="audit"), suppress(Restored), transaction.atomic():
            change()
            raise Restored
        return [record.getMessage() for record in self.caplog.records if record.name == "audit"]


@pytest.fixture
def backup(caplog: pytest.LogCaptureFixture) -> Backup:
    return Backup(caplog)


def taken_back(log: list[str], **more: Any) -> dict[str, int]:
    """What was done, without what was not; a second time nothing is left to do."""
    counts = {name: count for name, count in reapply_erasures(log, **more).items() if count}
    assert not any(reapply_erasures(log, **more).values())
    return counts


@pytest.fixture
def superuser(db: None) -> User:
    return make.superuser()


@pytest.fixture
def ben(db: None) -> User:
    return make_person("Ben")


@pytest.fixture
def team(cmo: User, ben: User) -> Team:
    """The cmo leads; both share with the group and by name."""
    team = team_of(cmo, ben)
    give_consents(team, [cmo, ben], named=True)
    return team


def test_everybody_is_signed_out_and_mails_that_went_out_wait_no_more(cmo: User) -> None:
    visitor = Visitor()
    visitor.enter(cmo.email)
    for status in ("READY", "RUNNING"):
        DBTaskResult.objects.create(
            task_path="assessment.accounts.tasks.deliver",
            backend_name="default",
            status=status,
            args_kwargs={"args": [], "kwargs": {}},
        )
    counts = end_all_sessions()
    assert (counts["sessions ended"] >= 1, counts["queued tasks dropped"]) == (True, 2)
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()
    assert visitor.get("/account/").status_code == 302


def test_a_stopped_account_is_stopped_again_unless_it_was_let_in_once_more(
    cmo: User, superuser: User, backup: Backup
) -> None:
    desk = signed_in(superuser)
    page = reverse("admin:accounts_user_change", args=[cmo.pk])
    log = backup.after(lambda: desk.post(page, {"_save": "Save"}))
    stopped_and_let_in = backup.after(
        lambda: [desk.post(page, {"_save": "Save"}), desk.post(page, {"is_active": "on", "_save": "Save"})]
    )
    assert taken_back(stopped_and_let_in) == {}
    assert taken_back(log) == {"accounts stopped": 1}
    cmo.refresh_from_db()
    assert not cmo.is_active


def test_a_role_taken_away_is_taken_away_again(ben: User, superuser: User, backup: Backup) -> None:
    editors, publishers = (Group.objects.get_or_create(name=name)[0] for name in ("editor", "publisher"))
    User.objects.filter(pk=ben.pk).update(is_staff=True)
    ben.groups.set([editors, publishers])
    desk, page = signed_in(superuser), reverse("admin:accounts_user_change", args=[ben.pk])
    form = {"is_active": "on", "_save": "Save"}
    less = backup.after(lambda: desk.post(page, form | {"is_staff": "on", "groups": [editors.pk]}))
    assert taken_back(less) == {"roles taken away": 1}
    ben.refresh_from_db()
    assert (ben.is_staff, [group.name for group in ben.groups.all()]) == (True, ["editor"])
    none = backup.after(lambda: desk.post(page, form))
    assert taken_back(none) == {"roles taken away": 1}
    ben.refresh_from_db()
    assert (ben.is_staff, ben.groups.count()) == (False, 0)


def test_a_replaced_link_opens_nothing_and_the_new_one_opens(backup: Backup) -> None:
    attempt = make.started()
    old, new = attempts.replace_link(attempt), []
    log = backup.after(lambda: new.append(attempts.replace_link(attempt)))
    assert all(token not in "\n".join(log) for token in [old, *new])
    assert attempts.find_by_token(old) == attempt
    assert taken_back(log) == {"links closed": 1}
    assert attempts.find_by_token(old) is None
    assert attempts.find_by_token(new[0]) == attempt


def test_an_attempt_that_an_account_took_over_is_its_own_again(cmo: User, backup: Backup) -> None:
    attempt = make.started()
    link = attempts.replace_link(attempt)
    log = backup.after(lambda: attempts.claim(attempt, cmo))
    assert taken_back(log) == {"links closed": 1}
    assert attempts.find_by_token(link) is None
    attempt.refresh_from_db()
    assert attempt.owner == cmo


def test_an_attempt_whose_account_is_younger_than_the_backup_is_opened_by_no_link(backup: Backup) -> None:
    attempt = make.started()
    link = attempts.replace_link(attempt)
    log = backup.after(lambda: attempts.claim(attempt, get_or_create_account("new@example.org")))
    assert taken_back(log) == {"links closed": 1}
    assert attempts.find_by_token(link) is None


def test_an_attempt_that_stood_in_the_way_of_another_leaves_the_link_closed(
    cmo: User, backup: Backup
) -> None:
    attempt = make.started()
    link = attempts.replace_link(attempt)
    log = backup.after(lambda: attempts.claim(attempt, cmo))
    own = make.started(cmo)
    reapply_erasures(log)
    assert attempts.find_by_token(link) is None
    assert list(Attempt.objects.owned_by(cmo)) == [own]


def test_a_changed_password_opens_nothing_any_more(cmo: User, backup: Backup) -> None:
    cmo.set_password(PASSWORD)
    cmo.save()
    log = backup.after(lambda: notify("account/email/password_changed", cmo))
    before = [
        json.dumps(json.loads(line) | {"time": (backup.made_at - 2 * COMMITTED_WITHIN).isoformat()})
        for line in log
    ]
    assert taken_back(before, since=backup.made_at) == {}
    assert taken_back(log, since=backup.made_at) == {"passwords removed": 1}
    cmo.refresh_from_db()
    assert not cmo.has_usable_password()


def test_a_second_factor_taken_off_is_off_and_the_others_stay(cmo: User, backup: Backup) -> None:
    lost, remaining = (
        Authenticator.objects.create(user=cmo, type="webauthn", data={"name": name}) for name in "ab"
    )

    def remove() -> None:
        lost.delete()
        notify("mfa/email/webauthn_removed", cmo)

    log = backup.after(remove)
    lost_again = Authenticator.objects.exclude(pk=remaining.pk).get()
    assert taken_back(log) == {"second factors removed": 1}
    assert not Authenticator.objects.filter(pk=lost_again.pk).exists()
    assert list(Authenticator.objects.all()) == [remaining]
    assert taken_back(backup.after(lambda: remove_second_factors(cmo))) == {"second factors removed": 1}


def test_a_sign_on_that_was_removed_is_removed(cmo: User, backup: Backup) -> None:
    SocialAccount.objects.create(user=cmo, provider="idp", uid="1")
    template = "socialaccount/email/account_disconnected"
    log = backup.after(lambda: notify(template, cmo))
    assert taken_back(log) == {"sign-ons removed": 1}


@pytest.mark.parametrize("how", ["revoked", "revoked with all of somebody", "replaced"])
def test_a_revoked_invitation_lets_nobody_in(team: Team, cmo: User, backup: Backup, how: str) -> None:
    now = timezone.now()
    invite = teams.invite(team, by=cmo, email="new@example.org", at=now)
    changes: dict[str, Callable[[], Any]] = {
        "revoked": lambda: teams.revoke(invite.invitation, by=cmo, at=now),
        "revoked with all of somebody": lambda: teams.revoke_sent_by(cmo, by=cmo, at=now),
        "replaced": lambda: teams.invite(team, by=cmo, email="NEW@example.org", at=now),
    }
    log = backup.after(changes[how])
    assert teams.find_by_token(invite.token, at=now) is not None
    assert taken_back(log) == {"invitations closed": 1}
    assert teams.find_by_token(invite.token, at=now) is None
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(("group", "named"), [(True, False), (False, False)])
def test_withdrawn_consent_is_withdrawn_and_the_other_stays(
    team: Team, ben: User, backup: Backup, group: bool, named: bool
) -> None:
    log = backup.after(lambda: teams.set_consents(find_member(team, ben), group=group, named=named, at=NOON))
    counts = taken_back(log)
    assert counts["named consents withdrawn"] == 1
    assert (counts.get("group consents withdrawn", 0) == 0) is group
    assert (find_member(team, ben).in_group, find_member(team, ben).by_name) == (group, named)


def test_consent_given_again_stays_as_the_backup_has_it(team: Team, ben: User, backup: Backup) -> None:
    def off_and_on() -> None:
        teams.set_consents(find_member(team, ben), group=True, named=False, at=NOON)
        teams.set_consents(find_member(team, ben), group=True, named=True, at=NOON)

    assert taken_back(backup.after(off_and_on)) == {}
    assert find_member(team, ben).by_name


def test_consent_given_since_is_not_given_by_a_log(cmo: User, ben: User, backup: Backup) -> None:
    team = team_of(cmo, ben)
    log = backup.after(lambda: teams.set_consents(find_member(team, ben), group=True, named=True, at=NOON))
    assert taken_back(log) == {}
    assert (find_member(team, ben).in_group, find_member(team, ben).by_name) == (False, False)


@pytest.mark.parametrize("how", ["left", "removed"])
def test_who_left_or_was_removed_is_out_again(
    team: Team, cmo: User, ben: User, backup: Backup, how: str
) -> None:
    changes: dict[str, Callable[[], Any]] = {
        "left": lambda: teams.leave(find_member(team, ben), at=NOON),
        "removed": lambda: teams.remove(find_member(team, ben), by=cmo, at=NOON),
    }
    log = backup.after(changes[how])
    assert taken_back(log) == {"memberships ended": 1}
    assert [member.person for member in Membership.objects.filter(team=team)] == [cmo]


def test_a_team_handed_over_is_led_by_whom_it_was_handed_to(
    team: Team, cmo: User, ben: User, backup: Backup
) -> None:
    log = backup.after(lambda: teams.hand_over(team, find_member(team, ben), by=cmo))
    assert taken_back(log) == {"teams handed over": 1}
    assert Membership.objects.filter(team=team).leading().get().person == ben


def test_an_erased_team_is_erased_again(team: Team, cmo: User, backup: Backup) -> None:
    assert taken_back(backup.after(lambda: teams.erase(team, by=cmo))) == {"teams erased": 1}
    assert not Team.objects.exists()


def test_several_logs_are_read_in_the_order_of_time(team: Team, ben: User, backup: Backup) -> None:
    off = backup.after(lambda: teams.set_consents(find_member(team, ben), group=True, named=False, at=NOON))
    later = (timezone.now() + timedelta(minutes=1)).isoformat()
    on = [
        json.dumps(json.loads(line) | {"event": "named consent on", "time": later})
        for line in off
        if "named" in line
    ]
    assert taken_back([*on, *off]) == {}


def test_lines_that_are_none_of_ours_change_nothing(cmo: User, team: Team) -> None:
    uid = str(cmo.uid)
    odd: list[Any] = [
        {
            "event": "account erased",
            "outcome": "done",
            "id": "1; drop table",
            "actor": None,
            "time": "2026-11-28",
        },
        {"event": "account erased", "outcome": "done", "id": uid, "actor": None, "time": "yesterday"},
        {"event": "account erased", "outcome": "refused", "id": uid, "actor": None, "time": "2026-11-28"},
        {"event": ["account erased"], "outcome": "done", "id": uid, "actor": None, "time": "2026-11-28"},
        {
            "event": "staff role changed",
            "outcome": "done",
            "id": uid,
            "actor": None,
            "time": "2026-11-28",
            "replay": [],
        },
        {"outcome": "done", "id": None, "actor": None, "time": 1},
        {"event": "attempt claimed", "outcome": "done", "id": uid, "actor": "x", "time": "2026-11-28"},
        [],
        None,
    ]
    assert not any(reapply_erasures([*map(json.dumps, odd), "{broken", "", "{}"]).values())
    assert User.objects.filter(pk=cmo.pk, is_active=True).exists()


@pytest.mark.parametrize("change", ["removed", "told", "stopped"])
def test_a_witness_forgotten_since_the_backup_is_forgotten_again(
    backup: Backup, cmo: User, change: str
) -> None:
    witness = make.witness(make.commitment(make.attempt(cmo)))
    commitment = witness.commitment
    other_witness = make.witness(make.commitment(make.attempt(cmo, "pulse")), "other@example.net")
    changes: dict[str, Callable[[], Any]] = {
        "removed": lambda: witnesses.remove_witness(commitment, owner=cmo),
        "told": lambda: commitments.close_commitment(commitment, "kept", at=NOON),
        "stopped": lambda: witnesses.stop_mailbox(witness.mailbox_hash, at=NOON),
    }
    log = backup.after(changes[change])
    assert Witness.objects.count() == 2
    assert list(taken_back(log).values()) == [1]
    assert list(Witness.objects.all()) == [other_witness]
    assert witnesses.is_stopped(witness.mailbox_hash) is (change == "stopped")


@pytest.mark.parametrize("change", ["taken back", "taken to a desk"])
def test_a_share_that_a_link_opened_in_the_backup_is_opened_by_it_no_more(
    backup: Backup, cmo: User, ben: User, change: str
) -> None:
    own_share = share(make.attempt(cmo))
    changes: dict[str, Callable[[], Any]] = {
        "taken back": lambda: sharing.end_share(own_share, at=timezone.now()),
        "taken to a desk": lambda: sharing.claim_share(own_share, ben, at=timezone.now()),
    }
    log = backup.after(changes[change])
    assert Share.objects.in_force(timezone.now()).exclude(token_hash="").exists()
    assert list(taken_back(log).values()) == [1]
    assert not Share.objects.in_force(timezone.now()).exclude(token_hash="").exists()
    assert Share.objects.in_force(timezone.now()).filter(email=ben.email).exists() is (change != "taken back")
