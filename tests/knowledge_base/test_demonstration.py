"""The demonstration city: large, complete, coherent, and nobody's real telephone or place."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from common.settings import DEMONSTRATION
from knowledge_base.conditions import holds, variables
from knowledge_base.documents import read_document
from knowledge_base.elements import lines
from knowledge_base.importing.city_folder import read_folder
from knowledge_base.importing.report import Parsed
from knowledge_base.regions import City, read_city
from knowledge_base.schemas import Element, Guide

pytestmark = pytest.mark.slow

SERVICE_NUMBERS = {
    "12123",
    "12306",
    "12309",
    "12315",
    "12320",
    "12329",
    "12333",
    "12345",
    "12348",
    "12366",
    "12367",
}
"""National numbers that are the same everywhere and belong to nobody in particular."""
EMERGENCY = {"110", "114", "119", "120", "122"}
OPEN_SEA = ((125.5, 126.5), (29.5, 30.5))
"""Longitudes and latitudes east of Zhejiang, more than two hundred kilometres from land."""


@pytest.fixture(scope="module")
def demonstration() -> City:
    return read_city(DEMONSTRATION)


@pytest.fixture(scope="module")
def parsed(demonstration: City) -> Parsed:
    return read_folder(DEMONSTRATION, demonstration)


@pytest.fixture(scope="module")
def all_guides(parsed: Parsed) -> list[Guide]:
    return parsed.guides


def incomplete(guide: Guide) -> list[str]:
    """What a guide lacks that a citizen may ask for."""
    wanted: dict[str, object] = {
        "four aliases": len(guide.aliases) >= 4,
        "expressions": guide.expressions,
        "materials": guide.materials,
        "three steps": len(guide.handle_flow) >= 3,
        "three questions": len(guide.questions) >= 3,
        "a window": guide.windows or guide.is_online,
        "legal basis": guide.by_law,
        "conditions": guide.accept_condition,
        "promised time": guide.promise_day is not None,
        "legal time": guide.anticipate_day is not None or guide.anticipate_explain,
        "summary": guide.summary,
        "mark of demonstration": guide.demonstration,
        "result": guide.result_name,
        "fees": guide.fees or guide.fee_explain,
        "online steps exactly when online": bool(guide.online_flow) == guide.is_online,
        "address exactly when online": bool(guide.link_addr) == guide.is_online,
        "first day": guide.effective_from,
        "telephone": guide.link_way,
        "complaints": guide.supervise_way,
    }
    return [name for name, there in wanted.items() if not there]


def test_nothing_is_wrong_with_any_file(parsed: Parsed) -> None:
    assert [str(problem) for problem in parsed.problems] == []


def test_the_city_is_large(all_guides: list[Guide]) -> None:
    assert len({guide.matter for guide in all_guides}) >= 100
    assert len({guide.domain for guide in all_guides}) >= 14


def test_every_guide_is_complete(all_guides: list[Guide]) -> None:
    assert {guide.guide_id: lacking for guide in all_guides if (lacking := incomplete(guide))} == {}


def test_guides_that_name_no_charge_say_that_they_are_free(all_guides: list[Guide]) -> None:
    """DEFECT of the data: 49 guides explain 不收费 but leave `is_fee` open."""
    assert {guide.guide_id for guide in all_guides if guide.is_fee is None} == set()


def test_guide_ids_differ(all_guides: list[Guide]) -> None:
    assert len({guide.guide_id for guide in all_guides}) == len(all_guides)


def test_file_and_folder_say_matter_and_domain(all_guides: list[Guide], demonstration: City) -> None:
    files = {(path.parent.name, path.stem) for path in (DEMONSTRATION / "guides").rglob("*.yaml")}
    assert {(guide.domain, guide.matter) for guide in all_guides} == files
    assert {guide.domain for guide in all_guides} == set(demonstration.domains)


def test_what_people_say_belongs_to_matters_that_are_there(all_guides: list[Guide]) -> None:
    said = {
        matter
        for path in (DEMONSTRATION / "expressions").glob("*.yaml")
        for matter in yaml.safe_load(path.read_text(encoding="utf-8"))
    }
    assert said == {guide.matter for guide in all_guides}


@pytest.mark.parametrize("field", ["aliases", "expressions"])
def test_no_words_belong_to_two_matters(all_guides: list[Guide], field: str) -> None:
    matters: dict[str, set[str]] = defaultdict(set)
    for guide in all_guides:
        for words in (guide.task_name, *getattr(guide, field)):
            matters[words].add(guide.matter)
    assert {words: found for words, found in matters.items() if len(found) > 1} == {}


def test_what_nobody_answers_is_no_name_of_a_matter(all_guides: list[Guide], demonstration: City) -> None:
    known = {text for guide in all_guides for text in (guide.task_name, *guide.aliases, *guide.expressions)}
    assert known.isdisjoint(demonstration.out_of_scope)
    assert len(demonstration.out_of_scope) >= 100


def strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from strings(key)
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)


def files() -> list[Path]:
    return sorted((*DEMONSTRATION.rglob("*.yaml"), *DEMONSTRATION.rglob("*.md")))


def texts(path: Path) -> str:
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    return "\n".join(strings(content))


def test_no_telephone_can_be_dialled() -> None:
    """Area code 0000 is not assigned; beside it only the national short numbers stand."""
    found: dict[str, list[str]] = {}
    for path in files():
        text = texts(path)
        landlines = re.findall(r"(?<!\d)0\d{2,3}[-－ )）]?\d{7,8}(?!\d)", text)
        mobiles = re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text)
        free = re.findall(r"(?<!\d)[48]00[-－ ]?\d{3}[-－ ]?\d{4}(?!\d)", text)
        short = re.findall(r"(?<![\d.，,-])(?:12[0-9]{3}|95\d{3}|96\d{3})(?![\d.元%％])", text)
        wrong = [number for number in landlines if not number.startswith("0000-8")]
        wrong += [*mobiles, *free, *(number for number in short if number not in SERVICE_NUMBERS)]
        if wrong:
            found[path.name] = wrong
    assert found == {}


def test_every_telephone_field_is_fictional_or_national(all_guides: list[Guide], demonstration: City) -> None:
    fields = [
        *(window.phone for window in demonstration.windows.values()),
        *(phone for department in demonstration.departments.values() for phone in department.phones.values()),
        *(way for guide in all_guides for way in (guide.link_way, guide.supervise_way)),
    ]
    numbers = {number for field in fields for number in re.findall(r"[\d-]{3,}", field)}
    allowed = SERVICE_NUMBERS | EMERGENCY
    assert {
        number for number in numbers if not number.startswith("0000-8") and number not in allowed
    } == set()


def test_every_place_lies_in_the_open_sea(all_guides: list[Guide], demonstration: City) -> None:
    (west, east), (south, north) = OPEN_SEA
    windows = {*demonstration.windows.values(), *(window for guide in all_guides for window in guide.windows)}
    assert len(windows) >= 10
    for window in windows:
        assert window.longitude is not None, window.window_id
        assert window.latitude is not None, window.window_id
        assert west < window.longitude < east, window.window_id
        assert south < window.latitude < north, window.window_id


def test_windows_lie_in_the_guides_region_or_above(all_guides: list[Guide], demonstration: City) -> None:
    for guide in all_guides:
        reach = demonstration.reach(guide.region_code)
        assert {window.region_code for window in guide.windows} <= set(reach), guide.guide_id


def test_every_window_is_open_and_used(all_guides: list[Guide], demonstration: City) -> None:
    used = {window.window_id for guide in all_guides for window in guide.windows}
    assert used == set(demonstration.windows)
    assert all(window.opening_hours for window in demonstration.windows.values())


def test_regions_and_addresses_are_invented(all_guides: list[Guide], demonstration: City) -> None:
    assert all(region.code.startswith("99") for region in demonstration.regions)
    for window in demonstration.windows.values():
        assert window.address.startswith("示例市"), window.window_id
    for guide in all_guides:
        for url in (guide.source_url, guide.link_addr, guide.mobile_terminal_url):
            assert re.match(r"^$|https://([a-z-]+\.)*shili\.example(/|$)", url), guide.guide_id


def test_districts_differ(all_guides: list[Guide]) -> None:
    """Telling the districts apart must matter: in at least half of the matters that both handle."""
    matters: dict[str, list[Guide]] = defaultdict(list)
    for guide in all_guides:
        matters[guide.matter].append(guide)
    shared = [guides for guides in matters.values() if len(guides) > 1]
    told = (
        Element.MATERIALS,
        Element.CONDITIONS,
        Element.TIME_LIMIT,
        Element.PROCESS,
        Element.FEES,
        Element.BENEFIT,
    )
    differing = [
        guides
        for guides in shared
        if any(len({tuple(lines(guide, element)) for guide in guides}) > 1 for element in told)
    ]
    assert len(shared) >= 100
    assert len(differing) * 2 >= len(shared)


def test_every_guide_belongs_to_a_region_of_the_city(all_guides: list[Guide], demonstration: City) -> None:
    codes = {region.code for region in demonstration.regions}
    assert {guide.region_code for guide in all_guides} <= codes


def test_every_condition_can_hold_and_can_fail(all_guides: list[Guide]) -> None:
    """A material that no answer asks for, or that every answer asks for, has a wrong condition."""
    for guide in all_guides:
        options = {
            situation.id: [option.id for option in situation.options] for situation in guide.situations
        }
        conditions = [item.condition for item in guide.materials] + [item.condition for item in guide.fees]
        for condition in filter(None, conditions):
            verdicts = {holds(condition, answers) for answers in _answers(options, condition)}
            assert verdicts == {True, False}, (guide.guide_id, condition)


def _answers(options: dict[str, list[str]], condition: str) -> Iterator[dict[str, str]]:
    names = sorted(variables(condition))
    for values in itertools.product(*(options[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def test_policies_are_read_and_say_what_they_are(demonstration: City) -> None:
    documents = [read_document(path) for path in sorted((DEMONSTRATION / "documents").glob("*.md"))]
    assert len(documents) >= 5
    assert len({document.title for document in documents}) == len(documents)
    codes = {region.code for region in demonstration.regions}
    for document in documents:
        assert document.demonstration, document.document_id
        assert document.text.startswith("演示数据"), document.document_id
        assert document.region_code in codes, document.document_id
        assert document.publisher.startswith("示例市"), document.document_id
        assert document.source_url.startswith("https://shili.example/"), document.document_id
        assert document.effective_from is not None, document.document_id
