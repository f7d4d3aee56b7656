"""What the switch of languages keeps of a form, for how long, and what it leaves alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from assessment.accounts import language_switch
from assessment.accounts.models import User
from assessment.teams.models import Team
from tests import make
from tests.accounts.form_reader import FormReader
from tests.accounts.typed_forms import ORIGIN, get_switch, post_words, switch, write_into
from tests.teams.people import give_consents, team_of

pytestmark = pytest.mark.django_db


def test_a_time_zone_that_a_script_fills_in_is_nothing_typed(client: Client) -> None:
    fields = {
        "browser_time_zone": "Europe/Berlin",
        "once": "11111111-1111-4111-8111-111111111111",
        "email": "",
    }
    post_words(client, "/accounts/login/", "code-form", **fields)
    assert set(client.cookies) == {"django_language"}


def test_ticks_at_newcomers_stay(cmo_client: Client, cmo: User, teammate: User) -> None:
    team = team_of(cmo, teammate, strangers=True)
    give_consents(team, [cmo])
    page = cmo_client.get(f"/teams/{team.uid}/").content.decode()
    fields = write_into(FormReader(page, "newcomers-form"))
    assert set(fields) >= {"known"}
    assert FormReader(switch(cmo_client, page, fields), "newcomers-form").typed["known"] == fields["known"]


def test_what_was_emptied_stays_empty(cmo_client: Client, cmo: User) -> None:
    User.objects.filter(pk=cmo.pk).update(name="Ada Obi", time_zone="Europe/Berlin")
    page = cmo_client.get("/account/").content.decode()
    fields = FormReader(page, "you-form").sent | {"name": [""], "time_zone": [""]}
    filled = FormReader(switch(cmo_client, page, fields, "you-form"), "you-form").typed
    assert filled == {"name": [""], "time_zone": [""]}


def test_the_only_switch_turned_off_stays_off(cmo_client: Client, cmo: User, teammate: User) -> None:
    team = f"/teams/{team_of(cmo, teammate).uid}/"
    give_consents(Team.objects.get(), [cmo])
    page = cmo_client.get(f"{team}consent/").content.decode()
    form = FormReader(page, "consent-form")
    off = {name: values for name, values in form.sent.items() if name not in {"group", "known"}}
    assert form.sent["group"] == ["on"]
    assert "group" not in FormReader(switch(cmo_client, page, off, "consent-form"), "consent-form").sent


def test_what_another_page_changed_meanwhile_is_not_undone(
    cmo_client: Client, cmo: User, teammate: User
) -> None:
    team = f"/teams/{team_of(cmo, teammate).uid}/"
    User.objects.filter(pk=cmo.pk).update(name="Ada Obi")
    page = cmo_client.get("/account/").content.decode()
    fields = FormReader(page, "you-form").sent | {"time_zone": ["Asia/Tokyo"]}
    User.objects.filter(pk=cmo.pk).update(name="Ada Okafor")
    filled = FormReader(switch(cmo_client, page, fields, "you-form"), "you-form").sent
    assert (filled["name"], filled["shown_name"]) == (["Ada Okafor"], ["Ada Okafor"])
    assert filled["time_zone"] == ["Asia/Tokyo"]
    give_consents(Team.objects.get(), [cmo])
    page = cmo_client.get(f"{team}consent/").content.decode()
    fields = FormReader(page, "consent-form").sent
    assert fields["group"] == ["on"]
    give_consents(Team.objects.get(), [cmo], group=False)
    filled = FormReader(switch(cmo_client, page, fields, "consent-form"), "consent-form").sent
    assert "group" not in filled


def test_a_page_that_refused_a_file_twice_keeps_the_month_beside_it(cmo_client: Client) -> None:
    referer = {"referer": "http://testserver/calendar/upload/?month=2026-03"}
    refused = cmo_client.post("/calendar/upload/?month=2026-03", {"month": "2026-03"}, headers=referer)
    assert refused.status_code == 422
    page = refused.content.decode()
    fields = FormReader(page, "claim-form").sent | {"approving": ["30"]}
    filled = FormReader(switch(cmo_client, page, fields, "claim-form"), "claim-form")
    assert filled.sent["approving"] == ["30"]


@pytest.mark.parametrize("address", ["/account/export/?format=json", "/account/export/?format=csv", "/"])
def test_words_for_an_address_that_is_no_form_harm_nothing(
    cmo_client: Client, cmo: User, address: str
) -> None:
    make.attempt(cmo)
    before = cmo_client.get(address)
    post_words(cmo_client, address, name="Atlas")
    after = cmo_client.get(address)
    assert (after.status_code, after.headers.get("Content-Type")) == (200, before.headers.get("Content-Type"))
    assert b"Atlas" not in b"".join(after)
    assert [after.headers.get(name) for name in ("Vary", "Cache-Control")] == [
        before.headers.get(name) for name in ("Vary", "Cache-Control")
    ]


def test_slides_are_no_page(cmo_client: Client, cmo: User) -> None:
    address = f"/r/{make.attempt(cmo).uid}/slides.pptx"
    post_words(cmo_client, address, name="Atlas")
    assert cmo_client.get(address).status_code == 200


def test_words_typed_as_the_session_ended_wait_until_its_owner_is_back(cmo_client: Client, cmo: User) -> None:
    cmo_client.get("/teams/new/")
    del cmo_client.cookies["sessionid"]
    post_words(cmo_client, "/teams/new/", name="Atlas")
    cmo_client.get("/teams/new/", follow=True)
    cmo_client.force_login(cmo)
    page = cmo_client.get("/teams/new/").content.decode()
    assert FormReader(page, "account-form").sent["name"] == ["Atlas"]


NASTY = [
    "\x00",
    "\u202ename",
    "</textarea><script>alert(1)</script>",
    "\"'>",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "&lt;&quot;",
    "\r\n\n a",
]


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize(
    ("path", "form_id", "name"),
    [("/teams/new/", "account-form", "name"), ("/commitment/", "commitment-form", "act")],
)
def test_whatever_was_typed_comes_back_as_text(
    cmo_client: Client, cmo: User, text: str, path: str, form_id: str, name: str
) -> None:
    make.attempt(cmo)
    page = cmo_client.get(path).content.decode()
    content = switch(cmo_client, page, {name: [text]}, form_id)
    assert FormReader(content, form_id).sent[name] == [text]
    assert "<script>alert" not in content


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("language=de&name=%ff%00%zz%", "application/x-www-form-urlencoded"),
        ("language=de&name=%ff", "application/x-www-form-urlencoded; charset=utf-16"),
        ("&".join(["language=de", *(f"f{n}=x" for n in range(5000))]), "application/x-www-form-urlencoded"),
        ("language=de&name=" + "x" * 200_000, "application/x-www-form-urlencoded"),
        ("language=de&name=" + "x" * 1_000_000, "application/x-www-form-urlencoded"),
        (
            '--b\r\nContent-Disposition: form-data; name="name"; filename="a"\r\n\r\nx\r\n--b--',
            "multipart/form-data; boundary=b",
        ),
        ("--b\r\nnonsense", "multipart/form-data; boundary=b"),
    ],
)
@pytest.mark.parametrize(
    "query", ["form=account-form&page=/teams/new/", "form=%ff%00&page=%00%ff", "form=&page=/%zz"]
)
def test_nonsense_is_no_fault_of_the_site(cmo_client: Client, body: str, kind: str, query: str) -> None:
    response = cmo_client.post(f"/language/?{query}", body, content_type=kind, headers=ORIGIN)
    assert response.status_code in {302, 400, 413}
    assert cmo_client.get("/teams/new/").status_code == 200


def test_a_kept_form_holds_no_private_link(client: Client) -> None:
    post_words(client, "/accounts/login/", "code-form", token="secret-link", email="ada@example.org")
    assert client.session[language_switch.TYPED_KEY]["fields"] == {"email": ["ada@example.org"]}


def test_the_proxy_says_that_the_page_was_https(cmo_client: Client, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    address = "/language/?form=account-form&page=/teams/new/"
    for origin, is_kept in (
        ("http://testserver", False),
        ("https://testserver:8443", False),
        ("https://testserver", True),
    ):
        headers = {"host": "testserver", "origin": origin, "x-forwarded-proto": "https"}
        cmo_client.post(address, {"language": "de", "name": "Atlas"}, headers=headers)
        assert (language_switch.TYPED_KEY in cmo_client.session) is is_kept


def test_the_address_of_a_button_is_short_enough_for_the_web_server(cmo_client: Client) -> None:
    # Each character of a query may take three in the button, and gunicorn takes 4,094 bytes in all.
    for length in (1_100, 1_900, 3_900):
        page = cmo_client.get(f"/teams/new/?{'=' * length}").content.decode()
        assert len(get_switch(page)[1]) < 4_000
        assert FormReader(switch(cmo_client, page, {"name": ["Atlas"]}), "account-form").sent["name"] == [
            "Atlas"
        ]


def test_a_day_that_another_page_saved_meanwhile_is_not_undone(cmo_client: Client, cmo: User) -> None:
    commitment = make.commitment(make.attempt(cmo))
    page = cmo_client.get("/commitment/?change").content.decode()
    fields = FormReader(page, "commitment-form").sent
    commitment.due_on += timedelta(days=1)
    commitment.save()
    filled = FormReader(switch(cmo_client, page, fields | {"act": ["say no"]}), "commitment-form").sent
    assert (filled["due_on"], filled["act"]) == ([f"{commitment.due_on:%Y-%m-%d}"], ["say no"])
