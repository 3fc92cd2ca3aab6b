"""The embedded database: starts, is shared, survives being killed, and says in one sentence what is wrong."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from ..places import socket_folder
from ..postgres import Server, only_one, running
from ..postgres import folders as database_folders
from ..postgres.accounts import Account, as_account
from ..postgres.processes import alive, wait_until
from ..trouble import Trouble
from .conftest import as_root


def one(server: Server, query: str) -> object:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row
    return row[0]


def test_keeps_what_was_written_and_is_durable(home: Path) -> None:
    with running(home) as server, psycopg.connect(server.url()) as connection:
        connection.execute("create table note (text text)")
        connection.execute("insert into note values ('còn đây')")
    assert not server.running()
    with running(home) as server:
        assert one(server, "select text from note") == "còn đây"
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert one(server, f"select current_setting('{setting}')") == "on"
        assert one(server, "select current_setting('listen_addresses')") == ""


def test_other_users_of_the_machine_see_nothing(province: Path) -> None:
    with running(province) as server:
        for folder in (server.folders.data, server.folders.run, province / "keys", province / "files"):
            assert folder.stat().st_mode & 0o077 == 0, folder
        strangers = as_account(Account("stranger", 54321, 54321)) if os.geteuid() == 0 else None
        if strangers:
            said = subprocess.run(
                [server.programs.path("psql"), server.url(), "-c", "select 1"], capture_output=True, **strangers
            )
            assert said.returncode != 0
            assert b"Permission denied" in said.stderr


def test_the_province_is_no_superuser(province: Path) -> None:
    with running(province) as server:
        assert (
            one(server, "select current_user || ' ' || rolsuper from pg_roles where rolname = current_user")
            == "tinhso false"
        )


def test_nothing_acknowledged_is_lost_by_kill_9(province: Path) -> None:
    with running(province) as server:
        with psycopg.connect(server.url()) as connection:
            connection.execute("create table receipt (number int)")
        enough, acknowledged = threading.Event(), [0]

        def write() -> None:
            try:
                with psycopg.connect(server.url(), autocommit=True) as connection:
                    while True:
                        connection.execute("insert into receipt values (%s)", [acknowledged[0] + 1])
                        acknowledged[0] += 1
                        if acknowledged[0] == 200:
                            enough.set()
            except psycopg.OperationalError:
                return

        writer = threading.Thread(target=write)
        writer.start()
        assert enough.wait(30)
        os.kill(server.pid, signal.SIGKILL)
        writer.join(30)
    with running(province) as server:
        count = one(server, "select count(*) from receipt")
        assert isinstance(count, int)
        assert acknowledged[0] <= count <= acknowledged[0] + 1
        assert one(server, "select count(distinct number) from receipt") == count


def test_the_last_one_out_stops_it(province: Path) -> None:
    first, second = running(province), running(province)
    server, other = first.__enter__(), second.__enter__()
    assert server.pid == other.pid
    first.__exit__(None, None, None)
    assert one(other, "select 1") == 1
    second.__exit__(None, None, None)
    assert not alive(server.pid)


HOLDER = "import sys; from pathlib import Path; from tinhso.site.postgres import running\n"
HOLDER += "with running(Path(sys.argv[1])) as server: print(server.pid, flush=True); sys.stdin.read()"


def test_adopts_the_server_of_a_killed_process(province: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(province)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert holder.stdout
    pid = int(holder.stdout.readline())
    holder.kill()
    holder.communicate()
    assert alive(pid)
    with running(province) as server:
        assert server.pid == pid
        assert one(server, "select 1") == 1
    assert not alive(pid)
    assert not (province / "postgres" / "data" / "postmaster.pid").exists()


def test_a_number_that_came_again_is_not_taken_for_the_server(province: Path) -> None:
    with running(province) as server:
        account, data = server.folders.account, server.folders.data
    stranger = subprocess.Popen(["cat"], stdin=subprocess.PIPE, cwd="/", **as_account(account))
    try:
        for file in (data / "postmaster.pid", server.folders.run / ".s.PGSQL.5432.lock"):
            file.write_text(f"{stranger.pid}\n{data}\n1795500000\n5432\n{server.folders.run}\n\n0 0\nready\n")
        with running(province) as server:
            assert server.pid != stranger.pid
            assert one(server, "select 1") == 1
    finally:
        stranger.communicate()


def test_an_old_database_is_left_alone(province: Path) -> None:
    with running(province) as server:
        version = server.folders.data / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(Trouble, match=r"PostgreSQL 16, and this installation brings PostgreSQL \d+.*tinhso backup"):
        running(province).__enter__()
    assert version.read_text() == "16\n"


def test_a_place_that_cannot_be_written(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(Trouble, match=r"Cannot write to .*TINHSO_HOME"):
        running(home / "file" / "province").__enter__()


def test_a_full_disk_is_noticed_before_anything_is_made(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(home)
    monkeypatch.setattr(database_folders.shutil, "disk_usage", lambda _: usage._replace(free=3 * 1024 * 1024))
    with pytest.raises(Trouble, match=r"is full \(3 MB free, a new province needs 500 MB"):
        running(home).__enter__()
    assert not (home / "postgres" / "data").exists()


@as_root
def test_a_disk_that_fills_up_while_the_database_is_made(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = home / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m,mode=755", "none", disk], capture_output=True
    ).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        monkeypatch.setattr(database_folders, "SPACE_FOR_NEW", 0)
        with pytest.raises(Trouble, match="is full"):
            running(disk / "province").__enter__()
        assert list((disk / "province" / "postgres").iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_one_province_runs_from_one_folder(home: Path) -> None:
    with only_one(home), pytest.raises(Trouble, match=f"already running from .*process {os.getpid()}"):
        only_one(home).__enter__()
    with only_one(home):
        pass


def test_a_path_too_long_for_a_socket(home: Path) -> None:
    deep = home / ("a" * 60) / ("b" * 60)
    deep.parent.mkdir(mode=0o711)
    with running(deep) as server:
        assert one(server, "select 1") == 1
        assert server.folders.run == socket_folder(deep) != deep / "run"
    server.folders.run.rmdir()


@as_root
def test_a_home_that_is_closed_to_the_servers_account(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    with running(closed / "province") as server:
        with psycopg.connect(f"postgresql://tinhso@/tinhso?host={socket_folder(closed / 'province')}") as connection:
            connection.execute("select 1")
        base = server.folders.data.parents[1]
        assert base.parent == database_folders.SHARED
        assert (closed / "province" / "postgres").resolve() == base / "postgres"
    shutil.rmtree(base)


def test_revived_after_it_died(province: Path) -> None:
    from ..postgres import revive

    said: list[str] = []
    with running(province) as server:
        dead = server.pid
        os.kill(dead, signal.SIGKILL)
        assert wait_until(lambda: not server.running(), seconds=20)
        revive(server, province, say=said.append)
        assert server.pid != dead
        assert one(server, "select 1") == 1
    assert not alive(server.pid)
    assert said
