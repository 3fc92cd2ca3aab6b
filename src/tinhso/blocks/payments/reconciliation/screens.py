"""Reconciliation on the desk: the days, one day with its three totals, the differences as work, one difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.access.api import visible
from tinhso.kernel.actions.api import Refused
from tinhso.kernel.clock.api import today
from tinhso.web.api import actor_of, page_of

from ..bank import BankAway
from ..desk import as_file, deeds_of
from ..gate import attempt, key_of, new_key, only
from ..models import Difference, ReconciledDay, Statement
from ..platform import client
from ..queries import accounts
from ..rights import CASHIER, keeps_accounts
from .actions import UNSOLVED, book_line, import_statement, reconcile, solve_difference, take_difference
from .compare import MATCHED, Row, totals
from .day import Day, rows_of, totals_of
from .fetching import fetch
from .work import ADVICE, assign_to, colleagues_for

DAYS = 31


@never_cache
@require_safe
@only(keeps_accounts)
def days(request: HttpRequest) -> HttpResponse:
    """The last month, account by account: what was reconciled, and what is still open."""
    actor, last = actor_of(request), today()
    done = {
        (row.account, row.day): row for row in visible(actor, ReconciledDay).filter(day__gt=last - timedelta(days=DAYS))
    }
    unsolved = Count("pk", filter=Q(state__in=UNSOLVED))
    counts = {
        (row["account"], row["day"]): row
        for row in visible(actor, Difference)
        .order_by()
        .values("account", "day")
        .annotate(all=Count("pk"), unsolved=unsolved)
    }
    lines = [
        {
            "day": day,
            "account": account,
            "name": name,
            "done": done.get((account, day)),
            "count": counts.get((account, day), {"all": 0, "unsolved": 0}),
        }
        for day in (last - timedelta(days=number) for number in range(DAYS))
        for account, name in accounts().items()
        if number_of(day, last) < 2 or (account, day) in done or (account, day) in counts
    ]
    return render(request, "payments/desk/days.html", {"lines": lines, "accounts": accounts(), "today": last})


def number_of(day: date, last: date) -> int:
    """How many days ago: today and yesterday are listed even if nobody reconciled them."""
    return (last - day).days


def _asked(account: str, on: str) -> Day:
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    if account not in accounts() or day > today():
        raise Http404
    return Day(account, day)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only(keeps_accounts)
def one_day(request: HttpRequest, account: str, on: str) -> HttpResponse:
    """One account on one day: the three totals and where they part; import, fetch, reconcile."""
    of = _asked(account, on)
    if request.method != "POST":
        return _day_page(request, of)
    problem = _carry_out(request, of)
    if problem:
        return _day_page(request, of, problem=problem, status=422)
    return redirect("desk-reconciliation-day", account=account, on=on)


def _carry_out(request: HttpRequest, of: Day) -> str:
    """What the form asks for; a sentence if it cannot be done. A statement that came in is reconciled at once."""
    actor, step, key = actor_of(request), request.POST.get("step", ""), key_of(request)
    try:
        if step == "import":
            file = request.FILES.get("file")
            if file is None:
                return _("Hãy chọn tệp sao kê.")
            statement = import_statement(
                actor, None, key=key, account=of.account, day=of.day, content=file.read(), name=file.name or ""
            )
        elif step == "fetch":
            statement = fetch(actor, account=of.account, day=of.day)
        elif step == "reconcile":
            statement = None
        else:
            raise Http404
        reconcile(actor, None, key=key and f"{key}:reconcile", account=of.account, day=of.day)
    except Refused as no:
        return str(no)
    except (BankAway, client.PlatformAway):
        return _("Chưa lấy được sao kê: ngân hàng hoặc nền tảng thanh toán không trả lời. Hãy thử lại hoặc nhập tệp.")
    if statement is not None:
        said = {"new": statement.new, "known": statement.known, "refused": len(statement.refused)}
        messages.success(
            request, _("Sao kê: %(new)s dòng mới, %(known)s dòng đã có, %(refused)s dòng bị từ chối.") % said
        )
    else:
        messages.success(request, _("Đã đối soát."))
    return ""


def _day_page(request: HttpRequest, of: Day, *, problem: str = "", status: int = 200) -> HttpResponse:
    rows, found = rows_of(of), totals_of(of)
    sums = totals(rows)
    items = visible(actor_of(request), Difference).filter(account=of.account, day=of.day)
    context = {
        "of": of,
        "account_name": accounts()[of.account],
        "parts": _parts(rows),
        "sums": sums,
        "totals": found,
        "adds_up": sums == found,
        "items": items.order_by("state", "kind", "reference"),
        "done": ReconciledDay.objects.filter(account=of.account, day=of.day).first(),
        "statements": Statement.objects.filter(account=of.account, day=of.day).order_by("-imported_at"),
        "before": of.day - timedelta(days=1),
        "after": of.day + timedelta(days=1) if of.day < today() else None,
        "accounts": accounts(),
        "problem": problem,
        "key": new_key(),
    }
    return render(request, "payments/desk/day.html", context, status=status)


def _parts(rows: list[Row]) -> list[dict[str, Any]]:
    """The rows by kind: how many, and what they add to each side. Matched ones first."""
    kinds = [(MATCHED, gettext_lazy("Khớp cả ba")), *Difference.Kind.choices]
    parts = []
    for kind, label in kinds:
        own = [row for row in rows if row.kind == kind]
        if own or kind == MATCHED:
            parts.append({"kind": kind, "label": label, "count": len(own), "sums": totals(own)})
    return parts


@never_cache
@require_safe
@only(keeps_accounts)
def export(request: HttpRequest, account: str, on: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Every row of the day as a file, with the totals in the last line."""
    of = _asked(account, on)
    return as_file(_export_rows(of), kind, name=f"doi-soat-{of.day:%Y%m%d}", title="Doi soat")


def _export_rows(of: Day) -> Iterator[list[str]]:
    labels = {MATCHED: _("Khớp cả ba"), **dict(Difference.Kind.choices)}
    yield [_("Mã giao dịch"), _("Kết quả"), _("Bên hồ sơ (đồng)"), _("Bên tin báo (đồng)"), _("Bên sao kê (đồng)")]
    rows = rows_of(of)
    for row in rows:
        sides = (row.charge_amount, row.payment_amount, row.statement_amount)
        yield [row.reference, str(labels[row.kind]), *map(str, sides)]
    found = totals(rows)
    yield [_("Tổng cộng"), "", str(found.charges), str(found.payments), str(found.statement)]


@never_cache
@require_safe
@only(CASHIER)
def work(request: HttpRequest) -> HttpResponse:
    """The differences that I may work on: unsolved ones first."""
    rows = visible(actor_of(request), Difference)
    tabs: dict[str, tuple[Any, Q]] = {
        "unsolved": (gettext_lazy("Cần xử lý"), Q(state__in=UNSOLVED)),
        "mine": (gettext_lazy("Của tôi"), Q(state=Difference.State.ASSIGNED, assignee=actor_of(request).account)),
        "solved": (gettext_lazy("Đã xong"), ~Q(state__in=UNSOLVED)),
    }
    counts = rows.aggregate(**{name: Count("pk", filter=which) for name, (_l, which) in tabs.items()})
    tab = request.GET.get("tab", "")
    tab = tab if tab in tabs else "unsolved"
    context = {
        "tabs": [
            {"name": name, "label": label, "count": counts[name], "query": f"?tab={name}"}
            for name, (label, _w) in tabs.items()
        ],
        "tab": tab,
        "page": page_of(
            rows.filter(tabs[tab][1]).order_by("-found_at", "-id"), request, per_page=50, total=counts[tab]
        ),
    }
    return render(request, "payments/desk/differences.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only(CASHIER)
def difference(request: HttpRequest, item: UUID) -> HttpResponse:
    """One difference: the three sides, what to do, who does it, how it was solved."""
    actor = actor_of(request)
    found = get_object_or_404(
        visible(actor, Difference).select_related("charge", "payment", "line__statement", "refund"), pk=item
    )
    if request.method != "POST":
        return _difference_page(request, found)
    key, solution = key_of(request), request.POST.get("solution", "")
    reason = request.POST.get("reason", "")[:300]
    steps: dict[str, Any] = {
        "take": lambda: take_difference(actor, found, key=key),
        "assign": lambda: assign_to(actor, found, request.POST.get("to", ""), key=key),
        "book": lambda: book_line(actor, found, key=key),
        "solve": lambda: solve_difference(actor, found, key=key, solution=solution, reason=reason),
    }
    step = steps.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    problem = attempt(step)
    if problem is not None:
        return _difference_page(
            request, found, problem=str(problem), typed={"solution": solution, "reason": reason}, status=problem.status
        )
    messages.success(request, _("Đã ghi nhận."))
    return redirect("desk-difference", item=found.pk)


def _difference_page(
    request: HttpRequest,
    found: Difference,
    *,
    problem: str = "",
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    unsolved = found.state in UNSOLVED
    context = {
        "item": found,
        "account_name": accounts().get(found.account, found.account),
        "advice": ADVICE[Difference.Kind(found.kind)],
        "unsolved": unsolved,
        "may_book": unsolved and found.payment is None and found.line is not None and found.line.amount > 0,
        "keeper": keeps_accounts(actor_of(request), found),
        "colleagues": colleagues_for(found, on=today()) if unsolved else [],
        "solutions": [choice for choice in Difference.Solution.choices if choice[0]],
        "deeds": deeds_of(found),
        "problem": problem,
        "typed": typed or {"solution": "", "reason": ""},
        "key": new_key(),
    }
    return render(request, "payments/desk/difference.html", context, status=status)
