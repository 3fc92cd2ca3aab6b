"""What can be counted today: dossiers, procedures, and the people who deal with government online."""

from __future__ import annotations

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models import Case as Choice
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy

from tinhso.blocks.cases.api import Case, Channel, Proposal
from tinhso.blocks.people.api import Person
from tinhso.blocks.services.api import SERVICES, DossierPaper, ProcedureVersion, in_force

from .rights import of_own_agency, of_own_unit
from .sources import Column, Source, View, source


def whole_number(text: str) -> int:
    """A number in an address; what is none counts nothing."""
    return int(text) if text.lstrip("-").isdigit() else -1


def _yes_no(condition: Q) -> Choice:
    return Choice(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def dossiers(view: View) -> QuerySet[Case]:
    """Every dossier (hồ sơ) in any state."""
    return Case.objects.filter(kind="dossier")


def _has_result(view: View) -> Exists:
    return Exists(Proposal.objects.filter(case=OuterRef("pk"), paper__isnull=False, decided_at__isnull=False))


def _held_paper(view: View) -> Exists:
    held = DossierPaper.Source.HELD
    return Exists(DossierPaper.objects.filter(dossier=OuterRef("pk"), source=held, replaced_by=None))


def _settled(view: View) -> Coalesce:
    """When it was closed; for one that is still open, when it fell due."""
    return Coalesce("closed_at", "due_at")


source(
    Source(
        name="dossiers",
        noun=npgettext_lazy("counted", "hồ sơ", "hồ sơ"),
        rows=dossiers,
        columns={
            "agency": Column(_("cơ quan giải quyết"), "agency"),
            "received_by": Column(_("nơi tiếp nhận"), "received_by"),
            "unit": Column(_("xã, phường"), "unit"),
            "field": Column(_("lĩnh vực"), "field"),
            "matter": Column(_("thủ tục"), "matter"),
            "channel": Column(_("cách nộp"), "channel", whole_number),
            "device": Column(_("thiết bị"), "device"),
            "state": Column(_("tình trạng"), "state", whole_number),
            "on_time": Column(_("đúng hạn"), "on_time"),
            "supplements": Column(_("số lần yêu cầu bổ sung"), "supplements"),
            "submitted": Column(_("ngày nộp"), "submitted_at"),
            "received": Column(_("ngày tiếp nhận"), "received_at"),
            "due": Column(_("ngày hẹn trả"), "due_at"),
            "paused": Column(_("tạm dừng từ"), "paused_since"),
            "closed": Column(_("ngày xử lý xong"), "closed_at"),
            "settled": Column(_("ngày kết thúc hoặc đến hạn"), _settled),
            "fee": Column(_("phí"), "dossier__fee"),
            "paid": Column(_("đã nộp phí"), "dossier__paid"),
            "not_asked": Column(_("số mục không phải khai"), "dossier__not_asked"),
            "delivery": Column(_("cách nhận kết quả"), "dossier__delivery"),
            "result": Column(_("có kết quả điện tử"), _has_result),
            "held_paper": Column(_("có giấy tờ lấy từ kho"), _held_paper),
        },
        dated="received",
        cuts=("unit", "agency", "received_by", "field", "matter", "channel", "device", "state"),
        order=("-submitted_at", "-id"),
        reader=of_own_agency,
    )
)


def procedures(view: View) -> QuerySet[ProcedureVersion]:
    """The versions in force on the last day of the period (hôm nay, when that day is still to come)."""
    return in_force(min(view.period.last, view.at.date()))


def _declared(view: View) -> Choice:
    return _yes_no(Q(procedure__code__in=list(SERVICES)))


def _declared_time(view: View) -> Choice:
    known = [code for code, service in SERVICES.items() if service.answer_within is not None]
    return _yes_no(Q(time_value__isnull=False) | Q(procedure__code__in=known))


def _fee_known(view: View) -> Choice:
    amount = Q(fee_kind="free") | Q(fee_kind="paid", fee_amount__isnull=False)
    return _yes_no(amount | Q(procedure__code__in=list(SERVICES)))


def _files_online(view: View) -> Choice:
    whole = [code for code, service in SERVICES.items() if service.whole_online]
    return _yes_no(Q(channels__contains=["online"]) | Q(procedure__code__in=whole))


def _filed_online(view: View) -> Exists:
    """Whether somebody asked for it online in the period."""
    cases = Case.objects.filter(matter=OuterRef("procedure__code"), channel=Channel.ONLINE, kind="dossier")
    cases = cases.filter(submitted_at__lt=view.period.ends)
    if view.period.begins is not None:
        cases = cases.filter(submitted_at__gte=view.period.begins)
    return Exists(cases)


source(
    Source(
        name="procedures",
        noun=npgettext_lazy("counted", "thủ tục", "thủ tục"),
        rows=procedures,
        columns={
            "code": Column(_("mã thủ tục"), "procedure__code"),
            "field": Column(_("lĩnh vực"), "field__name"),
            "agency": Column(_("cơ quan đầu mối"), "lead_agency"),
            "level": Column(_("cấp thực hiện"), "level"),
            "fee_kind": Column(_("loại phí"), "fee_kind"),
            "fee_known": Column(_("biết phí"), _fee_known),
            "time_known": Column(_("biết thời hạn"), _declared_time),
            "declared": Column(_("có dịch vụ khai báo"), _declared),
            "files_online": Column(_("nộp trực tuyến được"), _files_online),
            "filed_online": Column(_("có hồ sơ trực tuyến"), _filed_online),
        },
        cuts=("field", "agency"),
        order=("title_text", "pk"),
        related=("procedure", "field"),
    )
)


def online_people(view: View) -> QuerySet[Person]:
    """People who filed a request online in the period, for themselves or for somebody else; each counts once."""
    cases = Case.objects.filter(kind="dossier", channel=Channel.ONLINE, submitted_at__lt=view.period.ends)
    if view.period.begins is not None:
        cases = cases.filter(submitted_at__gte=view.period.begins)
    themselves = cases.filter(filed_by=None, applicant__isnull=False).values("applicant")
    for_others = cases.filter(filed_by__isnull=False).values("filed_by")
    return Person.objects.filter(Q(pk__in=themselves) | Q(pk__in=for_others))


source(
    Source(
        name="people",
        noun=npgettext_lazy("counted", "người", "người"),
        rows=online_people,
        columns={"unit": Column(_("xã, phường nơi ở"), "unit__code")},
        cuts=("unit",),
        order=("pk",),
        reader=of_own_unit,
        related=("unit",),
    )
)
