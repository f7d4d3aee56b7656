"""Whatever changes an address or a way in, by whatever road: its owner gets a mail, the audit log a line."""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from assessment.accounts.models import User
from tests import make
from tests.accounts.visitor import PASSWORD, Visitor, code_of, last_mail

ASSESSMENT = Path(__file__).parents[2] / "assessment"
NEW_PASSWORD = "violet ladder morning kettle"


def run(command: str, address: str) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command(command, address)


def change_address(visitor: Visitor, owner: User) -> None:
    visitor.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    visitor.post(reverse("account_email_verification_sent"), {"code": code_of(last_mail())})


def change_password(visitor: Visitor, owner: User) -> None:
    fields = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    visitor.post(reverse("account_change_password"), fields)


def reset_password(visitor: Visitor, owner: User) -> None:
    other = Visitor()
    other.post(reverse("account_reset_password"), {"email": owner.email})
    other.post(reverse("account_confirm_password_reset_code"), {"code": code_of(last_mail())})
    other.post(reverse("account_complete_password_reset"), {"password1": NEW_PASSWORD})


def change_password_on_the_command_line(visitor: Visitor, owner: User) -> None:
    with patch("getpass.getpass", lambda prompt: NEW_PASSWORD):
        run("changepassword", owner.email.upper())


def take_off_second_factors(visitor: Visitor, owner: User) -> None:
    make.second_factor(owner)
    run("take_off_second_factors", owner.email)


def remove_sign_on(visitor: Visitor, owner: User) -> None:
    sign_on = SocialAccount.objects.create(user=owner, provider="login-example-org", uid="4711")
    visitor.post(reverse("socialaccount_connections"), {"account": sign_on.pk})


def set_aside(visitor: Visitor, owner: User) -> None:
    EmailAddress.objects.filter(user=owner).update(verified=False)
    Visitor().enter(owner.email)


ROADS: list[tuple[Callable[[Visitor, User], None], str, str]] = [
    (change_address, "Your address was changed", "email_changed"),
    (change_password, "Your password was changed", "password_changed"),
    (reset_password, "Your password was changed", "password_reset"),
    (change_password_on_the_command_line, "Your password was changed", "password_changed by operator"),
    (take_off_second_factors, "Second factor removed", "operator"),
    (remove_sign_on, "Single sign-on removed", "account_disconnected"),
    (set_aside, "An account with your address was closed", "address never proved"),
]


@pytest.mark.parametrize(("road", "subject", "reason"), ROADS, ids=[road.__name__ for road, *_ in ROADS])
def test_the_owner_is_told_and_the_log_has_a_line(
    visitor: Visitor,
    member: User,
    caplog: pytest.LogCaptureFixture,
    road: Callable[[Visitor, User], None],
    subject: str,
    reason: str,
) -> None:
    visitor.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    assert visitor.is_in
    with caplog.at_level("INFO", logger="audit"):
        road(visitor, member)
    messages = [message for message in mail.outbox if message.subject == subject]
    assert [message.to for message in messages] == [["cmo@example.org"]]
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == "audit"]
    about = [{line["actor"], line["id"]} for line in lines if line["reason"] == reason]
    assert about
    assert all(str(member.uid) in ids for ids in about)


def test_a_password_set_on_the_command_line_ends_every_session(visitor: Visitor, member: User) -> None:
    visitor.enter(member.email)
    change_password_on_the_command_line(visitor, member)
    assert visitor.get(reverse("privacy:account"))["Location"].startswith(reverse("account_login"))


WRITES = {"set_password", "make_password", "set_as_primary", "set_verified", "emailaddress_set"}
MODELS = {"EmailAddress", "SocialAccount", "Authenticator"}
CHANGES = {"create", "get_or_create", "update_or_create", "bulk_create", "update", "delete", "save"}
KNOWN = {
    "accounts/actions.py": {
        "get_or_create_account",
        "confirm_address",
        "close_unverified_account",
        "remove_sign_on",
        "remove_second_factors",
    },
    "accounts/models.py": {"create_user", "create_superuser"},
    "organisations/actions.py": {"leave_all_organisations"},  # reads the addresses, and deletes invitations
    "privacy/actions.py": {"erase_account"},
    # On a restored backup, before anybody is served: what the log says was taken away goes again.
    "privacy/reapply_erasures.py": {"_remove_sign_ons", "_remove_password", "_remove_second_factors"},
    "privacy/views.py": {"account"},  # reads the sign-ons, and saves name and time zone
    "teams/actions.py": {"leave_all_teams"},  # reads the addresses, and deletes invitations
}
"""Where the site itself writes an address or a way in; each tells the owner, or is how an account begins."""


def writers(path: Path) -> set[str]:
    """Functions of a module that write an address, a password or another way in."""
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    return {function.name for function in functions if writes_a_way_in(function)}


def writes_a_way_in(function: ast.FunctionDef) -> bool:
    nodes = list(ast.walk(function))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assigned = {
        target.attr
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
    }
    return bool(
        WRITES & (names | attributes)
        or (MODELS & names and CHANGES & attributes)
        or {"email", "password"} & assigned
    )


def test_no_other_place_of_the_site_writes_an_address_or_a_way_in() -> None:
    functions_by_file = {}
    for path in ASSESSMENT.rglob("*.py"):
        if "migrations" not in path.parts and (functions := writers(path)):
            functions_by_file[str(path.relative_to(ASSESSMENT))] = functions
    assert functions_by_file == KNOWN
