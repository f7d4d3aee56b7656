"""An OpenID Connect provider of invented people, on loopback."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from assessment.allauth_settings import single_sign_on


def new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


KEY = new_key()


class Provider:
    """Lets whoever `person` says in: subject, address, and whether the address is theirs."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {}
        self.says_it_is = ""  # another issuer, if it lies
        self.calls_itself = ""  # the same of its configuration
        self.signs_with: tuple[Any, str] = (KEY, "RS256")
        self.meant_for: object = "site"
        self.until = 4_000_000_000
        self.beside: dict[str, Any] = {}  # what it says otherwise than its token
        self.keeps_back = ""  # what its configuration lacks
        self.leads_to = ""  # an address it sends the site to instead of answering
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # http.server's name for it
                for part, answer in provider.answers.items():
                    if part in self.path:
                        self.reply(answer)

            def do_POST(self) -> None:  # http.server's name for it
                self.rfile.read(int(self.headers["Content-Length"]))
                self.reply({"access_token": "of-no-use", "token_type": "bearer", "id_token": provider.token})

            def reply(self, body: object) -> None:
                self.send_response(302 if provider.leads_to else 200)
                if provider.leads_to:
                    self.send_header("Location", provider.leads_to)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}/realm"

    @property
    def apps(self) -> dict[str, Any]:
        return single_sign_on(self.issuer, "site", "secret", name="Example Ltd")

    @property
    def path(self) -> str:
        return f"/accounts/oidc/{self.apps['openid_connect']['APPS'][0]['provider_id']}/login/"

    @property
    def answers(self) -> dict[str, object]:
        """By a part of the address asked for."""
        public = {**jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "one"}
        return {
            "well-known": self.configuration,
            "jwks_uri": {"keys": [public | {"use": "sig", "alg": "RS256"}]},
            "userinfo": self.person | self.beside,
        }

    @property
    def configuration(self) -> dict[str, str]:
        places = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        places_told = [name for name in places if name != self.keeps_back]
        return {name: f"{self.issuer}/{name}" for name in places_told} | {
            "issuer": self.calls_itself or self.issuer
        }

    @property
    def token(self) -> str:
        claims = {**self.person, "iss": self.says_it_is or self.issuer, "aud": self.meant_for}
        times = {"iat": 1_700_000_000, "exp": self.until}
        key, algorithm = self.signs_with
        return jwt.encode(claims | times, key, algorithm=algorithm, headers={"kid": "one"})


@contextmanager
def serving() -> Iterator[Provider]:
    provider = Provider()
    Thread(target=provider.server.serve_forever, daemon=True).start()
    yield provider
    provider.server.shutdown()
    provider.server.server_close()
