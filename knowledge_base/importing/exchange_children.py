"""The records in the rows below an item: materials, charges, questions with their answers."""

from __future__ import annotations

from knowledge_base.importing import codes, quantities
from knowledge_base.importing.exchange_cells import Cells, Fields
from knowledge_base.schemas import Fee, Material, Question

_MATERIAL_TEXTS = (
    "material_name",
    "page_format",
    "source_explain",
    "fill_explain",
    "accept_stand",
    "exempt_explain",
    "by_law",
    "remark",
)
_MATERIAL_CODES = ("material_type", "material_format", "is_need", "source_type")


def material(cells: Cells) -> Material | None:
    cells.require("material_name")
    fields: Fields = {column: text for column in _MATERIAL_TEXTS if (text := cells.text(column))}
    for column in _MATERIAL_CODES:
        if (value := cells.word(column)) is not None:
            fields[column] = value
    if (number := cells.read("page_num", quantities.read_count)) is not None:
        fields["page_num"] = number
    said = " ".join(cells.text(column) for column in ("original", "page_format", "material_name"))
    if original := quantities.originals(said) or {"电子化": "电子件"}.get(fields.get("material_format", "")):
        fields["original"] = original
    return cells.build(Material, with_source(fields))


def with_source(fields: Fields) -> Fields:
    """A material whose source is not explained: its kind of source stands for the explanation."""
    if not fields.get("source_explain"):
        fields["source_explain"] = fields.get("source_type", "指南未说明")
        fields.setdefault("source_type", "其他")
    return fields


def fee(cells: Cells, fee_basis: str) -> Fee | None:
    """A charge; without a legal basis of its own it rests on the item's, and without any it fails."""
    cells.require("fee_name", "fee_stand")
    basis = cells.text("by_law") or fee_basis
    if not basis:
        cells.fail("by_law", "no legal basis for the charge, neither here nor in the item's fee_basis")
    standard = cells.text("fee_stand")
    fields: Fields = {
        "fee_name": cells.text("fee_name"),
        "fee_stand": standard,
        "amount": quantities.read_amount(standard),
        "by_law": basis,
        "is_desc": cells.read("is_desc", codes.truth) or False,
        "desc_explain": cells.text("desc_explain"),
        "remark": cells.text("remark"),
    }
    return cells.build(Fee, fields)


def question(cells: Cells) -> Question | None:
    cells.require("question", "answer")
    return cells.build(Question, {column: cells.text(column) for column in ("question", "answer")})
