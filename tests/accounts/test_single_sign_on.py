"""An organisation's own sign-in: bound to issuer and subject, never to an address alone."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.http import HttpResponse
from pytest_django.fixtures import Settings

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.models import User
from assessment.accounts.single_sign_on import ENDPOINTS
from assessment.allauth_settings import single_sign_on
from tests import make
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
    response = visitor.post(provider.path)
    place = urlsplit(response.headers["Location"])
    query = parse_qs(place.query)
    assert response.headers["Location"].startswith(f"{provider.issuer}/authorization_endpoint?")
    assert query["code_challenge_method"] == ["S256"]
    return f"{provider.path}callback/", {"code": "of-no-use", "state": query["state"][0]}


def test_the_sign_in_page_offers_single_sign_on(provider: Provider, visitor: Visitor) -> None:
    page = visitor.get("/accounts/login/").content.decode()
    assert "Use Example Ltd" in page
    assert provider.path in page


def test_the_account_page_leads_to_joining_the_provider(
    provider: Provider, visitor: Visitor, settings: Settings
) -> None:
    settings.OIDC_ISSUER = provider.issuer
    visitor.enter("cmo@example.org")
    assert "Connect it to this account" in visitor.get("/account/").content.decode()
    page = visitor.get("/accounts/3rdparty/").content.decode()
    assert "connected to this account" in page
    assert "Use Example Ltd" in page


def test_without_an_issuer_there_is_no_single_sign_on(visitor: Visitor) -> None:
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
    get_or_create_account("cmo@example.org")
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


@pytest.mark.parametrize("place", ENDPOINTS)
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


@pytest.mark.parametrize("verified", [False, None, "false", 0, "yes"])
@pytest.mark.parametrize("is_member", [True, False])
def test_an_address_the_provider_does_not_vouch_for_is_refused(
    provider: Provider, visitor: Visitor, verified: object, is_member: bool
) -> None:
    if is_member:
        get_or_create_account("cmo@example.org")
    refused = come_from(provider, visitor, email_verified=verified)
    assert refused.status_code == 403
    assert "doesn’t confirm your e-mail address" in refused.content.decode()
    assert not mail.outbox
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == is_member


@pytest.mark.parametrize("address", [None, "", "nobody"])
def test_somebody_without_an_address_is_refused(
    provider: Provider, visitor: Visitor, address: str | None
) -> None:
    assert come_from(provider, visitor, email=address).status_code == 403
    assert visitor.get("/accounts/3rdparty/signup/").headers["Location"] == "/accounts/login/"
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("domains", "address", "counts"),
    [
        (["example.org"], "cmo@example.org", True),
        (["example.org"], "CMO@Example.ORG", True),
        (["example.org"], "cmo@example.com", False),
        (["example.org"], "cmo@sub.example.org", False),
        (["example.org"], "cmo@evil-example.org", False),
        (["example.org"], "cmo@example.org@evil.example", False),
        (["example.com", "xn--mller-kva.example"], "cmo@müller.example", True),
    ],
)
def test_the_provider_vouches_for_its_own_domains_alone(
    provider: Provider, visitor: Visitor, settings: Settings, domains: list[str], address: str, counts: bool
) -> None:
    settings.OIDC_DOMAINS = domains
    come_from(provider, visitor, email=address)
    assert visitor.is_in == counts
    assert User.objects.exists() == counts


def test_a_sign_on_that_is_joined_opens_the_account_whatever_is_said_of_its_address(
    provider: Provider, visitor: Visitor
) -> None:
    come_from(provider, visitor)
    again = Visitor()
    come_from(provider, again, email_verified=False)
    assert again.is_in


@pytest.mark.parametrize(
    ("audience", "party", "counts"),
    [
        ("site", None, True),
        (["site"], None, True),
        ("site", "site", True),
        (["site", "another"], "site", True),
        (["site", "another"], None, False),
        (["another", "site"], "another", False),
        ("site", "another", False),
    ],
)
def test_a_token_for_several_says_to_whom_it_was_issued(
    provider: Provider, visitor: Visitor, audience: object, party: str | None, counts: bool
) -> None:
    provider.meant_for = audience
    come_from(provider, visitor, **({"azp": party} if party else {}))
    assert visitor.is_in == counts


def plant_account(provider: Provider, address: str) -> User:
    """An account that somebody made with another's address by a sign-on, when that was still possible."""
    stranger = User.objects.create_user(address)
    EmailAddress.objects.create(user=stranger, email=address, primary=True)
    name = provider.apps["openid_connect"]["APPS"][0]["provider_id"]
    SocialAccount.objects.create(user=stranger, provider=name, uid="stranger")
    return stranger


@pytest.mark.parametrize("road", ["code", "password reset", "sign-on"])
def test_whoever_proves_an_address_shares_no_account_with_who_never_did(
    provider: Provider, visitor: Visitor, road: str
) -> None:
    stranger = plant_account(provider, "cmo@example.org")
    if road == "password reset":
        visitor.post("/accounts/password/reset/", {"email": "cmo@example.org"})
        visitor.post("/accounts/password/reset/confirm/", {"code": code_of(last_mail())})
    if road == "sign-on":
        come_from(provider, visitor)
    else:
        visitor.enter("cmo@example.org")
    assert visitor.session["_auth_user_id"] != str(stranger.pk)
    stranger.refresh_from_db()
    assert (stranger.is_active, stranger.email) == (False, f"{stranger.uid}@unproved.invalid")
    thief = Visitor()
    come_from(provider, thief, sub="stranger", email_verified=False)
    assert not thief.is_in
    assert "An account with your address was closed" in [message.subject for message in mail.outbox]


def test_a_newcomer_is_told_of_the_way_in_by_mail(provider: Provider, visitor: Visitor) -> None:
    come_from(provider, visitor)
    assert (last_mail().to, last_mail().subject) == (["cmo@example.org"], "Single sign-on added")


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
    response = visitor.post(f"{provider.path}?process=connect")
    state = parse_qs(urlsplit(response.headers["Location"]).query)["state"][0]
    visitor.get(f"{provider.path}callback/", {"code": "of-no-use", "state": state})
    assert SocialAccount.objects.get().user.email == "cmo@example.org"


def test_a_browser_left_open_joins_nothing(provider: Provider, visitor: Visitor, clock: Clock) -> None:
    visitor.enter("cmo@example.org")
    provider.person = {"sub": "4711", "email": "else@example.org", "email_verified": True}
    response = visitor.post(f"{provider.path}?process=connect")
    clock.now += 301
    state = parse_qs(urlsplit(response.headers["Location"]).query)["state"][0]
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


def test_who_has_an_account_already_reads_so_in_their_mail_alone(
    provider: Provider, visitor: Visitor
) -> None:
    get_or_create_account("cmo@example.org")
    come_from(provider, visitor)
    message = last_mail()
    assert (message.to, message.subject) == (["cmo@example.org"], "You have an account already")
    assert "/accounts/login/" in str(message.body)


def test_the_account_page_lists_sign_ons_and_takes_them_off(
    provider: Provider, visitor: Visitor, settings: Settings
) -> None:
    come_from(provider, visitor)
    joined = SocialAccount.objects.get()
    settings.SOCIALACCOUNT_PROVIDERS = {}  # the organisation has left: its sign-ons can still be taken off
    page = visitor.get("/account/").content.decode()
    assert joined.provider in page
    visitor.post("/accounts/3rdparty/", {"account": joined.pk})
    assert not SocialAccount.objects.exists()
    assert (last_mail().to, last_mail().subject) == (["cmo@example.org"], "Single sign-on removed")
    assert joined.provider not in visitor.get("/account/").content.decode()


def test_nobody_takes_off_the_sign_on_of_somebody_else(provider: Provider, visitor: Visitor) -> None:
    come_from(provider, Visitor())
    visitor.enter("stranger@example.org")
    for chosen in [SocialAccount.objects.get().pk, "", "x"]:
        refused = visitor.post("/accounts/3rdparty/", {"account": chosen})
        assert "Choose the sign-in to remove." in refused.content.decode()
    assert SocialAccount.objects.count() == 1
