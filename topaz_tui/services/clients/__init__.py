"""One client: what is known of them, and what a worker may change about it.

profile.py what the screen shows, lines.py the types of its lines, profile_lines.py and profile_numbers.py what they
say, no_call.py why nobody calls them now; timeline.py what was done, newest first (timeline_queries.py what it reads,
moment.py one line of it, timeline_beside.py of those beside them);
fields.py what can change, edits.py the change; phones.py, contacts.py, warnings.py and notes.py what else is added and
changed, authorities.py who may speak for them, changes.py what every change leaves behind; lifting.py that it is safe
to call them after all; reveal.py numbers that are not shown; resuming.py calls that go on; wishes.py what somebody asks
about calls; glances.py what a card beside the queue has; doubts.py what a file leaves unclear,
whose_id.py whose an ID is that it gives to more than one person, settling.py what both answers do;
duplicates.py the same person twice; pair_list.py those to judge; adding.py who is on no list; search.py finding
somebody; origins.py what lists of people are narrowed to.
"""

from __future__ import annotations

from topaz_tui.rules.people import LETS_CALL, OF_TWO, SETTLED
from topaz_tui.services.clients.adding import Candidate, NotSeen, add, candidates, wrong_with
from topaz_tui.services.clients.authorities import NO_ROLE, ContactRole, keep_authority, roles, through_whom
from topaz_tui.services.clients.authorities import of_id as authority_of
from topaz_tui.services.clients.changes import client_row, keep_change
from topaz_tui.services.clients.contacts import save_contact
from topaz_tui.services.clients.doubts import (
    WHO_FIRST,
    WHOSE_FIRST,
    OpenDoubt,
    held_by_another,
    open_doubts,
    settle_doubts,
)
from topaz_tui.services.clients.duplicates import (
    Judged,
    Likely,
    judge_duplicate,
    judged,
    last_judged,
    likely,
    may_be,
    take_back,
    unlink,
)
from topaz_tui.services.clients.edits import edit
from topaz_tui.services.clients.fields import EDITABLE
from topaz_tui.services.clients.filled import Filled, filled
from topaz_tui.services.clients.glances import Glance, glance
from topaz_tui.services.clients.lifting import is_stopped
from topaz_tui.services.clients.lines import (
    ActionLine,
    AssessmentLine,
    ChangeLine,
    ConcernLine,
    ContactLine,
    DutyLine,
    HandoverNote,
    PhoneLine,
    WarningLine,
)
from topaz_tui.services.clients.moment import Moment, under
from topaz_tui.services.clients.no_call import NUMBER_UNREAD, a_number_is_unread
from topaz_tui.services.clients.notes import add_note, ask_manager, leave_handover_note, write_note
from topaz_tui.services.clients.origins import Origin, origins
from topaz_tui.services.clients.own_stop import OwnStop
from topaz_tui.services.clients.pair_list import LABELS, Pair, PairList, open_pairs
from topaz_tui.services.clients.phones import PHONE_STATUS, add_phone, change_phone
from topaz_tui.services.clients.profile import ClientProfile, SafetyCard, log_taken_out, open_profile, refresh_profile
from topaz_tui.services.clients.resuming import resume_calls
from topaz_tui.services.clients.reveal import reveal_numbers
from topaz_tui.services.clients.search import Found, Search, find
from topaz_tui.services.clients.warnings import add_warning, end_warning
from topaz_tui.services.clients.whose_id import WHOSE, leave_in_doubt, settle_whose
from topaz_tui.services.clients.wishes import call_after_all, keep_wish, look_again

__all__ = [
    "EDITABLE",
    "LABELS",
    "LETS_CALL",
    "NO_ROLE",
    "NUMBER_UNREAD",
    "OF_TWO",
    "PHONE_STATUS",
    "SETTLED",
    "WHOSE",
    "WHOSE_FIRST",
    "WHO_FIRST",
    "ActionLine",
    "AssessmentLine",
    "Candidate",
    "ChangeLine",
    "ClientProfile",
    "ConcernLine",
    "ContactLine",
    "ContactRole",
    "DutyLine",
    "Filled",
    "Found",
    "Glance",
    "HandoverNote",
    "Judged",
    "Likely",
    "Moment",
    "NotSeen",
    "OpenDoubt",
    "Origin",
    "OwnStop",
    "Pair",
    "PairList",
    "PhoneLine",
    "SafetyCard",
    "Search",
    "WarningLine",
    "a_number_is_unread",
    "add",
    "add_note",
    "add_phone",
    "add_warning",
    "ask_manager",
    "authority_of",
    "call_after_all",
    "candidates",
    "change_phone",
    "client_row",
    "edit",
    "end_warning",
    "filled",
    "find",
    "glance",
    "held_by_another",
    "is_stopped",
    "judge_duplicate",
    "judged",
    "keep_authority",
    "keep_change",
    "keep_wish",
    "last_judged",
    "leave_handover_note",
    "leave_in_doubt",
    "likely",
    "log_taken_out",
    "look_again",
    "may_be",
    "open_doubts",
    "open_pairs",
    "open_profile",
    "origins",
    "refresh_profile",
    "resume_calls",
    "reveal_numbers",
    "roles",
    "save_contact",
    "settle_doubts",
    "settle_whose",
    "take_back",
    "through_whom",
    "under",
    "unlink",
    "write_note",
    "wrong_with",
]
