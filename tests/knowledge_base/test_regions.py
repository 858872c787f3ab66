"""A city's regions and how they lie in each other."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from knowledge_base.errors import RegionUnknown
from knowledge_base.regions import City, read_city


def test_the_lists_are_read(city: City) -> None:
    assert city.root.name == "试验市"
    assert [region.name for region in city.districts] == ["东区", "西区"]
    assert city.windows["east-hall"].region_code == "990102"
    assert city.departments["civil_affairs"].names["990103"] == "西区民政局"
    assert list(city.domains) == ["identity_card", "marriage", "food_licence", "elderly"]
    assert "给我讲个笑话" in city.out_of_scope


def test_where_a_guide_may_stand_and_where_to_search(city: City) -> None:
    assert city.lineage("990102") == ("990102", "990100")
    assert city.lineage("990100") == ("990100",)
    assert city.reach("990102") == ("990102", "990100")
    assert city.reach("990100") == ("990100", "990102", "990103")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("东区怎么办", ("990102",)),
        ("我住西边", ("990103",)),
        ("东区和西区一样吗", ("990102", "990103")),
        ("全市通办吗", ()),
        ("在试验市办", ()),
    ],
)
def test_districts_that_a_text_names(city: City, text: str, codes: tuple[str, ...]) -> None:
    assert city.mentioned(text) == codes


@pytest.mark.parametrize("code", ["990199", "", "东区"])
def test_another_region_is_refused(city: City, code: str) -> None:
    with pytest.raises(RegionUnknown, match="There is no region"):
        city.region(code)
    with pytest.raises(RegionUnknown):
        city.reach(code)


def test_examples_of_refusing_are_not_needed(city_folder: Path) -> None:
    (city_folder / "out_of_scope.yaml").unlink()
    assert read_city(city_folder).out_of_scope == ()


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("regions.yaml", "- {code: abc, name: 市, level: 市级}", ValidationError),
        ("windows.yaml", "- {window_id: w, name: 窗口}", ValidationError),
        ("departments.yaml", "a: {names: {}, phones: {}}", ValidationError),
        ("regions.yaml", "- {code: '990100'", yaml.YAMLError),
    ],
)
def test_a_list_that_is_wrong_is_an_error(
    city_folder: Path, name: str, text: str, error: type[Exception]
) -> None:
    (city_folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(error):
        read_city(city_folder)


def test_a_list_that_is_missing_is_an_error(city_folder: Path) -> None:
    (city_folder / "windows.yaml").unlink()
    with pytest.raises(FileNotFoundError, match=r"windows\.yaml"):
        read_city(city_folder)
