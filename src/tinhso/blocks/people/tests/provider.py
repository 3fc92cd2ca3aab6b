"""A small OpenID Connect provider for tests: real HTTP, real RS256 signatures, real PKCE."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "tinhso-test", "only-for-tests"


class Provider:
    """Answers one sign-in at a time; tests set what it says and how it cheats."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"}, auto_kid=False)
        self.issuer = ""
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] | None = None
        self.token_changes: dict[str, Any] = {}
        self.signing_key = self.key
        self.alg = "RS256"
        self.answer: dict[str, str] = {}
        self.metadata: dict[str, Any] = {}
        self.asked: dict[str, str] = {}

    def authorize(self, location: str) -> str:
        """The person agrees: the address to which the browser is sent back, with the code and `iss` (RFC 9207)."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert location.startswith(f"{self.issuer}/authorize?") and asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"]
        self.asked = asked
        back = urlsplit(asked["redirect_uri"])
        answer = {"code": "abc", "state": asked["state"], "iss": self.issuer, **self.answer}
        return f"{back.path}?{urlencode({name: value for name, value in answer.items() if value})}"

    def rotate(self, kid: str) -> None:
        """Another key from now on; the former one is no longer published."""
        self.key = self.signing_key = RSAKey.generate_key(
            2048, {"kid": kid, "use": "sig", "alg": "RS256"}, auto_kid=False
        )

    def logout_token(self, **changes: Any) -> str:
        """What back-channel logout sends, with `changes`; a change to None leaves the claim out."""
        now = int(time.time())
        event = {"http://schemas.openid.net/event/backchannel-logout": {}}
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": "j1", "sub": "T-1", "events": event, **changes,
        }  # fmt: skip
        return self._signed({name: value for name, value in claims.items() if value is not None})

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.alg == "none":
            parts = ({"alg": "none"}, claims)
            return (
                ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
                + "."
            )
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.signing_key)

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(
            b"="
        )
        if form.get("code") != "abc" or challenge.decode() != self.asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "auth_time": now,
            "nonce": self.asked["nonce"],
            **self.claims, **self.token_changes,
        }  # fmt: skip
        return {"access_token": "xyz", "token_type": "Bearer", "expires_in": 300, "id_token": self._signed(claims)}

    def get(self, path: str) -> dict[str, Any] | None:
        pages: dict[str, dict[str, Any] | None] = {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "end_session_endpoint": f"{self.issuer}/logout",
                "id_token_signing_alg_values_supported": ["RS256"],
                "authorization_response_iss_parameter_supported": True,
                **self.metadata,
                **({"userinfo_endpoint": f"{self.issuer}/userinfo"} if self.userinfo is not None else {}),
            },
            "/jwks": {"keys": [self.key.as_dict(private=False)]},
            "/userinfo": self.userinfo,
        }
        return pages.get(path)


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, body: dict[str, Any] | None) -> None:
            data = json.dumps(body or {"error": "invalid_grant"}).encode()
            self.send_response(200 if body else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            self._answer(provider.get(self.path))

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(provider.token({name: values[0] for name, values in parse_qs(text).items()}))

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
