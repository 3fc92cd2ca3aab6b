"""Work at set times: send what waits, fetch what citizens did at the portal, fetch questions."""

from __future__ import annotations

from tinhso.declare import every, job

from . import calling, comparing, fetching, sending


@job("national_portal.send", queue="national_portal")
def send() -> None:
    """Send what is due."""
    sending.deliver()


@every("* * * * *", name="national_portal.tick", queue="national_portal")
def tick(timestamp: int) -> None:
    """Each minute: what waits for another try, what is new at the portal."""
    if calling.awake():
        fetching.fetch()
        sending.deliver()


@every("*/10 * * * *", name="national_portal.questions", queue="national_portal")
def questions(timestamp: int) -> None:
    """Every ten minutes: questions that people asked the province through the portal."""
    if calling.awake():
        fetching.fetch_questions()


@every("20 5 * * *", name="national_portal.catalogue", queue="national_portal")
def catalogue(timestamp: int) -> None:
    """Each morning: which procedures only one of the two catalogues has."""
    if calling.awake():
        comparing.compare()
