"""Reading a HoSo of the portal: whose it is, what is asked, which papers; and what the citizen did since."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tinhso.declare import (
    Organisation,
    Person,
    Refused,
    agency_by_code,
    find_person,
    fold,
    services,
    today,
    unit_by_code,
)

from .calling import fetch_file

ROOT = re.compile(r"[1-9]\.\d{6}")
PERSONAL_ID, TAX_CODE = re.compile(r"\d{12}"), re.compile(r"\d{10}(-?\d{3})?")


@dataclass(frozen=True)
class PaperSent:
    """One paper as it came: its name, the portal's code of the component, the bytes."""

    name: str
    code: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Arrival:
    """What came from the portal, read and fetched, but not yet carried out."""

    number: str
    procedure: str = ""
    name: str = ""
    personal_id: str = ""
    phone: str = ""
    email: str = ""
    person: Person | None = None
    organisation: Organisation | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    papers: tuple[PaperSent, ...] = ()
    delivery: str = services.Delivery.ELECTRONIC
    withdrawn: bool = False
    remark: str = ""


def read_new(dossier: dict[str, Any], *, day: date) -> Arrival:
    """A dossier filed at the portal. Raises Refused with the reason that goes back, or Trouble."""
    found = ROOT.match(text(dossier, "MaTTHC"))
    version = services.version_on(found[0], day) if found else None
    if version is None:
        raise Refused(
            _("Tỉnh không có thủ tục %(code)s đang hiệu lực.") % {"code": text(dossier, "MaTTHC")}, code="no-procedure"
        )
    personal_id, organisation = who(dossier)
    person = find_person(personal_id)
    name = " ".join(text(dossier, "ChuHoSo").split())
    if person is not None and organisation is None and fold(person.full_name) != fold(name):
        raise Refused(_("Họ tên không khớp với số định danh cá nhân."), code="other-name")
    return Arrival(
        number=text(dossier, "MaHoSo"),
        procedure=version.procedure.code,
        name=name,
        personal_id=personal_id,
        phone=re.sub(r"[^\d+]", "", text(dossier, "SoDienThoai"))[:16],
        email=text(dossier, "Email")[:254] if "@" in text(dossier, "Email") else "",
        person=person,
        organisation=organisation,
        answers=answers_of(dossier, services.questions_of(version), str(version.title)),
        papers=papers_of(dossier.get("TaiLieuNop")),
        delivery={"0": services.Delivery.COUNTER, "1": services.Delivery.POST}.get(
            text(dossier, "HinhThuc"), services.Delivery.ELECTRONIC
        ),
    )


def read_change(dossier: dict[str, Any], *, state: int | None) -> Arrival | None:
    """What the citizen did after filing, when the portal listed it in `state`; None when there is nothing for us in it.

    The list counts, not the dossier: our own news may have changed the state there since.
    """
    number = text(dossier, "MaHoSo")
    if state == 7:
        return Arrival(number, withdrawn=True, remark=text(dossier, "GhiChu"))
    rounds = dossier.get("DanhSachHoSoBoSung")
    last = rounds[-1] if isinstance(rounds, list) and rounds and isinstance(rounds[-1], dict) else {}
    if not text(last, "NgayTiepNhanBoSung"):
        return None
    return Arrival(number, papers=papers_of(last.get("DanhSachGiayToBoSung")), remark=text(last, "ThongTinTiepNhan"))


def text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    return value.strip() if isinstance(value, str) else ""


def who(dossier: dict[str, Any]) -> tuple[str, Organisation | None]:
    """(personal id, organisation or None), told apart by their shape: the sources name no codes of LoaiDinhDanh."""
    numbers = [text(dossier, "SoGiayToChuHoSo")]
    listed = dossier.get("DinhDanhCHS")
    numbers += [text(one, "SoDinhDanh") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    personal = next((one for one in numbers if PERSONAL_ID.fullmatch(one)), "")
    if not personal:
        raise Refused(_("Hồ sơ không có số định danh cá nhân 12 số của người nộp."), code="no-personal-id")
    tax = next((one for one in numbers if TAX_CODE.fullmatch(one)), "")
    if not tax:
        return personal, None
    organisation = Organisation.objects.filter(tax_code=tax).first()
    if organisation is None:
        raise Refused(_("Tỉnh chưa có doanh nghiệp, tổ chức mang mã số thuế này."), code="no-organisation")
    return personal, organisation


def answers_of(dossier: dict[str, Any], questions: dict[str, Any], title: str) -> dict[str, Any]:
    """Answers to the procedure's questions: those of the portal's form, and what the dossier itself says."""
    answers: dict[str, Any] = {"wish": text(dossier, "TrichYeuHoSo") or title}
    place = text(dossier, "NoiNopHoSo")
    agency = agency_by_code(place)
    if unit_by_code(place) is not None:
        answers["place"] = place
    elif agency is not None:
        answers["place"] = agency.unit.code
    try:
        form = json.loads(text(dossier, "ThongTinKhac") or "{}")
    except ValueError:
        form = {}
    if isinstance(form, dict):
        answers |= {name: value for name, value in form.items() if name in questions}
    return {name: value for name, value in answers.items() if name in questions}


def papers_of(listed: Any) -> tuple[PaperSent, ...]:
    """The papers with their bytes, fetched from the portal; deleted ones left out. Raises Declined or Trouble."""
    papers = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return tuple(
        PaperSent(
            name=text(one, "TenTepDinhKem")[:200] or _("Giấy tờ"),
            code=text(one, "MaThanhPhanHoSo")[:80],
            content=fetch_file(text(one, "DuongDanTaiTepTin")),
        )
        for one in papers
        if text(one, "IsDeleted") != "1" and text(one, "DuongDanTaiTepTin")
    )


def attached_of(arrival: Arrival, files: Sequence[tuple[PaperSent, Any]]) -> tuple[services.Attached, ...]:
    """Which question each paper answers: by its component code or its name; those that remain answer the remaining
    required questions in their order (assumed: the portal lists papers as the procedure does); else a paper of its own.
    """
    version = services.version_on(arrival.procedure, today())
    questions = services.questions_of(version) if version is not None else {}
    open_asks = {
        name: one for name, one in questions.items() if one.kind in ("file", "photo") and one.asked(arrival.answers)
    }
    found: dict[int, str] = {}
    for place, (paper, _file) in enumerate(files):
        name = next((name for name, one in open_asks.items() if _answers(paper, name, one)), "")
        if name:
            found[place] = name
            del open_asks[name]
    required = [name for name, one in open_asks.items() if not one.optional]
    for place in range(len(files)):
        if place not in found and required:
            found[place] = required.pop(0)
    return tuple(
        services.Attached(question=found.get(place) or paper.name, file=file.pk)
        for place, (paper, file) in enumerate(files)
    )


def _answers(paper: PaperSent, name: str, question: Any) -> bool:
    """Names of files end in a type and may be cut short."""
    label, given = fold(str(question.label)), fold(re.sub(r"\.\w{1,5}$", "", paper.name))
    cut = len(given) >= 100 and label.startswith(given)
    return paper.code in (name, getattr(question, "code", "") or name) or given == label or cut
