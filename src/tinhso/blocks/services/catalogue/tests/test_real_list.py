"""The province's real list of 1,837 lines, where the collected files are at hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from tinhso.blocks.services.catalogue import readers
from tinhso.blocks.services.catalogue.commands import import_group

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).resolve().parents[7] / "shared" / "data" / "procedures"


def run(*arguments: str) -> str:
    return CliRunner().invoke(import_group, ["procedures", *arguments], catch_exceptions=False).output


@pytest.mark.skipif(not SHARED.exists(), reason="the collected files are not on this machine")
def test_the_provinces_real_list(tmp_path: Path, catalogue: None) -> None:
    file, report = SHARED / "procedures_khanhhoa_seed.csv", tmp_path / "report.csv"
    rows = sum(1 for _ in readers.read(file))
    output = run(str(file), "--on", "2026-11-24", "--report", str(report))
    refused = [row for row in csv.DictReader(report.open(encoding="utf-8-sig")) if row["kết quả"] == "không nhận"]
    assert rows == 1837
    assert {(row["cột"], row["lý do"]) for row in refused} == {("code", "Thiếu mã thủ tục.")}
    assert len(refused) == 69
    assert "Mới: 0" in output
    assert "Không có gì để nạp." in run(str(file), "--on", "2026-11-24", "--report", str(report))
