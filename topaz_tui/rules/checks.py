"""What is said, and ticked, before the review: how to open a call, who it is, and whether it is safe to talk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

OPENING = (
    "Ask for the person by name.",
    "Do not say where the call comes from until you are satisfied who it is.",
    "Somebody else answers: ask for the person; say nothing of why.",
    "Leave no message unless that was agreed before.",
    "Never hint at what is held about anybody.",
)
"""How to open (SOURCES.md, 7 and 8)."""

OPENING_INCOMING = (
    "Ask who is calling, by name.",
    "Do not say what is held, nor that anything is, until you are satisfied who it is.",
    "Somebody else calls for them: take the message; say nothing of the person.",
    "Never hint at what is held about anybody.",
)
"""How to take a call that came in [ours, after SOURCES.md, 7 and 8]."""

UNSAFE = (
    "Offer a time to call back as a question to be answered yes or no.",
    "Agree a word that ends the call when they say it.",
)
"""What to do where it is not safe to talk (SOURCES.md, 9)."""


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One thing to tick: what it is, and the words to say it with. `needed`: nothing goes on without it."""

    code: str
    words: str
    say: str
    needed: bool = False


IDENTITY = (
    CheckStep("name", "Full name", "Could you tell me your full name, please?", needed=True),
    CheckStep("born", "Date of birth", "And your date of birth?"),
    CheckStep("address", "Address", "What is the first line of your address?"),
    CheckStep("postcode", "Postcode", "And your postcode?"),
)
"""Name, and two of the others [ours]. The person says them; the worker never reads them out."""
IDENTITY_OTHERS = 2

SAFE_TO_TALK = (
    CheckStep("ok", "It is OK to go on", "Is it OK to go on?", needed=True),
    CheckStep("alone", "They are alone", "Are you alone?"),
    CheckStep("code_word", "A word agreed that ends the call", "Shall we agree a word that ends the call?"),
)
"""Closed questions, which can be answered without being overheard (SOURCES.md, 9)."""


def identity_met(ticked: Collection[str]) -> bool:
    """Is it certain enough who it is?"""
    return not identity_lacks(ticked)


def identity_lacks(ticked: Collection[str]) -> str:
    """What is still to be asked, in words; '' where nothing is."""
    others = [step for step in IDENTITY if not step.needed]
    left = max(0, IDENTITY_OTHERS - sum(step.code in ticked for step in others))
    names = [step.words.lower() for step in others if step.code not in ticked]
    wanted = [step.words.lower() for step in IDENTITY if step.needed and step.code not in ticked]
    if left:
        count = "two" if left == 2 else "one"
        wanted.append(f"{count} of {', '.join(names[:-1])} and {names[-1]}")
    return f"Still to ask: {'; '.join(wanted)}." if wanted else ""


def safe_to_talk_met(ticked: Collection[str]) -> bool:
    """May the call go on?"""
    return not safe_to_talk_lacks(ticked)


def safe_to_talk_lacks(ticked: Collection[str]) -> str:
    """What is still to be asked, in words; '' where nothing is."""
    wanted = [step.say for step in SAFE_TO_TALK if step.needed and step.code not in ticked]
    return f"Still to ask: {' '.join(wanted)}" if wanted else ""
