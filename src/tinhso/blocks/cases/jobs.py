"""Work of the cases block at set times."""

from __future__ import annotations

from tinhso.kernel.jobs.api import every

from .tally import fold_tally


@every("*/10 * * * *", name="cases.fold_tally")
def fold(timestamp: int) -> None:
    """Add the differences of the tally up, so that counting stays cheap."""
    fold_tally()
