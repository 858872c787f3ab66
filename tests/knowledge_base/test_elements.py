"""What is said of an element stands in the guide's fields, word for word."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.elements import TITLES, hours, limit, lines, material_form, situation_of
from knowledge_base.schemas import Element, Fee, Guide, Material, OpeningHours

CARD = "identity-card-loss-reissue-990102"


@pytest.fixture
def card(guides: dict[str, Guide]) -> Guide:
    return guides[CARD]


def guide(**fields: object) -> Guide:
    common = {
        "guide_id": "g",
        "matter": "m",
        "region_code": "990100",
        "task_name": "事项",
        "dept_name": "某局",
    }
    return Guide.model_validate({**common, **fields})


def test_every_element_has_a_title_and_can_be_asked_of_an_empty_guide() -> None:
    assert set(TITLES) == set(Element)
    for element in Element:
        assert all(lines(guide(), element)), element


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (Element.SUMMARY, ["居民身份证丢失以后申请补领新证。"]),
        (Element.CONDITIONS, ["1. 本人户口在中国大陆", "2. 本人到场；未满16周岁的由监护人陪同"]),
        (
            Element.MATERIALS,
            [
                "1. 居民户口簿（原件1份，必要）；适用：居民户口簿；来源：公安机关核发",
                "2. 监护人的居民身份证（原件1份，必要）；适用：监护人为未满16周岁的人办理；来源：监护人自备",
                "3. 数码相片（电子件，容缺后补）；来源：窗口现场免费拍摄",
            ],
        ),
        (Element.FEES, ["证件工本费：40元/证（特困人员免收）"]),
        (
            Element.TIME_LIMIT,
            ["承诺办结时限：20个工作日", "法定办结时限：60个自然日（交通不便的地方可以延长三十天）"],
        ),
        (Element.LOCATION, ["东区政务服务中心：试验市东区朝阳路18号"]),
        (
            Element.HOURS,
            [
                "东区政务服务中心：周一至周五 9:00–12:00，周一至周五 13:30–17:00，周六 9:00–12:00（周六上午需预约）"
            ],
        ),
        (Element.CONTACT, ["东区公安分局：0000-82010001", "东区政务服务中心：0000-82000001"]),
        (Element.APPOINTMENT, ["支持预约办理。"]),
        (Element.DELIVERY, ["结果可以邮寄。", "邮费由申请人到付。"]),
        (Element.VISITS, ["最多到现场1次。"]),
        (Element.RESULT, ["办理结果：居民身份证（证照）"]),
        (
            Element.LEGAL_BASIS,
            ["《中华人民共和国居民身份证法》第十一条：公民丢失居民身份证的，应当申请补领。"],
        ),
        (Element.DEPARTMENT, ["实施部门：东区公安分局"]),
        (Element.COMPLAINT, ["监督投诉：0000-82010099；政务服务便民热线12345"]),
        (Element.ONLINE, ["目前不能全程网上办理，需要到窗口办理。"]),
        (Element.BENEFIT, []),
    ],
)
def test_the_lines_of_an_element(card: Guide, element: Element, expected: list[str]) -> None:
    assert lines(card, element) == expected


def test_every_number_that_is_said_stands_in_the_guide(guides: dict[str, Guide]) -> None:
    for one in guides.values():
        written = one.model_dump_json()
        for element in Element:
            for line in lines(one, element):
                body = re.sub(r"^\d+\. ", "", line)
                for number in re.findall(r"\d+(?:\.\d+)?", body):
                    clock = number.zfill(2)
                    assert number in written or clock in written, (one.guide_id, element, line)


SENTENCE = st.text(alphabet="申请材料费用不收元的，。、（）0123456789", min_size=1, max_size=20).filter(
    lambda text: text.strip() == text
)


@given(SENTENCE, SENTENCE, SENTENCE)
def test_texts_of_the_guide_are_said_word_for_word(summary: str, step: str, answer: str) -> None:
    made = guide(
        summary=summary,
        handle_flow=[{"name": "申请", "description": step}],
        questions=[{"question": "问？", "answer": answer}],
        benefit_explain=summary,
    )
    assert lines(made, Element.SUMMARY) == [summary]
    assert lines(made, Element.BENEFIT) == [summary]
    assert lines(made, Element.PROCESS) == [f"1. 申请：{step}"]
    assert lines(made, Element.QUESTIONS) == [f"问：问？\n答：{answer}"]


@given(st.integers(0, 1000), st.decimals(0, 10000, places=2))
def test_a_fee_is_said_in_the_words_of_its_standard(days: int, amount: object) -> None:
    stand = f"{amount}元/证"
    made = guide(
        is_fee=True, fees=[{"fee_name": "工本费", "fee_stand": stand, "by_law": "某文件"}], promise_day=days
    )
    assert lines(made, Element.FEES) == [f"工本费：{stand}"]
    assert (f"{days}个工作日" in lines(made, Element.TIME_LIMIT)[0]) is (days > 0)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"is_fee": None}, []),
        ({"is_fee": True}, []),
        ({"is_fee": False}, ["不收费"]),
        ({"is_fee": False, "fee_explain": "不收费。体检费用自理。"}, ["不收费。体检费用自理。"]),
        ({"is_fee": False, "fee_explain": "免费办理。"}, ["免费办理。"]),
        ({"is_fee": False, "fee_explain": "体检费用自理。"}, ["不收费", "体检费用自理。"]),
        ({"is_fee": None, "fee_explain": "按医院标准。"}, ["按医院标准。"]),
    ],
)
def test_free_only_when_the_guide_says_so(fields: dict[str, object], expected: list[str]) -> None:
    assert lines(guide(**fields), Element.FEES) == expected


@pytest.mark.parametrize(
    ("days", "opens", "closes", "expected"),
    [
        ((1, 2, 3, 4, 5), "09:00", "17:00", "周一至周五 9:00–17:00"),
        ((5, 4, 3, 2, 1), "08:30", "12:00", "周一至周五 8:30–12:00"),
        ((1, 2, 3, 4, 5, 6, 7), "00:00", "23:59", "周一至周日 0:00–23:59"),
        ((6,), "09:05", "12:00", "周六 9:05–12:00"),
        ((6, 7), "09:00", "12:00", "周六、周日 9:00–12:00"),
        ((1, 3, 5), "09:00", "12:00", "周一、周三、周五 9:00–12:00"),
        ((1, 2, 3, 5), "09:00", "12:00", "周一、周二、周三、周五 9:00–12:00"),
    ],
)
def test_opening_hours_in_words(days: tuple[int, ...], opens: str, closes: str, expected: str) -> None:
    opening = OpeningHours(
        days=days, opens=dt.time.fromisoformat(opens), closes=dt.time.fromisoformat(closes)
    )
    assert hours(opening) == expected


@given(st.sets(st.integers(1, 7), min_size=1))
def test_opening_hours_name_exactly_the_days(days: set[int]) -> None:
    said = hours(OpeningHours(days=tuple(days), opens=dt.time(9), closes=dt.time(12))).split(" ")[0]
    week = "一二三四五六日"
    first, _, last = said.partition("至")
    if last:
        named = set(range(week.index(first[-1]) + 1, week.index(last[-1]) + 2))
    else:
        named = {week.index(part[-1]) + 1 for part in said.split("、")}
    assert named == days


@pytest.mark.parametrize(
    ("days", "unit", "expected"),
    [
        (0, "工作日", "当场办结"),
        (5, "工作日", "5个工作日"),
        (3, "月", "3个月"),
        (40, "分钟", "40分钟"),
        (2, "小时", "2小时"),
    ],
)
def test_a_time_limit_in_words(days: int, unit: str, expected: str) -> None:
    assert limit(days, unit) == expected


def test_a_time_limit_that_is_not_said_is_not_invented() -> None:
    assert lines(guide(), Element.TIME_LIMIT) == []
    assert lines(guide(anticipate_explain="当场登记"), Element.TIME_LIMIT) == ["法定办结时限：当场登记"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "原件1份"),
        ({"original": "复印件", "page_num": 2}, "复印件2份"),
        ({"original": "电子件", "page_num": 2}, "电子件"),
        ({"page_num": 0}, "原件"),
    ],
)
def test_the_form_of_a_material(fields: dict[str, object], expected: str) -> None:
    made = Material.model_validate({"material_name": "证明", "source_explain": "自备", **fields})
    assert material_form(made) == expected


def test_a_condition_in_the_words_of_the_situation(card: Guide) -> None:
    assert situation_of(card, None) == ""
    assert situation_of(card, 'applicant in ["self", "guardian"]') == (
        "本人已满16周岁、监护人为未满16周岁的人办理"
    )


def test_a_condition_that_excludes_is_not_said_the_other_way_round(card: Guide) -> None:
    assert situation_of(card, 'applicant != "guardian"') == "本人已满16周岁"
    assert situation_of(card, '!(applicant in ["guardian"])') == "本人已满16周岁"


def test_conditions_joined_by_or_are_not_said_as_and(card: Guide) -> None:
    either = situation_of(card, 'applicant == "guardian" || evidence == "register"')
    both = situation_of(card, 'applicant == "guardian" && evidence == "register"')
    assert either != both


def test_a_fee_says_when_it_applies_and_who_pays_less(guides: dict[str, Guide]) -> None:
    fee = Fee(
        fee_name="快证费",
        fee_stand="20元",
        by_law="某文件",
        condition='applicant == "self"',
        is_desc=True,
        desc_explain="特困人员免收。",
    )
    made = guides[CARD].model_copy(update={"fees": (fee,)})
    assert lines(made, Element.FEES) == ["快证费：20元（适用：本人已满16周岁；特困人员免收）"]


def test_online_only_when_the_guide_says_so(guides: dict[str, Guide]) -> None:
    assert lines(guides["food-licence-new-990100"], Element.ONLINE) == [
        "可以网上办理。办理地址：https://test.example/food",
        "1. 提交：登录平台上传材料",
    ]
