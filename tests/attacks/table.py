"""Each finding of the trial (by its number): what was tried, and what comes of it in each of the
two set-ups, with the tests that try it again. `python -m tests.attacks` prints it and runs them; `topaz help attacks`
has it without them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What comes of an attack."""

    LOGGED = "refused and logged"
    REFUSED = "refused"  # the kernel, the server or the file says no, or it changes nothing
    SEEN = "succeeds, and stands in the log"
    FOUND = "succeeds, and is found"
    SUCCEEDS = "succeeds"
    NONE = "there is no such thing"


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of it in one set-up; `shown` are the tests that try it; of what succeeds `said` are words of the
    README or of a page of help that say so, and `more` a clause for the table."""

    outcome: Outcome
    shown: tuple[str, ...] = ()
    said: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what was tried, in a sentence."""

    number: int
    tried: str
    on_a_file: Answer
    each_their_own: Answer


def refused(*shown: str, more: str = "") -> Answer:
    return Answer(Outcome.REFUSED, shown, more=more)


def logged(*shown: str, more: str = "") -> Answer:
    return Answer(Outcome.LOGGED, shown, more=more)


def succeeds(said: str, *shown: str, of: Outcome = Outcome.SUCCEEDS, more: str = "") -> Answer:
    return Answer(of, shown, said, more)


def none(why: str) -> Answer:
    return Answer(Outcome.NONE, more=why)


FILE = "tests/attacks/test_on_a_file.py::test_"
LOGINS = "tests/store/test_logins.py::test_"
PSQL = f"{LOGINS}attack_by_psql_with_a_workers_login_is_refused"
DISPATCH = "tests/exchange/test_dispatch.py::test_"
CHAIN = "tests/store/test_audit_chain.py::test_"
HOSTILE = "tests/test_hostile_text.py::test_"
TRUST = "who can write the file can do everything"
OF_THE_CLIPBOARD = (
    "unless the team's settings let it: then it stands in the log, and is written over after so many seconds"
)
OF_NO_FILE = "no worker has a file"


def psql(*names: str) -> tuple[str, ...]:
    """Attacks by psql in a worker's hands, by their names in tests/store/test_logins.py."""
    return tuple(f"{PSQL}[{name}]" for name in names)


FINDINGS = (
    Finding(
        1,
        "A worker sends what is due with a settings file of their own, into a folder of their own.",
        refused(
            f"{DISPATCH}a_dispatch_with_other_settings_sends_nothing_elsewhere",
            "tests/cli/test_acts.py::test_dispatch_account_sends_and_a_worker_where_the_team_lets_them",
            more="it goes where it was to go as it was submitted; of a new concern, and of an addition that has no"
            " message yet, the team's settings say it, once they are in the database, and till then those of who sends",
        ),
        refused(
            f"{DISPATCH}a_dispatch_with_other_settings_sends_nothing_elsewhere",
            *psql("send a concern elsewhere"),
        ),
    ),
    Finding(
        2,
        "Somebody tells the program that they are the manager (by its code, PYTHONPATH, another uid of their own).",
        succeeds(
            TRUST,
            f"{FILE}whoever_tells_the_program_that_they_are_the_manager_is_believed",
            of=Outcome.SEEN,
            more="under the manager's name",
        ),
        logged(
            f"{LOGINS}server_says_who_it_is_by_peer_and_by_password",
            f"{LOGINS}program_that_says_it_is_the_managers_is_the_logins_own",
            f"{LOGINS}account_of_the_machine_is_who_the_kernel_says",
            *psql("become a colleague", "become the owner", "take a colleague's account"),
        ),
    ),
    Finding(
        3,
        "With sqlite3 or psql: oneself a director, a line of the log rewritten, a concern removed, an event in"
        " another's name, a trigger that silences the log.",
        succeeds(
            TRUST,
            f"{FILE}role_that_is_changed_by_sqlite3_holds_and_a_log_line_that_is_rewritten_is_found",
            f"{CHAIN}any_one_thing_done_to_the_log_is_found",
            "tests/services/test_doctor.py::test_doctor_names_what_is_not_topazs_and_restore_refuses_it",
            "tests/services/test_doctor.py::test_doctor_finds_who_has_a_role_that_no_line_of_the_log_says",
            of=Outcome.FOUND,
            more="a line that was changed by topaz audit verify, a foreign trigger, table or view, and a"
            " role that was changed, by topaz doctor",
        ),
        refused(
            *psql(
                "make oneself a director", "change the log", "shorten the log", "remove a concern", "change history",
                "change a submitted concern", "hang a trigger on the log", "write a note in another's name",
            ),
            f"{LOGINS}lines_of_the_log_bear_the_name_of_who_logged_in",
        ),
    ),
    Finding(
        4,
        "Somebody who was retired, or is no worker, gives backup, restore, escalations, workers list or dispatch.",
        logged("tests/cli/test_acts.py::test_every_command_refuses_whom_the_table_does_not_let"),
        refused(f"{LOGINS}manager_adds_and_retires_and_the_login_follows", more="they have no login any more"),
    ),
    Finding(
        5,
        "Somebody who was retired, or has another role now, goes on at a screen that is open.",
        refused("tests/services/test_workers.py::test_session_is_over_once_its_worker_is_retired_or_has_another_role"),
        refused(f"{LOGINS}manager_adds_and_retires_and_the_login_follows"),
    ),
    Finding(
        6,
        "Somebody reads the file, its copies, or a stolen disk.",
        succeeds("**not encrypted yet**", f"{FILE}name_stands_in_the_file_for_whoever_reads_it"),
        refused(
            *psql("read a colleague's draft"),
            more="no worker has its files; whoever has the server's disk reads it",
        ),
    ),
    Finding(
        7,
        "A worker looks at people with whom they have nothing to do.",
        succeeds(
            "Each look is a line of the",
            "tests/services/test_access.py::test_every_service_that_shows_somebody_is_a_look_in_the_log",
            of=Outcome.SEEN,
            more="but not by sqlite3",
        ),
        succeeds(
            "psql in a worker's hands reads it",
            f"{LOGINS}psql_in_a_workers_hands_reads_what_it_cannot_change",
            f"{LOGINS}who_does_no_work_of_the_list_reads_what_they_need_and_no_more",
            of=Outcome.SEEN,
            more="but not by psql, which reads all but drafts in a worker's hands; an auditor, a keeper and the account"
            " that sends read a part alone",
        ),
    ),
    Finding(
        8,
        "A link in the council's folder leads to a file of whoever sends.",
        refused(f"{DISPATCH}folder_file_of_somebody_else_is_not_written_into_or_waited_for[a link]"),
        refused(f"{DISPATCH}folder_file_of_somebody_else_is_not_written_into_or_waited_for[a link]"),
    ),
    Finding(
        9,
        "A pipe in the council's folder holds up all sending.",
        refused(f"{DISPATCH}folder_file_of_somebody_else_is_not_written_into_or_waited_for[a pipe]"),
        refused(f"{DISPATCH}folder_file_of_somebody_else_is_not_written_into_or_waited_for[a pipe]"),
    ),
    Finding(
        10,
        "One row that can't be read blinds the board and stops all sending.",
        refused("tests/services/test_unreadable.py::test_unreadable_row_stops_nobody_and_is_named", more="it is named"),
        refused("tests/services/test_unreadable.py::test_unreadable_row_stops_nobody_and_is_named", more="it is named"),
    ),
    Finding(
        11,
        "A worker's own settings prune or move everybody's backups.",
        refused(
            f"{FILE}settings_of_somebodys_own_neither_prune_nor_move_backups_once_the_teams_are_in_the_database",
            more="once the team's settings are in the database; whoever may write their folder takes them away by hand",
        ),
        none("the server's backups are its own"),
    ),
    Finding(
        12,
        "A worker's own settings put deadlines off.",
        refused(
            "tests/services/test_team_settings.py"
            "::test_settings_of_a_file_hold_until_the_team_takes_them_over_and_never_after",
            more="once the team's settings are in the database",
        ),
        refused(
            "tests/services/test_team_settings.py"
            "::test_settings_of_a_file_hold_until_the_team_takes_them_over_and_never_after",
            more="once the team's settings are in the database",
        ),
    ),
    Finding(
        13,
        "A pretended clock (TOPAZ_NOW), or the machine's own set back, dates what is done.",
        refused(
            f"{FILE}a_pretended_clock_writes_nothing_into_a_real_list",
            f"{FILE}a_list_for_training_stays_one",
            more="TOPAZ_NOW; the machine's own clock is believed",
        ),
        logged(
            f"{FILE}a_pretended_clock_writes_nothing_into_a_real_list",
            f"{LOGINS}server_chains_what_a_worker_writes_by_a_key_that_they_do_not_have",
            more="the log says by how much a machine's clock was wrong",
        ),
    ),
    Finding(
        14,
        "A reference that is a path (../../home/x) has a file written elsewhere.",
        refused(
            "tests/test_files.py::test_new_file_name_leads_nowhere_else",
            "tests/services/test_doctor.py::test_reference_of_another_form_is_refused_and_one_that_is_there_is_named",
        ),
        refused(
            "tests/test_files.py::test_new_file_name_leads_nowhere_else",
            *psql("give a concern a path for its reference", "make the reference of a concern a path"),
        ),
    ),
    Finding(
        15,
        "The connection to a server is led to where nothing is encrypted (sslmode, hostaddr, PGHOST, a service file).",
        none("there is no connection"),
        refused(
            "tests/store/test_private_connection.py::test_nothing_is_said_to_a_server_in_clear_text",
            "tests/store/test_private_connection.py::test_nothing_is_said_in_clear_text_where_the_surroundings_led_there",
            "tests/store/test_private_connection.py::test_certificate_of_an_unknown_authority_is_refused",
        ),
    ),
    Finding(
        16,
        "psql with a worker's login empties the log, or switches the triggers off.",
        none("there is no server"),
        refused(
            *psql("empty the log", "empty the list", "switch the refusals off", "let no trigger run", "drop a table"),
            f"{LOGINS}doctor_asks_the_server_for_each_right_both_ways",
            more="topaz doctor asks for each right; where all share one login, whoever has it can",
        ),
    ),
    Finding(
        17,
        "While one account brings the schema up to date, a second comes.",
        refused(
            "tests/store/test_database.py::test_upgrade_is_held_by_a_file_that_all_who_have_the_database_can_open",
            more="it waits",
        ),
        refused(f"{LOGINS}schema_is_brought_up_by_the_owner_alone", more="the owner alone does that"),
    ),
    Finding(
        18,
        "Control characters in a stored document reach a terminal.",
        refused(f"{FILE}what_a_stored_concern_has_of_control_characters_reaches_no_terminal"),
        refused(f"{FILE}what_a_stored_concern_has_of_control_characters_reaches_no_terminal"),
    ),
    Finding(
        19,
        "A draft that can't be read ends Topaz at each start.",
        refused("tests/services/test_drafts.py::test_a_draft_of_wrong_types_is_named_and_offered_as_far_as_it_can_be_read"),
        refused(
            "tests/services/test_drafts.py::test_a_draft_of_wrong_types_is_named_and_offered_as_far_as_it_can_be_read",
            *psql("write a draft for a colleague"),
        ),
    ),
    Finding(
        20,
        "A backup with triggers, views or tables of somebody else's is restored.",
        refused(
            "tests/services/test_doctor.py::test_doctor_names_what_is_not_topazs_and_restore_refuses_it",
            "tests/store/test_backup.py::test_restore_of_no_good_backup_changes_nothing",
            more="rows that were changed in it are not seen, but for the log's",
        ),
        none("the server's backups are its own"),
    ),
    Finding(
        21,
        "A concern lies as clear text on the council's mail server.",
        refused(
            f"{FILE}mail_to_the_council_is_encrypted_but_to_a_domain_that_the_settings_name_as_secure",
            "tests/exchange/test_dispatch.py::test_mail_with_an_encrypted_pdf_says_nothing_of_what_is_in_it",
            more="but to a domain that the team's settings name as secure",
        ),
        refused(
            f"{FILE}mail_to_the_council_is_encrypted_but_to_a_domain_that_the_settings_name_as_secure",
            "tests/exchange/test_dispatch.py::test_mail_with_an_encrypted_pdf_says_nothing_of_what_is_in_it",
            more="but to a domain that the team's settings name as secure",
        ),
    ),
    Finding(
        22,
        "A cell of blanks, or a text in two directions, keeps the reader busy for minutes.",
        refused(f"{HOSTILE}four_times_the_text_costs_no_more_than_a_few_times_the_time"),
        refused(f"{HOSTILE}four_times_the_text_costs_no_more_than_a_few_times_the_time"),
    ),
    Finding(
        23,
        "A first name of 5 MB is imported.",
        refused(f"{HOSTILE}a_cell_that_is_too_long_refuses_its_row_alone"),
        refused(f"{HOSTILE}a_cell_that_is_too_long_refuses_its_row_alone"),
    ),
    Finding(
        24,
        "A mark in the file says that the list was moved, and sends the team to another server.",
        succeeds(
            TRUST,
            f"{FILE}list_that_is_said_to_be_moved_offers_no_words_that_a_shell_would_run",
            more="it names the address, and no words that a shell would run",
        ),
        refused(*psql("say that all share one login")),
    ),
    Finding(
        25,
        "A variable of TEXTUAL's own writes the screen into a file that all can read.",
        refused("tests/journeys/test_main_job.py::test_no_color_shows_no_colour_and_no_variable_of_textual_writes_a_file"),
        refused("tests/journeys/test_main_job.py::test_no_color_shows_no_colour_and_no_variable_of_textual_writes_a_file"),
    ),
    Finding(
        26,
        "An account that is none of the team's looks for the list.",
        refused(f"{FILE}account_that_is_none_of_the_team_is_told_so_in_a_sentence"),
        refused(f"{LOGINS}account_of_the_machine_is_who_the_kernel_says"),
    ),
    Finding(
        27,
        "Folders are made so that others may write there (umask 000).",
        refused("tests/test_files.py::test_folder_is_made_for_its_owner_alone_at_each_level_whatever_the_umask"),
        none(OF_NO_FILE),
    ),
    Finding(
        28,
        "A text that was pasted turns the line of a terminal round.",
        refused("tests/widgets/test_form.py::test_a_paste_keeps_its_lines_and_loses_what_a_terminal_would_obey"),
        refused("tests/widgets/test_form.py::test_a_paste_keeps_its_lines_and_loses_what_a_terminal_would_obey"),
    ),
    Finding(
        29,
        "Settings, or a mapping, of a huge size or depth.",
        refused(f"{HOSTILE}settings_and_mappings_have_a_limit"),
        refused(f"{HOSTILE}settings_and_mappings_have_a_limit"),
    ),
    Finding(
        30,
        "A number lies on the clipboard of the terminal after it was copied.",
        refused(
            "tests/screens/test_copying.py::test_nothing_goes_to_the_terminals_clipboard_where_the_team_does_not_let_it",
            "tests/screens/test_copying.py::test_copied_by_y_is_the_line_that_is_chosen",
            more=OF_THE_CLIPBOARD,
        ),
        refused(
            "tests/screens/test_copying.py::test_nothing_goes_to_the_terminals_clipboard_where_the_team_does_not_let_it",
            "tests/screens/test_copying.py::test_copied_by_y_is_the_line_that_is_chosen",
            more=OF_THE_CLIPBOARD,
        ),
    ),
    Finding(
        31,
        "A settings file names any variable of the account that sends as a password, and the server that gets it.",
        refused(f"{FILE}settings_name_no_variable_as_a_password_that_is_not_for_it"),
        refused(f"{FILE}settings_name_no_variable_as_a_password_that_is_not_for_it"),
    ),
    Finding(
        32,
        "A package that Topaz stands on is another one than was tried.",
        refused("tests/test_constraints.py::test_each_version_of_the_lock_is_that_of_the_constraints_and_has_its_digests"),
        refused("tests/test_constraints.py::test_each_version_of_the_lock_is_that_of_the_constraints_and_has_its_digests"),
    ),
)  # fmt: skip
"""In the order of the trial."""


def for_help() -> str:
    """The table of `topaz help attacks`: a finding a line of a list."""
    return "\n".join(
        f"- {each.number}. {each.tried} *One file:* {_words(each.on_a_file)}."
        f" *Each their own:* {_words(each.each_their_own)}."
        for each in FINDINGS
    )


def _words(answer: Answer) -> str:
    return f"{answer.outcome} ({answer.more})" if answer.more else str(answer.outcome)
