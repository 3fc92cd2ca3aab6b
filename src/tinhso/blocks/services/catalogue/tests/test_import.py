"""Importing procedures: every row is loaded or comes back with its reason; again changes nothing."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, connection, transaction

from tinhso.blocks.services.catalogue import loading, queries, readers
from tinhso.blocks.services.catalogue.codes import BadCode, root_code
from tinhso.blocks.services.catalogue.commands import import_group
from tinhso.blocks.services.catalogue.models import Procedure, ProcedureVersion
from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import history

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_catalogue(db: None) -> None:
    """An import into nothing, whatever other tests have loaded; undone with the test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE services_procedure_version, services_procedure, services_field, services_ministry CASCADE"
        )


DAY, LATER = date(2026, 8, 1), date(2026, 10, 1)
HEADING = "code,name,field,ministry,level,time_value,time_unit,submit_channels,source"


def procedure(code: str = "1.900001", **facts: Any) -> dict[str, Any]:
    base = {"title": "Cấp giấy minh họa", "field": "Minh họa", "ministry": "Bộ Minh họa", "level": ["xa"]}
    return {"code": code, **base, **facts}


def jsonl(folder: Path, *rows: Any) -> Path:
    file = folder / "procedures.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return file


def load(file: Path, on: date = DAY, *, complete: bool = False) -> Any:
    plan = loading.plan_of(readers.read(file), on=on, complete=complete)
    if not plan.is_empty:
        loading.carry_out(plan, purpose="test")
    return plan


def run(*arguments: str) -> str:
    result = CliRunner().invoke(import_group, ["procedures", *arguments], catch_exceptions=False)
    return result.output


@pytest.mark.parametrize("written", ["1.001193", " 1.001193 ", "1.001193.000.00.00.H32", "1.001193.h32"])
def test_every_spelling_of_a_code_is_the_same_procedure(written: str) -> None:
    assert root_code(written) == "1.001193"


@pytest.mark.parametrize("written", ["", "1.00119", "1.0011933", "0.001193", "1.002847.THUE", "1.001193.000.H32"])
def test_other_text_is_no_code(written: str) -> None:
    with pytest.raises(BadCode):
        root_code(written)


def test_bad_rows_come_back_with_line_column_and_reason(tmp_path: Path) -> None:
    file = jsonl(
        tmp_path,
        procedure("1.900001"),
        "{not json",
        procedure(""),
        procedure("1.002847.THUE"),
        procedure("1.900002", title=""),
        procedure("1.900003", level=["huyen"]),
        procedure("1.900004", level=[]),
        procedure("1.900005", time_value=-1),
        procedure("1.900006", time_unit="working_day"),
        procedure("1.900007", fee_amount="nhiều"),
        procedure("1.900008", subjects=["Người ngoài hành tinh"]),
        procedure("1.900009", documents=[{"name": " "}]),
        procedure("1.900010", field=""),
        procedure("1.900011", steps="x" * 200_001),
        procedure("1.900001.000.00.00.H32"),
        "[1, 2]",
        procedure("1.900012"),
    )
    report = tmp_path / "report.csv"
    output = run(str(file), "--on", "2026-08-01", "--report", str(report))
    rows = list(csv.DictReader(report.open(encoding="utf-8-sig")))
    refused = {int(row["dòng"]): (row["cột"], row["lý do"]) for row in rows if row["kết quả"] == "không nhận"}
    assert set(refused) == set(range(2, 17))
    assert refused[2] == ("code", "Dòng này không phải JSON.") or "Thiếu" in refused[2][1]
    assert refused[6] == ("level", "Giá trị “huyen” không có trong danh mục.")
    assert refused[8][0] == "time_value"
    assert refused[15] == ("code", "Mã này đã có ở dòng 1.")
    assert {row["mã thủ tục"] for row in rows if row["kết quả"] == "mới"} == {"1.900001", "1.900012"}
    assert "Không nhận: 15 dòng" in output
    assert set(Procedure.objects.values_list("code", flat=True)) == {"1.900001", "1.900012"}


def test_bad_rows_of_a_list_name_the_lists_own_columns(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    lines = [
        HEADING,
        "1.900001,Một,Minh họa,Bộ Minh họa,xa,3,Ngày làm việc,Trực tiếp|Trực tuyến,",
        "1.900002,Hai,Minh họa,Bộ Minh họa,xa,ba,,,",
        "1.900003,Ba,Minh họa,Bộ Minh họa,xa,3,Thế kỷ,,",
        "1.900004,Bốn,Minh họa,Bộ Minh họa,xa,,,Bồ câu,",
        "1.900005,Năm,Minh họa,Bộ Minh họa,xa,,,,,thừa",
        "1.900006,,Minh họa,Bộ Minh họa,xa,,,,",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    plan = load(file)
    assert {(problem.line, problem.column) for problem in plan.refused} == {
        (3, "time_value"),
        (4, "time_unit"),
        (5, "submit_channels"),
        (6, ""),
        (7, "name"),
    }
    loaded = queries.version_on("1.900001", DAY)
    assert loaded is not None
    assert (loaded.time_value, loaded.time_unit, loaded.channels) == (3, "working_day", ["counter", "online"])


def test_a_file_of_another_kind_is_refused_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("họ,tên\nA,B\n", encoding="utf-8")
    assert "Tệp thiếu cột" in run(str(tmp_path / "people.csv"), "--report", str(tmp_path / "r.csv"))
    assert not Procedure.objects.exists()


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    output = run(str(jsonl(tmp_path, procedure())), "--dry-run", "--report", str(tmp_path / "r.csv"))
    assert "Mới: 1" in output
    assert not Procedure.objects.exists()


def test_the_second_run_finds_everything_unchanged(tmp_path: Path) -> None:
    file = jsonl(tmp_path, procedure(), procedure("1.900002", documents=[{"name": "Đơn", "kind": "paper"}]))
    assert load(file).counts()["new"] == 2
    again = load(file, LATER)
    assert again.is_empty
    assert again.counts()["unchanged"] == 2
    assert ProcedureVersion.objects.count() == 2


def test_a_change_makes_a_new_version_and_the_old_day_keeps_the_old_one(tmp_path: Path) -> None:
    load(jsonl(tmp_path, procedure(time_value=5, time_unit="day")))
    plan = load(jsonl(tmp_path, procedure(time_value=3, time_unit="day")), LATER)
    assert plan.changed[0].keys == ("time_value",)
    before, on_the_day = queries.version_on("1.900001", date(2026, 9, 30)), queries.version_on("1.900001", LATER)
    assert before and on_the_day
    assert (before.time_value, before.valid_to, before.number) == (5, LATER, 1)
    assert (on_the_day.time_value, on_the_day.valid_to, on_the_day.number) == (3, None, 2)
    assert queries.version_on("1.900001", date(2026, 7, 31)) is None
    assert on_the_day.procedure.status == Procedure.Status.CHANGED


def test_a_correction_of_the_same_day_stays_one_version(tmp_path: Path) -> None:
    load(jsonl(tmp_path, procedure(title="Cấp giấy sai")))
    load(jsonl(tmp_path, procedure(title="Cấp giấy đúng")))
    version = ProcedureVersion.objects.get()
    assert (version.title, version.number, version.valid_from) == ("Cấp giấy đúng", 1, DAY)


def test_a_day_before_the_present_version_is_refused(tmp_path: Path) -> None:
    load(jsonl(tmp_path, procedure()), LATER)
    plan = load(jsonl(tmp_path, procedure(title="Cũ hơn")), DAY)
    assert plan.refused[0].reason == "Ngày hiệu lực 01/08/2026 sớm hơn phiên bản đang có (01/10/2026)."


def test_a_short_list_does_not_erase_what_a_fuller_source_said(tmp_path: Path) -> None:
    load(jsonl(tmp_path, procedure(documents=[{"name": "Đơn", "kind": "paper"}], time_value=2, time_unit="day")))
    load(jsonl(tmp_path, procedure(title="Tên mới")), LATER)
    version = queries.version_on("1.900001", LATER)
    assert version and (version.title, version.time_value) == ("Tên mới", 2)
    assert version.documents == [{"name": "Đơn", "kind": "paper"}]


def test_only_a_complete_file_abolishes_what_it_leaves_out(tmp_path: Path) -> None:
    load(jsonl(tmp_path, procedure(), procedure("1.900002")))
    partial = load(jsonl(tmp_path, procedure()), LATER)
    assert [version.code for version in partial.missing] == ["1.900002"]
    assert queries.version_on("1.900002", LATER) is not None
    load(jsonl(tmp_path, procedure()), LATER, complete=True)
    assert queries.version_on("1.900002", LATER) is None
    assert queries.version_on("1.900002", date(2026, 9, 30)) is not None
    assert Procedure.objects.get(code="1.900002").status == Procedure.Status.ABOLISHED


def test_an_abolished_procedure_can_come_back(tmp_path: Path) -> None:
    load(jsonl(tmp_path, procedure(), procedure("1.900002")))
    load(jsonl(tmp_path, procedure()), LATER, complete=True)
    load(jsonl(tmp_path, procedure("1.900002")), date(2026, 11, 1))
    assert queries.version_on("1.900002", date(2026, 10, 15)) is None
    again = queries.version_on("1.900002", date(2026, 11, 1))
    assert again and again.number == 2 and again.procedure.status == Procedure.Status.CHANGED


def test_the_database_refuses_two_versions_of_one_day(tmp_path: Path) -> None:
    load(jsonl(tmp_path, procedure()))
    twin = ProcedureVersion.objects.get()
    twin.pk, twin.number, twin.valid_from = uuid7(), 2, LATER
    with pytest.raises(IntegrityError, match="version_one_a_day"), transaction.atomic():
        twin.save(force_insert=True)


def test_one_import_is_one_signed_act(tmp_path: Path) -> None:
    load(jsonl(tmp_path, procedure()))
    version = ProcedureVersion.objects.get()
    entry = history(version)[0]
    assert (entry.action, entry.actor, entry.via, entry.purpose) == (
        "services.load_procedures",
        "catalogue",
        "import",
        "test",
    )
