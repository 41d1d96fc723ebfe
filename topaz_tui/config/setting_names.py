"""What each of the team's settings is called on its page, in which group it stands, and how its value is said and asked
for (setting_words.py). The key in a file, what it means and its source stay with the setting itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from topaz_tui.rules.forms import Option
from topaz_tui.rules.terms import ReferredBackOf


class Shape(StrEnum):
    """How a value is said and asked for."""

    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "choice"
    WORDS = "words"
    MINUTES = "minutes"
    WEEK = "week"
    PARTS = "parts"
    DELAYS = "delays"
    TARGETS = "targets"
    SCHOOL_TERMS = "school terms"


@dataclass(frozen=True, slots=True)
class SettingName:
    """A setting in words. `unit` is that of a number, in the plural; `options` are what may be chosen, of a list each
    list that makes sense, its codes joined by ', '."""

    words: str
    shape: Shape = Shape.WORDS
    unit: str = ""
    options: tuple[Option, ...] = ()


def _number(words: str, unit: str = "") -> SettingName:
    return SettingName(words, Shape.NUMBER, unit)


def _days(words: str) -> SettingName:
    return SettingName(words, Shape.NUMBER, "working days")


def _hours(words: str) -> SettingName:
    return SettingName(words, Shape.NUMBER, "hours")


def _yes_no(words: str) -> SettingName:
    return SettingName(words, Shape.YES_NO)


def _choice(words: str, *options: Option) -> SettingName:
    return SettingName(words, Shape.CHOICE, options=options)


def _told(words: str) -> SettingName:
    return _choice(words, ("board", "On the board"), ("mail", "By mail"), ("board, mail", "On the board, and by mail"))


TEAM = "The team"
GROUPS: tuple[tuple[str, str], ...] = (
    ("services", TEAM),
    ("organisation", TEAM),
    ("council", TEAM),
    ("office", TEAM),
    ("calls", "Calls"),
    ("sending", "Where concerns go"),
    ("sending.mail", "Mail to the council"),
    ("sending.folder", "Folders for the council"),
    ("ladder", "How people are told"),
    ("referral", "How long: concerns and referrals"),
    ("owned", "How long: what somebody sees to"),
    ("imports", "The council's file and contract"),
    ("contract", "The council's file and contract"),
    ("letters", "Letters and texts"),
    ("children", "Children's services"),
    ("backups", "Backups"),
    ("log", "The log"),
    ("clipboard", "Copying"),
)
"""Each group by how the keys of its settings begin, in the order of the page; the last that fits."""
ORDER = tuple(dict.fromkeys(words for _, words in GROUPS))

NAMES: Mapping[str, SettingName] = {
    "services": _choice("What the team does", ("calls", "Calls"), ("children", "Work for children's services"),
                        ("calls, children", "Calls, and work for children's services")),
    "organisation": SettingName("The team's name, under letters"),
    "council": SettingName("The council whose clients these are"),
    "office": SettingName("Office hours", Shape.WEEK),

    "calls.hours": SettingName("Calling hours", Shape.WEEK),
    "calls.tries": _number("Attempts until a manager decides", "attempts"),
    "calls.days": _number("Attempts: on how many days", "days"),
    "calls.parts_of_day": _number("Attempts: in how many parts of a day", "parts"),
    "calls.parts": SettingName("The parts of the day", Shape.PARTS),
    "calls.tries_decide_days": _days("To decide once they are exhausted"),
    "calls.delays": SettingName("The next attempt after an outcome", Shape.DELAYS),
    "calls.claim_minutes": _number("Somebody is held for", "minutes"),
    "calls.callback_grace_minutes": _number("A callback waits for whose it is", "minutes"),
    "calls.callback_late_minutes": _number("A callback may come after hours by", "minutes"),
    "calls.follow_up_weeks": _number("Until a follow-up", "weeks"),
    "calls.recall_months": _number("Until the recall", "months"),

    "sending.channels": _choice(
        "The ways, in order", ("by hand", "By hand alone"),
        ("mail, by hand", "By mail, then by hand"), ("folder, by hand", "Into a folder, then by hand"),
        ("mail, folder, by hand", "By mail, into a folder, then by hand"),
        ("folder, mail, by hand", "Into a folder, by mail, then by hand"),
        ("mail", "By mail alone"), ("folder", "Into a folder alone"),
        ("mail, folder", "By mail, then into a folder"), ("folder, mail", "Into a folder, then by mail")),
    "sending.telephone": SettingName("Telephone for concerns"),
    "sending.referrals_telephone": SettingName("Telephone for referrals back"),
    "sending.at_work": _yes_no("Sent by whoever works here"),
    "sending.pauses": SettingName("Pauses between tries", Shape.MINUTES),
    "sending.least_minutes": _number("A way is tried for at least", "minutes"),
    "sending.lease_seconds": _number("A sending is broken off after", "seconds"),
    "sending.every_seconds": _number("Between two looks of dispatch", "seconds"),
    "sending.late_minutes": _number("An alarm without a dispatch for", "minutes"),
    "sending.mail.to": SettingName("Address for concerns"),
    "sending.mail.referrals_to": SettingName("Address for referrals back"),
    "sending.mail.children_to": SettingName("Address for plans and reports"),
    "sending.mail.sender": SettingName("Address it is sent from"),
    "sending.mail.server": SettingName("Mail server"),
    "sending.mail.port": _number("Port of the mail server"),
    "sending.mail.security": _choice(
        "Encryption of mail", ("starttls", "STARTTLS"), ("tls", "TLS from the first byte")),
    "sending.mail.ca_file": SettingName("Certificates for mail"),
    "sending.mail.login": SettingName("Account at the mail server"),
    "sending.mail.password_from": SettingName("The mail's password comes from"),
    "sending.mail.secure_domains": SettingName("Domains whose mail is secure"),
    "sending.mail.encrypt": _yes_no("Encrypted to these domains, too"),
    "sending.mail.pdf_password_from": SettingName("The PDF's password comes from"),
    "sending.mail.seconds": _number("The mail server answers within", "seconds"),
    "sending.folder.path": SettingName("Folder for concerns"),
    "sending.folder.referrals_path": SettingName("Folder for referrals back"),
    "sending.folder.children_path": SettingName("Folder for plans and reports"),

    "ladder.worker": _told("Whoever raised it is told"),
    "ladder.manager": _told("Managers are told"),
    "ladder.head_of_service": _told("Heads of service are told"),
    "ladder.director": _told("Directors are told"),

    "referral.write_hours": _hours("To submit a concern"),
    "referral.write_hours_danger": _hours("To submit a concern, in danger"),
    "referral.send_days": _days("To send a concern"),
    "referral.send_hours_danger": _hours("To send a concern, in danger"),
    "referral.acknowledge_days": _days("For the council to acknowledge it"),
    "referral.acknowledge_hours_danger": _hours("To acknowledge it, in danger"),
    "referral.chase_days": _days("No decision: we chase after"),
    "referral.decide_hours_danger": _hours("No decision, in danger: the manager"),
    "referral.manager_days": _days("No decision: the manager after"),
    "referral.head_days": _days("No decision: head of service after"),
    "referral.director_days": _days("No decision: the director after"),
    "referral.feedback_days": _days("From the decision to feedback"),
    "referral.close_days": _days("To close it after the feedback"),
    "referral.rung_days": _days("From one level to the next"),
    "referral.rung_hours_danger": _hours("From level to level, in danger"),
    "referral.question_days": _days("To answer a worker's question"),
    "referral.withdrawal_days": _days("To decide about a withdrawal"),
    "referral.dispute_days": _days("To answer a disagreement"),
    "referral.dispute_hours_danger": _hours("To answer a disagreement, in danger"),
    "referral.support_acknowledge_days": _days("A service acknowledges a referral"),
    "referral.support_answer_days": _days("A service takes it on, or declines"),
    "referral.support_urgent_days": _days("A service, where it is urgent"),
    "referral.support_outcome_days": _days("Until somebody says what came of it"),
    "referral.support_declined_days": _days("Another way, where it is declined"),
    "referral.remind_days": _days("From one reminder to the next"),
    "referral.remind_hours_danger": _hours("From reminder to reminder, in danger"),

    "owned.number_days": _days("To find a number"),
    "owned.not_safe_days": _days("To find a safe way to somebody"),
    "owned.away_days": _days("To ask when somebody is back"),
    "owned.promise_days": _days("To tell the council of a promise"),
    "owned.stop_review_days": _days("To ask if still no calls are wanted"),
    "owned.unreadable_days": _days("To mend a record"),
    "owned.interpreter_days": _days("To book an interpreter"),
    "owned.whose_number_days": _days("To find out whose number it is"),
    "owned.restricted_days": _days("To call somebody restricted"),
    "owned.glass_days": _days("To look at a broken glass"),
    "owned.action_days": _days("To see to what has not come"),
    "owned.letter_days": _days("To post a letter"),
    "owned.duty_days": _days("To see to a duty that is late"),
    "owned.at_risk_days": _days("To find time for work at risk"),
    "owned.returned_days": _days("To change what was returned"),
    "owned.on_hold_days": _days("To look again at work that rests"),
    "owned.unowned_days": _days("To say who does a piece of work"),

    "imports.decide_days": _days("To decide what a file leaves open"),
    "contract.referral_back_of": _choice(
        "Referrals back are counted of", (ReferredBackOf.REVIEWED.value, "Those who were reviewed"),
        (ReferredBackOf.LIST.value, "All whose recall fell due")),
    "contract.referral_back_percent": _number("At most referred back", "%"),

    "letters.telephone": SettingName("Telephone in letters and texts"),
    "letters.print_to": SettingName("Folder of whoever prints"),
    "letters.texts.url": SettingName("Gateway for texts"),
    "letters.texts.sender": SettingName("Texts come from"),
    "letters.texts.token_from": SettingName("The gateway's token comes from"),
    "letters.texts.token_file": SettingName("File with the gateway's token"),
    "letters.texts.ca_file": SettingName("Certificates for texts"),
    "letters.texts.seconds": _number("The gateway answers within", "seconds"),

    "children.targets": SettingName("Earlier days beside the law's", Shape.TARGETS),
    "children.count_first_day": _yes_no("The day of a visit counts itself"),
    "children.school_terms": SettingName("School terms", Shape.SCHOOL_TERMS),
    "children.pep_from": _number("Education plans from the age of", "years"),
    "children.leap_birthday": _choice(
        "Birthday of 29 February", ("1 March", "1 March"), ("28 February", "28 February")),
    "children.spare_days": _number("To spare, else work is at risk", "days"),
    "children.hold_weeks": _number("Work may rest for", "weeks"),
    "children.owner_weeks": _number("A duty is somebody's before its day by", "weeks"),
    "children.lieu_hours": _hours("In lieu: too many from"),
    "children.lieu_weeks": _number("In lieu: too old after", "weeks"),
    "children.lieu_earned_hours": _hours("In lieu: too many of late from"),
    "children.lieu_earned_weeks": _number("In lieu: of late is the last", "weeks"),
    "children.lieu_asked_days": _number("In lieu: to be agreed within", "days"),
    "children.certificate_days": _days("To send certificates"),
    "children.commission_weeks": _number("A commission runs out: said before by", "weeks"),
    "children.commission_left": _number("A commission runs out: left of it", "pieces"),
    "children.plans_percent": _number("Plans no older than six months", "%"),

    "backups.keep": _number("Daily backups that are kept", "backups"),
    "backups.folder": SettingName("Folder for backups"),
    "log.years": _number("The log is kept for", "years"),
    "clipboard.seconds": _number("What is copied is kept for", "seconds"),
}  # fmt: skip
"""Each setting of the team by its key; a council's own are those of `OF_A_COUNCIL`."""
MEANINGS: Mapping[str, str] = {
    "clipboard.seconds": "Until the terminal's clipboard is written over; 0: nothing goes there",
    "services": "Calls to the people of a list, work due for young people, or both",
    "office": "By these hours working days and deadlines count",
    "calls.hours": "When people are called; a callback may be promised for another time",
    "calls.delays": "How long until the next attempt, by how the last call ended",
    "contract.referral_back_of": "Of whom the contract's per cent of referrals back are",
    "sending.at_work": "Whoever works here sends what is due, beside the screen; else managers and dispatch alone",
    "sending.mail.security": "Never without one of the two",
    "sending.every_seconds": "Seconds between two looks of a dispatch that goes on watching",
    "children.targets": "A day of the team's own before the law's, for a duty; none moves a date of the law",
    "children.school_terms": "The first and the last day of each term",
    "children.leap_birthday": "When somebody born on 29 February has their birthday in other years",
}
"""What a setting means, where the sentence beside its default says how it stands in a file."""
OF_A_COUNCIL = (("sending.", "sending."), ("children.", "children."), ("", "referral."))
"""How the keys of a council's own settings begin, after its name, and how those for all do; the first that fits."""
