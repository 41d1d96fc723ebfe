"""What is known before the call, as rows of label and words; and in two lines, for while it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.widget import Widget

from topaz_tui import clock
from topaz_tui.rules import outcomes, recalls, reviews
from topaz_tui.services.calls import Brief, Safety
from topaz_tui.widgets.plain import folded, plain

Fact = tuple[str, str, str]
"""A label, the words, and a tone: '', '*' for what comes first, '!' for what must not be missed, '#' for a
heading, '-' for what is quiet."""
TONES = {"*": "bold", "!": "bold $text-error", "#": "bold $accent", "-": "$text-muted", "": ""}


class Facts(Widget):
    """Rows of label and words, the words folded under themselves."""

    DEFAULT_CSS = "Facts { height: auto; width: 1fr; padding: 0 1; }"

    def __init__(self, facts: Sequence[Fact] = (), *, label: int = 15, id: str | None = None) -> None:
        super().__init__(id=id)
        self._facts, self._label = tuple(facts), label

    def show(self, facts: Sequence[Fact]) -> None:
        self._facts = tuple(facts)
        self.refresh(layout=True)

    def _lines(self, width: int) -> Iterator[tuple[str, str, str]]:
        for label, words, tone in self._facts:
            if tone == "#":
                yield "", label, tone
                continue
            room = width - self._label if label else width
            lines = [part for each in plain(words).split("\n") for part in folded(each, max(10, room))]
            for place, text in enumerate(lines):
                yield (label if not place else "") if label else "-", text, tone

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return sum(1 for _ in self._lines(width))

    def render(self) -> Content:
        pieces: list[object] = []
        for label, text, tone in self._lines(self.size.width):
            if pieces:
                pieces.append("\n")
            if tone != "#" and label != "-":
                pieces.append((f"{label:<{self._label}}", "$text-muted"))
            pieces.append((text, TONES[tone]))
        return Content.assemble(*pieces) if pieces else Content("")  # type: ignore[arg-type]


SAFE = {
    "yes": ("Yes", ""),
    "times": ("Only at these times", "!"),
    "no": ("NO: not safe to call", "!"),
    None: ("Not known: ask first if it is OK to talk", ""),
}


def _allowed(given: bool | None, yes: str, no: str, unknown: str) -> tuple[str, str]:
    return (unknown, "") if given is None else (yes, "") if given else (f"! {no}", "!")


def safety_facts(safety: Safety) -> Iterator[Fact]:
    """The safety card: every line always there, so that nothing has to be looked for."""
    words, tone = SAFE.get(safety.safe_to_call, SAFE[None])
    if safety.safe_to_call == "times":
        words = (
            f"Only {safety.safe_times}" if safety.windows else "Only at certain times, and nobody knows which"
        )
    mark = "! " if tone else ""
    yield "Safe to call", mark + words, tone
    voicemail, alarm = _allowed(
        safety.voicemail_ok, "Messages agreed", "No message", "Not agreed: leave no message"
    )
    text, _ = _allowed(safety.sms_ok, "texts agreed", "no texts", "texts not agreed")
    yield "Voicemail", f"{voicemail}; {text}", alarm
    say, alarm = _allowed(
        safety.say_who, "May say who calls", "Do not say who calls", "Not before you are sure who it is"
    )
    yield "Saying who", f"{say}. Say: {safety.what_to_say}" if safety.what_to_say else say, alarm
    if safety.code_word:
        yield "Code word", f"{safety.code_word} (said by either: end the call)", ""
    if safety.language or safety.interpreter or safety.communication:
        interpreter = f"interpreter: {safety.interpreter}" if safety.interpreter else None
        yield "Language", "; ".join(filter(None, (safety.language, interpreter, safety.communication))), ""
    for kind, detail, again in safety.warnings:
        said = f": {detail}" if detail else ""
        yield "Warning", f"! {kind.capitalize()}{said} (review {clock.day_words(again)})", "!"
    if not safety.warnings:
        yield "Warnings", "None", "-"


def left_facts(brief: Brief) -> Iterator[Fact]:
    """What the last caller left, before all else."""
    for left in brief.left:
        yield "Left for you", f"{left.text} ({left.by}, {clock.moment_words(left.at, clock.now())})", "*"


def why_facts(brief: Brief) -> Iterator[Fact]:
    """Why this person, what was last, and what is still to be done for them."""
    if brief.stopped:
        yield "No calls", f"! {brief.stopped}", "!"
    if brief.away:
        yield "Away", f"! {brief.away}", "!"
    if brief.why and brief.due_at:
        due = clock.moment_words(brief.due_at, clock.now())
        due = due if brief.why == "callback" else due.rpartition(" ")[0]
        tries = f"; {brief.tries} {'try' if brief.tries == 1 else 'tries'} so far" if brief.tries else ""
        reason = f" ({brief.reason})" if brief.reason else ""
        yield "Why now", f"{recalls.WHY_WORDS[brief.why]} due {due}{reason}{tries}", ""
    if brief.last_call:
        last = brief.last_call
        note = f": {last.note}" if last.note else ""
        yield "Last call", f"{clock.moment_words(last.at, clock.now())}, {last.by}. {last.outcome}{note}", ""
    for action in brief.actions:
        by = f", by {clock.day_words(action.by_on)}" if action.by_on else ""
        who = f" ({action.who}{by})" if action.who else by
        yield "Open", f"{reviews.ACTION[action.kind].words}: {action.detail}{who}", ""
    if brief.household:
        yield "Lives with", brief.household, ""
    for contact in brief.contacts:
        told = f"; may be told: {contact.may_be_told}" if contact.may_be_told else ""
        relation = f", {contact.relation}" if contact.relation else ""
        yield "Contact", f"{contact.name}{relation}{told}", ""


def script(brief: Brief, direction: str = "out") -> Iterator[Fact]:
    """How to open."""
    yield "How to open", "", "#"
    first, *rest = outcomes.OPENING_INCOMING if direction == "in" else outcomes.OPENING
    yield "", f"· Ask for {brief.called} by name." if direction == "out" else f"· {first}", ""
    for words in rest:
        yield "", f"· {words}", ""


def strip(brief: Brief) -> Content:
    """The safety card in a line or two, for while the call goes on."""
    safety = brief.safety
    if safety.hides_numbers:
        safe = ("! NOT SAFE TO CALL", "bold $text-error")
    elif safety.safe_to_call == "times":
        safe = (f"! Safe only {plain(safety.safe_times)}", "bold $text-error")
    else:
        safe = ("Safe to call" if safety.safe_to_call == "yes" else "Safe to call: not known", "")
    quiet = [
        {True: "messages agreed", False: "no message", None: "leave no message"}[safety.voicemail_ok],
        {True: "may say who calls", False: "do not say who calls", None: ""}[safety.say_who],
        f"code word: {safety.code_word}" if safety.code_word else "",
        safety.language or "",
        f"interpreter: {safety.interpreter}" if safety.interpreter else "",
    ]
    pieces: list[object] = [safe]
    for kind, _, _ in safety.warnings:
        pieces += [" · ", (plain(f"! {kind.capitalize()}"), "bold $text-error")]
    for words in filter(None, quiet):
        pieces += [" · ", plain(words)]
    return Content.assemble(*pieces)  # type: ignore[arg-type]
