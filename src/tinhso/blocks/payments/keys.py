"""Keys that the province shares with those who tell it of money."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets

from tinhso.kernel.keys import kept


def shared_key(name: str) -> bytes:
    """The key shared with "bank" or "platform": TINHSO_BANK_KEY, or made on first use and kept with the installation's keys."""
    if text := os.environ.get(f"TINHSO_{name.upper()}_KEY"):
        return text.encode()
    return kept(f"{name}-key", lambda: secrets.token_hex(32).encode())


def signature(body: bytes, key: bytes) -> str:
    """HMAC-SHA256 of the body, in hexadecimal."""
    return hmac.new(key, body, hashlib.sha256).hexdigest()
