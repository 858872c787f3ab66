"""A guide that contradicts itself does not come into being."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from knowledge_base.schemas import Guide, OpeningHours, Situation, Window

PARTY = {
    "id": "party",
    "question": "双方是什么身份？",
    "options": [{"id": "mainland", "name": "内地居民"}, {"id": "military", "name": "现役军人"}],
}


def guide(**fields: object) -> Guide:
    common = {
        "guide_id": "g",
        "matter": "m",
        "region_code": "990100",
        "task_name": "结婚登记",
        "dept_name": "民政局",
    }
    return Guide.model_validate({**common, **fields})


def material(**fields: object) -> dict[str, object]:
    return {"material_name": "证明", "source_explain": "自备", **fields}


FEE = {"fee_name": "工本费", "fee_stand": "9元", "by_law": "某文件"}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-31"}, "effective_to is earlier"),
        ({"fees": [FEE], "is_fee": False}, "is_fee is false"),
        ({"fees": [FEE]}, "is_fee is false"),
        ({"situations": [PARTY, PARTY]}, "situation ids repeat"),
        ({"materials": [material(condition='party == "military"')]}, "no situation 'party'"),
        (
            {"situations": [PARTY], "materials": [material(condition='party == "foreign"')]},
            r"'party' has no \['foreign'\]",
        ),
        (
            {"situations": [PARTY], "accept_condition": [{"text": "x", "condition": 'party in ["nobody"]'}]},
            "nobody",
        ),
        ({"situations": [{**PARTY, "condition": 'other == "a"'}]}, "no situation 'other'"),
        (
            {"situations": [PARTY], "is_fee": True, "fees": [{**FEE, "condition": 'party == "rich"'}]},
            "rich",
        ),
        ({"materials": [material(condition="size(party) == 1")]}, "size"),
        ({"materials": [material(is_need="看情况")]}, "is_need|必要"),
        ({"materials": [{"material_name": "证明"}]}, "source_explain"),
        ({"materials": [material(material_name=" ")]}, "at least 1 character"),
        ({"region_code": "99010"}, "region_code"),
        ({"promise_day": -1}, "promise_day"),
        ({"promise_type": "年"}, "promise_type"),
        ({"task_name": ""}, "task_name"),
        ({"tasc_name": "x"}, "Extra inputs are not permitted"),
    ],
)
def test_what_is_not_coherent_is_refused_with_the_reason(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        guide(**fields)


def test_conditions_on_the_situations_are_accepted() -> None:
    made = guide(
        situations=[PARTY],
        materials=[material(condition='party == "military"')],
        is_fee=True,
        fees=[{**FEE, "condition": 'party != "military"', "amount": "9.00"}],
        accept_condition=[{"text": "内地居民", "condition": 'party in ["mainland", "military"]'}],
    )
    assert made.materials[0].condition == 'party == "military"'


def test_option_ids_differ() -> None:
    with pytest.raises(ValidationError, match="option ids repeat"):
        Situation.model_validate({**PARTY, "options": [PARTY["options"][0], PARTY["options"][0]]})


def test_a_situation_has_a_choice() -> None:
    with pytest.raises(ValidationError, match="at least 2"):
        Situation.model_validate({**PARTY, "options": PARTY["options"][:1]})


@pytest.mark.parametrize(
    "fields",
    [{"days": []}, {"days": [0]}, {"days": [8]}, {"days": [1], "opens": "17:00", "closes": "09:00"}],
)
def test_opening_hours_can_be_kept(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OpeningHours.model_validate({"opens": "09:00", "closes": "17:00", **fields})


def test_a_place_lies_on_the_earth() -> None:
    with pytest.raises(ValidationError, match="latitude"):
        Window.model_validate(
            {"window_id": "w", "name": "窗口", "region_code": "990100", "address": "某处", "latitude": 126.0}
        )


def test_a_guide_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        guide().task_name = "离婚登记"  # type: ignore[misc]


def test_a_guide_comes_back_from_json_as_it_was() -> None:
    made = guide(
        is_fee=True, fees=[{**FEE, "amount": "9.50"}], effective_from="2026-01-01", situations=[PARTY]
    )
    assert Guide.model_validate(made.model_dump(mode="json")) == made


@pytest.mark.parametrize(
    ("fields", "day", "in_force"),
    [
        ({}, dt.date(2026, 1, 1), True),
        ({"effective_from": "2026-01-02"}, dt.date(2026, 1, 1), False),
        ({"effective_from": "2026-01-01"}, dt.date(2026, 1, 1), True),
        ({"effective_to": "2026-01-01"}, dt.date(2026, 1, 1), True),
        ({"effective_to": "2026-01-01"}, dt.date(2026, 1, 2), False),
        ({"task_state": "暂停"}, dt.date(2026, 1, 1), False),
        ({"task_state": "取消"}, dt.date(2026, 1, 1), False),
    ],
)
def test_a_guide_holds_from_its_first_to_its_last_day(
    fields: dict[str, object], day: dt.date, in_force: bool
) -> None:
    assert guide(**fields).holds_on(day) is in_force
