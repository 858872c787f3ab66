"""Answers hold what the guide says, in words and as cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.composing import blocks_of, narrowed, text_of
from knowledge_base.elements import lines
from knowledge_base.importing.city_folder import read_folder
from knowledge_base.regions import City, read_city
from knowledge_base.schemas import Element, Guide
from tests.assistant.small_city import CITY, NORTH, SOUTH, write_city


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[City, dict[str, Guide]]:
    folder: Path = write_city(tmp_path_factory.mktemp("sample"))
    city = read_city(folder)
    return city, {guide.guide_id: guide for guide in read_folder(folder, city).guides}


@pytest.mark.parametrize("element", [element for element in Element if element is not Element.SUMMARY])
def test_words_and_cards_say_what_the_guide_says(
    sample: tuple[City, dict[str, Guide]], element: Element
) -> None:
    city, guides = sample
    for guide in guides.values():
        said = lines(guide, element)
        assert text_of((guide,), element, city) == "\n".join(said)
        assert bool(blocks_of((guide,), element, city)) == bool(said)


@pytest.mark.parametrize("element", [Element.FEES, Element.TIME_LIMIT, Element.MATERIALS, Element.LOCATION])
def test_every_value_of_a_card_stands_in_the_words(
    sample: tuple[City, dict[str, Guide]], element: Element
) -> None:
    city, guides = sample
    shown = {"value", "name", "address", "label", "description"}
    for guide in guides.values():
        text = text_of((guide,), element, city)
        for block in blocks_of((guide,), element, city):
            for item in getattr(block, "items", ()):
                for name, value in item.model_dump().items():
                    if name in shown:
                        assert value in text, (guide.guide_id, name)


def test_a_guide_is_narrowed_to_the_case_and_the_district(sample: tuple[City, dict[str, Guide]]) -> None:
    city, guides = sample
    guide = guides[f"newborn-registration-{CITY}"]
    single = narrowed(guide, {"parents": "single"}, city, NORTH)
    names = [material.material_name for material in single.materials]
    assert names == ["入户申请书", "国内出生医学证明", "抚养关系说明", "亲子鉴定意见书"]
    assert len(narrowed(guide, {}, city, NORTH).materials) == len(guide.materials)
    assert guide.materials != single.materials


def test_windows_are_those_of_the_district(sample: tuple[City, dict[str, Guide]]) -> None:
    city, guides = sample
    both = guides[f"id-card-loss-reissue-{NORTH}"].model_copy(
        update={"windows": tuple(city.windows.values())}
    )
    assert [window.window_id for window in narrowed(both, {}, city, SOUTH).windows] == [
        "city-hall",
        "south-police",
    ]
