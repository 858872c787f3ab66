"""Items of the exchange tables, gathered from the rows of several tables and made into guides."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from pydantic import BaseModel, ValidationError

from knowledge_base.importing import exchange_children, exchange_rows
from knowledge_base.importing.exchange_cells import Cells, Fields
from knowledge_base.importing.exchange_columns import PARENT_IDS, Kind
from knowledge_base.importing.exchange_situations import with_situations
from knowledge_base.importing.quantities import says_free
from knowledge_base.importing.report import Problem, reasons
from knowledge_base.schemas import Fee, Guide, Material, Question

ITEM_CODES = ("task_handle_item", "task_code")
"""Codes that name an item only as long as no other item has the same."""

_LAST = 1_000_000


@dataclass(slots=True)
class _Child:
    """A row below an item: what it became, and where it stands in the list."""

    order: int
    cells: Cells
    record: BaseModel


@dataclass(slots=True, eq=False)
class _Item:
    cells: Cells
    fields: Fields
    extended: tuple[int, Fields] | None = None
    children: dict[Kind, dict[Hashable, _Child]] = field(default_factory=dict)
    situations: dict[str, set[str]] = field(default_factory=dict)

    def sorted_children(self, kind: Kind) -> list[_Child]:
        return sorted(self.children.get(kind, {}).values(), key=lambda child: child.order)


class _UnlinkedError(Exception):
    """A row whose item cannot be told."""


class Items:
    """The items of one import; every row that cannot go in is noted in `problems`."""

    def __init__(self, region_code: str | None) -> None:
        self.problems: list[Problem] = []
        self._region_code = region_code
        self._items: dict[str, _Item] = {}
        self._named: dict[tuple[str, str], set[str]] = {}
        self._failed: dict[str, int] = {}
        self._holders: dict[str, list[_Item]] = {}

    def add(self, cells: Cells) -> None:
        """Take in a basic row. The same row again is one item: exports list items under each topic."""
        if cells.problems:
            self._fail(cells)
            return
        fields = exchange_rows.item_fields(cells, self._region_code)
        guide_id = str(fields["guide_id"])
        earlier = self._items.get(guide_id)
        if earlier is not None and earlier.fields != fields and not cells.problems:
            column = next(c for c in fields | earlier.fields if fields.get(c) != earlier.fields.get(c))
            cells.fail(
                "row_guid", f"{guide_id} is already in {_place(earlier.cells, cells)} with another {column}"
            )
        if cells.problems:
            self._fail(cells)
        elif earlier is None:
            self._items[guide_id] = _Item(cells, fields)
            for column in ("row_guid", *PARENT_IDS, *ITEM_CODES):
                if value := cells.text(column):
                    key = "" if column not in ITEM_CODES else column
                    self._named.setdefault((key, value), set()).add(guide_id)

    def _fail(self, cells: Cells) -> None:
        """Note an item that does not go in, so that its other rows can say why they do not."""
        self.problems.extend(cells.problems)
        for column in ("row_guid", *PARENT_IDS):
            if value := cells.text(column):
                self._failed.setdefault(value, cells.row)

    def attach(self, kind: Kind, cells: Cells) -> None:
        """Take in a row of one of the other tables; situations come after the materials."""
        try:
            if cells.problems:
                pass  # it has failed already
            elif kind is Kind.CONDITION:
                self._attach_situation(cells)
            elif kind is Kind.EXTEND:
                self._attach_extended(*self._item_of(cells), cells)
            else:
                self._attach_child(*self._item_of(cells), kind, cells)
        except _UnlinkedError as error:
            cells.fail("task_guid", str(error))
        self.problems.extend(cells.problems)

    def _item_of(self, cells: Cells) -> tuple[_Item, str]:
        """The item of a row, and the row's own id."""
        own_id = cells.text("row_guid")
        for column in PARENT_IDS:
            if value := cells.text(column):
                return self._only("", column, value), own_id
        if ("", own_id) in self._named or own_id in self._failed:
            return self._only("", "row_guid", own_id), ""
        for column in ITEM_CODES:
            if value := cells.text(column):
                return self._only(column, column, value), own_id
        raise _UnlinkedError("the row does not name its item")

    def _only(self, key: str, column: str, value: str) -> _Item:
        guide_ids = self._named.get((key, value), set())
        if len(guide_ids) == 1:
            return self._items[next(iter(guide_ids))]
        if guide_ids:
            raise _UnlinkedError(f"{column} {value} is shared by {len(guide_ids)} items; task_guid is needed")
        if value in self._failed:
            raise _UnlinkedError(f"its item {value} (row {self._failed[value]}) did not go in")
        raise _UnlinkedError(f"there is no item with {column} {value}")

    def _attach_extended(self, item: _Item, own_id: str, cells: Cells) -> None:
        del own_id
        fields = exchange_rows.extended_fields(cells)
        if cells.problems:
            return
        if item.extended is not None and item.extended[1] != fields:
            cells.fail("task_guid", f"row {item.extended[0]} extends the same item with different content")
        else:
            item.extended = (cells.row, fields)

    def _attach_child(self, item: _Item, own_id: str, kind: Kind, cells: Cells) -> None:
        record: BaseModel | None
        if kind is Kind.MATERIAL:
            record = exchange_children.material(cells)
        elif kind is Kind.FEE:
            if item.fields.get("is_fee") is False:
                cells.fail("fee_name", "a charge, but is_fee of the item says that nothing is charged")
            record = exchange_children.fee(cells, item.cells.text("fee_basis"))
        else:
            record = exchange_children.question(cells)
        if record is None:
            return
        children = item.children.setdefault(kind, {})
        earlier = children.get(own_id or record)
        if earlier is None:
            order = cells.text("order_num")
            children[own_id or record] = _Child(int(order) if order.isdecimal() else _LAST, cells, record)
            if kind is Kind.MATERIAL and own_id:
                self._holders.setdefault(own_id, []).append(item)
        elif earlier.record != record:
            place = _place(earlier.cells, cells)
            cells.fail("row_guid", f"{own_id} is already in {place} with different content")

    def _attach_situation(self, cells: Cells) -> None:
        cells.require("condition_name", "material_guid")
        if cells.problems:
            return
        links = (*PARENT_IDS, *ITEM_CODES)
        try:
            item: _Item | None = self._item_of(cells)[0]
        except _UnlinkedError:
            if any(cells.text(column) for column in links):
                raise
            item = None
        name, description = cells.text("condition_name"), cells.text("condition_desc")
        if description and description != name:
            name = f"{name}：{description}"
        for guid in re.split(r"[,，;；、|\s]+", cells.text("material_guid")):
            holders = [holder for holder in self._holders.get(guid, ()) if item in (None, holder)]
            if not holders:
                cells.fail("material_guid", f"there is no material {guid} of the item")
            for holder in holders:
                holder.situations.setdefault(name, set()).add(guid)

    def guides(self) -> Iterator[Guide]:
        """The guides, in the order of the basic rows; one that does not hold together is noted."""
        for item in self._items.values():
            try:
                yield Guide.model_validate(_guide_fields(item))
            except ValidationError as error:
                for place, reason in reasons(error):
                    item.cells.fail(str(place[0]) if place else "", reason)
                self.problems.extend(item.cells.problems)


def _guide_fields(item: _Item) -> Fields:
    materials = [
        (child.cells.text("row_guid"), child.record)
        for child in item.sorted_children(Kind.MATERIAL)
        if isinstance(child.record, Material)
    ]
    questions, conditional = with_situations(materials, item.situations)
    fees = tuple(c.record for c in item.sorted_children(Kind.FEE) if isinstance(c.record, Fee))
    fields: Fields = {
        **(item.extended[1] if item.extended else {}),
        **item.fields,
        "materials": conditional,
        "situations": questions,
        "fees": fees,
        "questions": tuple(
            c.record for c in item.sorted_children(Kind.QUESTION) if isinstance(c.record, Question)
        ),
    }
    if fees:
        fields["is_fee"] = True
    basis = item.cells.text("fee_basis")
    if basis and not fees and not says_free(basis):
        fields.setdefault("fee_explain", f"收费依据：{basis}")
    return fields


def _place(earlier: Cells, later: Cells) -> str:
    return f"row {earlier.row}" if earlier.file == later.file else f"{earlier.file} row {earlier.row}"
