"""The keys that sign: kept in a file that only its owner reads, rotated on demand; the old one stays published or not."""

from __future__ import annotations

import json
import os
import secrets
import threading
from pathlib import Path
from typing import Any

from joserfc.jwk import KeySet, RSAKey


class Keys:
    """`current` signs; every key in `published` is in the JWKS."""

    def __init__(self, file: Path | None = None) -> None:
        self.file, self.lock = file, threading.Lock()
        kept = json.loads(file.read_text()) if file is not None and file.exists() else None
        self.published: list[RSAKey] = [RSAKey.import_key(one) for one in kept] if kept else [_new()]
        self.retired: list[RSAKey] = []
        self._keep()

    @property
    def current(self) -> RSAKey:
        return self.published[0]

    def rotate(self, *, keep_old: bool) -> str:
        """Sign with a new key from now on; the old one stays published (as it should) or vanishes. Returns the new kid."""
        with self.lock:
            old = self.published
            self.published = [_new(), *(old if keep_old else [])]
            self.retired += [] if keep_old else old
            self._keep()
        return str(self.current.kid)

    def jwks(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.published]}

    def ever(self) -> KeySet:
        """All keys that ever signed here since the start: an ID token given as a hint may be old."""
        return KeySet([*self.published, *self.retired])

    def _keep(self) -> None:
        if self.file is None:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part = self.file.with_name(f".{self.file.name}-{secrets.token_hex(4)}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            json.dump([key.as_dict(private=True) for key in self.published], out)
        part.replace(self.file)


def _new() -> RSAKey:
    kid = secrets.token_hex(6)
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"}, auto_kid=False)


def unpublished(kid: str) -> RSAKey:
    """A key that claims to be a published one: what a forger has."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"}, auto_kid=False)
