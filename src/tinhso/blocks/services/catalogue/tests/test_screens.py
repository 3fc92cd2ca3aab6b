"""What people see of the catalogue, in both languages, with and without JavaScript."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tinhso.blocks.services.catalogue import loading, say, screens
from tinhso.blocks.services.catalogue.facts import Row
from tinhso.blocks.services.catalogue.quality import quality
from tinhso.blocks.services.catalogue.queries import version_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def page(client: Client, address: str, language: str = "vi", **headers: Any) -> str:
    client.cookies["lang"] = language
    response = client.get(address, **headers)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "address",
    [
        "/services/",
        "/services/?q=khai+sinh",
        "/services/?q=qwxyz",
        "/services/1.001193/",
        "/life/birth/",
        "/life/home/",
    ],
)
def test_pages_are_for_everybody_in_both_languages(client: Client, address: str, language: str) -> None:
    text = page(client, address, language)
    assert f'<html lang="{language}"' in text
    assert text.count("<h1") == 1


def test_results_say_time_fee_and_who(client: Client) -> None:
    text = page(client, "/services/?q=1.001612")
    assert "Đăng ký thành lập hộ kinh doanh" in text
    for words in ("Phí tùy trường hợp", "Cấp xã", "Chưa rõ mức trực tuyến"):
        assert words in text


def test_search_as_you_type_gets_only_the_results(client: Client) -> None:
    text = page(client, "/services/?q=khai+sinh", headers={"HX-Request": "true"})
    assert text.lstrip().startswith('<div id="results"')
    assert "<html" not in text


def test_a_correction_is_announced(client: Client) -> None:
    assert "Không thấy “khia sinh”. Đây là kết quả cho “khai sinh”." in page(client, "/services/?q=khia+sinh")


def test_filters_keep_the_choice_and_count(client: Client) -> None:
    text = page(client, "/services/?q=khai+sinh&level=tinh")
    assert '<option value="tinh" selected>' in text


def test_strange_parameters_do_no_harm(client: Client) -> None:
    for query in ("page=0", "page=-1", "page=x", "page=99999", "field=<script>", "who=nobody", "q=%25_%27%22"):
        assert "<script>alert" not in page(client, f"/services/?{query}")


def test_the_page_of_a_procedure(client: Client) -> None:
    text = page(client, "/services/1.001193/")
    assert "<h1>Đăng ký khai sinh</h1>" in text
    assert "Thủ tục đăng ký khai sinh" in text
    assert "1 ngày làm việc" in text
    assert "nguồn chỉ ghi con số, không ghi đơn vị" in text
    assert "Giấy chứng sinh" in text
    assert "123/2015/NĐ-CP" in text
    assert "https://dichvucong.gov.vn/" in text
    assert "Giấy khai sinh" in text
    assert "20/07/2026" in text
    assert "<svg" in text.split('class="only-print"')[1]


def test_english_says_working_days(client: Client) -> None:
    assert "5 working days" in page(client, "/services/3.000348/", "en")


def test_the_provincial_spelling_leads_to_the_root(client: Client) -> None:
    response = client.get("/services/1.001193.000.00.00.H32/")
    assert (response.status_code, response.headers["Location"]) == (302, "/services/1.001193/")


@pytest.mark.parametrize("address", ["/services/1.999999/", "/services/abc/", "/life/war/", "/services/quality/"])
def test_what_is_not_there_or_not_for_strangers(client: Client, address: str) -> None:
    assert client.get(address).status_code in {302, 404}


def test_an_abolished_procedure_is_kept_for_reference_without_a_way_to_apply(client: Client) -> None:
    rows = [Row(1, "1.001193", {"title": "Thủ tục đăng ký khai sinh", "level": ["xa"]}, {})]
    loading.carry_out(loading.plan_of(rows, on=date(2026, 8, 1), complete=True), purpose="test")
    text = page(client, "/services/1.000894/")
    assert "Thủ tục này đã bãi bỏ" in text
    assert "Nộp hồ sơ" not in text


def test_papers_come_with_what_everybody_needs_first() -> None:
    version = version_on("1.001193", date(2026, 11, 24))
    assert version is not None
    groups = say.papers_of(version)
    assert groups[0].papers[0].name.startswith("Tờ khai đăng ký khai sinh")
    assert all(
        not group.papers or [p.when_needed for p in group.papers] == sorted(p.when_needed for p in group.papers)
        for group in groups
    )
    assert any(group.case == "Lưu ý" and group.notes and not group.papers for group in groups)


def test_papers_of_one_case_are_not_everybodys() -> None:
    version = version_on("1.014776", date(2026, 11, 24))
    assert version is not None
    assert say.papers_in_short(say.papers_of(version)) == "5 loại, tùy trường hợp"


def test_popular_is_what_was_filed_most_and_else_our_list() -> None:
    assert [line.code for line in screens.popular_context()["popular"]][0] == "1.001193"
    screens.most_filed(lambda limit: ["1.000894"])
    try:
        assert [line.code for line in screens.popular_context()["popular"]][:2] == ["1.000894", "1.001193"]
    finally:
        screens._most_filed.clear()


def test_quality_adds_up() -> None:
    measured = quality()
    assert measured.total == sum(measured.by_parts.values()) == 1768
    assert sum(parts * count for parts, count in measured.by_parts.items()) == sum(p.have for p in measured.parts)
    assert measured.parts[0].have == 1768
