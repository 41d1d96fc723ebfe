"""What is drawn in words of its own, and not by a style sheet: .github/DESIGN.md has the language of it."""

from __future__ import annotations

CURSOR = "on $block-cursor-background"
"""The ground of what the cursor stands on, where one widget draws several answers: a soft tone, beside the sign '›'."""
