"""The door of the admin: staff with a second factor, and nobody by Django's own form."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.test import Client

from assessment.accounts.models import User
from tests import make
from tests.accounts.visitor import PASSWORD, Visitor

pytestmark = pytest.mark.django_db
PAGES = [
    "/admin/",
    "/admin/accounts/user/",
    "/admin/questionnaire/edition/",
    "/admin/jsi18n/",
    "/admin/nowhere/",
]


@pytest.fixture
def newly_staff(cmo: User) -> User:
    """Was made staff a moment ago, and has no second factor yet."""
    User.objects.filter(pk=cmo.pk).update(is_staff=True, is_superuser=True)
    return User.objects.get(pk=cmo.pk)


@pytest.mark.parametrize("page", [*PAGES, "/admin/login/?next=/admin/accounts/user/"])
def test_staff_without_a_second_factor_are_sent_to_set_one_up(
    client: Client, newly_staff: User, page: str
) -> None:
    client.force_login(newly_staff)
    for answer in [client.get(page), client.post(page)]:
        assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")
    assert "You need one to open the admin" in client.get("/accounts/2fa/").content.decode()


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_an_app_or_a_passkey_opens_the_admin(client: Client, newly_staff: User, kind: str) -> None:
    Authenticator.objects.create(user=newly_staff, type=kind, data={})
    client.force_login(newly_staff)
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_do_not(client: Client, newly_staff: User) -> None:
    Authenticator.objects.create(user=newly_staff, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(newly_staff)
    assert client.get("/admin/").headers["Location"] == "/accounts/2fa/"


@pytest.mark.parametrize("page", [*PAGES, "/admin/login/"])
def test_to_everybody_else_nothing_is_there(client: Client, cmo: User, page: str) -> None:
    client.force_login(cmo)
    assert [client.get(page).status_code, client.post(page).status_code] == [404, 404]


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_password_typed_at_the_admin_signs_nobody_in(signed_in: bool, member: User) -> None:
    """Django's own form would ask for no second factor."""
    make.second_factor(member)
    User.objects.filter(pk=member.pk).update(is_staff=True)
    client, editor = Client(), make.staff("editor", "editor")
    if signed_in:
        client.force_login(editor)
    client.post("/admin/login/", {"username": member.email, "password": PASSWORD})
    assert client.session.get("_auth_user_id") == (str(editor.pk) if signed_in else None)


def test_the_password_of_staff_is_followed_by_the_second_step(visitor: Visitor, member: User) -> None:
    make.second_factor(member)
    User.objects.filter(pk=member.pk).update(is_staff=True)
    answer = visitor.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert not visitor.is_in
    assert visitor.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"


def test_signing_in_for_the_admin_leads_back_to_the_page(client: Client, newly_staff: User) -> None:
    make.second_factor(newly_staff)
    address = "/admin/login/?next=/admin/accounts/user/"
    assert client.get(address).headers["Location"] == "/accounts/login/?next=/admin/accounts/user/"
    client.force_login(newly_staff)
    assert client.get(address).headers["Location"] == "/admin/accounts/user/"
    away = client.get("/admin/login/?next=https://elsewhere.example/")
    assert away.headers["Location"] == "/admin/"


def test_leaving_the_admin_is_signing_out_of_the_site(client: Client) -> None:
    client.force_login(make.staff("editor", "editor"))
    answer = client.post("/admin/logout/", follow=True)
    assert answer.redirect_chain[0] == ("/accounts/logout/", 307)
    assert "_auth_user_id" not in client.session


def test_the_last_second_factor_of_staff_stays(newly_staff: User) -> None:
    from allauth.mfa.adapter import get_adapter  # noqa: PLC0415  # reads the settings when imported

    app = Authenticator.objects.get(user=make.second_factor(newly_staff))
    assert not get_adapter().can_delete_authenticator(app)
    passkey = Authenticator.objects.create(user=newly_staff, type=Authenticator.Type.WEBAUTHN, data={})
    assert get_adapter().can_delete_authenticator(app)
    User.objects.filter(pk=newly_staff.pk).update(is_staff=False)
    app.delete()
    assert get_adapter().can_delete_authenticator(Authenticator.objects.get(pk=passkey.pk))


def test_who_is_kept_out_leaves_a_line_in_the_audit_log(
    client: Client, cmo: User, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(cmo)
    with caplog.at_level("INFO", logger="audit"):
        client.get("/admin/accounts/user/")
    line = next(json.loads(record.getMessage()) for record in caplog.records if record.name == "audit")
    assert (line["event"], line["actor"], line["reason"]) == ("access denied", str(cmo.uid), "not_staff")
    assert line["route"] == "admin/accounts/user/"


def test_accounts_and_groups_stand_under_one_heading(client: Client) -> None:
    # Whoever may not see editions has a desk of accounts alone.
    helper = make.staff("helper", "support")
    helper.user_permissions.add(Permission.objects.get(codename="view_group"))
    client.force_login(helper)
    page = client.get("/admin/").content.decode()
    headings = [page.count(f'class="app-{name} module') for name in ("accounts", "account", "auth")]
    assert headings == [1, 0, 0]
    for address in ("/admin/accounts/user/", "/admin/auth/group/"):
        assert address in page


def test_the_admin_answers_no_other_method_than_those_of_its_forms(client: Client) -> None:
    client.force_login(make.superuser())
    for page in PAGES:
        for method in ("put", "patch", "delete", "options", "trace"):
            assert getattr(client, method)(page).status_code == 405, (method, page)


@pytest.mark.parametrize(
    "query", ["?code__exact=%00", "?q=%00", "?%00=1", "?facet__exact=a%00", "{question}/change/?_to_field="]
)
def test_what_no_link_of_the_admin_says_is_answered_in_words(client: Client, query: str) -> None:
    client.force_login(make.superuser())
    question = make.published().questions.all()[0]
    page = client.get(f"/admin/questionnaire/question/{query.format(question=question.pk)}")
    assert page.status_code == 400
    assert "That didn’t arrive as we expected" in page.content.decode()


@pytest.mark.parametrize("field", ["_to_field=", "_saveasnew=1", "options-INITIAL_FORMS=-1"])
def test_what_no_form_of_the_admin_sends_is_answered_in_words(client: Client, field: str) -> None:
    client.force_login(make.superuser())
    question = make.published().questions.all()[0]
    address = f"/admin/questionnaire/question/{question.pk}/change/"
    assert client.post(address, dict([field.split("=")])).status_code == 400
