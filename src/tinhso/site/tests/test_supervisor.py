"""The supervisor: a child that dies comes back, and all stop together."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from ..postgres.processes import alive
from ..supervisor import Child, Supervisor

CHILD = "import os, sys, signal\nopen(sys.argv[1], 'a').write(f'{os.getpid()}\\n')\nsignal.pause()"


def test_restarts_a_killed_child_and_stops_all(tmp_path: Path) -> None:
    log, said, seen = tmp_path / "pids", [], []
    log.touch()

    def tend() -> None:
        pids = [int(line) for line in log.read_text().splitlines()]
        if len(pids) == 1 and not seen:
            seen.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)
        if len(pids) == 2:
            seen.append(pids[1])
            supervisor.stopping.set()

    supervisor = Supervisor(
        [Child("việc", [sys.executable, "-c", CHILD, str(log)])], say=said.append, tend=tend
    )  # fmt: skip
    supervisor.run()
    assert len(set(seen)) == 2
    assert not any(alive(pid) for pid in seen)
    assert said == ["The process 'việc' ended (SIGKILL); it starts again in 0.5 s."]


def test_waits_longer_each_time(tmp_path: Path) -> None:
    child = Child("hỏng", [sys.executable, "-c", "raise SystemExit(3)"])
    waits: list[str] = []

    def say(sentence: str) -> None:
        waits.append(sentence.rsplit("in ", 1)[1])
        child.next_start = 0  # do not really wait
        if len(waits) == 8:
            supervisor.stopping.set()

    supervisor = Supervisor([child], say=say)
    supervisor.run()
    assert waits == ["0.5 s.", "1.0 s.", "2.0 s.", "4.0 s.", "8.0 s.", "16.0 s.", "30.0 s.", "30.0 s."]
