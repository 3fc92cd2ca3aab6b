"""Commands that look at the installation: `options`, `check`, `manage`, `assets`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click

from ..environment import home, province
from ..trouble import Trouble


@click.command()
def options() -> None:
    """List every option (environment variable), its value and what it is for."""
    home()
    import_module(os.environ.get("DJANGO_SETTINGS_MODULE") or "tinhso.site.settings")  # declares them
    from ..options import OPTIONS

    for option in OPTIONS.values():
        given = "set" if os.environ.get(option.name) else "default"
        click.echo(f"{click.style(option.name, bold=True)} = {shown(option.name, option.value)}  ({given})")
        click.echo(f"    {option.help}")


def shown(name: str, value: object) -> str:
    """The value as it may be shown: never a secret, nor the password within an address."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    text = str(value)
    if text and re.search(r"SECRET|KEY|PASSWORD|TOKEN", name):
        return "(secret)"
    return re.sub(r"(://[^:/@]*:)[^@]*@", r"\1…@", text) or "(empty)"


@click.command()
def check() -> None:
    """Check settings and declarations, and say whether the database is up to date."""
    with province():
        from django.core.management import call_command
        from django.core.management.base import SystemCheckError

        from ..health import problems

        try:
            call_command("check", fail_level="WARNING")
        except SystemCheckError as error:
            raise Trouble(str(error)) from error
        found = problems()
    for problem in found:
        click.echo(f"· {problem}")
    if found:
        raise SystemExit(1)
    click.echo("The province is in order.")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run any management command of Django, for example: tinhso manage shell."""
    with province():
        from django.core.management import execute_from_command_line

        execute_from_command_line(["tinhso manage", *arguments])


@click.command()
def assets() -> None:
    """Build the front end of a checkout (an installed package brings it built)."""
    root = Path(__file__).resolve().parents[4]
    build = root / "hatch_build.py"
    if not build.exists():
        raise Trouble("This is an installed package: its front end is built already.")
    raise SystemExit(subprocess.run([sys.executable, str(build)], cwd=root).returncode)
