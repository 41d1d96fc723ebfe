"""The settings: the terms of the practice (rules/terms.py), and what a machine and a team need beside them.

Each field carries what it means, where its default comes from and how it is read, so that the check, the
message and the page `topaz help settings` are one thing. '[ours]' is a decision of this project (rules/SOURCES.md);
everything marked so is for the team to change.
"""

# ruff: noqa: RUF009 (a call of setting makes a field)
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from topaz_tui.clock import Week
from topaz_tui.config import values as read
from topaz_tui.config.values import Key, setting
from topaz_tui.config.words import quoted, toml
from topaz_tui.rules.team_services import CALLS, SERVICES
from topaz_tui.rules.terms import (
    CallTerms,
    Channel,
    ChildrenTerms,
    ContractTerms,
    ImportTerms,
    OwnedTerms,
    ReferralTerms,
)

TOLD_BY = ("board", "mail")


@dataclass(frozen=True, slots=True)
class Notifications:
    """How those on each level of the escalation path are told what has come to them. Mail goes to the address of the
    worker (topaz workers change), where there is one."""

    worker: tuple[str, ...] = setting(("board",), read.several(*TOLD_BY), "How who raised it is told")
    manager: tuple[str, ...] = setting(TOLD_BY, read.several(*TOLD_BY), "How the managers are told")
    head_of_service: tuple[str, ...] = setting(TOLD_BY, read.several(*TOLD_BY), "How the heads of service are told")
    director: tuple[str, ...] = setting(TOLD_BY, read.several(*TOLD_BY), "How the directors are told")

    def on(self, level: str) -> tuple[str, ...]:
        """How those on this level (rules/referrals: LEVELS) are told."""
        told: tuple[str, ...] = getattr(self, level.replace(" ", "_"))
        return told


def domains_in(text: str) -> tuple[str, ...]:
    """The domains that a text names, with commas or blanks between them."""
    return tuple(text.replace(",", " ").casefold().split())


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
    referrals_to: str | None = setting(
        None, read.address, "The council's address for referrals back for formal care; empty: none goes by mail"
    )
    children_to: str | None = setting(
        None, read.address, "The council's address for plans and reports of children's services; empty: none by mail"
    )
    secure_domains: str | None = setting(
        None,
        read.domains,
        'Domains whose mail is known to be secure, like "nhs.net, council.example": documents go there unencrypted',
    )
    encrypt: bool = setting(False, read.truth, "Encrypt documents to the secure domains, too; to all others they are")
    pdf_password_from: str = setting(
        "TOPAZ_PDF_PASSWORD", read.name, "The variable with the PDF's password; else the keyring (topaz-pdf)"
    )
    seconds: int = setting(30, read.whole(1, 600), "Seconds that the server has for each answer")

    def encrypts(self, to: str) -> bool:
        """Does a document go to this address as a PDF with a password, in a mail that says nothing of it? Always, but
        to a domain that the settings name as secure."""
        return self.encrypt or to.rpartition("@")[2].casefold() not in domains_in(self.secure_domains or "")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder from which another system takes what is put there."""

    path: str | None = setting(None, read.text, "The folder for the PDF and its JSON; it has to be there")
    referrals_path: str | None = setting(
        None, read.text, "The folder for referrals back for formal care; empty: none goes by folder"
    )
    children_path: str | None = setting(
        None, read.text, "The folder for plans and reports of children's services; empty: none by folder"
    )


@dataclass(frozen=True, slots=True)
class Sending:
    """How concerns reach the council, and how often it is tried."""

    channels: tuple[str, ...] = setting(
        (Channel.BY_HAND,),
        read.channels,
        "The ways, in order: mail, folder, by hand. When one fails for good the next is tried; by hand comes last",
    )
    telephone: str | None = setting(
        None, read.text, "The council's number for concerns, day and night: shown where something could not be sent"
    )
    referrals_telephone: str | None = setting(
        None,
        read.text,
        "The council's number for referrals back for formal care; that for concerns is not theirs",
    )
    at_work: bool = setting(
        True,
        read.truth,
        "Whether whoever works here sends what is due, beside the screen; false: managers and dispatch accounts alone",
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

    referral: ReferralTerms
    sending: Sending
    children: ChildrenTerms = ChildrenTerms()


@dataclass(frozen=True, slots=True)
class Screen:
    """How the program looks."""

    theme: str = setting(
        "dark",
        read.colours,
        "The colours: dark, light, contrast, or your own (topaz help colours); ctrl+g changes them while it runs",
    )
    plain: bool = setting(
        False,
        read.truth,
        "For a screen reader: no frames, columns or colours; what has the focus in words (--plain)",
    )
    refresh_seconds: int = setting(1, read.whole(1, 600), "Seconds between two looks for what others have done")
    editor: bool = setting(
        True,
        read.truth,
        "Whether ctrl+o writes a long text in the worker's own editor, by a file in memory; false: never",
    )


@dataclass(frozen=True, slots=True)
class Backups:
    """The daily backups of a database in a file; a server has its own."""

    keep: int = setting(7, read.whole(0, 1000), "Daily backups that are kept; 0: none are made")
    folder: str | None = setting(
        None, read.text, "The folder for them, best on another disk; empty: a folder 'backups' beside the database"
    )


@dataclass(frozen=True, slots=True)
class Log:
    """How long the log is kept, apart from the records that it is about."""

    years: int = setting(0, read.whole(0, 100), "Years after which 'topaz audit cut' takes lines out; 0: none go")


@dataclass(frozen=True, slots=True)
class Clipboard:
    """Whether what stands in the program may go to the clipboard of the terminal, where any other program reads it."""

    seconds: int = setting(
        0,
        read.whole(0, 3600),
        "Seconds until what is copied (Y) is written over on the terminal's clipboard; 0: nothing goes there",
    )


@dataclass(frozen=True, slots=True)
class Texts:
    """An SMS gateway that takes texts over HTTP. Its token is never in here: see `topaz help sending`."""

    url: str | None = setting(None, read.gateway, "The gateway's address: https, or http on this machine alone")
    sender: str | None = setting(None, read.text, "The number or name that texts come from: nothing that tells of you")
    token_from: str = setting("TOPAZ_SMS_TOKEN", read.name, "The variable of the environment with its token")
    token_file: str | None = setting(
        None, read.text, "A file with the token, its owner's alone (chmod 600), where the variable is empty"
    )
    ca_file: str | None = setting(None, read.text, "Certificates to trust (PEM) in place of the system's own")
    seconds: int = setting(20, read.whole(1, 120), "Seconds that the gateway has for its answer")


@dataclass(frozen=True, slots=True)
class Letters:
    """What is written to the people themselves."""

    folder: str | None = setting(
        None, read.text, "The folder with the team's own templates; empty: 'letters' beside the settings, if there"
    )
    print_to: str | None = setting(
        None,
        read.text,
        "The folder of whoever prints: dispatch puts all that wait there, as one PDF; it has to be there",
    )
    telephone: str | None = setting(
        None, read.text, "The number to ring, in letters and texts; empty: that of who writes"
    )
    texts: Texts = setting(Texts(), read.section, "")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `Settings()` is the defaults."""

    database: str | None = setting(
        None,
        read.text,
        "The database file, from here or the home directory (~); empty: in the platform's data directory",
    )
    services: tuple[str, ...] = setting(
        (CALLS,),
        read.several(*SERVICES),
        "What the team does: calls (the list of people to call), children (work due for young people), or both",
    )
    calls: CallTerms = setting(CallTerms(), read.section, "")
    office: Week = setting(
        Week((("09:00", "17:00"),) * 5 + (None, None)),
        read.week,
        "Office hours, by which working days and deadlines count; written like calls.hours",
        "[ours] Defaults",
    )
    referral: ReferralTerms = setting(ReferralTerms(), read.section, "")
    imports: ImportTerms = setting(ImportTerms(), read.section, "")
    contract: ContractTerms = setting(ContractTerms(), read.section, "")
    children: ChildrenTerms = setting(ChildrenTerms(), read.section, "")
    owned: OwnedTerms = setting(OwnedTerms(), read.section, "")
    sending: Sending = setting(Sending(), read.section, "")
    letters: Letters = setting(Letters(), read.section, "")
    ladder: Notifications = setting(Notifications(), read.section, "")
    council: str | None = setting(None, read.text, "The council whose clients these are, where it has terms of its own")
    organisation: str | None = setting(None, read.text, "The team's name, under its letters")
    councils: Mapping[str, Council] = setting(
        {},
        read.afterwards,
        'A council\'s own terms: [councils."Name"], then any key of referral; [councils."Name".sending], .children',
    )
    screen: Screen = setting(Screen(), read.section, "")
    backups: Backups = setting(Backups(), read.section, "")
    log: Log = setting(Log(), read.section, "")
    clipboard: Clipboard = setting(Clipboard(), read.section, "")
    blocks: Mapping[str, str] = setting(
        {"lm": "No message was left.", "nc": "Nothing has changed since last time."},
        read.texts,
        'What stands for a short name in a long text: ;lm and a space are "No message was left."',
    )
    keys: Mapping[str, tuple[str, ...]] = setting(
        {}, read.keys, 'Other keys for an action, by its name: "queue.skip" = ["z"]'
    )

    def terms_of(self, council: str | None) -> Council:
        """What holds for this council, however its name is written: its own, or for the team's own council (`council`;
        None is that) what holds for all. To one that the settings don't know nothing goes by itself: better by hand
        than to another council."""
        if not self.council and not self.councils:  # there is one council alone
            return Council(self.referral, self.sending, self.children)
        key = _key(council or self.council)
        own = next((terms for known, terms in self.councils.items() if _key(known) == key), None)
        if own or not key or key == _key(self.council):
            return own or Council(self.referral, self.sending, self.children)
        by_hand = replace(_of_nobody(self.sending), channels=(Channel.BY_HAND,))
        return Council(self.referral, by_hand, self.children)


def _of_nobody(sending: Sending) -> Sending:
    """How it is sent, without any address, folder or number: these are one council's."""
    mail = replace(sending.mail, to=None, referrals_to=None, children_to=None)
    folder = replace(sending.folder, path=None, referrals_path=None, children_path=None)
    return replace(sending, telephone=None, referrals_telephone=None, mail=mail, folder=folder)


def _key(council: str | None) -> frozenset[str]:
    """What all names of this council share; empty for none."""
    from topaz_tui.rules.people import council_key  # a start without councils does without the rules of people

    return council_key(council) if council else frozenset()


def councils(value: object, key: Key, settings: Settings) -> Mapping[str, Council]:
    """Each council's own terms, on top of those for all. An address or a folder is one council's: none has
    another's. Raises InvalidSetting where two names are one council's and say two things: nobody knows which holds."""
    found: dict[str, Council] = {}
    for name, given in read.table_of(value, key).items():
        terms = dict(read.table_of(given, (*key, name)))
        sending = settings.sending
        if _key(name) != _key(settings.council):
            sending = _of_nobody(sending)
            sending = sending if "sending" in terms else replace(sending, channels=(Channel.BY_HAND,))
        sending = read.section(terms.pop("sending", {}), (*key, name, "sending"), sending)
        children = read.section(terms.pop("children", {}), (*key, name, "children"), settings.children)
        found[name] = Council(read.section(terms, (*key, name), settings.referral), sending, children)
        other = next((each for each in found if _key(each) == _key(name)), name)
        if found[other] != found[name]:
            what = f"is the council {quoted(other)}, and says another thing of it."
            raise read.InvalidSetting((*key, name), what, "Put all of it under one of the two names.")
    return found


def table(of: Any = None, prefix: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Every setting: its key, its default as TOML, its meaning, and the source of the default. For
    `topaz help settings`."""
    of = of or Settings()
    for row in fields(of):
        value = getattr(of, row.name)
        if row.metadata.get("read") is read.section:
            yield from table(value, f"{prefix}{row.name}.")
        else:
            yield f"{prefix}{row.name}", toml(value), row.metadata["meaning"], row.metadata["source"]
