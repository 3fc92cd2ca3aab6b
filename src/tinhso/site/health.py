"""`/healthz`: is everything the province needs in order? For monitoring and load balancers; no sign-in, no secrets."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

LOW_DISK = 200 * 1024 * 1024
SLOW_READER = 5000
"""Events that a reader may be behind before we call it a problem."""


@require_safe
@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 with the problems when not."""
    report = state()
    return JsonResponse(report, status=200 if report["ok"] else 503)


def state() -> dict[str, Any]:
    """What we found: parts with their values, and problems in sentences."""
    report: dict[str, Any] = {"database": "down", "migrations": None, "readers": {}, "disk_free_mb": None}
    found: list[str] = []
    try:
        missing = missing_migrations()
        report["database"] = "up"
        report["migrations"] = len(missing)
        if missing:
            found.append(f"{len(missing)} migrations are not applied; run 'tinhso migrate'.")
        else:
            report["readers"] = readers = reader_lag()
            found += [
                f"The reader {name} is {lag} events behind." for name, lag in readers.items() if lag > SLOW_READER
            ]
    except DatabaseError:
        found.append("The database does not answer.")
    try:
        free = shutil.disk_usage(settings.HOME).free
        report["disk_free_mb"] = free // 1024 // 1024
        if free < LOW_DISK:
            found.append(f"The disk is nearly full: {free // 1024 // 1024} MB free.")
    except OSError:
        found.append("The installation's folder cannot be read.")
    return {"ok": not found, "problems": found, **report}


def problems() -> list[str]:
    """The problems alone."""
    found: list[str] = state()["problems"]
    return found


_all_applied = False


def missing_migrations() -> list[str]:
    """Names of migrations that this program has and the database lacks.

    Once complete it stays so for the life of this process, and is not asked again: a probe must stay cheap.
    """
    from django.db.migrations.executor import MigrationExecutor

    global _all_applied
    if _all_applied:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return []
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    _all_applied = not plan
    return [str(migration) for migration, _backwards in plan]


def reader_lag() -> dict[str, int]:
    """How many events each reader of the outbox has not taken yet."""
    from tinhso.kernel.outbox.api import lag

    return lag()
