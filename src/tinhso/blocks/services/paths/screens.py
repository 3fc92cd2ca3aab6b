"""Screens of the paths: list, one path, its draft, publishing, BPMN."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.blocks.cases import api as cases
from tinhso.blocks.cases.api import Case, PathVersion, writes_paths
from tinhso.blocks.units.api import agencies_on, agency_name
from tinhso.kernel.access.api import ROLES, visible
from tinhso.kernel.actions.api import Conflict, Refused
from tinhso.kernel.clock.api import today
from tinhso.web import api as web
from tinhso.web.api import DateField, actor_of, expected, nav, page_of

from ..catalogue.models import ProcedureVersion
from ..catalogue.queries import version_on
from ..declared.service import SERVICES
from ..desk.gate import officials
from .bpmn import bpmn_of
from .changes import changes
from .choosing import KIND, steps_without_version
from .drawing import svg_of
from .editing import OWN, kind_of, press, steps_from
from .words import condition_of, picture, questions, role_of, title_of, values_of

ALL = "chung"  # in addresses: the path of every procedure that has none of its own
PER_PAGE = 50
PLACE = "paths"

nav(
    "desk", _("Quy trình nội bộ"), "paths", icon="workflow", order=795, allow=writes_paths, group=_("Quản trị"),
    within=("path", "path-draft"),
)  # fmt: skip


class PublishForm(forms.Form):
    """From which day on the draft is in force."""

    valid_from = DateField(label=_("Áp dụng từ ngày"))


class StartForm(forms.Form):
    """For which procedure, and for which agency, a path is to be drawn."""

    matter = forms.CharField(
        label=_("Mã thủ tục"), max_length=20, required=False, help_text=_("Để trống: quy trình chung.")
    )
    agency = forms.CharField(label=_("Riêng cho cơ quan (mã)"), max_length=40, required=False)


@never_cache
@require_safe
@officials(writes_paths)
def paths(request: HttpRequest) -> HttpResponse:
    """Every path: what is in force, what comes, what is being drafted."""
    rows = visible(actor_of(request), PathVersion).filter(kind=KIND).order_by("matter", "agency", "id")
    if words := request.GET.get("q", "").strip():
        rows = rows.filter(matter__icontains=words)
    page = page_of(rows, request, PER_PAGE)
    lines = [
        {"path": one, "title": _title(one.matter), "agency": _agency(one.agency), "state": _state(one)}
        for one in page.rows
    ]
    form = StartForm(request.GET if "matter" in request.GET else None)
    return render(
        request, "services/paths/paths.html", {"page": page, "lines": lines, "form": form, "q": words, "all": ALL}
    )


@never_cache
@require_safe
@officials(writes_paths)
def start(request: HttpRequest) -> HttpResponse:
    """Go to the path of a procedure by its code."""
    matter, agency = request.GET.get("matter", "").strip(), request.GET.get("agency", "").strip()
    version = version_on(matter, today()) if matter else None
    if matter and version is None:
        messages.error(request, _t("Không có thủ tục mã %(code)s.") % {"code": matter})
        return redirect("paths")
    if agency and agency not in _agencies():
        messages.error(request, _t("Không có cơ quan mã %(code)s.") % {"code": agency})
        return redirect("paths")
    return redirect(_address("path", version.procedure.code if version else "", agency))


@never_cache
@require_safe
@officials(writes_paths)
def path(request: HttpRequest, matter: str) -> HttpResponse:
    """One path: its picture, its steps, its versions with what changed, and how many cases are under way."""
    matter, agency, version = _what(request, matter)
    day = today()
    known = list(_versions(request, matter, agency))
    chosen = next((one for one in known if str(one.number) == request.GET.get("version")), None)
    current = chosen or cases.path_on(KIND, matter, agency, day)
    steps = current.steps if current else steps_without_version(SERVICES.get(matter))
    lines = []
    for one, before in zip(known, [*known[1:], None], strict=False):
        old = before.steps if before else steps_without_version(SERVICES.get(matter))
        lines.append({"path": one, "state": _state(one), "changes": changes(old, one.steps), "running": _running(one)})
    context = {
        "matter": matter or ALL, "agency": agency, "agency_name": _agency(agency), "title": _title(matter, version),
        "current": current, "own": current is not None and (current.matter, current.agency) == (matter, agency),
        "rows": _rows(steps, version), "picture": svg_of(picture(steps, version), _spoken(steps)),
        "versions": lines, "draft": _draft(matter, agency), "key": web.new_key(PLACE),
    }  # fmt: skip
    return render(request, "services/paths/path.html", context)


@never_cache
@officials(writes_paths)
def draft(request: HttpRequest, matter: str) -> HttpResponse:
    """The draft: each press keeps everything that was typed, sound or not."""
    matter, agency, version = _what(request, matter)
    found = _draft(matter, agency)
    if request.method != "POST":
        if found is None:
            return redirect(_address("path", matter, agency))
        return _draft_page(request, found, version)
    if found is None:
        base = None if cases.path_on(KIND, matter, agency, today()) else steps_without_version(SERVICES.get(matter))
        cases.draft_path(
            actor_of(request), None, matter=matter, agency=agency, steps=base, key=web.key_of(request, PLACE)
        )
        return redirect(_address("path-draft", matter, agency))
    return _keep(request, found, version)


def _keep(request: HttpRequest, found: PathVersion, version: ProcedureVersion | None) -> HttpResponse:
    what = request.POST.get("do", "save")
    if what == "discard":
        cases.discard_path_draft(actor_of(request), found)
        messages.success(request, _t("Đã bỏ bản soạn."))
        return redirect(_address("path", found.matter, found.agency))
    steps = press(steps_from(request.POST), what)
    law, note = request.POST.get("law", "")[:300], request.POST.get("note", "")
    try:
        found = cases.change_path_draft(
            actor_of(request), found, steps=steps, law=law, note=note, expect=expected(request)
        )
    except Conflict:
        found.steps, found.law, found.note = steps, law, note
        says = _t("Người khác vừa sửa bản này. Những gì anh/chị ghi vẫn còn dưới đây: lưu lần nữa để thay bản của họ.")
        return _draft_page(request, found, version, problem=says, status=409)
    if what == "publish":
        return _publish(request, found, version)
    if what == "save":
        messages.success(request, _t("Đã lưu bản soạn."))
    return redirect(_address("path-draft", found.matter, found.agency) + ("#steps" if what != "save" else ""))


def _publish(request: HttpRequest, found: PathVersion, version: ProcedureVersion | None) -> HttpResponse:
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, found, version, form=form, status=422)
    try:
        cases.publish_path(
            actor_of(request), found, valid_from=form.cleaned_data["valid_from"], agencies=_agencies(),
            questions=set(questions(version)), needed=_needed(found.matter),
        )  # fmt: skip
    except Refused as no:
        field = no.field if no.field in form.fields else None
        form.add_error(field, str(no))
        return _draft_page(request, found, version, form=form, status=422)
    messages.success(request, _t("Đã ban hành. Hồ sơ đang giải quyết giữ quy trình cũ."))
    return redirect(_address("path", found.matter, found.agency))


def _draft_page(
    request: HttpRequest, found: PathVersion, version: ProcedureVersion | None, *, form: PublishForm | None = None,
    problem: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    asked = questions(version)
    before = cases.path_on(KIND, found.matter, found.agency, today())
    old = before.steps if before else steps_without_version(SERVICES.get(found.matter))
    wrong = cases.problems(found.steps, agencies=_agencies(), questions=set(asked), needed=_needed(found.matter))
    context = {
        "matter": found.matter or ALL, "agency": found.agency, "agency_name": _agency(found.agency),
        "title": _title(found.matter, version), "draft": found, "rows": _rows(found.steps, version),
        "picture": svg_of(picture(found.steps, version), _spoken(found.steps)) if found.steps else "",
        "wrong": wrong, "problem": problem, "changes": changes(old, found.steps),
        "form": form or PublishForm(initial={"valid_from": today()}),
        "kinds": [*((code, str(name)) for code, name in cases.TITLES.items()), (OWN, _t("Bước khác"))],
        "roles": [(code, str(ROLES[code])) for code in cases.PATH_ROLES if code in ROLES],
        "asked": [(name, str(one.label), values_of(one).items()) for name, one in asked.items()],
        "agencies": agencies_on(today()),
    }  # fmt: skip
    return render(request, "services/paths/draft.html", context, status=status)


@never_cache
@require_safe
@officials(writes_paths)
def bpmn(request: HttpRequest, matter: str) -> HttpResponse:
    """The path in force, or the version asked for, as BPMN 2.0."""
    matter, agency, version = _what(request, matter)
    known = {str(one.number): one for one in _versions(request, matter, agency)}
    wanted = request.GET.get("version", "")
    if wanted and wanted not in known:
        raise Http404
    found = known.get(wanted) or cases.path_on(KIND, matter, agency, today())
    steps = found.steps if found else steps_without_version(SERVICES.get(matter))
    number = found.number if found else 0
    body = bpmn_of(
        picture(steps, version), name=_title(matter, version), key=f"{matter or ALL}-{number}".replace(".", "-")
    )
    headers = {"Content-Disposition": f'attachment; filename="quy-trinh-{matter or ALL}-{number}.bpmn"'}
    return HttpResponse(body, content_type="application/xml; charset=utf-8", headers=headers)


def _what(request: HttpRequest, matter: str) -> tuple[str, str, ProcedureVersion | None]:
    agency = request.GET.get("agency", "")
    if agency and agency not in _agencies():
        raise Http404
    if matter == ALL:
        return "", agency, None
    version = version_on(matter, today())
    if version is None:
        raise Http404
    return version.procedure.code, agency, version


def _versions(request: HttpRequest, matter: str, agency: str) -> Any:
    rows = visible(actor_of(request), PathVersion)
    return rows.filter(kind=KIND, matter=matter, agency=agency, number__isnull=False).order_by("-number")


def _draft(matter: str, agency: str) -> PathVersion | None:
    return PathVersion.objects.filter(kind=KIND, matter=matter, agency=agency, number=None).first()


def _needed(matter: str) -> set[str]:
    """The steps that a declared service stands on."""
    return {entry["code"] for entry in SERVICES[matter].path} if matter in SERVICES else set()


def _agencies() -> set[str]:
    return {agency.code for agency in agencies_on(today())}


def _address(name: str, matter: str, agency: str) -> str:
    return reverse(name, args=[matter or ALL]) + (f"?agency={agency}" if agency else "")


def _title(matter: str, version: ProcedureVersion | None = None) -> str:
    if not matter:
        return _t("Mọi thủ tục chưa có quy trình riêng")
    found = version or version_on(matter, today())
    return found.title if found else matter


def _agency(code: str) -> str:
    return agency_name(code) if code else _t("Mọi cơ quan")


def _state(one: PathVersion) -> tuple[str, str]:
    day = today()
    if one.is_draft:
        return _t("Bản soạn"), "hold"
    if one.valid_from is not None and one.valid_from > day:
        return _t("Sắp áp dụng"), "info"
    if one.valid_to is not None and one.valid_to <= day:
        return _t("Đã hết áp dụng"), "plain"
    return _t("Đang áp dụng"), "ok"


def _running(one: PathVersion) -> int:
    rows = Case.objects.filter(closed_at=None, path_version=one.pk)
    return (rows.filter(matter=one.matter) if one.matter else rows).count()


def _rows(steps: list[dict[str, Any]], version: ProcedureVersion | None) -> list[dict[str, Any]]:
    asked = questions(version)
    return [
        {
            "entry": {"agency": "", "consult": [], "question": "", **entry}, "kind": kind_of(entry), "title": title_of(entry), "role": role_of(entry["role"]),
            "agency": agency_name(entry["agency"]) if entry.get("agency") else "",
            "consult": [agency_name(code) for code in entry.get("consult", [])],
            "more": bool(entry.get("agency") or entry.get("consult") or entry.get("question") or entry.get("when")),
            "condition": condition_of(asked, entry.get("when")), "when": entry.get("when") or {"ask": "", "is": []},
        }
        for entry in steps
    ]  # fmt: skip


def _spoken(steps: list[dict[str, Any]]) -> str:
    return _t("Sơ đồ: %(steps)s") % {"steps": " → ".join(title_of(entry) for entry in steps)}
