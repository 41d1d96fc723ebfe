"""The form that changes what is known, in groups; what was typed is checked by services.clients.EDITABLE."""

from __future__ import annotations

from topaz_tui.rules.forms import Question
from topaz_tui.services import clients
from topaz_tui.services.clients import ClientProfile

YES_NO = (("yes", "Yes"), ("no", "No"))
GROUPS = {
    "safety": (
        Question(
            "safe_to_call",
            "Safe to call",
            "choice",
            "What did they say themself?",
            (("yes", "Yes"), ("times", "Only at certain times"), ("no", "No")),
        ),
        Question("safe_times", "Safe times", "line", "Such as Mon-Fri 10-12; Sat 2-4pm, or weekday mornings."),
        Question("voicemail_ok", "Voicemail", "choice", "May a message be left?", YES_NO),
        Question("sms_ok", "Text messages", "choice", "May a text be sent?", YES_NO),
        Question("write_ok", "Safe to write", "choice", "May letters, mails and texts come to them?", YES_NO),
        Question("mail_ok", "Mail", "choice", "May a mail be sent?", YES_NO),
        Question("mail", "Mail address", "line", "Theirs alone: nobody else reads it."),
        Question("say_who", "Say who is calling", "choice", "May it be said to whoever answers?", YES_NO),
        Question("what_to_say", "What to say", "line", "To whoever else answers."),
        Question("code_word", "Code word", "line", "The word that ends the call when they say it."),
    ),
    "language": (
        Question("language", "Language", "line", "The language they speak best."),
        Question("interpreter", "Interpreter", "line", "Yes, no, or who and how."),
        Question("communication", "Communication", "line", "Hard of hearing, large print, speaks slowly …"),
    ),
    "name": (
        Question("title", "Title", "line"),
        Question("first_name", "First name", "line"),
        Question("last_name", "Last name", "line"),
        Question("preferred_name", "Preferred name", "line", "How they like to be called."),
        Question("born_on", "Date of birth", "line", "Such as 3 May 1944, or 03/05/1944."),
    ),
    "home": (
        Question("address", "Address", "line"),
        Question("postcode", "Postcode", "line"),
        Question("household", "Who lives there", "line"),
        Question("gp", "GP", "line"),
        Question("council", "Council", "line", "Whose client it is, where the team works for several."),
    ),
    "returns": (
        Question("gender", "Gender", "line", "Female, Male, Other, Not known."),
        Question("ethnicity", "Ethnicity", "line", "Such as White: Irish, Black: Caribbean, Refused."),
        Question("primary_support_reason", "Primary support reason", "line", "Such as Personal care, Mental health."),
        Question("client_type", "Client type", "line", "Service user, or Unpaid carer."),
    ),
}
GROUP_WORDS = {
    "safety": "Safe to call, and how",
    "language": "Language and communication",
    "name": "Name and date of birth",
    "home": "Home, household, GP",
    "returns": "Gender, ethnicity, support reason",
}
WHY_SAFE = Question(
    "reason",
    "Why it is safe now",
    "line",
    "Needed where they may be called then: a manager says that. Stricter anybody may.",
)
"""Asked with the first group, of somebody who is not safe to call, or only outside the calling hours."""
WHICH_GROUP = Question(
    "group",
    "Change what",
    "choice",
    "Choose, then F10.",
    tuple(GROUP_WORDS.items()),
    needed="Choose what is to be changed.",
)


def typed_form(page: ClientProfile, name: str) -> str | None:
    """A fact as it is put into the form."""
    value = page.facts[name]
    if name in ("voicemail_ok", "sms_ok", "say_who", "write_ok", "mail_ok"):
        return None if value is None else "yes" if value else "no"
    return clients.EDITABLE[name].shown(str(value)) if value is not None else None
