"""Backups and the doctor's findings in words, and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.services.backups import Copy, Restored
from topaz_tui.services.doctor import CheckResult, megabytes

RED, OFF = "\x1b[31m", "\x1b[0m"
MARKS = {True: "ok", False: "!", None: "?"}


def backup_text(copy: Copy, seconds: float) -> str:
    """That a copy was made, of how much, in which time."""
    people = f"{counted(copy.contents.clients, 'person')}, {megabytes(copy.size)}"
    return f"Backed up to {copy.path}: {people}, read again and found whole, in {seconds:.1f} s."


def restored_text(restored: Restored, backup: str) -> str:
    """What is in the database now, where the one before is, and what comes next."""
    newest = restored.contents.newest
    until = f", as of {clock.format_moment(clock.from_store(newest), clock.now())}" if newest else ""
    lines = [f"Restored {backup}: {counted(restored.contents.clients, 'person')}{until}."]
    if restored.kept:
        lines.append(f"What was there before is kept: {restored.kept}")
    lines.append(
        "Next: 'topaz doctor' looks it through, 'topaz' opens it. What was recorded after the backup is not in it."
    )
    if restored.perhaps_sent:
        lines += [
            f"In it waited to be sent, or printed: {restored.perhaps_sent}. That may have gone since, and does not",
            "go by itself: the next dispatch puts it on the manager's board (F4) as perhaps sent, and a person asks.",
        ]
    return "\n".join([*lines, *_who(restored)])


def _who(restored: Restored) -> Iterator[str]:
    """What the backup brought back of who somebody is."""
    since = restored.since
    if since.phrases:
        yield f"Had another passphrase since the backup, and have none now: {', '.join(since.phrases)}."
        yield "A manager gives them one (topaz workers phrase ACCOUNT), and one to a manager the file's owner."
    if since.unknown:
        yield "Passphrases are those of the backup: who chose another since has the earlier one again (workers phrase)."
    for account, before, role in since.came_back:
        yield f"{account} has the role {role} again, and was {before} before: see 'topaz workers change' and 'retire'."


def findings_text(findings: Sequence[CheckResult], width: int | None = None, colour: bool = False) -> str:
    """A line a finding, and under one that is not well what to do."""
    from topaz_tui.text import fit, one_line, wrap

    names, width = max(len(result.about) for result in findings), width or 100
    lines = []
    for result in findings:
        head, *rest = wrap(one_line(result.words), max(width, 60) - names - 6)
        told = [f"{fit(MARKS[result.ok], 2)}  {fit(result.about, names)}  {head}"]
        told += [" " * (names + 6) + more for more in rest]
        if result.do:
            told += [f"{' ' * (names + 6)}→ {more}" for more in wrap(one_line(result.do), max(width, 60) - names - 8)]
        lines.append(f"{RED}{chr(10).join(told)}{OFF}" if colour and not result.ok else "\n".join(told))
    return "\n".join([*lines, "", summary(findings)])


def summary(findings: Sequence[CheckResult]) -> str:
    """In one sentence."""
    wrong, unseen = (sum(result.ok is ok for result in findings) for ok in (False, None))
    if not wrong and not unseen:
        return "All is well."
    told = [f"{wrong} to see to"] * bool(wrong) + [f"{unseen} could not be looked at"] * bool(unseen)
    return f"{', '.join(told)}."


def findings_json(findings: Sequence[CheckResult]) -> str:
    """The same for monitoring: `ok` is null for what could not be looked at."""
    told = [{"about": each.about, "ok": each.ok, "words": each.words, "do": each.do} for each in findings]
    return json.dumps({"ok": all(each.ok for each in findings), "findings": told}, indent=2)


def exit_code(findings: Sequence[CheckResult]) -> int:
    """0 all is well, 1 something is to be seen to, 2 the database could not be looked at."""
    if any(result.about == "database" and result.ok is None for result in findings):
        return 2
    return 0 if all(result.ok for result in findings) else 1
