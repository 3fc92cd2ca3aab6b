from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from tinhso.blocks.documents.api import official, seal
from tinhso.blocks.documents.signing.authority import EmbeddedAuthority
from tinhso.kernel.access.api import Actor

LEADER = official(uuid4(), name="Trần Quốc Dũng", post="Phó Chủ tịch", agency="Ủy ban nhân dân phường Nha Trang")
WARD_SEAL = seal("H32.15", name="Ủy ban nhân dân phường Nha Trang")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedAuthority:
    """One test authority for the run: making keys is slow."""
    return EmbeddedAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(autouse=True)
def _own_keys_and_files(
    authority: EmbeddedAuthority, tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILES_FOLDER = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr("tinhso.blocks.documents.signing.sign.service", lambda: authority)
    monkeypatch.setattr("tinhso.blocks.documents.signing.validate.service", lambda: authority)


@pytest.fixture
def leader() -> Actor:
    return Actor(name="Trần Quốc Dũng", account=uuid4(), agency="H32.15", roles=frozenset({"leader"}), level=3)


@pytest.fixture
def citizen() -> Actor:
    return Actor(name="Nguyễn Thị Thảo Nguyên", account=uuid4(), person=uuid4(), level=2)
