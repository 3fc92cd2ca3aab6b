"""Importing statements, reconciling a day, and working off what does not add up."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import either, has_role, is_system
from tinhso.kernel.actions.api import Act, Refused, action

from ..models import Charge, Difference, Payment, ReconciledDay, Refund, Statement, StatementLine
from ..queries import accounts
from ..refunds.actions import refund_done
from ..rights import keeps_accounts, of_agency
from .compare import MATCHED, Row, totals
from .day import Day, rows_of, totals_of
from .reading import Read, Unreadable, read_statement

PURPOSE = _("Đối soát thu phí, lệ phí")
KEEPER = either(keeps_accounts, is_system)
WORKER = of_agency(has_role("cashier"))
UNSOLVED = (Difference.State.OPEN, Difference.State.ASSIGNED)


@action("payments.import_statement", _("Nhập sao kê"), allow=KEEPER, purpose=PURPOSE, secret=("content",))
def import_statement(act: Act, _subject: None, *, account: str, day: date, content: bytes, name: str) -> Statement:
    """Take the lines of a statement in. The same file again changes nothing; a line that is known already is not doubled.

    Refused lines are kept by number with their reason. A refund that the statement shows has come to its end.
    """
    if account not in accounts():
        raise Refused(_("Không có tài khoản thu này."), code="no-account", field="account")
    digest = hashlib.sha256(content).hexdigest()
    before = Statement.objects.filter(account=account, day=day, sha256=digest).first()
    if before is not None:
        return before
    try:
        good, refused = read_statement(content, account=account, day=day)
    except Unreadable as problem:
        raise Refused(str(problem), code="unreadable", field="file") from problem
    kept = {
        line.reference: line
        for line in StatementLine.objects.filter(account=account, reference__in=[read.reference for read in good])
    }
    said = [{"number": line.number, "reference": line.reference, "why": line.why} for line in refused]
    for read in good:
        if read.reference in kept and not _same(kept[read.reference], read):
            why = _t("Mã giao dịch đã nhập trước đó với nội dung khác.")
            said.append({"number": read.number, "reference": read.reference, "why": why})
    new = [read for read in good if read.reference not in kept]
    statement = act.create(
        Statement,
        account=account,
        day=day,
        name=name[:200],
        sha256=digest,
        imported_at=act.now,
        imported_by=act.actor.name,
        new=len(new),
        known=sum(1 for read in good if read.reference in kept and _same(kept[read.reference], read)),
        refused=sorted(said, key=lambda line: line["number"]),
    )
    StatementLine.objects.bulk_create([_line(statement, read) for read in new], batch_size=1000)
    _end_refunds(act, account, new)
    return statement


def _same(kept: StatementLine, read: Read) -> bool:
    return (kept.amount, kept.text, kept.paid_at) == (read.amount, read.text, read.paid_at)


def _line(statement: Statement, read: Read) -> StatementLine:
    return StatementLine(
        statement=statement,
        account=statement.account,
        day=statement.day,
        number=read.number,
        reference=read.reference,
        amount=read.amount,
        text=read.text,
        payer_name=read.payer,
        paid_at=read.paid_at,
    )


def _end_refunds(act: Act, account: str, lines: list[Read]) -> None:
    """A refund is done when the account shows its debit, and shows the same amount."""
    out = {line.reference: -line.amount for line in lines if line.amount < 0}
    for refund in Refund.objects.filter(state=Refund.State.SENT, reference__in=out, payment__account=account):
        if out[refund.reference] == refund.amount and (act.actor.system or WORKER(act.actor, refund)):
            refund_done(act.actor, refund, reference=refund.reference)


@action("payments.reconcile", _("Đối soát"), allow=KEEPER, purpose=PURPOSE)
def reconcile(act: Act, _subject: None, *, account: str, day: date) -> ReconciledDay:
    """Compare the three sides of a day. Each new difference becomes work; what no longer differs is closed by itself.

    Raises Refused if the rows do not add up to the totals that the database counts: that would be our own fault.
    """
    if account not in accounts():
        raise Refused(_("Không có tài khoản thu này."), code="no-account", field="account")
    of = Day(account, day)
    done = ReconciledDay.objects.select_for_update().filter(account=account, day=day).first()
    rows = rows_of(of)
    found = totals_of(of)
    if totals(rows) != found:
        raise Refused(_("Ba tổng không khớp với các dòng. Hãy báo quản trị hệ thống."), code="not-adding-up")
    _note(act, of, [row for row in rows if row.kind != MATCHED])
    values = {
        "at": act.now,
        "by": act.actor.name,
        "charges": found.charges,
        "payments": found.payments,
        "statement": found.statement,
        "matched": sum(1 for row in rows if row.kind == MATCHED),
    }
    if done is None:
        done = act.create(ReconciledDay, account=account, day=day, **values)
    else:
        act.save(done, **values)
    act.announce("payments.reconciled", subject=done, agency=settings.PAYMENTS_AGENCY, account=account, day=str(day))
    return done


def _note(act: Act, of: Day, rows: list[Row]) -> None:
    known = {item.key: item for item in Difference.objects.select_for_update().filter(account=of.account, day=of.day)}
    due_agency = _agencies(rows)
    seen = set()
    for row in rows:
        key = f"{of.account}:{of.day}:{row.kind}:{row.reference or row.charge}"
        seen.add(key)
        values = {
            "charge_amount": row.charge_amount,
            "payment_amount": row.payment_amount,
            "statement_amount": row.statement_amount,
        }
        item = known.get(key)
        if item is None:
            act.create(Difference, key=key, **_about(of, row, due_agency), **values, found_at=act.now)
        elif item.state == Difference.State.GONE:
            act.save(item, **values, state=Difference.State.OPEN, reason="", solved_at=None, solved_by="")
        elif any(getattr(item, name) != value for name, value in values.items()):
            act.save(item, **values)
    for key, item in known.items():
        if key not in seen and item.state in UNSOLVED:
            why = _t("Lần đối soát này không còn sai lệch.")
            act.save(item, state=Difference.State.GONE, reason=why, solved_at=act.now, solved_by=act.actor.name)


def _about(of: Day, row: Row, agencies: Mapping[str, str]) -> dict[str, Any]:
    money_back = row.payment_amount < 0
    return {
        "account": of.account,
        "day": of.day,
        "kind": row.kind,
        "agency": agencies.get(row.charge, settings.PAYMENTS_AGENCY),
        "reference": row.reference,
        "charge_id": row.charge or None,
        "payment_id": (row.payment or None) if not money_back else None,
        "refund_id": row.payment if money_back else None,
        "line_id": row.line or None,
    }


def _agencies(rows: list[Row]) -> dict[str, str]:
    """Which agency collects each charge."""
    keys = {row.charge for row in rows if row.charge}
    return {str(key): agency for key, agency in Charge.objects.filter(pk__in=keys).values_list("pk", "agency")}


@action("payments.take_difference", _("Nhận xử lý sai lệch"), allow=WORKER, purpose=PURPOSE)
def take_difference(act: Act, item: Difference) -> Difference:
    """I look after this."""
    _must_be_unsolved(item)
    return act.save(item, state=Difference.State.ASSIGNED, assignee=act.actor.account, assignee_name=act.actor.name)


@action("payments.assign_difference", _("Giao xử lý sai lệch"), allow=WORKER, purpose=PURPOSE)
def assign_difference(act: Act, item: Difference, *, account: UUID, name: str) -> Difference:
    """Somebody else looks after this: a cashier of the agency or of the keeper of the accounts (screens offer these)."""
    _must_be_unsolved(item)
    return act.save(item, state=Difference.State.ASSIGNED, assignee=account, assignee_name=name)


@action("payments.solve_difference", _("Xử lý xong sai lệch"), allow=WORKER, purpose=PURPOSE)
def solve_difference(act: Act, item: Difference, *, solution: str, reason: str) -> Difference:
    """How it was solved, and why that is right."""
    _must_be_unsolved(item)
    if solution not in Difference.Solution.values or not solution:
        raise Refused(_("Hãy chọn cách xử lý."), code="no-solution", field="solution")
    if not reason.strip():
        raise Refused(_("Hãy ghi rõ đã xử lý thế nào."), code="no-reason", field="reason")
    return act.save(
        item,
        state=Difference.State.SOLVED,
        solution=solution,
        reason=reason.strip()[:300],
        solved_at=act.now,
        solved_by=act.actor.name,
    )


@action("payments.book_line", _("Ghi nhận tiền theo sao kê"), allow=WORKER, purpose=PURPOSE)
def book_line(act: Act, item: Difference) -> Difference:
    """Take money in that the statement shows and no notice told of; it goes the way of every payment."""
    from .booking import payment_from

    _must_be_unsolved(item)
    line = item.line
    if line is None or line.amount <= 0 or Payment.objects.filter(bank_reference=line.reference).exists():
        raise Refused(_("Không có dòng tiền vào nào để ghi nhận."), code="no-line")
    payment = payment_from(act, line)
    return act.save(
        item,
        payment=payment,
        state=Difference.State.SOLVED,
        solution=Difference.Solution.BOOKED,
        reason=_t("Ghi nhận theo dòng %(number)s của sao kê %(name)s.")
        % {"number": line.number, "name": line.statement.name},
        solved_at=act.now,
        solved_by=act.actor.name,
    )


def _must_be_unsolved(item: Difference) -> None:
    if item.state not in UNSOLVED:
        raise Refused(_("Sai lệch này đã xử lý xong."), code="solved")
