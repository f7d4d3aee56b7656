"""An OpenID Connect provider of invented people, on loopback."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from assessment.sign_in import single_sign_on


class Provider:
    """Lets whoever `person` says in: subject, address, and whether the address is theirs."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {}
        self.says_it_is = ""  # another issuer, if it lies
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # http.server's name for it
                self.reply(provider.configuration if "well-known" in self.path else provider.person)

            def do_POST(self) -> None:  # http.server's name for it
                self.rfile.read(int(self.headers["Content-Length"]))
                self.reply({"access_token": "of-no-use", "token_type": "bearer", "id_token": provider.token})

            def reply(self, body: object) -> None:
                self.send_response(200)
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
    def configuration(self) -> dict[str, str]:
        places = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        return {"issuer": self.issuer} | {name: f"{self.issuer}/{name}" for name in places}

    @property
    def token(self) -> str:
        claims = {**self.person, "iss": self.says_it_is or self.issuer, "aud": "site"}
        parts = [{"alg": "HS256", "typ": "JWT"}, claims | {"iat": 1_700_000_000, "exp": 4_000_000_000}]
        told = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
        return ".".join([*told, "c2lnbmF0dXJl"])


@contextmanager
def serving() -> Iterator[Provider]:
    provider = Provider()
    Thread(target=provider.server.serve_forever, daemon=True).start()
    yield provider
    provider.server.shutdown()
    provider.server.server_close()
