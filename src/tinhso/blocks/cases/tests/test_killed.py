"""A worker is killed with SIGKILL in the middle of a recount: the next one goes on, and nothing moves twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from tinhso.blocks.cases import recompute
from tinhso.blocks.cases.clock_reports import Move, Recount
from tinhso.blocks.cases.models import Case
from tinhso.kernel.clock.api import forget, set_holiday
from tinhso.kernel.outbox.api import run_readers

from .clocks import ADMIN, at, running, save
from .test_recompute import LAW, NOW, STORM

WORKER = (
    "import django; django.setup(); from tinhso.blocks.cases import recompute; recompute.BATCH = 2; recompute.go_on()"
)
CASES = 200


def worker() -> subprocess.Popen[bytes]:
    """Another process on the same database, as `tinhso worker` is."""
    known = connection.settings_dict
    url = (
        f"postgresql://{quote(known['USER'])}:{quote(known['PASSWORD'])}@/{known['NAME']}"
        f"?host={quote(known['HOST'], safe='')}&port={known['PORT']}"
    )
    env = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", WORKER], env=env)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_at_most_one_batch() -> None:
    forget()
    run_readers(names=["clocks"])
    save(*(running(n, start=at("16/11/2026 09:00")) for n in range(CASES)))
    set_holiday(ADMIN, None, day=STORM, name="Nghỉ bão", law=LAW, now=NOW)
    run_readers(names=["clocks"])
    process = worker()
    end = time.monotonic() + 60
    while Recount.objects.get().seen == 0 and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=20)
    report = Recount.objects.get()
    assert 0 < report.seen < CASES and report.finished_at is None, "killed in the middle"
    assert Move.objects.count() == report.seen
    recompute.go_on(now=timezone.now())
    report.refresh_from_db()
    assert (report.seen, report.later, Move.objects.count()) == (CASES, CASES, CASES) and report.finished_at
    assert {(case.due_at, len(case.clock)) for case in Case.objects.all()} == {(at("20/11/2026 17:30"), 2)}
    forget()
