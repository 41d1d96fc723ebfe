"""What was said and written in the calls: notes by outcome, actions, warnings, words left for a colleague.

What begins with 'f:' is said of a woman, with 'm:' of a man, and the rest of anybody.
"""

from __future__ import annotations

CAME = "Came on time, and is used every day."
CALL_NOTES: dict[str, tuple[str | None, ...]] = {
    "no_answer": (None, None, None, "Rang for two minutes.", "Rang out on the landline."),
    "engaged": (None,),
    "machine": (None, "Machine gives no name.", "Standard greeting, message not agreed."),
    "machine_message": ("Left first name and our number, as agreed.", None),
    "fault": ("Line dropped twice.", "Could hear nobody, only noise."),
    "unobtainable": (None, "Three tones: number not in service."),
    "wrong_number": (
        "Man says he has had this number for two years and knows nobody of that name.",
        "A shop. They had it from the last tenant.",
    ),
    "callback": (
        "The carer was there. Asked to be rung once the carer has gone.",
        "On the way to the surgery, glad of a call later.",
        "m:Would like his daughter in the room, she comes at that time.",
        "Was having dinner. Happy to talk, but not now.",
        "Wants to look out the letters first. Sounded cheerful.",
        "Tired after dialysis today, better on another day.",
    ),
    "callback_vague": ("Busy with visitors, 'any day is fine'.",),
    "refused_soft": (
        "f:Not a good week, her sister is staying. Mornings would be better.",
        "Does not see what for, but would not mind a call another time.",
    ),
    "language": ("Speaks hardly any English. A neighbour said that mornings are best; interpreter to be booked.",),
    "unable": ("Could not follow on the phone, very short of breath. A contact may know a better way.",),
    "not_safe": ("f:Answered only yes and no, a man's voice behind her. Said yes to another time.",),
    "someone_else": (
        "m:Daughter answered, he was at the day centre. Said nothing of why we rang.",
        "f:A neighbour picked up; she was asleep.",
        "Grandson answered and took our first name only.",
    ),
    "not_identified": ("Date of birth did not match and the postcode was not known. Ended politely.",),
    "away": (
        "f:Sister says she is with family in Birmingham and comes back at the end of the month.",
        "m:Son says he is abroad for a wedding.",
    ),
    "hospital": (
        "f:Husband says she went into {hospital} after a fall, hip operation done.",
        "m:Neighbour says the ambulance took him at the weekend, {hospital}.",
        "Daughter: chest infection, {hospital}, expects a fortnight.",
    ),
    "refused_hard": (
        "'I manage on my own and I do not want these calls.' Thanked him and ended the call.",
        "'Take my name off your list.' Said that we would.",
    ),
    "moved": (
        "f:Son says she lives with him in Leicester now and gave up the flat.",
        "f:New tenant: she went to a care home in Kent in the spring.",
        "m:Moved to be near his brother in Bristol. Gave no address.",
        "Landlord: gave up the tenancy in August, address not known.",
    ),
    "died": (
        "m:Wife says he died in the spring. Offered condolences; asked that no letters come.",
        "f:Niece says she died in hospital after a stroke.",
        "f:Son answered: she died at home, with family there.",
    ),
    "reached": (
        "In good spirits. Shopping is done by the neighbour's girl, cooks for herself.",
        "Manages, but the stairs are harder since the winter. Uses the rail by the bath.",
        "m:Carer daughter sounds tired. He says she 'does too much'.",
        "Heating only on in one room. Worried about the bill, has not asked for help.",
        "Goes to the lunch club on Wednesdays and would not miss it.",
        "f:Sleeps badly since her husband's death in May. Sister rings every evening.",
        "Had the cataract done, sees well again and reads the paper.",
        "Knee is worse, no longer takes the bus alone. Misses the Friday club.",
        "All as it was. Has the pendant alarm on, tested it while we spoke.",
        "f:Moved her bed downstairs. Washing at the sink, the bath is upstairs.",
        "f:Eats mostly toast, 'not worth cooking for one'. Thinks she has lost weight.",
        "Back from hospital in August, exercises daily, walks to the corner.",
    ),
}

NOT_DONE = "They have no fitter on this side of the river before spring."
# kind, detail, who, days from the call until it is due
ACTIONS = (
    ("advice", "How to ask for the winter fuel payment", None, None),
    ("advice", "Keeping one room warm, and the number for a broken boiler", None, None),
    ("advice", "What the pension credit is, and that it opens other help", None, None),
    ("information", "Large-print list of lunch clubs, by post", None, 7),
    ("information", "Leaflet on falls and getting up safely, by post", None, 7),
    ("information", "Form for the blue badge", None, 10),
    ("signposted", "Benefits check", "Advice centre, Marchbank Street", None),
    ("signposted", "Company on weekday afternoons", "Befriending at the Osierfield Hub", None),
    ("signposted", "Support for carers, and a break", "Carers' centre", None),
    ("support", "Grab rail and a second banister", "Handyperson service", 28),
    ("support", "Pendant alarm fitted", "Telecare", 21),
    ("support", "Shopping once a week", "Good Neighbours, Pinfold", 14),
    ("support", "Hearing aid looked at", "GP's surgery", 21),
    (
        "referral_back",
        "Unable to wash and to get out since the fall; asks for an assessment",
        "Council's front door",
        5,
    ),
    ("referral_back", "Carer can't go on; both want an assessment", "Council's front door", 5),
)

# tried or spoken to in vain: what the next caller should know
NEXT_CALLER = (
    "f:Let it ring: she uses a frame and needs a minute to get there.",
    "m:Ask after the dog first, then he talks.",
    "f:Don't mention the council before she knows your voice.",
    "f:Wants to know whether the rail has been ordered.",
    "f:Speaks more freely when her son is at work, mornings.",
    "m:Last time he asked for the number of the lunch club: have it ready.",
)
SKIPPED = (
    ("Funeral in the family", 6),
    ("Daughter asked for a call after the move", 9),
    ("Interpreter booked for that day", 3),
    ("Operation on the day, at home again after", 12),
)
"""The reason, and after how many days to come back."""

QUESTIONS = (
    "m:He says his nephew has 'sorted out the bank for him' and won't say more. Raise it now, or ring again first?",
    "f:She wants us to talk to her son from now on. He has no authority that I could see. May I?",
    "f:Third time she asks for a man to ring her, she won't say why. Can Tunde take her over?",
)
ANSWERED = (
    "m:The daughter shouted at me for calling. Do I ring again?",
    "Yes, once, at another time of day, and ask for him. Tell her only that we will try again.",
)

# kind, detail, told
WARNINGS = (
    ("staff", "Son has threatened visitors. Phone only, no visit alone.", "no"),
    ("self", "Took an overdose in 2023. Ask how things are, plainly; crisis line number to hand.", "yes"),
    ("at_risk", "Earlier concern of money taken by a lodger.", "yes"),
    (
        "disclosure",
        "Somebody at home listens in and reads the letters. Leave no message, send nothing.",
        "no",
    ),
    ("adults", "Dog is not kept on a lead; it bit a carer.", "yes"),
    ("missing", "Walked out twice in the night, found by police.", "yes"),
    ("children", "Grandchildren stay at weekends; father may not.", "no"),
)

NOT_SAFE = (
    "f:Husband takes the phone from her. Council's independent advocate keeps in touch.",
    "f:Calls were used by her nephew to find out when she is alone.",
    "f:Went into a refuge; the number we have is her husband's.",
)

STOP_SEEN = {
    "refused": "Seen. A letter says how to reach us, and that nobody will ring.",
    "moved": "Seen. The council has been told of the move.",
    "died": "Seen. The council has been told, so that no letters go out.",
}
"""What a manager answers to a call that stopped all calls."""
UNABLE_SEEN = "Seen. Tunde visits next week, with the contact there."
LETTER_NOTE = "Standard letter with our number, large print."
CLOSED_REASON = "Letter and visit without an answer; GP confirms that she is well and wants no call."
PUT_BACK_REASON = "New mobile number from the surgery."

OUTSIDE_HOURS = "Sat-Sun 16:00-20:00"
UNREAD_TIMES = "not when the son is in"
"""Safe times of two: never a calling hour, and none that anybody can read."""

DISCARDED_ANSWERS: dict[str, str | list[str]] = {
    "danger": "no",
    "types": ["physical"],
    "what": "Shouting in the background, and a crash. She said 'stop it', twice.",
    "own_words": "'Oh, that's only the television.'",
}
DISCARDED_WHY = "It was the television: she rang back, laughing, and her neighbour says the same."
"""Of a concern that said danger at first."""

ADDED_BY_HAND = (
    "Added by hand. Not known: NHS number.\nRang us herself: a neighbour gave her the number. Wants to know what help"
    " there is."
)
"""Of somebody who is on no list of the council's."""
CALL_PUT_RIGHT = "The key beside it: it rang, and nobody answered."
MOVE_PUT_RIGHT = "It was about the concern in the line above: they have not answered about this one."

WISH = {
    "asked_by": "attorney",
    "asked_name": "Her daughter, who holds a power of attorney for health and welfare (seen)",
    "how": "writing",
    "capacity": "no_doubt",
    "capacity_done": None,
    "words": "The telephone frightens her. A letter is welcome. She said the same when her daughter asked her.",
}
"""Who asked for no calls, and how."""
WISH_LATER = {
    "asked_by": "person", "asked_name": None, "how": "phone", "capacity": "no_doubt", "capacity_done": None,
    "words": "'Ring me when the days are longer, dear. I am with my sister till then.'",
}  # fmt: skip
"""Who would like to be called later."""
WISH_FOR_WEEKS = {
    "asked_by": "person", "asked_name": None, "how": "phone", "capacity": "no_doubt", "capacity_done": None,
    "words": "'No calls while my brother is so ill. Ask me again when it is over, in some weeks.'",
}  # fmt: skip
"""Who asked for no calls for some weeks."""
