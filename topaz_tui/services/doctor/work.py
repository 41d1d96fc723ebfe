"""Checks of the work under way: claims, drafts, concerns that are being written, actions, everybody on the list."""

from __future__ import annotations

from datetime import timedelta

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.rules import concerns as forms
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.measures import frozen
from topaz_tui.services import correspondence, nobody, unread
from topaz_tui.services.doctor.finding import Found
from topaz_tui.services.doctor.look import CheckContext
from topaz_tui.services.figures import kept
from topaz_tui.store import login_check
from topaz_tui.store.sql import doctor as sql

MOST_PARTS, SOME_PEOPLE = 20_000, 200
COUNT_AGAIN = "Run 'topaz report --recount': dispatch then counts everybody again. And tell us."
OLD_DRAFT = timedelta(days=7)  # after which somebody should ask what became of it


def check_claims(look: CheckContext) -> Found:
    """Is anybody still held an hour after their claim has run out?"""
    look.need_schema()
    [claims] = look.named(sql.Claims, sql.CLAIMS, clock.to_store(look.now))
    [(stuck,)] = look.ask(sql.STUCK_CLAIMS, clock.to_store(look.now - timedelta(hours=1)))
    if stuck:
        words = f"{counted(stuck, 'person', 'is')} still held past their time"
        return False, words, "Release them on the queue (r), and tell us."
    words = f"{counted(claims.held, 'person', 'is')} held now" if claims.held else "nobody is held"
    past = f"; for {claims.past} the time has run out, and the next look at the queue lets go" if claims.past else ""
    return True, words + past


def check_drafts(look: CheckContext) -> Found:
    """Are drafts left that nobody saved, and how old is the oldest?"""
    each = isinstance(look.where, str) and login_check.group(look.ask)
    left = look.named(sql.Drafts, sql.TYPING if each else sql.DRAFTS)
    if not left:
        return True, "none are left"
    oldest = look.now - (unread.moment(left[0].oldest) or look.now)
    who = ", ".join(f"{drafts.name} {drafts.number}" for drafts in left)
    words = f"{sum(drafts.number for drafts in left)} left ({who}); the oldest is {clock.format_span(oldest)} old"
    if oldest > OLD_DRAFT:
        return False, words, f"Ask {left[0].name} to open Topaz, which offers it, and to finish it or throw it away."
    return True, words


def check_concerns(look: CheckContext) -> Found:
    """Is a concern being written that should have been submitted by now?"""
    look.need_schema()
    written = look.named(sql.Written, sql.CONCERNS)
    if not written:
        return True, "none are being written"
    late: dict[str, int] = {}
    for concern in written:
        terms, opened = look.settings.terms_of(concern.council).referral, unread.moment(concern.opened_at)
        if opened is None or rules.to_submit(opened, _in_danger(concern.answers), terms) < look.now:
            late[concern.name] = late.get(concern.name, 0) + 1
    age = clock.format_span(look.now - (unread.moment(written[0].opened_at) or look.now))
    words = f"{len(written)} being written; the oldest is {age} old"
    if late:
        who = ", ".join(f"{name} {number}" for name, number in late.items())
        return False, f"{words}; not submitted in time: {who}", "See them on the manager's board (F4), and submit them."
    return True, words


def _in_danger(answers: str) -> bool:
    """Do the answers say that somebody is, or may be, in immediate danger? Answers that can't be read may say so."""
    try:
        return forms.in_danger(unread.answers_of(answers))
    except unread.FAULTS:
        return True


def check_actions(look: CheckContext) -> Found:
    """Is every open action with somebody who works here?"""
    look.need_schema()
    [found] = look.named(sql.Actions, sql.ACTIONS, clock.local(look.now).date().isoformat())
    words = f"{found.open:,} open, {found.late:,} of them late" if found.open else "none are open"
    if found.lost:
        return (
            False,
            f"{words}; {found.lost:,} that nobody at work sees to",
            "Run 'topaz dispatch': it gives them away.",
        )
    return True, words


def check_referrals(look: CheckContext) -> Found:
    """Does each referral for support stand on the board, or did it come to its end there?"""
    look.need_schema()
    lost = [reference for reference, _ in look.ask(sql.REFERRALS)]
    if lost:
        return False, f"{', '.join(lost)}: made, and on no board", "Send it by hand now, and tell us."
    return True, "each stands on the board, or came to its end there"


LATE_POST = timedelta(days=14)


def check_letters(look: CheckContext) -> Found:
    """Has each letter to the people themselves gone, or is it on its way, or on the board? Can each template be read,
    the team's own too?"""
    look.need_schema()
    [found] = look.named(sql.LetterCounts, sql.LETTERS, clock.to_store(look.now - LATE_POST))
    words = f"{found.open:,} that have not come to their end" if found.open else "none waits"
    if found.lost:
        return (
            False,
            f"{words}; {found.lost:,} of them late, and on no board",
            "Run 'topaz dispatch': it puts them there.",
        )
    if wrong := correspondence.check(look.settings):
        more = f" And {len(wrong) - 1} more." if len(wrong) > 1 else ""
        return False, f"{words}; {wrong[0]}{more}", "Mend the template: until then no letter is written by it."
    return True, words


def check_frozen(look: CheckContext) -> Found:
    """Are the frozen figures of each period what was kept then, by the hash over them?"""
    look.need_schema()
    kept = look.named(sql.FrozenRow, sql.FROZEN)
    words = f"{counted(len(kept), 'period', 'is')} frozen"
    altered = [f"{each.first} to {each.stop}" for each in kept if frozen.digest_of(*each[:-1]) != each.digest]
    if altered:
        more = f" and {len(altered) - 1} more" if len(altered) > 1 else ""
        return (
            False,
            f"{words}; not what was kept then: {altered[0]}{more}",
            "Somebody changed the database by hand: show nobody these figures, and compare them with a backup.",
        )
    return True, f"{words}, each as it was kept" if kept else "none is frozen"


def check_kept(look: CheckContext) -> Found:
    """Are the sums that figures are counted from those of what people add, and is what some of them add what was done?
    Of a long list the sums are looked at no longer than by what some add."""
    look.need_schema()
    try:
        mark = kept.read_mark(look.about(kept.KEY))
        if mark is None:
            return True, "none are kept: they are counted each time, and kept by the next dispatches"
        parts = [body for (body,) in look.ask(sql.PARTS, MOST_PARTS + 1)]
        wrong = kept.astray(parts, look.ask(sql.SUMS)) if len(parts) <= MOST_PARTS else []
        start = int(look.now.timestamp()) % max(1, mark.client - SOME_PEOPLE)  # others each time
        some = look.ask(sql.SOME_PARTS, start, mark.audit, SOME_PEOPLE)
        others = sum(kept.calls_in(part) != calls for part, calls in some)
    except unread.FAULTS:
        return False, "the kept figures can't be read", COUNT_AGAIN
    if wrong or others:
        words = [f"the sums of {wrong[0]}" if wrong else "", f"the calls of {others} of {len(some)}" if others else ""]
        return False, f"kept otherwise than they are: {', '.join(filter(None, words))}", COUNT_AGAIN
    sums = "the sums, and " if len(parts) <= MOST_PARTS else ""
    return True, f"{sums}what {counted(len(some), 'person')} added, as it is"


def check_everybody(look: CheckContext) -> Found:
    """Is every person callable, waiting with a date, somebody's with a deadline, stopped for a reason, or owed nothing;
    and do the counts of the last month add up?"""
    look.need_schema()
    with look.one_moment():
        found = nobody.coverage(look.named, look.now)
    words = f"{found.words}. {found.month.words}"
    if not found.ok:
        return False, words, "Find them (F3) and call them, or have it looked at; then tell us: nobody should."
    return True, words
