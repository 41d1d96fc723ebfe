"""What a restored database knows of the messages that may have gone since, and when a daily backup is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.concerns import WHOLE
from tests.support.outbox import BY_MAIL
from tests.support.sessions import employ, job
from topaz_tui import clock
from topaz_tui.cli.output import maintenance
from topaz_tui.config import Backups, Settings
from topaz_tui.errors import NotAllowed
from topaz_tui.services import backups, concerns, log_proof, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.store import backup, metadata, models
from topaz_tui.store import database as store


@pytest.fixture
def where(tmp_path: Path) -> Path:
    """A file: a server has its own backups."""
    return tmp_path / "t.db"


@pytest.fixture
def settings() -> Settings:
    return BY_MAIL


def test_restored_passphrase_that_was_changed_since_does_not_hold_again(session, manager, where, tmp_path) -> None:
    for worker, digest in ((session, "kept"), (manager, "old")):
        models.Verifier.create(worker=worker.worker_id, digest=digest, made_at="")
    employ("akhan", "A Khan", "manager")
    copy = backup.back_up(where, tmp_path / "copy").path
    models.Verifier.update(digest="new", version=4).where(models.Verifier.worker == manager.worker_id).execute()
    models.Worker.update(role="worker").where(models.Worker.account == "akhan").execute()
    metadata.keep(metadata.PASSPHRASES, "then")
    store.close()
    restored = backups.restore(copy, where)
    assert restored.since.phrases == ("hmarsh",) and restored.since.came_back == (("akhan", "worker", "manager"),)
    assert all(each in maintenance.restored_text(restored, "copy") for each in ("hmarsh", "akhan"))
    store.open_database(where)
    assert [(v.digest, v.version) for v in models.Verifier.select().order_by(models.Verifier.worker)] == [
        ("kept", 1), ("", 5),
    ]  # fmt: skip
    assert metadata.value_of(metadata.PASSPHRASES) == "then" and not log_proof.verify(manager).breaks
    assert models.Audit.select().where(models.Audit.subject.in_(("worker hmarsh", "worker akhan"))).count() == 2
    store.close()
    where.unlink()
    assert backups.restore(copy, where).since.unknown


@pytest.mark.parametrize("under_way", [False, True])
def test_restored_message_that_waited_is_perhaps_sent_and_a_person_asks(
    session, make_client, settings, where, tmp_path, under_way
) -> None:
    draft = concerns.open(session, make_client())
    case = concerns.submit(session, draft.id, WHOLE).escalation_id
    if under_way:
        assert escalations.next_message(job(settings))
    copy = backup.back_up(where, tmp_path / "copy").path
    store.close()
    assert backup.restore(copy, where, "rkelly").perhaps_sent == 1
    store.open_database(where)
    assert escalations.next_message(job(settings)) is None, "nothing goes before anybody has looked"
    assert escalations.sweep(job(settings)) == 1
    assert models.Escalation.get_by_id(case).state == "perhaps_sent"
    assert escalations.next_message(job(settings)) is None
    assert not escalations.dispatch_status(job(settings)).ok


def test_daily_backup_is_due_once_a_day_and_an_hour_after_one_that_failed(
    session, where, settings, monkeypatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    assert backups.due(job(settings))
    assert backups.daily(job(settings)) == () and not backups.due(job(settings))
    assert backups.last() == backups.Last(now, now, "")
    now = clock.at(clock.local(now).date() + timedelta(days=1), "00:00")
    assert backups.due(job(settings)), "a day begins in London"
    wrong = replace(settings, backups=Backups(folder=str(where / "no folder")))
    assert len(backups.daily(job(wrong))) == 1 and not backups.due(job(settings))
    assert [what for what, _ in backups.failing(settings)] == [
        f"The daily backup could not be made. {backups.last().failed}"
    ]
    now += timedelta(minutes=59)
    assert not backups.due(job(settings))
    now += timedelta(minutes=1)
    assert backups.due(job(settings)) and not backups.due(job(replace(settings, backups=Backups(keep=0))))
    now -= timedelta(days=30)
    assert backups.due(job(settings)), "a clock that was ahead stops none"
    assert backups.daily(job(settings)) == () and [*backups.failing(settings)] == []
    assert len(backup.dailies(where, where.parent / "backups")) == 2


def test_daily_backup_says_in_words_why_the_folder_will_not_do(session, where, settings) -> None:
    (where.parent / "backups").write_text("a file")
    [said] = backups.daily(job(settings))
    assert said.startswith("Today's backup could not be made.") and "backups" in said
    assert workers.team(session), "and work goes on"


def test_copy_of_a_list_that_takes_no_line_is_made_all_the_same(session, where, tmp_path, monkeypatch) -> None:
    def refuse(_file: Path) -> None:
        raise NotAllowed("It can't be written.", "")

    monkeypatch.setattr(backups, "open_database", refuse)
    assert backups.back_up(where, tmp_path / "copy").path.exists()
