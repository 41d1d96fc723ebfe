"""Contact safety: the whole table of what is decided, the door through which numbers pass, and that no other is."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from tests.rules.facts import facts
from tests.support.places import PACKAGE
from topaz_tui.config import Settings
from topaz_tui.rules import contact_safety, linked, people, safety_sentences
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.contact_safety import NOT_KNOWN, NOT_KNOWN_WHEN, NOT_SAFE, Numbers, Safety, Why, decide
from topaz_tui.rules.queue_words import format_status, format_status_shortly
from topaz_tui.rules.safety_sentences import UNREADABLE

NOTES = {
    None: True, "": True, "Mobile, best after 2 pm": True, "her own": True, "hard of hearing: text": True,
    "hers": False, "her mobile": False, "Warden's office": False, "not her own": False, "no texts": False,
    "shared": False, "Daughter's mobile": False, "at work: 020 7946 0123": False,
    "calls only": False, "Only ring, please": False, "texts only": True, "mornings only": True,
}  # fmt: skip
"""Notes beside a number, and whether a text may go there."""
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)  # a Monday in winter: 10:00 in London
INSIDE, OUTSIDE, WORDS, BROKEN = "Mon-Fri 09:00-12:00", "Sat-Sun 10:00-12:00", "ask Jo", "Mon 25:00-26:00"
TIMES = (None, INSIDE, OUTSIDE, WORDS, BROKEN)
CODES = ("yes", "times", "no", None, "perhaps")
SAFE, ASK, IN_TIME, OUT, NO, NO_TIMES, UNREAD, STRANGE = (
    Why.SAFE, Why.NOBODY_HAS_SAID, Why.IN_TIME, Why.OUT_OF_TIME, Why.NOT_SAFE, Why.NO_TIMES, Why.UNREAD_TIMES,
    Why.UNREADABLE,
)  # fmt: skip
TABLE = dict(zip(product(CODES, TIMES), (
    # none    inside    outside   words     can't be read
    SAFE,     SAFE,     SAFE,     UNREAD,   UNREAD,    # yes
    NO_TIMES, IN_TIME,  OUT,      UNREAD,   UNREAD,    # times
    NO,       NO,       NO,       NO,       NO,        # no
    ASK,      ASK,      ASK,      UNREAD,   UNREAD,    # nobody has said
    STRANGE,  STRANGE,  STRANGE,  STRANGE,  STRANGE,   # no answer
), strict=True))  # fmt: skip
"""What is recorded of whether it is safe, and when, against what is decided on a Monday at 10:00."""
HIDES = {NO: NOT_SAFE, NO_TIMES: NOT_SAFE, UNREAD: NOT_KNOWN_WHEN, STRANGE: NOT_KNOWN}
SAYS = {
    SAFE: ("Safe to call",), ASK: ("Safe to call? Not known: ask first if it is OK to talk",),
    IN_TIME: (f"! Safe to call only {INSIDE}",), OUT: (f"! Safe to call only {OUTSIDE}, NOT now",),
    NO: ("! NOT SAFE TO CALL",), NO_TIMES: ("! NOT SAFE TO CALL: safe only at times that nobody knows",),
    STRANGE: (f"! {UNREADABLE}",),
}  # fmt: skip
STANDS = {SAFE: "callable", ASK: "callable", IN_TIME: "callable", OUT: "waiting", NO: "not_safe_to_call",
          NO_TIMES: "not_safe_to_call", UNREAD: "unread_times"}  # fmt: skip
ALL = sorted(TABLE, key=str)


def read(code: str | None, times: object, *flags: object, warnings: tuple[contact_safety.Warned, ...] = ()):
    """As it is kept in the columns of a client."""
    given = (*flags, *(None,) * (3 - len(flags)))
    return contact_safety.read((code, times, *given, None, None, None, None, None), warnings)


def _facts(known: Safety) -> queue_rules.QueueFacts:
    """As the queue has it of somebody who is owed a call."""
    return facts(
        safe_to_call=known.safe_to_call, safe_times=known.windows, unread_times=known.unread_times, numbers=1,
        recall=NOW - timedelta(days=7),
    )  # fmt: skip


@pytest.mark.parametrize(("code", "times"), ALL, ids=str)
def test_contact_safety_of_each_record_is_as_in_the_table_for_every_reader(code, times):
    known, why = read(code, times), TABLE[code, times]
    decided = known.decided(NOW)
    assert decided.why == why
    assert (known.hides_numbers, known.why_hidden) == (why in HIDES, HIDES.get(why, ""))
    assert known.decided().hides_numbers == decided.hides_numbers, "no moment shows what another holds back"
    assert known.outside_times_at(NOW) == (why == OUT)
    assert (decided.window is not None) == (why == IN_TIME)
    said = tuple(each.marked for each in safety_sentences.sentences(known, NOW))
    says = SAYS.get(why, (f'! Safe times can\'t be read: "{times}": nobody calls until a manager sets them',))
    assert said[:-3] == says or (why == STRANGE and said[:1] == says)
    facts = _facts(known)
    if why in STANDS:  # the queue is not asked about what can't be read: its facts are none (services/queue/status.py)
        assert queue_rules.queue_status(facts, NOW, Settings().calls).reason == STANDS[why]


@pytest.mark.parametrize(("code", "times"), ALL, ids=str)
def test_contact_safety_hides_numbers_where_any_part_cannot_be_read(code, times):
    wanted = NO if code == "no" else STRANGE
    for place in range(3):
        assert read(code, times, *(2 if at == place else 1 for at in range(3))).decided(NOW).why == wanted
    assert read(code, times, warnings=(("staff", "dog", None),)).decided(NOW).why == wanted
    assert (
        read(code, times, 0, None, 1, warnings=(("staff", "dog", date(2027, 5, 3)),)).decided(NOW).why
        == (TABLE[code, times])
    )


def test_contact_safety_takes_no_unknown_answer_for_a_yes():
    assert decide("perhaps", (), NOW).why == STRANGE
    stands = queue_rules.queue_status(facts(safe_to_call="perhaps", numbers=1, recall=NOW), NOW, Settings().calls)
    assert (stands.reason, format_status(stands)) == (queue_rules.Reason.NOT_SAFE_TO_CALL, NOT_KNOWN)


RANK = (NO, STRANGE, UNREAD, NO_TIMES, OUT, IN_TIME, SAFE, ASK)
"""Of two records of one person, what is decided of both: the first of these."""


@pytest.mark.parametrize("one", ALL, ids=str)
def test_contact_safety_of_two_records_is_the_stricter_in_either_order(one):
    for other in ALL:
        _of_two(one, other)


def _of_two(one, other):
    records = read(*one), read(*other)
    both = {TABLE[one], TABLE[other]}
    wanted = min(both, key=RANK.index)
    if both == {IN_TIME, OUT}:
        wanted = NO_TIMES  # no time is safe by both
    for each in (records, records[::-1]):
        known = linked.safety(each)
        assert known.decided(NOW).why == wanted
        assert known.hides_numbers == (wanted in HIDES)
        if STRANGE not in both:
            of_each = [_facts(record) for record in each]
            assert queue_rules.queue_status(linked.one_fate(of_each), NOW, Settings().calls).reason == STANDS[wanted]


@pytest.mark.parametrize(
    "words", ["not Tuesdays", "ask her sister", "never", INSIDE + "; not when he is in", "x" * 600]
)
def test_safe_times_that_cannot_be_read_stop_the_call_and_are_shown(words):
    """Whole or in part, in whatever code they stand beside."""
    for code in ("yes", "times", None):
        known = read(code, words)
        stands = queue_rules.queue_status(_facts(known), NOW, Settings().calls)
        assert (stands.reason, stands.changes_at) == ("unread_times", None)
        said = format_status(stands)
        assert said == contact_safety.unread_times_words(words) and format_status_shortly(stands) in said
        assert safety_sentences.sentences(known, NOW)[0].words.startswith(said)
        assert words[:50] in said and len(said) < 120
        assert known.safe_times is None and not known.unreadable, "no damage: somebody wrote them"


def test_number_among_unreadable_safe_times_is_hidden():
    said = contact_safety.unread_times_words("ask her sister,\n020 7946 0123\x1b[2J, first")
    assert said == 'Safe times can\'t be read: "ask her sister, (number not shown)[2J, first"'
    assert read("yes", "  \n").decided(NOW).why == SAFE, "blanks are no words"
    assert read("yes", 7).decided(NOW).why == read("yes", b"Mon").decided(NOW).why == STRANGE


MESSAGE = {True: "Messages agreed", False: "! Leave no message", None: "Leave no message: none was agreed"}
TEXT = {True: "Texts agreed", False: "! Send no text", None: "Send no text: not agreed"}
WHO = {True: "May say who calls", False: "! Never say who calls",
       None: "Do not say who calls until you are sure who it is"}  # fmt: skip


@pytest.mark.parametrize(("message", "text", "who"), product(MESSAGE, TEXT, WHO), ids=str)
def test_messages_texts_and_who_calls_do_not_decide_on_numbers(message, text, who):
    for code in ("yes", "no", None):
        known = Safety(code, None, message, text, who)
        said = [each.marked for each in safety_sentences.sentences(known, NOW)]
        assert said[1:] == [MESSAGE[message], TEXT[text], WHO[who]]
        assert known.decided(NOW) == Safety(code).decided(NOW)


NUMBER, SHOWN = "+442079460123", "020 7946 0123"


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("revealed", [False, True])
def test_number_is_shown_or_says_why_not(why, revealed):
    door = Numbers(contact_safety.SafetyDecision(why), revealed)
    assert door.hidden == (why in HIDES and not revealed)
    if door.hidden:
        assert door.words(NUMBER) is door.words(NUMBER, "141") is door.dialled(NUMBER) is None
        assert door.said(NUMBER, "141") == f"not shown ({HIDES[why].lower()})"
        assert door.beside(f"or {SHOWN}, after 5") == "or (number not shown), after 5"
    else:
        assert (door.words(NUMBER, "141"), door.dialled(NUMBER)) == (f"141 {SHOWN}", NUMBER)
        assert (door.said(NUMBER), door.beside(f"or {SHOWN}")) == (SHOWN, f"or {SHOWN}")


@pytest.mark.parametrize(
    "written",
    ["020 7946 0123", "(020) 7946-0123", "02079460123", "+44 20 7946 0123", "07700 900.456", "0044 20 7946 0123"],
)
def test_number_like_a_hidden_one_is_hidden_however_it_is_written(written):
    door = Numbers(decide("no", ()))
    assert door.beside(f"daughter {written} evenings") == "daughter (number not shown) evenings"
    assert door.beside("flat 12, since 3 May 2026, 10:00") == "flat 12, since 3 May 2026, 10:00"


# That there is no other door

WRITES_A_NUMBER = {
    "rules/contact_safety.py": "the door",
    "rules/people/phones.py": "how a number is written",
    "services/clients/contacts.py": "what a worker typed, against what a form showed: told through the door",
    "services/correspondence/writing.py": "the team's own number",
    "screens/dialogs/writing.py": "where a text goes that nothing holds back, as not safe to call does",
    "demo/book.py": "invented workers", "demo/stories.py": "invented documents, read through the door",
    "demo/concern_rows.py": "invented documents",
}  # fmt: skip
READS_NUMBERS = re.compile(
    r"Phone\.number|\bphone\.number|number\b[^;\"]{0,80}FROM phone|phone\b[^;\"]{0,80}FROM contact"
)
COMPARES = {
    "services/calls/saving.py", "services/clients/adding.py", "services/clients/duplicates.py",
    "services/search_index.py", "services/links.py", "services/correspondence/reach.py",
    "services/owned.py", "services/pairs.py", "services/importing/importer.py", "services/importing/joining.py",
    "services/importing/client_merge.py", "services/importing/imported_person.py", "exchange/council_csv/reaching.py",
    "exchange/council_csv/records.py", "rules/people/phones.py",
    "store/sql/imports.py", "store/sql/pairs.py", "store/sql/search.py",
}  # fmt: skip
"""These compare numbers, or keep them, and show none."""


WRITERS = {
    f"{where}{writer.__name__}"
    for writer in (people.format_phone, people.dialled)
    for where in ("", "people.", "phones.")
}
"""What writes a number as people read it, or as it is dialled, by the names under which it is called."""


def test_number_reaches_no_reader_past_contact_safety():
    for path in sorted(PACKAGE.rglob("*.py")):
        name, source = path.relative_to(PACKAGE).as_posix(), path.read_text()
        called = {ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)}
        written = {each.rpartition(".")[2] for each in called}
        by_itself = called & WRITERS
        assert not by_itself or name in WRITES_A_NUMBER, f"{name} writes a number past the door"
        if "screens" in path.parts:  # they read nothing of the store (test_layers.py)
            continue
        if READS_NUMBERS.search(source) and name not in COMPARES | WRITES_A_NUMBER.keys():
            assert {"numbers_of", "numbers_of_each", "Numbers"} & written, f"{name} reads numbers past the door"


def test_text_goes_only_where_the_note_leaves_no_doubt_whose_the_number_is():
    assert {note: contact_safety.why_no_text(note) == "" for note in NOTES} == NOTES
    assert "0123" not in contact_safety.why_no_text("at work: 020 7946 0123")
