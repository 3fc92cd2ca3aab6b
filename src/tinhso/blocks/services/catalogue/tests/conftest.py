"""The packaged catalogue, loaded once for each file of tests that asks for it, and gone after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tinhso.blocks.services import reference


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """An open transaction that holds the catalogue; each test runs in a savepoint of it."""
    outer = transaction.atomic()
    with django_db_blocker.unblock():
        outer.__enter__()
        reference.load()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def catalogue(loaded: None, db: None) -> None:
    """The catalogue that a new installation starts with."""
