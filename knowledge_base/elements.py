"""What a guide says of each element, as lines of text, word for word from its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from knowledge_base.conditions import holds, variables
from knowledge_base.schemas import Element, Fee, Guide, Material, OpeningHours, Window

TITLES: dict[Element, str] = {
    Element.SUMMARY: "事项简介",
    Element.CONDITIONS: "受理条件",
    Element.MATERIALS: "申请材料",
    Element.FEES: "收费标准",
    Element.BENEFIT: "待遇标准",
    Element.TIME_LIMIT: "办结时限",
    Element.PROCESS: "办理流程",
    Element.ONLINE: "网上办理",
    Element.LOCATION: "办理地点",
    Element.HOURS: "办理时间",
    Element.CONTACT: "咨询方式",
    Element.APPOINTMENT: "预约",
    Element.DELIVERY: "邮寄送达",
    Element.VISITS: "到现场次数",
    Element.RESULT: "办理结果",
    Element.LEGAL_BASIS: "设定依据",
    Element.DEPARTMENT: "实施部门",
    Element.COMPLAINT: "监督投诉",
    Element.QUESTIONS: "常见问题",
}

_DAYS = "一二三四五六日"


def lines(guide: Guide, element: Element) -> list[str]:
    """The lines of one element; empty when the guide does not say."""
    return list(_LINES[element](guide))


def limit(days: int, unit: str) -> str:
    """A time limit in words; zero days is at once."""
    return (
        "当场办结"
        if days == 0
        else f"{days}个{unit}"
        if unit in {"工作日", "自然日", "月"}
        else f"{days}{unit}"
    )


def hours(opening: OpeningHours) -> str:
    """Opening hours in words, for example 周一至周五 9:00–12:00."""
    days = sorted(opening.days)
    consecutive = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
    named = (
        f"周{_DAYS[days[0] - 1]}至周{_DAYS[days[-1] - 1]}"
        if consecutive
        else "、".join(f"周{_DAYS[day - 1]}" for day in days)
    )
    return f"{named} {opening.opens:%-H:%M}–{opening.closes:%-H:%M}"


def situation_of(guide: Guide, condition: str | None) -> str:
    """A condition in the words of the guide's situations: the options with which it can hold."""
    if condition is None:
        return ""
    named = variables(condition)
    parts = [
        "、".join(
            option.name
            for option in situation.options
            if holds(condition, {situation.id: option.id}) is not False
        )
        for situation in guide.situations
        if situation.id in named
    ]
    return "；".join(part for part in parts if part)


def material_form(material: Material) -> str:
    """What is needed of a material: 原件1份."""
    count = f"{material.page_num}份" if material.page_num and material.original != "电子件" else ""
    return f"{material.original}{count}"


def material_note(material: Material) -> str:
    parts = (material.exempt_explain, material.fill_explain, material.accept_stand, material.remark)
    return "；".join(part.rstrip("。；") for part in parts if part)


def fee_note(guide: Guide, fee: Fee) -> str:
    """When the fee applies, and who pays less."""
    when = situation_of(guide, fee.condition)
    parts = (f"适用：{when}" if when else "", fee.desc_explain if fee.is_desc else "", fee.remark)
    return "；".join(part.rstrip("。；") for part in parts if part)


def _summary(guide: Guide) -> Iterator[str]:
    if guide.summary:
        yield guide.summary


def _conditions(guide: Guide) -> Iterator[str]:
    for number, condition in enumerate(guide.accept_condition, start=1):
        yield f"{number}. {condition.text}"
    if guide.limit_explain:
        yield f"数量限制：{guide.limit_explain}"


def _materials(guide: Guide) -> Iterator[str]:
    for number, material in enumerate(guide.materials, start=1):
        when = situation_of(guide, material.condition)
        parts = [f"{number}. {material.material_name}（{material_form(material)}，{material.is_need}）"]
        parts += [f"适用：{when}"] if when else []
        parts += [f"来源：{material.source_explain.rstrip('。')}"]
        parts += [note] if (note := material_note(material)) else []
        yield "；".join(parts)


def _fees(guide: Guide) -> Iterator[str]:
    for fee in guide.fees:
        note = fee_note(guide, fee)
        yield f"{fee.fee_name}：{fee.fee_stand}" + (f"（{note}）" if note else "")
    says_free = guide.fee_explain.startswith(("不收费", "免费"))
    if not guide.fees and not says_free and guide.is_fee is False:
        yield "不收费"
    if guide.fee_explain:
        yield guide.fee_explain


def _benefit(guide: Guide) -> Iterator[str]:
    if guide.benefit_explain:
        yield guide.benefit_explain


def _time_limit(guide: Guide) -> Iterator[str]:
    if guide.promise_day is not None:
        yield f"承诺办结时限：{limit(guide.promise_day, guide.promise_type)}" + _bracketed(
            guide.promise_explain
        )
    if guide.anticipate_day is not None:
        yield f"法定办结时限：{limit(guide.anticipate_day, guide.anticipate_type)}" + _bracketed(
            guide.anticipate_explain
        )
    elif guide.anticipate_explain:
        yield f"法定办结时限：{guide.anticipate_explain}"


def _process(guide: Guide) -> Iterator[str]:
    for number, step in enumerate(guide.handle_flow, start=1):
        yield f"{number}. {step.name}：{step.description}"


def _online(guide: Guide) -> Iterator[str]:
    if not guide.is_online:
        yield "目前不能全程网上办理，需要到窗口办理。"
        if guide.limit_scene_explain:
            yield guide.limit_scene_explain
        return
    yield "可以网上办理。" + (f"办理地址：{guide.link_addr}" if guide.link_addr else "")
    for number, step in enumerate(guide.online_flow, start=1):
        yield f"{number}. {step.name}：{step.description}"


def _location(guide: Guide) -> Iterator[str]:
    for window in guide.windows:
        yield f"{window.name}：{window.address}"
    if not guide.windows and guide.transact_addr:
        yield guide.transact_addr


def window_hours(window: Window) -> tuple[str, ...]:
    return tuple(hours(opening) for opening in window.opening_hours)


def _hours(guide: Guide) -> Iterator[str]:
    for window in guide.windows:
        times = "，".join(window_hours(window))
        yield f"{window.name}：{times}" + _bracketed(window.hours_remark)
    if not guide.windows and guide.transact_time:
        yield guide.transact_time


def _contact(guide: Guide) -> Iterator[str]:
    if guide.link_way:
        yield f"{guide.dept_name}：{guide.link_way}"
    for window in guide.windows:
        if window.phone:
            yield f"{window.name}：{window.phone}"


def _appointment(guide: Guide) -> Iterator[str]:
    if guide.schedule_explain:
        yield guide.schedule_explain
    else:
        yield "支持预约办理。" if guide.is_schedule else "不需要预约，直接到窗口办理。"


def _delivery(guide: Guide) -> Iterator[str]:
    yield "结果可以邮寄。" if guide.is_express else "结果不能邮寄，需要到窗口领取。"
    if guide.express_explain:
        yield guide.express_explain


def _visits(guide: Guide) -> Iterator[str]:
    if guide.limit_scene_num is not None:
        yield "不用到现场。" if guide.limit_scene_num == 0 else f"最多到现场{guide.limit_scene_num}次。"
    if guide.limit_scene_explain:
        yield guide.limit_scene_explain


def _result(guide: Guide) -> Iterator[str]:
    if guide.result_name:
        yield f"办理结果：{guide.result_name}" + _bracketed(guide.result_type)
    if guide.result_explain:
        yield guide.result_explain


def _legal_basis(guide: Guide) -> Iterator[str]:
    for law in guide.by_law:
        place = f"《{law.name}》" if "《" not in law.name and "（" not in law.name else law.name
        yield f"{place}{law.article}" + (f"：{law.content}" if law.content else "")


def _department(guide: Guide) -> Iterator[str]:
    yield f"实施部门：{guide.dept_name}"
    if guide.other_dept:
        yield f"联办部门：{guide.other_dept}"


def _complaint(guide: Guide) -> Iterator[str]:
    if guide.supervise_way:
        yield f"监督投诉：{guide.supervise_way}"


def _questions(guide: Guide) -> Iterator[str]:
    for question in guide.questions:
        yield f"问：{question.question}\n答：{question.answer}"


def _bracketed(text: str) -> str:
    return f"（{text.rstrip('。')}）" if text else ""


_LINES: dict[Element, Callable[[Guide], Iterator[str]]] = {
    Element.SUMMARY: _summary,
    Element.CONDITIONS: _conditions,
    Element.MATERIALS: _materials,
    Element.FEES: _fees,
    Element.BENEFIT: _benefit,
    Element.TIME_LIMIT: _time_limit,
    Element.PROCESS: _process,
    Element.ONLINE: _online,
    Element.LOCATION: _location,
    Element.HOURS: _hours,
    Element.CONTACT: _contact,
    Element.APPOINTMENT: _appointment,
    Element.DELIVERY: _delivery,
    Element.VISITS: _visits,
    Element.RESULT: _result,
    Element.LEGAL_BASIS: _legal_basis,
    Element.DEPARTMENT: _department,
    Element.COMPLAINT: _complaint,
    Element.QUESTIONS: _questions,
}
