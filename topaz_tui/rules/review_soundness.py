"""Are the tables of the review sound? A test asks it, so that no row is added whose key or words another has."""

from __future__ import annotations

from topaz_tui.rules.reviews import (
    ACTIONS,
    ANSWERS,
    AREAS,
    COUNTED,
    EXTRA,
    EXTRAS,
    HINTS,
    LINE,
    UNABLE,
    YES_NO,
)


def check() -> None:
    """Proves the tables sound, and that a key means one thing in all of the review; raises ValueError with
    all that is wrong."""
    wrong = []
    for name, rows in (("area", AREAS), ("question", EXTRAS), ("action", ACTIONS)):
        codes = [row.code for row in rows]
        wrong += [f"{name} {code} is there twice" for code in set(codes) if codes.count(code) > 1]
    wrong += [f"{row.code}: its words are too long for a line" for row in (*AREAS, *EXTRAS) if len(row.words) > LINE]
    lists = {"answers": ANSWERS, "unable": UNABLE, "yes or no": YES_NO} | {e.code: e.choices for e in EXTRAS}
    for name, choices in lists.items():
        for part in ("code", "key"):
            values = [getattr(choice, part) for choice in choices]
            wrong += [f"{name}: {part} {value} is there twice" for value in set(values) if values.count(value) > 1]
    given = [choice for choices in lists.values() for choice in choices]
    for key in {choice.key for choice in given}:
        means = {choice.words.split()[0] for choice in given if choice.key == key}
        if len(means) > 1:
            wrong.append(f"the key {key} means {' and '.join(sorted(means))}")
    wrong += [
        f"the key {key} is not '{word}'"
        for key, word in (("y", "Yes"), ("n", "No"), ("-", "Not asked"))
        for choice in given
        if (choice.key == key) != (choice.words == word) and not (key == "n" and choice.words.startswith("No "))
    ]
    wrong += [f"the key {choice.key} is a digit" for choice in given if choice.key.isdigit()]
    for code in COUNTED:
        if len({choice.key for choice in given if choice.code == code}) > 1:
            wrong.append(f"{code} has two keys")
    if len({kind.key for kind in ACTIONS}) < len(ACTIONS):
        wrong.append("two actions share a key")
    for (code, answers), _ in HINTS:
        if not set(answers) <= {choice.code for choice in EXTRA[code].choices}:
            wrong.append(f"a hint names {code} and answers that are not there")
    if wrong:
        raise ValueError("; ".join(wrong))
