from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from .. import health


@pytest.fixture(autouse=True)
def ask_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_all_applied", False)


@pytest.mark.django_db
def test_all_is_well_without_sign_in(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["ok"] is True
    assert answer.json()["migrations"] == 0
    assert answer["Cache-Control"].startswith("max-age=0")


@pytest.mark.django_db
def test_a_missing_migration_is_a_problem(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'outbox'")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["problems"][0].endswith("run 'tinhso migrate'.")


@pytest.mark.django_db
def test_a_full_disk_is_a_problem(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = health.shutil.disk_usage("/")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage._replace(free=1024))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["The disk is nearly full: 0 MB free."]
