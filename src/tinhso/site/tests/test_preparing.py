"""Reference data is loaded once, and again only when it changed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

import tinhso

from ..preparing import load_reference

LOADER = "from pathlib import Path\nLOADED = []\ndef load(progress):\n"
LOADER += "    progress(1, 1)\n    LOADED.append((Path(__file__).parent / 'data' / 'ngày.txt').read_text())\n"


@pytest.mark.django_db
def test_loads_reference_data_when_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    app = tmp_path / "sample"
    (app / "data").mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "reference.py").write_text(LOADER)
    data = app / "data" / "ngày.txt"
    data.write_text("một")
    monkeypatch.setattr(tinhso, "__path__", [*tinhso.__path__, str(tmp_path)])
    settings.INSTALLED_APPS = ["tinhso.sample"]
    with connection.cursor() as cursor:
        cursor.execute(
            "create table tinhso_loaded (name text primary key, fingerprint text, at timestamptz default now())"
        )
    try:
        load_reference()
        load_reference()
        data.write_text("hai")
        load_reference()
        assert sys.modules["tinhso.sample.reference"].LOADED == ["một", "hai"]
    finally:
        for name in ("tinhso.sample", "tinhso.sample.reference"):
            sys.modules.pop(name, None)
