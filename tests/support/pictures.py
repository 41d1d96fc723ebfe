"""The pictures of pages, and where they may be made anew."""

from __future__ import annotations

import sys

PICTURED_ON = 3, 11
"""The Python on which the pictures of screens are made anew: the one that every machine of the project has."""


def why_no_new_pictures(asked: bool) -> str | None:
    """Another Python may draw, or sort, something else: whoever takes that over changes all pictures for the others."""
    if not asked or sys.version_info[:2] == PICTURED_ON:
        return None
    return f"The pictures are made on Python {'.'.join(map(str, PICTURED_ON))}: use that for --snapshot-update."
