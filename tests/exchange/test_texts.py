"""Texts by an SMS gateway that is a real HTTP server on the loopback: what it is sent, and what its answers come to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.harness.gateway import Gateway
from tests.support.desks import *  # noqa: F403 (the same desks and clients)
from tests.support.desks import ON_A_FILE
from tests.support.outbox import messages
from tests.support.sessions import job
from topaz_tui.config import Letters, Settings, Texts
from topaz_tui.errors import UserError
from topaz_tui.exchange.delivery import credentials, dispatcher, texts
from topaz_tui.rules.referrals import Result
from topaz_tui.services import correspondence
from topaz_tui.store import models
from topaz_tui.store.rows import dicts

TOKEN, MESSAGE = "s3cret-token", "<0123456789abcdef@topaz.invalid>"
ANSWERS = (
    ((201, b'{"id": "sms-7"}'), Result.ACCEPTED, "201, its reference sms-7"),
    ((200, b'{"messages": [{"message_id": 99}]}'), Result.ACCEPTED, "200, its reference 99"),
    ((200, b'{"messages": null, "id": "a\\ud800"}'), Result.ACCEPTED, "200, its reference a?"),
    ((200, b'{"messages": [{"id": "7", "status": "Rejected"}]}'), Result.REFUSED, '"status": "Rejected"'),
    ((200, b"<html>Welcome"), Result.UNSURE, "can't be understood: 200 <html>Welcome"),
    ((200, b""), Result.UNSURE, "can't be understood: 200 nothing"),
    ((200, b'{"id": true}'), Result.UNSURE, "can't be understood"),
    ((302, b""), Result.LATER, "302: it points elsewhere, and nothing of ours goes there."),
    ((400, b"no such number"), Result.REFUSED, "400 no such number"),
    ((401, b"token expired"), Result.LATER, "401 token expired"),
    ((503, b"busy\x1b[2J"), Result.LATER, "503 busy"),
    ("hang up", Result.UNSURE, "broke off after all was handed over"),
)


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPAZ_SMS_TOKEN", TOKEN)


def sent(gateway: Gateway, **more: Any):
    by = replace(Texts(url=gateway.url, sender="447700900999", seconds=2), **more)
    return texts.send("+447700900123", "Please ring.", by, MESSAGE, lambda: True)


@pytest.mark.parametrize(("says", "result", "words"), ANSWERS)
def test_answer_of_the_gateway_is_kept_in_its_words(says, result, words) -> None:
    with Gateway(says) as gateway:
        told = sent(gateway)
    assert told and (told.result, told.to) == (result, "127.0.0.1") and words in told.answer
    assert "\x1b" not in told.answer and TOKEN not in told.answer
    [(path, heads, body)] = gateway.requests
    assert path == "/v1/send?team=7" and heads["Authorization"] == f"Bearer {TOKEN}"
    assert body == {"to": "+447700900123", "from": "447700900999", "text": "Please ring.", "id": MESSAGE}
    assert heads["Idempotency-Key"] == MESSAGE


def test_certificate_is_checked_before_anything_is_said(tmp_path: Path) -> None:
    with Gateway((201, b'{"id": "7"}'), folder=tmp_path) as gateway:
        assert sent(gateway).result == Result.REFUSED and gateway.requests == []
        assert sent(gateway, ca_file=str(gateway.ca_file)).result == Result.ACCEPTED


def test_gateway_that_is_not_there_is_tried_later() -> None:
    with Gateway("hang up") as gateway:
        pass
    told = sent(gateway)
    assert told and told.result == Result.LATER and "could not be reached" in told.answer


def test_nothing_goes_that_was_withdrawn_meanwhile() -> None:
    with Gateway((201, b"{}")) as gateway:
        by = Texts(url=gateway.url, sender="447700900999")
        assert texts.send("+447700900123", "Please ring.", by, MESSAGE, lambda: False) is None
        assert gateway.requests == []


def test_token_is_its_owners_alone_and_never_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOPAZ_SMS_TOKEN")
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o640)
    with pytest.raises(UserError, match="chmod 600"):
        credentials.token("TOPAZ_SMS_TOKEN", str(file))
    file.chmod(0o600)
    assert credentials.token("TOPAZ_SMS_TOKEN", str(file)) == TOKEN
    monkeypatch.setenv("TOPAZ_SMS_TOKEN", f"{TOKEN}\r\nX-Other: 1")
    with pytest.raises(UserError) as caught:
        credentials.token("TOPAZ_SMS_TOKEN", None)
    assert TOKEN not in str(caught.value)
    monkeypatch.delenv("TOPAZ_SMS_TOKEN")
    assert "TOPAZ_SMS_TOKEN" in (texts.able(Texts(url="https://sms.example", sender="1")) or "")


@ON_A_FILE
def test_text_is_tried_again_until_the_gateway_names_it(worker, make_client, at) -> None:
    ada = make_client(sms_ok=1, phones=("+442079460011", "+447700900123"))
    with Gateway((503, b"busy"), (201, b'{"id": "sms-7"}')) as gateway:
        by = Letters(telephone="020 7946 0100", texts=Texts(url=gateway.url, sender="447700900999"))
        settings = Settings(letters=by)
        correspondence.make(
            replace(worker, settings=settings), [ada], {"kind": "call_on", "at": "2026-11-26T10:30:00Z", "way": "text"}
        )
        assert dispatcher.run(job(settings)).run.later == 1
        at("2026-11-23T10:02:00Z")
        assert dispatcher.run(job(settings)).run.sent == 1
        works, words = dispatcher.check(job(settings))[-1]
    assert works and words == "texts by 127.0.0.1: can be reached, and the token is there"
    assert [body["id"] for _, _, body in gateway.requests] == [messages("personal")[0].message_id] * 2
    _, _, body = gateway.requests[0]
    assert body["to"] == "+447700900123" and "020 7946 0100" in body["text"] and "Stone" not in body["text"]
    [step] = dicts(models.LetterStep.select())
    assert (step["step"], step["worker"]) == ("accepted", None) and "its reference sms-7" in step["words"]
