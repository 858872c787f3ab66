"""The fields of an item in a basic row (which may hold the extended columns as well)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge_base.importing import codes, quantities
from knowledge_base.importing.exchange_cells import Cells, Fields
from knowledge_base.importing.splitting import split_items, split_legal_bases, split_steps
from knowledge_base.schemas import AcceptCondition

_TEXTS = (
    "task_name",
    "catalog_code",
    "task_code",
    "task_handle_item",
    "dept_name",
    "dept_code",
    "anticipate_explain",
    "promise_explain",
    "special_procedure",
    "transact_addr",
    "transact_time",
    "link_way",
    "supervise_way",
    "link_addr",
    "mobile_terminal_url",
    "summary",
    "domain",
    "fee_explain",
    "source_url",
)
_EXTENDED_TEXTS = (
    "limit_scene_explain",
    "handle_area",
    "online_handle_depth",
    "schedule_explain",
    "express_explain",
    "limit_explain",
    "other_dept",
    "result_name",
    "result_explain",
)
_EXTENDED_FLAGS = (
    "is_online",
    "is_schedule",
    "is_pay_online",
    "is_express",
    "is_service_terminals",
    "is_entry_center",
)
_CREDIT_CODE = re.compile(r"[0-9A-Z]{2}(\d{6})[0-9A-Z]{10}", re.IGNORECASE)


def item_fields(cells: Cells, region_code: str | None) -> Fields:
    """The fields of a guide without what stands in other tables."""
    cells.require("task_name", "dept_name")
    fields: Fields = {column: text for column in _TEXTS if (text := cells.text(column))}
    fields = extended_fields(cells) | fields
    fields["guide_id"] = _first(cells, "row_guid", "item_id", "item_guid", "task_guid")
    if not fields["guide_id"]:
        cells.fail("row_guid", "required, but empty")
    fields["matter"] = _first(cells, "task_handle_item", "task_code") or fields["guide_id"]
    fields["region_code"] = _region(cells, region_code)
    fields["version"] = cells.text("task_version") or "1"
    fields["by_law"] = tuple(split_legal_bases(cells.text("by_law")))
    conditions = split_items(cells.text("accept_condition"))
    fields["accept_condition"] = tuple(AcceptCondition(text=condition) for condition in conditions)
    for column in ("handle_flow", "online_flow"):
        fields[column] = tuple(split_steps(cells.text(column)))
    if aliases := re.split(r"[、,，;；|\n]+", cells.text("aliases")):
        fields["aliases"] = tuple(alias.strip() for alias in aliases if alias.strip())
    for name, value in _coded(cells):
        if value is not None:
            fields[name] = value
    for name in ("anticipate", "promise"):
        fields |= _limit(cells, name)
    return fields


def extended_fields(cells: Cells) -> Fields:
    """The fields of an extended row: those that are one text, one yes or no, or a result's type."""
    fields: Fields = {column: text for column in _EXTENDED_TEXTS if (text := cells.text(column))}
    if url := cells.text("online_handle_url"):
        fields["link_addr"] = url
    for column in _EXTENDED_FLAGS:
        if (value := cells.read(column, codes.truth)) is not None:
            fields[column] = value
    if (kinds := cells.words("result_type")) is not None:
        fields["result_type"] = "、".join(kinds)
    return fields


def _coded(cells: Cells) -> Iterator[tuple[str, object]]:
    for column in ("task_type", "task_state", "project_type"):
        yield column, cells.word(column)
    for column in ("server_type", "handle_type"):
        yield column, cells.words(column)
    levels = cells.words("use_level")
    yield "use_level", "、".join(levels) if levels else None
    yield "is_fee", cells.read("is_fee", codes.truth)
    yield "limit_scene_num", cells.read("limit_scene_num", quantities.read_count)
    yield "effective_from", cells.read("plan_effective_date", quantities.read_date)
    yield "effective_to", cells.read("plan_cancel_date", quantities.read_date)


def _limit(cells: Cells, name: str) -> Fields:
    """Number, unit and explanation of a limit; the unit's own column outranks the one in the cell."""
    fields: Fields = {}
    limit = cells.read(f"{name}_day", quantities.read_limit)
    unit = cells.word(f"{name}_type")
    if limit is not None:
        fields[f"{name}_day"] = limit.number
        unit = unit or limit.unit
        if limit.explain and not cells.text(f"{name}_explain"):
            fields[f"{name}_explain"] = limit.explain
    if unit:
        fields[f"{name}_type"] = unit
    return fields


def _region(cells: Cells, region_code: str | None) -> str:
    """Where the matter is handled: the row's own code, else the caller's, else the department's.

    The department's is read from its unified social credit code, whose characters 3 to 8 are the
    region in which it is registered; the code of an item (实施编码) may begin with it.
    """
    own = cells.text("region_code")
    if own:
        if re.fullmatch(r"\d{6}(?:\d{3}|\d{6})?", own):
            return own[:6]
        cells.fail("region_code", f"{own!r} is not a region code of 6, 9 or 12 digits")
        return ""
    if region_code:
        return region_code
    for column in ("dept_code", "task_code"):
        if match := _CREDIT_CODE.match(cells.text(column)):
            return match.group(1)
    cells.fail("region_code", "no region: there is no region_code, and dept_code is no social credit code")
    return ""


def _first(cells: Cells, *columns: str) -> str:
    return next((text for column in columns if (text := cells.text(column))), "")
