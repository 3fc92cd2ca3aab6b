"""Keeps the processes of a province running: starts them, starts them again when they die, stops them in order."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .postgres.processes import end_with

SUPERVISED = "TINHSO_SUPERVISOR"
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
STEADY = 60.0
"""Seconds after which a child counts as running well, and its next death as its first."""
PATIENCE = 20.0


@dataclass
class Child:
    """One process of the province."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    started: float = 0
    deaths: int = 0
    next_start: float = 0


class Supervisor:
    """Supervises children until told to stop. `tend` is called a few times a second."""

    def __init__(
        self, children: Sequence[Child], *, say: Callable[[str], None], tend: Callable[[], None] | None = None
    ) -> None:
        self.children, self.say, self.tend = list(children), say, tend
        self.stopping = threading.Event()

    def run(self) -> None:
        """Start everything and stay until SIGTERM, SIGINT or `stopping`; then stop everything."""
        former = {sign: signal.signal(sign, self._asked_to_stop) for sign in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not self.stopping.is_set():
                for child in self.children:
                    self._look_after(child)
                if self.tend:
                    self.tend()
                self.stopping.wait(0.1)
        finally:
            self.stop()
            for sign, handler in former.items():
                signal.signal(sign, handler)

    def _asked_to_stop(self, _sign: int, _frame: object) -> None:
        self.stopping.set()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            child.process = None
            child.deaths = 1 if now - child.started > STEADY else child.deaths + 1
            wait = min(FIRST_WAIT * 2 ** (child.deaths - 1), LONGEST_WAIT)
            child.next_start = now + wait
            self.say(f"The process '{child.name}' ended ({_how(code)}); it starts again in {wait:.1f} s.")
        elif now >= child.next_start and not self.stopping.is_set():
            child.started = now
            child.process = self._spawn(child)

    def _spawn(self, child: Child) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl+C reaches us alone, and we stop the children in order.
        environment = {**os.environ, SUPERVISED: str(os.getpid())}
        return subprocess.Popen(child.command, stdin=subprocess.DEVNULL, env=environment, start_new_session=True)

    def stop(self) -> None:
        """Ask the children to end, last one first, and wait; end those that do not listen."""
        running = [child for child in reversed(self.children) if child.process and child.process.poll() is None]
        for child in running:
            _signal(child, signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        for child in running:
            assert child.process
            try:
                child.process.wait(timeout=max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"The process '{child.name}' does not stop; ending it.")
                _signal(child, signal.SIGKILL)
                child.process.wait()
            child.process = None


def _signal(child: Child, sign: signal.Signals) -> None:
    assert child.process
    with contextlib.suppress(ProcessLookupError):
        child.process.send_signal(sign)


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def follow_supervisor() -> None:
    """For a child of `tinhso up`: from now on it ends when the supervisor does, even by kill -9.

    Linux tells us by a signal; elsewhere a thread looks once a second.
    """
    parent = os.environ.get(SUPERVISED)
    if parent is None:
        return
    end_with(int(parent))()
    if not os.path.exists("/proc/self"):
        threading.Thread(target=_watch, args=(int(parent),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
