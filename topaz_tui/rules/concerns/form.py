"""The concern form as data: every section and question, with its sources (SOURCES.md) beside it.

A condition or a needed answer is a row here and nowhere else. Part (c) of the s42 test ('cannot protect
themself') is asked and never needed: it is for the council to judge (SOURCES.md, 15).
"""

from __future__ import annotations

from dataclasses import dataclass

from topaz_tui.rules.forms import Option, Question, When


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form, filled in at any time and in any order."""

    id: str
    title: str
    questions: tuple[Question, ...]


TYPES: tuple[Option, ...] = (  # sources 16 and 17
    ("physical", "Physical"),
    ("domestic", "Domestic"),
    ("sexual", "Sexual"),
    ("psychological", "Psychological"),
    ("financial", "Financial or material"),
    ("slavery", "Modern slavery"),
    ("discriminatory", "Discriminatory"),
    ("organisational", "Organisational"),
    ("neglect", "Neglect and acts of omission"),
    ("self_neglect", "Self-neglect"),
    ("exploitation", "Sexual exploitation"),
)
PLACES: tuple[Option, ...] = (  # source 17
    ("own_home", "Own home"),
    ("community", "In the community"),
    ("service", "In a community service"),
    ("care_home", "Care home without nursing"),
    ("nursing_home", "Care home with nursing"),
    ("hospital_acute", "Acute hospital"),
    ("hospital_mental", "Mental health hospital"),
    ("hospital_community", "Community hospital"),
    ("hospital", "Hospital, which kind not known"),  # ours; all that was said before the three were asked
    ("other", "Somewhere else"),
    ("not_known", "Not known"),
)
OUTCOMES_WANTED: tuple[Option, ...] = (  # source 17
    ("asked_expressed", "Asked, and said what they want"),
    ("asked_none", "Asked, and wants nothing"),
    ("not_asked", "Not asked"),
    ("dont_know", "Not known"),
)
CONSENT: tuple[Option, ...] = (
    ("given", "Given"),
    ("refused", "Refused"),
    ("not_sought", "Not sought"),
    ("lacks_capacity", "Lacks capacity, and it is in their best interests"),
)
NOT_GIVEN = ("refused", "not_sought", "lacks_capacity")
GROUNDS: tuple[Option, ...] = (  # sources 20 and 21
    ("asking_adds_risk", "Asking adds to the risk"),
    ("others_at_risk", "Others are at risk"),
    ("crime", "A crime has been, or may be, committed"),
    ("coercion", "Coercion or control"),
    ("public_interest", "Public interest"),
    ("children", "There are children in the household"),
    ("weapon", "A weapon"),
    ("evidence", "Evidence would be lost"),
    ("carer", "The carer is the alleged source of risk"),
    ("cannot_ask", "It cannot practically be asked"),
)
SOURCES: tuple[Option, ...] = (  # source 17; the last two are ours: self-neglect has no other person in it
    ("provider", "A service provider"),
    ("known", "Somebody else, known to the adult"),
    ("unknown", "Somebody else, unknown to the adult"),
    ("nobody", "Nobody else (self-neglect)"),
    ("not_known", "Not known"),
)
SOMEBODY = ("provider", "known", "unknown")
AGENCIES: tuple[Option, ...] = (
    ("police", "Police"),
    ("cqc", "CQC"),
    ("gp", "GP"),
    ("ambulance", "Ambulance"),
    ("other", "Another agency"),
    ("none", "No other agency"),
)

DANGER = Section("danger", "Immediate danger", (
    Question("danger", "In immediate danger now?", "yes_no", "Is anyone in immediate danger now?", stays=("yes",),
             needed="Say whether anyone is in immediate danger now."),
    Question("danger_what", "What the danger is", "text", "What is the danger, and to whom?",
             when=When("danger", ("yes",))),
    Question("called_999", "999 called?", "yes_no", "Has 999 been called?", when=When("danger", ("yes",)),
             needed="Say whether 999 was called."),
    Question("called_999_at", "999 called at", "time",
             "When was 999 called? Such as 14:05, or yesterday 22:10.", when=When("called_999", ("yes",)),
             needed="Give the time when 999 was called."),
    Question("called_999_reference", "Police reference", "line", "What reference did the police give?",
             when=When("called_999", ("yes",))),
    Question("called_999_why_not", "Why 999 was not called", "text", "Why was 999 not called?",
             when=When("called_999", ("no",)), needed="Say why 999 was not called."),
))  # fmt: skip

ADULT = Section("adult", "The adult", (
    Question("care_needs", "Care and support needs", "text",
             "What does the adult need help with, whether they get it or not?"),
    Question("communication", "Communication", "line", "How does the adult communicate best?"),
    Question("language", "Language", "line", "Which language do they speak?"),
    Question("interpreter", "Interpreter needed?", "yes_no", "Is an interpreter needed?"),
    Question("gp", "GP", "line", "Who is their GP, at which surgery?"),
    Question("household", "Who else lives there", "text", "Who lives with them?"),
    Question("lives", "Where they live", "line", "Where do they live?"),
    Question("where_now", "Where they are now", "line", "Where are they now, and for how long?"),
    Question("known_to_services", "Known to services?", "yes_no", "Do services know the adult?"),
    Question("which_services", "Which services", "line", "Which services, and who there?",
             when=When("known_to_services", ("yes",))),
    Question("can_protect", "Able to protect themself?", "yes_no",
             "Can they protect themself, given their needs? It is for the council: it may stay open."),
))  # fmt: skip

HAPPENED = Section("happened", "What happened", (
    Question("types", "Types of abuse or neglect", "many", "Which kinds may this be? All that apply.", TYPES,
             needed="Choose at least one type of abuse or neglect."),
    Question("main_type", "The main type", "choice", "Which of them is the main one?", TYPES, within="types",
             when=When("types", tuple(code for code, _ in TYPES)), needed="Say which type is the main one."),
    Question("happened_when", "When", "line", "When did it happen? 'About a month ago' is an answer."),
    Question("place", "Where", "choice", "Where did it happen?", PLACES),
    Question("place_which", "Which place", "line", "Which place is it: name and address?",
             when=When("place", tuple(code for code, _ in PLACES if code not in ("own_home", "not_known")))),
    Question("repeated", "Once or repeated", "choice", "Did it happen once, or has it been repeated?",
             (("once", "Once"), ("repeated", "Repeated"), ("not_known", "Not known"))),
    Question("what", "Seen, said and heard", "text",
             "What was seen, said and heard? Facts first; say whose view it is.",
             needed="Write what was seen, said and heard."),
    Question("own_words", "The adult's own words", "text", "What did the adult say, word for word?"),
    Question("came_to_light", "How it came to light", "text", "How did it come to light?"),
))  # fmt: skip

WISHES = Section("wishes", "The adult's wishes", (
    Question("view", "Their view of the concern", "text", "What does the adult think of this concern?"),
    Question("wanted", "Outcomes wanted", "choice", "What do they want to happen?", OUTCOMES_WANTED,
             needed="Say what they want, or that nobody asked them."),
    Question("wanted_what", "What they want", "text", "What do they want to happen, in their words?",
             when=When("wanted", ("asked_expressed",)), needed="Write what the adult wants to happen."),
    Question("wanted_why_not", "Why they were not asked", "text", "Why were they not asked?",
             when=When("wanted", ("not_asked",)), needed="Say why the adult was not asked what they want."),
    Question("told", "Told of this concern?", "yes_no", "Do they know that a concern is being raised?"),
))  # fmt: skip

CAPACITY = Section("capacity", "Capacity", (  # sources 18 and 19
    Question("capacity", "Able to decide on this now?", "yes_no",
             "Can they decide about this referral, now?"),
    Question("understands", "Understands it?", "yes_no", "Do they understand what it is about?"),
    Question("retains", "Keeps it in mind?", "yes_no", "Do they keep it in mind long enough to decide?"),
    Question("weighs", "Weighs it up?", "yes_no", "Do they weigh up what follows from it?"),
    Question("communicates", "Makes the decision known?", "yes_no",
             "Can they make their decision known, in any way?"),
    Question("capacity_basis", "What supports that", "text", "What did you see or hear that supports this?"),
    Question("advocate_needed", "Advocate needed?", "yes_no",
             "Have they substantial difficulty in taking part, and nobody appropriate to help them?"),
    Question("advocate_in_place", "Advocate in place?", "yes_no", "Is there an advocate?",
             when=When("advocate_needed", ("yes",))),
    Question("advocate_who", "Who the advocate is", "line", "Who is it, and how are they reached?",
             when=When("advocate_in_place", ("yes",))),
    Question("advocate_offered", "Advocate offered?", "yes_no", "Was an advocate offered?",
             when=When("advocate_in_place", ("no", "not_known"))),
))  # fmt: skip

CONSENT_SECTION = Section("consent", "Consent", (
    Question("consent", "Consent to this referral", "choice", "Do they agree that the council is told?",
             CONSENT, needed="Say whether consent was given."),
    Question("grounds", "Grounds to go on without it", "many",
             "Why is the council told without it? All that apply.", GROUNDS, when=When("consent", NOT_GIVEN),
             needed="Choose a ground for going on without consent."),
    Question("grounds_more", "More on the grounds", "text", "What makes these grounds hold here?",
             when=When("consent", NOT_GIVEN)),
    Question("consent_told", "Told it goes on without it?", "yes_no",
             "Was the adult told that the council is told?", when=When("consent", NOT_GIVEN)),
    Question("consent_why_not_told", "Why they were not told", "text", "Why were they not told?",
             when=When("consent_told", ("no",))),
))  # fmt: skip

SOURCE = Section("source", "Source of risk", (
    Question("source", "Who the risk comes from", "choice", "Who is the alleged source of the risk?",
             SOURCES),
    Question("source_name", "Name", "line", "What is their name, or the provider's?",
             when=When("source", SOMEBODY)),
    Question("source_relation", "Relation to the adult", "line", "Who are they to the adult?",
             when=When("source", SOMEBODY)),
    Question("source_lived_with", "Lived with the adult then?", "yes_no",
             "Did they live with the adult at the time?", when=When("source", SOMEBODY)),
    Question("source_lives_with", "Lives with the adult now?", "yes_no", "Do they live with the adult now?",
             when=When("source", SOMEBODY)),
    Question("source_knows", "Knows of the concern?", "yes_no", "Do they know of this concern?",
             when=When("source", SOMEBODY)),
    Question("source_trust", "In a position of trust?", "yes_no",
             "Do they work or volunteer with adults or children who may be at risk?",
             when=When("source", SOMEBODY)),
    Question("source_at_risk", "An adult at risk too?", "yes_no", "Are they an adult at risk themself?",
             when=When("source", SOMEBODY)),
))  # fmt: skip

OTHERS = Section("others", "Others at risk", (
    Question("children", "Children at risk?", "yes_no", "May any child be at risk?"),
    Question("children_who", "Children: name and age", "text", "Each child's name and age, one a line.",
             when=When("children", ("yes",))),
    Question("children_referral", "Children's referral made?", "yes_no",
             "A child at risk needs a children's referral too. Has it been made?",
             when=When("children", ("yes",))),
    Question("children_referral_how", "To whom, and when", "line",
             "To whom was it made, when, with what reference?", when=When("children_referral", ("yes",))),
    Question("adults", "Other adults at risk?", "yes_no", "May any other adult be at risk?"),
    Question("adults_who", "Other adults: who", "text", "Who are they, and why are they at risk?",
             when=When("adults", ("yes",))),
))  # fmt: skip

DONE = Section("done", "What was done", (
    Question("actions", "Done at once", "text", "What has been done to keep people safe?"),
    Question("evidence", "Evidence kept", "text", "What is kept as evidence, and where?"),
    Question("agencies", "Other agencies told", "many", "Who else has been told? All that apply.", AGENCIES,
             alone="none"),
    Question("agencies_police", "Police: reference", "line", "What reference did the police give?",
             when=When("agencies", ("police",))),
    Question("agencies_other", "Another agency: which", "line", "Which agency, and who there?",
             when=When("agencies", ("other",))),
    Question("plan", "Plan until the council answers", "text",
             "What keeps the adult safe until the council answers?"),
    Question("access", "How to gain access", "text", "How does one get in, or to see them alone?"),
    Question("whom_to_call", "Whom to call", "line",
             "Who should be called first, at which number, and when?"),
    Question("what_not_to_do", "What not to do", "text", "What would add to the risk?"),
))  # fmt: skip

RAISED = Section("raised", "Raised by", (
    Question("raised_role", "Role", "line", "Your role."),
    Question("raised_organisation", "Organisation", "line", "Your organisation."),
    Question("raised_phone", "Phone", "line", "The number on which the council reaches you."),
    Question("found_at", "Found at", "time", "When did you learn of it? Such as 14:05, or 20 Nov 10:30."),
))  # fmt: skip

SECTIONS: tuple[Section, ...] = (
    DANGER, ADULT, HAPPENED, WISHES, CAPACITY, CONSENT_SECTION, SOURCE, OTHERS, DONE, RAISED,
)  # fmt: skip
QUESTIONS = {question.id: question for section in SECTIONS for question in section.questions}
"""Every question by its id, in the form's order."""
