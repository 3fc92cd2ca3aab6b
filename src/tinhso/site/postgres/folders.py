"""The folders of the embedded database: its data, its socket, its logs."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ..places import mark_of, socket_folder
from ..trouble import Trouble
from .accounts import Account, as_account, server_account

# Where the data goes when root's folder is closed to the account that runs the server (docs/decisions/0004).
SHARED = Path("/var/lib/tinhso")
SPACE_FOR_NEW = 500 * 1024 * 1024


@dataclass(frozen=True)
class Folders:
    """Where one installation's database lies, and who runs it."""

    home: Path
    data: Path
    run: Path
    logs: Path
    account: Account | None


def prepare(home: Path) -> Folders:
    """Make the folders, owned by the account that will run the server.

    Raises Trouble when a folder cannot be made or belongs to somebody else.
    """
    make_home(home)
    home = home.resolve()
    link = home / "postgres"
    account = server_account(link.resolve() / "data")
    base = home
    if account and (link.is_symlink() or not _can_enter(home, account)):
        base = SHARED / f"{home.name.lstrip('.')}-{mark_of(home)}"
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        base.mkdir(mode=0o755, exist_ok=True)
    run = socket_folder(home)
    if run.parent == home:
        run = base / "run"
    for folder in (base / "postgres", run, base / "logs" / "postgres"):
        _own_folder(folder, account)
    if base != home:
        for name in ("postgres", "run", "logs/postgres"):
            _point(home / name, base / name)
    return Folders(home, base / "postgres" / "data", run, base / "logs" / "postgres", account)


def make_home(home: Path) -> None:
    """Make the installation's own folder. Raises Trouble with the reason when that fails."""
    try:
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        for private in ("locks", "keys", "files"):  # under root others may pass through the home itself
            (home / private).mkdir(exist_ok=True)
            (home / private).chmod(0o700)
        (home / "logs").mkdir(mode=0o755, exist_ok=True)
    except OSError as error:
        raise Trouble(cannot_write(home, error)) from error


def cannot_write(folder: Path, error: OSError) -> str:
    return (
        f"Cannot write to {folder}: {error.strerror}. "
        "Give this user the right to write there, or choose another folder with TINHSO_HOME."
    )


def _own_folder(folder: Path, account: Account | None) -> None:
    """Make `folder` for the server's account only."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        wanted = account.uid if account else os.geteuid()
        if found.st_uid not in (wanted, os.geteuid()) or not stat.S_ISDIR(found.st_mode):
            raise Trouble(
                f"{folder} belongs to another user of this machine. Remove it, or choose another TINHSO_HOME."
            )
        if account and found.st_uid != account.uid:
            os.chown(folder, account.uid, account.gid)
        folder.chmod(0o700)
    except OSError as error:
        raise Trouble(cannot_write(folder, error)) from error


def _point(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        if link.is_dir():
            link.rmdir()
        link.symlink_to(target)


def _can_enter(folder: Path, account: Account) -> bool:
    test = shutil.which("test") or "/usr/bin/test"
    return subprocess.run([test, "-x", folder], cwd="/", **as_account(account)).returncode == 0


def check_space(folder: Path) -> None:
    """Raise Trouble when the disk has no room for a new database."""
    free = shutil.disk_usage(folder).free
    if free < SPACE_FOR_NEW:
        raise Trouble(disk_full(folder, free))


def disk_full(folder: Path, free: int | None = None) -> str:
    free = shutil.disk_usage(folder).free if free is None else free
    return (
        f"The disk that holds {folder} is full ({free // 1024 // 1024} MB free, a new province needs "
        f"{SPACE_FOR_NEW // 1024 // 1024} MB). Free some space, or choose a folder on another disk with TINHSO_HOME."
    )
