"""A city folder: references, what differs in a region, what people say, and problems with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge_base.importing.city_folder import read_folder, read_matter
from knowledge_base.importing.report import Parsed, Problem
from knowledge_base.regions import City
from knowledge_base.schemas import Guide

CARD = "identity-card-loss-reissue"
CARD_FILE = f"guides/identity_card/{CARD}.yaml"


def changed(city_folder: Path, city: City, old: str, new: str, file: str = CARD_FILE) -> Parsed:
    """What is read of a matter after a change of its file."""
    path = city_folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} must stand in {file} once"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return read_matter(path, city)


def line_of(city_folder: Path, text: str, file: str = CARD_FILE) -> int:
    lines = (city_folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def only_problem(parsed: Parsed) -> Problem:
    assert len({problem.row for problem in parsed.problems}) == 1
    return parsed.problems[0]


def test_a_matter_without_regions_is_the_citys(guides: dict[str, Guide]) -> None:
    guide = guides["senior-allowance-990100"]
    assert (guide.region_code, guide.matter) == ("990100", "senior-allowance")
    assert guide.dept_name == "试验市民政局"


def test_each_region_gets_a_guide_of_its_own(guides: dict[str, Guide]) -> None:
    assert {guide.region_code for guide in guides.values() if guide.matter == CARD} == {"990102", "990103"}


def test_a_department_brings_its_name_and_telephones_of_the_region(guides: dict[str, Guide]) -> None:
    east = guides[f"{CARD}-990102"]
    assert (east.dept_name, east.link_way) == ("东区公安分局", "0000-82010001")
    assert east.supervise_way == "0000-82010099；政务服务便民热线12345"
    assert guides[f"{CARD}-990103"].link_way == "0000-83010001"


def test_what_is_written_out_wins_over_the_department(city_folder: Path, city: City) -> None:
    parsed = changed(
        city_folder, city, "department: public_security", "department: public_security\nlink_way: 见网站"
    )
    assert [guide.link_way for guide in parsed.guides] == ["见网站", "见网站"]
    assert parsed.guides[0].dept_name == "东区公安分局"


def test_a_name_of_a_window_becomes_the_window(guides: dict[str, Guide], city: City) -> None:
    assert guides[f"{CARD}-990102"].windows == (city.windows["east-hall"],)


def test_a_window_may_be_written_out(city_folder: Path, city: City) -> None:
    window = '[{window_id: w, name: 流动窗口, region_code: "990103", address: 某处}]'
    parsed = changed(city_folder, city, "windows: [west-hall]", f"windows: {window}")
    assert [guide.windows[0].name for guide in parsed.guides] == ["东区政务服务中心", "流动窗口"]


def test_a_region_replaces_a_field_and_adds_to_lists(guides: dict[str, Guide]) -> None:
    east, west = guides[f"{CARD}-990102"], guides[f"{CARD}-990103"]
    assert (east.promise_day, west.promise_day) == (20, 15)
    assert west.accept_condition[:-1] == east.accept_condition
    assert west.accept_condition[-1].text == "西区各派出所都能受理"
    assert west.questions[: len(east.questions)] == east.questions
    assert west.questions[-1].question == "西区中午能去办吗？"
    assert west.materials == east.materials


def test_what_people_say_belongs_to_every_guide_of_the_matter(guides: dict[str, Guide]) -> None:
    for code in ("990102", "990103"):
        assert guides[f"{CARD}-{code}"].expressions[0] == "钱包被偷了，身份证在里面"
    assert "钱包被偷了，身份证在里面" not in guides["senior-allowance-990100"].expressions


def test_expressions_of_several_files_are_put_together(city_folder: Path, city: City) -> None:
    (city_folder / "expressions" / "more.yaml").write_text(f"{CARD}:\n  - 身份证掉河里了\n", encoding="utf-8")
    said = {guide.guide_id: guide.expressions for guide in read_folder(city_folder, city).guides}
    assert len(said[f"{CARD}-990102"]) == 4


def test_a_folder_without_expressions_is_read(city_folder: Path, city: City) -> None:
    (city_folder / "expressions" / "all.yaml").unlink()
    parsed = read_folder(city_folder, city)
    assert parsed.problems == []
    assert len(parsed.guides) == 6


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("promise_type: 工作日", "promise_type: 天", "promise_type", "工作日"),
        ("is_need: 容缺后补", "is_need: 也许", "materials.2.is_need", "必要"),
        ('condition: applicant == "guardian"', 'condition: applicant == "aunt"', "", "aunt"),
        ("fee_stand: 40元/证", "fee_stend: 40元/证", "fees.0.fee_stend", "Extra inputs"),
        ("amount: 40", "amount: -40", "fees.0.amount", "greater than or equal to 0"),
        ("{id: passport, name: 普通护照}", "{id: passport}", "situations.1.options.1.name", "required"),
    ],
)
def test_a_problem_names_its_line(
    city_folder: Path, city: City, old: str, new: str, column: str, reason: str
) -> None:
    parsed = changed(city_folder, city, old, new)
    assert parsed.guides == []
    problem = next(found for found in parsed.problems if found.column == f"990102:{column}")
    assert reason in problem.reason
    assert problem.file == f"{CARD}.yaml"
    if column:
        assert problem.row == line_of(city_folder, new)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("department: public_security", "department: fire_brigade", "department 'fire_brigade' is not in"),
        ("windows: [west-hall]", "windows: [moon-hall]", "windows 'moon-hall' is not in"),
    ],
)
def test_a_reference_to_nothing_is_a_problem(
    city_folder: Path, city: City, old: str, new: str, reason: str
) -> None:
    parsed = changed(city_folder, city, old, new)
    assert reason in parsed.problems[0].reason


def test_the_other_region_is_read_all_the_same(city_folder: Path, city: City) -> None:
    parsed = changed(city_folder, city, "windows: [west-hall]", "windows: [moon-hall]")
    assert [guide.region_code for guide in parsed.guides] == ["990102"]


@pytest.mark.parametrize(
    ("text", "row", "reason"),
    [
        ("matter: a\ntask_name: [", 2, "not valid YAML"),
        ("matter: a\n\ttask_name: b", 2, "not valid YAML"),
        ("- a\n- b", 1, "not a matter"),
        ("", 1, "not a matter"),
    ],
)
def test_what_is_no_matter_is_a_problem_of_its_file(
    city_folder: Path, city: City, text: str, row: int, reason: str
) -> None:
    (city_folder / CARD_FILE).write_text(text, encoding="utf-8")
    parsed = read_folder(city_folder, city)
    problem = only_problem(parsed)
    assert (problem.file, problem.row) == (f"{CARD}.yaml", row)
    assert reason in problem.reason
    assert len(parsed.guides) == 4


def test_a_file_in_another_encoding_is_a_problem(city_folder: Path, city: City) -> None:
    path = city_folder / CARD_FILE
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))
    assert "not valid YAML" in only_problem(read_folder(city_folder, city)).reason


def test_expressions_that_are_no_yaml_are_a_problem_of_their_file(city_folder: Path, city: City) -> None:
    (city_folder / "expressions" / "all.yaml").write_text("a: [", encoding="utf-8")
    parsed = read_folder(city_folder, city)
    assert only_problem(parsed).file == "all.yaml"
    assert len(parsed.guides) == 6


# DEFECT: slips of the hand that leave `read_matter` as an exception, so that one file stops the whole
# import (TypeError, AttributeError, ValueError).
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("windows: [west-hall]", "windows:"),
        ("effective_from: 2026-01-01", "effective_from: 2026-02-30"),
        ("accept_condition: [西区各派出所都能受理]", "accept_condition:"),
        ("    add:", "    add: 见下\n    remove:"),
        ("    windows: [east-hall]\n    is_schedule: true", "    - east-hall"),
    ],
)
def test_a_slip_of_the_hand_is_a_problem_of_its_file(
    city_folder: Path, city: City, old: str, new: str
) -> None:
    parsed = changed(city_folder, city, old, new)
    assert parsed.problems
    assert parsed.problems[0].file == f"{CARD}.yaml"


# DEFECT: AttributeError and TypeError.
@pytest.mark.parametrize("text", ["- 身份证丢了", f"{CARD}:", f"{CARD}: 身份证丢了"])
def test_expressions_in_another_shape_are_a_problem_of_their_file(
    city_folder: Path, city: City, text: str
) -> None:
    (city_folder / "expressions" / "all.yaml").write_text(text, encoding="utf-8")
    parsed = read_folder(city_folder, city)
    assert len(parsed.guides) == 6
    assert {len(guide.expressions) for guide in parsed.guides} == {0}


# DEFECT: the reason is only `'990199'`.
def test_a_region_that_the_department_does_not_have_is_named(city_folder: Path, city: City) -> None:
    problem = only_problem(changed(city_folder, city, '"990103":', '"990199":'))
    assert "990199" in str(problem)
    assert "public_security" in problem.reason or "region" in problem.reason


# DEFECT: a field under `regions` is looked for at the top, and line 1 is named.
def test_a_problem_in_a_region_names_its_line(city_folder: Path, city: City) -> None:
    problem = only_problem(changed(city_folder, city, "    promise_day: 15", "    promise_day: -15"))
    assert problem.row == line_of(city_folder, "promise_day: -15")
