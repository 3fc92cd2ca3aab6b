"""Screens: what was rehearsed, asking for a run, and its result."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.declare import (
    Refused,
    actor_of,
    agencies_on,
    agency_name,
    cases,
    key_of,
    nav,
    new_key,
    page_of,
    today,
    visible,
)
from tinhso.web.api import DateField

from .actions import ask, drop, rehearses, sees_all
from .models import Rehearsal
from .scenario import COUNTER, HANDLING, LEADER, Scenario
from .simulate import ARRIVAL, DUE

PER_PAGE, PLACE = 20, "rehearsal"
GROUPS = {COUNTER: _("Một cửa"), HANDLING: _("Chuyên viên thụ lý"), LEADER: _("Lãnh đạo ký duyệt")}

nav(
    "desk", _("Diễn tập chính sách"), "rehearsals", icon="flask-conical", order=703, allow=rehearses,
    group=_("Báo cáo"), within=("rehearsal", "rehearsal-new"),
)  # fmt: skip


class RehearsalForm(forms.Form):
    """What is tried, on which period."""

    name = forms.CharField(label=_("Tên diễn tập"), max_length=120)
    agency = forms.ChoiceField(label=_("Hồ sơ của"), required=False)
    matter = forms.CharField(
        label=_("Mã thủ tục"), max_length=20, required=False, help_text=_("Để trống: mọi thủ tục.")
    )
    first = DateField(label=_("Tiếp nhận từ ngày"))
    last = DateField(label=_("đến hết ngày"))
    days = forms.IntegerField(
        label=_("Thời hạn: thêm hoặc bớt ngày làm việc"), min_value=-30, max_value=90, required=False
    )
    limit = forms.IntegerField(label=_("Thời hạn so với trước (%)"), min_value=10, max_value=300, required=False)
    counter = forms.IntegerField(
        label=_("Thêm hoặc bớt người ở một cửa, mỗi cơ quan"), min_value=-20, max_value=50, required=False
    )
    handling = forms.IntegerField(
        label=_("Thêm hoặc bớt chuyên viên, mỗi cơ quan"), min_value=-20, max_value=50, required=False
    )
    leader = forms.IntegerField(
        label=_("Thêm hoặc bớt lãnh đạo ký, mỗi cơ quan"), min_value=-20, max_value=50, required=False
    )
    without = forms.MultipleChoiceField(label=_("Bỏ bước"), required=False, widget=forms.CheckboxSelectMultiple)
    work = forms.IntegerField(label=_("Công thẩm định so với trước (%)"), min_value=5, max_value=500, required=False)
    applications = forms.IntegerField(label=_("Số hồ sơ so với trước (%)"), min_value=5, max_value=400, required=False)
    order = forms.ChoiceField(
        label=_("Làm trước"), required=False, choices=[(ARRIVAL, _("hồ sơ đến trước")), (DUE, _("hồ sơ hết hạn trước"))]
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(agency.code, agency.name) for agency in agencies_on(today())] if sees_all(actor) else []
        whole = [("", _("Toàn tỉnh"))] if sees_all(actor) else []
        own = [(actor.agency, agency_name(actor.agency))] if not offered else []
        self.fields["agency"].choices = [*whole, *own, *offered]  # type: ignore[attr-defined]
        leaves = {code: title for code, title in cases.TITLES.items() if code not in ("receive", "sign", "return")}
        self.fields["without"].choices = list(leaves.items())  # type: ignore[attr-defined]

    def scenario(self) -> Scenario:
        said = self.cleaned_data
        more = {group: said[group] for group in (COUNTER, HANDLING, LEADER) if said[group]}
        return Scenario(
            days=said["days"] or 0, limit=said["limit"] or 100, officials=more, without=tuple(said["without"]),
            work={"examine": said["work"]} if said["work"] not in (None, 100) else {},
            applications=said["applications"] or 100, order=said["order"] or ARRIVAL,
        )  # fmt: skip


def _only_those_who_rehearse(request: HttpRequest) -> None:
    if not rehearses(actor_of(request)):
        raise Http404


@never_cache
@require_safe
def rehearsals(request: HttpRequest) -> HttpResponse:
    """What one's agency has rehearsed, the newest first."""
    _only_those_who_rehearse(request)
    page = page_of(visible(actor_of(request), Rehearsal), request, PER_PAGE)
    lines = [(one, _changes(Scenario.from_json(one.scenario))) for one in page.rows]
    return render(request, "rehearsal/rehearsals.html", {"page": page, "lines": lines})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a run."""
    _only_those_who_rehearse(request)
    actor = actor_of(request)
    month = today().replace(day=1)
    initial = {
        "first": (month - timedelta(days=62)).replace(day=1),
        "last": month - timedelta(days=1),
        "agency": actor.agency,
    }
    form = RehearsalForm(request.POST or None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = ask(
                actor, None, name=said["name"], agency=said["agency"], matter=said["matter"], first=said["first"],
                last=said["last"], scenario=form.scenario(), key=key_of(request, PLACE),
            )  # fmt: skip
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            return redirect("rehearsal", made.pk)
    status = 422 if form.errors else 200
    return render(request, "rehearsal/new.html", {"form": form, "key": new_key(PLACE)}, status=status)


@never_cache
@require_safe
def rehearsal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A run: how far it is, or what came of it."""
    found = _found(request, pk)
    context: dict[str, Any] = {
        "one": found, "agency": agency_name(found.agency) if found.agency else _t("Toàn tỉnh"),
        "changes": _changes(Scenario.from_json(found.scenario)), "key": new_key(PLACE),
        "waiting": found.state in (Rehearsal.State.WAITING, Rehearsal.State.RUNNING),
    }  # fmt: skip
    if found.state == Rehearsal.State.DONE:
        context |= _result(found)
    template = (
        "rehearsal/_state.html"
        if request.headers.get("HX-Request") and context["waiting"]
        else "rehearsal/rehearsal.html"
    )
    return render(request, template, context)


@require_POST
def drop_rehearsal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a run."""
    drop(actor_of(request), _found(request, pk), key=key_of(request, PLACE))
    messages.success(request, _t("Đã xóa diễn tập."))
    return redirect("rehearsals")


def _found(request: HttpRequest, pk: UUID) -> Rehearsal:
    _only_those_who_rehearse(request)
    found = visible(actor_of(request), Rehearsal).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _result(found: Rehearsal) -> dict[str, Any]:
    now, then = found.result["now"], found.result["then"]
    steps = [
        {"title": cases.TITLES.get(step, step), "now": now["steps"].get(step), "then": then["steps"].get(step)}
        for step in dict.fromkeys([*now["steps"], *then["steps"]])
    ]
    busy = sorted(then["desks"], key=lambda desk: -desk["busy"])[:10]
    before = {(desk["agency"], desk["group"]): desk for desk in now["desks"]}
    desks = [
        {
            **desk,
            "name": agency_name(desk["agency"]),
            "group": GROUPS[desk["group"]],
            "now": before.get((desk["agency"], desk["group"])),
        }
        for desk in busy
    ]
    return {"real": found.result["real"], "now": now, "then": then, "steps": steps, "desks": desks,
            "calibration": found.result["calibration"], "requests": found.result["requests"], "judged": found.result["judged"]}  # fmt: skip


def _changes(scenario: Scenario) -> list[str]:
    """What a scenario changes, in words."""
    said = []
    if scenario.days:
        said.append(_t("thời hạn %(days)+d ngày làm việc") % {"days": scenario.days})
    if scenario.limit != 100:
        said.append(_t("thời hạn bằng %(percent)s%% trước đây") % {"percent": scenario.limit})
    for group, number in scenario.officials.items():
        said.append(_t("%(group)s: %(number)+d người mỗi cơ quan") % {"group": GROUPS[group], "number": number})
    said += [_t("bỏ bước %(step)s") % {"step": cases.TITLES.get(step, step)} for step in scenario.without]
    for step, percent in scenario.work.items():
        said.append(_t("công %(step)s bằng %(percent)s%%") % {"step": cases.TITLES.get(step, step), "percent": percent})
    if scenario.applications != 100:
        said.append(_t("số hồ sơ bằng %(percent)s%%") % {"percent": scenario.applications})
    if scenario.order == DUE:
        said.append(_t("hết hạn trước làm trước"))
    return said
