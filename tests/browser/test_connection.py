"""Reloads, lost lines and refused messages: nothing that was said is lost, and nothing is said twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.citizen import Citizen, outcome_is
from tests.browser.conftest import Serve, Visit
from tests.browser.relay import Relay
from tests.channels.web.running import Running
from tests.conftest import WaitUntil

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = "换护照要多少钱？"


def test_a_reload_keeps_the_conversation(citizen: Citizen) -> None:
    expect(citizen.ask("身份证丢了，补办要多少钱？")).to_contain_text("40元/证")
    citizen.page.reload()
    expect(citizen.answers).to_have_count(1)
    expect(citizen.said).to_have_text("您身份证丢了，补办要多少钱？")
    expect(citizen.answers).to_contain_text("40元/证")
    outcome_is(citizen.ask("多久能办好？"), "clarification_region", "time_limit")
    expect(citizen.answers.last).to_contain_text("居民身份证丢失补领")


def test_what_is_said_while_the_line_is_cut_is_sent_once(visit: Visit, line: Relay) -> None:
    citizen = visit(line.url)
    citizen.ask("夜市摆摊备案多久能办好")
    citizen.connection("open")
    line.cut()
    expect(citizen.page.get_by_text("连接断开，正在重连…")).to_be_visible()
    citizen.type(QUESTION)
    expect(citizen.said.last).to_have_attribute("data-status", "pending")
    expect(citizen.said.last).to_contain_text("连接恢复后自动发送")

    line.mend()
    answer = citizen.answer(1)
    expect(answer).to_contain_text("120元/本")
    expect(citizen.said.last).to_have_attribute("data-status", "sent")
    expect(citizen.page.get_by_text("连接断开，正在重连…")).to_be_hidden()
    expect(citizen.said).to_have_count(2)
    texts = [text for role, text in citizen.kept_messages() if role == "citizen"]
    assert texts == ["夜市摆摊备案多久能办好", QUESTION]


def test_an_answer_that_was_lost_on_its_way_comes_once(
    visit: Visit, server: Running, line: Relay, wait_until: WaitUntil
) -> None:
    citizen = visit(line.url)
    citizen.ask("夜市摆摊备案多久能办好")
    line.mute()
    citizen.type(QUESTION)
    wait_until(lambda: len(citizen.kept_messages(server.url)) == 4)
    expect(citizen.said.last).to_have_attribute("data-status", "pending")
    expect(citizen.answers).to_have_count(1)

    line.cut()
    line.mend()
    expect(citizen.answer(1)).to_contain_text("120元/本")
    citizen.connection("open")
    expect(citizen.said).to_have_count(2)
    assert len(citizen.kept_messages(server.url)) == 4


def test_a_message_written_without_a_connection_survives_a_reload(visit: Visit, line: Relay) -> None:
    citizen = visit(line.url)
    citizen.ask("夜市摆摊备案多久能办好")
    line.cut()
    citizen.type(QUESTION)
    expect(citizen.said.last).to_have_attribute("data-status", "pending")
    line.mend()
    citizen.page.reload()
    expect(citizen.answer(1)).to_contain_text("120元/本")
    expect(citizen.said).to_have_count(2)


def test_too_long_a_text_stays_to_be_shortened(citizen: Citizen) -> None:
    citizen.input.focus()
    citizen.page.keyboard.insert_text("护" * 1001)
    expect(citizen.page.get_by_text("超出 1 字，请删减")).to_be_visible()
    expect(citizen.by("send")).to_be_disabled()
    citizen.input.press("Enter")
    expect(citizen.input).to_have_value("护" * 1001)
    expect(citizen.said).to_have_count(0)

    citizen.input.press("Backspace")
    expect(citizen.by("send")).to_be_enabled()
    citizen.by("send").click()
    expect(citizen.input).to_have_value("")
    expect(citizen.answers).to_have_count(1)


def test_a_refused_message_goes_back_to_be_edited(visit: Visit, serve: Serve) -> None:
    with serve(messages_per_minute=1) as busy:
        citizen = visit(busy.url)
        citizen.ask(QUESTION)
        citizen.type("要带什么材料？")
        refused = citizen.said.last
        expect(refused).to_have_attribute("data-status", "failed")
        expect(refused.get_by_role("alert")).to_contain_text("没有发出")
        refused.get_by_role("button", name="修改").click()
        expect(citizen.input).to_have_value("要带什么材料？")
        expect(citizen.input).to_be_focused()
        expect(citizen.said).to_have_count(1)


def test_erasing_leaves_nothing(citizen: Citizen) -> None:
    citizen.ask(QUESTION)
    citizen.by("erase").click()
    citizen.by("erase-confirm").click()
    expect(citizen.said).to_have_count(0)
    expect(citizen.by("example").first).to_be_visible()
    citizen.page.reload()
    expect(citizen.by("example").first).to_be_visible()
    expect(citizen.answers).to_have_count(0)
