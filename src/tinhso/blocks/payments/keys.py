"""Keys that the province shares with those who tell it of money."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def shared_key(name: str) -> bytes:
    """The key shared with "bank" or "platform": TINHSO_BANK_KEY, or made on first use and kept with the installation's keys."""
    if text := os.environ.get(f"TINHSO_{name.upper()}_KEY"):
        return text.encode()
    file = Path(settings.KEYS_FOLDER) / f"{name}-key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(part, file)
        part.unlink()
    return file.read_text().strip().encode()


def signature(body: bytes, key: bytes) -> str:
    """HMAC-SHA256 of the body, in hexadecimal."""
    return hmac.new(key, body, hashlib.sha256).hexdigest()
