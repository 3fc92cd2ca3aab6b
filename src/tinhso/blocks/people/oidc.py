"""Speaking OpenID Connect with an identity provider such as VNeID: there, back, and out again. The protocol is Authlib's.

State, nonce, PKCE and the ID token are checked by the library; what it leaves open is checked here: the issuer's own name in
its metadata and in the answer (RFC 9207), the algorithm, the age of the sign-in. `linking.py` holds the rules for accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from tinhso.kernel.actions.api import Refused

from .claims import Identity, identity_from

TIMEOUT = 10
LEEWAY = timedelta(seconds=120)  # clocks of two houses
ALGORITHMS = ("RS256", "PS256", "ES256")
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
WISHES, MOST_WISHES = "identity_wishes", 5
TROUBLE = (RequestException, ValueError, KeyError, RuntimeError)


@dataclass(frozen=True)
class Wish:
    """What a way to the provider is for, remembered under its state: where to go on, which level, how fresh.

    `within` is the age in seconds that the sign-in there may have; `account` who was signed in here, "" for nobody.
    """

    next: str = ""
    level: int = 0
    within: int | None = None
    account: str = ""


def available() -> bool:
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def provider_name() -> str:
    """What people call the provider; the demo's is a stand-in and says so."""
    return _("%(name)s (mẫu)") % {"name": settings.OIDC_NAME} if settings.DEMO else str(settings.OIDC_NAME)


@lru_cache(maxsize=4)
def _client(issuer: str, client_id: str, secret: str) -> Any:
    return OAuth().register(
        "identity",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile phone email",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
        },
    )


def client() -> Any:
    """Authlib's client, with the provider's metadata checked. Raises ValueError if another provider answers there."""
    found = _client(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)
    metadata = found.load_server_metadata()
    if metadata.get("issuer") != settings.OIDC_ISSUER:
        _client.cache_clear()
        raise ValueError(f"{settings.OIDC_ISSUER} calls itself {metadata.get('issuer')}")
    said = metadata.get("id_token_signing_alg_values_supported") or []
    metadata["id_token_signing_alg_values_supported"] = [alg for alg in said if alg in ALGORITHMS] or ["RS256"]
    return found


def _down(problem: Exception) -> Refused:
    refused = Refused(
        _("Chưa kết nối được với hệ thống định danh. Hãy thử lại, hoặc đăng nhập bằng mật khẩu."), code="provider"
    )
    refused.__cause__ = problem
    return refused


def start(request: HttpRequest, wish: Wish) -> HttpResponse:
    """Send the reader to the provider. Raises Refused if it cannot be reached."""
    asked: dict[str, Any] = {"ui_locales": (get_language() or "vi")[:2]}
    if 0 < wish.level <= len(settings.OIDC_ACR):
        asked["acr_values"] = settings.OIDC_ACR[wish.level - 1]
    if wish.within is not None:
        asked |= {"max_age": wish.within, **({"prompt": "login"} if wish.within == 0 else {})}
    back_to = settings.PUBLIC_URL.rstrip("/") + reverse("identity-back")
    try:
        redirect: HttpResponse = client().authorize_redirect(request, back_to, **asked)
    except (OAuthError, *TROUBLE) as problem:
        raise _down(problem) from problem
    state = parse_qs(urlsplit(redirect["Location"]).query)["state"][0]
    kept = [pair for pair in request.session.get(WISHES, []) if pair[0] != state][1 - MOST_WISHES :]
    request.session[WISHES] = [*kept, [state, wish.__dict__]]
    return redirect


def wish_of(request: HttpRequest) -> Wish:
    """What this answer of the provider was asked for; once. An answer that this session never asked for wishes nothing."""
    state = request.GET.get("state", "")
    kept = request.session.get(WISHES, [])
    request.session[WISHES] = [pair for pair in kept if pair[0] != state]
    return next((Wish(**pair[1]) for pair in kept if pair[0] == state), Wish())


def identity_of(request: HttpRequest, wish: Wish, *, now: datetime) -> tuple[Identity, str]:
    """Who comes back from the provider, and the ID token. Raises Refused if the answer is not a genuine, fresh one for us."""
    try:
        ours = client()
        _same_house(request, ours.server_metadata)
        token = ours.authorize_access_token(request, claims_options=_expected(), leeway=LEEWAY.total_seconds())
        claims = dict(token.get("userinfo") or {})
        if not claims:
            raise Refused(_("Hệ thống định danh không xác nhận ông/bà là ai. Hãy thử lại."), code="provider")
        if ours.server_metadata.get("userinfo_endpoint"):
            more = ours.userinfo(token=token)
            if more.get("sub") != claims["sub"]:
                raise Refused(_("Hệ thống định danh trả lời mâu thuẫn. Hãy thử lại."), code="provider")
            claims = {**more, **claims}
    except OAuthError as problem:
        raise Refused(
            _("Đăng nhập bằng tài khoản định danh đã bị hủy hoặc hết hạn. Hãy thử lại."), code="provider"
        ) from problem
    except JoseError as problem:
        raise Refused(_("Hệ thống định danh trả lời không hợp lệ. Hãy thử lại."), code="provider") from problem
    except TROUBLE as problem:
        raise _down(problem) from problem
    identity = identity_from(claims, issuer=settings.OIDC_ISSUER, names=settings.OIDC_CLAIMS, levels=settings.OIDC_ACR)
    _high_and_fresh(identity, wish, now)
    return identity, str(token["id_token"])


def _expected() -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
        "exp": {"essential": True},
    }


def _same_house(request: HttpRequest, metadata: dict[str, Any]) -> None:
    """RFC 9207: an answer that names another issuer, or hides its own, is not the one we asked for. Raises Refused."""
    said = request.GET.get("iss")
    hidden = said is None and metadata.get("authorization_response_iss_parameter_supported") is True
    if hidden or (said is not None and said != settings.OIDC_ISSUER):
        raise Refused(_("Hệ thống định danh trả lời không hợp lệ. Hãy thử lại."), code="issuer")


def _high_and_fresh(identity: Identity, wish: Wish, now: datetime) -> None:
    """The provider need not heed what was asked for (acr_values, max_age), so the answer is looked at. Raises Refused."""
    if identity.level < wish.level:
        raise Refused(
            _("Lần này hệ thống định danh chưa xác nhận mức %(level)s. Hãy nâng mức định danh rồi thử lại.")
            % {"level": wish.level},
            code="level",
        )
    if wish.within is None:
        return
    if identity.at is None or not -LEEWAY <= now - identity.at <= timedelta(seconds=wish.within) + LEEWAY:
        raise Refused(_("Hệ thống định danh chưa hỏi lại ông/bà. Hãy thử lại."), code="not-fresh")


def farewell(id_token: str) -> str:
    """The address that ends the provider's session too (RP-Initiated Logout 1.0); "" if it has none or cannot be reached."""
    if not available():
        return ""
    try:
        back = settings.PUBLIC_URL.rstrip("/") + reverse("signed-out")
        asked = client().create_logout_url(post_logout_redirect_uri=back, id_token_hint=id_token)
    except TROUBLE:
        return ""
    return str(asked["url"])


def ended(token: str, *, now: datetime) -> tuple[str, str, datetime]:
    """A logout token of the provider (Back-Channel Logout 1.0 §2.6): its `sub`, `sid` and moment. Raises Refused."""
    no = Refused(_("Hệ thống định danh trả lời không hợp lệ. Hãy thử lại."), code="logout-token")
    try:
        claims = _signed(token)
        at = identity_from({**claims, "auth_time": claims.get("iat")}, issuer=settings.OIDC_ISSUER)
        until = identity_from({"auth_time": claims.get("exp")}, issuer="").at
    except JoseError as problem:
        raise no from problem
    except TROUBLE as problem:
        raise _down(problem) from problem
    audience = claims.get("aud")
    for_us = settings.OIDC_CLIENT_ID in (audience if isinstance(audience, list) else [audience])
    events = claims.get("events")
    says_so = isinstance(events, dict) and LOGOUT_EVENT in events and "nonce" not in claims
    if claims.get("iss") != settings.OIDC_ISSUER or not (for_us and says_so and (at.subject or at.session)):
        raise no
    if at.at is None or until is None or not (at.at - LEEWAY <= now <= until + LEEWAY):
        raise no
    return at.subject, at.session, at.at


def _signed(token: str) -> dict[str, Any]:
    """The claims of a token that the provider signed; its keys are fetched again if it uses a new one."""
    ours = client()
    allowed = ours.server_metadata["id_token_signing_alg_values_supported"]
    try:
        return dict(jwt.decode(token, KeySet.import_key_set(ours.fetch_jwk_set()), algorithms=allowed).claims)
    except InvalidKeyIdError:
        return dict(jwt.decode(token, KeySet.import_key_set(ours.fetch_jwk_set(force=True)), algorithms=allowed).claims)
