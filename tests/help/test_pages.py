"""The pages of `topaz help`: there for each topic, and whole in a terminal of eighty columns."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.harness.forked import topaz as run
from topaz_tui import actions, config, help
from topaz_tui.errors import UserError

FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def test_help_lists_each_topic_and_says_so_of_one_that_is_not_there() -> None:
    assert [line.split()[2] for line in run("help").stdout.splitlines()] == list(help.topics())
    unknown = run("help", "cooking")
    assert unknown.returncode == 2 and "There is no help about 'cooking'." in unknown.stderr
    assert "sending" in unknown.stderr and "Traceback" not in unknown.stderr


@pytest.mark.parametrize("topic", help.topics())
def test_help_page_is_whole_in_eighty_columns(topic: str) -> None:
    markdown = help.read(topic.upper())
    shown = help.in_columns(markdown, 80)
    assert all(len(line) <= 80 for line in shown.splitlines()) and "…" not in shown.replace(
        "…", "", markdown.count("…")
    )
    assert help.topics()[topic] in shown and "<!--" not in shown
    for _, block in FENCED.findall(markdown):  # to be copied: no line is broken
        assert all(line.rstrip() in shown for line in block.splitlines()), topic


def test_every_action_and_every_setting_stands_whole_on_its_page() -> None:
    keys, settings = (help.in_columns(help.read(topic), 80) for topic in ("keys", "settings"))
    assert [act.id for act in actions.ACTIONS if act.id not in keys] == []
    assert [key for key, *_ in config.table() if key not in settings] == []


def test_the_examples_of_settings_are_settings(tmp_path) -> None:
    for kind, block in FENCED.findall(help.read("sending")):
        if kind == "toml":
            file = tmp_path / "settings.toml"
            file.write_text(block, encoding="utf-8")
            assert tomllib.loads(block) and config.load(file).sending.channels == ("mail", "folder", "by hand")


def test_help_of_an_unknown_topic_raises() -> None:
    with pytest.raises(UserError, match="no help about"):
        help.read("../sending")


def test_changelog_is_printed() -> None:
    told = run("changelog")
    assert told.returncode == 0 and "Not released yet" in told.stdout
