"""For everybody: large letters, the keyboard alone, and no one else told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.citizen import Citizen, outcome_is

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TARGETS = ".frame :is(button, a, select, textarea, input, [role=button], [role=checkbox])"
_SMALLEST = """elements => elements
  .filter(element => element.checkVisibility())
  .map(element => [element.getBoundingClientRect(), element.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width < %d || box.height < %d)
  .map(([box, html]) => `${box.width}×${box.height} ${html}`)"""
_LISTEN = """region => {
  window.heard = []
  new MutationObserver(() => window.heard.push(region.textContent)).observe(
    region, { childList: true, characterData: true, subtree: true })
}"""
_LETTERS = "element => parseFloat(getComputedStyle(element).fontSize)"


def too_small(citizen: Citizen, pixels: int) -> list[str]:
    """What can be pressed on the page and is smaller than this."""
    targets = citizen.page.locator(TARGETS)
    assert targets.count() > 5
    found: list[str] = targets.evaluate_all(_SMALLEST % (pixels, pixels))
    return found


def letters(locator: Locator) -> float:
    size: float = locator.first.evaluate(_LETTERS)
    return size


def test_elder_mode_enlarges_letters_and_targets(citizen: Citizen) -> None:
    frame = citizen.page.locator(".frame")
    assert letters(frame) == 18
    assert too_small(citizen, 44) == []
    citizen.by("elder").click()
    expect(frame).to_have_class(re.compile("elder"))
    assert letters(frame) >= 22
    assert letters(citizen.input) >= 22
    assert too_small(citizen, 60) == []

    citizen.ask("给孩子上户口要带什么材料？")
    assert too_small(citizen, 60) == []
    answer = citizen.choose("父母已婚")
    assert letters(answer.get_by_text("父母结婚证")) >= 22
    assert too_small(citizen, 60) == []
    citizen.ask("换护照在哪里办？")
    assert too_small(citizen, 60) == []

    citizen.by("citation").last.click()
    expect(citizen.guide.get_by_role("heading", level=1)).to_be_visible()
    assert letters(citizen.guide) >= 22
    assert too_small(citizen, 60) == []


def test_elder_mode_is_kept_and_goes_up_to_thirty_pixels(citizen: Citizen) -> None:
    citizen.by("elder").click()
    larger = citizen.page.get_by_role("button", name="放大文字")
    before = letters(citizen.input)
    larger.click()
    expect(citizen.input).to_have_css("font-size", f"{before + 2:g}px")
    while larger.is_enabled():
        larger.click()
    expect(citizen.input).to_have_css("font-size", "30px")
    citizen.page.reload()
    expect(citizen.input).to_have_css("font-size", "30px")
    width: int = citizen.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def tab_to(citizen: Citizen, target: Locator, backwards: bool = False) -> None:
    """Press Tab until the target has the focus, and see that it shows."""
    for _ in range(80):
        if target.evaluate("element => element === document.activeElement"):
            shown = "e => { const s = getComputedStyle(e); return s.outlineStyle + s.boxShadow }"
            assert target.evaluate(shown) != "nonenone"
            return
        citizen.page.keyboard.press("Shift+Tab" if backwards else "Tab")
    pytest.fail(f"no way to {target} with the keyboard")


def test_all_of_it_works_with_the_keyboard(citizen: Citizen) -> None:
    keyboard = citizen.page.keyboard
    tab_to(citizen, citizen.input)
    keyboard.type("给孩子上户口")
    keyboard.press("Shift+Enter")
    keyboard.type("要带什么材料？")
    expect(citizen.input).to_have_value("给孩子上户口\n要带什么材料？")
    keyboard.press("Enter")
    outcome_is(citizen.answer(0), "clarification_situation", "materials")
    expect(citizen.input).to_be_focused()

    tab_to(citizen, citizen.answers.first.get_by_role("button", name="父母已婚"), backwards=True)
    keyboard.press("Enter")
    answer = citizen.answer(1)
    box = answer.get_by_role("checkbox").first
    tab_to(citizen, box)
    keyboard.press("Space")
    expect(box).to_be_checked()
    tab_to(citizen, answer.get_by_test_id("citation"))
    keyboard.press("Enter")
    expect(citizen.guide.get_by_role("heading", level=1)).to_have_text("新生儿出生登记")
    tab_to(citizen, citizen.by("back"))
    keyboard.press("Enter")
    expect(answer).to_be_visible()
    tab_to(citizen, citizen.by("handoff"))
    keyboard.press("Space")
    outcome_is(citizen.answer(2), "person_offered")


def test_an_answer_is_announced_once_and_whole(citizen: Citizen) -> None:
    region = citizen.page.locator("[aria-live=polite][aria-atomic=true]")
    expect(region).to_have_text("")
    region.evaluate(_LISTEN)
    answer = citizen.ask("换护照要多少钱？")
    expect(answer.get_by_test_id("citation")).to_be_visible()
    expect(citizen.by("suggestion").first).to_be_visible()
    expect(region).to_have_text(re.compile("120元/本"))
    heard: list[str] = citizen.page.evaluate("window.heard")
    assert len(heard) == 1
    assert re.fullmatch("帮办回答：.*普通护照工本费：120元/本", heard[0], re.DOTALL)


def test_english_changes_the_page_and_leaves_the_guide(citizen: Citizen) -> None:
    citizen.by("language").click()
    expect(citizen.by("handoff")).to_have_text("Talk to a person")
    expect(citizen.page.locator("html")).to_have_attribute("lang", "en")
    answer = citizen.ask("换护照要多少钱？")
    expect(answer).to_contain_text("120元/本")
    expect(answer).to_contain_text("Word for word from the service guide")


def test_no_request_leaves_the_server(citizen: Citizen) -> None:
    citizen.by("domain").first.click()
    citizen.by("matter").first.click()
    expect(citizen.guide.get_by_role("heading", level=1)).to_be_visible()
    citizen.by("ask-this").click()
    expect(citizen.answers).to_have_count(1)
    citizen.ask("供暖期间室内温度不低于多少度？").get_by_test_id("citation").click()
    expect(citizen.by("document").get_by_role("heading", level=1)).to_be_visible()
    # What was asked for is compared with the server's address where `visit` ends; here, that it was seen.
    for path in ("/api/domains", "/api/guides/", "/api/documents/", "/assets/", "/ws"):
        assert any(path in request for request in citizen.requests), path
    assert not any(request.split("/")[2] != citizen.url.split("/")[2] for request in citizen.requests)
