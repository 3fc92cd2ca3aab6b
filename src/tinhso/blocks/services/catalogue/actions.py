"""The catalogue's write path: one import is one signed act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import either, has_role, is_system
from tinhso.kernel.actions.api import Act, action
from tinhso.kernel.search.api import fold, sort_key

from .agencies import agency_codes
from .facts import groups_of
from .models import Field, Ministry, Procedure, ProcedureVersion
from .plan import Change, Plan

BATCH = 500
Progress = Callable[[int, int], None]


@action("services.load_procedures", _("Nạp danh mục thủ tục"), allow=either(is_system, has_role("it_admin")))
def load_procedures(act: Act, subject: None, *, plan: Plan, progress: Progress | None = None) -> None:
    """Carry out a plan: new procedures, new versions, corrections of the same day, abolitions.

    Announces `services.catalogue_changed` with `counts`.
    """
    lookups = _Lookups(plan)
    procedures = [Procedure(code=change.code) for change in plan.new]
    Procedure.objects.bulk_create(procedures, batch_size=BATCH)
    known = {procedure.code: procedure for procedure in procedures}
    _close([change.current for change in plan.changed if change.current and not change.corrects], plan.on)
    _mark(plan.changed)
    total, done = len(plan.new) + len(plan.changed), 0
    for start in range(0, total, BATCH):
        part = [*plan.new, *plan.changed][start : start + BATCH]
        versions = [lookups.version(change, known.get(change.code), plan.on) for change in part]
        fresh = [version for version, change in zip(versions, part, strict=True) if not change.corrects]
        again = [version for version, change in zip(versions, part, strict=True) if change.corrects]
        ProcedureVersion.objects.bulk_create(fresh, batch_size=BATCH)
        for version in again:
            version.save(force_update=True)
        done += len(part)
        if progress:
            progress(done, total)
    _abolish(plan)
    act.announce("services.catalogue_changed", counts=plan.counts())


def _close(versions: list[ProcedureVersion], on: date) -> None:
    """End the versions in force; one that ended earlier (its procedure comes back) keeps its own end."""
    ids = [version.pk for version in versions if version.valid_to is None]
    ProcedureVersion.objects.filter(pk__in=ids).update(valid_to=on)


def _mark(changes: list[Change]) -> None:
    codes = [change.code for change in changes]
    Procedure.objects.filter(code__in=codes).exclude(status=Procedure.Status.CHANGED).update(
        status=Procedure.Status.CHANGED
    )


def _abolish(plan: Plan) -> None:
    """A version that began today still has to be in force for one day: it was."""
    for version in plan.abolished:
        end = max(plan.on, version.valid_from + timedelta(days=1))
        ProcedureVersion.objects.filter(pk=version.pk).update(valid_to=end)
    ids = [version.procedure_id for version in plan.abolished]
    Procedure.objects.filter(pk__in=ids).update(status=Procedure.Status.ABOLISHED)


class _Lookups:
    """Fields, ministries and agencies by name; makes those that are missing."""

    def __init__(self, plan: Plan) -> None:
        changes = [*plan.new, *plan.changed]
        self.fields = {row.name: row for row in Field.objects.all()}
        self.ministries = {row.name: row for row in Ministry.objects.all()}
        self._add_fields(sorted({change.facts["field"] for change in changes} - set(self.fields)))
        for name in sorted({change.facts["ministry"] for change in changes} - set(self.ministries)):
            self.ministries[name] = Ministry.objects.create(name=name)
        self.agencies = agency_codes({change.facts["lead_agency_name"] for change in changes}, on=plan.on)

    def _add_fields(self, names: list[str]) -> None:
        taken = {row.code for row in self.fields.values()}
        for name in names:
            base = code = slugify(fold(name))[:110] or "linh-vuc"
            number = 1
            while code in taken:
                number += 1
                code = f"{base}-{number}"
            taken.add(code)
            self.fields[name] = Field.objects.create(code=code, name=name, sort_key=sort_key(name)[:900])

    def version(self, change: Change, procedure: Procedure | None, on: date) -> ProcedureVersion:
        facts: dict[str, Any] = dict(change.facts)
        field, ministry = self.fields[facts.pop("field")], self.ministries[facts.pop("ministry")]
        lead = self.agencies.get(facts["lead_agency_name"], "") if "tinh" in facts["level"] else ""
        current = change.current
        again = current if change.corrects else None
        title = fold(facts["title"])
        return ProcedureVersion(
            **({"pk": again.pk, "valid_from": again.valid_from} if again else {"valid_from": on}),
            procedure=current.procedure if current else procedure,
            number=change.number,
            field=field,
            ministry=ministry,
            lead_agency=lead,
            who=groups_of(facts["subjects"]),
            content_hash=change.content_hash,
            title_text=f" {title} ",
            search_text=f" {title} {fold(field.name)} {fold(' '.join(r['name'] for r in facts['results']))} ",
            **facts,
        )
