"""What a line on the screen is put together of: words, words with a style, or lines that are made already."""

from __future__ import annotations

from textual.content import Content

Piece = str | Content | tuple[str, str]
"""As `Content.assemble` takes them: the second of two is a style."""
