"""No page of the admin leads into another person's account, whoever works there."""

import re
from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from assessment.accounts.models import User
from assessment.questionnaire import actions
from tests import make
from tests.accounts.visitor import Visitor
from tests.practice import pages as practice_pages
from tests.questionnaire.pages import send

WAYS_IN: list[type[Model]] = [
    *(EmailAddress, EmailConfirmation, Authenticator, SocialAccount, SocialApp, SocialToken),
    *(UserSession, Session, DBTaskResult),
]
MAY_CHANGE = {"is_active", "is_staff", "groups"}
"""What a form of the admin may change of an account."""

ROLES = ["editor", "publisher", "support", "superuser"]


@pytest.fixture
def target(cmo: User) -> User:
    """Has every way in that there is, and a session open."""
    EmailAddress.objects.create(user=cmo, email=cmo.email, verified=True, primary=True)
    SocialAccount.objects.create(user=cmo, provider="login-example-org", uid="4711")
    Visitor().enter(cmo.email)
    return cmo


def desk_of(role: str) -> Client:
    client = Client()
    client.force_login(make.superuser() if role == "superuser" else make.staff(role, role))
    return client


def state_of_ways_in(person: User) -> list[Any]:
    """Everything by which somebody could get into this account, and into any other."""
    account = User.objects.values("email", "password", "is_superuser").get(pk=person.pk)
    rows = [
        list(model._default_manager.filter(user=person).order_by("pk").values())
        for model in (EmailAddress, Authenticator, SocialAccount)
    ]
    everywhere = [model._default_manager.count() for model in (EmailAddress, SocialAccount, SocialApp)]
    return [account, rows, everywhere]


def test_what_opens_an_account_is_not_registered() -> None:
    assert not set(WAYS_IN) & set(admin.site._registry)
    inlines = {inline.model for admin_page in admin.site._registry.values() for inline in admin_page.inlines}
    assert not {*WAYS_IN, User} & inlines


FORGED = {
    "email": "spy@example.org",
    "password": "spy",
    "verified": "on",
    "primary": "on",
    "provider": "login-example-org",
    "uid": "4712",
    "is_superuser": "on",
    "emailaddress_set-TOTAL_FORMS": "1",
    "emailaddress_set-INITIAL_FORMS": "0",
    "emailaddress_set-0-email": "spy@example.org",
    "emailaddress_set-0-verified": "on",
}


@pytest.mark.parametrize("role", ROLES)
def test_no_form_of_any_model_changes_a_way_in(role: str, target: User) -> None:
    actions.start_draft(make.published(), by=target)
    practice_pages.draft()
    desk = desk_of(role)
    before = state_of_ways_in(target)
    forms = 0
    for model in admin.site._registry:
        row = target if model is User else model._default_manager.order_by("pk").last()
        assert row is not None
        place = f"admin:{model._meta.label_lower.replace('.', '_')}"
        for address in [reverse(f"{place}_add"), reverse(f"{place}_change", args=[row.pk])]:
            page = desk.get(address)
            if page.status_code == 200:
                forms += 1
                assert_no_way_in_among(page.context["adminform"].form.fields, model)
                send(desk, address, **FORGED, user=str(target.pk))
            desk.post(address, FORGED | {"user": str(target.pk), "_save": "Save"})
    assert forms
    assert state_of_ways_in(target) == before


def assert_no_way_in_among(fields: dict[str, Any], model: type[Model]) -> None:
    if model is User:
        assert set(fields) <= MAY_CHANGE
    chosen_from = {field.queryset.model for field in fields.values() if hasattr(field, "queryset")}
    assert not {*WAYS_IN, User} & chosen_from


@pytest.mark.parametrize("role", ROLES)
def test_an_address_given_by_staff_does_not_open_the_account(role: str, target: User) -> None:
    desk = desk_of(role)
    fields = {"user": target.pk, "email": "spy@example.org", "verified": "on", "_save": "Save"}
    assert desk.post("/admin/account/emailaddress/add/", fields).status_code == 404
    spy = Visitor()
    spy.enter("spy@example.org")
    assert spy.session["_auth_user_id"] != str(target.pk)


@pytest.mark.parametrize("role", ["support", "superuser"])
def test_the_desk_keeps_no_address_of_an_account_it_has_changed(role: str, target: User) -> None:
    desk = desk_of(role)
    desk.post(f"/admin/accounts/user/{target.pk}/change/", {"_save": "Save"})
    entry = LogEntry.objects.get()
    assert entry.object_repr == str(target.uid)
    assert not re.search("example", f"{entry.object_repr} {entry.change_message}")


def test_addresses_leave_the_log_of_before(cmo: User) -> None:
    kinds = ContentType.objects.get_for_models(User, EmailAddress, Group)
    for model, number in [(User, cmo.pk), (User, 987_654), (EmailAddress, 1), (Group, 1)]:
        about = {"content_type": kinds[model], "object_id": str(number), "object_repr": cmo.email}
        LogEntry.objects.create(user=cmo, action_flag=CHANGE, change_message="", **about)
    migration: Any = import_module("assessment.accounts.migrations.0005_no_address_in_the_admins_log")
    migration.take_addresses_out(apps, None)
    descriptions = LogEntry.objects.order_by("pk").values_list("object_repr", flat=True)
    assert list(descriptions) == [str(cmo.uid), "erased", cmo.email]  # the last is a group's name
