"""`python -m tinhso.connectors.national_portal.standin --port 8005`: the stand-in portal."""

from __future__ import annotations

import argparse
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import make_server

from .book import Book
from .server import QuietHandler, StandIn, ThreadedServer

# Data of the province's own catalogue block, read as a file: the stand-in imports nothing of the province.
CATALOGUE = Path(__file__).parents[3] / "blocks" / "services" / "catalogue" / "data" / "catalogue.jsonl.gz"


def procedures(file: Path) -> Iterator[tuple[str, str, str]]:
    """(code, name, field) of each procedure in a catalogue of JSON lines."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if "code" in row:  # the first line describes the file
                yield row["code"], row["title"], row["field"]


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for the National Public Service Portal. No real citizens.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8005)
    parser.add_argument("--file", type=Path, default=Path(os.environ.get("TINHSO_HOME", ".")) / "portal.sqlite3")
    parser.add_argument("--catalogue", type=Path, default=CATALOGUE)
    parser.add_argument("--session-seconds", type=int, default=1800, help="How long a session is good for.")
    options = parser.parse_args()
    book = Book(options.file)
    if options.catalogue.exists():
        book.learn(procedures(options.catalogue))
    user = os.environ.get("TINHSO_PORTAL_USER", "tinh")
    password = os.environ.get("TINHSO_PORTAL_PASSWORD", "mau")
    portal = StandIn(book, user=user, password=password, session_seconds=options.session_seconds)
    with make_server(options.host, options.port, portal, ThreadedServer, QuietHandler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
