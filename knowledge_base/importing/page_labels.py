"""What the headings and labels of service guides are called, and the fields that they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LABELS: Mapping[str, str] = {
    "task_name": (
        "事项名称 办理事项 事项 项目名称 服务事项 服务事项名称 办理项名称 业务办理项名称 业务办理项"
    ),
    "dept_name": "实施主体 实施机关 实施部门 实施主体名称 主管部门 责任部门",
    "acting_dept": (
        "受理机构 受理机关 受理单位 受理部门 办理机构 办理部门 办理单位 承办机构 承办单位 承办部门 办事机构"
    ),
    "dept_code": "实施主体编码",
    "catalog_code": "基本编码",
    "task_code": "实施编码 事项编码 项目编码 事项编号",
    "task_handle_item": "业务办理项编码 办理项编码",
    "task_type": "事项类型 事项性质 权力类型",
    "use_level": "行使层级",
    "server_type": "服务对象 办理对象 申请对象 面向对象 服务对象类型",
    "project_type": "办件类型",
    "handle_type": "办理形式 办理方式 办理渠道",
    "summary": "事项简介 事项概述 事项说明 简介 概述",
    "accept_condition": (
        "受理条件 办理条件 申请条件 申办条件 申领条件 申报条件 准予批准的条件 受理范围及条件"
    ),
    "materials": (
        "申请材料 所需材料 申报材料 办理材料 申请材料目录 申请材料清单 材料清单 提交材料 提交的材料 "
        "应提交的材料 需提交的材料 所需资料 申办材料 办事材料 材料目录 申请材料信息"
    ),
    "is_fee": "是否收费",
    "fee_name": "收费项目 收费项目名称",
    "fee_stand": "收费标准 收费情况 收费 办理费用 费用 收费信息 收费金额 收费标准及依据 收费依据及标准",
    "fee_basis": "收费依据",
    "anticipate": "法定办结时限 法定时限 法定期限 法定办理时限 法定办结期限 法定办理期限",
    "promise": "承诺办结时限 承诺时限 承诺期限 承诺办理时限 承诺办结期限 承诺办理期限",
    "any_limit": "办理时限 办结时限 办理期限 办结期限 办理时间限制 时限",
    "anticipate_explain": "法定办结时限说明",
    "promise_explain": "承诺办结时限说明",
    "handle_flow": (
        "办理流程 办事流程 窗口办理流程 线下办理流程 现场办理流程 办理程序 办事程序 申办流程 业务流程"
    ),
    "online_flow": "网上办理流程 在线办理流程 网办流程 线上办理流程 网上办事流程 网上申请流程",
    "transact_addr": (
        "办理地点 办理地址 受理地点 受理地址 办事地点 办事地址 办公地址 办公地点 窗口地址 地址 "
        "线下办理地址 办理窗口 办理地点和时间 办理时间和地点 办理时间、地点"
    ),
    "transact_time": "办理时间 办公时间 工作时间 受理时间 办事时间 服务时间 窗口办理时间",
    "link_way": "咨询电话 咨询方式 咨询渠道 咨询途径 联系电话 联系方式 电话 咨询服务 咨询",
    "supervise_way": (
        "监督投诉 监督投诉方式 监督投诉电话 监督投诉渠道 投诉电话 投诉方式 投诉渠道 投诉监督 监督电话 "
        "监督方式 投诉举报电话 监督与投诉"
    ),
    "by_law": "设定依据 法律依据 办理依据 法定依据 实施依据 审批依据 政策依据",
    "result_name": "结果名称 审批结果名称 审批结果 办理结果 办理结果名称 结果样本名称",
    "result_type": "结果类型 审批结果类型 办理结果类型",
    "result_explain": "结果说明 证照有效期 证件有效期 有效期限 结果有效期",
    "questions": "常见问题 常见问题解答 常见问答 热点问题 问题解答",
    "link_addr": "网上办理地址 在线办理地址 网办地址 办理网址 网上办理网址 网上办理入口",
    "mobile_terminal_url": "移动端办理地址",
    "limit_scene_num": "到办事现场次数 到现场次数 跑动次数 办事者到办事现场次数",
    "limit_scene_explain": "必须现场办理原因说明 必须现场办理原因",
    "special_procedure": "特别程序 特殊环节",
    "handle_area": "通办范围",
    "is_online": "是否网办 是否支持网上办理 是否网上办理",
    "online_handle_depth": "网上办理深度 网办深度",
    "is_schedule": "是否支持预约办理 是否支持预约",
    "schedule_explain": "预约方式 预约办理 预约说明",
    "is_pay_online": "是否支持网上支付",
    "is_express": "是否支持物流快递 是否支持快递",
    "express_explain": "送达方式 结果送达 结果领取方式 结果送达方式 快递说明",
    "is_service_terminals": "是否支持终端办理 是否支持自助终端办理",
    "is_entry_center": "是否进驻政务大厅",
    "limit_explain": "数量限制",
    "other_dept": "联办机构",
    "effective_from": "生效日期 实施日期",
    "effective_to": "失效日期 截止日期",
}
_BY_LABEL = {label: field for field, labels in _LABELS.items() for label in labels.split()}

NEUTRAL = frozenset(
    {
        "基本信息", "办理信息", "办事指南", "服务指南", "办理指南", "事项信息", "受理信息",
        "审批信息", "基础信息", "扩展信息", "结果信息", "时限信息", "咨询监督", "事项基本信息",
        "详细信息", "序号", "项目", "内容", "名称", "要素", "指南内容",
        "收费项目信息",
    }
)  # fmt: skip
"""Headings that only group others: they stand for no field, and nothing is lost without them."""

SHARED = frozenset({"地址", "电话", "联系电话", "联系方式", "工作时间", "办公时间", "服务时间", "时限"})
"""Labels that within a section on contact or complaints belong to that section."""

MATERIAL_COLUMNS: Mapping[str, str] = {
    label: field
    for field, labels in {
        "material_name": "材料名称 名称 申请材料 材料 资料名称 申请材料名称 文件名称 所需材料 材料清单",
        "original": "原件/复印件 原件或复印件 原件复印件 原件与复印件 材料性质 提交方式 材料原复件",
        "originals": "原件份数 原件 原件数量 原件(份) 原件（份）",
        "copies": "复印件份数 复印件 复印件数量 复印件(份) 复印件（份）",
        "page_num": "份数 数量 纸质材料份数 材料份数 份数要求 纸质份数",
        "is_need": "必要性 是否必要 材料必要性 是否必需 是否必须 必要性及描述",
        "source_type": "来源渠道 材料来源 来源",
        "source_explain": "来源渠道说明 来源说明 出具单位 签发单位 核发单位 核发机关",
        "material_type": "材料类型 类型",
        "material_format": "材料形式 材料介质",
        "page_format": "纸质材料规格 规格 材料规格",
        "fill_explain": "填报须知 填写须知 填报说明 填写说明",
        "accept_stand": "受理标准 材料要求 要求",
        "exempt_explain": "免提交说明 免交说明 是否免提交",
        "by_law": "依据 法律依据 要求提供材料的依据",
        "remark": "备注 说明 其他要求",
        "": "序号 空白表格 示例样表 样表 样本 空表 下载 表格下载 操作 样例",
    }.items()
    for label in labels.split()
}
"""The columns of a table of materials; "" is for those that say nothing in words."""

FEE_COLUMNS = {
    "收费项目": "fee_name",
    "收费项目名称": "fee_name",
    "项目名称": "fee_name",
    "收费标准": "fee_stand",
    "标准": "fee_stand",
    "收费依据": "by_law",
    "依据": "by_law",
    "是否允许减免": "is_desc",
    "允许减免依据": "desc_explain",
    "备注": "remark",
}

_NUMBERING = re.compile(
    r"(?:第[一二三四五六七八九十\d]{1,3}[章节]|第[一二三四五六七八九十\d]{1,3}部分|[一二三四五六七八九十]{1,3}[、.．]"
    r"|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)][、.．]?|\d{1,2}(?:\.\d{1,2})*(?:[、.．）)]|\s)"
    r"|[①-⑳●■◆★▶▪•*])\s*"
)


def plain_label(text: str) -> str:
    """A heading or label without its numbering, brackets, spaces and colon."""
    plain = text.strip().strip("【】[]*★ ")
    if match := _NUMBERING.match(plain):
        plain = plain[match.end() :]
    return "".join(plain.split()).strip("【】[]：:、.．*★")


def field_of(text: str) -> str | None:
    """The field that a heading or label stands for."""
    plain = plain_label(text)
    if plain in _BY_LABEL:
        return _BY_LABEL[plain]
    return _BY_LABEL.get(re.sub(r"[（(].*?[）)]", "", plain))


def is_neutral(text: str) -> bool:
    return plain_label(text) in NEUTRAL
