"""`tinhso portal …`: the line to the national portal, by hand."""

from __future__ import annotations

from datetime import datetime

import click


@click.group("portal")
def portal() -> None:
    """The line to the National Public Service Portal."""


@portal.command("exchange")
def exchange() -> None:
    """Fetch what is new at the portal and send what waits, now."""
    from . import calling, fetching, sending

    if lacking := calling.lacking():
        raise click.ClickException(f"The connection is asleep; not set: {', '.join(lacking)}.")
    click.echo(f"{fetching.fetch()} fetched, {sending.deliver(limit=100_000)} sent.")


@portal.command("tell")
@click.option(
    "--from", "first", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), required=True, help="First day of filing."
)
def tell(first: datetime) -> None:
    """Queue dossiers that the portal was never told of, as they stand now: those filed since a day.

    For the first connection, and after a time in which the connection was asleep. Run it as often as you like.
    """
    from tinhso.declare import ZONE, Case, now

    from . import calling, queueing
    from .models import PortalDossier

    if lacking := calling.lacking():
        raise click.ClickException(f"The connection is asleep; not set: {', '.join(lacking)}.")
    known = PortalDossier.objects.exclude(case=None).values("case")
    rows = Case.objects.filter(kind="dossier", submitted_at__gte=first.replace(tzinfo=ZONE)).exclude(pk__in=known)
    told = 0
    for case in rows.order_by("submitted_at").iterator(chunk_size=200):
        made = queueing.known_dossier(case, at=now())
        told += queueing.queue_dossier(made, case, case.state, subject=f"tell:{case.pk}", at=now()) is not None
    queueing.wake_sender()
    click.echo(f"{told} dossiers queued.")


commands = [portal]
