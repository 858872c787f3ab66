"""How a person can be reached."""

from __future__ import annotations

from collections.abc import Mapping

from handoff.contacts import HOTLINE, Contact, contacts
from knowledge_base.schemas import Guide


def test_the_hotline_is_always_there() -> None:
    assert contacts(()) == (Contact(None, HOTLINE),)


def test_each_department_is_named_once(guides: Mapping[str, Guide]) -> None:
    found = contacts([*guides.values(), *guides.values()])
    assert found[0].department is None
    assert len(found) == len(set(found)) > 1
    assert {contact.telephone for contact in found[1:]} == {
        guide.link_way for guide in guides.values() if guide.link_way
    }


def test_a_department_without_a_telephone_is_left_out(guides: Mapping[str, Guide]) -> None:
    silent = next(iter(guides.values())).model_copy(update={"link_way": ""})
    assert contacts([silent]) == (Contact(None, HOTLINE),)
