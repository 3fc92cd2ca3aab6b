"""The actions that every register has: enter, change, correct, end; or refresh, for a copy of a register kept elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import Actor, both, has_role, is_system, permission
from tinhso.kernel.actions.api import Act, Refused, action

from . import keeping
from .about import AFTER, About
from .base import Register


def derive_actions(about: About) -> None:
    """Declare the actions of a register, named after it."""
    name, model = about.name, about.model
    if about.read_only:
        about.actions["refresh"] = _refresh(about)
        return

    @permission("acting for an agency that keeps it")
    def at_a_keeper(actor: Actor, subject: Any) -> bool:
        return about.kept_at(actor.agency)

    @action(
        f"{name}.enter",
        _("Ghi sổ"),
        allow=both(has_role("record_keeper"), at_a_keeper),
        law=about.law,
        purpose=_("Quản lý sổ bộ"),
    )
    def enter(act: Act, _subject: None, *, valid_from: date | None = None, **values: Any) -> Register:
        return keeping.enter(act, model, agency=act.actor.agency or "", valid_from=valid_from, **values)

    @action(f"{name}.change", _("Ghi thay đổi"), allow=about.keepers, law=about.law, purpose=_("Quản lý sổ bộ"))
    def change(act: Act, record: Register, *, on: date | None = None, cause: str = "", **values: Any) -> Register:
        return keeping.change(act, record, on=on, cause=cause, **values)

    @action(f"{name}.correct", _("Đính chính"), allow=about.keepers, law=about.law, purpose=_("Quản lý sổ bộ"))
    def correct(act: Act, record: Register, *, cause: str, on: date | None = None, **values: Any) -> Register:
        return keeping.correct(act, record, cause=cause, on=on, **values)

    @action(f"{name}.end", _("Chấm dứt hiệu lực"), allow=about.keepers, law=about.law, purpose=_("Quản lý sổ bộ"))
    def end(act: Act, record: Register, *, on: date | None = None, cause: str = "") -> Register:
        return keeping.end(act, record, on=on, cause=cause)

    about.actions.update(enter=enter, change=change, correct=correct, end=end)


def _refresh(about: About) -> Any:
    @action(
        f"{about.name}.refresh",
        _("Cập nhật bản sao"),
        allow=is_system,
        law=about.law,
        purpose=_("Đồng bộ từ cơ quan giữ sổ"),
    )
    def refresh(act: Act, _subject: None, *, number: str, source: str, source_version: str, **values: Any) -> Register:
        """Take a record over from where it is kept; the same version again changes nothing."""
        if not source:
            raise Refused(_("Bản sao phải nêu nguồn."), code="no-source")
        known = about.model._base_manager.select_for_update().filter(number=number).first()
        if known is None:
            record = keeping.enter(act, about.model, agency=act.actor.agency or "", number=number, **values)
        elif known.source_version == source_version:
            return known
        else:
            record = keeping.change(act, known, cause=f"{source} {source_version}", **values)
        return act.save(record, source=source, source_version=source_version)

    return refresh


AFTER.append(derive_actions)
