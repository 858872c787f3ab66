"""Questions typed on the page, and what comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.assistant.small_city import CITY, NORTH, SOUTH
from tests.browser.citizen import Citizen, outcome_is

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    ("question", "element", "words", "title", "guides"),
    [
        ("补办身份证要多少钱？", "fees", "40元/证", "居民身份证丢失补领", 2),
        ("夜市摆摊备案多久能办好", "time_limit", "3个工作日", "夜市摊位备案", 1),
        ("换护照在哪里办？", "location", "样例市样板大道1号", "普通护照换发", 1),
    ],
)
def test_an_answer_leads_to_its_place_in_the_guide(
    citizen: Citizen, question: str, element: str, words: str, title: str, guides: int
) -> None:
    """The guides of both districts are cited where they say the same."""
    answer = citizen.ask(question)
    outcome_is(answer, "answered_by_field", element)
    expect(answer).to_contain_text(words)
    expect(answer).to_contain_text("演示数据")
    expect(answer.get_by_test_id("citation")).to_have_count(guides)

    answer.get_by_test_id("citation").first.click()
    expect(citizen.guide.get_by_role("heading", level=1)).to_have_text(title)
    marked = citizen.guide.locator("[data-marked=true]")
    expect(marked).to_have_attribute("data-element", element)
    expect(marked).to_contain_text(words.replace("3个", "3 个"))
    expect(marked).to_be_in_viewport()

    citizen.by("back").click()
    expect(answer).to_contain_text(words)


def test_a_word_for_word_head_is_not_said_twice(citizen: Citizen) -> None:
    answer = citizen.ask("补办身份证要多少钱？")
    expect(answer.get_by_role("heading", name="收费标准")).to_have_count(1)
    expect(answer).not_to_contain_text("「")
    assert "「居民身份证丢失补领」" in citizen.kept_messages()[-1][1]


def test_a_button_of_a_clarification_narrows_the_answer(citizen: Citizen) -> None:
    outcome_is(citizen.ask("给孩子上户口要带什么材料？"), "clarification_situation", "materials")
    asked = citizen.answers.first
    answer = citizen.choose("父母已婚")
    outcome_is(answer, "answered_by_field", "materials")
    expect(answer).to_contain_text("父母结婚证")
    expect(answer).not_to_contain_text("亲子鉴定意见书")
    expect(asked.get_by_role("button", name="父母已婚")).to_have_attribute("aria-pressed", "true")
    expect(asked.get_by_test_id("choice").and_(citizen.page.locator(":enabled"))).to_have_count(0)


def test_materials_can_be_ticked_off(citizen: Citizen) -> None:
    citizen.ask("给孩子上户口要带什么材料？")
    answer = citizen.choose("父母已婚")
    boxes = answer.get_by_role("checkbox")
    expect(answer).to_contain_text(f"已备好 0 / {boxes.count()}")
    boxes.first.click()
    expect(boxes.first).to_be_checked()
    expect(boxes.nth(1)).not_to_be_checked()
    expect(answer).to_contain_text(f"已备好 1 / {boxes.count()}")


def test_a_suggestion_asks(citizen: Citizen) -> None:
    citizen.ask("换护照要带什么材料？")
    chip = citizen.by("suggestion").filter(has_text="要多少钱")
    chip.click()
    expect(citizen.answers).to_have_count(2)
    outcome_is(citizen.answers.last, "answered_by_field", "fees")
    expect(citizen.answers.last).to_contain_text("120元/本")


def test_another_region_gives_other_answers(citizen: Citizen) -> None:
    expect(citizen.region).to_have_value(CITY)
    citizen.region.select_option(SOUTH)
    expect(citizen.ask("高龄津贴每个月多少钱？")).to_contain_text("每人每月80元")
    citizen.region.select_option(NORTH)
    expect(citizen.region).to_have_value(NORTH)
    answer = citizen.ask("高龄津贴每个月多少钱？")
    expect(answer).to_contain_text("每人每月150元")
    expect(answer).to_contain_text("北区")


def test_a_document_is_cited_and_can_be_read(citizen: Citizen) -> None:
    answer = citizen.ask("供暖期间室内温度不低于多少度？")
    outcome_is(answer, "answered_by_passage")
    expect(answer).to_contain_text("来自政策文件原文")
    answer.get_by_test_id("citation").click()
    document = citizen.by("document")
    expect(document.get_by_role("heading", level=1)).to_have_text("样例市冬季供暖时间安排")
    expect(document).to_contain_text("室内温度不低于18摄氏度")
    expect(document).to_contain_text("样例市城市管理局")
    expect(document).to_contain_text("演示数据")


def test_what_is_in_no_guide_is_not_answered(citizen: Citizen) -> None:
    answer = citizen.ask("红烧肉怎么做好吃")
    outcome_is(answer, "unanswerable_no_matter")
    expect(answer.get_by_test_id("citation")).to_have_count(0)


def test_a_benefit_stands_in_the_guide(citizen: Citizen) -> None:
    citizen.region.select_option(SOUTH)
    citizen.ask("高龄津贴每个月多少钱？").get_by_test_id("citation").click()
    marked = citizen.guide.locator("[data-marked=true]")
    expect(marked).to_have_attribute("data-element", "benefit")
    expect(marked).to_contain_text("待遇标准")
    expect(marked).to_contain_text("每人每月80元。")
    expect(citizen.guide).not_to_contain_text("我奶奶八十五岁有没有补贴")
