"""Writing observations and targets: signed, remembered, safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import either, has_role, is_system
from tinhso.kernel.actions.api import Act, Refused, action

from .models import Observation, Target

KEY = ("series", "area", "period")
SAME = ("title", "value", "unit", "rank", "rank_of", "source", "note")
keepers = either(is_system, has_role("programme_officer"))


@action("indicators.observe", _("Nhập số liệu"), allow=keepers, purpose=_("Theo dõi chỉ tiêu"))
def observe(act: Act, _subject: None, *, observations: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Write observations that are new, correct those that differ. Raises Refused for one without a source."""
    stored = {tuple(getattr(old, name) for name in KEY): old for old in Observation.objects.all()}
    done = {"new": 0, "changed": 0, "unchanged": 0}
    for values in observations:
        if not str(values.get("source", "")).strip():
            raise Refused(_("Số liệu phải có nguồn: %(title)s.") % {"title": values.get("title", "")}, code="no-source")
        old = stored.get(tuple(values[name] for name in KEY))
        if old is None:
            act.create(Observation, imported_at=act.now, **values)
            done["new"] += 1
        elif any(getattr(old, name) != values[name] for name in SAME):
            act.save(old, imported_at=act.now, **{name: values[name] for name in SAME})
            done["changed"] += 1
        else:
            done["unchanged"] += 1
    if done["new"] or done["changed"]:
        act.announce("indicators.observed", counts=done)
    return done


@action("indicators.set_target", _("Đặt mục tiêu"), allow=keepers, purpose=_("Theo dõi chỉ tiêu"))
def set_target(
    act: Act,
    _subject: None,
    *,
    indicator: str,
    year: int,
    value: Decimal,
    comparison: str,
    law: str,
    clause: str,
    issued_on: date,
    note: str = "",
) -> Target:
    """Set what a figure shall be in a year. What a later text says supersedes what an earlier one said."""
    current = Target.objects.filter(indicator=indicator, year=year, superseded_by=None).first()
    wanted = {
        "value": value,
        "comparison": comparison,
        "law": law,
        "clause": clause,
        "issued_on": issued_on,
        "note": note,
    }
    if current is not None and all(getattr(current, name) == said for name, said in wanted.items()):
        return current
    if current is not None and issued_on < current.issued_on:
        raise Refused(
            _("Mục tiêu đang theo một văn bản ban hành sau (%(law)s).") % {"law": current.law}, code="later-plan"
        )
    number = 1 if current is None else current.number + 1
    made = Target(indicator=indicator, year=year, number=number, **wanted)
    if current is None:
        made.save(force_insert=True)
    else:  # one target may be in force: the new one waits behind the old one for a moment
        made.superseded_by = current
        made.save(force_insert=True)
        act.save(current, superseded_by=made)
        act.save(made, superseded_by=None)
    act.announce("indicators.target_set", subject=made, indicator=indicator, year=year, value=str(value), law=law)
    return made
