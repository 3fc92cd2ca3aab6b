"""Indicators: declared figures over rows, published figures, targets. What other parts may use."""

from .actions import observe, set_target
from .computing import Value, compute, compute_by, months_of, needed, period_of, position
from .decision_766 import COMPANIONS, ELECTRONIC_RESULT, ON_TIME, ONLINE, PAID_ONLINE, REUSE, SERVICES_USED
from .drilling import PARTS, Lack, drill, lacks, lacks_of, sees_all
from .indicator import INDICATORS, Indicator, indicator
from .judging import ACHIEVED, AT_RISK, NOT_MEASURED, ON_TRACK, Judgement, judge, reaches
from .models import Observation, Target
from .outside import FIGURES
from .periods import Period, month_of, months, twelve_months_to, until, year_to
from .queries import all_targets, indicator_of, latest, observations_of, target_history, targets_of, wanted_in
from .rights import oversees, watches
from .sources import SOURCES
from .spec import AnyOf, Count, Is, Outside, Ratio, Rows, Share, any_of
from .tally import snapshot

__all__ = [
    "ACHIEVED", "AT_RISK", "COMPANIONS", "ELECTRONIC_RESULT", "FIGURES", "INDICATORS", "NOT_MEASURED", "ONLINE", "ON_TIME",
    "ON_TRACK", "PAID_ONLINE", "PARTS", "REUSE", "SERVICES_USED", "SOURCES", "AnyOf", "Count", "Indicator", "Is", "Judgement",
    "Lack", "Observation", "Outside", "Period", "Ratio", "Rows", "Share", "Target", "Value", "all_targets", "any_of", "compute",
    "compute_by", "drill", "indicator", "indicator_of", "judge", "lacks", "lacks_of", "latest", "month_of", "months", "months_of",
    "needed", "observations_of", "observe", "oversees", "period_of", "position", "reaches", "sees_all", "set_target", "snapshot", "target_history",
    "targets_of", "twelve_months_to", "until", "wanted_in", "watches", "year_to",
]  # fmt: skip
