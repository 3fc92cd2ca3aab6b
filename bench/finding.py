"""Search in the catalogue of procedures over HTTP, against the very statements of the page in pgbench."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from measuring import browser, compare, getting, statements

WORDS = ("khai sinh", "ho kinh doanh", "khai sihn")


def run(home: Path, server: Any, *, seconds: int) -> None:
    client = browser()
    client.get("/services/")
    for words in WORDS:
        address = f"/services/?q={quote(words)}"
        script = ";\n".join(statements(lambda: client.get(address))) + ";\n"  # noqa: B023
        compare(f"search “{words}”", getting(address), script, home=home, server=server, seconds=seconds, clients=4)
