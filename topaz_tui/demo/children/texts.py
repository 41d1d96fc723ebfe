"""The words of the children's demo: councils, schools, courts, and what is written in plans and reports."""

from __future__ import annotations

COUNCILS = ("Northmere", "Calderwick", "Westhaven")
ADVISERS = ("Priya Nair", "Sam Okafor", "Leanne Briggs")
SOCIAL_WORKERS = ("Dan Whitlock", "Marta Zielinska", "Yusuf Aden", "Claire Rowe")
REVIEWERS = ("Joan Pell", "Idris Bevan", "Kerry Stott")
SCHOOLS = ("Ash Vale Academy", "Brook Lane Primary", "St Cuthbert's School", "Northmere Sixth Form", "Old Mill Nursery")
STAFF = ("Jo Bell", "Kit Shaw", "Ravi Menon", "Tess Hale", "Omar Farouk", "Beth Crane", "Lou Marsh", "Ada Quill",
         "Finn Gore", "Mina Roy", "Gail Penn", "Hugh Tarr")  # fmt: skip
COURT = "Family Court at Calderwick"
ISSUES = "With whom the children live, and how often they see their father. Whether contact has to be supervised."

WORDS = {
    "wishes": "'I want to stay where I am until I have finished college. I don't want a new worker again.'",
    "needs_health": "Well. Asthma, with an inhaler. Dentist overdue: an appointment is booked.",
    "needs_education": "Level 2 construction at the sixth form, three days a week. Attends well since September.",
    "needs_family": "Sees an aunt each Sunday. No contact with the mother at the moment, by their own wish.",
    "needs_money": "Saves a little. Doesn't know yet what the setting-up allowance is.",
    "needs_skills": "Cooks, washes, travels alone. Has never paid a bill, and puts letters in a drawer.",
    "needs_home": "A room of their own, and somebody to ring at night.",
    "home_view": "'It's all right. The heating is bad.'",
    "contingency": "Rings the carer or the out-of-hours team; the spare room at the aunt's is agreed for three nights.",
    "adviser_how_often": "Every fortnight, and by text between.",
    "assessment": "The children are settled with their mother. Handovers are where it goes wrong.",
    "conclusions": "They live with their mother and see their father every other weekend, from the school's gate.",
}
"""What is written in an answer, by the question's id; all other texts are PLAIN."""
PLAIN = ("As talked about with the young person.", "Nothing has changed since last time.", "Looked at again in March.",
         "See the record of the visit.", "Agreed by all who were there.")  # fmt: skip
SOMEBODY = "Priya Nair"
LINES = {
    "need": "A quiet place to study", "how": "A desk in the bedroom, and the library on Saturdays",
    "address": "12 Rowan Court, Calderwick", "setting": SCHOOLS[0], "council": COUNCILS[0], "language": "English",
    "gp": "The surgery in Mill Street", "dentist": "Booked for January", "case_number": "CW26P01040", "court": COURT,
    "communication": "Best while walking, or in the car", "setting_up": "2,000 pounds; nothing of it is spent yet",
    "who": "The young person", "why": "Not reached", "wishes_heard": "At home, on two visits", "order": "None",
    "why_none": "By their own wish", "what": "A night at a friend's", "made_by": "District Judge Harrow",
    "order_document": "Safe 3, with the council's file", "lives_with": "Their mother", "relation": "Mother",
    "solicitor": "Pell and Stott", "missed": "One, the father's", "author_number": "SW00000",
    "venue": "The school hall", "commissioner": "The safeguarding partnership",
}  # fmt: skip
CHOSEN = {"interpreter": "no", "unaccompanied": "no", "safeguarding": "no", "assistance": "no", "withheld": "no",
          "home": "E", "activity": "F2"}  # fmt: skip
"""What is chosen, by the question's id; in all others the first there is."""
"""What is written in a line, by the question's id; in all others SOMEBODY's name."""

ORDERED_BY = "Priya Shah, commissioning manager"
TAKEN = "plans@council.example at mail.example: 250 2.0.0 OK: queued"
TAUGHT = ["abuse", "referral", "low_level", "child_on_child"]
SCOPE = "Needs assessment and pathway plan, with two visits."
SCOPE_FOR_A_COURT = "The report on the issues that the order names, with each child and each party seen."
ASKED = "We have no access to the records of the placement before this one."
WHY_THEM = "Has room, and knows the young person."
SEND_BACK = "Money: who pays for the course? Health: the dentist."
CHANGES = "Section 8: the allowance is 3,000 pounds. Name the adviser in section 1."
ON_HOLD = "Missing since Friday; the police have been told."
DECLINED = "Another provider has written the last one, and goes on with it."
WITHDRAWN = "They have moved to another council, which writes its own."
