"""The national portal's run-together text becomes facts, and stays words where it is not certain."""

from __future__ import annotations

import pytest

from tinhso.blocks.services.catalogue import portal

HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
WAYS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
BASES = "Tên văn bản pháp lýMã văn bản"


def test_papers_with_cases_forms_and_counts() -> None:
    text = (
        f"* Giấy tờ phải nộp:{HEAD}- Tờ khai theo mẫu số 01Mẫu số 01.docx1 bản chính"
        f"Ảnh chân dung0 bản chính,2 bản sao* Lưu ý:{HEAD}- Người nhận kiểm tra tại chỗ.0 bản chính"
    )
    papers = portal.papers(text)
    assert [(p["case"], p["name"], p["form"], p["originals"], p["copies"], p["kind"]) for p in papers] == [
        ("Giấy tờ phải nộp:", "Tờ khai theo mẫu số 01", "Mẫu số 01.docx", 1, 0, "paper"),
        ("Giấy tờ phải nộp:", "Ảnh chân dung", "", 0, 2, "paper"),
        ("Lưu ý:", "Người nhận kiểm tra tại chỗ.", "", 0, 0, "note"),
    ]


def test_a_number_that_ends_a_name_is_not_eaten_by_the_count() -> None:
    papers = portal.papers(f"--{HEAD}Đơn theo Thông tư ngày 31/12/20251 bản chínhGiấy ra viện1 bản chính")
    assert [(p["name"], p["originals"]) for p in papers] == [
        ("Đơn theo Thông tư ngày 31/12/2025", 1),
        ("Giấy ra viện", 1),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Các giấy tờ sau:0 bản chính- Tờ khai1 bản chính", ["Các giấy tờ sau:", "Tờ khai"]),
        ("a) Bản khai1 bản chínhđ) Giấy ra viện1 bản chính", ["a) Bản khai", "đ) Giấy ra viện"]),
        ("Hộ chiếu1 bản chínhẢnh1 bản chính", ["Hộ chiếu", "Ảnh"]),
    ],
)
def test_where_an_item_ends(text: str, names: list[str]) -> None:
    assert [paper["name"] for paper in portal.papers(f"--{HEAD}{text}")] == names


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        (
            "Đơn theo Nghị định số 38/2026/NĐ-CPPhụ lục II.docx",
            "Đơn theo Nghị định số 38/2026/NĐ-CP",
            "Phụ lục II.docx",
        ),
        ("Bản khai (mẫu AH1).72-Mẫu AH1.doc", "Bản khai (mẫu AH1).", "72-Mẫu AH1.doc"),
        ("Tờ khai theo quy địnhMauon (2).docx", "Tờ khai theo quy định", "Mauon (2).docx"),
        ("Đơn đề nghị", "Đơn đề nghị", ""),
    ],
)
def test_the_form_file_glued_to_a_name(text: str, name: str, form: str) -> None:
    (paper,) = portal.papers(f"--{HEAD}{text}1 bản chính")
    assert (paper["name"], paper["form"]) == (name, form)


def test_copies_asked_for_inside_a_sentence_do_not_split_it() -> None:
    papers = portal.papers(f"--{HEAD}Hóa đơn: 01 bản chính và 1 bản chính để đối chiếu1 bản chính")
    assert [p["name"] for p in papers] == ["Hóa đơn: 01 bản chính và 1 bản chính để đối chiếu"]


def test_papers_that_cannot_be_read_stay_one_sentence() -> None:
    assert portal.papers("Nộp theo hướng dẫn của cơ quan BHXH.") == [
        {
            "case": "",
            "name": "Nộp theo hướng dẫn của cơ quan BHXH.",
            "form": "",
            "originals": None,
            "copies": None,
            "kind": "raw",
        }
    ]
    assert portal.papers("--") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{BASES}Luật 60/2014/QH1360/2014/QH13Nghị định về hộ tịch123/2015/NĐ-CP",
            [("60/2014/QH13", "Luật 60/2014/QH13"), ("123/2015/NĐ-CP", "Nghị định về hộ tịch")],
        ),
        (
            f"{BASES}Thông tư số 04/2020/TT-BTP hướng dẫn Luật Hộ tịch04/2020/TT-BTPNghị quyết về cắt giảm66.7/2025/NQ-CP",
            [
                ("04/2020/TT-BTP", "Thông tư số 04/2020/TT-BTP hướng dẫn Luật Hộ tịch"),
                ("66.7/2025/NQ-CP", "Nghị quyết về cắt giảm"),
            ],
        ),
        (f"{BASES}Luật Đất đai ngày 29/6/202443/2024/QH15", [("43/2024/QH15", "Luật Đất đai ngày 29/6/2024")]),
        (f"{BASES}Luật Doanh nghiệp 202076/2025/QH15", [("76/2025/QH15", "Luật Doanh nghiệp 2020")]),
        (f"{BASES}Hướng dẫn nội bộ", [("", "Hướng dẫn nội bộ")]),
    ],
)
def test_legal_bases(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(basis["number"], basis["title"]) for basis in portal.legal_bases(text)] == expected


def test_results_with_and_without_codes() -> None:
    text = "Giấy khai sinhMã: KQ.G15.000031Trích lụcMã: VBTừ khóaKhông có thông tinMô tảKhông có thông tin"
    assert portal.results(text)[0] == {"code": "KQ.G15.000031", "name": "Giấy khai sinh"}
    assert portal.results("Thông báoMã: Từ khóaKhông có thông tin") == [{"code": "", "name": "Thông báo"}]


@pytest.mark.parametrize(
    ("text", "time", "fee", "kind"),
    [
        ("Trực tuyến5 Ngày làm việcMiễn phíTrực tiếp5 Ngày làm việcMiễn phí", (5, "working_day", ""), 0, "free"),
        ("Trực tuyến1Miễn phíTrực tiếp1Miễn phí", (1, "", ""), 0, "free"),
        ("Trực tuyến3 NgàyMiễn phíTrực tiếp5 NgàyMiễn phí", (5, "day", "3–5"), 0, "free"),
        ("Trực tiếp2 Ngày làm việc70,000 VNĐ(70.000 đồng/Giấy chứng nhận.)", (2, "working_day", ""), 70_000, "paid"),
        ("Trực tiếp3 Ngày làm việc40 VNĐ(40.000 đồng/lần)", (3, "working_day", ""), 40_000, "paid"),
        # the fee is printed without its thousands, or "1" and "20" run together: nothing certain to say
        ("Trực tuyến120 VNĐ(20.000Đ/tờ khai)", (None, "", ""), None, "varies"),
        ("Trực tiếp1 Giờ50 VNĐ", (1, "hour", ""), None, "unknown"),
        # "free" contradicted by the note, or left to the province's council
        ("Trực tiếp5 NgàyMiễn phí(Lệ phí: 135.000 đồng/lần)", (5, "day", ""), None, "varies"),
        ("Trực tiếp1Miễn phí(Mức lệ phí do Hội đồng nhân dân tỉnh quyết định.)", (1, "", ""), None, "varies"),
        # an amount that has run out
        ("Trực tiếp3 Ngày40,000 VNĐ(40.000 đồng đến hết ngày 31/12/2024)", (3, "day", ""), None, "varies"),
        ("Trực tiếpKhông có thông tinKhông có thông tin", (None, "", ""), None, "unknown"),
    ],
)
def test_time_and_fee(text: str, time: tuple[int | None, str, str], fee: int | None, kind: str) -> None:
    reading = portal.summary(portal.channels(WAYS + text))
    assert (reading.time_value, reading.time_unit, reading.time_text) == time
    assert (reading.fee, reading.fee_kind) == (fee, kind)
