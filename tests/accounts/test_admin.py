"""Accounts in the admin: address, dates, state; staff cannot raise their own rights."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from assessment.accounts.models import User
from tests import make
from tests.questionnaire.pages import send, words_of


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def superuser(db: None) -> User:
    return make.superuser()


@pytest.fixture
def support(db: None) -> User:
    """May see and stop accounts."""
    person = make.staff("support")
    person.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    return person


def page_of(person: User) -> str:
    return f"/admin/accounts/user/{person.pk}/change/"


def test_support_sees_address_dates_and_state_alone(support: User, cmo: User) -> None:
    page = words_of(signed_in(support).get(page_of(cmo)))
    assert "cmo@example.org" in page
    for absent in ["Ada Obi", "argon2", "is_staff", "is_superuser", "id_groups", "time_zone", "deletelink"]:
        assert absent not in page


def test_support_stops_an_account_and_its_sessions(support: User, cmo: User) -> None:
    visitor = signed_in(cmo)
    fields = {"_save": "Save"}
    assert signed_in(support).post(page_of(cmo), fields).status_code == 302
    cmo.refresh_from_db()
    assert not cmo.is_active
    assert not visitor.get("/admin/", follow=True).wsgi_request.user.is_authenticated


@pytest.mark.parametrize(
    "field", ["is_staff", "is_superuser", "groups", "user_permissions", "email", "password"]
)
def test_support_raises_nobody_by_a_raw_post(support: User, cmo: User, field: str) -> None:
    group = Group.objects.create(name="everything")
    value = {"groups": str(group.pk), "user_permissions": "1", "email": "x@example.org"}.get(field, "on")
    before = User.objects.values().get(pk=cmo.pk)
    signed_in(support).post(page_of(cmo), {"is_active": "on", field: value})
    assert User.objects.values().get(pk=cmo.pk) == before
    assert not cmo.groups.exists()
    assert not cmo.user_permissions.exists()


def test_a_page_opened_before_lets_nobody_in_again(support: User, superuser: User, cmo: User) -> None:
    editor, publisher = (Group.objects.get_or_create(name=name)[0] for name in ("editor", "publisher"))
    cmo.groups.add(publisher)
    desk, page = signed_in(superuser), desk_page(superuser, cmo)
    loaded = re.findall(r'name="shown_on" value="([^"]*)"', page)
    assert loaded == ["", "is_active", f"group {publisher.pk}"]
    before = {"is_active": "on", "groups": [str(publisher.pk), str(editor.pk)], "shown_on": loaded}
    signed_in(support).post(page_of(cmo), {"shown_on": ["", "is_active"]})
    cmo.groups.clear()
    for _ in range(2):  # also the page that says so
        refused = desk.post(page_of(cmo), before)
        assert "Somebody has changed this account meanwhile." in refused.content.decode()
        assert re.findall(r'name="shown_on" value="([^"]*)"', refused.content.decode()) == loaded
        cmo.refresh_from_db()
        assert (cmo.is_active, list(cmo.groups.all())) == (False, [])
    current = re.findall(r'name="shown_on" value="([^"]*)"', desk_page(superuser, cmo))
    assert desk.post(page_of(cmo), before | {"shown_on": current}).status_code == 302
    cmo.refresh_from_db()
    assert (cmo.is_active, set(cmo.groups.all())) == (True, {editor, publisher})


def desk_page(staff: User, person: User) -> str:
    return str(signed_in(staff).get(page_of(person)).content.decode())


@pytest.mark.parametrize("role", ["self", "staff", "superuser"])
def test_support_changes_no_staff(support: User, superuser: User, cmo: User, role: str) -> None:
    cmo.is_staff = True
    cmo.save()
    person = {"self": support, "staff": cmo, "superuser": superuser}[role]
    assert signed_in(support).post(page_of(person), {"_save": "Save"}).status_code == 404
    person.refresh_from_db()
    assert person.is_active


def test_a_superuser_names_staff_but_nobody_else_superuser(superuser: User, cmo: User) -> None:
    group = Group.objects.get_or_create(name="editor")[0]
    desk = signed_in(superuser)
    send(desk, page_of(cmo), is_staff="on", is_superuser="on", groups=str(group.pk))
    cmo.refresh_from_db()
    assert (cmo.is_staff, cmo.is_superuser, list(cmo.groups.all())) == (True, False, [group])


def test_a_superuser_cannot_lock_themselves_out(superuser: User) -> None:
    signed_in(superuser).post(page_of(superuser), {"_save": "Save"})
    superuser.refresh_from_db()
    assert superuser.is_active
    assert superuser.is_staff


@pytest.mark.parametrize("address", ["/admin/accounts/user/add/", "/admin/accounts/user/{}/delete/"])
def test_accounts_are_neither_made_nor_erased_here(superuser: User, cmo: User, address: str) -> None:
    desk = signed_in(superuser)
    for response in [desk.get(address.format(cmo.pk)), desk.post(address.format(cmo.pk), {"post": "yes"})]:
        assert response.status_code == 404
    assert User.objects.filter(pk=cmo.pk).exists()


@pytest.mark.parametrize(
    "path",
    [
        "account/emailaddress",
        "account/emailconfirmation",
        "mfa/authenticator",
        "socialaccount/socialapp",
        "socialaccount/socialtoken",
        "socialaccount/socialaccount",
        "django_tasks_database/dbtaskresult",
        "attempts/attempt",
        "attempts/answer",
    ],
)
def test_no_page_shows_secrets_mail_or_answers(superuser: User, path: str) -> None:
    assert signed_in(superuser).get(f"/admin/{path}/").status_code == 404


def test_stopping_and_naming_leave_lines_in_the_audit_log(
    superuser: User, cmo: User, caplog: pytest.LogCaptureFixture
) -> None:
    desk = signed_in(superuser)
    with caplog.at_level("INFO", logger="audit"):
        send(desk, page_of(cmo), is_staff="on")
        desk.post(page_of(cmo), {"is_staff": "on", "_save": "Save"})
    lines = [record.getMessage() for record in caplog.records if record.name == "audit"]
    assert ['"staff role changed"' in line for line in lines] == [True, False]
    assert ['"account deactivated"' in line for line in lines] == [False, True]
    assert all(str(cmo.uid) in line and "example.org" not in line for line in lines)


def test_whoever_names_staff_sees_and_filters_by_group(superuser: User, support: User) -> None:
    editor = make.staff("editor", "editor")
    accounts = "/admin/accounts/user/"
    page = words_of(signed_in(superuser).get(accounts))
    assert "editor@example.org" in page
    assert page.count("editor<") >= 2  # the column and the filter
    group = Group.objects.get(name="editor").pk
    narrowed = words_of(signed_in(superuser).get(f"{accounts}?groups__id__exact={group}"))
    assert editor.email in narrowed
    assert support.email not in narrowed
    assert "Groups" not in words_of(signed_in(support).get(accounts))


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=argon2",
        "password__regex=^argon2",
        "attempts__isnull=False",
        "attempts=1",
        "memberships__isnull=True",
        "emailaddress__isnull=False",
        "usersession__isnull=False",
        "socialaccount__isnull=True",
        "time_zone=Europe/Paris",
        "groups__id__exact=1",  # support names nobody
        "is_staff__in=1&password__contains=a",
    ],
)
def test_accounts_are_narrowed_by_the_filters_of_the_page_alone(support: User, query: str) -> None:
    """Whoever may filter by a password's hash can read it, letter by letter; by attempts, whose they are."""
    assert signed_in(support).get(f"/admin/accounts/user/?{query}").status_code == 400


@pytest.mark.parametrize("path", ["user__password__startswith=argon2", "permissions__user__email=a"])
def test_nobody_looks_behind_a_filter_of_the_page(superuser: User, path: str) -> None:
    assert signed_in(superuser).get(f"/admin/accounts/user/?groups__{path}").status_code == 400


@pytest.mark.parametrize("query", ["is_staff__exact=1", "is_active__exact=0", "q=cmo", "o=-1", "p=99"])
def test_the_filters_of_the_page_work(support: User, query: str) -> None:
    assert signed_in(support).get(f"/admin/accounts/user/?{query}").status_code in {200, 302}


def test_a_group_lists_only_permissions_that_have_an_effect(superuser: User) -> None:
    group = Group.objects.get(name="editor")
    page = signed_in(superuser).get(f"/admin/auth/group/{group.pk}/change/").content.decode()
    offered = set(map(int, re.findall(r'name="permissions" value="(\d+)"', page)))
    names = set(Permission.objects.filter(pk__in=offered).values_list("codename", flat=True))
    assert {"change_question", "publish_edition", "change_user", "view_user"} <= names
    # Nobody makes or erases an account here, and answers, teams and tasks are not in the admin at all.
    assert names.isdisjoint({"add_user", "delete_user", "view_answer", "view_team", "view_dbtaskresult"})
    assert set(group.permissions.values_list("pk", flat=True)) <= offered
    assert "questions: change" in page


def test_a_group_s_name_that_is_taken_is_refused_in_words(superuser: User) -> None:
    response = signed_in(superuser).post("/admin/auth/group/add/", {"name": "editor"})
    page = response.content.decode()
    assert "Another group has this name. Choose another name, or change that group." in page
    assert 'value="editor"' in page
    assert Group.objects.filter(name="editor").count() == 1
