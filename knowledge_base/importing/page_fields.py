"""The fields of a guide from the sections of its page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from knowledge_base.importing import codes, quantities
from knowledge_base.importing.exchange_cells import Fields
from knowledge_base.importing.page_lists import NotMappedError, fee_rows, material_rows, question_rows
from knowledge_base.importing.page_sections import Sections
from knowledge_base.importing.quantities import Limit, read_limit, says_free
from knowledge_base.importing.report import Problem, reasons
from knowledge_base.importing.splitting import split_items, split_legal_bases, split_steps
from knowledge_base.schemas import AcceptCondition, Fee, FlowStep, Material, Question

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

_TEXTS = (
    "dept_code",
    "catalog_code",
    "task_code",
    "task_handle_item",
    "summary",
    "transact_addr",
    "transact_time",
    "link_way",
    "supervise_way",
    "link_addr",
    "mobile_terminal_url",
    "limit_scene_explain",
    "special_procedure",
    "handle_area",
    "online_handle_depth",
    "schedule_explain",
    "express_explain",
    "limit_explain",
    "other_dept",
    "result_name",
    "result_explain",
)
_FLAGS = (
    "is_online",
    "is_schedule",
    "is_pay_online",
    "is_express",
    "is_service_terminals",
    "is_entry_center",
)
_WHICH_LIMIT = re.compile(r"(法定|承诺)[^，,；;。\n]*")


class PageFields:
    """Reads the sections; what cannot be read or is not mapped gathers in `problems`."""

    def __init__(self, file: str, sections: Sections) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._sections = sections
        for label in sections.unmapped:
            self.problem(label, "not mapped")

    def read(self) -> Fields:
        """All fields but those that only the caller knows. `task_name` can be missing."""
        text = self._sections.text
        fields: Fields = {name: found for name in _TEXTS if (found := text(name))}
        fields["task_name"] = " ".join(text("task_name").split())
        fields["dept_name"] = " ".join((text("dept_name") or text("acting_dept")).split("\n"))
        for name in ("task_type", "project_type"):
            self._set(fields, name, partial(codes.word, name))
        for name in ("server_type", "handle_type"):
            self._set(fields, name, partial(codes.words, name))
        for name in ("use_level", "result_type"):
            self._set(fields, name, partial(_joined_words, name))
        for name in _FLAGS:
            self._set(fields, name, codes.truth)
        self._set(fields, "limit_scene_num", quantities.read_count)
        for name in ("effective_from", "effective_to"):
            self._set(fields, name, quantities.read_date)
        fields["accept_condition"] = [AcceptCondition(text=t) for t in split_items(text("accept_condition"))]
        fields["by_law"] = split_legal_bases(text("by_law"))
        for name in ("handle_flow", "online_flow"):
            fields[name] = self._steps(name)
        fields |= self._limits()
        fields["materials"] = self._records(Material, material_rows(self._sections), "申请材料")
        fields["questions"] = self._records(Question, question_rows(self._sections), "常见问题")
        return fields | self._fees()

    def _set(self, fields: Fields, name: str, reader: Callable[[str], T]) -> None:
        text = self._sections.text(name)
        if text in ("", "无", "/", "-", "—"):
            return
        try:
            fields[name] = reader(text)
        except (codes.UnknownCodeError, quantities.UnreadableError) as error:
            self.problem(name, str(error))

    def _steps(self, name: str) -> list[FlowStep]:
        """The steps of a flow; in a table the first cell that is no number names the step."""
        steps = []
        for table in self._sections.tables(name):
            for row in table.rows[1:]:
                cells = [cell for cell in row if cell and not cell.isdecimal()]
                if cells:
                    description = "\n".join(cells[1:]) or cells[0]
                    steps.append(FlowStep(name=" ".join(cells[0].split("\n")), description=description))
        return steps + split_steps("\n".join(self._sections.lines(name)))

    def _limits(self) -> Fields:
        """Both limits, also from one section that names them (`法定20个工作日，承诺5个工作日`)."""
        texts = {name: self._sections.text(name) for name in ("anticipate", "promise")}
        if either := self._sections.text("any_limit"):
            parts = {m.group(1): m.group() for m in _WHICH_LIMIT.finditer(either)} or {"承诺": either}
            texts["anticipate"] = texts["anticipate"] or parts.get("法定", "")
            texts["promise"] = texts["promise"] or parts.get("承诺", "")
        fields: Fields = {}
        for name, text in texts.items():
            limit = self._limit(name, text) if text else None
            explanation = self._sections.text(f"{name}_explain")
            if limit is not None:
                fields[f"{name}_day"] = limit.number
                if limit.unit:
                    fields[f"{name}_type"] = limit.unit
            fields[f"{name}_explain"] = explanation or (limit.explain if limit else "")
        return fields

    def _limit(self, name: str, text: str) -> Limit | None:
        try:
            return read_limit(text)
        except quantities.UnreadableError as error:
            self.problem(name, str(error))
            return None

    def _fees(self) -> Fields:
        """Whether a fee is charged, and the charges whose legal basis the page gives."""
        said, basis = self._sections.text("is_fee"), self._sections.text("fee_basis")
        standard = "\n".join(self._sections.lines("fee_stand"))
        fees = self._records(Fee, fee_rows(self._sections.tables("fee_stand"), basis), "收费标准")
        is_fee: bool | None = None
        if said:
            try:
                is_fee = not says_free(said) and codes.truth(said)
            except codes.UnknownCodeError:
                standard = standard or said
        if is_fee is None and (fees or standard):
            is_fee = bool(fees) or not says_free(standard)
        if is_fee is None:
            self.problem("是否收费", "the page does not say whether a fee is charged; left open")
            return {}
        if not is_fee:
            if fees:
                self.problem(
                    "收费标准", "charges are listed, but the page says that nothing is charged; left open"
                )
                return {"fee_explain": standard}
            return {"is_fee": False, "fee_explain": "" if standard in ("", "无", "否") else standard}
        explain = ""
        if standard and not fees:
            if basis:
                amount = quantities.read_amount(standard)
                name = self._sections.text("fee_name") or "收费"
                fees = [Fee(fee_name=name, fee_stand=standard, by_law=basis, amount=amount)]
            else:
                explain = standard
                self.problem("收费依据", "a charge without a legal basis is kept as an explanation only")
        return {"is_fee": True, "fees": fees, "fee_explain": explain}

    def _records(self, model: type[M], rows: Iterable[Fields | NotMappedError], label: str) -> list[M]:
        """The records that are valid; the others are reported under `label`."""
        records: dict[M, None] = {}
        for row in rows:
            if isinstance(row, NotMappedError):
                self.problem(row.label, str(row))
                continue
            try:
                records[model.model_validate(row)] = None
            except ValidationError as error:
                for place, reason in reasons(error):
                    self.problem(label, f"{place[0] if place else ''}: {reason}")
        return list(records)

    def problem(self, column: str, reason: str) -> None:
        problem = Problem(self._file, 0, column, reason)
        if problem not in self.problems:
            self.problems.append(problem)


def _joined_words(column: str, text: str) -> str:
    return "、".join(codes.words(column, text))
