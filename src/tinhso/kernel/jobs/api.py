"""Work for later and work at set times. Procrastinate behind three functions.

A job is deferred over Django's own connection, in the transaction of the change that asks for it: it exists exactly if
the change was committed. Jobs are for work (rendering, sending, recomputing); what happened is told by the outbox.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

Function = Callable[..., Any]


def job(name: str, *, queue: str = "default", retries: int = 5) -> Callable[[Function], Task[Any, Any, Any]]:
    """Declare a job. Its arguments must be plain JSON values; it may run more than once and must not mind."""

    def declare(function: Function) -> Task[Any, Any, Any]:
        strategy = RetryStrategy(max_attempts=retries, exponential_wait=4)
        return app.task(name=name, queue=queue, retry=strategy)(function)

    return declare


def later(task: Task[Any, Any, Any], *, at: datetime | None = None, once: str | None = None, **arguments: Any) -> None:
    """Ask for a job, now or at a time. With `once`, a job that already waits under that name is enough."""
    from django.db import transaction
    from procrastinate.exceptions import AlreadyEnqueued

    try:
        with transaction.atomic():
            task.configure(schedule_at=at, queueing_lock=once).defer(**arguments)
    except AlreadyEnqueued:
        return


def every(cron: str, *, name: str, queue: str = "default") -> Callable[[Function], Task[Any, Any, Any]]:
    """Declare work that is done at set times (five cron fields, local time). The function takes a Unix timestamp."""

    def declare(function: Function) -> Task[Any, Any, Any]:
        return app.periodic(cron=cron)(app.task(name=name, queue=queue, pass_context=False)(function))

    return declare
