"""Codes from an authenticator app (RFC 6238). The secret is sealed with a key derived from the installation's."""

from __future__ import annotations

from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken

from tinhso.kernel.keys import box

from .models import Account

STEP = 30
ISSUER = "Tỉnh Số"


def _box() -> Fernet:
    return box("tinhso.people.otp")


def seal(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret, or "" when the installation's key has changed since."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def new_secret() -> str:
    return pyotp.random_base32()


def enrolment_uri(secret: str, account: Account) -> str:
    """What the QR code says to the authenticator app."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=account.username, issuer_name=ISSUER)


def matching_step(secret: str, digits: str, at: datetime) -> int | None:
    """The time step that this code belongs to: the present one or a neighbour; None if it is none of them."""
    present = int(at.timestamp()) // STEP
    given = "".join(ch for ch in digits if ch.isdigit())
    generator = pyotp.TOTP(secret, interval=STEP)
    for step in (present, present - 1, present + 1):
        if pyotp.utils.strings_equal(generator.at(step * STEP), given):
            return step
    return None


def use_totp(account: Account, digits: str, at: datetime) -> bool:
    """Whether the code is right and was not used before; it is used up by this."""
    secret = unseal(account.otp_sealed)
    step = matching_step(secret, digits, at) if secret else None
    if step is None:
        return False
    # `otp_last_step` is not trailed, so this needs no signature; the filter makes a second use impossible.
    return bool(Account.objects.filter(pk=account.pk, otp_last_step__lt=step).update(otp_last_step=step))
