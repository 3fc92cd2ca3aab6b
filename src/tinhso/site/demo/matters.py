"""What people of the demo province ask for, and how often. The weights are illustrative, roughly as at a real counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tinhso.blocks.services.api import ProcedureVersion, fee_of, questions_of, service_of, time_limit, version_on
from tinhso.kernel.clock.api import Duration

BIRTH, HOUSEHOLD, PLANTING = "1.001193", "1.001612", "1.014776"
# Without a limit in the catalogue nothing is ever due; these are the hours of work that an answer then takes.
UNHURRIED = 6.0

# (procedure, weight, what people write that they want)
COMMUNE: tuple[tuple[str, int, str], ...] = (
    ("2.000815", 22, "Chứng thực bản sao từ bản chính."),
    ("2.000884", 10, "Chứng thực chữ ký trên giấy ủy quyền."),
    ("2.001240", 5, "Đề nghị hưởng trợ cấp hưu trí xã hội."),
    ("2.000620", 3, "Đề nghị xác định mức độ khuyết tật."),
    ("2.001283", 2, "Đề nghị hỗ trợ chi phí mai táng."),
    ("1.011607", 4, "Đề nghị xét công nhận hộ cận nghèo."),
    ("1.011609", 3, "Đề nghị công nhận hộ làm nông nghiệp có mức sống trung bình."),
    ("1.001662", 2, "Đăng ký giếng khoan của gia đình."),
    ("1.002211", 1, "Đề nghị công nhận hòa giải viên của tổ dân phố."),
    ("1.008004", 3, "Chuyển hai sào lúa sang trồng cây ăn quả."),
    ("1.012537", 1, "Đề nghị giải quyết chế độ cho tổ viên tổ bảo vệ an ninh."),
    ("1.012796", 3, "Đính chính số nhà ghi sai trên giấy chứng nhận."),
    ("1.013227", 3, "Gia hạn giấy phép xây dựng nhà ở."),
    ("1.013228", 2, "Cấp lại giấy phép xây dựng bị mất."),
    ("1.012922", 1, "Đề nghị kiểm tra rừng trồng bị gãy đổ sau bão."),
    ("2.001255", 1, "Đăng ký lại việc nuôi con nuôi."),
    ("2.000950", 1, "Đề nghị công nhận tổ trưởng tổ hòa giải."),
)
DEPARTMENT: tuple[tuple[str, int, str], ...] = (
    ("1.000390", 1, "Cấp lại thẻ tư vấn viên pháp luật bị mất."),
    ("1.000426", 2, "Đề nghị cấp thẻ tư vấn viên pháp luật."),
    ("1.002153", 2, "Đăng ký hành nghề luật sư với tư cách cá nhân."),
    ("1.001600", 1, "Thay đổi địa chỉ liên hệ."),
    ("1.001686", 3, "Đề nghị cấp giấy chứng nhận để mở cửa hàng thuốc thú y."),
    ("1.004122", 2, "Đề nghị cấp giấy phép hành nghề khoan giếng."),
    ("1.000047", 1, "Đề nghị phê duyệt phương án khai thác."),
    ("1.000049", 1, "Đề nghị cấp chứng chỉ hành nghề đo đạc."),
    ("3.000252", 2, "Đề nghị xác định xe tạm dừng lưu thông."),
    ("1.009662", 1, "Thông báo chấm dứt dự án."),
)
AGRICULTURE = tuple(row for row in DEPARTMENT if row[0] in ("1.001686", "1.004122", "1.000047", "1.000049"))
MENUS = {"commune": COMMUNE, "department": DEPARTMENT, "agriculture": AGRICULTURE}
# Kinds of matter and their weights: births, household businesses, planting areas, the communes' others, the departments'.
KINDS = {"birth": 16, "household": 8, "planting": 3, "commune": 60, "department": 13}


@dataclass(frozen=True)
class Matter:
    """Something that can be asked for, as the catalogue has it on a day."""

    code: str
    wish: str
    channels: tuple[str, ...]
    papers: tuple[str, ...]
    limit: Duration | None
    fee: int
    at_once: bool


def matter(code: str, wish: str, day: date) -> Matter | None:
    """The matter on a day; None when the catalogue has no version in force."""
    version = version_on(code, day)
    if version is None:
        return None
    service = service_of(code)
    asks = questions_of(version).items()
    papers = tuple(name for name, ask in asks if ask.kind in ("file", "photo") and not ask.optional)
    fee = fee_of(version, day)
    return Matter(
        code,
        wish,
        _channels(version),
        papers,
        time_limit(version, service),
        fee,
        service is not None and service.at_once,
    )


def _channels(version: ProcedureVersion) -> tuple[str, ...]:
    return tuple(version.channels) or ("counter", "online", "post")


def matters(rows: tuple[tuple[str, int, str], ...], day: date) -> tuple[list[Matter], list[int]]:
    """The matters that there are on a day, and their weights."""
    found = [(made, weight) for code, weight, wish in rows if (made := matter(code, wish, day)) is not None]
    return [made for made, _weight in found], [weight for _made, weight in found]


def hours(limit: Duration | None) -> float:
    """About how many hours of work a limit is."""
    if limit is None:
        return UNHURRIED
    return {"hours": 1.0, "days": 5.7, "working_days": 8.0, "months": 170.0}[limit.unit] * max(limit.value, 0.5)
