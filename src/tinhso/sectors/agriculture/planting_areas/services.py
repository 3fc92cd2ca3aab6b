"""Asking for a planting-area code (cấp mã số vùng trồng), procedure 1.014776 of the national catalogue."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.declare import (
    Act,
    Case,
    Facts,
    Law,
    Result,
    Service,
    add_months,
    area_of,
    ask,
    enter,
    letterhead,
    next_number,
    number_text,
    overlapping,
    signer,
    step,
    unit_by_code,
)

from .register import PlantingArea
from .rules import PARAMETERS, keeps_a_diary, large_enough, not_overlapping

CROPS = PlantingArea._meta.get_field("crop").choices
AREA = _("Về vùng trồng")


class GivePlantingAreaCode(Service):
    """Give a planting area its code, after an inspection on the spot."""

    code = "1.014776"
    title = _("Cấp mã số vùng trồng")
    summary = _("Nông dân, hợp tác xã có vùng trồng được kiểm tra và cấp mã số để bán và xuất khẩu.")
    law = Law("38/2026/NĐ-CP", title="Nghị định")
    adds = ("overlapping_areas",)

    area_name = ask.Text(_("Tên vùng trồng"), page=AREA, personal=False)
    crop = ask.Choice(_("Trồng cây gì?"), choices=list(CROPS or []), page=AREA, personal=False)
    households = ask.Whole(_("Có bao nhiêu hộ tham gia?"), page=AREA, least=1, most=5000, personal=False)
    place_of_area = ask.Commune(_("Vùng trồng ở xã, phường nào?"), prefill="applicant.unit", personal=False)
    outline = ask.Place(
        _("Vẽ ranh giới vùng trồng trên bản đồ"),
        hint=_("Chạm từng góc của vùng. Có thể dán tọa độ hoặc tệp GeoJSON."),
        personal=False,
    )
    diary = ask.YesNo(_("Anh/chị cam kết ghi nhật ký canh tác?"), personal=False)
    application = ask.File(_("Đơn đề nghị cấp mã số vùng trồng (Phụ lục II)"))
    description = ask.File(_("Bản thuyết minh của vùng trồng (Phụ lục III)"))

    checks = [keeps_a_diary, large_enough, not_overlapping]
    path = [
        step("receive", role="counter_officer"),
        step("examine", role="handling_officer", hours=24),
        step("inspect", role="handling_officer", hours=40),
        step("sign", role="leader", hours=8),
        step("return", role="counter_officer"),
    ]

    def place_of(self, answers: Mapping[str, Any], applicant: Any) -> None:
        """The department of the province decides, whatever the commune."""
        return None

    def facts(self, facts: Facts) -> Mapping[str, Any]:
        """How many areas with a code in force the drawn one overlaps."""
        drawn = facts.answers.get("outline")
        rows = PlantingArea.objects.filter(state="active", valid_to=None)
        return {"overlapping_areas": len(overlapping(rows, "place", drawn)) if drawn else 0}

    def granted(self, act: Act, case: Case, answers: Mapping[str, Any], facts: Facts) -> Result:
        """Enter the area in the register; give the decision with its code."""
        year = act.today.year
        code = f"KH-VT-{next_number(case.agency, 'MSVT', year):04}-{year}"
        record = enter(
            act,
            PlantingArea,
            agency=case.agency,
            number=code,
            case_code=case.code,
            grower=facts.applicant,
            area_name=answers["area_name"],
            crop=answers["crop"],
            commune=unit_by_code(answers["place_of_area"], on=act.today),
            place=answers["outline"],
            hectares=round(area_of(answers["outline"]), 2),
            households=answers["households"],
            given_on=act.today,
            renew_by=add_months(act.today, int(PARAMETERS["valid_months"].on(act.today))),
        )
        number = number_text(next_number(case.agency, "QĐ", year), "QĐ-SNNMT")
        return Result(
            template="decision",
            data=decision(act, case, record, number),
            title="Quyết định cấp mã số vùng trồng",
            kind="planting_area",
            record=record,
            number=number,
            valid_to=record.renew_by,
        )


def decision(act: Act, case: Case, record: PlantingArea, number: str) -> dict[str, Any]:
    """What the decision says. The wording is ours (illustrative), the fields are the register's."""
    crop = PlantingArea._meta.get_field("crop").show(record.crop)
    return {
        "letterhead": letterhead(case.agency, number=number, on=act.today),
        "subject": "Về việc cấp mã số vùng trồng (nội dung minh họa)",
        "decider": "GIÁM ĐỐC SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
        "grounds": [
            "Luật Trồng trọt số 31/2018/QH14",
            "Nghị định số 38/2026/NĐ-CP",
            f"Hồ sơ {case.code} của {case.applicant_name} và kết quả kiểm tra thực tế",
        ],
        "articles": [
            f"Cấp mã số {record.number} cho vùng trồng {record.area_name}.",
            f"Mã số có giá trị đến ngày {record.renew_by:%d/%m/%Y}; người đại diện vùng trồng đề nghị gia hạn trước ngày này.",
            "Người đại diện vùng trồng và các đơn vị liên quan chịu trách nhiệm thi hành Quyết định này.",
        ],
        "facts": [
            {"label": "Cây trồng", "value": crop},
            {"label": "Diện tích", "value": f"{record.hectares:.2f} ha".replace(".", ",")},
            {"label": "Địa bàn", "value": record.commune.full_name},
            {"label": "Số hộ tham gia", "value": str(record.households)},
        ],
        "signer": signer(act.actor),
        "recipients": ["Như Điều 3", "Lưu: VT"],
    }
