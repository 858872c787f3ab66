"""Text cut into passages: nothing is lost, and each knows where it stands."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.elements import lines
from knowledge_base.schemas import Element, Guide
from retrieval.guide_passages import guide_passages
from retrieval.passages import Passage, document_passages, overlap, split

TEXT = st.text(alphabet="一二三四五申请材料，。；！？\n ab1", max_size=900)


def without_spaces(text: str) -> str:
    return "".join(text.split())


def put_together(pieces: list[str]) -> str:
    """The text again: each piece without what it repeats, known by its place in the text."""
    text = ""
    for piece in pieces:
        text += piece[overlap(text, piece) :]
    return text


def covered(text: str, pieces: list[str]) -> bool:
    """Whether the pieces, in order, cover the whole text but for spaces."""
    end = 0
    start = 0
    for piece in pieces:
        found = text.find(piece, start)
        if found < 0 or text[end:found].strip():
            return False
        start, end = found + 1, max(end, found + len(piece))
    return not text[end:].strip()


@given(TEXT)
def test_no_text_is_lost(text: str) -> None:
    assert covered(text, list(split(text)))


@given(TEXT)
def test_pieces_are_of_a_size(text: str) -> None:
    assert all(0 < len(piece) <= 150 for piece in split(text))


def test_pieces_overlap() -> None:
    text = "".join(
        f"第{number}条　申请人应当提交第{number}种材料，并且如实说明情况。" for number in range(1, 60)
    )
    pieces = list(split(text))
    assert len(pieces) > 5
    assert all(0 < overlap(before, after) <= 30 for before, after in itertools.pairwise(pieces))
    assert put_together(pieces) == text


def test_pieces_end_with_sentences() -> None:
    text = "申请人应当如实提交有关材料和反映真实情况。" * 30
    assert all(piece.endswith("。") for piece in split(text))


def test_short_text_is_one_piece() -> None:
    assert list(split("带身份证。")) == ["带身份证。"]
    assert list(split("")) == []


@given(st.text(alphabet="ab一二", max_size=60), st.text(alphabet="ab一二", max_size=60))
def test_an_overlap_is_what_both_share(before: str, after: str) -> None:
    size = overlap(before, after)
    assert size <= 30
    assert before.endswith(after[:size])


def test_a_passage_is_the_same_for_the_same_words_at_the_same_place() -> None:
    common = ("g", "990100", "标题", ("路径",), "文字")
    assert Passage(*common).passage_id == Passage(*common).passage_id
    others = [
        Passage("h", *common[1:]),
        Passage("g", "990102", *common[2:]),
        Passage("g", "990100", "另一个", *common[3:]),
        Passage("g", "990100", "标题", ("另一条",), "文字"),
        Passage("g", "990100", "标题", ("路径",), "别的"),
        Passage(*common, Element.FEES),
    ]
    assert len({passage.passage_id for passage in (Passage(*common), *others)}) == 7


def test_title_and_headings_are_searched_with_the_text() -> None:
    passage = Passage("g", "990100", "结婚登记", ("申请材料",), "身份证")
    assert passage.embedded_text == "结婚登记 申请材料\n身份证"


def test_a_document_becomes_passages() -> None:
    text = "年满80周岁的老年人每月领取高龄津贴。" * 20
    found = list(document_passages("policy", "990100", "高龄津贴办法", text))
    assert len(found) > 2
    assert {(p.document_id, p.region_code, p.title, p.element) for p in found} == {
        ("policy", "990100", "高龄津贴办法", None)
    }


def test_every_line_of_a_guide_stands_in_its_passages(guides: dict[str, Guide]) -> None:
    for guide in guides.values():
        by_element: dict[Element | None, list[str]] = {}
        for passage in guide_passages(guide):
            assert passage.document_id == guide.guide_id
            assert passage.region_code == guide.region_code
            by_element.setdefault(passage.element, []).append(passage.text)
        for element in Element:
            said = "\n".join(by_element.get(element, []))
            if element is Element.QUESTIONS:
                assert all(question.answer in said for question in guide.questions)
            else:
                assert said == "\n".join(lines(guide, element)), (guide.guide_id, element)


@given(st.lists(st.text(alphabet="申请材料，。一二", min_size=1, max_size=300), min_size=1, max_size=5))
def test_no_step_of_a_guide_is_lost_however_long(descriptions: list[str]) -> None:
    steps = [{"name": "申请", "description": text} for text in descriptions]
    guide = Guide.model_validate(
        {
            "guide_id": "g",
            "matter": "m",
            "region_code": "990100",
            "task_name": "事项",
            "dept_name": "局",
            "handle_flow": steps,
        }
    )
    pieces = [passage.text for passage in guide_passages(guide) if passage.element is Element.PROCESS]
    assert covered("\n".join(lines(guide, Element.PROCESS)), pieces)
