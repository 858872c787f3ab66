"""The blocks of a page sorted under the fields that their headings and labels stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knowledge_base.importing.page_blocks import Block, Heading, Paragraph, TableBlock
from knowledge_base.importing.page_labels import (
    FEE_COLUMNS,
    MATERIAL_COLUMNS,
    SHARED,
    field_of,
    is_neutral,
    plain_label,
)

Content = str | TableBlock

_LABELLED = re.compile(r"\s*([^：:\n]{2,20}?)\s*[：:]\s*(.*)", re.DOTALL)
_TITLE_END = re.compile(r"[\s（(【—-]*(?:的?(?:办事|服务|办理)指南|服务事项)[\s）)】]*$")
_LISTS = frozenset({"materials", "accept_condition", "handle_flow", "online_flow", "by_law", "questions"})
"""Fields of several items, in which a line such as `办理地点：…` belongs to an item."""
_CONTACTS = frozenset({"link_way", "supervise_way"})
_BELOW_HEADINGS = 100


@dataclass(slots=True)
class Sections:
    """The contents of a page by field, in the order in which they stand."""

    title: str = ""
    contents: dict[str, list[Content]] = field(default_factory=dict)
    unmapped: list[str] = field(default_factory=list)

    def lines(self, name: str) -> list[str]:
        return [content for content in self.contents.get(name, ()) if isinstance(content, str)]

    def text(self, name: str) -> str:
        """The text under a field; the cells of a table are put one after the other."""
        parts = []
        for content in self.contents.get(name, ()):
            if isinstance(content, str):
                parts.append(content)
            else:
                parts.extend(" ".join(cell for cell in row if cell) for row in content.rows)
        return "\n".join(parts)

    def tables(self, name: str) -> list[TableBlock]:
        return [content for content in self.contents.get(name, ()) if isinstance(content, TableBlock)]


def sections_of(blocks: Iterable[Block]) -> Sections:
    """Sort the blocks of a page."""
    reader = _Reader()
    for block in blocks:
        if isinstance(block, Heading):
            reader.heading(block)
        elif isinstance(block, Paragraph):
            for line in block.text.split("\n"):
                reader.line(line)
        else:
            reader.table(block)
    return reader.sections


class _Reader:
    """Goes through the blocks with the section that is open; None where the text stands under no heading."""

    def __init__(self) -> None:
        self.sections = Sections()
        self._field: str | None = None
        self._level = _BELOW_HEADINGS
        self._unmapped = False
        self._subheading = ""

    def heading(self, heading: Heading) -> None:
        name = field_of(heading.text)
        if name is not None:
            self._open(name, heading.level)
        elif labelled := _known_label(heading.text):
            self._open(labelled[1], heading.level)
            self._put(labelled[2])
        elif not self.sections.title and heading.level <= 2 and self._can_be_title(heading.text):
            self.sections.title = _TITLE_END.sub("", heading.text) or heading.text
        elif is_neutral(heading.text) or heading.text == self.sections.title:
            self._close()
        elif self._field is not None and heading.level > self._level:
            self._put(heading.text, is_heading=True)
        else:
            self._report(heading.text)
            self._level = heading.level

    def line(self, line: str) -> None:
        name = field_of(line) if len(line) <= 30 else None
        labelled = _known_label(line)
        if name is not None and not self._stays(line, is_whole=True):
            self._open(name, _BELOW_HEADINGS)
        elif labelled is not None and not self._stays(labelled[0], is_whole=False):
            self._open(labelled[1], _BELOW_HEADINGS)
            self._put(labelled[2])
        elif is_neutral(line):
            self._close()
        elif self._is_title(line):
            self.sections.title = _TITLE_END.sub("", line)
        else:
            self._put(line)

    def table(self, table: TableBlock) -> None:
        header = [plain_label(cell) for cell in table.rows[0]]
        if is_material_header(header) or (self._field == "materials" and "材料名称" in header):
            self._add("materials", table)
        elif {"问题", "答案"} <= set(header) or {"问题", "解答"} <= set(header):
            self._add("questions", table)
        elif (
            sum(cell in FEE_COLUMNS for cell in header) >= 2 and len(table.rows) > 1 and "收费标准" in header
        ):
            self._add("fee_stand", table)
        elif self._field in _LISTS and self._level < _BELOW_HEADINGS and not field_of(header[0]):
            self._add(self._field, table)
        else:
            self._label_rows(table.rows)

    def _label_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Rows of label and value pairs; rows under one spanning label are a table of its own."""
        if (
            len(rows) == 2
            and len(rows[0]) > 1
            and all(map(field_of, rows[0]))
            and not any(map(field_of, rows[1]))
        ):
            rows = tuple(zip(*rows, strict=False))  # labels above their values
        place = 0
        while place < len(rows):
            row = rows[place]
            end = place + 1
            while end < len(rows) and rows[end][0] == row[0] and row[0]:
                end += 1
            name = field_of(row[0])
            if end - place > 1 and name is not None and len(row) > 2:
                self._add(name, TableBlock(tuple(r[1:] for r in rows[place:end])))
            else:
                for single in rows[place:end]:
                    self._pairs(single)
            place = end
        self._close()

    def _pairs(self, row: tuple[str, ...]) -> None:
        cells = [cell for cell in row if cell]
        if len(cells) == 1:
            for line in cells[0].split("\n"):
                self.line(line)
            return
        if len(cells) % 2 and field_of(cells[0]) and not any(field_of(cell) for cell in cells[1:]):
            self._add(str(field_of(cells[0])), "\n".join(cells[1:]))
            return
        cells = _without_blanks(row)
        for label, value in zip(cells[::2], [*cells[1::2], ""], strict=False):
            if not value or (is_neutral(label) and is_neutral(value)):
                continue
            if name := field_of(label):
                self._add(name, value)
            else:
                self._report(label)

    def _stays(self, label: str, *, is_whole: bool) -> bool:
        """Whether a line with a known label belongs to the section that is open.

        Under a heading of its own, a list keeps lines such as `办理地点：…` and steps such as `收费`.
        """
        plain = plain_label(label)
        if self._field in _CONTACTS and plain in SHARED:
            return True
        is_list = self._field in _LISTS and self._level < _BELOW_HEADINGS
        return is_list and not (is_whole and len(plain) >= 4)

    def _can_be_title(self, heading: str) -> bool:
        return not self.sections.contents or bool(_TITLE_END.search(heading))

    def _is_title(self, line: str) -> bool:
        is_first = not self.sections.title and not self.sections.contents
        return (
            is_first and len(line) <= 60 and bool(_TITLE_END.sub("", line)) and bool(_TITLE_END.search(line))
        )

    def _open(self, name: str, level: int) -> None:
        self._field, self._level, self._unmapped = name, level, False
        self._subheading = ""

    def _close(self) -> None:
        self._field, self._level, self._unmapped = None, _BELOW_HEADINGS, False

    def _put(self, text: str, *, is_heading: bool = False) -> None:
        if self._field is not None and text:
            contents = self.sections.contents.setdefault(self._field, [])
            if self._subheading and not is_heading and self._field.endswith("_flow"):
                contents[-1] = f"{self._subheading}：{text}"
            else:
                contents.append(text)
            self._subheading = plain_label(text) if is_heading else ""
        elif text and not self._unmapped and text != self.sections.title:
            self._report(text if len(text) <= 40 else f"{text[:40]}…")

    def _add(self, name: str, content: Content) -> None:
        self._subheading = ""
        self.sections.contents.setdefault(name, []).append(content)

    def _report(self, label: str) -> None:
        self.sections.unmapped.append(plain_label(label) or label)
        self._field, self._unmapped = None, True


def is_material_header(cells: Sequence[str]) -> bool:
    """Whether these are the column heads of a table of materials."""
    fields = [MATERIAL_COLUMNS.get(plain_label(cell)) for cell in cells if cell]
    return "material_name" in fields and sum(name is not None for name in fields) >= 2


def _known_label(line: str) -> tuple[str, str, str] | None:
    """Label, its field and the value of a line such as `办理地点：……`."""
    match = _LABELLED.fullmatch(line)
    if match is None:
        return None
    name = field_of(match.group(1))
    return (match.group(1), name, match.group(2)) if name else None


def _without_blanks(row: tuple[str, ...]) -> list[str]:
    """The cells of a label row without the blanks that spanning cells leave; a blank value stays."""
    cells: list[str] = []
    for place, cell in enumerate(row):
        following = next((later for later in row[place + 1 :] if later), "")
        if cell or (len(cells) % 2 == 1 and field_of(following)):
            cells.append(cell)
    return cells
