"""What a channel gets, and what it says afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ..kinds import Kind
from ..models import Result


@dataclass(frozen=True)
class Parcel:
    """One message on its way: the same `id` at every try. The language in force is the reader's."""

    id: UUID
    kind: Kind
    address: str
    code: str
    facts: Mapping[str, Any]
    link: str
    language: str
    expires_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What the provider said. REFUSED: never try again; UNAVAILABLE: try later. `gone`: the address is no more."""

    result: Result
    provider_id: str = ""
    reason: str = ""
    gone: bool = False
