"""The command line as somebody types it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from ..options import OPTIONS
from ..places import embedded_url
from ..ports import free_port
from ..postgres import running
from ..postgres.processes import PROC, alive, wait_until
from ..up import health

SOURCE = Path(__file__).resolve().parents[3]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tinhso", *arguments]


def environment() -> dict[str, str]:
    paths = [str(SOURCE), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "NO_COLOR": "1"}


def tinhso(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment(), timeout=300
    )


def test_options_names_every_option_and_shows_no_secret(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINHSO_OIDC_CLIENT_SECRET", "không-được-hiện")
    monkeypatch.setenv("DATABASE_URL", "postgresql://ai:mật-khẩu@db.example/tinhso")
    said = tinhso("options")
    assert said.returncode == 0, said.stderr
    assert OPTIONS
    assert not [name for name in OPTIONS if name not in said.stdout]
    assert "không-được-hiện" not in said.stdout
    assert "mật-khẩu" not in said.stdout
    assert "db.example" in said.stdout


def test_trouble_is_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ai@127.0.0.1:1/tinhso")
    said = tinhso("migrate")
    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr.startswith("The database that DATABASE_URL names cannot be reached: ")
    assert len(said.stderr.strip().splitlines()) == 1


def test_up_says_which_port_is_taken(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = tinhso("up", "--port", str(port))
    assert said.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in said.stderr
    assert not (home / "postgres").exists()


def _children(pid: int) -> list[int]:
    """The process's descendants."""
    text = (PROC / str(pid) / "task" / str(pid) / "children").read_text()
    return [grandchild for child in map(int, text.split()) for grandchild in (child, *_children(child))]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_up_ends_as_a_whole_when_its_supervisor_is_killed_and_starts_again(home: Path) -> None:
    port = free_port()
    log = (home / "up.log").open("w+")
    up = subprocess.Popen(
        command("up", "--port", str(port)), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment()
    )
    try:
        address = f"http://127.0.0.1:{port}"
        assert wait_until(lambda: health(address) is None or up.poll() is not None, seconds=240)
        assert up.poll() is None, (home / "up.log").read_text()
        family = _children(up.pid)
        assert len(family) > 5
    finally:
        up.send_signal(signal.SIGKILL)
        up.wait()
    assert wait_until(lambda: not [pid for pid in family if alive(pid)], seconds=60)
    again = tinhso("up", "--check")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "http://" in again.stdout


@pytest.mark.slow
def test_a_backup_brings_database_files_and_keys_to_another_place(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (home / "files" / "ab").mkdir(parents=True)
    (home / "files" / "ab" / "giấy").write_bytes(b"khai sinh")
    with running(home) as server, psycopg.connect(server.url()) as connection:
        connection.execute("create table note as select 'còn đây' as text")
    (home / "keys").mkdir(exist_ok=True)
    (home / "keys" / "secret-key").write_text("khóa")
    file = tmp_path / "province.tar"
    made = tinhso("backup", str(file))
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o077 == 0

    other = home / "other"
    monkeypatch.setenv("TINHSO_HOME", str(other))
    restored = tinhso("restore", str(file))
    assert restored.returncode == 0, restored.stderr
    with running(other), psycopg.connect(embedded_url(other)) as connection:
        assert connection.execute("select text from note").fetchone() == ("còn đây",)
    assert (other / "files" / "ab" / "giấy").read_bytes() == b"khai sinh"
    assert (other / "keys" / "secret-key").read_text() == "khóa"

    twice = tinhso("restore", str(file))
    assert twice.returncode == 1
    assert "There is a province here already" in twice.stderr


def test_a_damaged_backup_changes_nothing(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "hỏng.tar"
    file.write_bytes(b"x" * 4096)
    said = tinhso("restore", str(file))
    assert said.returncode == 1
    assert "is not a whole backup of a province. Nothing was changed." in said.stderr
