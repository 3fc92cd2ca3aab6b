"""What the provider of tests says about people, and how one goes there and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from .conftest import Someone, is_signed_in
from .provider import CLIENT, SECRET, Provider, running


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with running() as made:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = made.issuer, CLIENT, SECRET
        yield made


def national(personal_id: str | None, **more: Any) -> dict[str, Any]:
    return {
        "sub": "T-1", "LoaiTaiKhoan": "1", "HoVaTen": "Lê Thị Mẫu", "SoDinhDanh": personal_id, "loAs": "LoA2", **more,
    }  # fmt: skip


def of(who: Someone, **more: Any) -> dict[str, Any]:
    """The claims of somebody as we know them, name in capitals."""
    born = who.person.birth_date
    assert born is not None
    said = {"HoVaTen": who.person.full_name.upper(), "NgaySinh": f"{born:%d/%m/%Y}", **more}
    return national(who.person.personal_id, **said)


def through(client: Client, provider: Provider, asked: str = "next=/my/mirror/") -> Any:
    """To the provider and back; returns our last page."""
    gone = client.get(f"/sign-in/identity/?{asked}")
    assert gone.status_code == 302
    return client.get(provider.authorize(gone["Location"]), follow=False)


def sentence(client: Client, answer: Any) -> str:
    """What the sign-in page says after a sign-in that failed."""
    assert answer["Location"].split("?")[0] == "/sign-in/", answer["Location"]
    assert not is_signed_in(client)
    return str(client.get("/sign-in/").content.decode())
