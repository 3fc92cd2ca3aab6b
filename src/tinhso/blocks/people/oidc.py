"""Signing in through an OpenID Connect provider, such as the national identity platform. The protocol is Authlib's.

State, nonce, PKCE, the signature of the ID token and its audience are checked by the library; the rules by which an identity
meets an account of ours are here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from requests import RequestException

from tinhso.kernel.access.api import system_actor
from tinhso.kernel.actions.api import Refused

from .actions_account import link_identity, open_for_identity
from .claims import Identity, identity_from
from .models import Account, Person
from .personal_id import check_personal_id, parse

ENOUGH = 2
TIMEOUT = 10


def available() -> bool:
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


@lru_cache(maxsize=4)
def _client(issuer: str, client_id: str, secret: str) -> Any:
    return OAuth().register(
        "identity",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile phone email", "code_challenge_method": "S256", "timeout": TIMEOUT},
    )


def client() -> Any:
    return _client(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


def _down(problem: Exception) -> Refused:
    refused = Refused(
        _("Chưa kết nối được với hệ thống định danh. Hãy thử lại, hoặc đăng nhập bằng mật khẩu."), code="provider"
    )
    refused.__cause__ = problem
    return refused


def start(request: HttpRequest, back_to: str) -> HttpResponse:
    """Send the reader to the provider. Raises Refused if it cannot be reached."""
    try:
        redirect: HttpResponse = client().authorize_redirect(request, back_to)
    except (OAuthError, RequestException, ValueError, KeyError) as problem:
        raise _down(problem) from problem
    return redirect


def identity_of(request: HttpRequest) -> Identity:
    """Who comes back from the provider. Raises Refused if the answer is not a genuine, fresh one for this session."""
    try:
        token = client().authorize_access_token(request)
        claims = dict(token.get("userinfo") or {})
        if not claims:
            raise Refused(_("Hệ thống định danh không xác nhận ông/bà là ai. Hãy thử lại."), code="provider")
        if client().load_server_metadata().get("userinfo_endpoint"):
            more = client().userinfo(token=token)
            if more.get("sub") != claims["sub"]:
                raise Refused(_("Hệ thống định danh trả lời mâu thuẫn. Hãy thử lại."), code="provider")
            claims = {**more, **claims}
    except OAuthError as problem:
        raise Refused(
            _("Đăng nhập bằng tài khoản định danh đã bị hủy hoặc hết hạn. Hãy thử lại."), code="provider"
        ) from problem
    except JoseError as problem:
        raise Refused(_("Hệ thống định danh trả lời không hợp lệ. Hãy thử lại."), code="provider") from problem
    except (RequestException, ValueError, KeyError) as problem:
        raise _down(problem) from problem
    return identity_from(claims, issuer=str(claims.get("iss") or settings.OIDC_ISSUER))


def account_for(identity: Identity) -> Account:
    """The account of this identity. Raises Refused with the reason if there is none and none may be opened.

    First the link made before; else, for a personal id verified at level 2, the person's account (linked from now on) or a new
    one. A phone number or an e-mail never links anything.
    """
    linked = Account.objects.select_related("person").filter(issuer=identity.issuer, subject=identity.subject).first()
    if linked is not None and identity.subject:
        return _open(linked)
    if identity.is_organisation:
        raise Refused(
            _("Hãy đăng nhập bằng tài khoản cá nhân của người đại diện, rồi chọn tổ chức."), code="organisation"
        )
    if not identity.subject or not identity.personal_id or identity.level < ENOUGH:
        raise Refused(
            _("Tài khoản định danh này chưa đủ mức xác thực (cần mức 2). Hãy nâng mức, hoặc đăng nhập bằng mật khẩu."),
            code="level",
        )
    if check_personal_id(identity.personal_id):
        raise Refused(
            _("Số định danh nhận được không hợp lệ. Hãy đến quầy một cửa để được kiểm tra."), code="bad-personal-id"
        )
    with transaction.atomic():
        return _link(identity)


def _link(identity: Identity) -> Account:
    system = system_actor("Hệ thống định danh", via="screen")
    person = Person.objects.filter(personal_id=identity.personal_id).first()
    account = Account.objects.select_related("person").filter(person=person).first() if person else None
    if account is None:
        values = {
            "full_name": identity.name,
            "personal_id": identity.personal_id,
            "birth_date": identity.birth_date,
            "sex": identity.sex or parse(identity.personal_id).sex,
            "phone": identity.phone,
            "email": identity.email,
        }
        account = open_for_identity(system, values=values, person=person)
    return link_identity(system, _open(account), issuer=identity.issuer, identity=identity.subject)


def _open(account: Account) -> Account:
    if not account.is_active:
        raise Refused(_("Tài khoản này đã bị khóa. Hãy gọi 1022 để được giúp."), code="closed")
    return account
