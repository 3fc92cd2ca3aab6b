"""The database of one test worker: a copy of the migrated template that `tests/plugin.py` has made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest


def as_superuser(socket: str | Path, *statements: str) -> None:
    """Run statements as the server's superuser."""
    with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[None]:
    """Takes the place of pytest-django's, which would migrate once for every worker."""
    from django.conf import settings
    from django.db import connections

    name, socket = f"test_{worker_id}", os.environ["TINHSO_TEST_SOCKET"]
    as_superuser(
        socket,
        f"create database {name} template template owner tinhso",
        # pytest-django empties tables between tests with transactions of their own; the trail forbids that.
        f"alter database {name} set tinhso.allow_truncate = 'on'",
    )
    connection = connections["default"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
    as_superuser(socket, f"drop database {name} with (force)")
