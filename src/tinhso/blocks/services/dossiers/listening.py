"""What the services block hears of: fees that were paid."""

from __future__ import annotations

from tinhso.blocks.cases.api import Case, State
from tinhso.kernel.access.api import is_system, system_actor
from tinhso.kernel.actions.api import Act, action
from tinhso.kernel.outbox.api import Event, on

from ..declared.service import service_of
from .models import Dossier
from .receiving import receive_now


@action("services.fee_paid", "Ghi nhận đã nộp phí", allow=is_system, purpose="Thu phí, lệ phí")
def fee_paid(act: Act, case: Case) -> Case:
    """The fee of a request has arrived: it may be received now, or is received at once if the service allows."""
    dossier = Dossier.objects.select_related("procedure_version").get(case=case)
    if dossier.paid:
        return case
    dossier.case = case
    act.save(dossier, paid=True)
    if case.state == State.PAYMENT:
        act.save(case, state=State.SUBMITTED)
        service = service_of(case.matter)
        if service is not None and service.at_once:
            receive_now(act, dossier, dossier.procedure_version, service)
    act.announce("case.fee_paid", subject=case, agency=case.agency, code=case.code, amount=dossier.fee)
    return case


@on("payment.received", reader="services")
def note_payment(event: Event) -> None:
    """Tell the dossier that its charge was paid (once: a replayed event finds it paid)."""
    if event.payload.get("about_type") != Case._meta.db_table:
        return
    case = Case.objects.filter(pk=event.payload["about_id"]).first()
    if case is not None:
        fee_paid(system_actor("Kho bạc", agency=event.agency), case, now=event.at)
