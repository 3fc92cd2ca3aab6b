"""A list as a file, in an order, within bounds; what leaves the desk is shortened unless it is said what for."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from tinhso.blocks.registers.api import REGISTERS
from tinhso.kernel.access.api import Actor
from tinhso.kernel.trail.api import reads_of
from tinhso.web.sheets import as_csv, as_xlsx

from .test_screens import NAME, at, browser, enter, keeper, owner  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
LIST = f"/registers/{NAME}/"


@pytest.fixture
def desk(keeper: Actor, owner: Any) -> Client:
    for number, day in enumerate((3, 1, 2), start=1):
        enter(keeper, owner[0], number, registered_on=date(2026, 2, day))
    return browser(keeper)


def cells(workbook: bytes) -> list[list[str]]:
    """The texts of a workbook's first sheet, read as its own XML."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert archive.testzip() is None
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    return [[cell.findtext(f"{main}is/{main}t") or "" for cell in row] for row in sheet.iter(f"{main}row")]


def titles(desk: Client, **query: str) -> list[str]:
    page = desk.get(LIST, query).context
    return [value[-1] for line in page["lines"] for label, value in line["cells"] if "Bến Mẫu" in value]


def test_a_file_without_a_purpose_shortens_what_is_personal(desk: Client, owner: Any) -> None:
    answer = desk.get(f"{LIST}export.xlsx")
    head, *rows = cells(answer.content)
    assert ".xlsx" in answer["Content-Disposition"] and len(rows) == 3
    codes = [row[head.index("Mã số hộ kinh doanh")] for row in rows]
    assert all("•" in code for code in codes)
    assert reads_of(owner[0].pk) == []


def test_a_file_for_a_purpose_is_whole_and_everybody_in_it_sees_why(desk: Client, owner: Any) -> None:
    answer = desk.post(f"{LIST}export.csv?registered_on_from=2026-02-02", {"purpose": "Tổng hợp thuế khoán"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sorted(row["Mã số hộ kinh doanh"] for row in rows) == ["056190000001", "056190000003"]
    (mark,) = reads_of(owner[0].pk)
    assert mark.purpose == "Tổng hợp thuế khoán" and "Mã số hộ kinh doanh" in mark.fields


@pytest.mark.parametrize("purpose", ["", "abc"])
def test_a_purpose_that_says_nothing_gives_no_file(desk: Client, purpose: str) -> None:
    assert desk.post(f"{LIST}export.xlsx", {"purpose": purpose}).status_code == 422
    assert desk.get(f"{LIST}export.pdf").status_code == 404


def test_no_cell_is_taken_for_a_formula_and_no_title_breaks_the_workbook() -> None:
    assert list(as_csv([["=1+1", "a,b"]]))[1] == '\'=1+1,"a,b"\r\n'
    assert cells(as_xlsx([["<b> & \x02", "=1+1"]], title="Sổ [một] / hai: " + "x" * 40)) == [["<b> & ", "=1+1"]]


def test_a_list_in_the_order_asked_for(desk: Client) -> None:
    assert titles(desk) == ["3", "2", "1"]
    assert titles(desk, sort="old") == ["1", "2", "3"]
    assert titles(desk, sort="registered_on") == ["2", "3", "1"]
    assert titles(desk, sort="-registered_on") == ["1", "3", "2"]
    assert titles(desk, sort="nonsense") == ["3", "2", "1"]
    assert titles(desk, registered_on_to="2026-02-01") == ["2"]


def test_a_long_find_goes_page_by_page(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinhso.blocks.registers.screens.BEST", 2)
    page = desk.get(LIST, {"q": "ben mau"}).context
    assert (page["total"], len(page["lines"])) == (3, 3)
    assert titles(desk, q="ben mau", sort="old") == ["1", "2", "3"]


def test_numbers_can_be_bounded(keeper: Actor, owner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    about = REGISTERS[NAME]
    monkeypatch.setitem(REGISTERS, NAME, replace(about, filters=(*about.filters, "capital")))
    for number, capital in ((1, 10), (2, 20), (3, 30)):
        record = enter(keeper, owner[0], number, capital=capital)
    desk = browser(keeper)
    assert titles(desk, capital_from="15", capital_to="25") == ["2"]
    assert titles(desk, capital_from="nhiều", sort="-capital") == ["3", "2", "1"]
    about.actions["change"](keeper, record, on=date(2026, 6, 1), capital=5, now=at(date(2026, 6, 1)))
    assert titles(desk, capital_from="25") == []
    assert titles(desk, capital_from="25", on="2026-05-31") == ["3"]
