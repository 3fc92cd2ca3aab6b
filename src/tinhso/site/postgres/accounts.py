"""Under which account of the machine the server runs: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..trouble import Trouble


@dataclass(frozen=True)
class Account:
    """An unprivileged account that exists on this machine."""

    name: str
    uid: int
    gid: int


def server_account(data: Path) -> Account | None:
    """The account the server must run under; None for "the one we have".

    Root hands the server to whoever owns the database folder, else to `postgres`, else to `nobody`.
    Raises Trouble when we are neither root nor the folder's owner.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner != os.geteuid():
            raise Trouble(
                f"The database in {data} belongs to the user {_name(owner)}, and you are {_name(os.geteuid())}. "
                f"Run this as {_name(owner)} or as root, or choose another folder with TINHSO_HOME."
            )
        own_name()
        return None
    if owner:
        return _account(_name(owner))
    for name in ("postgres", "nobody"):
        try:
            return _account(name)
        except KeyError:
            continue
    raise Trouble(
        "PostgreSQL does not run as root, and this machine has neither a user 'postgres' nor 'nobody' to run it. "
        "Make one with: useradd --system --no-create-home postgres"
    )


def own_name() -> str:
    """Name of the user that runs us. Raises Trouble when the machine does not know the user id."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise Trouble(
            f"The user id {os.geteuid()} is not in /etc/passwd, and PostgreSQL needs it to be. "
            "Run this as a user that the machine knows, or name a server of your own in DATABASE_URL."
        ) from None


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _account(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(name, entry.pw_uid, entry.pw_gid)


def as_account(account: Account | None) -> dict[str, Any]:
    """Arguments for subprocess that run a program under `account`."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}
