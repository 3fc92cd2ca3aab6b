"""Cases: work with a legal clock. What other blocks may use."""

from .actions import (
    ONE_STOP,
    OUTCOMES,
    answer_consultation,
    answer_supplement,
    ask_supplement,
    assign,
    consult,
    decide,
    draft_apology,
    forward,
    hand_over,
    move_to,
    propose,
    recall_consultation,
    release,
    returned,
    send_back,
    take,
    withdraw,
)
from .calendar import Rehearsal, rehearse
from .clock_reports import Escalation, Move, Outlook, Recount
from .clock_rights import keeps_calendar, leads_province
from .clockwork import clock_of, working_time
from .clockwork import start as start_clock
from .escalation import RULES as CLOCK_RULES
from .escalation import ladder_of
from .forecast import Risk
from .models import OPEN_STATES, Apology, Case, Channel, Consultation, Proposal, SavedView, State, Stay, Supplement
from .morning import Part, morning
from .numbering import CODE
from .opening import open_case
from .outlook import Week, end_of_week, learn, look_ahead, this_week
from .path_actions import change_path_draft, discard_path_draft, draft_path, publish_path
from .paths import ROLES as PATH_ROLES
from .paths import PathVersion, holds, path_on, problems, taken, writes_paths
from .presence import here
from .rights import at_counter, at_step, cases_of, is_applicant, is_asked, leads, works_on
from .steps import (
    STANDARD_PATH,
    TITLES,
    after,
    agency_of_step,
    close,
    enter_step,
    step,
    step_title,
    still_to_come,
    where,
)
from .tally import OnTime, fold_tally
from .worklist import VIEWS, Counts, Filters, View, cases_in, count_in, counts

__all__ = [
    "CLOCK_RULES",
    "CODE",
    "ONE_STOP",
    "OPEN_STATES",
    "OUTCOMES",
    "PATH_ROLES",
    "STANDARD_PATH",
    "TITLES",
    "VIEWS",
    "Apology",
    "Case",
    "Channel",
    "Consultation",
    "Counts",
    "Escalation",
    "Filters",
    "Move",
    "OnTime",
    "Outlook",
    "Part",
    "PathVersion",
    "Proposal",
    "Recount",
    "Rehearsal",
    "Risk",
    "SavedView",
    "State",
    "Stay",
    "Supplement",
    "View",
    "Week",
    "after",
    "agency_of_step",
    "answer_consultation",
    "answer_supplement",
    "ask_supplement",
    "assign",
    "at_counter",
    "at_step",
    "cases_in",
    "cases_of",
    "change_path_draft",
    "clock_of",
    "close",
    "consult",
    "count_in",
    "counts",
    "decide",
    "discard_path_draft",
    "draft_apology",
    "draft_path",
    "end_of_week",
    "enter_step",
    "fold_tally",
    "forward",
    "hand_over",
    "here",
    "holds",
    "is_applicant",
    "is_asked",
    "keeps_calendar",
    "ladder_of",
    "leads",
    "leads_province",
    "learn",
    "look_ahead",
    "morning",
    "move_to",
    "open_case",
    "path_on",
    "problems",
    "propose",
    "publish_path",
    "recall_consultation",
    "rehearse",
    "release",
    "returned",
    "send_back",
    "start_clock",
    "step",
    "step_title",
    "still_to_come",
    "take",
    "taken",
    "this_week",
    "where",
    "withdraw",
    "working_time",
    "works_on",
    "writes_paths",
]
