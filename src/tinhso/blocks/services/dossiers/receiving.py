"""Reception of a request: the legal clock starts, the receipt with the day of return is due to the applicant."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import (
    ONE_STOP,
    Case,
    State,
    after,
    close,
    move_to,
    start_clock,
    works_on,
)
from tinhso.blocks.documents.api import papers_wanted
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.clock.api import Duration

from ..catalogue.models import ProcedureVersion
from ..declared.service import Service, service_of
from .models import Dossier

# How the catalogue's units are called by the clock.
UNITS = {"hour": "hours", "day": "days", "working_day": "working_days", "month": "months"}


def time_limit(version: ProcedureVersion, service: Service | None) -> Duration | None:
    """The time limit: what the catalogue states; else what the service declares; else unknown (None)."""
    if version.time_value and version.time_unit in UNITS:
        return Duration(version.time_value, UNITS[version.time_unit])
    if version.time_value and not version.time_unit:
        # The portal shows a bare number for some procedures; read as working days (data/procedures/README).
        return Duration(version.time_value, "working_days")
    return service.answer_within if service is not None else None


def receive_now(act: Act, dossier: Dossier, version: ProcedureVersion, service: Service | None) -> None:
    """Receive within the running act: start the clock and hand the case to the next step."""
    case = dossier.case
    start_clock(
        act,
        case,
        duration=time_limit(version, service),
        policy=service.supplement_policy if service is not None else "pause",
        law=service.law if service is not None else ONE_STOP,
    )
    act.save(case, state=State.RECEIVED, received_at=act.now)
    move_to(act, case, after(case, "receive"), outcome="received")
    act.announce(
        "case.received",
        subject=case,
        agency=case.agency,
        code=case.code,
        due_at=case.due_at,
        matter=case.matter,
        unit=case.unit,
        channel=case.channel,
        applicant=case.applicant,
        receipt=papers_wanted(act.actor),
    )


@action("services.receive", _("Tiếp nhận hồ sơ"), allow=works_on, law=ONE_STOP, purpose=_("Tiếp nhận hồ sơ"))
def receive(act: Act, case: Case) -> Case:
    """The counter accepts the request as complete and valid."""
    if case.step != "receive" or case.state not in (State.SUBMITTED, State.PAYMENT):
        raise Refused(_("Hồ sơ này không chờ tiếp nhận."), code="not-waiting")
    dossier = Dossier.objects.select_related("procedure_version", "case").get(case=case)
    if case.state == State.PAYMENT and not dossier.paid:
        raise Refused(_("Người nộp chưa nộp phí, lệ phí."), code="unpaid")
    if dossier.papers.filter(check_result="faulty", replaced_by=None).exists():
        raise Refused(_("Còn giấy tờ chưa hợp lệ: hãy yêu cầu bổ sung hoặc từ chối tiếp nhận."), code="faulty-papers")
    dossier.case = case
    receive_now(act, dossier, dossier.procedure_version, service_of(case.matter))
    return case


@action("services.refuse_reception", _("Từ chối tiếp nhận"), allow=works_on, law=ONE_STOP, purpose=_("Tiếp nhận hồ sơ"))
def refuse_reception(act: Act, case: Case, *, reason: str) -> Case:
    """The counter cannot accept the request; the applicant is told why."""
    if case.step != "receive":
        raise Refused(_("Hồ sơ này không chờ tiếp nhận."), code="not-waiting")
    if not reason.strip():
        raise Refused(_("Hãy ghi rõ lý do từ chối."), code="no-reason", field="reason")
    close(act, case, State.NOT_RECEIVED, outcome="refused", note=reason)
    act.announce(
        "case.not_received", subject=case, agency=case.agency, code=case.code, reason=reason, matter=case.matter
    )
    return case
