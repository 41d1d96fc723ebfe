"""What a team can do: calls to the people of a list, work for children's services, or both."""

from __future__ import annotations

CALLS, CHILDREN = "calls", "children"
SERVICES = (CALLS, CHILDREN)
