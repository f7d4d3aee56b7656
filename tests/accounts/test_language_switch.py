"""Whoever changes the language keeps what stands in the form before them; nobody else gets it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from assessment.accounts import language_switch
from assessment.accounts.actions import confirm_address
from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.organisations.models import Standing
from tests import make
from tests.accounts.form_reader import FormReader
from tests.accounts.typed_forms import ORIGIN, get_switch, switch, write_into
from tests.accounts.visitor import Visitor
from tests.organisations.conftest import atlas, organisation, standing  # noqa: F401  # fixtures
from tests.teams.people import team_of

pytestmark = pytest.mark.django_db


def build_team(cmo: User, teammate: User) -> str:
    return f"/teams/{team_of(cmo, teammate).uid}/"


def build_result(cmo: User, teammate: User) -> str:
    return f"/r/{make.attempt(cmo).uid}/share/"


def build_commitment(cmo: User, teammate: User) -> str:
    make.attempt(cmo)
    return "/commitment/"


def build_kept_commitment(cmo: User, teammate: User) -> str:
    make.commitment(make.attempt(cmo))
    return "/commitment/"


def build_nothing(cmo: User, teammate: User) -> str:
    return ""


FORMS = [
    ("teams/new/", "account-form", build_nothing),
    ("organisations/new/", "account-form", build_nothing),
    ("members/", "invite-form", build_team),
    ("members/", "rename-form", build_team),
    ("members/", "hand-over-form", build_team),
    ("consent/", "consent-form", build_team),
    ("account/", "you-form", build_nothing),
    ("account/", "reminders-form", build_nothing),
    ("calendar/", "claim-form", build_nothing),
    ("calendar/", "upload-form", build_nothing),
    ("", "share-form", build_result),
    ("", "commitment-form", build_commitment),
    ("?change", "commitment-form", build_kept_commitment),
    ("?close", "closing-form", build_kept_commitment),
    ("", "witness-form", build_kept_commitment),
]


@pytest.mark.parametrize(("path", "form_id", "build"), FORMS)
def test_another_language_shows_the_form_as_it_was_left(
    cmo_client: Client, cmo: User, teammate: User, path: str, form_id: str, build: Callable[..., str]
) -> None:
    confirm_address(cmo, cmo.email)
    address = (build(cmo, teammate) or "/") + path
    page = cmo_client.get(address).content.decode()
    before = FormReader(page, form_id)
    fields = write_into(before)
    assert fields != before.sent
    after = FormReader(switch(cmo_client, page, fields, form_id), form_id)
    visible_fields = {name: values for name, values in fields.items() if before.kinds[name] != "hidden"}
    assert after.typed == visible_fields
    # It was for this once: from then on the page shows what the server has.
    assert FormReader(cmo_client.get(address).content.decode(), form_id).typed != after.typed


def test_an_organisation_s_forms_too(standing: Standing, cmo_client: Client, stranger: User) -> None:  # noqa: F811
    steward = Client()
    steward.force_login(stranger)
    for client, address, forms in (
        (
            steward,
            f"/organisations/{standing.organisation.uid}/teams/",
            ["invite-form", "steward-form", "rename-form"],
        ),
        (cmo_client, f"/teams/{standing.team.uid}/organisations/", [str(standing.uid)]),
    ):
        for form_id in forms:
            page = client.get(address).content.decode()
            fields = write_into(FormReader(page, form_id))
            filled = FormReader(switch(client, page, fields, form_id), form_id).typed
            assert filled.items() <= fields.items()
            assert filled


def test_an_address_typed_for_signing_in_stays_and_the_password_is_stored_nowhere(client: Client) -> None:
    page = client.get("/accounts/login/?next=/calendar/").content.decode()
    fields = {"login": ["ada@example.org"], "password": ["correct horse"], "next": ["/calendar/"]}
    form_id, address = get_switch(page)
    client.post(address.replace(form_id, "password-form"), fields | {"language": ["de"]}, headers=ORIGIN)
    assert client.session[language_switch.TYPED_KEY]["fields"] == {"login": ["ada@example.org"]}
    filled = FormReader(client.get("/accounts/login/?next=/calendar/").content.decode(), "password-form").sent
    assert (filled["login"], filled["password"], filled["next"]) == (
        ["ada@example.org"],
        [""],
        ["/calendar/"],
    )
    page = switch(client, page, {"email": ["ada@example.org"]})
    assert FormReader(page, "code-form").sent["email"] == ["ada@example.org"]


@pytest.mark.parametrize("name", ["password1", "oldpassword", "code", "credential", "client_secret", "file"])
def test_no_secret_is_kept_whatever_sends_it(client: Client, name: str) -> None:
    client.post("/language/?form=any&page=/", {"language": "de", name: "typed"}, headers=ORIGIN)
    assert language_switch.TYPED_KEY not in client.session


@pytest.mark.parametrize("origin", ["https://example.com", "null", "http://testserver.example.com", ""])
def test_another_site_puts_no_words_into_a_form(cmo_client: Client, origin: str) -> None:
    page = cmo_client.get("/teams/new/").content.decode()
    address = get_switch(page)[1]
    headers = {"origin": origin} if origin else {}
    response = cmo_client.post(address, {"language": "de", "name": "Typed elsewhere"}, headers=headers)
    assert response.status_code == 302
    assert language_switch.TYPED_KEY not in cmo_client.session
    assert (
        "Typed elsewhere"
        not in cmo_client.get("/teams/new/", headers={"accept-language": "de"}).content.decode()
    )


@pytest.mark.parametrize(
    "page",
    [
        "https://example.com/",
        "//example.com/",
        "/\\example.com",
        "javascript:alert(1)",
        "http://[",
        "/\r\nx: y",
        "",
    ],
)
def test_the_switch_leads_to_no_other_site(client: Client, page: str) -> None:
    response = client.post(
        "/language/", {"language": "de"}, query_params={"form": "x", "page": page}, headers=ORIGIN
    )
    assert response.status_code == 302
    assert re.fullmatch(r"/[^/\\]*", response.headers["Location"])


def test_words_wait_for_whoever_typed_them(cmo_client: Client, cmo: User, stranger: User) -> None:
    cmo_client.post(
        "/language/?form=account-form&page=/teams/new/", {"language": "de", "name": "Atlas"}, headers=ORIGIN
    )
    session = cmo_client.session
    stored = session[language_switch.TYPED_KEY]
    cmo_client.force_login(stranger)
    session = cmo_client.session
    session[language_switch.TYPED_KEY] = stored
    session.save()
    assert "Atlas" not in cmo_client.get("/teams/new/").content.decode()
    assert language_switch.TYPED_KEY not in cmo_client.session


def test_words_that_no_page_asked_for_are_gone_after_ten_minutes(cmo_client: Client) -> None:
    before = datetime.now(UTC)
    address = "/language/?form=account-form&page=/teams/new/"
    cmo_client.post(address, {"language": "de", "name": "Atlas"}, headers=ORIGIN)
    session = cmo_client.session
    stored = session[language_switch.TYPED_KEY]
    assert timedelta(minutes=10) <= datetime.fromtimestamp(stored["until"], UTC) - before < timedelta(hours=1)
    assert "Atlas" not in cmo_client.get("/teams/").content.decode()
    assert language_switch.TYPED_KEY in cmo_client.session
    session[language_switch.TYPED_KEY] = stored | {"until": before.timestamp()}
    session.save()
    cmo_client.get("/teams/")
    assert language_switch.TYPED_KEY not in cmo_client.session
    assert "Atlas" not in cmo_client.get("/teams/new/").content.decode()


def test_nothing_typed_stores_nothing(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    client.post(get_switch(page)[1], {"language": "de", "email": " "}, headers=ORIGIN)
    assert "sessionid" not in client.cookies


def test_more_than_a_form_holds_is_kept_for_nobody_unknown(client: Client, cmo_client: Client) -> None:
    long = {"language": "de", "email": "x" * 4001}
    Client().post("/language/?form=code-form&page=/accounts/login/", long, headers=ORIGIN)
    client.logout()
    client.post("/language/?form=code-form&page=/accounts/login/", long, headers=ORIGIN)
    assert language_switch.TYPED_KEY not in client.session


def test_a_page_that_answered_a_form_leads_back_to_where_the_form_stands(
    cmo_client: Client, cmo: User, teammate: User
) -> None:
    team = build_team(cmo, teammate)
    refused = cmo_client.post(
        f"{team}invite/", {"email": "nobody"}, headers={"referer": f"http://testserver{team}invite/"}
    )
    assert refused.status_code == 422
    page = switch(cmo_client, refused.content.decode(), {"email": ["nobody"]})
    assert FormReader(page, "invite-form").sent["email"] == ["nobody"]
    assert 'aria-invalid="true"' not in page


@pytest.fixture
def link_page(client: Client) -> tuple[Client, str, str]:
    """Of somebody without an account: the page that shows a private link once, and its link."""
    make.published()
    client.post("/start/")
    address = f"/take/{Attempt.objects.get().uid}/leave/"
    page = client.post(address, {"once": "11111111-1111-4111-8111-111111111111"}).content.decode()
    return client, page, re.findall(r'id="link" href="([^"]*)"', page)[0]


def test_save_and_leave_keeps_the_address_and_the_link_in_another_language(
    link_page: tuple[Client, str, str], mailoutbox: list[Any]
) -> None:
    client, page, link = link_page
    assert 'name="language" value="de" lang="de" form="mail-form" formnovalidate' in page
    token = link.rstrip("/").rsplit("/", 1)[1]
    address = f"/take/{Attempt.objects.get().uid}/leave/"
    response = client.post(address, {"email": "ada@", "token": token, "language": "de"})
    content = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="de"' in content
    assert link in content
    assert FormReader(content, "mail-form").sent["email"] == ["ada@"]
    assert 'class="error-summary"' not in content
    assert mailoutbox == []
    assert client.cookies["django_language"].value == "de"
    assert language_switch.TYPED_KEY not in client.session
    client.post(address, {"email": "ada@example.org", "token": token, "language": "de"})
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("fields", "is_drawn"),
    [({"approving": "30", "designing": "4,5"}, True), ({"approving": "many", "designing": ""}, False)],
)
def test_a_week_is_answered_in_the_chosen_language_and_stored_nowhere(
    client: Client, fields: dict[str, str], is_drawn: bool
) -> None:
    make.published()
    assert (
        'name="language" value="de" lang="de" form="week" formnovalidate' in client.get("/").content.decode()
    )
    response = client.post("/ratio/", fields | {"language": "de"})
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="de"' in page
    assert FormReader(page, "week").typed == {name: [value] for name, value in fields.items()}
    assert ('class="hours-plan' in page) is is_drawn
    assert "sessionid" not in client.cookies


def test_the_example_of_a_week_stays_an_example(client: Client) -> None:
    make.published()
    example = FormReader(client.get("/").content.decode(), "week").typed
    response = client.post("/ratio/", example | {"language": ["de"]})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.cookies["django_language"].value == "de"


@pytest.mark.parametrize("address", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_so_does_a_page_that_asks_for_an_address_to_sign_in(client: Client, address: str) -> None:
    page = switch(client, client.get(address).content.decode(), {"email": ["ada@example.org"]})
    assert FormReader(page, "account-form").sent["email"] == ["ada@example.org"]


def test_a_passkey_s_name_and_kind_stay_and_nothing_of_the_key(cmo: User) -> None:
    visitor, address = Visitor(), "/accounts/2fa/webauthn/add/"
    visitor.enter(cmo.email)
    page = visitor.get(address).content.decode()
    fields = {"name": ["Laptop"], "passwordless": ["on"], "credential": ["a key"]}
    filled = FormReader(switch(visitor, page, fields), "passkey-form").sent
    assert (filled["name"], filled["passwordless"], filled["credential"]) == (["Laptop"], ["on"], ["null"])


def test_what_a_page_suggested_is_suggested_in_the_other_language(cmo_client: Client, cmo: User) -> None:
    make.attempt(cmo)
    page = cmo_client.get("/commitment/").content.decode()
    suggested = FormReader(page, "commitment-form").sent
    filled = FormReader(switch(cmo_client, page, suggested | {"act": ["say no"]}), "commitment-form").sent
    assert filled["act"] == ["say no"]
    for name in ("occasion", "recipient"):
        assert filled[name] == filled[f"initial-{name}"] != suggested[name]


WRITTEN = {"a": ['"new" <&>'], "b": ["out"], "c": [], "r": ["2"], "t": ["\nline"], "s": ["2"], "h": ["stale"]}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '<input name="a" value="old" required>',
            '<input name="a" value="&quot;new&quot; &lt;&amp;&gt;" required>',
        ),
        ("<input name=a type=email>", '<input name="a" type="email" value="&quot;new&quot; &lt;&amp;&gt;">'),
        ('<input type="radio" name="r" value="1" checked>', '<input type="radio" name="r" value="1">'),
        ('<input type="radio" name="r" value="2">', '<input type="radio" name="r" value="2" checked>'),
        ('<input type="checkbox" name="c" checked>', '<input type="checkbox" name="c">'),
        ('<textarea name="t">old &amp; gray</textarea>', '<textarea name="t">\n\nline</textarea>'),
        (
            '<select name="s"><option value="1" selected>1</option><option value="2">2</option></select>',
            '<select name="s"><option value="1">1</option><option value="2" selected>2</option></select>',
        ),
        ('</form><input form="mine" name="b">', '</form><input form="mine" name="b" value="out">'),
    ],
)
def test_every_kind_of_field_is_filled(before: str, after: str) -> None:
    page = (
        '<!doctype html>\n<svg viewBox="0 0 1 1"/>\n<form id="mine" data-x="a > b">{}</form><p>a&nbsp;b</p>'
    )
    filler = language_switch.FormFiller(page.format(before), "mine", WRITTEN)
    assert filler.fill() == page.format(after)


@pytest.mark.parametrize(
    "field",
    [
        '<input type="password" name="a" value="">',
        '<input type="hidden" name="h" value="fresh">',
        '<input name="a" value="kept" disabled>',
        '<input type="radio" name="other" value="1" checked>',
        '<input name="unsent" value="kept">',
        '<input form="other" name="a" value="kept">',
        '</form><form id="other"><input name="a" value="kept">',
        '<script type="application/json">{"a": "<input name=a>"}</script>',
    ],
)
def test_other_fields_are_not_filled_in(field: str) -> None:
    page = f'<form id="mine">{field}</form>'
    assert language_switch.FormFiller(page, "mine", WRITTEN).fill() == page
