"""`python -m tinhso.connectors.payment_platform --port 8002`: the stand-in payment platform."""

from __future__ import annotations

import argparse
import os
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from .book import FAULTS, Book
from .notices import send_for_ever
from .server import Platform


class ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the supervisor's window is for the province."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description="A stand-in payment platform for demonstrations and tests. No real money."
    )
    home = Path(os.environ.get("TINHSO_HOME", "."))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--address", default="", help="Where payers reach it; default: http://localhost and the port.")
    parser.add_argument("--partner", default=os.environ.get("TINHSO_PLATFORM_PARTNER") or "TINH-MAU")
    parser.add_argument("--book", type=Path, default=home / "platform.sqlite3")
    parser.add_argument("--key-file", type=Path, default=home / "keys" / "platform-key")
    parser.add_argument(
        "--fault", choices=FAULTS, default="none", help="What goes wrong unless the payer chooses another."
    )
    options = parser.parse_args()
    key = os.environ.get("TINHSO_PLATFORM_KEY") or options.key_file.read_text().strip()
    book = Book(options.book, partner=options.partner, key=key.encode())
    threading.Thread(target=send_for_ever, args=(book, threading.Event()), daemon=True).start()
    address = options.address or f"http://localhost:{options.port}"
    application = Platform(book, address=address, fault=options.fault)
    with make_server(options.host, options.port, application, ThreadedServer, QuietHandler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
