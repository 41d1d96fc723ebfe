"""The letters as text: those of the package, in English, and a team's own, by language and kind, which come first.

A team's own are in a folder beside the settings: `letters/polish/no_answer.txt`, of a text message
`letters/polish/no_answer.text.txt`; `letters/english` replaces ours.
"""

from __future__ import annotations

from pathlib import Path

from topaz_tui import regular
from topaz_tui.config import Settings
from topaz_tui.errors import Invalid
from topaz_tui.rules import correspondence as rules
from topaz_tui.rules.correspondence import ENGLISH, KIND, KINDS, LetterKind, LetterWay, Template, TemplateFault

OURS = Path(__file__).with_name("templates")
LARGEST = 100_000  # bytes that a template may have


def find(settings: Settings, kind: LetterKind, way: LetterWay, language: str) -> tuple[Template, str]:
    """The template in this language, or in English where there is none, with the language that it is in. Raises Invalid
    for a faulty template: no letter is written by it."""
    found = _find(settings, kind, way, language)
    if found is None:
        raise Invalid(f"There is no template for '{kind.words}'.", "Install Topaz again: it brings one in English.")
    file, spoken = found
    return _read(file, kind, way), spoken


def language_in(settings: Settings, kind: LetterKind, way: LetterWay, language: str) -> str:
    """The language in which somebody who speaks this one is written to: English where it has no template."""
    found = _find(settings, kind, way, language)
    return found[1] if found else ENGLISH


def check(settings: Settings) -> tuple[str, ...]:
    """What is wrong with any template, ours or the team's own, in sentences: files that are for no letter, too."""
    found = []
    for folder in _folders(settings):
        for file in sorted(folder.glob("*/*.txt")):
            code, _, text = file.name.removesuffix(".txt").partition(".")
            kind = KIND.get(code)
            if kind is None or text not in ("", "text") or (text and LetterWay.TEXT not in kind.ways):
                known = ", ".join(each.code for each in KINDS)
                found.append(f"{file} is for no letter. There are {known}.")
                continue
            try:
                _read(file, kind, LetterWay.TEXT if text else LetterWay.PRINT)
            except Invalid as wrong:
                found.append(wrong.message)
    return tuple(found)


def _find(settings: Settings, kind: LetterKind, way: LetterWay, language: str) -> tuple[Path, str] | None:
    """The file of the template, with its language: the team's own before ours; None where there is none at all."""
    for spoken in dict.fromkeys((language, ENGLISH)):
        for folder in _folders(settings):
            file = folder / spoken / _name(kind, way)
            if file.is_file():
                return file, spoken
    return None


def _name(kind: LetterKind, way: LetterWay) -> str:
    return f"{kind.code}.text.txt" if way == LetterWay.TEXT else f"{kind.code}.txt"


def _folders(settings: Settings) -> tuple[Path, ...]:
    own = settings.letters.folder
    return (Path(own).expanduser(), OURS) if own else (OURS,)


def _read(file: Path, kind: LetterKind, way: LetterWay) -> Template:
    hint = "Mend it: nothing is written by it until then."
    regular.need(file, hint)
    try:
        if file.stat().st_size > LARGEST:
            raise Invalid(f"{file} has more than {LARGEST:,} bytes.", hint)
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        raise Invalid(f"{file} can't be read as text.", hint) from None
    try:
        return rules.read_template(text, kind, way, str(file))
    except TemplateFault as wrong:
        raise Invalid(str(wrong), hint) from None
