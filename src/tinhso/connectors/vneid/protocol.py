"""OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636, S256 only), as a provider speaks it.

Written apart from the library that the province's side uses, so that the two check each other; only JWS is a library's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError

from .book import Asked, Book, Grant
from .keys import Keys, unpublished
from .people import Register, claims_of

TOKEN_SECONDS = 300
LEVELS = {"LoA1": 1, "LoA2": 2}
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Wrong(Exception):
    """A request that may not be answered by going back to the client: shown to the person, or told to the machine."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


class Back(Exception):
    """An answer that goes back to the client's address."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


@dataclass(frozen=True)
class Client:
    """A registered relying party. Addresses are compared letter by letter."""

    id: str
    secret: str
    redirects: tuple[str, ...]
    after_logout: tuple[str, ...] = ()
    backchannel: str = ""


class Provider:
    """The protocol without HTTP: validated requests in, dictionaries and addresses out."""

    def __init__(self, *, issuer: str, client: Client, book: Book, keys: Keys, people: Register) -> None:
        self.issuer, self.client, self.book, self.keys, self.people = issuer, client, book, keys, people

    def metadata(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0, with RFC 9207 and the two logout specifications."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "scopes_supported": ["openid", "profile", "phone", "email"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": list(LEVELS),
            "ui_locales_supported": ["vi", "en"],
            "claims_supported": [
                "sub", "TechID", "LoaiTaiKhoan", "HoVaTen", "SoDinhDanh", "NgaySinh", "GioiTinh", "SoDienThoai", "ThuDienTu",
                "DiaChi", "loAs", "acr", "auth_time", "sid",
            ],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
        }  # fmt: skip

    def asked(self, given: dict[str, str], *, browser: str) -> Asked:
        """A validated authorization request. Raises Wrong (tell the person) or Back (tell the client)."""
        if given.get("client_id") != self.client.id:
            raise Wrong("invalid_request", "Bên yêu cầu không đăng ký ở đây · Unknown client")
        redirect = given.get("redirect_uri", "")
        if redirect not in self.client.redirects:
            raise Wrong("invalid_request", "Địa chỉ quay lại không đăng ký ở đây · Unregistered redirect address")

        def no(error: str, description: str) -> Back:
            return self.back(redirect, given.get("state", ""), error=error, error_description=description)

        if given.get("response_type") != "code":
            raise no("unsupported_response_type", "only code")
        if "request" in given or "request_uri" in given:
            raise no("request_not_supported" if "request" in given else "request_uri_not_supported", "plain parameters")
        if "openid" not in given.get("scope", "").split():
            raise no("invalid_scope", "openid is missing")
        if given.get("code_challenge_method") != "S256" or len(given.get("code_challenge", "")) != 43:
            raise no("invalid_request", "PKCE with S256 is required")
        if not given.get("nonce"):
            raise no("invalid_request", "a nonce is required")
        prompt, max_age = given.get("prompt", "").split(), given.get("max_age", "")
        if ("none" in prompt and len(prompt) > 1) or (max_age and not max_age.isdecimal()):
            raise no("invalid_request", "prompt or max_age")
        levels = [LEVELS[word] for word in given.get("acr_values", "").split() if word in LEVELS]
        return Asked(
            client=self.client.id, redirect_uri=redirect, state=given.get("state", ""), nonce=given["nonce"],
            challenge=given["code_challenge"], scope=given["scope"], level=levels[0] if levels else 0,
            again="login" in prompt, max_age=int(max_age) if max_age else None, browser=browser,
        )  # fmt: skip

    def back(self, redirect: str, state: str, *, iss: str = "", **answer: str) -> Back:
        """The way back to the client, with `state` and, as RFC 9207 has it, `iss`."""
        given = {**answer, **({"state": state} if state else {}), "iss": iss or self.issuer}
        return Back(f"{redirect}{'&' if urlsplit(redirect).query else '?'}{urlencode(given)}")

    def approve(self, grant: Grant) -> Back:
        """The person agreed: back with a code."""
        strange = "https://noi-khac.example" if grant.fault == "mixed_up" else ""
        if found := self.book.session(grant.session):
            found.clients.add(grant.asked.client)
        return self.back(grant.asked.redirect_uri, grant.asked.state, iss=strange, code=self.book.codes.put(grant))

    def authenticate(self, authorization: str, form: dict[str, str]) -> None:
        """The client's secret, in the header or in the form. Raises Wrong."""
        name, secret = form.get("client_id", ""), form.get("client_secret", "")
        if authorization.lower().startswith("basic "):
            try:
                pair = base64.b64decode(authorization[6:], validate=True).decode().partition(":")
                name, secret = unquote_plus(pair[0]), unquote_plus(pair[2])  # RFC 6749 §2.3.1
            except ValueError:
                name = secret = ""
        if not hmac.compare_digest(f"{name}\0{secret}".encode(), f"{self.client.id}\0{self.client.secret}".encode()):
            raise Wrong("invalid_client", "client authentication failed", status=401)

    def exchange(self, form: dict[str, str]) -> dict[str, Any]:
        """A code for tokens, once. A code used again also ends the access token that it gave (RFC 6749 §4.1.2)."""
        if form.get("grant_type") != "authorization_code":
            raise Wrong("unsupported_grant_type", "only authorization_code")
        code = form.get("code", "")
        if code in self.book.used_codes:
            self.book.tokens.take(self.book.used_codes[code])
            raise Wrong("invalid_grant", "the code was used before")
        grant: Grant | None = self.book.codes.take(code)
        if grant is None or form.get("redirect_uri") != grant.asked.redirect_uri:
            raise Wrong("invalid_grant", "no such code")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if not hmac.compare_digest(_unpadded(digest), grant.asked.challenge):
            raise Wrong("invalid_grant", "the code verifier does not fit")
        access = self.book.tokens.put(grant)
        self.book.used_codes[code] = access
        return {
            "access_token": access, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "scope": grant.asked.scope,
            "id_token": self.id_token(grant, access),
        }  # fmt: skip

    def id_token(self, grant: Grant, access: str) -> str:
        now = int(self.book.clock())
        claims: dict[str, Any] = {
            "iss": self.issuer, "sub": grant.subject, "aud": self.client.id, "iat": now, "exp": now + TOKEN_SECONDS,
            "auth_time": grant.at, "nonce": grant.asked.nonce, "acr": f"LoA{grant.level}", "sid": grant.session,
            "at_hash": _unpadded(hashlib.sha256(access.encode()).digest()[:16]), "jti": secrets.token_hex(12),
        }  # fmt: skip
        match grant.fault:
            case "expired_token":
                claims |= {"iat": now - 3600, "exp": now - 1800}
            case "wrong_nonce":
                claims["nonce"] = "nonce-cua-phien-khac"
            case "wrong_audience":
                claims["aud"] = "ung-dung-khac"
            case "wrong_issuer":
                claims["iss"] = "https://noi-khac.example"
            case "no_level":
                del claims["acr"]
            case "alg_none":
                parts = ({"alg": "none"}, claims)
                return ".".join(_unpadded(json.dumps(part).encode()) for part in parts) + "."
            case "key_rotated":
                self.keys.rotate(keep_old=False)
        return self.signed(claims, forged=grant.fault == "forged")

    def signed(self, claims: dict[str, Any], *, kind: str = "JWT", forged: bool = False) -> str:
        key = self.keys.current
        using = unpublished(str(key.kid)) if forged else key
        return jwt.encode({"alg": "RS256", "kid": str(key.kid), "typ": kind}, claims, using)

    def userinfo(self, authorization: str) -> dict[str, Any]:
        """Claims of the person behind a bearer token. Raises Wrong."""
        kind, _blank, token = authorization.partition(" ")
        grant: Grant | None = self.book.tokens.get(token.strip()) if kind.lower() == "bearer" else None
        one = self.people.find(grant.subject) if grant is not None else None
        if grant is None or one is None:
            raise Wrong("invalid_token", "no such access token", status=401)
        claims = claims_of(one, level=grant.level)
        if grant.fault == "wrong_subject":
            claims["sub"] = "nguoi-khac"
        if grant.fault == "no_level":
            del claims["loAs"]
        return claims

    def hinted(self, hint: str) -> dict[str, Any] | None:
        """The claims of an ID token of ours, however old; None if it is not one."""
        try:
            claims: dict[str, Any] = jwt.decode(hint, self.keys.ever(), algorithms=["RS256"]).claims
        except (JoseError, ValueError):
            return None
        return claims if claims.get("iss") == self.issuer and claims.get("aud") == self.client.id else None

    def logout_token(self, *, subject: str, session: str) -> str:
        """OpenID Connect Back-Channel Logout 1.0 §2.4."""
        now = int(self.book.clock())
        claims = {
            "iss": self.issuer, "sub": subject, "aud": self.client.id, "iat": now, "exp": now + 120,
            "jti": secrets.token_hex(12), "events": {LOGOUT_EVENT: {}}, "sid": session,
        }  # fmt: skip
        return self.signed(claims, kind="logout+jwt")


def _unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
