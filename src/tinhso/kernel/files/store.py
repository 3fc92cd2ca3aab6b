"""Where the bytes live: by their SHA-256, so that one content is kept once and cannot change unnoticed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol

from django.conf import settings


class Store(Protocol):
    """What a place for bytes must do. The folder below is one; an object store (S3) is another."""

    def put(self, content: bytes) -> str:
        """Keep the content durably and return its SHA-256 in hex. Keeping it twice is keeping it once."""

    def get(self, sha256: str) -> bytes:
        """The content. Raises FileNotFoundError if absent, DamagedFile if it is not what was kept."""

    def has(self, sha256: str) -> bool:
        """Whether the content is there."""


class DamagedFile(OSError):
    """The bytes found are not the bytes that were stored."""


class FolderStore:
    """A local folder in two levels: `ab/cd/abcd…`. What `put` returned survives a crash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if path.exists() and path.stat().st_size == len(content):
            return sha256
        write_durably(path, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        content = self.path(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise DamagedFile(f"The stored file {sha256} has changed on disk.")
        return content

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()


def write_durably(path: Path, content: bytes, *, mode: int = 0o640) -> None:
    """Write a whole file or nothing: temporary file, fsync, rename, fsync of every folder that changed."""
    made = _make_folders(path.parent)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for folder in [path.parent, *made]:
        _sync_folder(folder)


def _make_folders(folder: Path) -> list[Path]:
    """Make the missing folders; return the folders that got a new entry, which need an fsync too."""
    changed = []
    missing = folder
    while not missing.exists():
        changed.append(missing.parent)
        missing = missing.parent
    folder.mkdir(parents=True, exist_ok=True)
    return changed


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there; the rename itself is journaled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def default_store() -> Store:
    """The store of this installation."""
    return FolderStore(Path(settings.FILES_FOLDER))
