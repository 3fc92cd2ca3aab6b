"""Using the embedded database: the first process in starts it, the last one out stops it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..trouble import Trouble
from .folders import make_home
from .server import Server, start


@contextmanager
def running(home: Path) -> Iterator[Server]:
    """The installation's own server, running for as long as the caller needs it.

    Any number of processes may be inside at once; each holds a shared lock, which the kernel takes back even after
    kill -9. Whoever leaves last stops the server; if all of them were killed, it runs on and the next one adopts it.
    """
    make_home(home)
    users = os.open(home / "locks" / "database-users", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with _alone(home):
            server = start(home)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield server
        finally:
            with _alone(home):
                if _last_one(users):
                    server.stop()
    finally:
        os.close(users)


def revive(server: Server, home: Path, *, say: Callable[[str], None]) -> Server:
    """Start the server again after it died under us. The one who calls keeps holding the place in `running`."""
    say("The database ended; starting it again.")
    with _alone(home):
        fresh = start(home)
    # `running` stops what it yielded: let it stop the new one.
    server.pid, server.child = fresh.pid, fresh.child
    return server


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the place of the one province that may run from this folder. Raises Trouble when another has it."""
    make_home(home)
    file = os.open(home / "locks" / "up", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            pid = os.read(file, 20).decode().strip() or "unknown"
            raise Trouble(
                f"Another province is already running from {home} (process {pid}). "
                "Stop it first, or choose another folder with TINHSO_HOME."
            ) from error
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        yield
    finally:
        os.close(file)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Starting and stopping are done by one process at a time."""
    file = os.open(home / "locks" / "database-start", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _last_one(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
