"""Service guides as fields: the national element list, with situations, windows and validity.

Field names are those of the national exchange tables (GB/T 39554); what Bangban adds is said
where it is added. Lists keep the order in which the guide shows them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from knowledge_base.conditions import check_condition, variables

NonEmpty = Annotated[str, Field(min_length=1)]
RegionCode = Annotated[str, Field(pattern=r"^\d{6}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Condition = Annotated[str, AfterValidator(check_condition)]
"""A CEL expression over the answers to the situations, for example `applicant == "guardian"`."""

TimeUnit = Literal["工作日", "自然日", "小时", "分钟", "月"]


class Element(StrEnum):
    """What a citizen can ask about a matter; each is answered from its own fields."""

    SUMMARY = "summary"
    CONDITIONS = "conditions"
    MATERIALS = "materials"
    FEES = "fees"
    BENEFIT = "benefit"
    TIME_LIMIT = "time_limit"
    PROCESS = "process"
    ONLINE = "online"
    LOCATION = "location"
    HOURS = "hours"
    CONTACT = "contact"
    APPOINTMENT = "appointment"
    DELIVERY = "delivery"
    VISITS = "visits"
    RESULT = "result"
    LEGAL_BASIS = "legal_basis"
    DEPARTMENT = "department"
    COMPLAINT = "complaint"
    QUESTIONS = "questions"


class Record(BaseModel):
    """Base of everything in a guide: immutable, and an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class LegalBasis(Record):
    """A law, regulation or rule that fixes something in the guide."""

    name: NonEmpty
    article: str = ""
    content: str = ""
    url: str = ""


class AcceptCondition(Record):
    """One condition for acceptance; with `condition`, which is true when it is met, it can be judged."""

    text: NonEmpty
    condition: Condition | None = None
    by_law: str = ""


class Option(Record):
    """One way a case can be; `keywords` are everyday words that say so."""

    id: Name
    name: NonEmpty
    keywords: tuple[str, ...] = ()


class Situation(Record):
    """A question that tells cases of the matter apart; its `id` is the variable in conditions."""

    id: Name
    question: NonEmpty
    options: Annotated[tuple[Option, ...], Field(min_length=2)]
    condition: Condition | None = None

    @model_validator(mode="after")
    def _option_ids_differ(self) -> Situation:
        ids = [option.id for option in self.options]
        if len(set(ids)) != len(ids):
            raise ValueError(f"situation {self.id}: option ids repeat")
        return self


class Material(Record):
    """One application material (申请材料)."""

    material_name: NonEmpty
    material_type: Literal["证件证书证明", "申请表格文书", "其他"] = "其他"
    material_format: Literal["纸质", "电子化", "纸质/电子化"] = "纸质/电子化"
    original: Literal["原件", "复印件", "原件及复印件", "原件或电子证照", "电子件"] = "原件"
    is_need: Literal["必要", "非必要", "容缺后补"] = "必要"
    page_num: Annotated[int, Field(ge=0, le=50)] = 1
    page_format: str = ""
    source_type: Literal["申请人自备", "政府部门核发", "其他"] = "申请人自备"
    source_explain: NonEmpty
    fill_explain: str = ""
    accept_stand: str = ""
    exempt_explain: str = ""
    """Added: why the citizen need not bring it, for example because a department shares it."""
    by_law: str = ""
    condition: Condition | None = None
    remark: str = ""


class Fee(Record):
    """One charge. A free matter has no `Fee`; `is_fee` says so."""

    fee_name: NonEmpty
    fee_stand: NonEmpty
    amount: Annotated[Decimal, Field(ge=0)] | None = None
    """Added: the amount in yuan where the standard is one number, for arithmetic."""
    by_law: NonEmpty
    is_desc: bool = False
    desc_explain: str = ""
    condition: Condition | None = None
    remark: str = ""


class Question(Record):
    """A frequently asked question with its official answer."""

    question: NonEmpty
    answer: NonEmpty


class FlowStep(Record):
    """One step of handling: 收件, 受理, 审查, 决定, 制证, 送达 or a local name."""

    name: NonEmpty
    description: NonEmpty


class OpeningHours(Record):
    """Days of the week (1 is Monday) and the hours of one opening on them."""

    days: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1)]
    opens: dt.time
    closes: dt.time

    @model_validator(mode="after")
    def _closes_after_opening(self) -> OpeningHours:
        if self.closes <= self.opens:
            raise ValueError("closes must be later than opens")
        return self


class Window(Record):
    """A place where the matter is handled. Coordinates are GCJ-02 degrees."""

    window_id: Slug
    name: NonEmpty
    region_code: RegionCode
    address: NonEmpty
    phone: str = ""
    opening_hours: tuple[OpeningHours, ...] = ()
    hours_remark: str = ""
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None


class Guide(Record):
    """The service guide of one matter in one region, in one version."""

    guide_id: Annotated[str, Field(min_length=1, max_length=100)]
    """Unique over all guides (`row_guid` of the exchange tables, never the task code)."""
    matter: Annotated[str, Field(min_length=1, max_length=100)]
    """The same for the guides of one matter in several regions."""
    region_code: RegionCode
    version: NonEmpty = "1"
    task_state: Literal["在用", "暂停", "取消"] = "在用"
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    """The last day on which the guide holds."""
    source_url: str = ""
    demonstration: bool = False

    # basic
    task_name: NonEmpty
    aliases: tuple[str, ...] = ()
    """Added: what people call the matter in everyday words."""
    expressions: tuple[str, ...] = ()
    """Added: whole sentences in which people ask for the matter; never shown."""
    domain: Name = "other"
    catalog_code: str = ""
    task_code: str = ""
    task_handle_item: str = ""
    task_type: str = "公共服务"
    use_level: str = ""
    dept_name: NonEmpty
    dept_code: str = ""
    server_type: tuple[
        Literal["自然人", "企业法人", "事业法人", "社会组织法人", "非法人企业", "行政机关", "其他组织"], ...
    ] = ("自然人",)
    project_type: Literal["即办件", "承诺件"] = "承诺件"
    handle_type: tuple[str, ...] = ("窗口办理",)
    summary: str = ""
    """Added: one or two sentences on what the matter is for."""
    accept_condition: tuple[AcceptCondition, ...] = ()
    handle_flow: tuple[FlowStep, ...] = ()
    online_flow: tuple[FlowStep, ...] = ()
    anticipate_day: Annotated[int, Field(ge=0)] | None = None
    anticipate_type: TimeUnit = "工作日"
    anticipate_explain: str = ""
    promise_day: Annotated[int, Field(ge=0)] | None = None
    promise_type: TimeUnit = "工作日"
    promise_explain: str = ""
    limit_scene_num: Annotated[int, Field(ge=0)] | None = None
    limit_scene_explain: str = ""
    special_procedure: str = ""
    is_fee: bool | None = None
    """None: the source does not say. Only a guide that says so is free of charge."""
    fee_explain: str = ""
    """Added: what is said of fees when the matter is free, or beside the list."""
    benefit_explain: str = ""
    """Added: what the citizen is given, for a matter that pays, lends or refunds."""
    transact_addr: str = ""
    transact_time: str = ""
    link_way: str = ""
    supervise_way: str = ""
    link_addr: str = ""
    mobile_terminal_url: str = ""

    # extended
    handle_area: str = ""
    is_online: bool = False
    online_handle_depth: str = ""
    is_schedule: bool = False
    schedule_explain: str = ""
    is_pay_online: bool = False
    is_express: bool = False
    express_explain: str = ""
    is_service_terminals: bool = False
    is_entry_center: bool = True
    limit_explain: str = ""
    other_dept: str = ""
    result_name: str = ""
    result_type: str = ""
    result_explain: str = ""
    """Added: how long the result is valid and what it is good for."""

    by_law: tuple[LegalBasis, ...] = ()
    situations: tuple[Situation, ...] = ()
    materials: tuple[Material, ...] = ()
    fees: tuple[Fee, ...] = ()
    windows: tuple[Window, ...] = ()
    questions: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _is_coherent(self) -> Guide:
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError("effective_to is earlier than effective_from")
        if self.fees and not self.is_fee:
            raise ValueError("fees are listed but is_fee is false")
        self._check_conditions()
        return self

    def _check_conditions(self) -> None:
        options = {situation.id: {o.id for o in situation.options} for situation in self.situations}
        if len(options) != len(self.situations):
            raise ValueError("situation ids repeat")
        conditions = [
            *(item.condition for item in self.accept_condition),
            *(item.condition for item in self.situations),
            *(item.condition for item in self.materials),
            *(item.condition for item in self.fees),
        ]
        for condition in filter(None, conditions):
            for variable, values in variables(condition).items():
                if variable not in options:
                    raise ValueError(f"condition {condition!r}: no situation {variable!r}")
                if unknown := values - options[variable]:
                    raise ValueError(f"condition {condition!r}: {variable!r} has no {sorted(unknown)}")

    def holds_on(self, day: dt.date) -> bool:
        """Whether the guide is in force on `day`."""
        return (
            self.task_state == "在用"
            and (self.effective_from is None or self.effective_from <= day)
            and (self.effective_to is None or day <= self.effective_to)
        )
