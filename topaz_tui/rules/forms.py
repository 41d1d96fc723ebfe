"""Questions as data, for every form that a worker fills in: the concern, and what each move of a referral
needs.

Nothing here has a default answer: unanswered, 'no' and 'not known' are three different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from topaz_tui import clock
from topaz_tui.rules import reasons

Kind = Literal["choice", "many", "text", "line", "time", "day", "yes_no", "number", "rows"]
Option = tuple[str, str]
"""A code, which is stored, and its words, which people read."""
Row = dict[str, str]
"""One of several rows: the answer to each column that has one, by its id."""
Answer = str | list[str] | tuple[str, ...] | list[Row] | None
"""One code or text; several codes for 'many'; a moment in clock's store form for 'time', an ISO date for 'day'; a list
of rows for 'rows'; None is unanswered."""
Answers = Mapping[str, Answer]

YES_NO: tuple[Option, ...] = (("yes", "Yes"), ("no", "No"), ("not_known", "Not known"))
LABEL_WIDTH = 30
MINUTE = timedelta(minutes=1)
PICKED = ("choice", "yes_no", "many")
WRITTEN = ("text", "line")
IN_A_ROW = ("line", "choice", "yes_no", "day", "number")
"""The kinds that a column of rows can have."""
REASON = "reason"
"""The id of every question for a reason. Such an answer must say something (reasons.py)."""
READ = ("time", "day")
"""The kinds of question whose answer is typed as people say it and then read as a time or day."""


@dataclass(frozen=True, slots=True)
class When:
    """A condition: the answer to `question` is one of `among` (for 'many': has one of them in it)."""

    question: str
    among: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `words` labels it in at most 30 columns; `ask` is what to say or look for. `needed` is
    the sentence that says what is missing while it has no answer, or None where it may stay open. `when`
    hides it until it holds; `within` names a 'many' question whose chosen answers are the only ones to choose
    from here; `alone` is the code that goes with no other ('None'). `stays` are the codes that stand even where
    words are typed after their letter: to lose one could cost a life. `sense` says whether a time or day has been, is
    to come, or may be either. `letters` are codes with a letter of their own (rules/letters.py): it is shown, and
    stands in the place of the one that their words begin with. `columns` are what each of several 'rows' asks: a
    condition of one looks at the others of its row."""

    id: str
    words: str
    kind: Kind
    ask: str = ""
    options: tuple[Option, ...] = ()
    when: When | None = None
    needed: str | None = None
    within: str | None = None
    alone: str | None = None
    stays: tuple[str, ...] = ()
    sense: clock.Sense = "past"
    letters: tuple[Option, ...] = ()
    columns: tuple[Question, ...] = ()

    def __post_init__(self) -> None:
        if self.kind == "yes_no" and not self.options:
            object.__setattr__(self, "options", YES_NO)


def unanswered(answer: Answer) -> bool:
    """Is this no answer: None, blank text, an empty choice, or rows with nothing in them?"""
    if isinstance(answer, str):
        return not answer.strip()
    if isinstance(answer, list | tuple):
        return all(isinstance(each, dict) and _is_blank(each) for each in answer)
    return not answer  # what a service noted beside the answers may be a number


def _is_blank(row: Row) -> bool:
    return not any(isinstance(cell, str) and cell.strip() for cell in row.values())


def codes(answer: Answer) -> tuple[str, ...]:
    """The chosen codes as a tuple, whether the answer is one code or several."""
    if answer is None or answer == "":
        return ()
    return (answer,) if isinstance(answer, str) else tuple(each for each in answer if isinstance(each, str))


def rows_of(answer: Answer) -> tuple[Row, ...]:
    """The rows of an answer that have something in them, in order; of what a damaged file has, the texts."""
    there = () if answer is None or isinstance(answer, str) else answer
    return tuple(_texts(row) for row in there if isinstance(row, dict) and not _is_blank(row))


def holds(when: When | None, answers: Answers) -> bool:
    """Does the condition hold, given these answers? Conditions are decided nowhere else."""
    return when is None or any(code in when.among for code in codes(answers.get(when.question)))


def visible_questions(questions: Iterable[Question], answers: Answers) -> Iterator[Question]:
    """The questions to ask now, in order. One that hangs on a hidden question is hidden with it, whatever
    answer the hidden one still keeps; so a question comes after the one it hangs on (faults_of_form proves
    it)."""
    hidden: set[str] = set()
    for question in questions:
        when = question.when
        if holds(when, answers) and (when is None or when.question not in hidden):
            yield question
        else:
            hidden.add(question.id)


def choices(question: Question, answers: Answers) -> tuple[Option, ...]:
    """The options to offer now: all of them, or those chosen in the question that this one stays within."""
    if question.within is None:
        return question.options
    chosen = codes(answers.get(question.within))
    return tuple(option for option in question.options if option[0] in chosen)


def given(question: Question, answers: Answers) -> Answer:
    """The answer that counts. A question with `within` that has only one option left has that option for its answer: it
    is a fact then and no judgement."""
    if question.within is not None and question.kind == "choice":
        left = choices(question, answers)
        if len(left) == 1:
            return left[0][0]
    return answers.get(question.id)


def fault(question: Question, answers: Answers, now: datetime | None = None) -> str | None:
    """What is wrong with the answer, in a sentence; None where it is sound or missing. Without `now`, a time that was
    typed but not yet settled is checked as on any day."""
    answer = given(question, answers)
    if unanswered(answer):
        return None
    chosen = codes(answer)
    if question.kind in PICKED:
        offered = {code for code, _ in choices(question, answers)}
        if not offered.issuperset(chosen):
            return f"Choose '{question.words}' again: the answer is not one of those on offer."
        if question.kind != "many" and len(chosen) != 1:
            return f"Choose one answer for '{question.words}'."
        if question.alone in chosen and len(chosen) > 1:
            alone = dict(question.options)[question.alone or ""]
            return f"'{question.words}' can't be '{alone}' and something else."
        return None
    if question.kind == "rows":
        return next((words for row, column, words in row_faults(question, answer, now)), None)
    if not isinstance(answer, str):
        return f"Write '{question.words}' as text."
    if question.kind in READ and not _is_kept(question, answer):
        try:
            meant(question, answer, now or ANY_DAY)
        except clock.Unclear as unclear:
            return f"'{question.words}': {unclear}"
    if question.kind == "number" and not (answer.strip().isascii() and answer.strip().isdigit()):
        return f"Write '{question.words}' as a whole number."
    if question.kind == "number" and len(answer.strip()) > MOST_DIGITS:
        return f"'{question.words}' has at most {MOST_DIGITS} digits."
    return None


MOST_DIGITS = 4
"""The most digits of an answer that is a number (days, months, minutes, points): a longer one is no day that a clock
knows."""
ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def _is_kept(question: Question, text: str) -> bool:
    """Is this time or day in the form of the store, rather than as it was typed?"""
    return (_moment(text) if question.kind == "time" else _date(text)) is not None


def _moment(text: str) -> datetime | None:
    try:
        return clock.from_store(text)
    except ValueError:
        return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_of(answer: Answer) -> date | None:
    """The day of a settled answer; None where it is missing or can't be read."""
    return _date(answer) if isinstance(answer, str) else None


def meant(question: Question, typed: str, now: datetime) -> datetime | date:
    """The moment or day that was typed or stored. Raises clock.Unclear where it can't be read, lies ahead though it
    should have been, or lies behind though it should be to come."""
    if question.kind == "day":
        today = clock.local(now).date()
        day = _date(typed) or clock.read_day(typed, today, question.sense)
        words, gone, to_come = clock.format_full_day(day, today), day < today, day > today
        found: datetime | date = day
    else:
        moment = _moment(typed) or clock.read_when(typed, now, question.sense)
        words, gone, to_come = clock.format_full_moment(moment, now), moment <= now, moment > now + MINUTE
        found = moment
    if question.sense == "past" and to_come:
        raise clock.Unclear(f"{words} is still to come: write when it was.")
    if question.sense == "ahead" and gone:
        raise clock.Unclear(f"{words} has gone by: write a later one.")
    return found


def meant_words(question: Question, answer: Answer, now: datetime) -> str:
    """What Topaz understood of a typed time or day, for the line beneath it: 'Tue 24 Nov, 14:00'; '' where nothing was
    typed. Raises clock.Unclear as `meant` does."""
    if question.kind not in READ or unanswered(answer) or not isinstance(answer, str):
        return ""
    found = meant(question, answer, now)
    if isinstance(found, datetime):
        return clock.format_full_moment(found, now)
    return clock.format_full_day(found, clock.local(now).date())


def settled(questions: Iterable[Question], answers: Answers, now: datetime) -> dict[str, Answer]:
    """The answers with each typed time ('14:05', 'yesterday 10pm') turned into the moment it means at `now`, in clock's
    store form, and each typed day into its ISO date. Call it when a field is left: tomorrow the same words mean another
    day. Words that can't be told stay."""
    done = dict(answers)
    for question in questions:
        typed = answers.get(question.id)
        if question.kind == "rows" and (rows := rows_of(typed)):
            done[question.id] = [_texts(settled(question.columns, row, now)) for row in rows]
        if question.kind not in READ or not isinstance(typed, str) or not typed.strip() or _is_kept(question, typed):
            continue
        try:
            found = meant(question, typed, now)
        except clock.Unclear:
            continue
        done[question.id] = clock.to_store(found) if isinstance(found, datetime) else found.isoformat()
    return done


def _texts(row: Answers) -> Row:
    return {name: cell for name, cell in row.items() if isinstance(cell, str)}


def row_faults(
    question: Question, answer: Answer, now: datetime | None = None, *, missing: bool = False
) -> tuple[tuple[int, Question, str], ...]:
    """What is wrong in rows, as (number of the row from 0, its column, sentence); with `missing` also what the rows
    that are there still need."""
    if answer is not None and not isinstance(answer, list):
        return ((0, question, f"Write '{question.words}' in rows."),)
    find = lacking if missing else fault
    return tuple(
        (number, column, f"{question.words}, row {number + 1}: {words}")
        for number, row in enumerate(rows_of(answer))
        for column in visible_questions(question.columns, row)
        if (words := find(column, row, now))
    )


def lacking(question: Question, answers: Answers, now: datetime | None = None) -> str | None:
    """What the question still lacks, in a sentence: a needed answer that is missing, or a fault in the one given."""
    answer = given(question, answers)
    if unanswered(answer) or (_says_nothing(question, answer)):
        return question.needed
    if question.kind == "rows":
        return next((words for _, _, words in row_faults(question, answer, now, missing=True)), None)
    return fault(question, answers, now)


def _says_nothing(question: Question, answer: Answer) -> bool:
    """Is the answer only a stroke or a full stop where words are asked for, or no real reason where one is?"""
    if question.kind not in WRITTEN or not isinstance(answer, str):
        return False
    return not (reasons.is_reason(answer) if question.id == REASON else any(map(str.isalnum, answer)))


def all_lacking(
    questions: Sequence[Question], answers: Answers, now: datetime | None = None
) -> tuple[tuple[Question, str], ...]:
    """Each question to ask now that lacks something, with the sentence that says what."""
    asked = visible_questions(questions, answers)
    return tuple((question, words) for question in asked if (words := lacking(question, answers, now)))


NOT_ANSWERED = "Not answered"


def answer_words(question: Question, answer: Answer, *, named: bool = False) -> str:
    """The answer as a reader sees it; 'Not answered' where it is missing. Several choices come in the form's order.
    `named`: put the weekday before a day or a moment."""
    if unanswered(answer):
        return NOT_ANSWERED
    if question.kind in PICKED:
        chosen = codes(answer)
        known = dict(question.options)
        ordered = [words for code, words in question.options if code in chosen]
        return "; ".join([*ordered, *(code for code in chosen if code not in known)])
    if question.kind == "rows":
        rows = enumerate(rows_of(answer), 1)
        return "\n\n".join(_row_words(f"{number}. ", question, row, named) for number, row in rows)
    text = answer.strip() if isinstance(answer, str) else "; ".join(codes(answer))
    if question.kind == "day":
        day = _date(text)
        return f"{_weekday(day) if named else ''}{clock.format_day(day)}" if day else text
    moment = _moment(text) if question.kind == "time" else None
    if not moment:
        return text
    return f"{_weekday(clock.local(moment).date()) if named else ''}{when_words(moment)}"


def _row_words(lead: str, question: Question, row: Row, named: bool) -> str:
    """A row as a reader sees it: its first column alone, the others below with their labels."""
    first, *others = [
        (column, answer_words(column, row.get(column.id), named=named))
        for column in visible_questions(question.columns, row)
    ]
    return "\n".join([lead + first[1], *(f"{column.words}: {words}" for column, words in others)])


def _weekday(day: date) -> str:
    return f"{clock.WEEKDAYS[day.weekday()]} "


def when_words(moment: datetime) -> str:
    """A moment as a document says it, readable in a year's time: '22 Nov 2026 22:05', London."""
    wall = clock.local(moment)
    return f"{clock.format_day(wall.date())} {wall:%H:%M}"


def faults_of_form(questions: Sequence[Question]) -> tuple[str, ...]:
    """The faults of a form's questions; a test asserts for each form that there are none. Ids are unique; a condition
    and `within` name an earlier question (so there is no circle) and codes that it has; every kind that is picked has
    options, and no other kind does; labels fit; `needed` is a sentence."""
    return tuple(_faults(questions))


def _faults(questions: Sequence[Question]) -> Iterator[str]:
    before: dict[str, Question] = {}
    for question in questions:
        name = question.id
        offered = [code for code, _ in question.options]
        if name in before:
            yield f"{name}: this id is there twice"
        if not 0 < len(question.words) <= LABEL_WIDTH:
            yield f"{name}: its label does not fit {LABEL_WIDTH} columns"
        if bool(offered) != (question.kind in PICKED):
            yield f"{name}: '{question.kind}' and its options do not go together"
        if len(set(offered)) != len(offered) or not all(words for _, words in question.options):
            yield f"{name}: an option is there twice, or has no words"
        if bool(question.columns) != (question.kind == "rows"):
            yield f"{name}: '{question.kind}' and its columns do not go together"
        if odd := [column.id for column in question.columns if column.kind not in IN_A_ROW or column.within]:
            yield f"{name}: {', '.join(odd)} can't stand in a row"
        if question.columns and question.columns[0].kind != "line":
            yield f"{name}: a row has to begin with a line, which what is typed goes into"
        yield from (f"{name}, {fault}" for fault in _faults(question.columns))
        if question.needed is not None and not question.needed.endswith("."):
            yield f"{name}: what is missing has to be a sentence"
        if question.alone is not None and not (question.kind == "many" and question.alone in offered):
            yield f"{name}: '{question.alone}' can't stand alone here"
        if question.when is not None:
            other = before.get(question.when.question)
            if other is None:
                yield f"{name}: hangs on '{question.when.question}', which is not asked before it"
            elif not question.when.among or not set(question.when.among) <= set(dict(other.options)):
                yield f"{name}: hangs on an answer that '{other.id}' does not have"
        if question.within is not None:
            other = before.get(question.within)
            if other is None or other.kind != "many" or other.options != question.options:
                yield f"{name}: has to have the options of '{question.within}', asked before it"
        before[name] = question
