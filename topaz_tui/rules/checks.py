"""The checks before a review: how to open a call, how to confirm who the person is, and whether it is safe to talk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

OPENING = (
    "Ask for the person by name.",
    "Do not say where the call comes from until you are satisfied who it is.",
    "Somebody else answers: ask for the person; say nothing of why.",
    "Leave no message unless that was agreed before.",
    "Never hint at what is held about anybody.",
)
"""How to open a call (SOURCES.md, 7 and 8)."""


def opening_to_contact(name: str, told: str) -> tuple[str, ...]:
    """How to open a call to somebody beside the person, in sentences: of the person no more is said than what stands on
    record that they may be told (SOURCES.md, 7 and 8)."""
    may = (
        f"They may be told: {told}."
        if told
        else "Nothing is on record that they may be told: say nothing of the person."
    )
    return (f"Ask for {name} by name.", OPENING[1], may, "Somebody else answers: ask for them; say nothing of why.",
            OPENING[4])  # fmt: skip


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
    """One step to tick: its label, and the words to say. `needed`: the call goes no further without it."""

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
"""Steps that confirm who the person is: the name and two others [ours]. The person says them; the worker never reads
them out. A fact that is not on record can't be compared, so it confirms nothing. Where little is on record, every fact
on record is asked, and at least one beside the name."""
IDENTITY_OTHERS = 2
EVERY_STEP = frozenset(step.code for step in IDENTITY)
NAME_ALONE = "Only their name is known: nobody can be sure who it is. Put more on their page."

SAFE_TO_TALK = (
    CheckStep("ok", "It is OK to go on", "Is it OK to go on?", needed=True),
    CheckStep("alone", "They are alone", "Are you alone?"),
    CheckStep("code_word", "A word agreed that ends the call", "Shall we agree a word that ends the call?"),
)
"""Closed questions, which can be answered without being overheard (SOURCES.md, 9)."""


def comparable(identity: Mapping[str, str]) -> frozenset[str]:
    """The steps of IDENTITY for which the record has a fact to compare, from the facts of each step."""
    return frozenset(code for code in EVERY_STEP if identity.get(code, "").strip())


def identity_met(ticked: Collection[str], known: Collection[str] = EVERY_STEP) -> bool:
    """Do the ticked steps confirm who the person is? `known`: the steps for which there is a fact to compare."""
    return not identity_lacks(ticked, known)


def identity_lacks(ticked: Collection[str], known: Collection[str] = EVERY_STEP) -> str:
    """The steps still to ask before the person's identity is confirmed, in words; '' where none is left."""
    others = [step for step in IDENTITY if not step.needed and step.code in known]
    if not others:
        return NAME_ALONE
    left = max(0, min(IDENTITY_OTHERS, len(others)) - sum(step.code in ticked for step in others))
    names = [step.words.lower() for step in others if step.code not in ticked]
    wanted = [step.words.lower() for step in IDENTITY if step.needed and step.code in known and step.code not in ticked]
    if left:
        which = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        wanted.append(which if left == len(names) else f"{'two' if left == 2 else 'one'} of {which}")
    return f"Still to ask: {'; '.join(wanted)}." if wanted else ""


def safe_to_talk_met(ticked: Collection[str]) -> bool:
    """May the call go on?"""
    return not safe_to_talk_lacks(ticked)


def safe_to_talk_lacks(ticked: Collection[str]) -> str:
    """The steps still to ask before it is safe to talk, in words; '' where none is left."""
    wanted = [step.say for step in SAFE_TO_TALK if step.needed and step.code not in ticked]
    return f"Still to ask: {' '.join(wanted)}" if wanted else ""
