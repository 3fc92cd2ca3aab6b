"""`python -m tinhso.connectors.bank --port 8001 --notify http://localhost:8000/payments/bank/notify`: the stand-in bank."""

from __future__ import annotations

import argparse
import os
import threading
from pathlib import Path
from wsgiref.simple_server import make_server

from .ledger import Ledger
from .server import Bank, QuietHandler, ThreadedServer


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in bank for demonstrations and tests. No real money.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--notify", default="http://127.0.0.1:8000/payments/bank/notify")
    parser.add_argument("--ledger", type=Path, default=Path(os.environ.get("TINHSO_HOME", ".")) / "bank.sqlite3")
    parser.add_argument("--key-file", type=Path, default=None)
    parser.add_argument(
        "--simulated", default="", help="How references of a simulated past begin; refunds of them are taken."
    )
    options = parser.parse_args()
    key_file = options.key_file or Path(os.environ.get("TINHSO_HOME", ".")) / "keys" / "bank-key"
    key = os.environ.get("TINHSO_BANK_KEY") or key_file.read_text().strip()
    ledger = Ledger(options.ledger, simulated=options.simulated)
    bank = Bank(ledger, key=key.encode())
    sender = threading.Thread(
        target=ledger.send_notices, kwargs={"url": options.notify, "key": key.encode()}, daemon=True
    )
    sender.start()
    with make_server(options.host, options.port, bank, ThreadedServer, QuietHandler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
