"""Search in the catalogue of procedures, in process, against one indexed look-up in pgbench."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

WORDS = ("khai sinh", "ho kinh doanh", "so do", "ket hon", "giay phep lai xe", "khai sihn")


def run(home: Path, server: Any, *, seconds: int) -> None:
    from run import pgbench

    from tinhso.blocks.services.catalogue.queries import search

    search("khai sinh")
    count, began = 0, time.perf_counter()
    slowest: dict[str, float] = {}
    while time.perf_counter() - began < seconds:
        for words in WORDS:
            at = time.perf_counter()
            search(words)
            slowest[words] = max(slowest.get(words, 0), time.perf_counter() - at)
            count += 1
    rate = count / (time.perf_counter() - began)
    limit = pgbench(
        home,
        server,
        "SELECT title FROM services_procedure_version WHERE content_hash = 'x' OR number = 0 LIMIT 1;",
        seconds=seconds,
        clients=1,
        name="search",
    )
    worst = max(slowest, key=lambda words: slowest[words])
    print(
        f"catalogue search: {rate:.0f}/s in process, slowest “{worst}” {slowest[worst] * 1000:.0f} ms; one look-up in pgbench: {limit:.0f}/s; ratio {rate / limit:.4f}",
        flush=True,
    )
