"""Who asks, for what: the cast signed in, each thing of the cmo's, and the requests sent in their name."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from assessment.accounts.actions import confirm_address
from assessment.accounts.models import User
from assessment.accounts.recorded_changes import record_changes_by
from assessment.attempts.holder import SESSION_KEY
from assessment.attempts.models import Attempt
from assessment.questionnaire import actions as editing
from assessment.questionnaire.models import FULL, PULSE, Edition
from assessment.sharing import actions as sharing
from assessment.teams import actions as teams
from assessment.workshop import actions as workshop
from assessment.workshop.models import Revision
from tests import make
from tests.organisations.people import let_stand, organisation_of, team_with_picture
from tests.practice import pages as practice_pages
from tests.sharing.people import follow_link, share
from tests.teams.people import find_member, give_consents, make_crowd, team_of

CAST = ("anonymous", "holder", "cmo", "stranger", "editor", "publisher", "superuser")
# Of a result of the cmo's: with its link, signed in with its address, and once either is taken back.
RECIPIENTS = ("by_link", "by_account", "taken_back")
APPS = re.compile(r"\(\?P<app_label>[^)]*\)")  # its text lists every app of the admin
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class World:
    """cookies: of each member of the cast. names: what an address may stand for; the holder has their own."""

    cookies: Mapping[str, Any]
    cmos: Mapping[str, str]
    holders: Mapping[str, str]

    def ask(self, role: str, method: str, address: str, form: Any = None, **options: Any) -> HttpResponse:
        """One request, whose effects are taken back; options are the client's and the request's headers."""
        client = make_client(csrf=options.pop("csrf", False))
        client.cookies = self.cookies[role].copy()
        with rolled_back():
            response: Any = getattr(client, method)(address, form or {}, **options)
        return response  # type: ignore[no-any-return]  # the client's own class of response

    def address(self, template: str, role: str) -> str:
        return template.format(**(self.holders if role == "holder" else self.cmos))

    def fill_in(self, form: dict[str, str]) -> dict[str, str]:
        """The fields of a row's form, with the ids of this world where it names them."""
        return {name: value.format(**self.cmos) for name, value in form.items()}

    def unknown(self, template: str) -> str:
        # An edition in the same address stays: only who or what is named by a uid is somebody else's.
        return template.format(
            **{name: UNKNOWN if len(value) == len(UNKNOWN) else value for name, value in self.cmos.items()}
        )


@cache
def make_client(*, csrf: bool) -> Client:
    """One browser for everybody, who bring their cookies: a new one would load the middleware anew."""
    return Client(enforce_csrf_checks=csrf, raise_request_exception=False)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build() -> World:
    """The cmo with a submitted attempt and an open one; a browser that holds the same without an account."""
    people = {
        name: User.objects.create_user(email=f"{name}@example.org")
        for name in ("cmo", "stranger", "superuser")
    }
    people |= {role: make.staff(role, role) for role in ("editor", "publisher")}
    User.objects.filter(email="superuser@example.org").update(is_staff=True, is_superuser=True)
    make.second_factor(people["superuser"])
    for user in people.values():
        confirm_address(user, user.email)
    make.published(PULSE)
    cmos = _attempts(people["cmo"])
    holders = _attempts(None)
    make.attempt(people["stranger"])
    make.calendar_month(people["cmo"])
    team = _team(people["cmo"], people["stranger"])
    practice_pages.published()
    draft = editing.start_draft(make.published(FULL), by=people["editor"])
    parts = {
        "group": str(Group.objects.get(name="editor").pk),
        "published": str(make.published(FULL).pk),
        **list_things_of(draft, people["editor"]),
        "practice": str(practice_pages.draft(number=2).pk),
        "user": str(people["stranger"].pk),
        **team,
    }
    clients = {name: Client() for name in (*CAST, *RECIPIENTS)}
    for name, user in people.items():
        clients[name].force_login(user)
    parts |= _share(people["cmo"], cmos, clients)
    parts |= _try_out(draft, people["publisher"], clients["publisher"])
    _hold(clients["anonymous"], [make.started()])
    _hold(clients["holder"], holders.values())
    return World(
        {name: client.cookies for name, client in clients.items()},
        parts | {name: str(attempt.uid) for name, attempt in cmos.items()},
        parts | {name: str(attempt.uid) for name, attempt in holders.items()},
    )


def list_things_of(draft: Edition, by: User) -> dict[str, str]:
    """The keys of a draft: a question that was changed, the change that made it and that later one."""
    question = draft.questions.all()[0]
    first_change = Revision.objects.filter(edition=draft).earliest("pk").change
    with record_changes_by(by):
        draft.questions.filter(pk=question.pk).update(rationale="Changed.")
    discarded = editing.start_draft(draft, by=by)
    key = discarded.pk
    with record_changes_by(by):
        discarded.delete()
    return {
        "draft": str(draft.pk),
        "discarded": str(key),
        "change": str(first_change),
        "later_change": str(Revision.objects.filter(edition=draft).latest("pk").change),
        "question": str(question.pk),
        "questionnaire": str(draft.questionnaire_id),
    }


def _team(cmo: User, stranger: User) -> dict[str, str]:
    """The cmo leads a team with a picture; the stranger leads another."""
    teammates = make_crowd(4, prefix="Mate")
    led = team_of(cmo, *teammates)
    give_consents(led, [cmo, *teammates])
    elsewhere = team_of(stranger, name="Elsewhere")
    invite = teams.invite(led, by=cmo, at=make.NOON)
    request = teams.join(invite.invitation.token_hash, stranger, at=make.NOON)
    # The cmo looks after an organisation; of its three teams, the stranger's is not shown.
    organisation = organisation_of(cmo)
    standing = let_stand(organisation, led)
    let_stand(organisation, team_with_picture("Beside"))
    let_stand(organisation, elsewhere, agreed=False)
    return {
        "organisation": str(organisation.uid),
        "standing": str(standing.uid),
        "join_request": str(request.uid),
        "team": str(led.uid),
        "mate": str(find_member(led, teammates[0]).uid),
        "invitation": str(invite.invitation.uid),
    }


def _attempts(user: User | None) -> dict[str, Attempt]:
    return {"before": make.attempt(user), "done": make.attempt(user), "open": make.started(user)}


def _share(cmo: User, results: dict[str, Attempt], clients: dict[str, Client]) -> dict[str, str]:
    """Two results shared with one account, and the newer one by a link too; the same was taken back."""
    for name in ("by_account", "taken_back"):
        coach = User.objects.create_user(email=f"{name}@example.org")
        confirm_address(coach, coach.email)
        clients[name].force_login(coach)
    lost = share(results["done"], email="taken_back@example.org", recipient="Lost")
    sharing.end_share(lost, at=timezone.now())
    share(results["done"], recipient="By link")
    follow_link(client=clients["by_link"])
    coach_address = "by_account@example.org"
    newer = share(results["done"], email=coach_address, recipient="Coach")
    older = share(results["before"], email=coach_address, recipient="Coach")
    return {"share": str(newer.uid), "older_share": str(older.uid)}


def _try_out(draft: Edition, publisher: User, desk: Client) -> dict[str, str]:
    """The publisher has begun a trial of a draft, and made a link that nobody has followed."""
    link = workshop.make_preview_link(draft, "a token", by=publisher, at=timezone.now())
    begun = desk.post(f"/admin/questionnaire/edition/{draft.pk}/trial/", {"form": "A"})
    return {"preview_link": str(link.uid), "trial": begun.headers["Location"].split("/")[2]}


def _hold(client: Client, attempts: Any) -> None:
    session = client.session
    session[SESSION_KEY] = [str(attempt.uid) for attempt in attempts]
    session.save()
    client.cookies["sessionid"] = str(session.session_key)


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address the site answers, as it is written in the URL configuration."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + APPS.sub("<app_label>", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            yield route, pattern


def anonymised(response: HttpResponse) -> str:
    """A body without what differs from one request to the next."""
    body = response.content.decode()
    body = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}", "ID", body)
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", body)
