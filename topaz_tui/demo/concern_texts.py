"""What was written into the demo's safeguarding concerns. A story is a woman's ('f') or a man's ('m'); an answer that
begins with '@' is a time on its day."""

from __future__ import annotations

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
