"""While somebody is in danger: what to do, above everything else in a concern."""

from __future__ import annotations

from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.screens.concern.keys import key
from topaz_tui.services.concerns import Emergency
from topaz_tui.text import fit, one_line, wrap


def danger_open(answers: forms.Answers) -> bool:
    """Is somebody in danger now, and has no time been given at which 999 was called?"""
    untimed = forms.lacking(rules.QUESTIONS["called_999_at"], answers) is not None
    return answers.get("danger") == "yes" and (rules.call_999(answers) or untimed)


def banner(tells: Emergency, answers: forms.Answers, width: int) -> str:
    """What to do, then what whoever answers asks first, in so many columns."""
    called = answers.get("called_999") == "yes"
    does = "gives now as the time of the call" if called else "notes that you have called"
    lines = (
        f"! {rules.CALL_999.rstrip('.').upper()} !   {key('concern.called_999')} {does}",
        *wrap(one_line(f"{tells.address} · {tells.phones}"), width)[:2],
        fit(one_line(tells.about), width),
    )
    return "\n".join(lines)
