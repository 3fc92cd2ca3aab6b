"""Compares a file's procedures with the catalogue and says what an import would do; changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from .codes import root_code
from .facts import KEYS, LISTS, TEXT, Problem, Row, check, fingerprint
from .models import ProcedureVersion

EMPTY: dict[str, Any] = {
    **dict.fromkeys(TEXT, ""),
    **{key: [] for key in LISTS},
    "time_value": None,
    "time_unit": "",
    "fee_amount": None,
    "fee_kind": "unknown",
    "online_level": "unknown",
    "at_commune_counter": False,
}
ORDERED = {"level", "channels", "subjects", "elsewhere"}


@dataclass(frozen=True, eq=False)
class Change:
    """One procedure to write. `corrects`: the version in force began the same day and is put right in place."""

    line: int
    code: str
    facts: dict[str, Any]
    content_hash: str
    number: int = 1
    current: ProcedureVersion | None = None
    corrects: bool = False
    keys: tuple[str, ...] = ()


class Plan:
    """What an import would do. `missing`: in force here, not in the file; `abolished`: those that will be ended."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.new: list[Change] = []
        self.changed: list[Change] = []
        self.unchanged: list[str] = []
        self.refused: list[Problem] = []
        self.refused_rows = 0
        self.missing: list[ProcedureVersion] = []
        self.abolished: list[ProcedureVersion] = []

    def __str__(self) -> str:
        return ", ".join(f"{name} {count}" for name, count in self.counts().items())

    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "abolished": len(self.abolished),
            "refused": self.refused_rows,
        }

    @property
    def is_empty(self) -> bool:
        """Nothing would be written."""
        return not (self.new or self.changed or self.abolished)


def make_plan(rows: Iterable[Row], *, on: date, complete: bool = False) -> Plan:
    """Compare rows with the catalogue as of `on`.

    `complete` says that the file is the whole catalogue: what it does not name is abolished from `on`.
    Otherwise that is only listed.
    """
    plan = Plan(on)
    latest = _latest_versions()
    seen: dict[str, int] = {}
    for row in rows:
        problems = list(check(row))
        code = "" if problems else root_code(row.code)
        if code in seen:
            reason = _("Mã này đã có ở dòng %(line)s.") % {"line": seen[code]}
            problems.append(Problem(row.line, row.columns.get("code", "code"), row.code, reason))
        if not problems:
            seen[code] = row.line
            problems += _place(plan, row, code, latest.get(code))
        if problems:
            plan.refused_rows += 1
            plan.refused += problems
    plan.missing = [version for code, version in latest.items() if code not in seen and version.valid_to is None]
    if complete:
        plan.abolished = plan.missing
    return plan


def _place(plan: Plan, row: Row, code: str, current: ProcedureVersion | None) -> list[Problem]:
    open_now = current is not None and current.valid_to is None
    before = facts_of(current) if current else EMPTY
    facts = _tidy({**before, **{key: value for key, value in row.facts.items() if key in KEYS}})
    digest = fingerprint(facts)
    lacking = [key for key in ("field", "ministry") if not facts[key]]
    if lacking:
        return [
            Problem(row.line, row.columns.get(lacking[0], lacking[0]), row.code, _("Thiếu lĩnh vực hoặc bộ, ngành."))
        ]
    if current is None:
        plan.new.append(Change(row.line, code, facts, digest))
        return []
    if open_now and current.content_hash == digest:
        plan.unchanged.append(code)
        return []
    begins = current.valid_from if open_now else current.valid_to
    if begins and plan.on < begins:
        reason = _("Ngày hiệu lực %(on)s sớm hơn phiên bản đang có (%(begins)s).")
        values = {"on": plan.on.strftime("%d/%m/%Y"), "begins": begins.strftime("%d/%m/%Y")}
        return [Problem(row.line, row.columns.get("code", "code"), row.code, reason % values)]
    corrects = open_now and current.valid_from == plan.on
    keys = tuple(key for key in sorted(KEYS) if before[key] != facts[key])
    number = current.number if corrects else current.number + 1
    plan.changed.append(Change(row.line, code, facts, digest, number, current, corrects, keys))
    return []


def _latest_versions() -> dict[str, ProcedureVersion]:
    versions = ProcedureVersion.objects.select_related("procedure", "field", "ministry").order_by("number")
    return {version.procedure.code: version for version in versions}


def facts_of(version: ProcedureVersion) -> dict[str, Any]:
    """The facts that a stored version holds, in the shape of an import row."""
    facts = {key: getattr(version, key) for key in KEYS - {"field", "ministry"}}
    return _tidy({**facts, "field": version.field.name, "ministry": version.ministry.name})


def _tidy(facts: dict[str, Any]) -> dict[str, Any]:
    """Sets in one order, so that equal facts have equal hashes; prose that is here is not elsewhere."""
    facts["elsewhere"] = [key for key in facts["elsewhere"] if not facts[key]]
    return {key: sorted(value) if key in ORDERED else value for key, value in facts.items()}
