from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..postgres import running


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for an installation with an embedded database of its own, durable like a real one.

    Not pytest's tmp_path: that is closed to the account which runs the server when we are root.
    """
    folder = Path(tempfile.mkdtemp(prefix="tinhso-", dir="/tmp"))
    folder.chmod(0o711)
    monkeypatch.setenv("TINHSO_HOME", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _made() -> Iterator[Path]:
    """A database made once, to be copied: making one is most of such a test's time."""
    folder = Path(tempfile.mkdtemp(prefix="tinhso-made-", dir="/tmp"))
    folder.chmod(0o711)
    with running(folder):
        pass
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def province(home: Path, _made: Path) -> Path:
    """`home` with an empty database in it that has run before."""
    subprocess.run(["cp", "-a", str(_made / "postgres"), str(home / "postgres")], check=True)
    return home


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
