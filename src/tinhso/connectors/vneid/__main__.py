"""`python -m tinhso.connectors.vneid --port 8004 --province http://localhost:8000`: the stand-in VNeID."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from wsgiref.simple_server import make_server

from .book import Book
from .keys import Keys
from .people import INVENTED, Register, from_file
from .protocol import Client, Provider
from .server import QuietHandler, StandIn, ThreadedServer


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for VNeID, for demonstrations and tests. Nobody is real.")
    home = Path(os.environ.get("TINHSO_HOME", "."))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8004)
    parser.add_argument("--issuer", default="", help="Where browsers and the province reach it; default: localhost.")
    parser.add_argument("--province", default="http://localhost:8000", help="Address of the province's portal.")
    parser.add_argument("--client-id", default=os.environ.get("TINHSO_OIDC_CLIENT_ID") or "tinhso-mau")
    parser.add_argument("--people", type=Path, default=home / "vneid-people.json", help="More people, as JSON.")
    parser.add_argument("--keys", type=Path, default=home / "keys" / "vneid-keys.json")
    options = parser.parse_args()
    province = options.province.rstrip("/")
    client = Client(
        id=options.client_id,
        secret=os.environ.get("TINHSO_OIDC_CLIENT_SECRET") or "mau",
        redirects=(f"{province}/sign-in/identity/back/",),
        after_logout=(f"{province}/sign-out/done/",),
        backchannel=f"{province}/sign-in/identity/ended",
    )
    provider = Provider(
        issuer=options.issuer.rstrip("/") or f"http://localhost:{options.port}",
        client=client, book=Book(), keys=Keys(options.keys), people=Register((*from_file(options.people), *INVENTED)),
    )  # fmt: skip
    with make_server(options.host, options.port, StandIn(provider), ThreadedServer, QuietHandler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
