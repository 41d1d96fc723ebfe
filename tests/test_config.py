"""The settings: the defaults, and a sentence with file, line and key for whatever is wrong."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from topaz_tui import config
from topaz_tui.clock import Week
from topaz_tui.config import Settings
from topaz_tui.errors import UserError


@pytest.fixture
def load(tmp_path: Path):
    def read(text: str) -> Settings:
        file = tmp_path / "settings.toml"
        file.write_text(text, encoding="utf-8")
        return config.load(file)

    return read


def test_settings_default_to_those_of_the_practice() -> None:
    calls, terms = Settings().calls, Settings().referral
    assert (calls.tries, calls.days, calls.parts_of_day, calls.claim_minutes) == (3, 2, 2, 30)
    assert (calls.recall_months, calls.follow_up_weeks) == (12, 6)
    assert (terms.send_days, terms.send_hours_danger) == (0, 1)
    assert (terms.acknowledge_days, terms.acknowledge_hours_danger) == (1, 1)
    assert (terms.chase_days, terms.manager_days, terms.head_days, terms.feedback_days) == (3, 5, 10, 2)
    assert Settings().office == Week((("09:00", "17:00"),) * 5 + (None, None))
    assert not Settings().office.holidays


def test_settings_of_an_empty_file_are_the_defaults(load) -> None:
    assert load("") == load("# nothing\n[calls]\n") == Settings()


def test_settings_table_says_every_default_as_it_is_written(load) -> None:
    rows = list(config.table())
    assert all(meaning and source for _, _, meaning, source in rows)
    assert load("\n".join(f"{key} = {default}" for key, default, *_ in rows)) == Settings()
    assert len({key for key, *_ in rows}) == len(rows) >= 30


def test_settings_values_are_read(load) -> None:
    settings = load("""
database = "~/topaz.db"
[calls]
tries = 4
delays = { engaged = 45 }
[calls.hours]
wed = ["10:00", "24:00"]
sat = []
bank_holidays = true
[calls.parts]
evening = ["17:30", "21:00"]
[office]
fri = ["09:00", "16:00"]
[referral]
chase_days = 2
[councils."St Helens"]
head_days = 8
[screen]
theme = "light"
[keys]
find = "f7"
queue = ["f2", "1"]
""")
    assert settings.database == "~/topaz.db"
    assert settings.calls.tries == 4 and settings.calls.days == 2
    assert settings.calls.delays == {"engaged": 45}
    assert settings.calls.hours.windows[2] == ("10:00", "24:00") and settings.calls.hours.windows[5] is None
    assert settings.calls.hours.windows[0] == ("09:00", "20:00") and settings.calls.hours.holidays
    assert settings.calls.parts["evening"] == ("17:30", "21:00") and len(settings.calls.parts) == 3
    assert settings.office.windows[4] == ("09:00", "16:00")
    assert settings.terms_of("St Helens").referral.head_days == 8
    assert settings.terms_of("St Helens").referral.chase_days == 2  # on top of the terms for all
    assert settings.terms_of("Elsewhere").referral == settings.terms_of(None).referral == settings.referral
    assert settings.screen.theme == "light"
    assert settings.keys == {"find": ("f7",), "queue": ("f2", "1")}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "\n[calls]\ntrys = 3",
            "line 3: calls.trys is not a setting; did you mean calls.tries? Here are tries,",
        ),
        ("tries = 3", "line 1: tries is not a setting; did you mean calls.tries?"),
        ("[cals]\ntries = 3", "line 1: cals is not a setting"),
        ("[calls]\nblue = 1", "line 2: calls.blue is not a setting."),
        ("calls.trys = 3", "line 1: calls.trys is not"),
        (
            "calls = { days = 2,\n trys = 3 }" if sys.version_info >= (3, 15) else "calls = { trys = 3 }",
            "line 1: ",
        ),
        ("[calls]\n\ntries = 0", "line 3: calls.tries is 0. Give a whole number from 1 to 20."),
        ("[calls]\ntries = '3'", 'line 2: calls.tries is "3". Give a whole number'),
        ("[calls]\ntries = true", "line 2: calls.tries is true."),
        ("[calls]\ntries = 2.5", "line 2: calls.tries is 2.5."),
        ("[calls]\ntries = 1", "line 2: calls.tries is 1, too few for calls.days = 2."),
        (
            '[councils.Kent]\nhead_days = 8\n[councils."Kent County Council"]\nhead_days = 9',
            'line 3: councils.Kent County Council is the council "Kent", and says another thing of it.',
        ),
        ("calls = 3", "line 1: calls is 3. It is a table: write [calls]"),
        (
            "[calls.hours]\nmon = ['20:00', '09:00']",
            "line 2: calls.hours.mon opens at 20:00 but closes at 09:00.",
        ),
        ("[calls.hours]\nmon = ['9:00', '17:00']", "'9:00' is no time of day; write it like '09:30'"),
        (
            "[calls.hours]\nmon = ['09:00']",
            'line 2: calls.hours.mon is ["09:00"]. Give when it opens and closes',
        ),
        ("[calls.hours]\nmoon = []", "line 2: calls.hours.moon is no day. The days are mon, tue,"),
        ("[calls.hours]\nbank_holidays = 1", "line 2: calls.hours.bank_holidays is 1."),
        (
            "[office]\n" + "\n".join(f"{day} = []" for day in config.DAYS),
            "line 1: office is closed on every day.",
        ),
        ("[calls.parts]\nnight = ['20:00', '23:00']", "line 2: calls.parts.night is no part of the day."),
        (
            "[calls.parts]\nmorning = ['09:00', '13:00']",
            "afternoon begins at 12:00, before the morning ends.",
        ),
        (
            "[calls.delays]\nengagd = 5",
            "line 2: calls.delays.engagd is no outcome of a call; did you mean engaged?",
        ),
        ("[calls.delays]\ndied = 5", "line 2: calls.delays.died is an outcome without a delay."),
        ("[calls.delays]\nengaged = 0", "line 2: calls.delays.engaged is 0."),
        (
            "[children.targets]\nPLAN_REV = '+1y'",
            "line 2: children.targets.PLAN_REV can't stand: PLAN_REV: '+1y' is later than the rule itself, '+6m'.",
        ),
        ("[children.targets]\nPLAN = 3", "line 2: children.targets.PLAN is 3."),
        ("[children]\nschool_terms = ['2026-09-01']", 'line 2: children.school_terms is ["2026-09-01"].'),
        (
            "[children]\nschool_terms = [['2026-09-01', '2026-08-31']]",
            "line 2: children.school_terms has terms that end before they begin, or overlap.",
        ),
        (
            "[screen]\ntheme = 'pink'",
            'line 2: screen.theme is "pink". There are no colours of the name "pink". Give one of: ',
        ),
        ("database = 3", "line 1: database is 3. Give a text in quotes."),
        *(
            (f"[{table}]\n{name} = {value.replace('x', 'x' * 20_000)}", f"line 2: {table}.{name} has 20,000 letters.")
            for table, name, value in (
                ("sending", "telephone", "'x'"),
                ("sending.mail", "server", "'x'"),
                ("sending.mail", "password_from", "'x'"),
                ("sending.folder", "path", "'x'"),
                ("screen", "theme", "'x'"),
                ("keys", "find", "['f3', 'x']"),
                ("sending", "channels", "['x']"),
                ("councils.Ealing.sending", "telephone", "'x'"),
            )
        ),
        (f"\ncouncil = '{'x' * 20_000}'", "line 2: council has 20,000 letters."),
        (f"\ncouncils = {{ {'x' * 20_000} = {{ head_days = 12 }} }}", "line 2: councils has 20,000 letters."),
        ("[keys]\nfind = []", "line 2: keys.find is []."),
        ("[keys]\nfind = [3]", "line 2: keys.find is [3]."),
        ("[referral]\nmanager_days = 2", "line 2: referral.manager_days is 2, before chase_days = 3."),
        (
            '[councils."St Helens"]\nhead_day = 8',
            "line 2: councils.St Helens.head_day is not a setting; did you mean",
        ),
        (
            "[councils.Ealing]\n\nhead_days = 1",
            "line 3: councils.Ealing.head_days is 1, before manager_days = 5.",
        ),
        ("councils = 3", "line 1: councils is 3."),
        ('[sending]\nchannels = ["mail"]', "line 2: sending.channels names 'mail', which has no server."),
        ('[sending]\nchannels = ["by hand", "mail"]', "line 2: sending.channels goes on after 'by hand'."),
        ('services = ["child"]', 'line 1: services is ["child"].'),
        ("services = []", "line 1: services is []."),
        ('[sending]\nchannels = ["pigeon"]', 'line 2: sending.channels is ["pigeon"].'),
        ('[sending]\nchannels = ["folder", "folder"]', 'line 2: sending.channels is ["folder", "folder"].'),
        ("[sending]\npauses = [0]", "line 2: sending.pauses is 0."),
        ('[sending.mail]\nsecurity = "none"', 'line 2: sending.mail.security is "none".'),
        ('[sending.mail]\npassword = "s3cret"', "line 2: sending.mail.password is not a setting"),
        ('[sending.mail]\npassword_from = "s3-cret!"', "line 2: sending.mail.password_from is no name of a variable."),
        ('[sending.mail]\nencrypt = "yes"', 'line 2: sending.mail.encrypt is "yes".'),
        ('[ladder]\nmanager = ["pager"]', 'line 2: ladder.manager is ["pager"].'),
        (
            '[councils."Ealing".sending]\nchannels = ["folder"]',
            "line 2: councils.Ealing.sending.channels names 'folder', which has no path.",
        ),
        (
            '[sending]\nchannels = ["folder"]\n[sending.folder]\npath = "x"\n[councils.Ealing]\nhead_days = 12',
            "line 5: councils name councils, and none is the team's own.",
        ),
        ('[sending.mail]\nto = "a@x.example, b@x.example"', "line 2: sending.mail.to is"),
        ('[sending.mail]\nsender = "Duty <d@x.example>"', "line 2: sending.mail.sender is"),
        ("[calls]\ntries 3", "line 2, at calls, can't be read: "),
        ("[calls]\ntries = 3\ntries = 4", "line 3, at calls.tries, can't be read: "),
        ("[calls]\ntries = " + "9" * 5000, "line 2, at calls.tries, can't be read: a number is too long."),
        ("[calls]\ntries = 0x" + "f" * 5000, "line 2: calls.tries is a number that is too long."),
        ("[calls]\ntries = ", "line 2, at calls.tries, can't be read: "),
    ],
)
def test_settings_that_are_wrong_are_said_with_their_line(load, tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UserError) as trouble:
        load(text)
    assert f"{tmp_path / 'settings.toml'} {says}" in str(trouble.value) or says in str(trouble.value)
    assert str(trouble.value).startswith(str(tmp_path / "settings.toml") + " line ")
    assert trouble.value.hint


def test_settings_value_of_great_length_is_repeated_in_part(load) -> None:
    with pytest.raises(UserError) as wrong:
        load(f"services = [{', '.join(['0'] * 50_000)}]")
    assert len(str(wrong.value)) < 1000


def test_a_password_in_the_file_is_not_repeated(load) -> None:
    for text in ('[sending.mail]\npassword = "s3cret"', '[sending.mail]\npassword_from = "s3-cret!"'):
        with pytest.raises(UserError) as trouble:
            load(text)
        assert "cret" not in str(trouble.value)


def test_settings_of_a_council_stand_on_those_for_all(load) -> None:
    settings = load("""
council = "Lambeth"
[sending]
channels = ["mail", "by hand"]
[sending.mail]
server = "smtp.example.org"
sender = "duty@example.org"
to = "one@council.example"
referrals_to = "door@council.example"
children_to = "plans@council.example"
[councils.Lambeth.sending.mail]
to = "two@council.example"
[councils.Ealing.sending]
channels = ["by hand"]
[ladder]
head_of_service = ["mail"]
""")
    lambeth, ealing = settings.terms_of(None).sending, settings.terms_of("Ealing").sending
    assert (lambeth.mail.to, lambeth.mail.server) == ("two@council.example", "smtp.example.org")
    assert lambeth.channels == ("mail", "by hand") and ealing.channels == ("by hand",)
    for spelt in ("lambeth ", "LAMBETH", "London Borough of Lambeth"):
        assert settings.terms_of(spelt).sending == lambeth, "however its name is written"
    unknown = settings.terms_of("Elsewhere").sending
    assert unknown.channels == ("by hand",), "to a council that nobody named nothing goes by itself"
    for other in (ealing, unknown):
        places = other.mail.to, other.mail.referrals_to, other.mail.children_to
        assert places == (None, None, None), "an address is one council's"
    assert (lambeth.mail.referrals_to, lambeth.mail.children_to) == ("door@council.example", "plans@council.example")
    assert settings.ladder.on("head of service") == ("mail",) and settings.ladder.on("worker") == ("board",)


def test_settings_guess_is_one_that_exists(load) -> None:
    with pytest.raises(UserError, match=r"did you mean referral\.head_days\?"):
        load('[councils."St Helens"]\nhead_day = 8')


def test_settings_come_from_flag_variable_or_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def file(name: str, tries: int) -> Path:
        (tmp_path / name).write_text(f"[calls]\ntries = {tries}\n", encoding="utf-8-sig")
        return tmp_path / name

    monkeypatch.setattr(config.file, "default_path", lambda: tmp_path / "default.toml")
    monkeypatch.delenv("TOPAZ_SETTINGS", raising=False)
    assert config.load() == Settings()  # nothing there
    file("default.toml", 4)
    assert config.load().calls.tries == 4
    monkeypatch.setenv("TOPAZ_SETTINGS", str(file("env.toml", 5)))
    assert config.load().calls.tries == 5
    assert config.load(file("named.toml", 6)).calls.tries == 6
    with pytest.raises(UserError, match="There is no settings file"):
        config.load(tmp_path / "none.toml")


def test_settings_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="not text"):
        config.load(tmp_path / "settings.toml")
    with pytest.raises(UserError, match="can't be read"):
        config.load(tmp_path)


def test_settings_and_data_are_in_the_places_of_the_platform() -> None:
    assert config.default_path().name == "settings.toml" and config.default_database().name == "topaz.db"
    assert "topaz" in config.default_path().parts and "topaz" in config.default_database().parts


def test_start_up_imports_little() -> None:
    code = """
import sys
before = set(sys.modules)
import topaz_tui.config
heavy = {"tomllib", "msgspec", "platformdirs", "difflib", "holidays", "textual", "topaz_tui.rules.outcomes"}
assert not heavy & (set(sys.modules) - before), heavy & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_settings_values_are_written_as_toml() -> None:
    value = {"a": ['say "x" \\', 1, True], "b": {}}
    assert tomllib.loads(f"v = {config.toml(value)}")["v"] == value
