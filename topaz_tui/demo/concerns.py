"""The demo's safeguarding concerns: what was written into each, and how far it has come since.
 A story is a woman's ('f') or a man's ('m'); an answer that begins with '@' is a time on its day. A stage is
what became of the referral: its moves, each with the office days before today, the time, who, and what they
gave for it.
"""

from __future__ import annotations

from typing import NamedTuple

Answers = dict[str, str | list[str]]

# What most callers answer alike, with what stands in the story above it.
USUAL: Answers = {
    "danger": "no", "known_to_services": "not_known", "place": "own_home", "repeated": "repeated",
    "came_to_light": "Said on the phone, in the yearly review call.", "told": "yes", "capacity": "yes",
    "understands": "yes", "retains": "yes", "weighs": "yes", "communicates": "yes",
    "capacity_basis": "Spoke clearly, said back what the referral is for, and what may follow from it.",
    "advocate_needed": "no", "consent": "given", "children": "no", "adults": "no", "agencies": ["none"],
    "evidence": "Note of the call, written while talking.",
    "plan": "We ring again on the next working day. The adult has our number, and 999.",
}  # fmt: skip

STORIES: dict[str, tuple[str, Answers]] = {
    "money": ("m", {
        "household": "Lives alone",
        "types": ["financial", "psychological"], "main_type": "financial",
        "happened_when": "Since about July",
        "care_needs": "Needs help with washing and dressing; can't get to the bank since his stroke.",
        "what": "He said that his nephew has had his bank card since July and 'sees to everything'. The gas"
                " was cut to the emergency credit twice. He has not seen a statement. When I asked what he"
                " pays for shopping, he said he would have to ask, and that the nephew 'gets cross about"
                " questions'.",
        "own_words": "'It's my money, but I don't like to ask. He shouts.'",
        "view": "Ashamed. Does not want trouble in the family, but wants his card back.",
        "wanted": "asked_expressed", "wanted_what": "'Just my card, and to know what there is.'",
        "source": "known", "source_name": "Nephew, first name Darren", "source_relation": "Nephew",
        "source_lived_with": "no", "source_lives_with": "no", "source_knows": "no",
        "source_trust": "not_known",
        "actions": "Told him how to stop the card with his bank; he wants to wait for the council's call.",
        "what_not_to_do": "Don't ring between 4 and 6: the nephew brings the shopping then.",
    }),
    "visits": ("f", {
        "household": "Lives alone; her sister comes most days",
        "types": ["neglect", "organisational"], "main_type": "neglect",
        "happened_when": "Three weeks now, twice a day",
        "care_needs": "Can't stand alone. Four care visits a day were agreed in March, two carers each.",
        "what": "She said that the evening carers have come once in the last week. She slept in the chair"
                " four nights and was wet in the mornings. Her heels are sore and 'black on one side'. The"
                " office told her they are short of staff. Her sister, who was there, said the same.",
        "own_words": "'I don't drink after two, so I can hold on.'",
        "view": "Angry with the agency, not with the girls who come.",
        "wanted": "asked_expressed", "wanted_what": "'For them to come when they say.'",
        "source": "provider", "source_name": "Brightwater Home Care", "source_relation": "Care agency",
        "source_lived_with": "no", "source_lives_with": "no", "source_knows": "yes", "source_trust": "yes",
        "adults": "yes", "adults_who": "Others on the same evening round, her carer told her.",
        "agencies": ["gp"], "actions": "Rang the surgery: the district nurse sees her heels tomorrow.",
    }),
    "husband": ("f", {
        "household": "With her husband",
        "danger": "yes",
        "danger_what": "He was breaking things in the next room and had said he would 'finish it'.",
        "called_999": "yes", "called_999_at": "@19:12", "called_999_reference": "CAD 4417",
        "types": ["domestic", "physical", "psychological"], "main_type": "domestic",
        "happened_when": "This evening; and 'always, when he drinks'",
        "care_needs": "Poor sight; needs help on stairs, with meals and with medicines.",
        "what": "She answered in a whisper. I heard shouting and glass. She said her husband had pushed her"
                " against the cooker an hour before and that her arm is swollen. She used the code word. I"
                " kept the line open and a colleague called 999 from the other phone. The line went dead at"
                " 19:20; the police said at 19:31 that officers were with her.",
        "own_words": "'Please don't hang up. He will finish it, he said.'",
        "wanted": "not_asked",
        "wanted_why_not": "He was within hearing; asking would have added to the danger.",
        "view": "Not asked: not safe.", "told": "no", "repeated": "repeated",
        "capacity": "not_known", "capacity_basis": "Not judged in this call.", "understands": "not_known",
        "retains": "not_known", "weighs": "not_known", "communicates": "not_known",
        "advocate_needed": "not_known",
        "consent": "not_sought", "grounds": ["asking_adds_risk", "crime", "coercion"], "consent_told": "no",
        "consent_why_not_told": "He was within hearing.",
        "source": "known", "source_name": "Her husband", "source_relation": "Husband",
        "source_lived_with": "yes",
        "source_lives_with": "yes", "source_knows": "no", "source_trust": "no",
        "agencies": ["police"], "agencies_police": "CAD 4417",
        "actions": "999 called while the line was open. Police with her at 19:31.",
        "plan": "Police are there. Emergency duty team told by phone. Nobody rings the house.",
        "what_not_to_do": "Do not ring the house, and leave no message.",
    }),
    "self_neglect": ("m", {
        "household": "Lives alone since the spring",
        "types": ["self_neglect"], "main_type": "self_neglect",
        "happened_when": "Since his wife died in the spring",
        "care_needs": "Diabetes; can't manage cooking, washing and the house on his own.",
        "what": "He said he eats 'what is in the tins', has not had his insulin since the nurse stopped"
                " coming, and sleeps on the settee because the bedroom is full. He has had two small fires in"
                " the kitchen. The neighbour, who took the phone, said there is a smell on the landing and"
                " rats in the bins.",
        "own_words": "'What is it to anybody? I'm not hurting no one.'",
        "view": "Says he is fine. Would let the nurse in.", "wanted": "asked_expressed",
        "wanted_what": "'The nurse back, the one with the red hair.'", "consent": "refused",
        "grounds": ["others_at_risk", "public_interest"], "grounds_more": "Fires in a block of 40 flats.",
        "consent_told": "yes", "source": "nobody", "agencies": ["gp", "other"],
        "agencies_other": "Fire brigade, home fire safety visit asked for",
        "actions": "Surgery told that he is without insulin: a nurse calls this afternoon.",
        "access": "Neighbour at number 12 has the key to the street door.",
    }),
    "carer_rough": ("f", {
        "household": "With her daughter, who works",
        "types": ["physical", "neglect"], "main_type": "physical",
        "happened_when": "Last week, twice that she can say",
        "care_needs": "Dementia, early; needs prompting with everything and help with washing.",
        "what": "Her daughter said she saw four bruises on the upper arm, like fingers, after Tuesday's wash,"
                " and two more on Thursday. The carer told her 'she bruises if you look at her'. She herself"
                " said that the new one 'pulls'.",
        "own_words": "'She pulls. The other one sings.'", "view": "Frightened of the new carer.",
        "wanted": "asked_expressed", "wanted_what": "'The one who sings.'", "capacity": "no",
        "understands": "no",
        "retains": "no", "weighs": "no", "communicates": "yes",
        "capacity_basis": "Asked three times what the call was about, and each time could not say.",
        "advocate_needed": "no", "consent": "lacks_capacity", "grounds": ["others_at_risk", "crime"],
        "consent_told": "yes", "source": "provider", "source_name": "Kindred Days care agency",
        "source_relation": "Carer, first name not known", "source_lived_with": "no",
        "source_lives_with": "no",
        "source_knows": "no", "source_trust": "yes", "evidence": "The daughter has photographs with dates.",
        "agencies": ["cqc"],
        "actions": "The daughter asked the agency to send somebody else until this is settled.",
        "whom_to_call": "Her daughter first, after 5 pm",
    }),
    "lodger": ("m", {
        "household": "Lives alone; others stay",
        "types": ["exploitation", "slavery", "financial"], "main_type": "financial",
        "happened_when": "Since the summer", "repeated": "repeated",
        "care_needs": "Learning disability; needs help with money, letters and keeping appointments.",
        "what": "He said that 'the boys' stay in his flat most nights and that he sleeps on the floor. They"
                " have his key. He is sent to collect parcels. He owes them money, he does not know how much."
                " He stopped talking when somebody came in.",
        "own_words": "'They're my mates. I can't say no to them.'",
        "view": "Does not see it as abuse; is tired of it.",
        "wanted": "asked_none", "consent": "refused", "grounds": ["crime", "coercion", "others_at_risk"],
        "consent_told": "no", "consent_why_not_told": "Others came into the room.", "told": "no",
        "source": "unknown", "source_name": "Three young men, names not known", "source_relation": "'Mates'",
        "source_lived_with": "yes", "source_lives_with": "yes", "source_knows": "no", "source_trust": "no",
        "agencies": ["police"], "agencies_police": "Intelligence report 2208", "advocate_needed": "yes",
        "advocate_in_place": "no", "advocate_offered": "no",
        "actions": "Police told on 101.", "access": "See him at the day centre on Mondays, not at the flat.",
        "what_not_to_do": "Don't go to the flat alone; don't leave a card.",
    }),
    "son": ("f", {
        "household": "With her son, for the last two months",
        "types": ["psychological", "domestic"], "main_type": "psychological",
        "happened_when": "The last two months",
        "care_needs": "Parkinson's; needs help with dressing, meals and getting out.",
        "what": "She said that her son moved back in, turns off her phone at night and tells her she will be"
                " 'put away'. He cancelled her lunch club. She cried, and asked me not to tell him that we"
                " spoke.",
        "own_words": "'I ask him if I can have the light on.'",
        "view": "Wants it to stop, does not want him in trouble.",
        "wanted": "asked_expressed", "wanted_what": "'My club back, and him to find a place.'",
        "source": "known", "source_name": "Her son", "source_relation": "Son", "source_lived_with": "yes",
        "source_lives_with": "yes", "source_knows": "no", "source_trust": "no",
        "actions": "Agreed a word that ends the call, and a time when he is at work.",
        "what_not_to_do": "No letters. Ring Tuesday or Thursday mornings only.",
    }),
    "care_home": ("m", {
        "household": "With his wife",
        "types": ["organisational", "neglect"], "main_type": "organisational", "place": "care_home",
        "place_which": "Ferrant Lodge, where he had three weeks of respite",
        "happened_when": "In the last fortnight",
        "care_needs": "Needs a hoist and two people; thickened drinks.",
        "what": "His wife said he came home from respite with a pressure sore the size of an egg and half a"
                " stone lighter. Nobody told her. On two visits his drink was out of reach. The home says it"
                " 'came with him'.",
        "own_words": "'They leave you there.'", "view": "Never wants to go back.",
        "wanted": "asked_expressed",
        "wanted_what": "'That it doesn't happen to the next man.'", "adults": "yes",
        "adults_who": "Other residents on the first floor.", "source": "provider",
        "source_name": "Ferrant Lodge",
        "source_relation": "Respite care home", "source_lived_with": "no", "source_lives_with": "no",
        "source_knows": "yes", "source_trust": "yes", "agencies": ["cqc", "gp"],
        "evidence": "The district nurse has measured and photographed the sore.",
        "actions": "District nurse visits daily.",
    }),
    "doorstep": ("f", {
        "household": "Lives alone",
        "types": ["financial"], "main_type": "financial", "happened_when": "Last month",
        "repeated": "repeated",
        "care_needs": "Poor sight and memory; needs help with letters and bills.",
        "what": "She said that men who mended the roof came back three times and had £4,200 from her in all."
                " She went to the bank with one of them. They left a card without an address.",
        "own_words": "'He was so polite. He held my arm.'", "view": "Feels foolish. Afraid they come again.",
        "wanted": "asked_expressed", "wanted_what": "'Somebody to look at the roof who is honest.'",
        "source": "unknown", "source_name": "'A1 Roofcare'", "source_relation": "Doorstep traders",
        "source_lived_with": "no", "source_lives_with": "no", "source_knows": "no", "source_trust": "no",
        "agencies": ["police", "other"], "agencies_police": "CRIS 330918",
        "agencies_other": "Trading standards",
        "actions": "Bank told, with her on the line: no withdrawal over £200 without a call to her niece.",
    }),
    "pension": ("f", {
        "household": "With a grandson", "types": ["financial"], "main_type": "financial",
        "happened_when": "The last three or four months",
        "care_needs": "Arthritis in both hands; needs help with shopping, cooking and buttons.",
        "what": "She said that her grandson collects her pension with her card and brings back 'what is"
                " left'. There was no bread in the house and the phone bill was in red. She said she would"
                " not like to know what he spends it on.",
        "own_words": "'He was such a lovely boy.'", "view": "Wants him helped, not punished.",
        "wanted": "asked_expressed", "wanted_what": "'Somebody to talk to him. And my own card.'",
        "source": "known", "source_name": "Grandson, Kieran", "source_relation": "Grandson",
        "source_lived_with": "yes", "source_lives_with": "yes", "source_knows": "no", "source_trust": "no",
        "actions": "Food parcel from the Osierfield Hub today.",
    }),
    "cleaner": ("m", {
        "household": "Lives alone", "types": ["financial"], "main_type": "financial", "repeated": "repeated",
        "happened_when": "Most weeks in the spring",
        "care_needs": "Nearly blind; needs help with letters and money.",
        "what": "He said that twenty pounds go from the tin whenever the cleaner has been, and that she asked"
                " him to sign 'for the council'. He does not know what it was that he signed.",
        "own_words": "'You feel such an old fool.'", "view": "Does not want her back.",
        "wanted": "asked_expressed", "wanted_what": "'Another cleaner, one who is checked.'",
        "source": "known", "source_name": "Cleaner, paid by hand", "source_relation": "Cleaner",
        "source_lived_with": "no", "source_lives_with": "no", "source_knows": "no", "source_trust": "yes",
        "actions": "He keeps the tin with his neighbour until somebody has been.",
    }),
    "medicines": ("f", {
        "household": "Lives alone", "types": ["neglect"], "main_type": "neglect",
        "happened_when": "In the last month",
        "care_needs": "Epilepsy and poor memory; medicines are given by carers twice a day.",
        "what": "She had two seizures in a week. Her niece counted the tablets in the box: nine doses were"
                " left that the chart says were given. The agency told her that it will 'look into it'.",
        "own_words": "'They just write it in the book.'", "view": "Afraid to be alone at night.",
        "wanted": "asked_expressed", "wanted_what": "'My tablets on time.'", "source": "provider",
        "source_name": "Kindred Days care agency", "source_relation": "Care agency",
        "source_lived_with": "no",
        "source_lives_with": "no", "source_knows": "yes", "source_trust": "yes", "agencies": ["gp"],
        "evidence": "The niece has photographs of box and chart.",
        "actions": "Surgery rang her the same day.",
    }),
    "phone_fraud": ("f", {
        "household": "Lives alone", "types": ["financial"], "main_type": "financial",
        "happened_when": "Two weeks ago",
        "care_needs": "Low mood and poor sleep; needs help to keep the house and with letters.",
        "what": "She said that 'the bank's fraud man' had her read out the codes from her card machine three"
                " evenings running, and told her to say nothing to her family. £6,900 is gone. He rang again"
                " this morning.",
        "own_words": "'He knew my name, and Mother's.'", "view": "Wants nobody in the family to know.",
        "wanted": "asked_expressed", "wanted_what": "'For the phone to stop.'", "source": "unknown",
        "source_name": "Not known", "source_relation": "Caller", "source_lived_with": "no",
        "source_lives_with": "no",
        "source_knows": "no", "source_trust": "no", "agencies": ["police", "other"],
        "agencies_police": "Action Fraud NFRC 2207", "agencies_other": "Her bank's fraud line",
        "actions": "Bank called while she was on the other line: card and account stopped.",
    }),
    "daughter_in_law": ("f", {
        "household": "With a son, his wife and two children", "types": ["psychological", "neglect"],
        "main_type": "psychological", "happened_when": "Since last autumn",
        "care_needs": "Needs help on the stairs, with the bath and with meals.",
        "what": "She said that she eats alone upstairs after the others and may not use the telephone. Her"
                " passport is 'kept safe'. She has not been to her prayer group since the autumn.",
        "own_words": "'I am a guest who has stayed too long.'",
        "view": "Does not want her son to be ashamed.",
        "wanted": "asked_expressed", "wanted_what": "'A room near my sister.'", "children": "no",
        "source": "known", "source_name": "Daughter-in-law", "source_relation": "Daughter-in-law",
        "source_lived_with": "yes", "source_lives_with": "yes", "source_knows": "no", "source_trust": "no",
        "actions": "Next call agreed at the surgery, where she is alone.",
        "what_not_to_do": "Never speak to her with one of the family in the room.",
    }),
    "hoard": ("f", {
        "household": "Lives alone", "types": ["self_neglect"], "main_type": "self_neglect",
        "happened_when": "For years, worse since a fall in the winter",
        "care_needs": "Heart failure; can't climb over what is in the hall.",
        "what": "She said that she sleeps in the chair by the front door, as the bed can't be reached, and"
                " washes at the sink in the pub. The boiler has been off since the gas engineer would not"
                " come in.",
        "own_words": "'It's my life in these boxes.'", "view": "Wants help, but nothing thrown away.",
        "wanted": "asked_expressed", "wanted_what": "'A path to the bed.'", "source": "nobody",
        "agencies": ["gp", "other"], "agencies_other": "Fire brigade, home fire safety visit",
        "actions": "Fan heater lent by the Hub, with a smoke alarm.",
    }),
}  # fmt: skip


TOPAZ = "topaz"  # what Topaz itself tells


class DemoStep(NamedTuple):
    """A move: its id in referrals.MOVES, how many working days ago, at what time, by whom (an account of the
    demo's colleagues, 'me' or TOPAZ), and the answers to what it needs."""

    move: str
    days: int
    at: str
    by: str
    facts: Answers


class Stage(NamedTuple):
    """A concern: its story, opened so many working days ago at a time by somebody, submitted at another time
    the same day (None: still being written, with the answers named in `written`), the steps since, and what
    was added."""

    story: str
    days: int
    opened: str
    by: str
    submitted: str | None
    steps: tuple[DemoStep, ...] = ()
    written: tuple[str, ...] = ()
    addition: str | None = None


def _sent(days: int, at: str, by: str, how: str = "portal", who: str = "Adults' front door") -> DemoStep:
    return DemoStep("send", days, at, by, {"how": how, "who": who})


def _acknowledged(days: int, at: str, by: str, reference: str) -> DemoStep:
    return DemoStep("acknowledge", days, at, by, {"who": "J. Ekwueme, safeguarding hub", "reference": reference})


def _chased(days: int, at: str, by: str, said: str) -> DemoStep:
    return DemoStep("chase", days, at, by, {"how": "phone", "who": "Safeguarding hub", "said": said})


def _told(days: int, at: str, by: str, to: str, why_not: str = "") -> DemoStep:
    facts: Answers = {"to": to, "given": "refused" if why_not else "given"}
    return DemoStep("feed_back", days, at, by, facts | ({"why_not": why_not} if why_not else {}))


def _mailed(days: int, at: str, *ends: tuple[str, str]) -> tuple[DemoStep, ...]:
    """A try by mail, and how it ended: moves with the words of the other end."""
    facts: Answers = {"channel": "mail", "to": "safeguarding@council.example at mail.council.example"}
    return (
        DemoStep("try", days, at, TOPAZ, {"channel": "mail"}),
        *(DemoStep(move, days, at, TOPAZ, {**facts, "answer": words}) for move, words in ends),
    )


_MET: Answers = {"decision": "met", "who": "J. Ekwueme, for the team manager"}
_NOT_MET: Answers = {
    "decision": "not_met",
    "next": ["assessment", "signposting"],
    "reason": "Needs are met by the care that is in place; no care and support needs beyond it were found.",
    "who": "P. Lindqvist, duty manager",
}

# All before midnight of today, so that they are the same whenever today the demo is made.
STAGES = (
    Stage("son", 1, "16:20", "rkelly", None,
          written=("danger", "types", "what", "own_words", "source", "source_relation", "care_needs")),
    Stage("visits", 1, "18:22", "tbello", "18:51"),
    Stage("money", 2, "10:05", "rkelly", "10:34"),
    Stage("husband", 1, "19:10", "rkelly", "19:36", (_sent(1, "19:44", "rkelly", "phone",
        "Emergency duty team"),)),
    Stage("doorstep", 1, "11:02", "tbello", "11:30", (_sent(1, "11:48", "tbello"),)),
    Stage("medicines", 1, "09:15", "tbello", "09:50", _mailed(1, "09:51",
        ("refused", "550 5.2.2 The mailbox is full"), ("failed", "550 5.2.2 The mailbox is full"))),
    Stage("pension", 1, "13:05", "rkelly", "13:40", _mailed(1, "13:41",
        ("unsure", "The line broke off after all was handed over: timed out"))),
    Stage("cleaner", 4, "10:40", "tbello", "11:10", (
        _sent(4, "11:20", "tbello"), _acknowledged(4, "14:30", "hmarsh", "SG-20399"),
        DemoStep("return", 1, "15:20", "hmarsh", {"who": "J. Ekwueme, safeguarding hub",
            "asked": "Who else has a key, and is the neighbour willing to be rung?"}))),
    Stage("hoard", 8, "09:50", "rkelly", "10:20", (
        _sent(8, "10:35", "rkelly"), _acknowledged(7, "09:40", "hmarsh", "SG-20371"),
        DemoStep("decide", 3, "12:10", "hmarsh", _NOT_MET),
        DemoStep("disagree", 2, "10:00", "rkelly", {"who": "P. Lindqvist, duty manager, by Róisín Kelly",
            "written": "No heating since November and a bed she can't reach: a Care Act assessment in eight weeks"
            " leaves the risk where it is."}))),
    Stage("carer_rough", 3, "14:10", "rkelly", "14:52", (
        _sent(3, "15:05", "rkelly", "mail", "safeguarding inbox"),
        _chased(1, "10:20", "hmarsh", "Nobody had opened it yet; promised by the end of the day."))),
    Stage("self_neglect", 2, "09:40", "tbello", "10:10", (
        _sent(2, "10:25", "tbello", "phone", "Adults' front door"),
        _acknowledged(2, "15:40", "hmarsh", "SG-20417"))),
    Stage("lodger", 7, "11:15", "tbello", "11:58", (
        _sent(7, "12:10", "tbello", "phone", "Adults' front door"),
        _acknowledged(6, "09:30", "hmarsh", "SG-20388"),
        DemoStep("taken", 6, "09:32", "hmarsh", {}),
        _chased(3, "09:50", "hmarsh", "With the hub's manager; police strategy talk not dated yet."),
        DemoStep("propose_withdrawal", 1, "11:05", "tbello", {"reason": "duplicate",
                                                              "which": "One that the police raised",
            "why": "The hub says that the police have raised the same, and asks us to take ours back."}),
        DemoStep("confirm_withdrawal", 1, "15:40", "hmarsh", {
            "words": "Rang the hub: theirs is SG-20377, by the police, about the same man and the same lodger."}))),
    Stage("care_home", 12, "15:00", "rkelly", "15:45", (
        _sent(12, "16:00", "rkelly"), _acknowledged(11, "11:20", "hmarsh", "SG-20341"),
        _chased(8, "10:00", "hmarsh", "Waiting for the home's own report."),
        DemoStep("taken", 5, "09:30", "me", {}), _chased(4, "10:15", "me",
            "Report is in; the decision lies with the service manager."),
        DemoStep("propose_withdrawal", 1, "09:20", "rkelly", {"reason": "other",
            "why": "His wife says that he moves to another home on Monday, and wants no fuss."})),
        addition="His wife rang: the sore is being treated as grade 3 since yesterday."),
    Stage("pension", 6, "13:30", "tbello", "14:05", (
        _sent(6, "14:20", "tbello"), _acknowledged(5, "10:00", "hmarsh", "SG-20402"),
        DemoStep("decide", 1, "15:10", "hmarsh", _MET))),
    Stage("phone_fraud", 9, "10:30", "rkelly", "11:05", (
        _sent(9, "11:15", "rkelly"), _acknowledged(8, "09:45", "hmarsh", "SG-20366"),
        DemoStep("decide", 5, "14:00", "hmarsh", _NOT_MET), _told(4, "11:30", "rkelly", "adult"))),
    Stage("daughter_in_law", 14, "12:00", "tbello", "12:40", (
        _sent(14, "12:55", "tbello"), _acknowledged(13, "10:10", "hmarsh", "SG-20329"),
        DemoStep("decide", 9, "16:00", "hmarsh", _MET), _told(8, "10:00", "tbello", "adult"),
        _told(7, "15:00", "hmarsh", "referrer"))),
    Stage("medicines", 60, "10:00", "rkelly", "10:40", (
        _sent(60, "11:00", "rkelly"), _acknowledged(59, "09:20", "hmarsh", "SG-20101"),
        DemoStep("decide", 57, "15:30", "hmarsh", _MET), _told(56, "11:00", "rkelly", "adult"),
        _told(56, "11:20", "hmarsh", "referrer", "The council says that the law does not let it."),
        DemoStep("close", 55, "09:30", "hmarsh", {"note": "Another agency gives the medicines now."}))),
    Stage("cleaner", 262, "14:00", "fsiddiqui", "14:40", (
        _sent(262, "15:00", "fsiddiqui"), _acknowledged(261, "10:20", "hmarsh", "SG-19560"),
        DemoStep("decide", 258, "12:00", "hmarsh", _NOT_MET), _told(257, "10:00", "fsiddiqui", "adult"),
        _told(257, "16:00", "hmarsh", "referrer"), DemoStep("close", 256, "09:15", "hmarsh", {}))),
    Stage("hoard", 271, "11:00", "tbello", "11:35", (
        _sent(271, "11:50", "tbello"), _acknowledged(270, "14:00", "hmarsh", "SG-19498"),
        DemoStep("decide", 266, "10:30", "hmarsh", _MET), _told(265, "14:10", "tbello", "adult"),
        _told(264, "09:40", "hmarsh", "referrer"), DemoStep("close", 262, "16:30", "hmarsh", {}))),
    Stage("carer_rough", 4, "16:00", "tbello", "16:25", (
        DemoStep("withdraw", 3, "09:10", "hmarsh", {"reason": "error",
            "note": "Raised on the wrong person's record; raised"
             " again on the right one."}),)),
)  # fmt: skip
