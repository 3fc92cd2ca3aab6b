"""`tinhso import procedures FILE`: the national or provincial catalogue from a file."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import override

from .plan import Plan


@click.group("import")
def import_group() -> None:
    """Bring data in from files."""


@import_group.command("procedures")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="Day from which new versions are in force.")
@click.option("--complete", is_flag=True, help="The file is the whole catalogue: what it does not name is abolished.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the report (CSV).")
def procedures(file: Path, dry_run: bool, on: datetime | None, complete: bool, report: Path | None) -> None:
    """Load procedures from FILE (.csv, .jsonl or .jsonl.gz); run it as often as you like.

    Every row that cannot be taken is written to the report with its line, column and reason.
    """
    from tinhso.kernel.clock.api import today

    from . import loading, readers

    day = on.date() if on else today()
    report = report or Path(f"{file.name.split('.')[0]}-report.csv")
    with override("vi"):
        try:
            plan = loading.plan_of(readers.read(file), on=day, complete=complete)
        except readers.UnknownFile as error:
            raise click.ClickException(str(error)) from error
        write_report(plan, report)
        click.echo(summary(plan, report))
        if dry_run or plan.is_empty:
            click.echo(_("Chạy thử: không thay đổi gì.") if dry_run else _("Không có gì để nạp."))
            return
        with click.progressbar(length=len(plan.new) + len(plan.changed), label=_("Đang nạp")) as bar:
            loading.carry_out(
                plan, purpose=f"import {file.name}", progress=lambda done, _total: bar.update(done - bar.pos)
            )
        click.echo(_("Đã nạp xong."))


def summary(plan: Plan, report: Path) -> str:
    """What the import does, in a few lines."""
    counts = plan.counts()
    lines = [
        _("Mới: %(new)s · Thay đổi: %(changed)s · Không đổi: %(unchanged)s · Bãi bỏ: %(abolished)s") % counts,
        _("Không nhận: %(refused)s dòng") % counts,
        _("Đang có nhưng không thấy trong tệp: %(count)s") % {"count": len(plan.missing)},
        _("Báo cáo: %(report)s") % {"report": report},
    ]
    return "\n".join(lines)


def write_report(plan: Plan, file: Path) -> None:
    """One line for every row that is not simply unchanged; refused rows come first."""
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow([_("dòng"), _("cột"), _("mã thủ tục"), _("kết quả"), _("lý do")])
        for problem in plan.refused:
            table.writerow([problem.line, problem.column, problem.code, _("không nhận"), problem.reason])
        for change in plan.new:
            table.writerow([change.line, "", change.code, _("mới"), change.facts["title"]])
        for change in plan.changed:
            kind = _("sửa trong ngày") if change.corrects else _("thay đổi")
            table.writerow([change.line, " ".join(change.keys), change.code, kind, change.facts["title"]])
        for version in plan.missing:
            kind = _("bãi bỏ") if version in plan.abolished else _("không có trong tệp")
            table.writerow(["", "", version.code, kind, version.title])


commands = [import_group]
