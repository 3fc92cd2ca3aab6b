"""What every command needs first: the folder, the database, Django."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .options import home as default_home
from .trouble import Trouble


def home() -> Path:
    """The installation's folder as an absolute path, also for our children, which may start elsewhere."""
    folder = default_home().expanduser().absolute()
    os.environ["TINHSO_HOME"] = str(folder)
    return folder


def is_embedded() -> bool:
    """Whether the database is our own. It is not when DATABASE_URL names one."""
    return not os.environ.get("DATABASE_URL")


@contextmanager
def database() -> Iterator[None]:
    """Have the database running while inside: our own one, or the one that DATABASE_URL names.

    Raises Trouble when it cannot be had.
    """
    folder = home()
    if is_embedded():
        from .postgres import running

        with running(folder):
            yield
        return
    check_external(os.environ["DATABASE_URL"])
    yield


def check_external(url: str) -> None:
    """Raise Trouble when the external server does not answer or is too old."""
    import psycopg

    from .postgres.programs import OLDEST

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            major = connection.info.server_version // 10000
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else "no answer"
        raise Trouble(f"The database that DATABASE_URL names cannot be reached: {reason}") from error
    if major < OLDEST:
        raise Trouble(f"The server that DATABASE_URL names is PostgreSQL {major}; at least {OLDEST} is needed.")


def setup() -> None:
    """Load Django with our settings."""
    home()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.site.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


@contextmanager
def province() -> Iterator[None]:
    """The database and Django, ready for work."""
    with database():
        setup()
        yield
        from django.db import connections

        connections.close_all()
