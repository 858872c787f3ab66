"""The lists of a guide page: materials, charges and frequently asked questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from knowledge_base.importing import codes
from knowledge_base.importing.exchange_cells import Fields
from knowledge_base.importing.exchange_children import with_source
from knowledge_base.importing.page_blocks import TableBlock
from knowledge_base.importing.page_labels import FEE_COLUMNS, MATERIAL_COLUMNS, plain_label
from knowledge_base.importing.page_sections import Sections, is_material_header
from knowledge_base.importing.quantities import originals, read_amount
from knowledge_base.importing.splitting import split_items

_COPIES = re.compile(r"(\d{1,2}|[一二两三四五六七八九十])\s*份")
_CHINESE = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_NEED = re.compile(r"[（(]\s*(非必要|非必需|可选|容缺后补|可容缺|必要|必需)\s*[）)]")
_QUESTION = re.compile(r"^\s*(?:问题?\s*\d*\s*[：:、]|[QqＱ]\s*\d*\s*[：:.、])\s*")
_ANSWER = re.compile(r"^\s*(?:答复?\s*\d*\s*[：:、]|[AaＡ]\s*\d*\s*[：:.、])\s*")
_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[、.．]\s*")
_MATERIAL_TEXTS = (
    "page_format",
    "source_explain",
    "fill_explain",
    "accept_stand",
    "exempt_explain",
    "by_law",
    "remark",
)
_MATERIAL_CODES = ("is_need", "material_type", "material_format")


class NotMappedError(ValueError):
    """A cell or column of a list that stands for no field. `label` names it."""

    def __init__(self, label: str, reason: str = "not mapped") -> None:
        super().__init__(reason)
        self.label = label


def copies(text: str) -> int | None:
    """The number of copies that a text asks for, added up (`原件1份，复印件2份`)."""
    found = [_CHINESE.get(number) or int(number) for number in _COPIES.findall(text)]
    if found:
        return sum(found)
    return int(text) if re.fullmatch(r"\d{1,2}", text.strip()) else None


def material_rows(sections: Sections) -> Iterator[Fields | NotMappedError]:
    """The fields of each material: those in tables first, then those in running text."""
    for table in sections.tables("materials"):
        header = table.rows[0]
        if is_material_header(header):
            for label in header:
                if label and plain_label(label) not in MATERIAL_COLUMNS:
                    yield NotMappedError(plain_label(label))
            for row in table.rows[1:]:
                cells = _cells(header, row)
                if cells.get("material_name") and row != header:
                    yield from _material(cells)
        else:
            for row in table.rows:
                if text := " ".join(cell for cell in row if cell):
                    yield _listed_material(text)
    for item in split_items("\n".join(sections.lines("materials"))):
        if item.rstrip("：: ").strip():
            yield _listed_material(item)


def _cells(header: tuple[str, ...], row: tuple[str, ...]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for label, cell in zip(header, row, strict=False):
        name = MATERIAL_COLUMNS.get(plain_label(label))
        if name and cell and cell not in ("无", "/", "-", "—"):
            cells[name] = f"{cells[name]} {cell}" if name in cells else cell
    return cells


def _material(cells: Mapping[str, str]) -> Iterator[Fields | NotMappedError]:
    fields: Fields = {name: cells[name] for name in _MATERIAL_TEXTS if name in cells}
    fields["material_name"] = " ".join(cells["material_name"].split("\n"))
    for name in _MATERIAL_CODES:
        if name in cells:
            try:
                fields[name] = codes.word(name, re.split(r"[\s，,；;。（(]", cells[name])[0])
            except codes.UnknownCodeError as error:
                fields["remark"] = "；".join(filter(None, (fields.get("remark"), cells[name])))
                yield NotMappedError(name, str(error))
    if source := cells.get("source_type"):
        fields["source_type"] = _source(source)
        fields.setdefault("source_explain", source)
    fields |= _paper(cells)
    yield with_source(fields)


def _paper(cells: Mapping[str, str]) -> Fields:
    """Whether originals or copies are asked for, and how many, from whichever columns say so."""
    fields: Fields = {}
    counted = {name: copies(cells[name]) for name in ("originals", "copies") if name in cells}
    has_original, has_copy = bool(counted.get("originals")), bool(counted.get("copies"))
    said = " ".join(
        cells.get(name, "") for name in ("original", "page_num", "page_format", "material_format")
    )
    if has_original or has_copy:
        fields["original"] = (
            "原件及复印件" if has_original and has_copy else "原件" if has_original else "复印件"
        )
        fields["page_num"] = sum(number or 0 for number in counted.values())
    elif kind := originals(said) or originals(cells["material_name"]):
        fields["original"] = kind
    number = copies(cells.get("page_num", "")) or copies(cells.get("original", ""))
    if number is not None:
        fields["page_num"] = number
    return fields


def _source(text: str) -> str:
    if "自备" in text or text.startswith("申请人"):
        return "申请人自备"
    return "政府部门核发" if "核发" in text or "政府部门" in text else "其他"


def _listed_material(item: str) -> Fields:
    """A material of a list, in the words of the list."""
    fields: Fields = {"material_name": " ".join(item.split("\n")).rstrip("；;。，, ")}
    if kind := originals(item):
        fields["original"] = kind
    if number := copies(item):
        fields["page_num"] = number
    if need := _NEED.search(item):
        fields["is_need"] = codes.word("is_need", need.group(1))
    return with_source(fields)


def fee_rows(tables: list[TableBlock], fee_basis: str) -> Iterator[Fields | NotMappedError]:
    """The charges of a table."""
    for table in tables:
        header = table.rows[0]
        for row in table.rows[1:]:
            fields: Fields = {"by_law": fee_basis}
            for label, cell in zip(header, row, strict=False):
                name = FEE_COLUMNS.get(plain_label(label))
                if name == "is_desc":
                    fields[name] = cell.startswith(("是", "允许"))
                elif name and cell:
                    fields[name] = cell
                elif cell and plain_label(label) != "序号":
                    yield NotMappedError(plain_label(label))
            fields["amount"] = read_amount(fields.get("fee_stand", ""))
            yield fields


def question_rows(sections: Sections) -> Iterator[Fields | NotMappedError]:
    """Questions with their answers, from tables or from text with 问/答 or with question marks."""
    for table in sections.tables("questions"):
        header = [plain_label(cell) for cell in table.rows[0]]
        place = header.index("问题") if "问题" in header else 0
        for row in table.rows[1:]:
            rest = [cell for n, cell in enumerate(row) if n != place and header[n : n + 1] != ["序号"]]
            yield {"question": row[place], "answer": "\n".join(cell for cell in rest if cell)}
    current: Fields | None = None
    for line in sections.lines("questions"):
        if (answer := _ANSWER.match(line)) and current is not None:
            current["answer"] = f"{current['answer']}\n{line[answer.end() :]}".strip()
        elif _QUESTION.match(line) or line.rstrip().endswith(("？", "?")):
            if current is not None:
                yield current
            text = _NUMBER.sub("", line)
            current = {"question": _QUESTION.sub("", text), "answer": ""}
        elif current is not None:
            current["answer"] = f"{current['answer']}\n{line}".strip()
        else:
            yield NotMappedError(line[:40])
    if current is not None:
        yield current
