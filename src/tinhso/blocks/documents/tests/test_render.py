import shutil
from pathlib import Path

import pytest

from tinhso.blocks.documents.api import TEMPLATES, Incomplete, lay_out, render
from tinhso.blocks.documents.render import fonts

from .samples import CODE, NOW, SAMPLES
from .tools import run, scanned, text_of

PRINTED = "K7MP-4QWX-9TBD"
# what must be found in the text of each paper, word for word
SAYS = {
    "receipt": [
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Giấy chứng sinh do cơ sở khám bệnh, chữa bệnh cấp",
        "4. Thời gian nhận hồ sơ: 09 giờ 12 phút, ngày 24 tháng 11 năm 2026",
        "7. Phí, lệ phí: Không thu",
    ],
    "supplement": ["PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "2. Tờ khai: chưa ghi dân tộc của trẻ."],
    "refusal": ["không tiếp nhận, giải quyết hồ sơ này với lý do", "chỉ được đăng ký khai sinh một lần."],
    "apology": ["Số: 07/PXL-SNNMT", "lĩnh vực Trồng trọt; số biên nhận: H32.05-261103-0007.", "xin lỗi ông/bà"],
    "stop": ["THÔNG BÁO", "3. Xử lý phí, lệ phí: Không phát sinh."],
    "control_slip": ["Người giao: Phạm Văn Giao", "Quá hạn", "Chờ xác minh nơi"],
    "ledger": ["SỔ THEO DÕI HỒ SƠ", "Từ ngày 01/11/2026 đến ngày 24/11/2026", "H32.15-261101-0024"],
    "fee_receipt": ["126.500", "Số tiền bằng chữ: Một trăm hai mươi sáu nghìn năm trăm đồng", "Mẫu minh họa"],
    "birth_certificate": [
        "GIẤY KHAI SINH",
        "Họ, chữ đệm, tên: NGUYỄN HOÀNG BẢO NGÂN",
        "Ngày, tháng, năm sinh: 04/11/2026",
        "Số định danh cá nhân: 056326000123",
        "Mẫu minh họa",
    ],
    "household_business": ["Mã số hộ kinh doanh: 37B8000123", "120.000.000 đồng (Một trăm hai mươi triệu đồng)"],
    "decision": ["Điều 1. Cấp mã số vùng trồng", "QUYẾT ĐỊNH:", "VN-KHOR-0123", "Nơi nhận:"],
    "result": ["GIẤY XÁC NHẬN", "Cơ sở chế biến thủy sản Bình Minh"],
}


def test_every_template_has_a_sample() -> None:
    ours = {name for name, kind in TEMPLATES.items() if kind.source.parent.name == "layout"}
    assert set(SAMPLES) == set(SAYS) == ours


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_says_what_it_must(name: str, tmp_path: Path) -> None:
    pdf = render(name, SAMPLES[name], code=PRINTED, now=NOW)
    text = text_of(pdf, tmp_path)
    for words in ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", *SAYS[name]]:
        assert words in text
    assert "\ufffd" not in text


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_is_a_sound_archivable_pdf(name: str, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(render(name, SAMPLES[name], code=PRINTED, now=NOW))
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", file)
    info = run("pdfinfo", file)
    assert "Tagged:          yes" in info
    assert "A4" in info
    assert "pdfaid:part>2" in run("qpdf", "--show-object=trailer", file) + file.read_bytes().decode("latin-1")
    fonts_used = run("pdffonts", file).splitlines()[2:]
    assert fonts_used
    assert all("Tinos" in line and "yes yes yes" in line for line in fonts_used)  # embedded, subset, Unicode


def test_machines_read_the_dossier_code(tmp_path: Path) -> None:
    found = scanned(render("receipt", SAMPLES["receipt"], code=PRINTED, now=NOW), tmp_path)
    assert f"CODE-128:{CODE}" in found
    assert f"QR-Code:http://localhost:8000/track/?code={CODE}" in found
    assert any(line.startswith("QR-Code:") and line.endswith(f"/verify/{PRINTED}/") for line in found)


def test_a_long_paper_numbers_its_pages_from_the_second(tmp_path: Path) -> None:
    file = tmp_path / "ledger.pdf"
    file.write_bytes(render("ledger", SAMPLES["ledger"], now=NOW))
    first = run("pdftotext", "-f", "1", "-l", "1", "-layout", file, "-").strip().splitlines()
    second = run("pdftotext", "-f", "2", "-l", "2", "-layout", file, "-").strip().splitlines()
    assert first[0].strip() != "1"
    assert second[0].strip() == "2"


def test_says_which_field_is_missing() -> None:
    sample = {name: value for name, value in SAMPLES["receipt"].items() if name != "applicant"}
    with pytest.raises(Incomplete, match=r'receipt: "applicant" is a required property'):
        render("receipt", sample)
    with pytest.raises(Incomplete, match="papers/0/kind"):
        render("receipt", {**SAMPLES["receipt"], "papers": [{"name": "Tờ khai", "kind": "Bản nháp"}]})
    with pytest.raises(Incomplete, match="receipt: applicant"):
        render("receipt", {**SAMPLES["receipt"], "applicant": ""})
    with pytest.raises(Incomplete, match="due_at"):
        render("receipt", {**SAMPLES["receipt"], "due_at": "tomorrow"})
    with pytest.raises(KeyError, match="No template 'nothing'"):
        render("nothing", {})


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('#panic("x") [*_$` @a <b> // c', '#panic("x") [*_$` @a <b> // c'),
        ("\\u{41} #{1+1} = == - +", "\\u{41} #{1+1} = == - +"),
        ("Tha\u0309o và Nguyê\u0303n", "Thảo và Nguyễn"),
        ("Thảo 😀 한글 \x00\x07 hết", "Thảo"),
        ("x" * 3000, "xxxx"),
    ],
)
def test_takes_whatever_people_type(typed: str, printed: str, tmp_path: Path) -> None:
    pdf = render("result", {**SAMPLES["result"], "paragraphs": [typed], "subject": typed[:100]}, now=NOW)
    assert printed in text_of(pdf, tmp_path)


def test_keeps_places_for_leader_and_seal() -> None:
    places = {place.kind: place for place in lay_out("decision", SAMPLES["decision"]).places}
    person, agency = places["official"], places["agency"]
    overlap = agency.x + 36 / 25.4 * 72 - person.x  # the round seal is 36 mm across
    assert 0.2 < overlap / person.width < 0.4
    assert person.page == agency.page == 1
    assert {place.kind for place in lay_out("receipt", SAMPLES["receipt"]).places} == {"official"}


def test_only_our_font() -> None:
    assert fonts().families() == ["Tinos"]
    assert shutil.which("pdffonts")
