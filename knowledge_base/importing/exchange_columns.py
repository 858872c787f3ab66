"""The tables of the exchange and the names that their columns go by."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Kind(StrEnum):
    """The tables that together describe an item."""

    BASIC = "basic"
    EXTEND = "extend"
    MATERIAL = "material"
    FEE = "fee_project"
    QUESTION = "questions"
    CONDITION = "condition"


PARENT_IDS = ("task_guid", "item_guid", "item_id")
"""Columns that name the item: in a child row its parent, in the item's own row a further name for it."""

_LINKS = {
    "row_guid": "记录唯一标识",
    "task_guid": "事项唯一标识",
    "item_guid": "",
    "item_id": "事项ID",
    "task_code": "实施编码",
    "task_handle_item": "业务办理项编码",
    "order_num": "排序",
    "cd_operation": "同步类型",
}
_BASIC = {
    "task_name": "事项名称",
    "catalog_code": "基本编码",
    "task_type": "事项类型",
    "task_version": "事项版本",
    "task_state": "事项状态",
    "by_law": "设定依据",
    "use_level": "行使层级",
    "region_code": "行政区划代码",
    "dept_name": "实施主体",
    "dept_code": "实施主体编码",
    "server_type": "服务对象",
    "project_type": "办件类型",
    "handle_type": "办理形式",
    "accept_condition": "受理条件",
    "handle_flow": "办理流程",
    "online_flow": "网上办理流程",
    "anticipate_day": "法定办结时限",
    "anticipate_type": "法定办结时限单位",
    "anticipate_explain": "法定办结时限说明",
    "promise_day": "承诺办结时限",
    "promise_type": "承诺办结时限单位",
    "promise_explain": "承诺办结时限说明",
    "limit_scene_num": "到办事现场次数",
    "special_procedure": "特别程序",
    "is_fee": "是否收费",
    "fee_basis": "收费依据",
    "transact_addr": "办理地点",
    "transact_time": "办理时间",
    "link_way": "咨询方式",
    "supervise_way": "监督投诉方式",
    "link_addr": "计算机端在线办理跳转地址",
    "mobile_terminal_url": "移动端办理地址",
    "plan_effective_date": "计划生效日期",
    "plan_cancel_date": "计划取消日期",
    "summary": "",
    "aliases": "",
    "domain": "",
    "fee_explain": "",
    "source_url": "",
}
_EXTEND = {
    "handle_area": "通办范围",
    "is_online": "是否网办",
    "online_handle_depth": "网上办理深度",
    "online_handle_url": "网办地址",
    "is_schedule": "是否支持预约办理",
    "is_pay_online": "是否支持网上支付",
    "is_express": "是否支持物流快递",
    "is_service_terminals": "是否支持终端办理",
    "is_entry_center": "是否进驻政务大厅",
    "limit_explain": "数量限制",
    "limit_scene_explain": "必须现场办理原因说明",
    "other_dept": "联办机构",
    "result_name": "审批结果名称",
    "result_type": "审批结果类型",
    "schedule_explain": "",
    "express_explain": "",
    "result_explain": "",
}
_COLUMNS: dict[Kind, dict[str, str]] = {
    Kind.BASIC: _BASIC | _EXTEND,
    Kind.EXTEND: _EXTEND,
    Kind.MATERIAL: {
        "material_name": "材料名称",
        "material_type": "材料类型",
        "material_format": "材料形式",
        "is_need": "材料必要性",
        "page_num": "纸质材料份数",
        "page_format": "纸质材料规格",
        "source_type": "来源渠道",
        "source_explain": "来源渠道说明",
        "fill_explain": "填报须知",
        "accept_stand": "受理标准",
        "by_law": "要求提供材料的依据",
        "original": "",
        "exempt_explain": "",
        "remark": "备注",
    },
    Kind.FEE: {
        "fee_name": "收费项目名称",
        "fee_stand": "收费标准",
        "by_law": "收费依据",
        "is_desc": "是否允许减免",
        "desc_explain": "允许减免依据",
        "remark": "备注",
    },
    Kind.QUESTION: {"question": "问题", "answer": "答案"},
    Kind.CONDITION: {
        "condition_name": "情形名称",
        "condition_desc": "情形描述",
        "material_guid": "材料唯一标识",
    },
}
REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.BASIC: ("task_name", "dept_name"),
    Kind.EXTEND: (),
    Kind.MATERIAL: ("material_name",),
    Kind.FEE: ("fee_name", "fee_stand"),
    Kind.QUESTION: ("question", "answer"),
    Kind.CONDITION: ("condition_name", "material_guid"),
}

_TELLING = {
    "material_name": Kind.MATERIAL,
    "condition_name": Kind.CONDITION,
    "fee_name": Kind.FEE,
    "question": Kind.QUESTION,
    "task_name": Kind.BASIC,
}
"""A column that only this table has, in the order in which they are looked for."""


def _key(header: str) -> str:
    """A header without what exports add to it: case, spaces, underscores, a star for required."""
    plain = "".join(header.split()).lstrip("\ufeff").lower()
    for mark in ("(必填)", "（必填）", "*", "_", "＊"):
        plain = plain.replace(mark, "")
    return plain


def _names(kind: Kind) -> dict[str, str]:
    names = {}
    for column, chinese in (_LINKS | _COLUMNS[kind]).items():
        names[_key(column)] = column
        if chinese:
            names[chinese.lower()] = column
    return names


_BY_HEADER = {kind: _names(kind) for kind in Kind}


def columns_of(kind: Kind, headers: Iterable[str]) -> list[str | None]:
    """For each header the column it stands for, None for those that are not used."""
    return [_BY_HEADER[kind].get(_key(header)) for header in headers]


def kind_of(headers: tuple[str, ...]) -> Kind | None:
    """Which table has these headers: by its telling column, else by the most columns known."""
    for column, kind in _TELLING.items():
        if column in columns_of(kind, headers):
            return kind
    own = {kind: {c for c in columns_of(kind, headers) if c in _COLUMNS[kind]} for kind in Kind}
    if own[Kind.EXTEND] and own[Kind.EXTEND] == own[Kind.BASIC]:
        return Kind.EXTEND
    best = max(Kind, key=lambda kind: len(own[kind]))
    return best if len(own[best]) >= 2 else None
