"""Passkeys (WebAuthn): making one, and signing in with one. The cryptography is the library's."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
import webauthn
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tinhso.kernel.actions.api import Refused

from .acting import actor_for
from .actions_account import add_passkey
from .models import Account, Passkey

ADDING, SIGNING = "passkey_adding", "passkey_signing"


def _site() -> tuple[str, str]:
    """The relying party's id and the origin that the browser must name, from the public address."""
    parts = urlsplit(settings.PUBLIC_URL)
    return parts.hostname or "localhost", f"{parts.scheme}://{parts.netloc}"


def _no() -> Refused:
    return Refused(_("Không dùng được khóa truy cập này. Hãy thử lại, hoặc đăng nhập bằng mật khẩu."), code="passkey")


def adding_options(request: HttpRequest, account: Account) -> bytes:
    """Options (JSON) for `navigator.credentials.create`; the challenge stays in the session."""
    options = webauthn.generate_registration_options(
        rp_id=_site()[0],
        rp_name="Tỉnh Số",
        user_id=account.pk.bytes,
        user_name=account.username,
        user_display_name=str(account),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=bytes(key))
            for key in account.passkeys.values_list("credential_id", flat=True)
        ],
    )
    request.session[ADDING] = bytes_to_base64url(options.challenge)
    return webauthn.options_to_json(options).encode()


def finish_adding(request: HttpRequest, account: Account, answer: bytes, *, label: str, now: datetime) -> Passkey:
    """Verify what the browser made and keep it. Raises Refused if it does not answer our challenge."""
    challenge = request.session.pop(ADDING, None)
    if challenge is None:
        raise _no()
    rp_id, origin = _site()
    try:
        made = webauthn.verify_registration_response(
            credential=answer.decode(),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=rp_id,
            expected_origin=origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as problem:
        raise _no() from problem
    return add_passkey(
        actor_for(account),
        account,
        now=now,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        label=label,
    )


def signing_options(request: HttpRequest) -> bytes:
    """Options (JSON) for `navigator.credentials.get`: any passkey of this site will do."""
    options = webauthn.generate_authentication_options(
        rp_id=_site()[0], user_verification=UserVerificationRequirement.REQUIRED
    )
    request.session[SIGNING] = bytes_to_base64url(options.challenge)
    return webauthn.options_to_json(options).encode()


def finish_signing(request: HttpRequest, answer: bytes, *, now: datetime) -> Account:
    """The account whose passkey answered our challenge. Raises Refused if none did, or the account is closed."""
    challenge = request.session.pop(SIGNING, None)
    passkey = _named_in(answer)  # only if the user handle, when there is one, is that of its owner
    if challenge is None or passkey is None or not passkey.account.is_active:
        raise _no()
    rp_id, origin = _site()
    try:
        done = webauthn.verify_authentication_response(
            credential=answer.decode(),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=rp_id,
            expected_origin=origin,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as problem:
        raise _no() from problem
    # Counter and last use are not trailed: no signature needed.
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=done.new_sign_count, used_at=now)
    return passkey.account


def _named_in(answer: bytes) -> Passkey | None:
    try:
        sent: Any = orjson.loads(answer)
        credential = base64url_to_bytes(sent["rawId"])
        handle = base64url_to_bytes(sent["response"].get("userHandle") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    found = Passkey.objects.select_related("account__person").filter(credential_id=credential).first()
    return None if found is None or (handle and handle != found.account_id.bytes) else found
