"""The form of a draft: rows of steps as they were typed, and what the buttons beside them do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from tinhso.blocks.cases.api import TITLES

OWN = "own"  # a step with a title of its own
FIELDS = ("kind", "title", "role", "agency", "hours", "consult", "question", "ask", "is")


def steps_from(data: QueryDict) -> list[dict[str, Any]]:
    """The steps as they were typed, in their order. What is no number of hours is kept as 0, which is said to be wrong."""
    count = int(data.get("rows", "0")) if data.get("rows", "0").isdecimal() else 0
    rows = [{name: data.get(f"s{number}-{name}", "").strip() for name in FIELDS} for number in range(min(count, 50))]
    for number, row in enumerate(rows):
        row["is"] = "\n".join(data.getlist(f"s{number}-is"))
    return _with_codes([_entry(row) for row in rows])


def _entry(row: Mapping[str, str]) -> dict[str, Any]:
    known = row["kind"] in TITLES
    entry: dict[str, Any] = {
        "code": row["kind"] if known else "", "role": row["role"], "title": row["title"], "hours": _hours(row["hours"]),
    }  # fmt: skip
    consult = [code for code in re.split(r"[\s,;]+", row["consult"]) if code]
    values = [value for value in row["is"].split("\n") if value]
    more = {
        "agency": row["agency"], "consult": consult, "question": row["question"],
        "when": {"ask": row["ask"], "is": values} if row["ask"] else None,
    }  # fmt: skip
    return entry | {name: value for name, value in more.items() if value}


def _hours(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _with_codes(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every step gets a code of its own: a known step its name, the second of a kind a number, others own-1, own-2 …"""
    used: set[str] = set()
    for entry in entries:
        base = entry["code"] or OWN
        code = base if base != OWN else f"{OWN}-1"
        number = 2
        while code in used:
            code, number = f"{base}-{number}", number + 1
        entry["code"] = code
        if code not in TITLES and base in TITLES and not entry["title"]:
            entry["title"] = str(TITLES[base])
        used.add(code)
    return entries


def press(steps: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    """What a button does to the rows: "add:2" puts an empty step behind row 2; "up:", "down:" and "remove:" a row."""
    name, _colon, place = what.partition(":")
    if not place.isdecimal() or not 0 <= int(place) < max(len(steps), 1):
        return steps
    number, rows = int(place), list(steps)
    if name == "add":
        rows.insert(number + 1, {"code": "", "role": "handling_officer", "title": "", "hours": None})
    elif name == "remove" and rows:
        rows.pop(number)
    elif name == "up" and number > 0:
        rows[number - 1], rows[number] = rows[number], rows[number - 1]
    elif name == "down" and number + 1 < len(rows):
        rows[number + 1], rows[number] = rows[number], rows[number + 1]
    return _with_codes([{**row, "code": kind_of(row) if kind_of(row) in TITLES else ""} for row in rows])


def kind_of(entry: Mapping[str, Any]) -> str:
    """The known step that an entry is, or "own"."""
    base = re.sub(r"-\d+$", "", entry["code"])
    return base if base in TITLES else OWN
