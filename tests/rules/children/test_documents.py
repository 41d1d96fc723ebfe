"""The documents of children's services: their forms are sound, what is missing counts, versions, signatures, and what
prints of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.support.documents import whole
from topaz_tui.rules import forms
from topaz_tui.rules.children import documents, printing, withheld
from topaz_tui.rules.children.documents import FORMS, missing, next_version, open_counts, signed
from topaz_tui.rules.children.printing import Version, attendance_list, certificates, plain_copy, printed
from topaz_tui.rules.children.signatures import Sign, disagreements
from topaz_tui.rules.children.work_states import EVERY, WorkKind
from topaz_tui.rules.forms import Answer

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
PLAN, REPORT, TRAINING = WorkKind.PATHWAY_PLAN, WorkKind.SECTION_7, WorkKind.TRAINING
FIRST = Version("P-104", 1, NOW, "Example Social Work Ltd")


def words_of(document: printing.Printed) -> str:
    return "\n".join(f"{label}: {words}" for _, lines in document.document for label, words in lines)


@pytest.mark.parametrize("kind", EVERY)
def test_form_is_whole_when_each_question_is_answered_and_counts_what_is_not(kind: WorkKind) -> None:
    answers = whole(kind)
    assert missing(kind, answers, NOW) == () and set(open_counts(kind, answers).values()) == {0}
    for question in FORMS[kind].questions:
        if question.needed and question in list(forms.visible_questions(FORMS[kind].questions, answers)):
            gaps = missing(kind, answers | {question.id: None}, NOW)
            assert question.id in {gap.question for gap in gaps}
            assert sum(open_counts(kind, answers | {question.id: None}, NOW).values()) == len(gaps)


def test_each_cell_that_a_row_lacks_counts_with_its_row() -> None:
    rows: Answer = [
        {"need": "a bank account"},
        {"need": "a bus pass", "how": "form", "whom": "Ann", "by": "2026-12-20"},
    ]
    gaps = missing(PLAN, whole(PLAN, money_plan=rows), NOW)
    assert [(gap.section, gap.row, gap.sentence) for gap in gaps] == [
        ("money", 0, "Money, row 1: Write: How it is met."),
        ("money", 0, "Money, row 1: Write: By whom."),
        ("money", 0, "Money, row 1: Give the day: By when."),
    ]


def test_who_disagrees_says_what_and_is_heard_in_the_copy_too() -> None:
    answers = whole(PLAN, young_person_sign=Sign.DISAGREES, young_person_says=None)
    assert [gap.sentence for gap in missing(PLAN, answers)] == ["Young person: write what they say."]
    answers["young_person_says"] = "I want to stay near my brother."
    (told,) = disagreements(FORMS[PLAN].signatories, answers)
    assert (told.signatory.code, told.says, told.stands) == ("young_person", "I want to stay near my brother.", False)
    for document in (printed(PLAN, answers, FIRST), plain_copy(PLAN, answers, FIRST)):
        assert "I want to stay near my brother." in words_of(document)


def test_pitfall_16_a_plan_goes_on_without_a_signature_that_says_why() -> None:
    answers = whole(PLAN, young_person_sign=Sign.NOT_REACHED, young_person_why=None)
    assert [gap.question for gap in missing(PLAN, answers)] == ["young_person_why"]
    answers["young_person_why"] = "Rang on four days, visited twice"
    assert missing(PLAN, answers) == () and not signed(PLAN, answers)[0].stands


def test_next_version_begins_with_the_last_ones_answers_and_without_its_signatures() -> None:
    last = whole(PLAN)
    begun = next_version(WorkKind.PLAN_REVIEW, last)
    assert begun["contact_plan"] == last["contact_plan"] and begun["wishes"] == last["wishes"]
    session = whole(WorkKind.TRAINING)
    returned, another = (next_version(WorkKind.TRAINING, session, of) for of in (None, WorkKind.TRAINING))
    assert returned["attended"] == session["attended"] and returned["day"] and "list_signed" not in returned
    assert not {"attended", "day", "edition"} & another.keys(), "who was there is of one session"
    gone = {"copy_given", "next_review", "explained", "young_person_sign", "manager_on"}
    assert not gone & begun.keys() and {gap.section for gap in missing(PLAN, begun)} == {"signatures"}


def test_an_addendum_begins_with_the_report_and_without_its_order() -> None:
    begun = next_version(WorkKind.ADDENDUM, whole(REPORT), REPORT)
    assert begun["case_number"] and begun["children"] and begun["conclusions"]
    assert not begun.keys() & {"file_by", "made_on", "issues", "hearing", "author_sign", "truth", "background"}
    second = next_version(WorkKind.ADDENDUM, whole(WorkKind.ADDENDUM), WorkKind.ADDENDUM)
    assert second["case_number"] and not second.keys() & {"file_by", "made_on", "issues", "hearing"}
    assert next_version(REPORT, whole(REPORT))["file_by"], "the next version of the same report keeps its order"


@pytest.mark.parametrize("kind", [WorkKind.SECTION_7, WorkKind.CHILD_IMPACT, WorkKind.ADDENDUM])
def test_pitfall_17_what_is_written_for_a_court_is_not_made_into_a_copy_for_others(kind: WorkKind) -> None:
    assert not FORMS[kind].plain and FORMS[WorkKind.PATHWAY_PLAN].plain


def test_pitfall_13_a_welfare_checklist_that_says_nothing_of_a_child_is_told() -> None:
    answers = whole(
        REPORT, children=[{"name": "Mia Stone"}, {"name": "Leo Stone"}], check_needs="Mia needs; Leo needs."
    )
    told = documents.unnamed_children(REPORT, answers | {"check_harm": "None for Mia."})
    assert ("check_harm", "Leo") in {(question.id, name) for question, name in told}
    assert "check_needs" not in {question.id for question, _ in told}


# What prints


def test_printed_document_has_title_case_version_and_every_answer() -> None:
    for kind in EVERY:
        document = printed(kind, whole(kind), FIRST)
        (title, head), *body = document.document
        assert title == FORMS[kind].title and document.title == title
        assert head[:2] == (("Case", "P-104"), ("Version", "1, 23 Nov 2026 10:00"))
        assert head[2:] == (("Prepared by", "Example Social Work Ltd"),)
        assert [each for each, _ in body] == [section.title for section in FORMS[kind].sections]
    assert dict(printed(PLAN, {}, Version("P-1", 2)).document[0][1])["Version"] == "2, draft"


HOME = "14 Pellan Road, Leeds, LS9 9ZZ"
TOLD = "She moved to 14, Pellan Rd., Leeds (LS99ZZ). Her mother knows Pellan Road; the hearing is in Leeds."
CLEARED = "She moved to [withheld] ([withheld]). Her mother knows [withheld]; the hearing is in Leeds."


def test_changes_since_the_last_version_are_told_with_the_words_then_and_now() -> None:
    last = whole(PLAN, gp=None, wishes="Stay here")
    now = last | {"wishes": "Move", "gp": "Dr Rao", "contact_plan": last["contact_plan"], "unaccompanied": "no"}
    told = {question.id: (was, then) for question, was, then in documents.changes(PLAN, last, now)}
    assert told == {
        "unaccompanied": ("Yes", "No"),
        "unaccompanied_needs": ("words on unaccompanied_needs", forms.NOT_ANSWERED),
        "wishes": ("Stay here", "Move"),
        "gp": (forms.NOT_ANSWERED, "Dr Rao"),
    }


@pytest.mark.parametrize("said", [{"withheld": "yes"}, {"withheld": "not_known"}, {}])
def test_pitfall_13_an_address_that_somebody_must_not_learn_prints_nowhere(said: dict[str, str]) -> None:
    parties: Answer = [
        {"name": "Ada Stone", "address": HOME, **said},
        {"name": "Bo Stone", "address": "2 Mill Lane, Leeds", "withheld": "no"},
    ]
    document = printed(REPORT, whole(REPORT, parties=parties, assessment=TOLD), FIRST)
    words = words_of(document)
    assert "Pellan" not in words and "9ZZ" not in words and CLEARED in words
    assert "Address: Withheld" in words and "2 Mill Lane, Leeds" in words
    assert document.withheld == 3, "each place is counted, to be read by somebody"


def test_a_withheld_address_is_in_no_copy_of_a_plan() -> None:
    answers = whole(PLAN, address=HOME, address_withheld="yes", next_move="From 14 pellan road to Leeds")
    for document in (printed(PLAN, answers, FIRST), plain_copy(PLAN, answers, FIRST)):
        assert "ellan" not in words_of(document) and "From [withheld] to Leeds" in words_of(document)
    assert "ellan" not in words_of(printed(PLAN, answers | {"address_withheld": None}, FIRST)), "nobody said it may"
    assert "Address: Not answered" in words_of(printed(PLAN, answers | {"address": None}, FIRST))
    shown = printed(PLAN, answers | {"address_withheld": "no"}, FIRST)
    assert HOME in words_of(shown) and shown.withheld == 0


@pytest.mark.parametrize(
    ("address", "text", "shown"),
    [
        ("Rose Cottage, Mill Lane, Otley", "near Rose  Cottage on mill ln", "near [withheld] on [withheld]"),
        ("Flat 2, 9 King's Court, N1 1AA", "Flat 2 is at King’s or Kings Ct", "[withheld] is at King’s or [withheld]"),
        ("3 High Street", "13 High Streets and 3 High St", "13 High Streets and [withheld]"),
        ("", "nothing here", "nothing here"),
        ("12 High Street Leeds LS1 4AB", "12, High St; on High Street in Leeds", "[withheld]; on [withheld] in Leeds"),
        (
            "Flat 3, 8 Church Walk, Leeds",
            "at 8 Church Walk, Leeds, or Church Walk",
            "at [withheld], Leeds, or [withheld]",
        ),
        ("Flat 3, 8 Kingsway", "Flat 3, 8 Kingsway. 8 Kingsway. Kingsway", "[withheld]. [withheld]. [withheld]"),
        ("Flat 2 12 High Street", "12 High Street, High Street, Flat 2", "[withheld], [withheld], Flat 2"),
        ("12, High Street, Leeds", "12 of them on High St", "12 of them on [withheld]"),
        ("Rose House Mill Lane Otley", "Rose House or Mill Ln", "[withheld] or [withheld]"),
        ("9 St Mary's Road", "9 St Marys Rd, 9 St Johns Rd", "[withheld], 9 St Johns Rd"),
    ],
)
def test_a_withheld_address_is_found_in_a_text(address: str, text: str, shown: str) -> None:
    document = (("Title", (("Label", text),)),)
    assert withheld.document_without(document, [address])[0][0][1][0][1] == shown


def test_young_persons_copy_is_in_plain_words_and_has_nothing_that_is_open() -> None:
    answers = whole(PLAN, dentist=None, money_plan=[{"need": "A bank account", "how": "We go together", "whom": "Ann",
                                                     "by": "2026-12-20"}])  # fmt: skip
    copy = plain_copy(PLAN, answers, FIRST)
    assert copy.title == "Your pathway plan"
    words = words_of(copy)
    assert "Your money: 1. A bank account\nHow: We go together\nWho does it: Ann\nBy when: 20 Dec 2026" in words
    assert forms.NOT_ANSWERED not in words and "dentist" not in words and "needs_health" not in words
    assert "You do not agree" not in str(copy.document)
    with pytest.raises(ValueError, match="no copy"):
        plain_copy(REPORT, whole(REPORT), FIRST)


def test_certificates_are_for_those_who_were_there_for_all_of_it() -> None:
    attended: Answer = [
        {"name": "Ann Able", "role": "lead", "present": "all"},
        {"name": "Ben Bold", "role": "staff", "present": "part"},
        {"name": "Cy Carr", "role": "supply", "present": "none"},
    ]
    answers = whole(TRAINING, attended=attended, day="2026-11-20", edition="2026")
    (one,) = certificates(answers, "Example Social Work Ltd")
    assert (one.name, one.course, one.day.isoformat(), one.edition) == (
        "Ann Able", "Leads and deputies", "2026-11-20", "2026",
    )  # fmt: skip
    assert certificates(answers | {"day": None}) == ()
    lines = attendance_list(answers, FIRST).document[2][1]
    assert lines[0] == ("Ann Able", "Lead; All of it; certificate")
    assert lines[1:] == (
        ("Ben Bold", "Staff; A part; no certificate"),
        ("Cy Carr", "Supply; Not there; no certificate"),
    )
