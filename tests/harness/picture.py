"""A picture of a screen, to be looked at: run a command, play keys, draw what the terminal shows.

    python -m tests.harness.picture queue.png --size 120x40 --keys 'n,down,text:hello,enter' -- topaz demo

Keys are named as in tests.harness.keys, with a comma between; `text:` types, `wait:` waits for a text,
`size:120x40` changes the window. An .svg needs nothing more; a .png needs cairosvg and DejaVu Sans Mono,
which the project's extras leave out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from html import escape
from pathlib import Path

from tests.harness.terminal import DEFAULT_PAPER, Cell, Terminal, surroundings

# One cell in pixels. DejaVu Sans Mono is 0.602 em wide and 1.164 em high: boxes close without a seam.
WIDTH, HEIGHT, FONT_SIZE, ASCENT = 10, 19, 16.61, 15


def svg(terminal: Terminal) -> str:
    """The screen as it looks, cursor and all."""
    columns, rows = terminal.size
    papers, inks = [], []
    for row in range(rows):
        for column in range(columns):
            cell = terminal.cell(row, column)
            ink, paper = cell.ink, cell.paper
            if terminal.cursor == (row, column):
                ink, paper = paper, ink
            x, y = column * WIDTH, row * HEIGHT
            if paper != DEFAULT_PAPER:
                papers.append(f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" fill="{paper}"/>')
            if cell.text.strip() or cell.underline or cell.strike:
                inks.append(f'<text x="{x}" y="{y + ASCENT}" fill="{ink}"{_style(cell)}>{escape(cell.text)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{columns * WIDTH}" height="{rows * HEIGHT}" '
        f'font-family="DejaVu Sans Mono, monospace" font-size="{FONT_SIZE}" xml:space="preserve">'
        f'<rect width="100%" height="100%" fill="{DEFAULT_PAPER}"/>'
        f'<g shape-rendering="crispEdges">{"".join(papers)}</g>{"".join(inks)}</svg>'
    )


def save(terminal: Terminal, file: Path) -> None:
    drawing = svg(terminal)
    if file.suffix == ".svg":
        file.write_text(drawing, "utf-8")
        return
    import cairosvg

    cairosvg.svg2png(bytestring=drawing.encode(), write_to=str(file))


def play(terminal: Terminal, keys: str) -> None:
    """Do what a list of keys says, each on a screen that holds still."""
    for item in filter(None, keys.split(",")):
        what, _, words = item.partition(":")
        if what == "text":
            terminal.type(words)
        elif what == "wait":
            terminal.wait_for(words)
        elif what == "size":
            terminal.resize(*_size(words))
        else:
            terminal.press(item)
        terminal.steady()


def _style(cell: Cell) -> str:
    lines = [name for name, on in (("underline", cell.underline), ("line-through", cell.strike)) if on]
    return (
        (' font-weight="bold"' if cell.bold else "")
        + (' font-style="italic"' if cell.italic else "")
        + (f' text-decoration="{" ".join(lines)}"' if lines else "")
    )


def _size(words: str) -> tuple[int, int]:
    columns, _, rows = words.partition("x")
    return int(columns), int(rows)


def main() -> int:
    parser = argparse.ArgumentParser(
        "python -m tests.harness.picture",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="a .png or an .svg")
    parser.add_argument("--size", type=_size, default=(80, 24), help="columns x rows (80x24)")
    parser.add_argument("--keys", default="", help="what to press, with a comma between")
    parser.add_argument("--wait", default="", help="a text to wait for first")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE", help="can be given again")
    words = sys.argv[1:]
    split = words.index("--") if "--" in words else len(words)
    asked, command = parser.parse_args(words[:split]), words[split + 1 :]
    if not command:
        parser.error("no command: put it after --")
    env = dict(word.partition("=")[::2] for word in asked.env)
    with tempfile.TemporaryDirectory() as home:
        with Terminal(command, env=surroundings(Path(home), **env), size=asked.size, cwd=Path.cwd()) as terminal:
            terminal.wait_for(asked.wait or (lambda seen: seen.text.strip())).steady()
            play(terminal, asked.keys)
            save(terminal, asked.file)
            print(terminal.text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
