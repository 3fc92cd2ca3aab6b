"""Starts, finds, adopts and stops the PostgreSQL server of one installation."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from ..trouble import Trouble
from . import folders as places
from .accounts import Account, as_account, own_name
from .configuration import machine_memory, server_configuration, who_may_connect
from .folders import Folders, check_space, disk_full
from .processes import alive, can_look, end_with, processes_in, wait_until
from .programs import Programs, clean_environment, find, readable_by

# Replaying a long log after a crash takes minutes on a slow disk; the server says so in its log meanwhile.
LONGEST_RECOVERY = 900
# After kill -9 a dead server's last processes hold its memory for a moment.
TRIES_SECONDS = 30
FADING = ("lock file", "shared memory block")


@dataclass
class Server:
    """A running server."""

    folders: Folders
    programs: Programs
    pid: int
    child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def url(self, *, user: str = "tinhso", database: str = "tinhso") -> str:
        return f"postgresql://{user}@/{database}?host={self.folders.run}"

    def running(self) -> bool:
        if self.child is not None:
            return self.child.poll() is None
        return alive(self.pid)

    def stop(self) -> None:
        """Stop cleanly: running transactions are rolled back, everything committed is on disk."""
        for sign, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 60)):
            if not self.running():
                break
            try:
                os.kill(self.pid, sign)
            except ProcessLookupError:
                break
            if wait_until(lambda: not self.running(), seconds=seconds, step=0.02):
                break
        # never SIGKILL: orphaned backends would hold the data


def start(home: Path, *, durable: bool = True, memory: int | None = None, die_with_us: bool = False) -> Server:
    """Start the server of the installation in `home`, making its database first when there is none.

    Adopts a server that already runs there. `durable=False` and `die_with_us` are for throw-away test servers.
    Raises Trouble with one sentence when that cannot be done.
    """
    folders = places.prepare(home)
    programs = readable_by(find(), folders.account)
    found = _running_server(folders, programs)
    if found:
        return found
    _check_version(folders, programs)
    if not (folders.data / "PG_VERSION").exists():
        _make(folders, programs, durable=durable)
    _configure(folders, programs, durable=durable, memory=memory or machine_memory())
    server = _launch(folders, programs, die_with_us=die_with_us)
    try:
        _ensure_database(server)
    except BaseException:
        server.stop()
        raise
    return server


def _running_server(folders: Folders, programs: Programs) -> Server | None:
    """The server that runs in this folder, once it accepts connections; None when there is none."""
    pid = _pid_of(folders.data)
    if pid is None or not _is_server(pid, folders.data):
        return None
    server = Server(folders, programs, pid)
    if not wait_until(lambda: _answers(server) or not server.running(), seconds=LONGEST_RECOVERY):
        raise Trouble(f"The database in {folders.data} runs (process {pid}) but does not answer. See {folders.logs}.")
    if not server.running():  # it was just stopping
        return None
    _ensure_database(server)
    return server


def _pid_of(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_server(pid: int, data: Path) -> bool:
    """Whether the process is the server of this folder. Process numbers come again, above all in containers."""
    if not alive(pid):
        return False
    return pid in processes_in(data.resolve()) if can_look() else True


def _answers(server: Server) -> bool:
    try:
        psycopg.connect(server.url(user="postgres", database="postgres"), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if "Peer authentication failed" in str(error):
            raise Trouble(
                f"The database in {server.folders.data} does not know the user {own_name()}. "
                "Stop it and start it again as this user, or work as the user who started it."
            ) from error
        return False
    return True


def _check_version(folders: Folders, programs: Programs) -> None:
    try:
        found = (folders.data / "PG_VERSION").read_text().strip()
    except OSError:
        return
    if found != str(programs.major):
        raise Trouble(
            f"An old database was found: {folders.data} was made by PostgreSQL {found}, and this installation brings "
            f"PostgreSQL {programs.major}. Nothing was changed. To move it: with the former version of Tinh So run "
            f"'tinhso backup province.tar', rename the folder {folders.data.parent}, then run "
            "'tinhso restore province.tar' with this version."
        )


def _make(folders: Folders, programs: Programs, *, durable: bool) -> None:
    """Make a new database beside the final place and move it there, so that a half-made one is never taken for whole."""
    if durable:
        check_space(folders.data.parent)
    part = folders.data.with_name("data.part")
    shutil.rmtree(part, ignore_errors=True)
    locale = ["--locale=C.UTF-8"]
    if programs.major >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    made = _run(
        [programs.path("initdb"), "-D", str(part), "-U", "postgres", "-E", "UTF8", "--auth=peer", "--data-checksums"]
        + locale
        + ([] if durable else ["--no-sync"]),
        folders.account,
        cwd=folders.data.parent,
    )
    if made.returncode != 0:
        shutil.rmtree(part, ignore_errors=True)
        raise Trouble(_why(made.stderr, folders, "The database could not be made"))
    part.rename(folders.data)


def _configure(folders: Folders, programs: Programs, *, durable: bool, memory: int) -> None:
    conf = server_configuration(
        socket=folders.run,
        logs=folders.logs,
        memory=memory,
        durable=durable,
        statements=programs.has_library("pg_stat_statements"),
    )
    users = ["root", own_name(), *([folders.account.name] if folders.account else [])]
    rules, names = who_may_connect(users)
    texts = {"postgresql.conf": conf, "pg_hba.conf": rules, "pg_ident.conf": names}
    try:
        for name, text in texts.items():
            file = folders.data / name
            file.write_text(text, encoding="utf-8")
            if folders.account:
                os.chown(file, folders.account.uid, folders.account.gid)
    except OSError as error:
        reason = disk_full(folders.data) if error.errno == errno.ENOSPC else places.cannot_write(folders.data, error)
        raise Trouble(reason) from error


def _launch(folders: Folders, programs: Programs, *, die_with_us: bool) -> Server:
    """Start the server process and wait until it accepts connections, trying again while a killed one fades away."""
    said = ""

    def tried() -> Server | None:
        nonlocal said
        _forget_dead_server(folders)
        server, said = _launch_once(folders, programs, die_with_us=die_with_us)
        if server is None and not any(text in said for text in FADING):
            raise Trouble(_why(said, folders, "The database did not start"))
        return server

    found: list[Server] = []

    def done() -> bool:
        server = tried()
        if server:
            found.append(server)
        return bool(found)

    if wait_until(done, seconds=TRIES_SECONDS, step=0.25):
        return found[0]
    raise Trouble(
        f"The database in {folders.data} is used by another server that we cannot reach. "
        f"Stop it first, or choose another folder with TINHSO_HOME. PostgreSQL said: {_last_line(said)}"
    )


def _launch_once(folders: Folders, programs: Programs, *, die_with_us: bool) -> tuple[Server | None, str]:
    log = folders.logs / "start.log"
    with log.open("wb") as output:
        child = subprocess.Popen(
            [programs.path("postgres"), "-D", str(folders.data)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=clean_environment(),
            # A session of its own: Ctrl+C at the terminal goes to us, and we stop the server last.
            start_new_session=True,
            preexec_fn=end_with(by=signal.SIGQUIT) if die_with_us else None,
            **as_account(folders.account),
        )
    server = Server(folders, programs, child.pid, child)
    try:
        wait_until(lambda: not server.running() or _answers(server), seconds=LONGEST_RECOVERY, step=0.01)
    except BaseException:
        server.stop()
        raise
    if server.running():
        return server, ""
    return None, log.read_text(errors="replace") + _last_log(folders)


def _last_log(folders: Folders) -> str:
    logs = sorted(folders.logs.glob("postgres-*.log"), key=lambda file: file.stat().st_mtime)
    return logs[-1].read_text(errors="replace")[-4000:] if logs else ""


def _forget_dead_server(folders: Folders) -> None:
    """Remove the lock files of a killed server whose number lives on as something else.

    PostgreSQL takes any live process of that number, even a zombie, for its predecessor. Removing postmaster.pid also
    removes PostgreSQL's own guard against orphaned backends, so it is done only when no process stands in the folder.
    """
    if not can_look() or processes_in(folders.data.resolve()):
        return
    for file in (folders.data / "postmaster.pid", folders.run / ".s.PGSQL.5432.lock"):
        file.unlink(missing_ok=True)


def _ensure_database(server: Server) -> None:
    """Make the role and the database of the province. The role is no superuser: it cannot switch the guards off."""
    with psycopg.connect(server.url(user="postgres", database="postgres"), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = 'tinhso'").fetchone():
            connection.execute("create role tinhso login createdb")
        if not connection.execute("select 1 from pg_database where datname = 'tinhso'").fetchone():
            connection.execute("create database tinhso owner tinhso")


def _run(command: list[str], account: Account | None, *, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        cwd=cwd,
        env=clean_environment(),
        **as_account(account),
    )


def _why(said: str, folders: Folders, what: str) -> str:
    if "No space left on device" in said:
        return disk_full(folders.data.parent)
    return f"{what}: {_last_line(said)} More is in {folders.logs}."


def _last_line(said: str) -> str:
    """The sentence in which PostgreSQL gives its reason."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    line = (telling or lines or ["no reason given."])[-1]
    return line if line.endswith(".") else line + "."
