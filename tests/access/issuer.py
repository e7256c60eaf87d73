"""An issuer of OpenID Connect on this machine, which can be told to lie."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import Client

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Issuer:
    """What it says in its ID token and of the user; `claims`, `about` and `config` change that, `algorithm` how it signs."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.claims: dict[str, Any] = {}
        self.about: dict[str, Any] = {}
        self.config: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.nonce = ""
        self.asked: list[dict[str, str]] = []

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.config

    def keys(self) -> dict[str, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [key | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def user(self) -> dict[str, Any]:
        return {
            "sub": "4711", "email": "priya@atlas.example", "email_verified": True, "given_name": "Priya",
        } | self.about  # fmt: skip

    def token(self) -> dict[str, Any]:
        claims = self.user() | {
            "iss": self.address, "aud": "client", "exp": int(time.time()) + 60, "nonce": self.nonce,
        } | self.claims  # fmt: skip
        secret: Any = KEY if self.algorithm == "RS256" else ("" if self.algorithm == "none" else "client" * 8)
        made = jwt.encode(claims, secret, algorithm=self.algorithm, headers={"kid": "one"})
        return {"access_token": "access", "token_type": "Bearer", "id_token": made}


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """The issuer on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/authorize?"):
                self._send_back()
            else:
                self._answer()

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            issuer.asked.append({name: values[0] for name, values in parse_qs(sent).items()})
            self._answer()

        def _send_back(self) -> None:
            """Whoever comes with a browser is signed in there already."""
            asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            issuer.nonce = asked.get("nonce", "")
            self.send_response(302)
            self.send_header(
                "Location", f"{asked['redirect_uri']}?{urlencode({'code': 'code', 'state': asked['state']})}"
            )
            self.end_headers()

        def _answer(self) -> None:
            answers = {
                "/.well-known/openid-configuration": issuer.configuration,
                "/keys": issuer.keys,
                "/token": issuer.token,
                "/userinfo": issuer.user,
            }
            body = json.dumps(answers[self.path]()).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()


def sent_off(browser: Client, key: str, query: str = "") -> dict[str, str]:
    """Press the button: what our site asks the issuer."""
    return asked_by(browser.post(f"/sign-in/with/oidc/{key}/login/{query}"))


def asked_by(answer: Any) -> dict[str, str]:
    """What the page that leads on to the issuer asks it."""
    assert "Refresh" in answer.headers, (answer.status_code, answer.content)
    there = answer.headers["Refresh"].partition("url=")[2]
    return {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}


def come_back(browser: Client, issuer: Issuer, key: str, asked: dict[str, str] | None = None) -> HttpResponse:
    """Sign in there, and come back with a code."""
    asked = asked or sent_off(browser, key)
    issuer.nonce = asked.get("nonce", "")
    answer: Any = browser.get(f"/sign-in/with/oidc/{key}/login/callback/", {"code": "code", "state": asked["state"]})
    return answer  # type: ignore[no-any-return]
