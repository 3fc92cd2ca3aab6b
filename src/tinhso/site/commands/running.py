"""`tinhso up`, and each of its processes alone: `web`, `worker`, `readers`."""

from __future__ import annotations

import os
import signal
import threading

import click

from ..environment import database, province
from ..ports import check_port, free_port
from ..supervisor import follow_supervisor

HOST, PORT, BANK_PORT, PLATFORM_PORT, SMS_PORT, VNEID_PORT = "127.0.0.1", 8000, 8001, 8002, 8003, 8004


@click.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on; 0.0.0.0 for every network.")
@click.option("--port", default=PORT, show_default=True, help="Port of the web pages.")
@click.option("--bank-port", default=BANK_PORT, show_default=True, help="Port of the demo bank.")
@click.option("--platform-port", default=PLATFORM_PORT, show_default=True, help="Port of the demo payment platform.")
@click.option("--sms-port", default=SMS_PORT, show_default=True, help="Port of the demo SMS gateway.")
@click.option("--vneid-port", default=VNEID_PORT, show_default=True, help="Port of the demo VNeID.")
@click.option("--demo/--no-demo", default=None, help="Make and show the demo province.")
@click.option("--months", default=1, show_default=True, help="How many past months a new demo province gets.")
@click.option("--check", is_flag=True, help="Start everything on free ports, see that it is healthy, and stop.")
def up(
    host: str, port: int, bank_port: int, platform_port: int, sms_port: int, vneid_port: int, demo: bool | None, months: int,
    check: bool,
) -> None:  # fmt: skip
    """Run the whole province: database, web pages, jobs and outbox readers."""
    from ..up import Up

    if check:
        port, bank_port, platform_port, sms_port, vneid_port = (free_port() for _ in range(5))
    Up(
        host=host, port=port, bank_port=bank_port, platform_port=platform_port, sms_port=sms_port, vneid_port=vneid_port, demo=demo,
        months=months, check=check,
    ).run()  # fmt: skip


@click.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, help="Port to listen on.")
@click.option("--workers", default=None, type=int, help="Processes; default: one per core, four at most.")
@click.option("--threads", default=4, show_default=True, help="Requests that each process works on at once.")
def web(host: str, port: int, workers: int | None, threads: int) -> None:
    """Serve the web pages and the JSON API."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    follow_supervisor()
    check_port(host, port, option="--port")
    # Granian's main process only holds the socket; its workers load Django.
    with database():
        Granian(
            "tinhso.site.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers or max(1, min(4, os.cpu_count() or 1)),
            blocking_threads=threads,
            backpressure=threads * 16,
            websockets=False,
            respawn_failed_workers=True,
            respawn_interval=0.5,
            workers_kill_timeout=15,
            log_level=LogLevels.warning,
        ).serve()


@click.command()
@click.option("--concurrency", default=4, show_default=True, help="Jobs worked on at once.")
@click.option("--queue", "queues", multiple=True, help="Only this queue; may be given several times.")
def worker(concurrency: int, queues: tuple[str, ...]) -> None:
    """Work on jobs: rendering, sending, recomputing."""
    follow_supervisor()
    with province():
        from procrastinate.contrib.django import app

        with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
            app.run_worker(queues=list(queues) or None, concurrency=concurrency, shutdown_graceful_timeout=10)


@click.command()
@click.option("--name", "names", multiple=True, help="Only this reader; may be given several times.")
def readers(names: tuple[str, ...]) -> None:
    """Let the readers of the outbox follow what happens: notices, indicators, exchange …"""
    follow_supervisor()
    stopping = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stopping.set())
    with province():
        from tinhso.kernel.outbox.api import run_readers

        run_readers(names=names or None, forever=True, pause=0.15, stop=stopping.is_set)
