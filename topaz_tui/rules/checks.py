"""What is said, and ticked, before the review: how to open a call, who it is, and whether it is safe to talk."""

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
"""Name, and two of the others [ours]. The person says them; the worker never reads them out. What nobody knows can't
be compared, and confirms nothing: of somebody of whom less is known, all that is known is asked, and something beside
the name at least."""
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
    """The steps of IDENTITY for which there is something to compare, of the facts of each."""
    return frozenset(code for code in EVERY_STEP if identity.get(code, "").strip())


def identity_met(ticked: Collection[str], known: Collection[str] = EVERY_STEP) -> bool:
    """Is it certain enough who it is? `known` are the steps for which there is something to compare."""
    return not identity_lacks(ticked, known)


def identity_lacks(ticked: Collection[str], known: Collection[str] = EVERY_STEP) -> str:
    """What is still to be asked, in words; '' where nothing is."""
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
    """What is still to be asked, in words; '' where nothing is."""
    wanted = [step.say for step in SAFE_TO_TALK if step.needed and step.code not in ticked]
    return f"Still to ask: {' '.join(wanted)}" if wanted else ""
