"""The registry: every action once, with its keys, words and help. It feeds the bindings, the line of keys, the palette,
the help screen and `topaz help keys`.

It is one table, and as long as there are keys to press: who looks for one finds it here.

An action runs the method `action_<name>` of the place it belongs to: the app for 'everywhere', else a screen or widget.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from topaz_tui.errors import Invalid
from topaz_tui.rules.permissions import PERMISSIONS, Act
from topaz_tui.rules.team_services import CALLS, CHILDREN

PLACES = {
    "everywhere": "Everywhere",
    "queue": "Queue",
    "client": "Client",
    "call": "Call",
    "concern": "Concern",
    "escalations": "Escalations",
    "case": "One escalation",
    "find": "Find a client",
    "team": "Team",
    "services": "Services",
    "settings": "Team settings",
    "log": "The log",
    "pairs": "One person or two",
    "imports": "Imports",
    "month": "The last month",
    "report": "Figures",
    "behind": "Behind a figure",
    "today": "Today",
    "due": "Due",
    "load": "Load",
    "billing": "Commissions",
    "work": "A piece of work",
    "document": "A document",
    "list": "In a list",
    "form": "In a form",
    "text": "In a long text",
    "choice": "On a question with answers to choose from",
    "rows": "On a question with rows that repeat",
    "confirm": "Before what can't be taken back",
}


@dataclass(frozen=True, slots=True)
class Action:
    """`keys` in Textual's names, the first of them shown. `shown` puts it into the line of keys, in the order of this
    table. `danger` marks what asks again, with another key, before it acts."""

    place: str
    name: str
    keys: tuple[str, ...]
    words: str
    help: str
    shown: bool = False
    danger: bool = False
    everywhere_else: bool = False  # acts over a dialog, too

    @property
    def id(self) -> str:
        return f"{self.place}.{self.name}"


def _by(act: Act, does: str) -> str:
    """What it does, and the least role of whoever may."""
    return f"{does} ({PERMISSIONS[act].least})"


def _arranging(place: str, facets: str) -> tuple[Action, ...]:
    """What can be done with each list that is looked up whole: it can be narrowed to these facets, and sorted."""
    return (
        Action(place, "narrow", ("slash",), "Narrow", "Type part of a name, or of what else stands in the lines"),
        Action(place, "filter", ("f",), "Filter", f"Show only some: by {facets}; it stays so until you change it"),
        Action(place, "sort", ("S",), "Sort", "Sort the list by one of its columns"),
        Action(place, "show_all", ("F",), "Show all", "The whole list again, in its own order"),
    )


ACTIONS = (
    Action("everywhere", "help", ("f1", "question_mark"), "Help", "The keys of this screen, in words", True),
    Action("everywhere", "queue", ("f2", "1"), "Queue", "The phone list"),
    Action("everywhere", "find", ("f3", "2"), "Find", "Find a client by any part of what is known of them"),
    Action("everywhere", "escalations", ("f4", "3"), "Escalations", "What waits for a manager, soonest deadline first"),
    Action("everywhere", "team", ("f5", "4"), "Team", "Who is at work, and with whom"),
    Action("everywhere", "imports", ("5",), "Imports",
           "What the council's files leave open about somebody: who decides, and by when; the files that were read"),
    Action("everywhere", "today", ("6",), "Today", "What is owed today, by its time, and what you did"),
    Action("everywhere", "tour", ("7",), "Tour", "In the demo: a tour that says what to press; again, and it ends"),
    Action("everywhere", "report", ("8",), "Figures",
           _by(Act.SEE_FIGURES, "How many were reached, reviewed, referred back: this quarter and twelve months")),
    Action("everywhere", "due", ("9",), "Due",
           "What is due for young people, courts and schools, soonest first: where the team works for children"),
    Action("everywhere", "concern", ("f6", "exclamation_mark"), "Concern",
           "Raise a safeguarding concern about the person in front of you", True),
    Action("everywhere", "back", ("escape", "f8"), "Back", "Back to where you came from; what was typed is kept"),
    Action("everywhere", "quit", ("ctrl+q",), "Quit", "Leave: drafts are kept, nobody is held any longer",
           everywhere_else=True),
    Action("everywhere", "colours", ("ctrl+g",), "Colours", "Another theme, seen at once: dark, light, contrast, own"),
    Action("everywhere", "draw_anew", ("ctrl+l",), "Draw anew",
           "Write the whole screen again, where another program wrote over it", everywhere_else=True),
    Action("everywhere", "command_palette", ("ctrl+p",), "Palette",
           "Whatever there is, by name: actions of all places, people, references, help, settings"),

    Action("queue", "take_next", ("n",), "Take next", "Take the next person: hold them and open the call", True),
    Action("queue", "call", ("c",), "Call", "Hold the person you stand on and open the call", True),
    Action("queue", "client", ("o",), "Look", "Open their record and hold nobody by that, as Enter does", True),
    Action("queue", "skip", ("s",), "Skip", "Leave this person for later, with a reason and a time", True),
    Action("queue", "next_tab", ("right", "right_square_bracket"), "Next tab",
           "Callable, callbacks, waiting, not callable, done", True),
    Action("queue", "previous_tab", ("left", "left_square_bracket"), "Previous tab", "The tab before"),
    Action("queue", "narrow", ("slash",), "Narrow", "Type part of a name to narrow the list", True),
    Action("queue", "filter", ("f",), "Filter", "Show only some: by why, band, council, language, worker, due date",
           True),
    Action("queue", "mark", ("space",), "Mark", "Mark this person, to skip or move several at once; Esc unmarks"),
    Action("queue", "range", ("v",), "Mark a range", "Mark from here to where the cursor goes; v again ends that"),
    Action("queue", "sort", ("S",), "Sort", "Sort the list by one of its columns; Esc puts it back"),
    Action("queue", "put_first", ("p",), "Put first",
           _by(Act.PUT_FIRST, "Put this recall before the others, or take that back")),
    Action("queue", "free", ("r",), "Release",
           _by(Act.RELEASE_CLAIM, "Let go of a person whom a colleague holds"), danger=True),
    Action("queue", "move_callback", ("m",), "Move callback",
           _by(Act.MOVE_CALLBACK, "Give a promised callback to another worker")),

    Action("queue", "letter", ("L",), "Write",
           "Write to this person, or to all who are marked: whom it is not safe to write to is held back"),
    Action("queue", "copy", ("Y",), "Copy", "Copy their number, IDs or address, or all of it as text"),
    Action("queue", "export", ("x",), "Export",
           _by(Act.EXPORT_PEOPLE, "Write this list, as it is narrowed now, into a file: CSV or a spreadsheet")),
    Action("queue", "pairs", ("d",), "Duplicates", "Records that may be one person's, to be judged"),

    Action("pairs", "same", ("s",), "Same person",
           "They are one person: linked, and called once; u, and d on their page, take it back", True),
    Action("pairs", "different", ("d",), "Two people",
           "They are two: asked again only where something new speaks for it", True),
    Action("pairs", "later", ("l",), "Later", "Put it off: to the end of the list", True),
    Action("pairs", "undo", ("u",), "Undo", "Take back what you said of two records last: each stands as it did", True),
    Action("pairs", "client", ("o",), "First", "Open the record on the left, as Enter does", True),
    Action("pairs", "other", ("p",), "Second", "Open the record on the right", True),
    *_arranging("pairs", "whether put off, who decides, council, language"),

    Action("concern", "submit", ("f10", "ctrl+s"), "Submit",
           "Submit the concern; says what is still missing, if anything",
           True, danger=True),
    Action("concern", "next_missing", ("ctrl+f", "f12"), "Missing",
           "To the next answer that submission still needs", True),
    Action("concern", "called_999", ("ctrl+t",), "999 called",
           "Note that 999 has been called, now: the time can be corrected in the form"),
    Action("concern", "next_section", ("f7", "ctrl+n"), "Next", "The next section, from inside a text too", True),
    Action("concern", "previous_section", ("ctrl+y",), "Before", "The section before, from inside a text too", True),
    Action("concern", "add", ("a",), "Add",
           "Add to a submitted concern: a correction, or what has come up since", True),
    Action("concern", "discard", ("f9",), "Discard",
           "Discard a concern that is not needed, with a reason; where danger was said a manager decides",
           danger=True),

    Action("client", "call", ("c",), "Call", "Hold this person and open the call", True),
    Action("client", "incoming", ("i",), "They rang", "Record a call that they made to us", True),
    Action("client", "leave_word", ("n",), "Next caller", "Leave a note that the next caller sees first", True),
    Action("client", "note", ("t",), "Note", "Write a note on the timeline", True),
    Action("client", "question", ("a",), "Ask", "Flag a question to the manager", True),
    Action("client", "next_tab", ("right", "right_square_bracket"), "Next tab",
           "Timeline, contacts, assessments, warnings, changes", True),
    Action("client", "previous_tab", ("left", "left_square_bracket"), "Previous tab", "The tab before"),
    Action("client", "edit", ("e",), "Edit", "Change what is known: safe to call, name, home, language", True),
    Action("client", "phone", ("p",), "Phone",
           "Add a number; on a number of the contacts: say what is wrong with it", True),
    Action("client", "contact", ("o",), "Contact", "Add somebody beside them; on a contact: change it"),
    Action("client", "authority", ("A",), "Authority",
           "On a contact: as what they speak for the person, and what was seen of their authority"),
    Action("client", "interpreter", ("I",), "Interpreter",
           "Book an interpreter; of one who is booked: moved or cancelled, and the call with them"),
    Action("client", "warning", ("w",), "Warning", _by(Act.AGREE_WARNING, "Agree a warning; on a warning: end it")),
    Action("client", "mark_done", ("x",), "Came?",
           "Say what became of the action you stand on: it came, not yet, not wanted, not done and why"),
    Action("client", "duplicate", ("d",), "Duplicate", "Say whether two records are of one person"),
    Action("client", "copy", ("Y",), "Copy",
           "Copy a number, the IDs, the address, or all of it as text for the council's system"),
    Action("client", "refer", ("f",), "Refer", "Refer them back to the council, or to a service, by a form", True),
    Action("client", "happened", ("h",), "What happened",
           "Record what happened to a young person, or take somebody on as one: a review, a visit, an order, who has"
           " to do with them"),
    Action("client", "work", ("W",), "Work", "What is due for a young person, and the work on it: begin it, or go on"),
    Action("client", "letter", ("L",), "Write", "Write to them: by post, mail or text, as far as it is safe to write"),
    Action("client", "next", ("J",), "Next", "The next person of the list from which this was opened"),
    Action("client", "previous", ("K",), "Person before", "The person before, of that list"),
    Action("client", "reveal", ("v",), "Show numbers",
           _by(Act.SHOW_NUMBERS, "Show the numbers of somebody not safe to call"), danger=True),
    Action("client", "restrict", ("R",), "Restrict",
           _by(Act.RESTRICT, "Say who may open the record: others see the name and the ID; change or lift that"),
           danger=True),
    Action("client", "break_glass", ("B",), "Open it now",
           "Open a restricted record all the same, with a reason: a manager looks at it", danger=True),
    Action("client", "settle", ("l",), "Looked into", "Settle what the council's file says and nobody could tell",
           danger=True),
    Action("client", "correct", ("z",), "Put right",
           "Put right the call you stand on, or your last, with all that followed; what was said of an action; "
           "take back what was recorded of somebody's care",
           danger=True),
    Action("client", "wish", ("N",), "No calls",
           "Keep that somebody asked for no calls, or for none before a day; who asked, and how"),
    Action("client", "resume", ("g",), "Resume calls",
           _by(Act.LET_CALLS_GO_ON, "They may be called again after all"), danger=True),
    Action("client", "looked", ("H",), "Who looked",
           _by(Act.READ_LOG, "Who opened this person's record or did something about them, from where, and when")),

    Action("find", "results", ("down",), "To the list",
           "From what you type to the people found; Enter opens the first at once", True),
    Action("find", "type", ("slash",), "Type again", "Back to what you typed", True),
    Action("find", "incoming", ("i",), "They rang",
           "The person you stand on, or whom you add, is on the phone: record it", True),
    Action("find", "add", ("plus", "ctrl+n"), "Add",
           "Add somebody who is on no list: + after what you typed; whoever may be them is shown first", True),
    Action("find", "client", ("o",), "Client",
           "Open the record of the person you stand on; Enter does, and on a reference opens the document"),

    Action("escalations", "take", ("t",), "Take",
           _by(Act.TAKE_OVER_CONCERN, "Make it yours; on a concern being written: go on with it yourself"), True),
    Action("escalations", "timeline", ("i",), "Timeline", "The whole history of the line you stand on, or less again",
           True),
    *_arranging("escalations", "why they wait, with whom, whether late, council, language"),
    Action("escalations", "mark", ("space",), "Mark", "Mark a line, to do one thing to several at once"),
    Action("escalations", "range", ("v",), "Mark a range",
           "Mark all that is outstanding from here to where the cursor goes; v again ends that"),
    Action("escalations", "mark_all", ("A",), "Mark all", "Mark all that wait for those outside, and are overdue"),
    Action("escalations", "chase", ("c",), "Chase", "Record a chase on all that are marked, or on this one", True),
    Action("escalations", "give", ("p",), "Give",
           "Give what is marked, or this line, to somebody: what is yours, or any (manager)"),
    Action("escalations", "move_on", ("m",), "Move on",
           "Record one step of all that are marked: a letter, to look again on a day, put back, not yet …"),
    Action("escalations", "letter", ("L",), "Write",
           "Write to whom this line is about, or to all who are marked: whom it is not safe to write to is held back"),
    Action("escalations", "next_tab", ("right", "right_square_bracket"), "Next tab",
           "All, overdue, mine, theirs, ours, not sent, danger, people", True),
    Action("escalations", "previous_tab", ("left", "left_square_bracket"), "Previous tab", "The tab before"),
    Action("escalations", "copy", ("Y",), "Copy",
           "Copy the reference, the document, or what is known of whom it is about"),
    Action("escalations", "export", ("x",), "Export",
           _by(Act.EXPORT_PEOPLE, "Write these lines, as they are narrowed now, into a file: CSV or a spreadsheet")),
    Action("escalations", "client", ("o",), "Client", "Open the client that it is about", True),

    # A move's key is the one that rules/referrals/moves.py gives it: one row a key, whatever kind of case has it.
    Action("case", "send", ("s",), "Record as sent", "Record how the concern was sent to the council"),
    Action("case", "resend", ("S",), "Send now", "Topaz sends the concern now, with what was added since"),
    Action("case", "bounce", ("b",), "Came back, or later",
           "Record that it was not delivered after all; beside concerns: look again later"),
    Action("case", "acknowledge", ("a",), "Acknowledged, or answer",
           "Record that the council acknowledged it; answer a question; booked; the number is theirs"),
    Action("case", "chase", ("c",), "Chase", "Record that the council was chased, or was asked"),
    Action("case", "return", ("r",), "Wants more", "Record that the council wants to know more"),
    Action("case", "take_on", ("O",), "Taken on", "Record that whoever a referral for support went to takes it on"),
    Action("case", "decline", ("N",), "Declined", "Record that they decline it, and why: another way is to be found"),
    Action("case", "decide", ("d",), "Council's decision", "Record what the council decided; no interpreter is needed"),
    Action("case", "disagree", ("u",), "Disagree", "Take our disagreement one level up, in writing"),
    Action("case", "accept", ("L",), "Accept decision", "Accept a decision that we disagreed with (manager)"),
    Action("case", "feed_back", ("F",), "Feedback", "Record that the adult, or who raised it, was told"),
    Action("case", "close", ("x",), "Close",
           "Close it; stop trying, or still no calls (manager); the number is not theirs", danger=True),
    Action("case", "close_early", ("e",), "Close without the rest",
           "Close it without the council's decision or the feedback (manager, a second person)", danger=True),
    Action("case", "withdraw", ("w",), "Withdraw",
           "Withdraw what the council has not got, with a reason (manager, a second person)", danger=True),
    Action("case", "propose_withdrawal", ("W",), "Propose to withdraw",
           "Propose to withdraw what the council has: a second person confirms, and the council is told"),
    Action("case", "confirm_withdrawal", ("C",), "Confirm the withdrawal",
           "Withdraw, or discard, what a colleague proposed to (manager, neither raiser nor proposer)", danger=True),
    Action("case", "keep", ("D",), "Don't withdraw",
           "Let the concern stand that a colleague proposed to take back (manager, neither raiser nor proposer)"),
    Action("case", "council_told", ("T",), "Council told", "Record that the council was told of the withdrawal"),
    Action("case", "reopen", ("R",), "Reopen", "Open again what was closed or withdrawn: its clocks go on"),
    Action("case", "letter", ("l",), "Letter", "Nobody reaches them: send a letter, and look again later"),
    Action("case", "visit", ("v",), "Visit", "Nobody reaches them: arrange a visit, and look again later"),
    Action("case", "gp", ("g",), "Ask the GP", "Nobody reaches them: ask the GP, and look again later"),
    Action("case", "put_back", ("p",), "Put back", "Back to the queue: with new attempts, or called again (manager)"),
    Action("case", "hand_on", ("h",), "Addition told", "Record that the council was told what was added, or promised"),
    Action("case", "correct", ("z",), "Put right",
           "Put right what was recorded by mistake: beside it, with the reason, and all that followed", danger=True),
    Action("case", "add", ("plus",), "Add", "Add to the concern: a correction, or an answer to the council", True),
    Action("case", "paper", ("m",), "Letter", "The letter that chases the council, ready to mail, copy or print", True),
    Action("case", "take", ("t",), "Take", "Make it yours: everybody sees that you have it", True),
    Action("case", "client", ("o",), "Client", "Open the client that it is about", True),
    Action("case", "copy", ("Y",), "Copy",
           "Copy the reference, the document, or what is known of whom it is about"),
    Action("case", "next", ("J",), "Next", "The next line of the board, without going back to it", True),
    Action("case", "previous", ("K",), "Line before", "The line of the board before this one"),
    Action("case", "part", ("right", "left"), "History / concern", "Between the history and the concern as written",
           True),

    Action("team", "release", ("r",), "Release",
           _by(Act.RELEASE_ALL, "Let go of whom this worker holds, because they are away"), True,
           danger=True),
    Action("team", "move_callbacks", ("m",), "Move callbacks",
           _by(Act.MOVE_CALLBACKS, "Give all callbacks kept for this worker to another"), True),
    Action("team", "give_actions", ("p",), "Give actions",
            _by(Act.GIVE_ACTIONS, "Give all that this worker sees to to another, because they are away"), True),
    Action("team", "post", ("L",), "Post", "The letters that have not gone; say that what was printed is in the post",
           True),
    Action("team", "services", ("s",), "Services", "The services that people can be referred to", True),
    Action("team", "settings", ("e",), "Settings", "The team's settings: where concerns go, terms, deadlines", True),
    Action("team", "client", ("o",), "Client", "Open the record of whom they are with"),
    Action("team", "log", ("l",), "Log", _by(Act.READ_LOG, "Who looked at whom, did what, from where, and when")),
    Action("team", "export", ("x",), "Export",
           _by(Act.EXPORT_PEOPLE, "Write a list of the whole team into a file: actions, interpreters, letters, "
                                  "referrals, who speaks for somebody, wishes about calls")),
    Action("team", "files", ("w",), "Files",
           _by(Act.EXPORT_PEOPLE, "Say yes or no to a whole list that a colleague asks to write into a file")),

    Action("log", "client", ("o",), "Client", "Open the record of whom the line is about, as Enter does", True),
    Action("log", "of_person", ("p",), "This person", "All that was done about whom the line is about", True),
    Action("log", "of_worker", ("w",), "This worker", "All that whoever did this has done", True),
    Action("log", "whole", ("a",), "Whole log", "Of everybody again", True),
    Action("log", "more", ("m",), "Older", "Older lines, too", True),
    *_arranging("log", "who, what, from where, day"),

    Action("services", "add", ("a",), "Add", "Add a service that people can be referred to (manager)", True),
    Action("services", "change", ("e",), "Change", "Change what is known of it, as Enter does (manager)", True),
    Action("services", "retire", ("x",), "Retire", "Take it off the list, or put it back (manager)", True, danger=True),
    Action("settings", "change", ("e",), "Change", _by(Act.CHANGE_SETTINGS, "Another value, as Enter does"), True),
    Action("settings", "usual", ("u",), "Usual", _by(Act.CHANGE_SETTINGS, "The usual value again"), True),
    Action("settings", "take_over", ("t",), "Take over",
           _by(Act.CHANGE_SETTINGS, "Make what stands here, of your own file, the team's settings"), True),
    Action("settings", "agree", ("a",), "Agree",
           _by(Act.CHANGE_SETTINGS, "Let the change hold that another manager proposed"), True, danger=True),
    Action("settings", "refuse", ("x",), "Refuse",
           _by(Act.CHANGE_SETTINGS, "Refuse the change that was proposed, or take yours back"), True),
    *_arranging("settings", "group, whether it is the usual one, who set it"),
    Action("imports", "may_call", ("c",), "May be called", "They may be called: say how you know", True, danger=True),
    Action("imports", "died", ("d",), "Has died", "They have died: nobody calls them any more", True, danger=True),
    Action("imports", "moved", ("g",), "Moved away", "They have moved away: nobody calls them any more", True,
           danger=True),
    Action("imports", "nobody", ("b",), "Nobody", "It is a record of nobody: nobody calls it", True, danger=True),
    Action("imports", "other", ("w",), "Somebody else",
           "The file means somebody else: put them on the list, as a person of their own", True, danger=True),
    Action("imports", "same", ("s",), "Same person",
           "The file means the same person after all; of several rows under one ID: all are one person's", True,
           danger=True),
    Action("imports", "first_has", ("r",), "First has it",
           "The ID is that of whom the first row is about: the others are put on the list without it", True,
           danger=True),
    Action("imports", "second_has", ("e",), "Second has it",
           "The ID is that of whom the second row is about: the others are put on the list without it", True,
           danger=True),
    Action("imports", "leave", ("l",), "Leave in doubt",
           "Nobody can say yet whose the ID is: say what is known and who was asked; it goes on waiting", True),
    Action("imports", "turn", ("v",), "Next row", "The next two of several people under one ID", True),
    Action("imports", "take", ("t",), "Take", "Decide about it yourself: everybody sees that you do"),
    Action("imports", "give", ("p",), "Give",
           "Let somebody else decide about it: a manager anybody, others a manager", True),
    Action("imports", "client", ("o",), "Client", "Open the record of the person you stand on, as Enter does", True),
    *_arranging("imports", "what there is to settle, with whom, whether late, council, language"),
    Action("imports", "next_tab", ("right", "right_square_bracket"), "Next tab",
           "What waits for a decision, the files that were read", True),
    Action("imports", "previous_tab", ("left", "left_square_bracket"), "Previous tab", "The tab before"),

    *_arranging("month", "council, language"),
    Action("month", "client", ("o",), "Client", "Open the record of the person you stand on, as Enter does", True),
    Action("month", "next_tab", ("right", "right_square_bracket"), "Next tab",
           "Who falls between, owned, still to call, called, closed with a reason, stopped", True),
    Action("month", "previous_tab", ("left", "left_square_bracket"), "Previous tab", "The tab before"),

    Action("report", "people", ("o",), "The people", "Exactly the people whom the figure counted, as Enter does", True),
    Action("report", "meaning", ("d",), "What it counts", "What the figure counts, of whom, and who is left out", True),
    Action("report", "period", ("p",), "Period", "Another period: a month, a quarter, a year, last week", True),
    Action("report", "filter", ("f",), "Council", "Only one council's people, or all again", True),
    Action("report", "freeze", ("z",), "Freeze", "Keep the figures of a period that is over as they are now", True),
    Action("report", "export", ("x",), "Export",
           _by(Act.EXPORT_PEOPLE, "Write the people whom the figure counted, or what is for the council, into a file")),
    Action("report", "next_tab", ("right", "right_square_bracket"), "Next tab",
           "Summary, calls, lives, concerns, the team, what the council asks for its returns", True),
    Action("report", "previous_tab", ("left", "left_square_bracket"), "Previous tab", "The tab before"),
    Action("behind", "export", ("x",), "Export",
           _by(Act.EXPORT_PEOPLE, "Write exactly these people into a file: CSV or a spreadsheet"), True),
    Action("behind", "client", ("o",), "Client", "Open the record of the person you stand on, as Enter does", True),

    Action("today", "client", ("o",), "Client", "Open the record of the person you stand on, as Enter does", True),
    Action("today", "came", ("y",), "Came", "It came: the action you stand on, or all that are marked"),
    Action("today", "not_yet", ("n",), "Not yet", "It has not come yet: asks by when it is to come now"),
    Action("today", "not_wanted", ("x",), "Not wanted", "They don't want it: it is over"),
    Action("today", "not_done", ("e",), "Not done", "It was not done, and is over: asks why"),
    Action("today", "mark", ("space",), "Mark", "Mark an action, to say the same of several at once"),
    Action("today", "give", ("p",), "Give", "Give it to a colleague, who sees to it from now on"),
    Action("today", "correct", ("z",), "Put right",
           "Put right what you said today, on its line below your actions, or on all that are marked"),
    Action("today", "export", ("X",), "Export",
           _by(Act.EXPORT_PEOPLE, "Write your actions, as they are narrowed now, into a file: what is late, for one")),
    *_arranging("today", "what it is, for or by whom, whether late, council, language"),
    Action("today", "next_tab", ("right", "right_square_bracket"), "Next tab",
           "The agenda, your actions, what you did", True),
    Action("today", "previous_tab", ("left", "left_square_bracket"), "Previous tab", "The tab before"),

    Action("due", "client", ("o",), "Young person", "Open the young person it is about", True),
    Action("due", "work", ("w", "W"), "Work",
           "Begin the work that meets it, or go on with it: with what you are writing in the document at once", True),
    Action("due", "happened", ("h",), "What happened",
           "Record what happened: to the young person, to a court's order, in a school; or a school, new on the list",
           True),
    Action("due", "load", ("l",), "Load", "Who has how much work, in points, and who may be given some", True),
    Action("due", "billing", ("b",), "Commissions",
           _by(Act.KEEP_COMMISSIONS, "What councils ordered, what may be billed, and what runs out")),
    *_arranging("due", "who does it, council, what, whether late, language"),
    Action("due", "next_tab", ("right", "right_square_bracket"), "Next tab",
           "All, what is late, what is yours, the work, twelve weeks", True),
    Action("due", "previous_tab", ("left", "left_square_bracket"), "Previous tab", "The tab before"),

    Action("load", "work", ("o", "w"), "Their work",
           "Choose among the work of whoever you stand on, and open it, as Enter does", True),
    Action("load", "give", ("p",), "Give",
           _by(Act.SEE_LOAD, "Give a piece of their work to somebody else, with a reason"), True),

    Action("load", "hours", ("e",), "Hours in lieu",
           "Put down hours that you worked over and above, or ask to take some off", True),
    Action("load", "decide", ("a",), "Agree", _by(Act.AGREE_LIEU, "Agree a colleague's hours in lieu, or refuse them"),
           True),
    Action("load", "next_tab", ("right", "right_square_bracket"), "Next tab", "The load, hours in lieu", True),
    Action("load", "previous_tab", ("left", "left_square_bracket"), "Previous tab", "The tab before"),

    Action("load", "billing", ("b",), "Commissions",
           _by(Act.KEEP_COMMISSIONS, "What councils ordered, what may be billed, and what runs out")),

    Action("billing", "work", ("o", "w"), "Its work",
           "Choose among the work under the commission you stand on, and open it, as Enter does", True),
    Action("billing", "new", ("n",), "New", "Keep a commission: who ordered it, from when to when", True),
    Action("billing", "order", ("a",), "Order", "How many of a kind of work it has, and at which price", True),
    Action("billing", "change", ("e",), "Change", "Change a commission: extend it, for one", True),
    Action("billing", "bill", ("b",), "Billed", "Keep the bill that the line you stand on went into", True),
    Action("billing", "under", ("u",), "Put under", "Put a piece of work under a commission", True),
    Action("billing", "next_tab", ("right", "right_square_bracket"), "Next tab",
           "What was ordered, what may be billed, work under no commission", True),
    Action("billing", "previous_tab", ("left", "left_square_bracket"), "Previous tab", "The tab before"),

    Action("work", "move", ("m", "f10"), "Move on", "Say what is done with it next: a choice of what can be now", True),
    Action("work", "write", ("d",), "Document", "Write its document, or read it section by section", True),
    Action("work", "print", ("p",), "Print",
           "Print its document, the young person's copy, the certificates of a session or its list, as a PDF", True),
    Action("work", "happened", ("h",), "What happened",
           "Record what happened to the young person, to the order, in the school", True),
    Action("work", "client", ("o",), "Young person", "Open the young person it is about", True),
    Action("work", "next_tab", ("right", "right_square_bracket"), "Next tab", "Its history, its document whole", True),
    Action("work", "previous_tab", ("left", "left_square_bracket"), "Previous tab", "The tab before"),

    Action("document", "move", ("f10", "ctrl+s"), "Move on", "Save it, and say what is done with the work next", True),
    Action("document", "next_missing", ("ctrl+f", "f12"), "Missing", "To the next answer that it still needs", True),
    Action("document", "next_section", ("f7", "ctrl+n"), "Next", "The next section, from inside a text too", True),
    Action("document", "previous_section", ("ctrl+y",), "Before", "The section before, from inside a text too", True),
    Action("document", "last_time", ("f9",), "Last time", "What was answered in this section last time", True),
    Action("document", "changes", ("ctrl+b",), "Changes", "All that is another answer than last time"),
    Action("document", "print", ("ctrl+r",), "Print", "Save it, and print it as a PDF: whole, or another paper of it"),

    Action("call", "ring", ("c",), "Ringing",
           "You have started to ring: the time is kept, then one key for how it ended, shown beside it", True),
    Action("call", "save", ("f10", "ctrl+s"), "Save", "Save all of the call, and on to the next person", True),
    Action("call", "note", ("f7", "ctrl+t"), "Note", "To the note, in the middle of anything; never away", True),
    Action("call", "next_step", ("right", "pagedown"), "Next step",
           "To the next step of the call; PgDn from inside a text, too", True),
    Action("call", "step_before", ("left", "pageup"), "Step before",
           "To the step before, to change how it ended, for one; PgUp from inside a text, too", True),
    Action("call", "put_in_place", ("ctrl+r",), "Put in place",
           "An action: the letter of advice, information, signposting, support or a referral back, then Enter", True),
    Action("call", "next_caller", ("ctrl+n",), "For next caller", "Leave a word for the next caller", True),
    Action("call", "flag", ("ctrl+a",), "Ask manager", "Put a question to the manager, saved with the call", True),
    Action("call", "answered", ("ctrl+o",), "Who answered", "Somebody else answered: who, and what they may be told",
           True),
    Action("call", "spoke_with", ("ctrl+y",), "Spoke with",
           "Somebody speaks for them, or with them: who, why, and what was seen of their authority", True),
    Action("call", "copy", ("Y",), "Copy",
           "Copy the number you stand on, the IDs, the address, or all of it as text"),
    Action("call", "reveal", ("v",), "View number",
           _by(Act.SHOW_NUMBERS, "Show the number of somebody not safe to call, with a reason")),
    Action("call", "afresh", ("ctrl+b",), "Begin again", "Throw away all that was typed about this call", danger=True),

    Action("list", "up", ("up", "k"), "Up", "One line up"),
    Action("list", "down", ("down", "j"), "Down", "One line down"),
    Action("list", "page_up", ("pageup",), "Page up", "One screen up"),
    Action("list", "page_down", ("pagedown",), "Page down", "One screen down"),
    Action("list", "first", ("home",), "First", "The first line"),
    Action("list", "last", ("end",), "Last", "The last line"),
    Action("list", "choose", ("enter",), "Open", "Open the line you stand on; it holds nobody"),

    Action("choice", "left", ("left", "up"), "Before", "The answer before: of one answer, that chooses it"),
    Action("choice", "right", ("right", "down"), "After", "The answer after: of one answer, that chooses it"),
    Action("choice", "pick", ("space",), "Choose", "Among many: tick the answer you stand on, or take that back"),
    Action("choice", "clear", ("backspace", "delete"), "Clear", "Unanswered again"),

    Action("rows", "up", ("up",), "Up", "One row up"),
    Action("rows", "down", ("down",), "Down", "One row down; below the last stands the line that adds one"),
    Action("rows", "open", ("enter",), "Open", "Open the row you stand on, or a new one; typing begins a new one, too"),
    Action("rows", "remove", ("delete",), "Remove", "Take the row away; it can be brought back"),
    Action("rows", "bring_back", ("ctrl+z",), "Bring back", "Bring the row back that was removed last"),

    Action("confirm", "yes", ("y",), "Yes", "Yes, do it"),
    Action("confirm", "no", ("n",), "No", "No, and back"),

    Action("text", "editor", ("ctrl+o", "f11"), "Editor",
           "Write it in your own editor (EDITOR); in the note of a call with F11 alone"),

    Action("form", "next", ("enter",), "Next", "To the next question (in long text: a new line)"),
    Action("form", "done", ("ctrl+s", "f10"), "Save", "Save the form", True),
)  # fmt: skip

BY_ID = {action.id: action for action in ACTIONS}
OF_CALLS = (
    *(f"everywhere.{name}" for name in ("queue", "today", "tour", "report")),
    *(f"client.{name}" for name in ("call", "incoming", "leave_word", "interpreter")),
    *("find.incoming", "team.move_callbacks", "queue", "call", "today", "month", "report", "behind"),
)
OF_CHILDREN = ("everywhere.due", "client.happened", "client.work", "due", "load", "billing", "work", "document")
SERVICE = {**dict.fromkeys(OF_CALLS, CALLS), **dict.fromkeys(OF_CHILDREN, CHILDREN)}
"""An action, or a place with all of its actions, that is there for one of the services of the settings alone."""


def is_on(action: Action, services: Collection[str]) -> bool:
    """Is there such an action for a team that does this?"""
    return all(SERVICE[each] in services for each in (action.id, action.place) if each in SERVICE)


def of(place: str, services: Collection[str] | None = None) -> tuple[Action, ...]:
    """The actions of one place, in the order of the table; with `services`, those that a team has that does this."""
    acts = (action for action in ACTIONS if action.place == place)
    return tuple(action for action in acts if services is None or is_on(action, services))


KEY_WORDS = {
    "question_mark": "?",
    "exclamation_mark": "!",
    "slash": "/",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "backspace": "Backspace",
    "delete": "Del",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "home": "Home",
    "end": "End",
    "plus": "+",
    "minus": "-",
    "full_stop": ".",
    "comma": ",",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "tab": "Tab",
}


def key_words(key: str) -> str:
    """A key as a person reads it: 'f1' is F1, 'slash' is /."""
    if key in KEY_WORDS:
        return KEY_WORDS[key]
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


_NAMED = re.compile(r"\{([a-z_.]+)\}")


def key_of(action_id: str, keys: Mapping[str, tuple[str, ...]]) -> str:
    """The first key of an action, as `keys` of the settings have it and as a person reads it."""
    return key_words(keys.get(action_id, BY_ID[action_id].keys)[0])


def with_keys(words: str, keys: Mapping[str, tuple[str, ...]]) -> str:
    """Words in which the name of an action in braces ('{case.send}') is its first key. Other braces stay: a name that
    somebody typed may have some."""
    return _NAMED.sub(lambda found: key_of(found[1], keys) if found[1] in BY_ID else found[0], words)


def remapped(keys: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The settings' keys as Textual's keymap takes them. Raises UserError for an unknown action, and for a clash."""
    for action_id in keys:
        if action_id not in BY_ID:
            told = f"settings: keys.{action_id!r} is not an action."
            raise Invalid(told, "'topaz help keys' has each action's name.")
    for place in PLACES:
        taken: dict[str, str] = {}
        for action in (*of("everywhere"), *(of(place) if place != "everywhere" else ())):
            for key in keys.get(action.id, action.keys):
                if taken.setdefault(key, action.id) != action.id:
                    raise Invalid(
                        f"settings: the key {key!r} would do both {taken[key]} and {action.id}.",
                        "Give one of them another key.",
                    )
    return {action_id: ",".join(new) for action_id, new in keys.items()}


def key_list() -> str:
    """Every action by its place, with its keys and its name in the settings, in Markdown: part of `topaz help keys`."""
    lines = []
    for place, title in PLACES.items():
        lines += [f"## {title}", ""] if of(place) else []
        for action in of(place):
            keys = " ".join(f"`{key_words(key)}`" for key in action.keys)
            lines.append(f"- {keys}: {action.help} (`{action.id}`)")
        lines.append("")
    return "\n".join(lines).rstrip()
