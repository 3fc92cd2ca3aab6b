"""The database of one test worker: a copy of the migrated template that `tests/plugin.py` has made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest


def as_superuser(socket: str | Path, *statements: str) -> None:
    """Run statements as the server's superuser."""
    with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


# Tables that no installed model has: emptied together with the models', or the trail would miss rows that a test has emptied.
OURS = {
    *("trail_act", "trail_change", "trail_read", "trail_seal", "trail_sealed", "trail_result"),
    *("outbox_event", "outbox_reader"),
    "kernel_test_note",  # made by the kernel's own tests
}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that really commit come last: they empty the database, and with it what a whole session shares."""

    def commits(item: pytest.Item) -> bool:
        marker = item.get_closest_marker("django_db")
        names = set(getattr(item, "fixturenames", ()))
        return bool(names & {"transactional_db", "live_server"} or (marker and marker.kwargs.get("transaction")))

    items.sort(key=commits)


@pytest.fixture(scope="session", autouse=True)
def whole_flush() -> None:
    """What empties the database after a test that really commits also empties the trail and the outbox."""
    from django.db.backends.postgresql.introspection import DatabaseIntrospection

    known = DatabaseIntrospection.django_table_names

    # For the class: a browser test has a connection of its own.
    def names(self: DatabaseIntrospection, *arguments: Any, **options: Any) -> list[str]:
        return [*known(self, *arguments, **options), *OURS.intersection(self.table_names())]

    DatabaseIntrospection.django_table_names = names  # type: ignore[method-assign]


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
