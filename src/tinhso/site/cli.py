"""The `tinhso` command. Its own commands lie in `commands/`; blocks, systems and sectors add theirs in `commands.py`."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

import click

from .commands import about, data, running
from .environment import province, setup
from .trouble import Trouble

OURS: list[click.Command] = [
    *(running.up, running.web, running.worker, running.readers),
    *(data.migrate, data.demo, data.verify, data.backup, data.restore, data.psql),
    *(about.options, about.check, about.manage, about.assets),
]
ADDED = ("tinhso.blocks", "tinhso.systems", "tinhso.sectors", "tinhso.connectors")


def added_commands() -> Iterator[click.Command]:
    """Commands that packages bring in a list called `commands` of their module `commands`."""
    setup()
    for name in ADDED:
        for module in pkgutil.iter_modules(import_module(name).__path__, name + "."):
            if module.ispkg and find_spec(f"{module.name}.commands"):
                yield from import_module(f"{module.name}.commands").commands


class Commands(click.Group):
    """Our own commands at once; those of the packages only when one of them, or the whole list, is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [command.name or "" for command in OURS] + sorted(self._added())

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        for command in OURS:
            if command.name == name:
                return command
        return self._added().get(name)

    def _added(self) -> dict[str, click.Command]:
        """Added commands by name. Groups of one name, such as `import`, become one; their work gets the database."""
        found: dict[str, click.Command] = {}
        for command in added_commands():
            name = command.name or ""
            if isinstance(command, click.Group) and isinstance(found.get(name), click.Group):
                found[name].commands.update(command.commands)  # type: ignore[attr-defined]
            else:
                found[name] = command
        for command in found.values():
            _with_database(command)
        return found


def _with_database(command: click.Command) -> None:
    """Let the command's function run with the database up."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _with_database(inner)
    elif command.callback is not None and not hasattr(command.callback, "has_database"):
        function = command.callback

        def run(*args: object, **kwargs: object) -> object:
            with province():
                return function(*args, **kwargs)

        run.has_database = True  # type: ignore[attr-defined]
        command.callback = run


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="tinhso", prog_name="tinhso")
def cli() -> None:
    """Tỉnh Số: the digital province. `tinhso up --demo` is the place to start."""


def main() -> None:
    """Run the command line; a Trouble becomes its sentence and exit code 1."""
    try:
        cli(prog_name="tinhso")
    except Trouble as trouble:
        click.echo(str(trouble), err=True)
        sys.exit(1)
    except Exception as error:
        if not _lost_database(error):
            raise
        click.echo(f"The database connection was lost: {str(error).strip().splitlines()[0]}", err=True)
        sys.exit(1)


def _lost_database(error: Exception) -> bool:
    """Whether the server went away under us; a traceback would tell nothing more."""
    import psycopg

    cause = error.__cause__ or error
    return isinstance(cause, psycopg.OperationalError) and (cause.sqlstate or "57P").startswith(("57P", "08"))
