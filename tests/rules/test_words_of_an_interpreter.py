"""What a card says of an interpreter whom nobody has asked for yet: which language, and whether one is booked."""

from __future__ import annotations

import pytest

from topaz_tui.rules import safety_sentences
from topaz_tui.rules.contact_safety import Safety


@pytest.mark.parametrize(
    ("written", "language", "words"),
    [
        ("yes", "Gujarati", "Interpreter: Gujarati, none booked"),
        ("Yes", None, "Interpreter: language not known, none booked"),
        ("no", "Polish", "No interpreter needed"),
        ("her son, Ravi", "Gujarati", "Interpreter: her son, Ravi"),
        ("Yes - LanguageLine", "Somali", "Interpreter: Yes - LanguageLine"),
    ],
)
def test_interpreter_words_of_each_answer(written: str, language: str | None, words: str) -> None:
    safety = Safety(interpreter=written, language=language)
    assert [said.words for said in safety_sentences._helps(safety) if "nterpreter" in said.words] == [words]
