"""Commands that work on the province's data: `migrate`, `demo`, `verify`, `backup`, `restore`, `psql`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import click

from ..environment import database, province
from ..progress import step
from ..trouble import Trouble


@click.command()
def migrate() -> None:
    """Bring the database's tables and reference data up to date."""
    with province():
        from ..preparing import prepare

        prepare()
    click.echo("The database is up to date.")


@click.command()
@click.option("--months", default=12, show_default=True, help="How many past months to make.")
def demo(months: int) -> None:
    """Make the demo province: synthetic people and their dossiers, marked as such."""
    from ..preparing import has_demo, prepare

    if not has_demo():
        raise Trouble("This installation brings no demo province.")
    os.environ["TINHSO_DEMO"] = "yes"  # the catalogue is then loaded as the demo's past needs it
    with province():
        prepare(demo_months=months)
    click.echo("The demo province is there. Start it with: tinhso up --demo")


@click.command()
def verify() -> None:
    """Look for tampering: compare every record with its trail, and the trail with its seals."""
    with province():
        from tinhso.kernel.trail.api import verify as faults

        with step("Verifying the trail"):
            found = list(faults())
    for fault in found:
        click.echo(f"· {fault}")
    if found:
        raise Trouble(f"The trail shows {len(found)} signs of tampering.")
    click.echo("The trail is whole: no sign of tampering.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write database, files and keys into one FILE (.tar). It holds secrets: keep it safe."""
    from ..backup import write

    with database():
        write(file)
    click.echo(f"The province is in {file} ({file.stat().st_size // 1024 // 1024 + 1} MB).")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Make the province of a backup FILE in an empty folder or database."""
    from ..backup import read

    with database():
        read(file)
    click.echo("The province is restored. Start it with: tinhso up")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(arguments: tuple[str, ...]) -> None:
    """Open PostgreSQL's own terminal on the province's database; further arguments go to psql."""
    from ..backup import address
    from ..postgres import find_programs

    with database():
        raise SystemExit(subprocess.run([find_programs().path("psql"), *arguments, address()]).returncode)
