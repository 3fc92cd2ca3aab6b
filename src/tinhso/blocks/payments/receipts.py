"""The electronic receipt for a fee (biên lai điện tử thu phí, lệ phí): numbered, sealed, in the payer's papers.

Decree 123/2020/NĐ-CP, amended by 70/2025/NĐ-CP, rules receipts; their form is not among our facts, so the layout and the
symbol of the series are ours and every page says "minh họa".
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.documents.api import Letterhead, Paper, issue, money_in_words, next_number, seal
from tinhso.blocks.people.api import Person
from tinhso.blocks.units.api import agency_by_code
from tinhso.kernel.access.api import is_system, system_actor
from tinhso.kernel.actions.api import Act, action
from tinhso.kernel.clock.api import ZONE
from tinhso.kernel.law.api import Law
from tinhso.kernel.outbox.api import Event, on

from .models import Charge, Payment

LAW = Law("123/2020/NĐ-CP", "", title="Nghị định")
SERIES = "BL"
COLLECTOR = "Hệ thống thu trực tuyến"


def receipt_number(number: int, year: int) -> str:
    """Number and symbol of a receipt, counted anew each year: (12, 2026) → "0000012/BL-26"."""
    return f"{number:07}/{SERIES}-{year % 100:02}"


def _letterhead(code: str, *, number: str, on: date) -> Letterhead:
    agency = agency_by_code(code)
    if agency is None:
        return Letterhead(agency=code, number=number)
    parent = agency.parent.name if agency.parent else ""
    return Letterhead(agency=agency.name, parent=parent, number=number, place=agency.unit.name, date=on)


def _data(due: Charge, payment: Payment, person: Person, *, number: str, on: date) -> dict[str, Any]:
    unit = person.unit.full_name if person.unit else ""
    return {
        "letterhead": _letterhead(due.agency, number=number, on=on),
        "payer": person.full_name,
        "payer_id": person.personal_id or "",
        "address": ", ".join(part for part in (person.address_line, unit) if part),
        "code": due.code,
        "charges": [{"name": item["label"], "amount": item["amount"]} for item in due.items],
        "in_words": money_in_words(due.amount),
        "way": str(payment.get_channel_display()),
        "paid_at": payment.paid_at,
        "collector": payment.taken_by or COLLECTOR,
    }


@action("payments.give_receipt", _("Cấp biên lai"), allow=is_system, law=LAW, purpose=_("Thu phí, lệ phí"))
def give_receipt(act: Act, due: Charge) -> Charge:
    """Issue the receipt of a charge that was paid; once. The number dies with the act if the act fails."""
    payment = due.settled_by
    person = Person.objects.select_related("unit").filter(pk=due.payer).first() if due.payer else None
    if due.receipt is not None or payment is None or person is None:
        return due
    year = act.now.astimezone(ZONE).year
    number = receipt_number(next_number(due.agency, SERIES, year), year)
    agency = agency_by_code(due.agency)
    name = agency.name if agency is not None else due.agency
    with translation.override("vi"):
        paper: Paper = issue(
            act.actor, None, purpose=act.purpose, now=act.now, template="fee_receipt",
            data=_data(due, payment, person, number=number, on=act.today), agency=due.agency, agency_name=name,
            holder_name=person.full_name, holder_person=person.pk, case=due.code, number=number,
            signers=(seal(due.agency, name=name),), reason=str(act.purpose),
        )  # fmt: skip
    act.save(due, receipt=paper.pk)
    return due


@on("payment.received", reader="fee-receipts")
def receipt_after_payment(event: Event) -> None:
    """Every fee that was paid gets its receipt (once: a replayed event finds it there)."""
    if not event.payload.get("receipt", True):
        return
    due = Charge.objects.filter(pk=str(event.subject_id)).first()
    if due is not None:
        give_receipt(system_actor("Biên lai điện tử", agency=event.agency), due, now=event.at)
