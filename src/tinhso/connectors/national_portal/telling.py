"""What the portal is told of a case: the dossier (HoSo) and each step (TienTrinh), in the protocol's words."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.utils import translation

from tinhso.declare import (
    Case,
    Organisation,
    Paper,
    Person,
    agency_name,
    cases,
    charge_of,
    services,
)

from .protocol import plain, stamp

State = cases.State
DONE = (State.STOPPED, State.DONE, State.RETURNED)
ENDED = (State.NOT_RECEIVED, State.WITHDRAWN, *DONE)
NATIONAL_FIELD = re.compile(r"[A-Z0-9][A-Z0-9.\-]*")


def subject_kind(case: Case) -> str:
    """LoaiDoiTuong: person, enterprise or household business, in the numbers this connection uses (they differ)."""
    person, enterprise, household = settings.PORTAL_SUBJECTS
    if case.organisation is None:
        return str(person)
    kind = Organisation.objects.filter(pk=case.organisation).values_list("kind", flat=True).first()
    return str(household if kind == "household" else enterprise)


def identity_of(case: Case) -> str:
    """The number on the owner's paper: tax code of an organisation, else personal id."""
    if case.organisation is not None:
        found = Organisation.objects.filter(pk=case.organisation).values_list("tax_code", flat=True).first()
    else:
        found = Person.objects.filter(pk=case.applicant).values_list("personal_id", flat=True).first()
    return found or ""


def dossier_body(case: Case, *, number: str, state: int) -> dict[str, Any]:
    """The HoSo of a case in a state. The official words are Vietnamese, whoever runs the process."""
    dossier = services.Dossier.objects.select_related("procedure_version__field").get(case=case)
    field = dossier.procedure_version.field
    with translation.override("vi"):
        return plain(
            {
                "MaHoSo": number,
                "MaTTHC": case.matter,
                "TenTTHC": case.title,
                "MaLinhVuc": field.code if NATIONAL_FIELD.fullmatch(field.code) else "",
                "TenLinhVuc": case.field,
                "KenhThucHien": str(case.channel),
                "SoBienNhan": case.code,
                "ChuHoSo": case.applicant_name,
                "SoGiayToChuHoSo": identity_of(case),
                "LoaiDoiTuong": subject_kind(case),
                "NgayNopHoSo": stamp(case.submitted_at),
                "NgayTiepNhan": stamp(case.received_at),
                "NgayHenTra": stamp(case.due_at),
                "TrangThaiHoSo": str(int(state)),
                "NgayTra": stamp(case.returned_at) if state == State.RETURNED else "",
                "HinhThuc": "1" if dossier.delivery == services.Delivery.POST else "0",
                "NgayKetThucXuLy": stamp(case.closed_at) if state in DONE else "",
                "DonViXuLy": agency_name(case.agency),
                "GhiChu": why(case, state),
                "NgayTuChoi": stamp(case.closed_at) if state == State.NOT_RECEIVED else "",
                "DuocThanhToanTrucTuyen": paid_online(case, dossier),
                "TaiLieuNop": papers(dossier),
                "HoSoCoThanhPhanSoHoa": "1" if dossier.papers.exclude(file=None).exists() else "0",
                "DanhSachLePhi": fees(case),
                "DanhSachHoSoBoSung": supplements(case),
                "DanhSachGiayToKetQua": results(case) if state in DONE else [],
            }
        )


def why(case: Case, state: int) -> str:
    """The reason of a refusal, a withdrawal or a stop, which the applicant may read."""
    if state == State.STOPPED:
        return case.proposals.order_by("-id").values_list("reason", flat=True).first() or ""
    if state in (State.NOT_RECEIVED, State.WITHDRAWN):
        return case.stays.order_by("-id").values_list("note", flat=True).first() or ""
    return ""


def paid_online(case: Case, dossier: services.Dossier) -> str:
    """ "2": paid on the province's own gateway ("1" would be on the portal)."""
    charge = charge_of(case) if dossier.fee and dossier.paid else None
    return "2" if charge is not None and charge.online else ""


def papers(dossier: services.Dossier) -> list[dict[str, Any]]:
    """TaiLieuNop: what was handed in, by its kind; names of files stay here, they may hold names of people."""
    listed = []
    for paper in dossier.papers.filter(replaced_by=None).exclude(file=None, paper=None):
        held = paper.source == services.DossierPaper.Source.HELD
        listed.append(
            plain(
                {
                    "TepDinhKemId": str(paper.file or paper.paper),
                    "TenTepDinhKem": paper.name[:200],
                    "IsDeleted": "0",
                    "MaThanhPhanHoSo": paper.code if not paper.code.startswith("paper_") else "",
                    "DuongDanTaiTepTin": f"{settings.PUBLIC_URL}/files/{paper.file}/" if paper.file else "",
                    "DuocSoHoa": "1" if paper.source == services.DossierPaper.Source.DIGITISED else "0",
                    "DuocTaiSuDung": "1" if held else "0",
                    "DuocLayTuKhoDMQG": "0",
                }
            )
        )
    return listed


def fees(case: Case) -> list[dict[str, str]]:
    """DanhSachLePhi: collected when received ("1"); the sources do not say the codes of fees."""
    charge = charge_of(case)
    return [
        {"TenPhiLePhi": "Phí, lệ phí", "HinhThucThu": "1", "Gia": str(int(item["amount"])), "LoaiPhiLePhi": "1"}
        for item in (charge.items if charge else [])
    ]


def supplements(case: Case) -> list[dict[str, Any]]:
    """DanhSachHoSoBoSung, with the appointment before and after."""
    listed = []
    for request in case.supplement_requests.all():
        lines = ["; ".join(part for part in item.values() if part) for item in request.items]
        listed.append(
            plain(
                {
                    "HoSoBoSungId": str(request.pk),
                    "NguoiYeuCauBoSung": request.asked_by,
                    "NoiDungBoSung": "\n".join([request.reason, *lines]),
                    "NgayBoSung": stamp(request.asked_at),
                    "NgayTiepNhanBoSung": stamp(request.answered_at),
                    "TrangThaiBoSung": "1" if request.answered_at else "0",
                    "NgayHenTraTruoc": stamp(request.due_before),
                    "NgayHenTraMoi": stamp(request.due_after),
                }
            )
        )
    return listed


def results(case: Case) -> list[dict[str, str]]:
    """DanhSachGiayToKetQua: the signed paper by its code, and the address where anybody can check it."""
    made = [proposal.paper for proposal in case.proposals.exclude(paper=None)]
    return [
        {
            "TenGiayTo": paper.title,
            "GiayToId": str(paper.pk),
            "DuongDanTepTinKetQua": f"{settings.PUBLIC_URL}/verify/{paper.code}/",
            "MaGiayToKetQua": paper.number or paper.printed_code,
        }
        for paper in Paper.objects.filter(pk__in=made)
    ]


def progress_body(
    case: Case, *, number: str, state: int, who: str, post: str, agency: str, text: str, at: Any, step: str
) -> dict[str, Any]:
    """The TienTrinh of one step: who, in which post and unit, what, and when it must be done."""
    stay = case.stays.filter(step=step, entered_at__lte=at).order_by("-id").first() if step else None
    with translation.override("vi"):
        return plain(
            {
                "MaHoSo": number,
                "NguoiXuLy": who or "Hệ thống",
                "ChucDanh": post,
                "ThoiDiemXuLy": stamp(at),
                "PhongBanXuLy": agency_name(agency) if agency else "",
                "NoiDungXuLy": text,
                "TrangThai": str(int(state)),
                "NgayBatDau": stamp(stay.entered_at if stay else at),
                "NgayKetThucTheoQuyDinh": stamp((stay.due_at if stay else None) or case.due_at),
            }
        )


def step_name(case: Case, step: str) -> str:
    with translation.override("vi"):
        return cases.step_title(case, step)
