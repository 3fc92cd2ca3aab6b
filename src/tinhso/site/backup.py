"""A province in one file: the database as `pg_dump` writes it, the files, the keys, and a list of what is inside."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .environment import home, is_embedded
from .places import embedded_url
from .postgres import find_programs
from .progress import step
from .trouble import Trouble

FORMAT = 1
FOLDERS = ("keys", "files")


def address() -> str:
    """Address of the province's database for PostgreSQL's own programs."""
    return embedded_url(home()) if is_embedded() else os.environ["DATABASE_URL"]


def write(file: Path) -> None:
    """Write the backup; the file appears under its name only when it is whole, readable by its owner only.

    The database is dumped first: every file that it names is then already in the file store, which only grows.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-") as folder:
            dump = Path(folder) / "database.dump"
            with step("Writing the database"):
                _program("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={dump}", address())
            with step("Writing files and keys") as report, _create(part) as tar:
                about = {
                    "format": FORMAT,
                    "tinhso": _version(),
                    "made": datetime.now(UTC).isoformat(timespec="seconds"),
                    "database": hashlib.file_digest(dump.open("rb"), "sha256").hexdigest(),
                }
                entry = tarfile.TarInfo("backup.json")
                text = json.dumps(about, indent=2).encode()
                entry.size = len(text)
                tar.addfile(entry, io.BytesIO(text))
                tar.add(dump, "database.dump")
                files = [path for name in FOLDERS for path in sorted((home() / name).rglob("*")) if path.is_file()]
                for done, path in enumerate(files, 1):
                    tar.add(path, str(path.relative_to(home())))
                    report(done, len(files))
        part.rename(file)
    except OSError as error:
        raise Trouble(f"The backup could not be written to {file}: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _version() -> str:
    try:
        return version("tinhso")
    except PackageNotFoundError:  # run from sources that nobody installed
        return "unknown"


def _create(part: Path) -> tarfile.TarFile:
    part.touch(mode=0o600)
    return tarfile.open(part, "w")


def read(file: Path) -> None:
    """Restore a backup into an empty database and folder.

    Raises Trouble when the file is damaged or the place is not empty; then nothing is changed.
    """
    with tempfile.TemporaryDirectory(dir=home(), prefix=".restore-") as name:
        folder = Path(name)
        with step("Reading the backup"):
            _unpack(file, folder)
        _check_empty()
        with step("Restoring the database"):
            _program(
                "pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction",
                f"--dbname={address()}", str(folder / "database.dump"),
            )  # fmt: skip
        with step("Restoring files and keys"):
            for part in FOLDERS:
                if (folder / part).exists():
                    _move(folder / part, home() / part)


def _unpack(file: Path, folder: Path) -> None:
    damaged = Trouble(f"{file} is not a whole backup of a province. Nothing was changed.")
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        about = json.loads((folder / "backup.json").read_bytes())
        found = hashlib.file_digest((folder / "database.dump").open("rb"), "sha256").hexdigest()
    except (tarfile.TarError, OSError, ValueError) as error:
        raise damaged from error
    if about.get("format") != FORMAT or about.get("database") != found:
        raise damaged


def _check_empty() -> None:
    import psycopg

    with psycopg.connect(address()) as connection:
        row = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    if row and row[0]:
        raise Trouble(
            "There is a province here already; a backup is restored into an empty one only. "
            "Choose another folder with TINHSO_HOME, or another database with DATABASE_URL."
        )


def _move(source: Path, target: Path) -> None:
    """Move every file; those that are there already (a key made at this very start) are replaced."""
    for path in sorted(source.rglob("*")):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if target.name == "keys" else 0o755)
            path.replace(place)


def _program(name: str, *arguments: str) -> None:
    done = subprocess.run([find_programs().path(name), *arguments], capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Trouble(f"{name} failed: {reason}")
