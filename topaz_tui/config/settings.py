"""The settings: every default of the practice, with its meaning and its source.

Each field carries what it means, where its default comes from and how it is read, so that the check, the
message and the page `topaz help settings` are one thing. '[ours]' is a decision of this project (rules/SOURCES.md);
everything marked so is for the team to change.
"""

# ruff: noqa: RUF009 (a call of setting makes a field)
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from topaz_tui.clock import Hours, Week
from topaz_tui.config import values as read
from topaz_tui.config.values import Key, setting, toml


@dataclass(frozen=True, slots=True)
class Calls:
    """When and how often clients are called."""

    tries: int = setting(3, read.whole(1, 20), "Tries that reach nobody before a manager decides", "[ours] Tries")
    days: int = setting(2, read.whole(1, 20), "On at least so many different days", "[ours] Tries")
    parts_of_day: int = setting(
        2, read.whole(1, 3), "In at least so many parts of the day", "[ours] Tries; sources 12, 13"
    )
    parts: Mapping[str, Hours] = setting(
        {"morning": ("09:00", "12:00"), "afternoon": ("12:00", "17:00"), "evening": ("17:00", "20:00")},
        read.parts,
        "The parts of the day",
    )
    hours: Week = setting(
        Week((("09:00", "20:00"),) * 5 + (("10:00", "16:00"), None)),
        read.week,
        "Calling hours: mon to sun, [] where closed; bank_holidays = true where they are as other days",
        "[ours]; evenings answer best, sources 12, 13",
    )
    claim_minutes: int = setting(30, read.whole(1, 480), "Minutes a worker holds a client after the last key")
    callback_grace_minutes: int = setting(
        15, read.whole(0, 480), "Minutes that a callback kept for one worker waits for them before anybody may make it"
    )
    callback_late_minutes: int = setting(
        60,
        read.whole(1, 720),
        "Minutes after its time in which a promised callback is offered outside the calling hours; then within them",
        "[ours]",
    )
    follow_up_weeks: int = setting(6, read.whole(1, 52), "Weeks until a follow-up, as suggested after a review")
    recall_months: int = setting(
        12,
        read.whole(1, 60),
        "Months from an assessment or a completed review to the recall",
        "[ours]: a year after what the council found",
    )
    tries_decide_days: int = setting(
        5, read.whole(0, 60), "Working days a manager has to decide about a client whose tries are used up"
    )
    delays: Mapping[str, int] = setting(
        {},
        read.delays,
        "Minutes until the next try after an outcome: no_answer = 180, engaged = 30 …",
        "source 11",
    )


@dataclass(frozen=True, slots=True)
class Referral:
    """The terms of a referral, in working days (0 is the same day), or in real hours in immediate danger,
    whose clock runs day and night. Each default has its source beside it (rules/SOURCES.md)."""

    write_hours: int = setting(24, read.whole(1, 240), "Hours from beginning a concern to submitting it", "source 22")
    write_hours_danger: int = setting(1, read.whole(1, 72), "Hours to submit it in immediate danger")
    send_days: int = setting(
        0, read.whole(0, 60), "Working days to send a concern to the council", "[ours] Defaults; 22"
    )
    send_hours_danger: int = setting(1, read.whole(1, 72), "Hours to send it in immediate danger", "[ours] Defaults")
    acknowledge_days: int = setting(
        1, read.whole(0, 60), "Working days for the council to acknowledge it", "[ours] Defaults; source 23"
    )
    acknowledge_hours_danger: int = setting(
        1, read.whole(1, 72), "Hours to acknowledge it in immediate danger", "[ours] Defaults"
    )
    chase_days: int = setting(
        3, read.whole(0, 60), "Working days without a decision before we chase", "[ours] Defaults; source 25"
    )
    decide_hours_danger: int = setting(
        24, read.whole(1, 240), "Hours without a decision in immediate danger before the manager", "[ours]; 25, 27"
    )
    manager_days: int = setting(
        5, read.whole(0, 60), "Working days without a decision before the manager", "[ours] Defaults; source 26"
    )
    head_days: int = setting(
        10, read.whole(0, 120), "Working days without a decision before the head of service", "[ours] Defaults"
    )
    director_days: int = setting(
        15,
        read.whole(0, 120),
        "Working days without a decision before the director and the adults board",
        "[ours]; 27",
    )
    feedback_days: int = setting(
        2, read.whole(0, 60), "Working days from the decision to feedback", "[ours] Defaults; 24"
    )
    close_days: int = setting(5, read.whole(0, 60), "Working days for us to close it after the feedback")
    rung_days: int = setting(
        1,
        read.whole(0, 60),
        "Working days from one rung of the ladder to the next once a step is overdue",
        "[ours]; 27",
    )
    rung_hours_danger: int = setting(
        1, read.whole(1, 72), "Hours from one rung to the next in immediate danger", "[ours]; 27: the same day"
    )
    question_days: int = setting(1, read.whole(0, 60), "Working days for a manager to answer a worker's question")
    withdrawal_days: int = setting(
        1, read.whole(0, 60), "Working days for a manager to confirm or refuse a proposed withdrawal", "[ours]"
    )
    dispute_days: int = setting(
        1,
        read.whole(0, 60),
        "Working days for the council to answer a disagreement, on each rung of the ladder",
        "[ours]; 27: all rungs in a working week",
    )
    dispute_hours_danger: int = setting(
        2, read.whole(1, 72), "Hours to answer it in immediate danger", "[ours]; 27: the same day"
    )
    remind_days: int = setting(1, read.whole(1, 60), "Working days from one reminder of an overdue step to the next")
    remind_hours_danger: int = setting(1, read.whole(1, 72), "Hours from one reminder to the next in immediate danger")


@dataclass(frozen=True, slots=True)
class Imports:
    """The council's file."""

    decide_days: int = setting(
        2, read.whole(0, 60), "Working days to decide what a council's file leaves open about somebody", "[ours]"
    )


@dataclass(frozen=True, slots=True)
class Owned:
    """Working days (0 is the same day) until somebody who can't be called, or something that keeps a call from going
    well, is settled by whoever owns it; then it goes up the escalation path. All of them [ours]."""

    number_days: int = setting(
        3, read.whole(0, 60), "Working days to find a number for somebody who has none", "[ours]"
    )
    not_safe_days: int = setting(
        2, read.whole(0, 60), "Working days to find a safe way to somebody who is owed a call", "[ours]"
    )
    away_days: int = setting(
        10, read.whole(0, 60), "Working days to ask when somebody is back who is away without a date", "[ours]"
    )
    promise_days: int = setting(
        1, read.whole(0, 60), "Working days to tell the council's worker of a call promised to somebody they see to",
        "[ours]",
    )  # fmt: skip
    unreadable_days: int = setting(1, read.whole(0, 60), "Working days to mend a record that can't be read", "[ours]")
    interpreter_days: int = setting(
        1, read.whole(0, 60), "Working days to book an interpreter, or until the call if that is sooner", "[ours]"
    )
    whose_number_days: int = setting(3, read.whole(0, 60), "Working days to find out whose number it is", "[ours]")


TOLD_BY = ("board", "mail")


@dataclass(frozen=True, slots=True)
class Telling:
    """How those on each rung of the ladder are told what has come to them. Mail goes to the address of the
    worker (topaz workers change), where there is one."""

    worker: tuple[str, ...] = setting(("board",), read.several(*TOLD_BY), "How who raised it is told")
    manager: tuple[str, ...] = setting(TOLD_BY, read.several(*TOLD_BY), "How the managers are told")
    head_of_service: tuple[str, ...] = setting(TOLD_BY, read.several(*TOLD_BY), "How the heads of service are told")
    director: tuple[str, ...] = setting(TOLD_BY, read.several(*TOLD_BY), "How the directors are told")

    def on(self, rung: str) -> tuple[str, ...]:
        """How those on this rung (rules/referrals: RUNGS) are told."""
        told: tuple[str, ...] = getattr(self, rung.replace(" ", "_"))
        return told


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server, and where the council wants concerns. Passwords are never in here: see `topaz help sending`."""

    server: str | None = setting(None, read.text, "The mail server's name")
    port: int = setting(587, read.whole(1, 65535), "Its port")
    security: str = setting(
        "starttls", read.one_of("starttls", "tls"), "starttls, or tls from the first byte; never without"
    )
    ca_file: str | None = setting(None, read.text, "Certificates to trust (PEM) in place of the system's own")
    login: str | None = setting(None, read.text, "The account at the server; empty: none is asked for")
    password_from: str = setting(
        "TOPAZ_MAIL_PASSWORD",
        read.name,
        "The variable of the environment with its password; else the keyring is asked (service topaz)",
    )
    sender: str | None = setting(None, read.address, "The address that it is sent from")
    to: str | None = setting(None, read.address, "The council's address for concerns")
    encrypt: bool = setting(False, read.truth, "Encrypt the PDF; the mail then says nothing of what is in it")
    pdf_password_from: str = setting(
        "TOPAZ_PDF_PASSWORD", read.name, "The variable with the PDF's password; else the keyring (topaz-pdf)"
    )
    seconds: int = setting(30, read.whole(1, 600), "Seconds that the server has for each answer")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder from which another system takes what is put there."""

    path: str | None = setting(None, read.text, "The folder for the PDF and its JSON; it has to be there")


@dataclass(frozen=True, slots=True)
class Sending:
    """How concerns reach the council, and how often it is tried."""

    channels: tuple[str, ...] = setting(
        ("by hand",),
        read.channels,
        "The ways, in order: mail, folder, by hand. When one fails for good the next is tried; by hand comes last",
    )
    telephone: str | None = setting(
        None, read.text, "The council's number for concerns, day and night: shown where something could not be sent"
    )
    mail: Mail = setting(Mail(), read.section, "")
    folder: Folder = setting(Folder(), read.section, "")
    pauses: tuple[int, ...] = setting(
        (1, 2, 5, 10, 15), read.minutes, "Minutes after a try that failed for now; the last repeats"
    )
    least_minutes: int = setting(
        10, read.whole(1, 240), "Minutes that a way is tried at least, when the deadline is near or past"
    )
    lease_seconds: int = setting(
        180, read.whole(5, 3600), "Seconds after which a sending that says nothing is taken for broken off"
    )
    every_seconds: int = setting(60, read.whole(5, 3600), "Seconds between two looks of dispatch --watch")
    late_minutes: int = setting(
        15, read.whole(1, 1440), "Minutes without a dispatch after which that is the first line on the board"
    )


@dataclass(frozen=True, slots=True)
class Council:
    """One council's own terms, and the ways to it."""

    referral: Referral
    sending: Sending


@dataclass(frozen=True, slots=True)
class Screen:
    """How the program looks."""

    theme: str = setting("dark", read.one_of("dark", "light"), "The colours: dark or light")
    refresh_seconds: int = setting(1, read.whole(1, 600), "Seconds between two looks for what others have done")


@dataclass(frozen=True, slots=True)
class Backups:
    """The daily backups of a database in a file; a server has its own."""

    keep: int = setting(7, read.whole(0, 1000), "Daily backups that are kept; 0: none are made")
    folder: str | None = setting(
        None, read.text, "The folder for them, best on another disk; empty: a folder 'backups' beside the database"
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `Settings()` is the defaults."""

    database: str | None = setting(
        None,
        read.text,
        "The database file, from here or the home directory (~); empty: in the platform's data directory",
    )
    calls: Calls = setting(Calls(), read.section, "")
    office: Week = setting(
        Week((("09:00", "17:00"),) * 5 + (None, None)),
        read.week,
        "Office hours, by which working days and deadlines count; written like calls.hours",
        "[ours] Defaults",
    )
    referral: Referral = setting(Referral(), read.section, "")
    imports: Imports = setting(Imports(), read.section, "")
    owned: Owned = setting(Owned(), read.section, "")
    sending: Sending = setting(Sending(), read.section, "")
    ladder: Telling = setting(Telling(), read.section, "")
    council: str | None = setting(None, read.text, "The council whose clients these are, where it has terms of its own")
    organisation: str | None = setting(None, read.text, "The team's name, under its letters")
    councils: Mapping[str, Council] = setting(
        {},
        read.afterwards,
        'A council\'s own terms: [councils."Name"], then any key of referral; [councils."Name".sending] for sending',
    )
    screen: Screen = setting(Screen(), read.section, "")
    backups: Backups = setting(Backups(), read.section, "")
    keys: Mapping[str, tuple[str, ...]] = setting(
        {}, read.keys, 'Other keys for an action, by its name: "queue.skip" = ["z"]'
    )

    def terms_of(self, council: str | None) -> Council:
        """What holds for this council: its own, or for the team's own council (`council`; None is that) what holds for
        all. To one that the settings don't know nothing goes by itself: better by hand than to another council."""
        if not self.council and not self.councils:  # there is one council alone
            return Council(self.referral, self.sending)
        name = _folded(council or self.council)
        own = {_folded(known): terms for known, terms in self.councils.items()}.get(name)
        if own or not name or name == _folded(self.council):
            return own or Council(self.referral, self.sending)
        return Council(self.referral, replace(self.sending, channels=("by hand",), telephone=None))


def _folded(council: str | None) -> str:
    return " ".join((council or "").casefold().split())


def councils(value: object, key: Key, settings: Settings) -> Mapping[str, Council]:
    """Each council's own terms, on top of those for all. An address or a folder is one council's: none has
    another's."""
    found = {}
    for name, given in read.table_of(value, key).items():
        terms = dict(read.table_of(given, (*key, name)))
        sending = settings.sending
        if _folded(name) != _folded(settings.council):
            mail, folder = replace(sending.mail, to=None), replace(sending.folder, path=None)
            sending = replace(sending, telephone=None, mail=mail, folder=folder)
            sending = sending if "sending" in terms else replace(sending, channels=("by hand",))
        sending = read.section(terms.pop("sending", {}), (*key, name, "sending"), sending)
        found[name] = Council(read.section(terms, (*key, name), settings.referral), sending)
    return found


def table(of: Any = None, prefix: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Every setting: its key, its default as TOML, its meaning, and the source of the default. For
    `topaz help settings`."""
    of = of or Settings()
    for row in fields(of):
        value = getattr(of, row.name)
        if row.metadata["read"] is read.section:
            yield from table(value, f"{prefix}{row.name}.")
        else:
            yield f"{prefix}{row.name}", toml(value), row.metadata["meaning"], row.metadata["source"]
