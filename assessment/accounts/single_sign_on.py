"""An organisation's sign-in: its token is believed for its signature, not for the way it came.

OpenID Connect lets a client skip the signature of a token fetched over TLS, and allauth does; and it takes
the issuer from what the issuer says of itself. Here both are held against what the settings name.
"""

from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse

from assessment.accounts.allauth_internals import jwtkit
from assessment.accounts.mailboxes import UnknownDomain, canonical_address

SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
PLACES = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
NEEDED = ["iss", "sub", "aud", "exp", "iat"]


class Verified(OpenIDConnectOAuth2Adapter):
    """allauth's own, but that it takes nobody's word."""

    @property
    def openid_config(self) -> Any:
        config = super().openid_config
        named = self.get_provider().app.settings["server_url"]
        if str(config.get("issuer", "")).rstrip("/") != named:  # the settings keep it without its last slash
            raise OAuth2Error("The issuer calls itself by another name.")
        if missing := [place for place in PLACES if place not in config]:
            raise OAuth2Error(f"The issuer does not name its {missing}.")
        return config

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        """What the token says and what the provider says beside it are of one person."""
        said = self._decode_id_token(app, kwargs["response"].get("id_token") or "")
        beside = self._fetch_user_info(token.token)
        if beside.get("sub") != said["sub"]:
            raise OAuth2Error("The answers are of two people.")
        beside |= _address_vouched_for(beside)
        return self.get_provider().sociallogin_from_response(request, {"userinfo": beside, "id_token": said})

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        config = self.openid_config
        try:
            said: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key_of(id_token, config["jwks_uri"]),
                algorithms=SIGNATURES,
                issuer=config["issuer"],
                audience=app.client_id,
                options={"require": NEEDED},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("That token is not to be believed.") from error
        if not _is_issued_to(app.client_id, said):
            raise OAuth2Error("That token was issued to somebody else.")
        jwtkit.verify_jti(said)
        return said

    def _key_of(self, id_token: str, address: str) -> Any:
        """The key that the token names, from the issuer's own list alone; none that it brings along."""
        name = jwt.get_unverified_header(id_token).get("kid")
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        found = [key for key in keys if name in {None, key.key_id} and key.public_key_use in {None, "sig"}]
        if len(found) != 1:
            raise OAuth2Error("The issuer has no such key.")
        return found[0]


def _is_issued_to(client: str, claims: dict[str, Any]) -> bool:
    """A token for several audiences says to which of them it was given (OpenID Connect Core, 3.1.3.7)."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    return bool(claims.get("azp", "" if several else client) == client)


def _address_vouched_for(claims: dict[str, Any]) -> dict[str, Any]:
    """The address in its one spelling; verified only if the provider says so and its word counts for it."""
    try:
        address = canonical_address(str(claims.get("email") or ""))
    except UnknownDomain:
        address = ""
    domains = settings.OIDC_DOMAINS
    counts = address.rpartition("@")[2] in domains or (settings.LOCAL and not domains)
    verified = bool(address) and counts and claims.get("email_verified") in (True, "true")
    return {"email": address, "email_verified": verified}


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _with(OAuth2LoginView, request, provider_id)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _with(OAuth2CallbackView, request, provider_id)


def _with(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = Verified(request, provider_id)
    try:
        answer: HttpResponse = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, OSError) as error:  # raised, or not reached, before allauth looks out for them
        answer = render_authentication_error(request, adapter.get_provider(), exception=error)
    return answer
