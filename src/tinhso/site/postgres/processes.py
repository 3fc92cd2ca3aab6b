"""What we need to know about other processes: is that one alive, and is it the server of this folder?"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")


def alive(pid: int) -> bool:
    """Whether the process runs. A dead one that nobody has collected yet (a zombie) does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        return (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (OSError, IndexError):
        return not PROC.joinpath("self").exists()


def processes_in(folder: Path) -> list[int]:
    """Processes whose current folder is `folder`: every process of a PostgreSQL server stands in its data folder."""
    found = []
    for entry in PROC.glob("[0-9]*"):
        try:
            if Path(os.readlink(entry / "cwd")) == folder:
                found.append(int(entry.name))
        except OSError:
            continue
    return [pid for pid in found if alive(pid)]


def can_look() -> bool:
    """Whether this machine shows the folders of its processes (Linux does)."""
    return (PROC / "self" / "cwd").exists()


def end_with(parent: int | None = None, *, by: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """A function for a child to call: from then on it ends when its parent dies, even by kill -9 (Linux only)."""

    def ask() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None, use_errno=True).prctl(1, int(by))  # 1: PR_SET_PDEATHSIG
        if parent is not None and os.getppid() != parent:
            os._exit(1)  # the parent died before we asked

    return ask


def wait_until(condition: Callable[[], bool], *, seconds: float, step: float = 0.05) -> bool:
    """Wait for `condition`; False when it did not come true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True
