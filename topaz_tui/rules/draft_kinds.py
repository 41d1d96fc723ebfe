"""The kinds of drafts: what somebody has begun to type and not saved, as the store names it.

The key of a draft names the record that it is about; some kinds end in the field that was typed into ('edit home').
"""

from __future__ import annotations

from enum import StrEnum


class DraftKind(StrEnum):
    """What a draft is a draft of."""

    CONCERN = "concern"
    CALL = "call"
    NOTE = "note"
    HANDOVER_NOTE = "word left"
    QUESTION = "question"
    EDIT = "edit"
    PHONE = "phone"
    CONTACT = "contact"
    WARNING = "warning"
    END_WARNING = "end warning"
    SETTLE = "settle"
    RESUME = "resume"
    SHOW_NUMBERS = "show numbers"  # on a person's page
    REVEAL = "reveal"  # in a call
    SKIP = "skip"
    RING = "ring"
    ADDITION = "addition"
    DISCARD = "put away"  # of a concern that is being written
    TAKE_OVER = "take over"
    MOVE = "move"
    PUT_RIGHT = "put right"
    CHASE = "chase"
    LEFT_OVER = "left over"  # what was typed into a concern that had gone on
    NEW_PERSON = "new person"
    DECIDE = "decide"
    JUDGE = "judge"
    ACTION = "action"
    ACTIONS = "actions"
    AUTHORITY = "authority"
    BOOKING = "booking"
    WISH = "wish"
    REFERRAL = "referral"
    SERVICE = "service"
    LETTER = "letter"
    HAPPENED = "happened"  # to a young person
    ORDER = "order"  # what happened to an order of a court
    SCHOOL = "school"  # what happened in a school
    RESTRICT = "restrict"  # a record, or no longer
    BREAK_GLASS = "break glass"
    WORK_MOVE = "work move"
    DOCUMENT = "document"
    EXPORT = "export"  # what a list is written into a file for
    TEAM_SETTING = "team setting"  # another value for one, or why a version is refused
    LIEU = "lieu"  # hours in lieu: asked for, or refused
    COMMISSION = "commission"  # what a council ordered, and a month that is billed
