"""Brings the database up to date: migrations, reference data, demo data. Each is skipped when there is nothing to do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from .progress import Report, step
from .trouble import Trouble

LOCK = 7_254_110  # any number of ours: one node prepares at a time


def prepare(*, demo_months: int | None = None) -> None:
    """Migrate, load reference data and, with `demo_months`, the demo province. Safe to run on many nodes at once."""
    with _alone():
        migrate()
        load_reference()
        if demo_months is not None and has_demo():
            load_demo(months=demo_months)


@contextmanager
def _alone() -> Iterator[None]:
    import psycopg
    from django.db import connection

    # A connection of its own: the lock must outlive the transactions of the work.
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as lock:
        lock.execute("select pg_advisory_lock(%s)", [LOCK])
        lock.execute(
            "create table if not exists tinhso_loaded "
            "(name text primary key, fingerprint text not null, at timestamptz not null default now())"
        )
        yield


def migrate() -> None:
    """Apply what is missing. Raises Trouble when the database is newer than this program."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    _refuse_newer(executor)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    guards = _guards()
    if not plan and _loaded("guards") == guards:
        return
    with step("Updating the database's tables") as report:
        call_command("migrate", interactive=False, verbosity=1, no_color=True, stdout=_Counting(report, len(plan)))
    _remember("guards", guards)


class _Counting:
    """Takes the output of `migrate` and counts what it applies."""

    def __init__(self, report: Report, total: int) -> None:
        self.report, self.total, self.done = report, total, 0

    def write(self, text: str) -> int:
        self.done += len(re.findall(r"  Applying ", text))
        self.report(self.done, self.total)
        return len(text)

    def flush(self) -> None: ...


def _refuse_newer(executor: object) -> None:
    loader = executor.loader  # type: ignore[attr-defined]
    ours = {app for app, _name in loader.graph.nodes}
    unknown = sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in ours
        and (app, name) not in loader.graph.nodes
        and (app, name) not in loader.replacements
        and (app, name) not in loader.disk_migrations
    )
    if unknown:
        raise Trouble(
            f"A newer version of Tinh So has already worked with this database ({unknown[-1]}). "
            "Install that version, or restore a backup made with this one."
        )


def _guards() -> str:
    """Fingerprint of what the trail guards: when a model changes it without a migration, triggers must be renewed."""
    from django.apps import apps

    names = [
        (model._meta.db_table, getattr(model, "trail_redact", None), getattr(model, "trail_ignore", None))
        for model in apps.get_models()
        if hasattr(model, "trail_redact")
    ]
    return hashlib.sha256(repr(sorted(names)).encode()).hexdigest()


def load_reference() -> None:
    """Load what every province starts with: units, holidays, procedures … An app brings it in its `reference.py`.

    `load(progress)` there must be safe to run again. It is run when `reference.py` or a file of the app's `data` or
    `reference` folder has changed since.
    """
    from django.conf import settings

    for app in settings.INSTALLED_APPS:
        if not app.startswith("tinhso.") or not find_spec(f"{app}.reference"):
            continue
        module = import_module(f"{app}.reference")
        fingerprint = _fingerprint(Path(str(module.__file__)).parent)
        if _loaded(app) == fingerprint:
            continue
        with step(f"Loading reference data: {app.rsplit('.', 1)[-1]}") as report:
            module.load(report)
        _remember(app, fingerprint)


def _fingerprint(folder: Path) -> str:
    files = [*folder.glob("reference.py"), *folder.glob("data/**/*"), *folder.glob("reference/**/*")]
    total = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file() and "__pycache__" not in file.parts):
        total.update(str(file.relative_to(folder)).encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def has_demo() -> bool:
    """Whether this installation brings a demo province."""
    return bool(find_spec("tinhso.site.demo") and find_spec("tinhso.site.demo.load"))


def load_demo(*, months: int) -> None:
    """Make the demo province: synthetic people and their dossiers of the past months. Skips what is there."""
    module = import_module("tinhso.site.demo.load")
    with step(f"Making the demo province ({months} months)") as report:
        module.ensure(months=months, progress=report)


def _loaded(name: str) -> str | None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select fingerprint from tinhso_loaded where name = %s", [name])
        row = cursor.fetchone()
    return row[0] if row else None


def _remember(name: str, fingerprint: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "insert into tinhso_loaded (name, fingerprint) values (%s, %s)"
            " on conflict (name) do update set fingerprint = excluded.fingerprint, at = now()",
            [name, fingerprint],
        )
