"""The evidence pack: made of what was frozen first, whole or not at all, and the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from hashlib import sha256

import openpyxl
import pikepdf
import pypdfium2 as pdfium
import pytest

from tests.support.desks import *  # noqa: F403 (fixtures)
from tests.support.desks import ON_A_FILE
from topaz_tui import clock, files
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound
from topaz_tui.exchange import evidence
from topaz_tui.exchange.pdf import evidence_as_pdf
from topaz_tui.rules.disclosure.evidence import CHAPTERS, DEFINED, HEADINGS, Table
from topaz_tui.rules.measures import periods
from topaz_tui.services import figures
from topaz_tui.store import models

QUARTER = periods.named("2026-Q4")


@pytest.fixture
def frozen(manager, make_client, monkeypatch):
    """The quarter is over, and frozen with six people due."""
    for day in range(2, 8):
        make_client(recall=date(2026, 11, day))
    monkeypatch.setattr(clock, "now", lambda: clock.from_store("2027-01-04T09:00:00Z"))
    return figures.freeze(manager, figures.report(manager, QUARTER))


def logged():
    return [row.subject for row in models.Audit.select().where(models.Audit.action == "wrote an evidence pack")]


@ON_A_FILE
def test_pack_is_the_same_bytes_again_whatever_was_restated_since(manager, make_client, frozen, tmp_path):
    names = evidence.write(manager, tmp_path / "one", QUARTER, None)
    first = {name: (tmp_path / "one" / name).read_bytes() for name in names}
    make_client(recall=date(2026, 12, 1))
    figures.freeze(manager, figures.report(manager, QUARTER))
    models.Worker.update(name="Helen Marsh-Okafor").execute()  # whoever froze it is in the log, and in no file
    assert evidence.write(manager, tmp_path / "two", QUARTER, None) == names
    assert {name: (tmp_path / "two" / name).read_bytes() for name in names} == first

    manifest = json.loads(first["manifest.json"])
    assert manifest["frozen_sha256"] == frozen.digest and (manifest["from"], manifest["to"]) == (
        "2026-10-01", "2026-12-31",
    )  # fmt: skip
    assert {each["file"]: each["sha256"] for each in manifest["files"]} == {
        name: sha256(data).hexdigest() for name, data in first.items() if name != "manifest.json"
    }
    assert b"COV,Reviewed of those due,people,[c],5," in first["summary.csv"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "one").iterdir()} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
    assert not any(b"Helen" in data for data in first.values())
    book = openpyxl.load_workbook(io.BytesIO(first["tables.xlsx"]))
    for name in book.sheetnames[1:-1]:
        of_sheet = [[str(cell.value or "") for cell in line] for line in book[name].iter_rows()]
        assert of_sheet == list(csv.reader(io.StringIO(first[f"{name}.csv"].decode("utf-8-sig"), newline="")))
    assert book.sheetnames == ["contents", "summary", "calls", "lives", "concerns", "quality", "definitions", "notes"]
    pdf = pikepdf.open(io.BytesIO(first["report.pdf"]))
    assert pdf.check_pdf_syntax() == [] and b"/FlateDecode" in first["report.pdf"]
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in pdfium.PdfDocument(first["report.pdf"])]
    assert "1 Oct 2026 - 31 Dec 2026" in pages[0] and "Reviewed of those due" in pages[0] and "[c] / 5" in pages[0]
    assert "as of 4 jan 2027 09:00" in pages[0].casefold()
    assert all(words in " ".join(pages) for words in (*CHAPTERS.values(), "Definitions", "nobody knows"))
    of_both = logged()
    assert len(of_both) == 2 and f"sha256 {sha256(first['manifest.json']).hexdigest()}" in of_both[0]


@ON_A_FILE
def test_pack_overwrites_nothing_and_leaves_nothing_half_written(manager, frozen, tmp_path, monkeypatch):
    (there := tmp_path / "there").mkdir()
    with pytest.raises(Conflict, match="nothing is overwritten"):
        evidence.write(manager, there, QUARTER, None)

    def full(target, data, mode=0o600):
        if target.name == "manifest.json":
            raise OSError(28, "No space left on device")
        target.write_bytes(data)

    monkeypatch.setattr(files, "write_new", full)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    monkeypatch.setattr(evidence, "evidence_as_pdf", lambda *_: b"drawn")
    with pytest.raises(NotAllowed, match="No space"):
        evidence.write(manager, tmp_path / "full", QUARTER, None)
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name or path.name == "full"] == []
    assert list(there.iterdir()) == [] and logged() == []


@ON_A_FILE
def test_pack_is_of_a_frozen_quarter_of_one_council_and_a_manager_makes_it(manager, session, frozen, tmp_path):
    def refused(error, words, who=manager, period=QUARTER, council=None):
        with pytest.raises(error, match=words):
            evidence.write(who, tmp_path / "no", period, council)

    refused(NotAllowed, "Only a manager may write the figures", who=session)
    refused(Invalid, "of a quarter", period=periods.named("2026-11"))
    refused(Invalid, "of a quarter", period=periods.between(date(2025, 10, 1), date(2026, 9, 30)))
    refused(NotFound, "not frozen", period=periods.named("2025/26"))
    refused(NotFound, "not frozen", period=periods.named("2026-Q3"))
    refused(NotFound, "not frozen", council="Lambeth")
    for id, council in ((1, "Lambeth"), (2, "Wandsworth")):
        models.Client.update(council=council).where(models.Client.id == id).execute()
    refused(Invalid, "of one council")
    assert not (tmp_path / "no").exists() and logged() == []


@ON_A_FILE
def test_pack_of_a_year_shares_no_day_with_one_of_its_quarters(manager, make_client, frozen, tmp_path, monkeypatch):
    """A year less three of its quarters is the fourth."""
    monkeypatch.setattr(evidence, "evidence_as_pdf", lambda *_: b"drawn")
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    year = periods.named("2026")
    figures.freeze(manager, figures.report(manager, year))

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(NotAllowed, match="No space"):
        patched.setattr(evidence, "_appear", full)
        evidence.write(manager, tmp_path / "full", QUARTER, None)
    for name in ("year", "again"):
        evidence.write(manager, tmp_path / name, year, None)
    manifest, again = ((tmp_path / name / "manifest.json").read_bytes() for name in ("year", "again"))
    assert (json.loads(manifest)["from"], json.loads(manifest)["to"]) == ("2026-01-01", "2026-12-31")
    assert (
        manifest == again
        and b"COV,Reviewed of those due,people,[c],5," in (tmp_path / "year" / "summary.csv").read_bytes()
    )
    with pytest.raises(Invalid, match="shares days"):
        evidence.write(manager, tmp_path / "quarter", QUARTER, None)
    make_client(council="Lambeth")
    figures.freeze(manager, figures.report(manager, QUARTER, "Lambeth"))
    with pytest.raises(Invalid, match="shares days"):
        evidence.write(manager, tmp_path / "one", QUARTER, "Lambeth")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir() and path.name != "home") == [
        "again",
        "year",
    ]


def test_bar_is_as_long_as_its_percentage_and_what_is_hidden_has_none():
    """The rectangles of the drawing: a line a share, and upon it a bar."""
    rows = (("A", "Half", "people", "50", "100", "50"), ("B", "Hidden", "people", "[c]", "100", ""))
    defined = ("A", "Half", "people", "those", "these", "ours", "")
    tables = (Table("summary", HEADINGS, rows), Table("definitions", DEFINED, (defined,)))
    made = evidence_as_pdf("Title", {"Council": "Łódź"}, "Rule", tables, datetime(2027, 1, 4, tzinfo=UTC))
    with pikepdf.open(io.BytesIO(made)) as opened:
        drawn = pikepdf.parse_content_stream(opened.pages[0])
        boxes = [list(map(float, each.operands)) for each in drawn if str(each.operator) == "re"]
    full = 38 * 72 / 25.4
    lengths = [round(box[2] / full, 2) for box in boxes if round(box[0]) == round((22 + 130) * 72 / 25.4)]
    assert lengths == [1.0, 0.5]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
@ON_A_FILE
def test_spreadsheet_program_opens_the_pack(manager, frozen, tmp_path):
    evidence.write(manager, tmp_path / "pack", QUARTER, None)
    convert = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "csv"]
    subprocess.run([*convert, "--outdir", tmp_path, tmp_path / "pack" / "tables.xlsx"], check=True, timeout=180)
    assert "summary" in (tmp_path / "tables.csv").read_text()
