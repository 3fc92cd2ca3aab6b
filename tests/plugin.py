"""Gives every test run its own PostgreSQL, so that runs never meet.

Loaded with `-p tests.plugin`, so that the address is known before Django reads its settings. One server for each run,
shared by the workers of xdist; each worker gets its own copy of one migrated template. Cluster and template are kept
between runs for as long as migrations and models stay as they are.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tinhso"
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests import browser, database, strict  # noqa: E402
from tests.database import as_superuser  # noqa: E402
from tinhso.site.postgres import Server, start  # noqa: E402
from tinhso.site.postgres.processes import processes_in  # noqa: E402

SETTINGS = next(
    (word.removeprefix("--ds=") for word in sys.argv if word.startswith("--ds=")),
    os.environ.get("DJANGO_SETTINGS_MODULE") or "tinhso.site.settings",
)
MEMORY = 2 * 1024**3
KEPT = 3
HOUR = 3600
_server: Server | None = None


def _place() -> Path:
    """The folder for all test servers of this user."""
    folder = Path("/tmp") / f"tinhso-tests-{os.geteuid()}"  # TMPDIR may be closed to the server's account
    folder.mkdir(mode=0o711, exist_ok=True)
    if folder.lstat().st_uid != os.geteuid():
        raise RuntimeError(f"{folder} belongs to somebody else.")
    return folder


def _key() -> str:
    """Names what the template is made of: migrations, models, SQL, settings, the server and Django."""
    from importlib.metadata import version

    from tinhso.site.postgres import find_programs

    versions = [find_programs().version, version("django"), version("procrastinate"), SETTINGS]
    total = hashlib.sha256(" ".join(versions).encode())
    patterns = (
        "**/migrations/*.py",
        "**/models.py",
        "**/models/*.py",
        "**/*.sql",
        "site/settings.py",
        "site/postgres/*.py",
    )
    files = {file for pattern in patterns for file in SOURCE.glob(pattern)}
    files.update(SOURCE.glob("kernel/trail/*.py"))
    for file in sorted(files):
        total.update(str(file.relative_to(SOURCE)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:16]


def _start_home(home: Path) -> Server:
    return start(home, durable=False, memory=MEMORY, die_with_us=True)


def _cluster(place: Path) -> Path:
    """A stopped cluster with a migrated database `template`, made when there is none yet."""
    cluster = place / f"cluster-{_key()}"
    if cluster.exists():
        os.utime(cluster)
        return cluster
    part = Path(tempfile.mkdtemp(prefix="part-", dir=place))
    part.chmod(0o711)
    server = _start_home(part)
    try:
        as_superuser(server.folders.run, "alter role tinhso superuser", "create database template owner tinhso")
        done = subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity=0"],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": SETTINGS,
                "PYTHONPATH": os.pathsep.join([str(SOURCE.parent), os.environ.get("PYTHONPATH", "")]),
                "TINHSO_HOME": str(part),
                "DATABASE_URL": server.url(database="template"),
            },
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise RuntimeError(f"The migrations do not run:\n{done.stderr}")
    except BaseException:
        server.stop()
        shutil.rmtree(part, ignore_errors=True)
        raise
    server.stop()
    try:
        part.rename(cluster)
    except OSError:  # another run was quicker
        shutil.rmtree(part, ignore_errors=True)
    return cluster


def _sweep(place: Path) -> None:
    """Remove what killed runs left, and clusters of former models."""
    for home in [*place.glob("run-*"), *place.glob("part-*")]:
        if time.time() - home.stat().st_mtime > HOUR and not processes_in(home / "postgres" / "data"):
            shutil.rmtree(home, ignore_errors=True)
    clusters = sorted(place.glob("cluster-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for cluster in clusters[KEPT:]:
        if time.time() - cluster.stat().st_mtime > HOUR:
            shutil.rmtree(cluster, ignore_errors=True)


def _start() -> None:
    global _server
    place = _place()
    _sweep(place)
    cluster = _cluster(place)
    home = Path(tempfile.mkdtemp(prefix="run-", dir=place))
    home.chmod(0o711)
    subprocess.run(["cp", "-a", str(cluster / "postgres"), str(home / "postgres")], check=True)
    _server = _start_home(home)
    os.environ["TINHSO_TEST_SOCKET"] = str(_server.folders.run)
    os.environ["DATABASE_URL"] = _server.url()
    os.environ["TINHSO_HOME"] = str(home)


if "TINHSO_TEST_SOCKET" not in os.environ:  # the workers of xdist inherit it
    _start()
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register our fixtures last: of two plugins' fixtures of one name, the later one counts."""
    for module in (database, browser, strict):
        config.pluginmanager.register(module)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _server is not None:
        _server.stop()
        shutil.rmtree(_server.folders.home, ignore_errors=True)
        os.environ.pop("TINHSO_TEST_SOCKET", None)
