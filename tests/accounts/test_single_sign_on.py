"""An organisation's own sign-in: bound to issuer and subject, never to an address alone."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.http import HttpResponse
from pytest_django.fixtures import Settings

from assessment.accounts.actions import join
from assessment.accounts.models import User
from assessment.accounts.single_sign_on import PLACES
from assessment.sign_in import single_sign_on
from tests import make
from tests.accounts.alike import without_nonces
from tests.accounts.clock import Clock
from tests.accounts.provider import Provider, new_key, serving
from tests.accounts.visitor import Visitor, code_of, last_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with serving() as one:
        settings.SOCIALACCOUNT_PROVIDERS = one.apps
        yield one


def come_from(provider: Provider, visitor: Visitor, **person: object) -> HttpResponse:
    """There and back: the provider lets this person in, and the browser returns with its answer."""
    place = come_as_far_as_the_provider(provider, visitor, **person)
    return visitor.get(*place)  # type: ignore[return-value]  # the stubs' test response


def come_as_far_as_the_provider(
    provider: Provider, visitor: Visitor, **person: object
) -> tuple[str, dict[str, str]]:
    """Where the provider sends the browser back to, and with what."""
    provider.person = {"sub": "4711", "email": "cmo@example.org", "email_verified": True, **person}
    sent = visitor.post(provider.path)
    place = urlsplit(sent.headers["Location"])
    asked = parse_qs(place.query)
    assert sent.headers["Location"].startswith(f"{provider.issuer}/authorization_endpoint?")
    assert asked["code_challenge_method"] == ["S256"]
    return f"{provider.path}callback/", {"code": "of-no-use", "state": asked["state"][0]}


def test_the_sign_in_page_offers_it(provider: Provider, visitor: Visitor) -> None:
    page = visitor.get("/accounts/login/").content.decode()
    assert "Use Example Ltd" in page
    assert provider.path in page


def test_the_account_page_leads_to_joining_it(
    provider: Provider, visitor: Visitor, settings: Settings
) -> None:
    settings.OIDC_ISSUER = provider.issuer
    visitor.enter("cmo@example.org")
    assert "Join it to this account" in visitor.get("/account/").content.decode()
    page = visitor.get("/accounts/3rdparty/").content.decode()
    assert "joined to this account" in page
    assert "Use Example Ltd" in page


def test_without_an_issuer_there_is_none(visitor: Visitor) -> None:
    assert "/accounts/oidc/" not in visitor.get("/accounts/login/").content.decode()


def test_a_newcomer_gets_an_account_bound_to_issuer_and_subject(provider: Provider, visitor: Visitor) -> None:
    come_from(provider, visitor)
    assert visitor.is_in
    bound = SocialAccount.objects.get()
    assert (bound.uid, bound.user.email) == ("4711", "cmo@example.org")
    assert bound.provider == provider.apps["openid_connect"]["APPS"][0]["provider_id"]


def test_the_subject_opens_the_account_whatever_address_it_comes_with(
    provider: Provider, visitor: Visitor
) -> None:
    come_from(provider, visitor)
    again = Visitor()
    come_from(provider, again, email="renamed@example.org")
    assert again.is_in
    assert User.objects.get().email == "cmo@example.org"


def test_the_address_of_an_account_does_not_open_it(provider: Provider, visitor: Visitor) -> None:
    join("cmo@example.org")
    come_from(provider, visitor)
    assert not visitor.is_in
    assert not SocialAccount.objects.exists()


def test_the_same_subject_of_another_issuer_opens_nothing(
    provider: Provider, visitor: Visitor, settings: Settings
) -> None:
    come_from(provider, visitor)
    with serving() as other:
        settings.SOCIALACCOUNT_PROVIDERS = other.apps
        elsewhere = Visitor()
        come_from(other, elsewhere)
    assert not elsewhere.is_in
    assert SocialAccount.objects.count() == 1


def test_an_issuer_that_speaks_for_another_is_refused(provider: Provider, visitor: Visitor) -> None:
    provider.says_it_is = "https://another.example"
    answer = come_from(provider, visitor)
    assert answer.status_code in {200, 401}
    assert "That sign-in failed" in answer.content.decode()
    assert not visitor.is_in


@pytest.mark.parametrize(
    "lie",
    [
        {"signs_with": (new_key(), "RS256")},
        {"signs_with": ("a secret both sides could know, 32 bytes or more", "HS256")},
        {"signs_with": (None, "none")},
        {"meant_for": "another-site"},
        {"until": 1_700_000_600},
        {"says_it_is": "https://another.example"},
        {"calls_itself": "https://another.example"},
        {"beside": {"sub": "4712"}},
    ],
    ids=" ".join,
)
def test_a_token_is_believed_for_its_signature_issuer_audience_time_and_subject(
    provider: Provider, visitor: Visitor, lie: dict[str, object]
) -> None:
    place = come_as_far_as_the_provider(provider, visitor)
    for name, value in lie.items():
        setattr(provider, name, value)
    answer = visitor.get(*place)
    assert answer.status_code in {200, 401}
    assert "That sign-in failed" in answer.content.decode()
    assert not visitor.is_in


@pytest.mark.parametrize("place", PLACES)
def test_a_configuration_that_lacks_an_address_is_refused_in_words(
    provider: Provider, visitor: Visitor, place: str
) -> None:
    provider.keeps_back = place
    answer = visitor.post(provider.path)
    assert answer.status_code in {200, 401}
    assert "That sign-in failed" in answer.content.decode()


def test_nobody_is_led_to_the_provider_without_pressing_the_button(
    provider: Provider, visitor: Visitor
) -> None:
    page = visitor.get(provider.path)
    assert page.status_code == 200
    assert b'method="post"' in page.content


@pytest.mark.parametrize("path", ["", "callback/"])
def test_a_provider_that_leads_elsewhere_is_not_followed(
    provider: Provider, visitor: Visitor, path: str
) -> None:
    place = come_as_far_as_the_provider(provider, visitor)
    with serving() as elsewhere:
        elsewhere.person = provider.person
        provider.leads_to = f"{elsewhere.issuer}/.well-known/openid-configuration"
        answer = visitor.get(*place) if path else visitor.post(provider.path)
    assert answer.status_code in {200, 401}
    assert not visitor.is_in


def test_an_answer_nobody_asked_for_is_refused(provider: Provider, visitor: Visitor) -> None:
    provider.person = {"sub": "4711", "email": "cmo@example.org", "email_verified": True}
    visitor.get(f"{provider.path}callback/", {"code": "of-no-use", "state": "forged"})
    assert not visitor.is_in
    assert not User.objects.exists()


def test_an_address_the_provider_does_not_vouch_for_wants_its_code(
    provider: Provider, visitor: Visitor
) -> None:
    come_from(provider, visitor, email_verified=False)
    assert not visitor.is_in
    visitor.post("/accounts/confirm-email/", {"code": code_of(last_mail())})
    assert visitor.is_in


def test_the_second_factor_is_asked_for_here_too(provider: Provider, visitor: Visitor) -> None:
    come_from(provider, visitor)
    make.second_factor(User.objects.get())
    again = Visitor()
    answer = come_from(provider, again)
    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert not again.is_in


def test_somebody_signed_in_joins_the_two(provider: Provider, visitor: Visitor) -> None:
    visitor.enter("cmo@example.org")
    provider.person = {"sub": "4711", "email": "else@example.org", "email_verified": True}
    sent = visitor.post(f"{provider.path}?process=connect")
    state = parse_qs(urlsplit(sent.headers["Location"]).query)["state"][0]
    visitor.get(f"{provider.path}callback/", {"code": "of-no-use", "state": state})
    assert SocialAccount.objects.get().user.email == "cmo@example.org"


def test_a_browser_left_open_joins_nothing(provider: Provider, visitor: Visitor, clock: Clock) -> None:
    visitor.enter("cmo@example.org")
    provider.person = {"sub": "4711", "email": "else@example.org", "email_verified": True}
    sent = visitor.post(f"{provider.path}?process=connect")
    clock.now += 301
    state = parse_qs(urlsplit(sent.headers["Location"]).query)["state"][0]
    answer = visitor.get(f"{provider.path}callback/", {"code": "of-no-use", "state": state})
    assert answer.headers["Location"] == "/accounts/3rdparty/"
    assert not SocialAccount.objects.exists()


def test_two_tenants_of_one_host_have_two_names() -> None:
    names = {
        single_sign_on(f"https://login.example.org/{tenant}/v2.0", "", "", name="")["openid_connect"]["APPS"][
            0
        ]["provider_id"]
        for tenant in ("a", "b")
    }
    assert names == {"login-example-org-a-v2-0", "login-example-org-b-v2-0"}


def knocks(provider: Provider, subject: str, address: str) -> list[object]:
    """What somebody sees who comes from there with an address that may have an account here."""
    visitor = Visitor()
    answer = come_from(provider, visitor, sub=subject, email=address, email_verified=False)
    page = visitor.get(answer.headers["Location"])
    wrong = visitor.post(answer.headers["Location"], {"code": "WRNG-WRNG"})
    assert not visitor.is_in
    bodies = [without_nonces(one.content.decode()).replace(address, "") for one in (page, wrong)]
    return [answer.status_code, answer.headers["Location"], page.status_code, wrong.status_code, *bodies]


def test_an_address_nobody_vouches_for_tells_not_whether_it_has_an_account(provider: Provider) -> None:
    join("known@example.org")
    assert knocks(provider, "1", "known@example.org") == knocks(provider, "2", "nobody@example.org")


def test_who_has_an_account_already_reads_so_in_their_mail_alone(
    provider: Provider, visitor: Visitor
) -> None:
    join("cmo@example.org")
    come_from(provider, visitor)
    told = last_mail()
    assert (told.to, told.subject) == (["cmo@example.org"], "You have an account already")
    assert "/accounts/login/" in str(told.body)


@pytest.mark.parametrize("known", [True, False])
def test_the_eleventh_mail_is_refused_whether_there_is_an_account_or_not(
    provider: Provider, known: bool
) -> None:
    if known:
        join("cmo@example.org")
    statuses = [
        come_from(provider, Visitor(), sub=str(number), email_verified=False).status_code
        for number in range(11)
    ]
    assert statuses == [302] * 10 + [429]
