"""Keys of this installation: made on first use, kept in its folder, readable by its owner only."""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """The key in `KEYS_FOLDER/name`; made once, also when several processes come first at the same time.

    A file once seen is complete and is never replaced: the first one to link it wins.
    """
    path = Path(settings.KEYS_FOLDER) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")  # mode 600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(part, path)
        finally:
            Path(part).unlink()
    return path.read_bytes().strip()


def box(purpose: str) -> Fernet:
    """Seals small secrets at rest, under a key derived from the installation's for this purpose alone."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
