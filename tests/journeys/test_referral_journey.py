"""A concern to the council and back, by keys alone in a real terminal, with a real mail server at the other end."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from tests.harness.mailserver import MailServer
from tests.harness.terminal import Terminal
from tests.support.journeys import HOSTILE, fill_the_concern, filled_file, topaz_command
from tests.support.made import MadeOnce
from tests.support.moments import NOW
from tests.support.sessions import job
from topaz_tui.config import Settings
from topaz_tui.services import workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.session import Session
from topaz_tui.store import database as store


@pytest.fixture
def db(made_once: MadeOnce, home: Path, tmp_path: Path) -> Path:
    """A database made and filled by the commands, with one manager and a colleague who may close what she raised."""
    file = filled_file(made_once, tmp_path / "t.db")
    assert topaz_command(file, "workers", "add", "tbello", "--name", "Tunde Bello").returncode == 0
    return file


def settings_for(server: MailServer, folder: Path) -> Path:
    file = folder / "settings.toml"
    file.write_text(
        f"""
[sending]
channels = ["mail", "by hand"]
[sending.mail]
server = "{server.host}"
port = {server.port}
ca_file = "{server.ca_file}"
sender = "duty@topaz.example"
to = "safeguarding@council.example"
secure_domains = "council.example"
seconds = 5
"""
    )
    return file


def close_as_a_colleague(db: Path) -> None:
    """Whoever raised it does not close it alone."""
    store.open_database(db)
    colleague = next(line for line in workers.team(job()) if line.account == "tbello")
    session = Session(colleague.id, colleague.account, colleague.name, colleague.role, Settings())
    [item] = escalations.board(session).items
    escalations.move(session, item.id, item.version, "close", {"enquiry": "none"})
    store.close()


def raise_a_concern(screen: Terminal) -> None:
    screen.wait_for("2 to call").press("f6").wait_for("In immediate danger now?")
    screen.press("right", "right").wait_for("(•) No").press("f10").wait_for("can't be submitted yet").press("enter")
    fill_the_concern(screen)
    screen.press("f10").wait_for("can't be altered").press("y")


def test_concern_goes_from_the_terminal_to_the_council_and_is_closed(
    db: Path, tmp_path: Path, topaz: Callable[..., Terminal]
) -> None:
    with MailServer(tmp_path / "mail") as server:
        screen = topaz("--db", db, "--settings", settings_for(server, tmp_path), TOPAZ_NOW=NOW)
        raise_a_concern(screen)
        screen.wait_for("is submitted and stands")
        server.wait_for(lambda server: server.received)  # nobody pressed anything for that

        screen.press("f4").wait_for("the council to acknowledge").press("enter").wait_for("Sent: taken at the other")
        screen.press("a").wait_for("Who acknowledged it?").type("J. Okafor").press("enter").type("MASH-77")
        screen.press("f10").wait_for("It will say").press("f10")
        screen.wait_for("Waits for the council's decision")
        screen.press("d").wait_for("What did the council decide?").press("space").wait_for("(•) The s42 duty is met")
        screen.press("tab").wait_for("Who told us").type("J. Okafor").press("f10").wait_for("It will say").press("f10")
        screen.wait_for("feedback: the adult and who raised it")
        for to in ("The adult", "Who raised it"):
            screen.press("F").wait_for("Who was told the decision")
            screen.press(*([] if to == "The adult" else ["right"]), "right").wait_for(f"(•) {to}")
            screen.press("tab", "space").wait_for("(•) Given").press("f10").wait_for("It will say").press("f10")
            screen.wait_for("Feedback: recorded")
        screen.wait_for("us to close it").press("x").wait_for("a second person has to do this")
        close_as_a_colleague(db)
        screen.wait_for("Closed ")
        screen.press("ctrl+q")
        assert screen.wait_exit() == 0

    [mail] = server.received
    assert mail.message["Subject"] == "Safeguarding concern SC-2026-00001"
    pdf = next(mail.message.iter_attachments()).get_content()
    text = "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(io.BytesIO(pdf)))
    assert "Says her nephew keeps it." in text and "Mrs Ada Stone" in text and HOSTILE not in text
    assert json.loads(topaz_command(db, "escalations", "--json").stdout)["outstanding"] == 0


def test_concern_that_cannot_be_sent_comes_back_to_a_person_by_itself(
    db: Path, tmp_path: Path, topaz: Callable[..., Terminal]
) -> None:
    with MailServer(tmp_path / "mail", ["refuse", "drop"]) as server:
        screen = topaz("--db", db, "--settings", settings_for(server, tmp_path), TOPAZ_NOW=NOW)
        raise_a_concern(screen)
        screen.wait_for("is submitted and stands")
        screen.press("f4").wait_for(re.compile("us, another way|us to send it another way"))  # without a key
        # An alarm that was there as the board opened stays under the cursor until that leaves it
        screen.press("down", "home").wait_for(re.compile("›.*Mrs Ada Stone"))
        screen.press("enter").wait_for("NOT DELIVERED: a person has to send it").wait_for("550 5.1.1 No such mailbox")
        screen.press("S").wait_for("Why is it sent now").type("They gave another address")
        screen.press("f10").wait_for("It will say").press("f10")
        screen.wait_for("Waits for us to ask if it arrived").wait_for(re.compile("Now perhaps sent"))
        screen.press("s").wait_for("How was it sent?").press("right", "right", "right").wait_for("(•) Mail")
        screen.press("tab").type("J. Okafor has it").press("f10").wait_for("It will say").press("f10")
        screen.wait_for("Waits for the council to acknowledge")
        screen.press("ctrl+q")
        assert screen.wait_exit() == 0
    assert len(server.received) == 1  # the one that was perhaps sent, and was
