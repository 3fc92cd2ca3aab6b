"""A small demo province for the tests: made once for the module, inside a transaction that is undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from tests.province import reference

__all__ = ["reference"]


@pytest.fixture(scope="module")
def database(reference: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The database, for all tests of a module; what they write is undone at its end."""
    from django.db import transaction

    settings.FILES_FOLDER.mkdir(parents=True, exist_ok=True)
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the password of the demo accounts, which is hashed quickly here."""
    folder = tmp_path_factory.mktemp("home")
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with pytest.MonkeyPatch.context() as patch, quick:
        patch.setattr(settings, "HOME", folder)
        yield folder
