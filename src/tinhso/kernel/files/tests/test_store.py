import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tinhso.kernel.files.api import DamagedFile, FolderStore

WRITER = """
import sys
from pathlib import Path
from tinhso.kernel.files.store import FolderStore
store = FolderStore(Path(sys.argv[1]))
for number in range(100_000):
    print(store.put(b"paper %d" % number * 5_000), flush=True)
"""


def test_keeps_one_content_once(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    assert store.put(b"a") == store.put(b"a") == hashlib.sha256(b"a").hexdigest()
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 1
    assert store.get(hashlib.sha256(b"a").hexdigest()) == b"a"


def test_notices_that_the_disk_changed_it(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    sha256 = store.put(b"original")
    store.path(sha256).chmod(0o640)
    store.path(sha256).write_bytes(b"tampered")
    with pytest.raises(DamagedFile):
        store.get(sha256)


def test_absent_file(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    assert not store.has("0" * 64)
    with pytest.raises(FileNotFoundError):
        store.get("0" * 64)


def test_acknowledged_files_survive_a_kill(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(30)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]
    writer.wait()
    store = FolderStore(tmp_path)
    for sha256 in acknowledged:
        store.get(sha256)
