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
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
REQUIRED_CLAIMS = ["iss", "sub", "aud", "exp", "iat"]


class VerifyingAdapter(OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> Any:
        config = super().openid_config
        issuer = self.get_provider().app.settings["server_url"]
        if str(config.get("issuer", "")).rstrip("/") != issuer:  # the settings keep it without its last slash
            raise OAuth2Error("The issuer calls itself by another name.")
        if missing := [endpoint for endpoint in ENDPOINTS if endpoint not in config]:
            raise OAuth2Error(f"The issuer does not name its {missing}.")
        return config

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        claims = self._decode_id_token(app, kwargs["response"].get("id_token") or "")
        user_info = self._fetch_user_info(token.token)
        # The token and the user info must be about one person.
        if user_info.get("sub") != claims["sub"]:
            raise OAuth2Error("The answers are of two people.")
        user_info |= _read_address(user_info)
        return self.get_provider().sociallogin_from_response(
            request, {"userinfo": user_info, "id_token": claims}
        )

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        config = self.openid_config
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._fetch_key(id_token, config["jwks_uri"]),
                algorithms=SIGNATURES,
                issuer=config["issuer"],
                audience=app.client_id,
                options={"require": REQUIRED_CLAIMS},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("That token is not to be believed.") from error
        if not _is_issued_to(app.client_id, claims):
            raise OAuth2Error("That token was issued to somebody else.")
        jwtkit.verify_jti(claims)
        return claims

    def _fetch_key(self, id_token: str, address: str) -> Any:
        # From the issuer's own list alone: a key that the token brings along proves nothing.
        key_id = jwt.get_unverified_header(id_token).get("kid")
        with get_adapter().get_requests_session() as session:
            response = session.get(address)
            response.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(response.json()).keys
        matching = [
            key for key in keys if key_id in {None, key.key_id} and key.public_key_use in {None, "sig"}
        ]
        if len(matching) != 1:
            raise OAuth2Error("The issuer has no such key.")
        return matching[0]


def _is_issued_to(client: str, claims: dict[str, Any]) -> bool:
    # A token for several audiences names the one it was issued to (OpenID Connect Core, 3.1.3.7).
    has_several_audiences = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    return bool(claims.get("azp", "" if has_several_audiences else client) == client)


def _read_address(claims: dict[str, Any]) -> dict[str, Any]:
    # The address in its canonical spelling, verified only if the provider may vouch for its domain.
    try:
        address = canonical_address(str(claims.get("email") or ""))
    except UnknownDomain:
        address = ""
    domains = settings.OIDC_DOMAINS
    is_trusted = address.rpartition("@")[2] in domains or (settings.LOCAL and not domains)
    verified = bool(address) and is_trusted and claims.get("email_verified") in (True, "true")
    return {"email": address, "email_verified": verified}


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _run_view(OAuth2LoginView, request, provider_id)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _run_view(OAuth2CallbackView, request, provider_id)


def _run_view(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = VerifyingAdapter(request, provider_id)
    try:
        response: HttpResponse = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, OSError) as error:  # raised, or not reached, before allauth looks out for them
        response = render_authentication_error(request, adapter.get_provider(), exception=error)
    return response
