"""While somebody is in danger: what to do, above everything else in a concern."""

from __future__ import annotations

from textual.geometry import Size
from textual.widgets import Static

from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.screens.concern.keys import key
from topaz_tui.services.concerns import Emergency
from topaz_tui.text import one_line, wrap
from topaz_tui.widgets.update import update_if_changed

FORM = 13
"""The lines that are left to the form, and to what stands above and below it."""


def danger_open(answers: forms.Answers) -> bool:
    """Is somebody in danger now, and has no time been given at which 999 was called?"""
    untimed = forms.lacking(rules.QUESTIONS["called_999_at"], answers) is not None
    return answers.get("danger") == "yes" and (rules.call_999(answers) or untimed)


def banner(tells: Emergency, answers: forms.Answers, width: int, most: int) -> str:
    """What to do, then what whoever answers asks first, in so many columns: none of it is cut off. Where it is more
    than so many lines, which would leave no room to answer, it says where the rest stands."""
    called = answers.get("called_999") == "yes"
    does = "gives now as the time of the call" if called else "notes that you have called"
    lines = [
        f"! {rules.CALL_999.rstrip('.').upper()} !   {key('concern.called_999')} {does}",
        *wrap(one_line(f"{tells.address} · {tells.phones}"), width),
        *wrap(one_line(tells.about), width),
    ]
    rest = f"! More stands on their page: {key('everywhere.find')} finds it."
    return "\n".join(lines if len(lines) <= most else [*lines[: most - 1], rest])


def show_banner(shown: Static, tells: Emergency | None, answers: forms.Answers, size: Size) -> None:
    """Show it there on a page of this size, as long as somebody is in danger."""
    shown.display = danger_open(answers)
    if shown.display and tells is not None:
        update_if_changed(shown, banner(tells, answers, size.width - 2, max(4, size.height - FORM)))
