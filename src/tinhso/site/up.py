"""What `tinhso up` does: prepare, start, tell people where to go, look after everything until stopped."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from rich.panel import Panel
from rich.table import Table

from .environment import home, is_embedded, setup
from .options import yes_no
from .ports import check_port
from .postgres import Server, only_one, revive, running
from .progress import console, step
from .supervisor import Child, Supervisor
from .trouble import Trouble

LONGEST_START = 60


class Up:
    """One run of the whole province."""

    def __init__(
        self, *, host: str, port: int, bank_port: int, platform_port: int, sms_port: int, vneid_port: int,
        demo: bool | None, months: int, check: bool,
    ) -> None:  # fmt: skip
        self.host, self.port, self.bank_port, self.platform_port = host, port, bank_port, platform_port
        self.sms_port, self.vneid_port = sms_port, vneid_port
        self.demo = yes_no(os.environ.get("TINHSO_DEMO") or "no") if demo is None else demo
        self.months, self.check = months, check
        self.ready = False
        self.problem = "it has not answered yet"
        self.started = time.monotonic()
        self.server: Server | None = None

    @property
    def address(self) -> str:
        host = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::") else self.host
        return f"http://{host}:{self.port}"

    def run(self) -> None:
        self._check_ports()
        self._set_environment()
        with only_one(home()), self._database():
            setup()
            self._prepare()
            self.supervisor = Supervisor(self._children(), say=self._say, tend=self._tend)
            self.supervisor.run()
            self._say("Stopping the database.") if is_embedded() else None
        if self.check and not self.ready:
            raise Trouble(f"The province did not become healthy within {LONGEST_START} s: {self.problem}")

    def _check_ports(self) -> None:
        check_port(self.host, self.port, option="--port")
        if self.demo:
            check_port("127.0.0.1", self.bank_port, option="--bank-port")
            check_port("127.0.0.1", self.platform_port, option="--platform-port")
            check_port("127.0.0.1", self.sms_port, option="--sms-port")
            check_port("127.0.0.1", self.vneid_port, option="--vneid-port")

    def _set_environment(self) -> None:
        """What our children and the settings read."""
        os.environ["TINHSO_DEMO"] = "yes" if self.demo else "no"
        os.environ.setdefault("TINHSO_PUBLIC_URL", self.address)
        if self.demo:
            os.environ.setdefault("TINHSO_BANK_URL", f"http://localhost:{self.bank_port}")
            os.environ.setdefault("TINHSO_PLATFORM_URL", f"http://localhost:{self.platform_port}")
            os.environ.setdefault("TINHSO_SMS_URL", f"http://localhost:{self.sms_port}")
            os.environ.setdefault("TINHSO_OIDC_ISSUER", f"http://localhost:{self.vneid_port}")
            os.environ.setdefault("TINHSO_OIDC_CLIENT_ID", "tinhso-mau")
            os.environ.setdefault("TINHSO_OIDC_CLIENT_SECRET", secrets.token_hex(32))
            # The stand-ins and the province share a key for as long as they run together.
            os.environ.setdefault("TINHSO_BANK_KEY", secrets.token_hex(32))
            os.environ.setdefault("TINHSO_PLATFORM_KEY", secrets.token_hex(32))
            os.environ.setdefault("TINHSO_SMS_KEY", secrets.token_hex(32))

    @contextmanager
    def _database(self) -> Iterator[None]:
        if not is_embedded():
            from .environment import database

            with database():
                yield
            return
        with step("Starting the database"):
            place = running(home())
            self.server = place.__enter__()
        try:
            yield
        finally:
            place.__exit__(None, None, None)

    def _prepare(self) -> None:
        from django.db import connections

        from .preparing import prepare

        prepare(demo_months=self.months if self.demo else None)
        if self.demo and find_spec("tinhso.site.demo.vneid"):
            import_module("tinhso.site.demo.vneid").write(home() / "vneid-people.json")
        connections.close_all()

    def _children(self) -> list[Child]:
        tinhso = [sys.executable, "-m", "tinhso"]
        children = [
            Child("web", [*tinhso, "web", "--host", self.host, "--port", str(self.port)]),
            Child("worker", [*tinhso, "worker"]),
            Child("readers", [*tinhso, "readers"]),
        ]
        if self.demo and find_spec("tinhso.connectors.bank.__main__"):
            follow = [sys.executable, "-m", "tinhso.site.follow", "tinhso.connectors.bank"]
            notify = f"http://127.0.0.1:{self.port}/payments/bank/notify"
            children.append(
                Child("bank", [*follow, "--port", str(self.bank_port), "--notify", notify, "--simulated", "MAU"])
            )
        if self.demo and find_spec("tinhso.connectors.payment_platform.__main__"):
            follow = [sys.executable, "-m", "tinhso.site.follow", "tinhso.connectors.payment_platform"]
            children.append(Child("platform", [*follow, "--port", str(self.platform_port)]))
        if self.demo and find_spec("tinhso.connectors.sms.__main__"):
            follow = [sys.executable, "-m", "tinhso.site.follow", "tinhso.connectors.sms"]
            report = f"http://127.0.0.1:{self.port}/notices/sms/report"
            children.append(Child("sms", [*follow, "--port", str(self.sms_port), "--report", report]))
        if self.demo and find_spec("tinhso.connectors.vneid.__main__"):
            follow = [sys.executable, "-m", "tinhso.site.follow", "tinhso.connectors.vneid"]
            province = os.environ["TINHSO_PUBLIC_URL"]
            children.append(Child("vneid", [*follow, "--port", str(self.vneid_port), "--province", province]))
        return children

    def _tend(self) -> None:
        if self.server is not None and not self.server.running():
            self._revive()
        if self.ready:
            return
        self.problem = health(self.address) or ""
        if not self.problem:
            self.ready = True
            self._welcome()
            if self.check:
                self.supervisor.stopping.set()
        elif self.check and time.monotonic() - self.started > LONGEST_START:
            self.supervisor.stopping.set()

    def _revive(self) -> None:
        try:
            if self.server:
                revive(self.server, home(), say=self._say)
        except Trouble as trouble:  # a full disk may be emptied: the province waits for it
            self._say(str(trouble))
            self.supervisor.stopping.wait(5)

    def _welcome(self) -> None:
        lines = Table.grid(padding=(0, 2))
        lines.add_row("Open", f"[bold]{self.address}/[/]")
        for account in demo_accounts() if self.demo else []:
            lines.add_row(*[str(part) for part in account])
        lines.add_row("Data", str(home()))
        lines.add_row("Stop", "Ctrl+C")
        console.print(Panel(lines, title=f"Tỉnh Số · {time.monotonic() - self.started:.1f} s", expand=False))
        sys.stdout.flush()

    def _say(self, sentence: str) -> None:
        console.print(sentence)
        sys.stdout.flush()


def demo_accounts() -> list[tuple[str, ...]]:
    """Who may sign in to the demo province: rows of (who, name to sign in with, password …)."""
    if not find_spec("tinhso.site.demo") or not find_spec("tinhso.site.demo.accounts"):
        return []
    return list(import_module("tinhso.site.demo.accounts").for_terminal())


def health(address: str) -> str | None:
    """What is wrong with the server at the address; None when it is healthy."""
    try:
        with urlopen(f"{address}/healthz", timeout=5) as answer:
            answer.read()
            return None
    except HTTPError as error:
        try:
            return str(json.loads(error.read()).get("problems") or error)
        except ValueError:
            return str(error)
    except (URLError, OSError) as error:
        return str(error)
