"""Progress on the terminal: bars where somebody looks on, plain lines where a log is written."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

console = Console(stderr=False, highlight=False, soft_wrap=True)

Report = Callable[[int, int], None]
"""Called with how much is done and how much there is (0: not known)."""


@contextmanager
def step(title: str) -> Iterator[Report]:
    """Show one long piece of work. Yields the function that reports its progress."""
    started = time.monotonic()
    if not console.is_terminal:
        yield lambda _done, _total: None
        console.print(f"{title}: {time.monotonic() - started:.1f} s")
        sys.stdout.flush()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total or None)
    console.print(f"[green]✓[/] {title} [dim]{time.monotonic() - started:.1f} s[/]")
