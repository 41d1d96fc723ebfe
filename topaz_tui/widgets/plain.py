"""Untrusted text as text, under the name that the widgets know it by (topaz_tui/plain.py)."""

from __future__ import annotations

from topaz_tui.plain import fit, folded, line, plain

__all__ = ["fit", "folded", "line", "plain"]
