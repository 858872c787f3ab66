"""How a person can be reached today: the hotline, and the telephones of the matter's departments.

Nobody sits behind the page yet; what is told here is true without that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge_base.schemas import Guide

HOTLINE = "12345"


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone and whose it is; without a department it is the city's hotline."""

    department: str | None
    telephone: str


def contacts(guides: Iterable[Guide]) -> tuple[Contact, ...]:
    """The hotline first, then each department that handles the matter, once."""
    found = [Contact(None, HOTLINE)]
    for guide in guides:
        contact = Contact(guide.dept_name, guide.link_way)
        if guide.link_way and contact not in found:
            found.append(contact)
    return tuple(found)
