"""The demo's citizens for the stand-in VNeID: who can be tried with one press can also sign in there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tinhso.blocks.people.api import Person

from .accounts import ACCOUNTS


def people() -> list[dict[str, Any]]:
    """The synthetic citizens who have a demo account, in the shape that the stand-in reads."""
    names = [one.username for one in ACCOUNTS if not one.agency]
    rows = Person.objects.select_related("unit").filter(synthetic=True, account__username__in=names)
    return [
        {
            "personal_id": one.personal_id,
            "name": one.full_name,
            "birth_date": one.birth_date.isoformat(),
            "sex": "Nữ" if one.sex == "female" else "Nam",
            "phone": one.phone,
            "email": one.email,
            "address": str(one.unit or ""),
        }
        for one in rows.order_by("account__username")
        if one.personal_id and one.birth_date
    ]


def write(file: Path) -> None:
    """Give them to the stand-in, which knows nothing of the province."""
    file.write_text(json.dumps(people(), ensure_ascii=False, indent=1), encoding="utf-8")
