"""Verification services: one question about a record, answered yes, no or unknown, with the least that is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.registers.api import Register, about_of
from tinhso.kernel.access.api import both, either, has_role, is_system, signed_in
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.law.api import Law, Rule

VERIFICATIONS: dict[str, Verification] = {}


@dataclass(frozen=True)
class Verdict:
    """The answer: "yes", "no" or "unknown"; why not, by which law; the agreed fields; source and age of what we know."""

    answer: str
    reason: str = ""
    code: str = ""
    law: str = ""
    fields: tuple[tuple[str, Any], ...] = ()
    source: str = ""
    known_since: datetime | None = None


class Verification:
    """A declared check of one register. `asks` are the facts to give (all must match), `answers` the fields given back."""

    name: ClassVar[str] = ""
    title: ClassVar[str | Promise] = ""
    law: ClassVar[Law]
    register: ClassVar[type[Register]]
    asks: ClassVar[Mapping[str, str | Promise]] = {}
    checks: ClassVar[list[Rule]] = []
    answers: ClassVar[list[str]] = []

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        where = f"{cls.__module__}.{cls.__name__}"
        if not cls.name or cls.name in VERIFICATIONS:
            raise TypeError(f"{where} has no name of its own.")
        about = about_of(cls.register)
        if strangers := set(cls.answers) - set(about.exchanged):
            raise TypeError(f"{where} gives back fields that are not exchanged: {', '.join(sorted(strangers))}.")
        names = {f.name for f in cls.register._meta.get_fields()}
        known = names | {"today"}
        for rule in cls.checks:
            if unknown := set(rule.asks) - known:
                raise TypeError(f"{where}: the rule {rule.code} asks for {', '.join(sorted(unknown))}.")
        if missing := set(cls.asks) - names:
            raise TypeError(f"{where} asks for what no field of the register is: {', '.join(sorted(missing))}.")
        VERIFICATIONS[cls.name] = cls()

    def clean(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The facts given, each in the type of its field. Raises Refused naming the field."""
        found: dict[str, Any] = {}
        for name, label in self.asks.items():
            value = given.get(name)
            if value in (None, ""):
                raise Refused(_("Hãy ghi: %(label)s.") % {"label": label}, code="missing", field=name)
            try:
                found[name] = self.register._meta.get_field(name).to_python(value)
            except ValidationError as problem:
                raise Refused(f"{label}: {problem.messages[0]}", code="invalid", field=name) from problem
        return found

    def look(self, given: Mapping[str, Any], *, today: date) -> tuple[Register | None, Verdict]:
        """The record that matches all facts, and the verdict on it."""
        record = self.register._base_manager.filter(**given).order_by("-entered_at").first()
        if record is None:
            return None, Verdict("unknown")
        facts = {**{f.name: getattr(record, f.name) for f in record._meta.concrete_fields}, "today": today}
        age = {"source": record.source, "known_since": record.entered_at}
        for rule in self.checks:
            outcome = rule.check({name: facts[name] for name in rule.asks})
            if not outcome.ok:
                return record, Verdict("no", outcome.sentence, rule.code, str(rule.law), **age)
        shown = tuple((name, getattr(record, name)) for name in self.answers)
        return record, Verdict("yes", fields=shown, **age)


ASKERS = either(is_system, both(signed_in, has_role("counter_officer", "handling_officer", "leader", "record_keeper")))


@action("exchange.verify", _("Xác minh dữ liệu"), allow=ASKERS)
def verify(act: Act, _subject: None, *, verification: str, given: Mapping[str, Any]) -> Verdict:
    """Ask a verification service, for a purpose. The holder of the record sees that it was asked, by whom and why."""
    service = VERIFICATIONS.get(verification)
    if service is None:
        raise Refused(_("Không có dịch vụ xác minh này."), code="no-such-verification")
    record, verdict = service.look(service.clean(given), today=act.today)
    if record is not None:
        about = about_of(service.register)
        holders = [getattr(record, about.field(name).attname) for name in about.holder]
        act.reads(*holders, subject=record, fields=tuple(service.answers))
    act.announce("exchange.verified", verification=verification, answer=verdict.answer)
    return verdict
