"""Rows of a council's file, as they come from whatever file it was."""

from __future__ import annotations

from typing import Any

from topaz_tui.rules.people import CouncilRecord, PhoneNumber

ONE, TWO, THREE = "+442079460001", "+442079460002", "+447700900003"
BASE: dict[str, Any] = {
    **dict.fromkeys(CouncilRecord._fields, ""),
    "row": 2,
    "person_id": "P1",
    "nhs_number": None,
    "title": "Mrs",
    "first_name": "Ada",
    "last_name": "Stone",
    "born_on": "1944-05-03",
    "died": False,
    "died_on": None,
    "moved": False,
    "postcode": "SE24 9ZZ",
    "phones": (PhoneNumber(ONE, ""),),
    "interpreter": None,
    "safe_to_call": None,
    "voicemail_ok": None,
    "safe_times": None,
    "contact_phone": None,
    "assessed_on": "2025-11-03",
    "kind": "assessment",
    "eligibility": "moderate",
    "open_to_services": None,
    "doubts": (),
    "warnings": (),
    "areas": (),
    "write_ok": None,
    "mail_ok": None,
    "sms_ok": None,
}


def row(**said: Any) -> CouncilRecord:
    """`BASE`, of which this is otherwise; phones are numbers, or (number, note)."""
    if "phones" in said:
        said["phones"] = tuple(PhoneNumber(p, "") if isinstance(p, str) else PhoneNumber(*p) for p in said["phones"])
    return CouncilRecord(**BASE | said)
