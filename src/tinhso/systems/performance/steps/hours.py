"""Working time between two moments, for hundreds of thousands of rows at once, in the database.

The kernel lays a calendar out as a ruler: the moments when work begins or ends, and how much work there was up to each. Then working
time up to any moment is one binary search, and between two moments a difference of two such numbers.
"""

from __future__ import annotations

from datetime import date

from tinhso.declare import Ruler, ruler, working_time_of

# In SQL: working seconds up to the moment {t} by the arrays {r}.edges and {r}.sums; place 2, 4, … begins work.
WORKED = """(SELECT {r}.sums[w.i] + CASE WHEN w.i % 2 = 0 THEN w.t - {r}.edges[w.i] ELSE 0 END
    FROM (SELECT m.t, width_bucket(m.t, {r}.edges) AS i FROM (SELECT extract(epoch FROM {t})::float8 AS t) m) w)"""


def ruler_of(schedule: str, first: date, last: date) -> Ruler:
    """The ruler of a schedule by name."""
    return ruler(working_time_of(schedule), first, last)
