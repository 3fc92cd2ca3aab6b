"""Asking for a rehearsal, and writing down what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.declare import Act, Actor, Refused, action, agency_by_code, is_system, later, permission, scope

from .models import Rehearsal
from .scenario import Scenario

PURPOSE = _("Diễn tập chính sách")
LONGEST = timedelta(days=370)


@permission("leader or programme officer of an agency")
def rehearses(actor: Actor, subject: Any = None) -> bool:
    return actor.agency is not None and not actor.roles.isdisjoint({"leader", "programme_officer"})


def sees_all(actor: Actor) -> bool:
    """Whether somebody may rehearse with the applications of every agency: who follows the programme, or leads the province."""
    agency = agency_by_code(actor.agency) if actor.agency else None
    if agency is None or not rehearses(actor):
        return False
    provincial = "programme_officer" in actor.roles and agency.unit.kind == "province"
    return provincial or ("leader" in actor.roles and agency.kind == "province_committee")


@scope(Rehearsal)
def _rehearsals_of(actor: Actor) -> Q:
    return Q(asker_agency=actor.agency) if rehearses(actor) else Q(pk__in=[])


@action("rehearsal.ask", _("Lập diễn tập"), allow=rehearses, purpose=PURPOSE)
def ask(
    act: Act, _subject: None, *, name: str, agency: str, matter: str, first: date, last: date, scenario: Scenario
) -> Rehearsal:
    """Ask for a run; a job plays it. `agency` "" is the whole province. Raises Refused with the field that is wrong."""
    if not agency and not sees_all(act.actor):
        raise Refused(_("Anh/chị chỉ diễn tập được với hồ sơ của cơ quan mình."), code="not-all", field="agency")
    if agency and agency != act.actor.agency and not sees_all(act.actor):
        raise Refused(_("Anh/chị chỉ diễn tập được với hồ sơ của cơ quan mình."), code="not-own", field="agency")
    if agency and agency_by_code(agency) is None:
        raise Refused(_("Không có cơ quan này."), code="no-agency", field="agency")
    if last < first:
        raise Refused(_("Ngày cuối phải sau ngày đầu."), code="period", field="last")
    if last - first > LONGEST:
        raise Refused(_("Chọn nhiều nhất một năm."), code="too-long", field="last")
    if scenario.changes_nothing:
        raise Refused(_("Hãy chọn ít nhất một điều thay đổi."), code="nothing-changes")
    made = act.create(
        Rehearsal, name=name.strip(), agency=agency, matter=matter, first=first, last=last, scenario=scenario.to_json(),
        asked_by=act.actor.name, asker_agency=act.actor.agency, asked_at=act.now,
    )  # fmt: skip
    from .jobs import play_rehearsal

    later(play_rehearsal, rehearsal=str(made.pk))
    return made


@action("rehearsal.finish", _("Ghi kết quả diễn tập"), allow=is_system, purpose=PURPOSE)
def finish(
    act: Act, rehearsal: Rehearsal, *, result: dict[str, Any] | None = None, took: float = 0.0, problem: str = ""
) -> Rehearsal:
    """Keep what came of a run. One that is finished already stays as it is: a job may run twice."""
    if rehearsal.state == Rehearsal.State.DONE:
        return rehearsal
    state = Rehearsal.State.FAILED if problem else Rehearsal.State.DONE
    return act.save(rehearsal, state=state, result=result or {}, took=took, problem=problem[:300])


@action("rehearsal.drop", _("Xóa diễn tập"), allow=rehearses, purpose=PURPOSE)
def drop(act: Act, rehearsal: Rehearsal) -> Rehearsal:
    """Delete a run of one's own agency."""
    if rehearsal.asker_agency != act.actor.agency:
        raise Refused(_("Diễn tập của cơ quan khác."), code="not-own")
    rehearsal.delete()
    return rehearsal
