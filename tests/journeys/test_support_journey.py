"""A call ends in support, and support is followed to its end, by keys alone: two actions and a referral back, which the
council takes on; an action that is late and goes up; the follow-up, with a daughter who has power of attorney;
letters to twenty people, of whom it is not safe to write to one; an interpreter, to whom the call is bound; and a text
and a mail, which real servers take."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.harness import forked
from tests.harness.gateway import Gateway
from tests.harness.mailserver import MailServer
from tests.harness.terminal import Terminal
from tests.support.journeys import new_list, topaz_command
from tests.support.made import MadeOnce
from tests.support.moments import NOW
from tests.support.waiting import wait_until

HEADINGS = "Person ID;Title;First name;Last name;Date of birth;Address;Postcode;Telephone;Assessment date;Eligibility;"
ADA = "P-1;Mrs;Ada;Stone;03/05/1944;14 Pellan Road;SE24 9ZZ;020 7946 0011;03.11.2025;Medium;Yes;Yes"
NAMES = (
    "Abel", "Boyd", "Cray", "Dunn", "Eton", "Fisk", "Gold", "Hume", "Ives", "Judd", "Kerr", "Lamb", "Moss", "Nash",
    "Odell", "Pratt", "Quinn", "Reed", "Shaw", "Tate",
)  # fmt: skip
NOT_SAFE = "Gold"
DAY_LATE, DAY_OF_FOLLOW_UP = "2026-12-07T10:00:00Z", "2026-12-11T10:00:00Z"


def people(file: Path) -> Path:
    rows = [f"{HEADINGS}Safe to call;Safe to write;Email;Email OK;SMS OK", f"{ADA};;;"]
    rows += [
        f"Q-{n};Mr;Ron;{name};{n:02}/01/19{40 + n};{n} Made Up Road;SE24 9ZZ;07700 900{100 + n};03.11.2025;low;Yes;"
        f"{'No' if name == NOT_SAFE else 'Yes'};{'gold@home.example;Yes;Yes' if name == NOT_SAFE else ';;'}"
        for n, name in enumerate(NAMES, 1)
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def settings_for(folder: Path, mail: MailServer, gateway: Gateway) -> Path:
    for name in ("concerns", "referrals"):
        (folder / name).mkdir(mode=0o755)
    (file := folder / "settings.toml").write_text(
        f"""
[sending]
channels = ["folder", "by hand"]
[sending.folder]
path = "{folder}/concerns"
referrals_path = "{folder}/referrals"
[sending.mail]
server = "{mail.host}"
port = {mail.port}
ca_file = "{mail.ca_file}"
sender = "team@topaz.example"
[letters]
telephone = "020 7946 0100"
[letters.texts]
url = "{gateway.url}"
sender = "447700900999"
"""
    )
    return file


def make_call(screen: Terminal) -> None:
    """A whole review, of which two areas are worse and unable; two actions, a referral back and a follow-up."""
    screen.wait_for("21 to call").press("n").wait_for("Safe to call").wait_for("020 7946 0011")
    screen.press("c").wait_for("Nobody answered").press("r").wait_for("Who is it?")
    screen.press("m", "d", "p", "o", "right").wait_for("Eating and drinking")
    screen.press("s", "w", "u", "w", "u", *"sssssss").wait_for("How many?")
    screen.press("2", "enter", "0", "enter").wait_for("look after you").press("n", "n", "h", "y").wait_for("complete")
    screen.press("f7").wait_for("Put in place").type("The stairs are hard").press("tab")
    for what, who, by in (("Handrail", "OT", "27 nov"), ("Pendant alarm", "Telecare", "4 jan")):
        screen.press("u").wait_for("Support arranged").press("enter").wait_for("By when").type(what).press("tab")
        screen.type(who).press("tab").type(by).press("f10").wait_for(f"Support arranged: {what}").wait_gone("By when")
    screen.press("r", "enter").wait_for("By when").type("An assessment").press("tab").type("30 nov").press("f10")
    screen.wait_for("assessment: An").press("tab").type("7 dec").wait_for("= Mon 7 Dec")
    screen.press("f10").wait_for("Referred back to the council").wait_for("follow-up on Mon 7 Dec")


def refer_back(screen: Terminal) -> None:
    """The form, and its way to the council and back."""
    screen.press("f").wait_for("The council: formal care (by folder)").press("space", "tab").type("See her at home.")
    screen.press("tab", "tab", "tab").wait_for("In the usual time").press("i", "tab").wait_for("Given").press(
        "g", "tab"
    )
    screen.type("None").press("f10").wait_for("It will say").press("f10").wait_for("it goes by folder now")
    screen.press("f4").wait_for("Escalations").wait_for(re.compile("Mrs Ada Stone +(acknow|the council to acknow)"))
    screen.press("down", "home").wait_for(re.compile("›.*Mrs Ada Stone")).press("enter")  # off an alarm that is over
    screen.wait_for("Waits for the council to acknowledge")
    screen.press("a").wait_for("Who at the council").type("J. Okafor").press("tab").type("FD-77").press("f10")
    screen.wait_for("It will say").press("f10").wait_for("Waits for the council to take it on")
    screen.press("O").wait_for("What comes, and").type("J. Okafor").press("tab").type("A visit").press("f10")
    screen.wait_for("It will say").press("f10").wait_for("Waits for what came of it")


def follow_up(screen: Terminal) -> None:
    """What came, by one key each; then a review with the daughter, who may answer for her."""
    screen.press("f2").wait_for("Follow-ups").press("n").wait_for("Why now").press("c").wait_for("Nobody answered")
    screen.press("F").wait_for("Who is it?").press("m", "d", "p", "o", "right").wait_for("Has it come: Handrail")
    screen.press("y").wait_for("Has it come: Pendant").press("x").wait_for("Not wanted")
    screen.wait_for("Referred: RF-2026-00001 is on its way")
    screen.press("ctrl+y").wait_for("Who speaks with you?").press("s").wait_for("Somebody new")
    screen.press("tab", "space").wait_for("Relation").press("tab").type("Joan Stone").press("tab").type("daughter")
    screen.press("tab", "a").wait_for("(•) a Attorney").press("tab", "m").wait_for("(•) Memory").press("tab", "d")
    screen.wait_for("(•) Document seen").press("tab").wait_for("Which one: a power")
    screen.type("LPA 7000-1").press("tab", "tab").type("today").press("f10")
    screen.wait_gone("Who speaks with you?").press("r").wait_for("Eating and drinking").press(*"ssssssssss")
    screen.press("0", "enter", "0", "enter").wait_for("look after you").press("n", "n", "h").wait_for("complete")
    screen.press("right").wait_for("Joan Stone, daughter").press("f10").wait_for("It came: Handrail")
    screen.wait_for("Not wanted: Pendant alarm").press("escape")


def write_to_all(screen: Terminal) -> None:
    """Everybody who is still to be called, at once."""
    screen.wait_for("20 to call").press("home", "v", "end", "v").wait_for("20 marked").press("L")
    screen.wait_for("Write to 20 people").press("w").wait_for("(•) We could").press("tab", "o").wait_for("(•) On paper")
    screen.press("f10").wait_for("Nobody has rung them").press("escape").wait_for("Write to 20 people")
    screen.press("a").wait_for("(•) A date").press("tab", "tab").type("9 dec 10:30").press("f10")
    screen.wait_for("19 to go, 1 held back").wait_for(f"{NOT_SAFE}: Not safe to write").press("f10")
    screen.wait_for("19 letters, LT-2026-00002 to 00020")


def book_and_write(screen: Terminal, mail: MailServer, gateway: Gateway) -> None:
    """They say that they may be written to. An interpreter, and the call at that time; a text that says so, and a mail;
    then the agency moves it."""
    screen.press("e").wait_for("Safe to call, and how").press("s", "f10").wait_for("Voicemail")
    screen.press("tab", "tab", "tab", "tab").wait_for("May letters, mails and texts").press("y", "f10")
    screen.wait_gone("Not safe to write")
    screen.press("I").wait_for("Who interprets").type("Language Line").press("tab").type("Polish").press("tab")
    screen.type("LL-881").press("tab").type("14 dec 14:00").press("tab", "i").wait_for("(•) Is made at that time")
    screen.press("f10").wait_for("LL-881").wait_for(re.compile(r"Callback.*14 Dec 14:00"))
    screen.press("L").wait_for("Write to Mr Ron Gold").press("a", "tab", "t")
    screen.wait_for("(•) Text message").press("tab").type("14 dec 14:00").press("f10").wait_for("It will go so")
    screen.press("f10").wait_for("LT-2026-00021: goes out now").press("L").wait_for("Write to Mr Ron Gold").type("wh")
    screen.wait_for("(•) What was agreed").press("tab", "b").wait_for("(•) By mail").press("tab")
    screen.type("A handrail by Friday.").press("f10").wait_for("It will go so").press("f10")
    screen.wait_for("LT-2026-00022: goes out now")
    mail.wait_for(lambda server: server.received)
    wait_until(lambda: gateway.requests)
    screen.press("I").wait_for("What became of it").press("m").wait_for("(•) Moved").press("tab")
    screen.type("15 dec 11:00").press("f10").wait_for(re.compile(r"Callback.*15 Dec 11:00"))


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[MailServer, Gateway]]:
    with MailServer(tmp_path / "mail") as mail, Gateway((201, b'{"id": "sms-7"}')) as gateway:
        yield mail, gateway


def test_call_ends_in_support_that_is_followed_to_its_end(
    made_once: MadeOnce, home: Path, tmp_path: Path, topaz: Callable[..., Terminal],
    servers: tuple[MailServer, Gateway],
) -> None:  # fmt: skip
    db, settings = new_list(made_once, tmp_path / "t.db"), settings_for(tmp_path, *servers)
    assert topaz_command(db, "import", str(people(tmp_path / "people.csv"))).returncode == 0
    screen = topaz("--db", db, "--settings", settings, TOPAZ_NOW=NOW)
    make_call(screen)
    refer_back(screen)
    screen.press("ctrl+q")
    assert screen.wait_exit() == 0
    [pdf, told] = sorted((tmp_path / "referrals").iterdir(), key=lambda file: file.suffix, reverse=True)
    assert json.loads(told.read_text())["reference"] == "RF-2026-00001" and pdf.read_bytes().startswith(b"%PDF")
    assert not any((tmp_path / "concerns").iterdir()), "where concerns go, no referral does"

    for day in (DAY_LATE, DAY_OF_FOLLOW_UP):  # each day's dispatch: the line, and its way up
        env = {**os.environ, "TOPAZ_NOW": day}
        forked.topaz("--db", db, "--settings", settings, "dispatch", env=env)
    screen = topaz("--db", db, "--settings", settings, TOPAZ_NOW=DAY_OF_FOLLOW_UP, TOPAZ_SMS_TOKEN="t0ken")
    screen.wait_for("21 to call").press("f4").wait_for("1 overdue").press("end").wait_for(re.compile("›.*Month"))
    screen.press("up").wait_for(re.compile("› .*Back")).press("up").wait_for("› ! 1 day over")
    screen.press("L").wait_for("Write to Mrs Ada Stone").type("wh").wait_for("Handrail").press("tab", "o")
    screen.wait_for("(•) On paper").press("f10").wait_for("It will go so").press("f10").wait_for("LT-2026-00001")
    screen.press("enter").wait_for("Late, and not in place").wait_for("Escalated").press("escape")
    follow_up(screen)
    write_to_all(screen)
    screen.press("f3").wait_for("Such as").type("lt-2026-20").wait_for("waits to be printed").press("enter")
    screen.wait_for("Mr Ron Tate").wait_for("LT-2026-00020")
    screen.press("f3").wait_for("Such as").type("ron gold").wait_for("1 person fits").press("enter")
    screen.wait_for("ID Q-7")
    book_and_write(screen, *servers)
    screen.press("ctrl+q")
    assert screen.wait_exit() == 0
    [letter], [(_, _, text)] = servers[0].received, servers[1].requests
    assert "A handrail by Friday." in str(letter.message) and letter.message["To"] == "gold@home.example"
    assert "Monday 14 December" in text["text"] and text["to"] == "+447700900107" and "Gold" not in text["text"]
    told, left = json.loads(topaz_command(db, "escalations", "--json").stdout)["items"]
    assert told["kind"] == "question" and "a text says Mon 14 Dec" in told["waiting_for"], "of the time that moved"
    assert (left["reference"], left["status"]) == ("RF-2026-00001", "taken_on"), "the late action is over"
