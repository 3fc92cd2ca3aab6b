"""Sample data for every paper. All people are invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

VN = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 24, 16, 30, 5, tzinfo=VN)
WARD = {"parent": "Ủy ban nhân dân phường Nha Trang", "agency": "Trung tâm Phục vụ hành chính công"}
PROVINCE = {"parent": "Ủy ban nhân dân tỉnh Khánh Hòa", "agency": "Sở Nông nghiệp và Môi trường"}
CODE = "H32.15-261124-0012"
DOSSIER = {
    "code": CODE,
    "applicant": "Nguyễn Thị Thảo Nguyên",
    "procedure": "Đăng ký khai sinh",
    "address": "12 đường Ngọc Hiệp, phường Tây Nha Trang, tỉnh Khánh Hòa",
    "phone": "0905 000 001",
    "email": "thao.nguyen@example.com",
}
LEADER = {"authority": ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"], "name": "Trần Quốc Dũng"}
DIRECTOR = {"authority": ["KT. Giám đốc", "Phó Giám đốc"], "name": "Lê Thị Hồng Ánh"}


def head(agency: dict[str, str] = WARD, number: str | None = None) -> dict[str, Any]:
    place = "Nha Trang" if agency is WARD else "Khánh Hòa"
    return {**agency, "number": number, "place": place, "date": date(2026, 11, 24)}


def _step(agency: str, hour: int, result: str, note: str = "") -> dict[str, Any]:
    at = datetime(2026, 11, 24, hour, 5, tzinfo=VN)
    return {
        "agency": agency, "at": at, "given_by": "Phạm Văn Giao", "taken_by": "Võ Thị Nhận", "result": result, "note": note
    }  # fmt: skip


def _line(number: int) -> dict[str, Any]:
    return {
        "code": f"H32.15-2611{number % 24 + 1:02}-{number:04}",
        "procedure": "Đăng ký khai sinh" if number % 3 else "Cấp bản sao trích lục hộ tịch",
        "applicant": "Nguyễn Thị Thảo Nguyên",
        "contact": "12 Ngọc Hiệp, phường Tây Nha Trang; 0905 000 001",
        "lead_agency": "UBND phường Nha Trang",
        "received_on": date(2026, 11, 23),
        "due_on": date(2026, 11, 25),
        "returned_on": date(2026, 11, 24) if number % 4 else None,
        "way": "Trực tuyến",
    }


SAMPLES: dict[str, dict[str, Any]] = {
    "receipt": {
        **DOSSIER,
        "letterhead": head(),
        "desk": "Quầy số 3, Trung tâm Phục vụ hành chính công phường Nha Trang",
        "applicant_id": "056199000001",
        "papers": [
            {"name": "Tờ khai đăng ký khai sinh (theo mẫu)", "kind": "Bản điện tử", "quantity": 1},
            {"name": "Giấy chứng sinh do cơ sở khám bệnh, chữa bệnh cấp", "kind": "Bản chính", "quantity": 1},
            {"name": "Giấy chứng nhận kết hôn của cha, mẹ trẻ", "kind": "Bản sao", "quantity": 1},
        ],
        "time_limit": "Trong ngày làm việc; nhận sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo",
        "received_at": datetime(2026, 11, 24, 9, 12, tzinfo=VN),
        "due_at": datetime(2026, 11, 24, 16, 30, tzinfo=VN),
        "result_at": "Kho giấy tờ điện tử và tại Trung tâm Phục vụ hành chính công phường Nha Trang",
        "fee": "Không thu",
        "submitter": "Nguyễn Thị Thảo Nguyên",
        "officer": "Phạm Văn Giao",
        "hotline": "0258 000 0000",
        "track_url": f"http://localhost:8000/track/?code={CODE}",
    },
    "supplement": {
        **DOSSIER,
        "letterhead": head(number="05/PYC-TTPVHCC"),
        "items": [
            "Giấy chứng sinh: ảnh chụp bị mờ, chưa đọc được họ tên người mẹ. Đề nghị chụp lại toàn bộ tờ giấy.",
            "Tờ khai: chưa ghi dân tộc của trẻ.",
        ],
        "reason": "Chưa đủ thông tin để đối chiếu với Cơ sở dữ liệu quốc gia về dân cư.",
        "helper": "ông Phạm Văn Giao",
        "helper_phone": "0258 000 0000",
        "officer": "Phạm Văn Giao",
    },
    "refusal": {
        **DOSSIER,
        "letterhead": head(number="02/PTC-TTPVHCC"),
        "reason": "Trẻ đã được đăng ký khai sinh tại phường Bắc Nha Trang. Một người chỉ được đăng ký khai sinh một lần.",
        "officer": "Phạm Văn Giao",
    },
    "apology": {
        "letterhead": head(PROVINCE, "07/PXL-SNNMT"),
        "to": "Hợp tác xã Xoài Cam Lâm",
        "address": "Xã Cam Lâm, tỉnh Khánh Hòa",
        "phone": "0258 000 0001",
        "received_on": date(2026, 11, 3),
        "sector": "Trồng trọt",
        "procedure": "Cấp mã số vùng trồng",
        "code": "H32.05-261103-0007",
        "due_at": datetime(2026, 11, 23, 16, 30, tzinfo=VN),
        "reason": "cơ quan phối hợp chưa gửi kết quả kiểm tra thực địa do mưa lũ.",
        "new_due_at": datetime(2026, 11, 30, 16, 30, tzinfo=VN),
        "signer": DIRECTOR,
        "recipients": ["Như trên;", "Trung tâm Phục vụ hành chính công tỉnh;", "Lưu: VT."],
    },
    "stop": {
        **DOSSIER,
        "letterhead": head(number="03/TB-UBND"),
        "grounds": ["đơn đề nghị rút hồ sơ ngày 24/11/2026 của bà Nguyễn Thị Thảo Nguyên"],
        "stage": "Thẩm định hồ sơ",
        "decision": "Dừng giải quyết từ ngày 24/11/2026 theo đề nghị của người nộp hồ sơ.",
        "fee": "Không phát sinh.",
        "signer": LEADER,
        "recipients": ["Bà Nguyễn Thị Thảo Nguyên;", "Lưu: VT, hồ sơ."],
    },
    "control_slip": {
        "letterhead": head(number=CODE),
        "code": CODE,
        "applicant": DOSSIER["applicant"],
        "phone": DOSSIER["phone"],
        "procedure": DOSSIER["procedure"],
        "received_at": datetime(2026, 11, 24, 9, 12, tzinfo=VN),
        "steps": [
            _step("Trung tâm Phục vụ hành chính công", 9, "Trước hạn"),
            _step("Phòng Tư pháp - Hộ tịch", 10, "Đúng hạn"),
            _step("Lãnh đạo Ủy ban nhân dân phường", 15, "Quá hạn", "Chờ xác minh nơi cư trú"),
            _step("Trung tâm Phục vụ hành chính công", 16, ""),
        ],
    },
    "ledger": {
        "letterhead": head(),
        "start": date(2026, 11, 1),
        "end": date(2026, 11, 24),
        "lines": [_line(number) for number in range(1, 25)],
    },
    "fee_receipt": {
        "letterhead": head(number="000123"),
        "payer": "Nguyễn Thị Thảo Nguyên",
        "payer_id": "056199000001",
        "address": DOSSIER["address"],
        "code": CODE,
        "charges": [
            {"name": "Lệ phí đăng ký hộ kinh doanh (minh họa)", "amount": 100_000},
            {"name": "Phí trả kết quả qua bưu chính (minh họa)", "amount": 26_500},
        ],
        "in_words": "Một trăm hai mươi sáu nghìn năm trăm đồng",
        "way": "Chuyển khoản VietQR",
        "paid_at": datetime(2026, 11, 24, 9, 20, tzinfo=VN),
        "collector": "Phạm Văn Giao",
    },
    "birth_certificate": {
        "letterhead": {"agency": "Ủy ban nhân dân phường Nha Trang", "number": "0123/2026", "date": date(2026, 11, 24)},
        "book": "01/2026",
        "name": "Nguyễn Hoàng Bảo Ngân",
        "born_on": date(2026, 11, 4),
        "born_in_words": "Ngày mùng bốn, tháng mười một, năm hai nghìn không trăm hai mươi sáu",
        "sex": "Nữ",
        "ethnicity": "Kinh",
        "nationality": "Việt Nam",
        "birthplace": "Bệnh viện Đa khoa tỉnh Khánh Hòa, phường Nha Trang, tỉnh Khánh Hòa",
        "hometown": "Xã Vạn Ninh, tỉnh Khánh Hòa",
        "personal_id": "056326000123",
        "mother": {
            "name": "Nguyễn Thị Thảo Nguyên", "born": "1999", "ethnicity": "Kinh", "nationality": "Việt Nam",
            "residence": DOSSIER["address"],
        },
        "father": {
            "name": "Nguyễn Hoàng Phước", "born": "1997", "ethnicity": "Kinh", "nationality": "Việt Nam",
            "residence": DOSSIER["address"],
        },
        "declarant": "Nguyễn Thị Thảo Nguyên",
        "declarant_id": "Thẻ căn cước số 056199000001",
        "registered_at": "Ủy ban nhân dân phường Nha Trang, tỉnh Khánh Hòa",
        "registered_on": date(2026, 11, 24),
        "signer": LEADER,
    },
    "household_business": {
        "letterhead": {
            "parent": "Ủy ban nhân dân phường Nha Trang", "agency": "Phòng Kinh tế, Hạ tầng và Đô thị",
            "place": "Nha Trang", "date": date(2026, 11, 24),
        },
        "business_code": "37B8000123",
        "first_on": date(2026, 3, 2),
        "change": 1,
        "changed_on": date(2026, 11, 24),
        "name": "Hộ kinh doanh Bánh căn Cô Thảo",
        "address": "12 đường Ngọc Hiệp, phường Tây Nha Trang, tỉnh Khánh Hòa",
        "phone": "0905 000 001",
        "trades": ["Nhà hàng và các dịch vụ ăn uống phục vụ lưu động (5610)", "Dịch vụ phục vụ đồ uống (5630)"],
        "capital": 120_000_000,
        "capital_in_words": "Một trăm hai mươi triệu đồng",
        "head": {
            "name": "Nguyễn Thị Thảo Nguyên", "sex": "Nữ", "born_on": date(1999, 2, 3), "ethnicity": "Kinh",
            "nationality": "Việt Nam", "personal_id": "056199000001", "address": DOSSIER["address"],
        },
        "members": ["Nguyễn Hoàng Phước, số định danh 056097000002"],
        "signer": {"authority": ["Trưởng phòng"], "name": "Đặng Thị Mỹ Hạnh"},
    },
    "decision": {
        "letterhead": head(PROVINCE, "12/QĐ-SNNMT"),
        "subject": "Về việc cấp mã số vùng trồng cho Hợp tác xã Xoài Cam Lâm",
        "decider": "Giám đốc Sở Nông nghiệp và Môi trường",
        "grounds": [
            "Căn cứ quy định về chức năng, nhiệm vụ của Sở Nông nghiệp và Môi trường (minh họa)",
            "Căn cứ biên bản kiểm tra thực địa ngày 20 tháng 11 năm 2026",
            "Xét hồ sơ số H32.05-261103-0007 của Hợp tác xã Xoài Cam Lâm",
        ],
        "articles": [
            "Cấp mã số vùng trồng cho Hợp tác xã Xoài Cam Lâm với các thông tin sau:",
            "Hợp tác xã Xoài Cam Lâm có trách nhiệm duy trì điều kiện của vùng trồng và báo cáo khi có thay đổi.",
            "Quyết định này có hiệu lực từ ngày ký. Hợp tác xã Xoài Cam Lâm và các đơn vị liên quan chịu trách nhiệm thi hành.",
        ],
        "facts": [
            {"label": "Mã số vùng trồng", "value": "VN-KHOR-0123"},
            {"label": "Cây trồng", "value": "Xoài"},
            {"label": "Diện tích", "value": "12,5 ha"},
            {"label": "Địa điểm", "value": "Thôn Tân Xương, xã Cam Lâm, tỉnh Khánh Hòa"},
            {"label": "Có giá trị đến", "value": "23/11/2027"},
        ],
        "signer": DIRECTOR,
        "recipients": ["Như Điều 3;", "Cục chuyên ngành;", "Lưu: VT, TT."],
    },
    "result": {
        "letterhead": head(PROVINCE, "45/GXN-SNNMT"),
        "title": "Giấy xác nhận",
        "subject": "Về việc đăng ký môi trường",
        "code": "H32.05-261110-0031",
        "paragraphs": [
            "Sở Nông nghiệp và Môi trường xác nhận đã nhận đủ nội dung đăng ký của cơ sở có tên dưới đây và đồng ý kết quả "
            "giải quyết theo đề nghị tại hồ sơ.",
            "Cơ sở thực hiện đúng nội dung đã đăng ký; khi có thay đổi thì đăng ký lại trước khi thực hiện.",
        ],
        "facts": [
            {"label": "Tên cơ sở", "value": "Cơ sở chế biến thủy sản Bình Minh"},
            {"label": "Địa chỉ", "value": "Xã Bắc Ninh Hòa, tỉnh Khánh Hòa"},
        ],
        "signer": DIRECTOR,
        "recipients": ["Như trên;", "Lưu: VT."],
    },
}  # fmt: skip
