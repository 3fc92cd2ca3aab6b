"""The register of planting-area codes."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.declare import Act, Law, Refused, Register, action, add_months, both, change, fields, has_role, in_agency

from .rules import PARAMETERS

DECREE = Law("38/2026/NĐ-CP", title="Nghị định")


class PlantingArea(Register):
    """A planting area with its code, as the province's agency has given it."""

    grower = fields.Person(_("Người đại diện vùng trồng"))
    area_name = fields.Text(_("Tên vùng trồng"))
    crop = fields.Choice(
        _("Cây trồng"),
        [
            ("mango", _("Xoài")),
            ("durian", _("Sầu riêng")),
            ("pomelo", _("Bưởi da xanh")),
            ("grape", _("Nho")),
            ("apple", _("Táo")),
            ("garlic", _("Tỏi")),
            ("other", _("Cây khác")),
        ],
    )
    commune = fields.Commune(_("Xã, phường"))
    place = fields.Place(_("Ranh giới vùng trồng"))
    hectares = fields.Area(_("Diện tích"))
    households = fields.Whole(_("Số hộ tham gia"), unit=_("hộ"))
    given_on = fields.Day(_("Ngày cấp mã"))
    renew_by = fields.Day(_("Phải gia hạn trước"))
    state = fields.Choice(
        _("Tình trạng"),
        [
            ("active", _("Đang duy trì")),
            ("suspended", pgettext_lazy("register", "Tạm dừng")),
            ("withdrawn", _("Đã thu hồi")),
        ],
        default="active",
    )

    class About:
        name = "planting-areas"
        title = _("Sổ mã số vùng trồng")
        law = Law("31/2018/QH14", "điều 64", title="Luật Trồng trọt")
        keeper = _("Sở Nông nghiệp và Môi trường")
        kept_by = ["so-nong-nghiep-va-moi-truong"]
        description = _("Vùng trồng được cấp mã số sau khi kiểm tra thực tế, gia hạn hằng năm.")
        icon = "sprout"
        columns = ["number", "area_name", "crop", "commune", "hectares", "renew_by", "state"]
        filters = ["crop", "commune", "state", "renew_by"]
        search = ["number", "area_name"]
        holder = ["grower"]
        exchanged = ["number", "area_name", "crop", "commune", "hectares", "state", "renew_by"]
        published = ["number", "area_name", "crop", "commune", "hectares", "state", "renew_by"]

    def __str__(self) -> str:
        return f"{self.number} {self.area_name}"


@action(
    "planting-areas.renew",
    _("Gia hạn mã số"),
    allow=both(has_role("record_keeper"), in_agency("agency")),
    law=DECREE,
    purpose=_("Quản lý mã số vùng trồng"),
)
def renew(act: Act, area: PlantingArea, *, inspected_on: date) -> PlantingArea:
    """Renew a code after the yearly inspection; it counts from the day it would have run out, or from today if it has."""
    if area.state != "active":
        raise Refused(_("Mã số đang tạm dừng hoặc đã thu hồi nên không gia hạn được."), code="not-active")
    if inspected_on > act.today or (act.today - inspected_on).days > 60:
        raise Refused(_("Cần biên bản kiểm tra trong 60 ngày gần đây."), code="no-inspection", field="inspected_on")
    months = int(PARAMETERS["valid_months"].on(act.today))
    start = max(area.renew_by, act.today)
    return change(act, area, renew_by=add_months(start, months), cause=f"Kiểm tra ngày {inspected_on:%d/%m/%Y}")
