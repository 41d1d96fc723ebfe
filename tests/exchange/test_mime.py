"""Mail to strict servers on the loopback, which refuse each byte that was not declared and each line too long."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest

from tests.support.desks import *  # noqa: F403 (the same desks and clients)
from tests.support.dispatching import TO, plain_text, serving, submitted
from tests.support.outbox import facts, state
from tests.support.sessions import job
from topaz_tui.config import Settings
from topaz_tui.errors import UserError
from topaz_tui.exchange.delivery import dispatcher, mime
from topaz_tui.rules.referrals import MessageKind
from topaz_tui.services import concerns, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import outbox
from topaz_tui.store.database import transaction

OFFERS = [(), ("8BITMIME",), ("8BITMIME", "SMTPUTF8")]
WORDS = "She said: 'Überall £20, ليلى took it.'\nFrom here\n.\nx=3\tend "


def addressed(settings: Settings, **addresses: Any) -> Settings:
    ways = settings.sending
    secure = str(addresses["to"]).rpartition("@")[2] if "to" in addresses else ways.mail.secure_domains
    return replace(settings, sending=replace(ways, mail=replace(ways.mail, secure_domains=secure, **addresses)))


@pytest.mark.parametrize("offers", OFFERS, ids=lambda offers: "+".join(offers) or "neither")
@pytest.mark.parametrize("words", [WORDS, "a" * 5000, "ü" * 5000, "plain\n"], ids=["letters", "long", "wide", "plain"])
def test_a_concern_is_taken_as_it_is_by_any_server(tmp_path, worker, client, offers, words):
    with serving(tmp_path, offers=offers) as (server, settings):
        number = submitted(worker, client, settings, own_words=words)
        dispatcher.run(job(settings))
        assert state(number) == "sent", facts(number, "refused")
        [got] = server.received
    assert got.options == (("BODY=8BITMIME",) if offers else ())
    assert plain_text(got.message).split() == concerns.view(job(), 1).text().split()
    assert max(map(len, got.raw.split(b"\r\n"))) <= mime.LONGEST_LINE
    [attachment] = got.message.iter_attachments()
    assert attachment["Content-Transfer-Encoding"] == "base64"


@pytest.mark.parametrize("offers", OFFERS, ids=lambda offers: "+".join(offers) or "neither")
def test_a_letter_and_a_notice_in_any_words_are_taken_too(tmp_path, worker, client, offers):
    text = f"{WORDS}\n{'ü' * 3000}\n{'x' * 3000}\r\nlone \r return, form\x0cfeed"
    with serving(tmp_path, offers=offers) as (server, settings):
        number = submitted(worker, client, settings)
        with transaction():
            what = outbox.MessageBeside(MessageKind.LETTER, 1, number, "mail", body=text)
            outbox.put_beside(what, settings.sending, escalations.board(worker).at)
        assert dispatcher.run(job(settings)).run.sent == 2
        letter = next(got for got in server.received if not got.message.is_multipart())
    assert letter.message.get_content().split() == text.split()


@pytest.mark.parametrize(
    ("sender", "to", "offers", "then", "says"),
    [
        ("duty@topaz.example", "rådgivning@council.example", (), "delivery_failed", "takes no address with such"),
        ("duty@topaz.example", "rådgivning@council.example", ("8BITMIME",), "delivery_failed", "no address with such"),
        ("dütý@topaz.example", TO, (), "delivery_failed", "takes no address with such letters"),
        ("duty@topaz.example", "rådgivning@council.example", OFFERS[-1], "sent", "250"),
        ("duty@topaz.example", "care@rådhuset.example", (), "sent", "250"),
        ("duty@büro.example", TO, (), "sent", "250"),
        ("duty@topaz.example", "care@straße.example", OFFERS[-1], "delivery_failed", "can't be written as a name"),
    ],
)  # fmt: skip
def test_letters_in_an_address_go_where_they_are_offered_and_else_are_refused_in_words(
    tmp_path, worker, client, sender, to, offers, then, says
):
    with serving(tmp_path, offers=offers) as (server, settings):
        settings = addressed(settings, sender=sender, to=to)
        number = submitted(worker, client, settings)
        [(checked, words), _] = dispatcher.check(job(settings))
        assert checked == (then == "sent") and (checked or says in words)
        dispatcher.run(job(settings))
        assert state(number) == then
        [told] = facts(number, "accepted") + facts(number, "refused")
        assert says in told["answer"]
        assert len(server.received) == (then == "sent"), "nothing was begun of what can't go"
    for got in server.received:
        assert ("SMTPUTF8" in got.options) == ("rådgivning" in to), "asked for only where it is needed"
        assert got.recipients == ("rådgivning@council.example" if "rådgivning" in to else mime.ascii_domain(to),)


def test_heads_beyond_ascii_are_encoded_words_in_short_lines():
    post = EmailMessage()
    post["Subject"] = "Ü" * 3000
    mime.set_text(post, "half a letter: \ud800", ())
    sent = mime.as_bytes(post, ())
    assert sent.isascii() and max(map(len, sent.split(b"\r\n"))) <= 78
    assert sent.count(b"\n") == sent.count(b"\r\n")


@pytest.mark.parametrize(
    "wrong", ["a b@x.example", "a@x.example\nBcc: b@y.example", "a\u202eb@x.example", "a@b@c.example"]
)
def test_what_a_head_would_obey_or_nobody_sees_is_no_address(manager, wrong):
    with pytest.raises(UserError, match="no mail address"):
        workers.add(manager, "x", "X", "worker", mail=wrong)
    workers.add(manager, "x", "X", "worker", mail="råd@example.org")
