"""What is painted in the place of a widget that has just been taken off its page.

Textual keeps the map of what lies where until it lays the page out anew. A paint that falls between finds there widgets
that are gone, with their styles, and a text, a field or a list that looks one of them up then ends the program with
"No '…' key in COMPONENT_CLASSES" (https://github.com/Textualize/textual/issues/6208, and 6528).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.widget import Widget
else:
    Widget = object  # Textual takes the style sheets of the first base alone that is a widget


class BlankWhenGone(Widget):
    """To stand before Textual's class among the bases of each widget that draws with component styles."""

    def render_lines(self, crop: Region) -> list[Strip]:
        return super().render_lines(crop) if self.is_attached else [Strip.blank(crop.width)] * crop.height
