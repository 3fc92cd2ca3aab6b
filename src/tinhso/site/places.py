"""Where the parts of an installation lie inside its folder (TINHSO_HOME). Imports nothing, so settings may use it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import quote

# A Unix socket's whole path must fit into 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET = 100


def mark_of(home: Path) -> str:
    """A short name that belongs to this folder only."""
    return hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]


def socket_folder(home: Path) -> Path:
    """The folder with the socket of the embedded database, as its clients name it.

    It is `run` inside the installation's folder; where that path is too long for a socket, a folder in /tmp whose
    name every process of this installation works out alike (TMPDIR and XDG_RUNTIME_DIR differ between sessions).
    """
    folder = home.absolute() / "run"
    if len(bytes(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
        return folder
    return Path("/tmp") / f"tinhso-{mark_of(home)}"


def embedded_url(home: Path, *, user: str = "tinhso", database: str = "tinhso") -> str:
    """Address of the embedded database of the installation in `home`."""
    return f"postgresql://{user}@/{database}?host={quote(str(socket_folder(home)))}"
