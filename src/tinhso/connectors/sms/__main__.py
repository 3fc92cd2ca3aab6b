"""`python -m tinhso.connectors.sms --port 8003 --report http://localhost:8000/notices/sms/report`: the stand-in gateway."""

from __future__ import annotations

import argparse
import os
import threading
from pathlib import Path
from wsgiref.simple_server import make_server

from .book import Book
from .server import Gateway, QuietHandler, ThreadedServer


def main() -> None:
    home = Path(os.environ.get("TINHSO_HOME", "."))
    parser = argparse.ArgumentParser(
        description="A stand-in SMS gateway for demonstrations and tests. Nothing is sent."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8003)
    parser.add_argument("--report", default="http://127.0.0.1:8000/notices/sms/report")
    parser.add_argument("--book", type=Path, default=home / "sms.sqlite3")
    parser.add_argument("--key-file", type=Path, default=home / "keys" / "sms-key")
    options = parser.parse_args()
    key = (os.environ.get("TINHSO_SMS_KEY") or options.key_file.read_text().strip()).encode()
    book = Book(options.book)
    reports = {"url": options.report, "key": key}
    threading.Thread(target=book.send_reports, kwargs=reports, daemon=True).start()
    with make_server(options.host, options.port, Gateway(book, key), ThreadedServer, QuietHandler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
