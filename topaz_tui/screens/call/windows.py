"""The small windows over the page: actions, a word for the next caller, a question, who answered."""

from __future__ import annotations

from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Invalid, UserError
from topaz_tui.rules import forms, people, reviews
from topaz_tui.rules.forms import Question
from topaz_tui.screens.call.action_list import ActionList
from topaz_tui.screens.call.spoke_with import questions_of, wrong_with
from topaz_tui.screens.call.steps import Steps
from topaz_tui.screens.call.wrap import WrapPane
from topaz_tui.widgets.dialogs import Answers, Check, FormDialog

ANSWERED = (
    Question("name", "Name", "line", "As they gave it; leave empty if they gave none."),
    Question("relation", "Relation", "line", "What they are to the person: daughter, neighbour, carer."),
    Question("phone", "Their number", "line", "Where they can be reached, if they offer it."),
    Question("may_be_told", "May be told", "line", "What they may be told: nothing, that we rang, all."),
    Question(
        "authority_seen",
        "Authority seen",
        "line",
        "Power of attorney, a letter, none: what was seen, and by whom.",
    ),
)


def no_number(answers: Answers) -> UserError | None:
    """What is wrong with the number that was given, in a sentence: it would be kept as one to ring."""
    typed = str(answers.get("phone") or "").strip()
    if not typed or people.parse_phone(typed):
        return None
    words = f"'{typed}' is no telephone number: write its digits, or leave it empty and put it into the note."
    return Invalid(words, field="phone")


TEXTS = {
    "next_caller": (
        "For the next caller",
        Question("text", "What to know", "text", "Shown first to whoever calls next. Empty takes it back."),
    ),
    "flag": (
        "A question to the manager",
        Question("text", "What to decide", "text", "Waits on the board until answered. Empty takes it back."),
    ),
}


class Windows(Steps):
    """What is typed in a window is part of the draft at once, and of the call when it is saved there."""

    def action_next_caller(self) -> None:
        self.run(self._aside("next_caller"), group="aside")

    def action_flag(self) -> None:
        self.run(self._aside("flag"), group="aside")

    def action_answered(self) -> None:
        self.run(self._aside("answered"), group="aside")

    def action_spoke_with(self) -> None:
        self.run(self._aside("spoke_with"), group="aside")

    def _known(self, name: str) -> dict[str, str]:
        """What a window has to begin with, where somebody else's number was rung: who it is."""
        known = self.brief.contacts if self.brief and self.draft.another else ()
        who = next((each for each in known if each.contact_id == self.draft.contact_id), None)
        if who is None:
            return {}
        told = {"name": who.name, "relation": who.relation, "phone": who.phone, "may_be_told": who.may_be_told}
        return {"who": str(who.contact_id)} if name == "spoke_with" else told if name == "answered" else {}

    def _window(self, name: str) -> tuple[str, tuple[Question, ...], Check | None]:
        """The title of a small window, what it asks, and what it checks."""
        if name == "answered":
            return "Somebody else answered", ANSWERED, no_number
        if name == "spoke_with":
            contacts = self.brief.contacts if self.brief else ()
            return "Who speaks with you?", questions_of(contacts), wrong_with(contacts)
        title, question = TEXTS[name]
        return title, (question,), None

    async def _aside(self, name: str) -> None:
        """A small window over the screen: what is typed in it is part of the draft, and of the call once it
        is saved."""
        title, questions, check = self._window(name)
        draft = self.draft

        def kept(answers: Answers, saved: bool) -> None:
            said = {key: value for key, value in answers.items() if value}
            if said:
                draft.asides[name] = {"said": said, "saved": saved}
            else:
                draft.asides.pop(name, None)
            self.keep()

        now: Answers = {**(draft.asides.get(name, {}).get("said") or self._known(name))}
        again = name in draft.asides and bool(now) and not draft.asides[name]["saved"]
        answers = await self.app.push_screen_wait(
            FormDialog(
                title,
                questions,
                answers=now,
                keep=lambda given: kept(given, False),
                check=check,
                again=again,
                done="Save with the call",
            )
        )
        if answers is not None:
            kept(answers, True)
        self.query_one(WrapPane).draw()

    def action_put_in_place(self) -> None:
        if self.draft.step != "wrap":
            self.go("wrap")
        self.query_one(ActionList).focus()

    def on_action_list_said(self, event: ActionList.Said) -> None:
        self.app.hint(event.words)

    def on_action_list_wanted(self, event: ActionList.Wanted) -> None:
        if event.away and event.place is not None:
            del self.draft.actions[event.place]
            self.query_one(WrapPane).draw()
            self.keep()
        else:
            self.run(self._action(event.kind, event.place), group="aside")

    async def _action(self, code: str, place: int | None) -> None:
        draft = self.draft
        new: dict[str, Any] = {"kind": code, "detail": "", "who": "", "by": "", "saved": False}
        action = new if place is None else draft.actions[place]
        kind = reviews.ACTION[action["kind"]]
        questions = [Question("detail", "What", "text", kind.ask, needed=kind.ask)]
        if kind.who != "no":
            whom = "Who does it?" if kind.stays_open else "To whom, or where?"
            theirs = " A colleague's whole name makes it theirs to see to." if kind.stays_open else ""
            needed = whom if kind.who == "must" else None
            questions.append(Question("who", "Who", "line", f"{whom}{theirs}", needed=needed))
        if kind.by != "no":
            by = "A day, such as mon, 3 dec or +2w."
            questions.append(
                Question("by", "By when", "day", by, needed="By when?" if kind.by == "must" else None, sense="ahead")
            )

        def check(answers: Answers) -> UserError | None:
            day = forms.day_of(answers.get("by"))
            who, detail = str(answers.get("who") or ""), str(answers.get("detail") or "")
            lacks = reviews.action_lacks(kind, detail, who, day, clock.today())
            return Invalid(lacks[0].words, field=lacks[0].code) if lacks else None

        def kept(answers: Answers, saved: bool) -> None:
            day = forms.day_of(forms.settled(questions, answers, clock.now()).get("by"))
            action.update(
                detail=str(answers.get("detail") or ""),
                who=str(answers.get("who") or ""),
                by=day.isoformat() if day else "",
                saved=saved,
            )
            if all(action is not each for each in draft.actions):
                draft.actions.append(action)
            self.keep()

        now: Answers = {
            "detail": action["detail"] or None,
            "who": action["who"] or None,
            "by": action["by"] or None,
        }
        answers = await self.app.push_screen_wait(
            FormDialog(
                kind.words,
                questions,
                answers=now,
                keep=lambda given: kept(given, False),
                check=check,
                again=place is not None and not action["saved"],
            )
        )
        if answers is not None:
            kept(answers, True)
        elif any(action is each and not each["saved"] for each in draft.actions):
            self.app.say(f"'{kind.words}' is kept, not finished: Enter on it opens it, Del deletes it.")
        self.query_one(WrapPane).draw()
