"""A guide is the same whether its page comes as HTML, as DOCX or as PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from knowledge_base.importing.guide_page import read_guide_page
from knowledge_base.importing.report import Parsed
from knowledge_base.schemas import Guide

TABLE = """
<table border="1" style="border-collapse: collapse">
<tr><th>序号</th><th>材料名称</th><th>原件/复印件</th><th>份数</th><th>必要性</th><th>来源渠道</th><th>备注</th></tr>
<tr><td>1</td><td>居民户口簿</td><td>原件、复印件</td><td>2</td><td>必要</td><td>政府部门核发</td><td>无</td></tr>
<tr><td>2</td><td>登记表</td><td>原件</td><td>1</td><td>非必要</td><td>申请人自备</td><td>窗口打印</td></tr>
</table>"""
BASIC = """
<table border="1" style="border-collapse: collapse">
<tr><th>实施主体</th><td>示例市公安局</td><th>事项类型</th><td>行政确认</td></tr>
<tr><th>实施编码</th><td>DEMO-1</td><th>服务对象</th><td>自然人</td></tr>
<tr><th>法定办结时限</th><td>60（自然日）</td><th>承诺办结时限</th><td>15个工作日</td></tr>
<tr><th>到办事现场次数</th><td>1次</td><th>证件颜色</th><td>蓝</td></tr>
</table>"""
SECTIONS = f"""
<h1>居民身份证丢失补领办事指南</h1>
<h2>一、基本信息</h2>{BASIC}
<h2>二、受理条件</h2><p>1.具有中国国籍；</p><p>2.身份证已经丢失。</p>
<h2>三、申请材料</h2>{TABLE}
<h2>四、收费标准</h2><p>40元/证</p>
<h2>收费依据</h2><p>发改价格〔2003〕2322号</p>
<h2>五、窗口办理流程</h2><p>1.受理：窗口核对身份</p><p>2.制证：统一制证</p>
<h2>六、办理地点</h2><p>东区示例路1号</p>
<h2>七、办理时间</h2><p>周一至周五 9:00-17:00</p>
<h2>八、咨询方式</h2><p>000-12345</p>
<h2>九、监督投诉</h2><p>电话：000-12388</p><p>地址：示例路2号</p>
<h2>十、设定依据</h2><p>《中华人民共和国居民身份证法》第十一条：丢失的，应当申请补领。</p>
<h2>常见问题</h2><p>问：要不要登报？</p><p>答：不需要。</p>
<h2>温馨提示</h2><p>请提前预约。</p>
"""


def page(body: str) -> str:
    style = "h1 {font-size: 28px} h2 {font-size: 22px}"
    head = f"<head><meta charset='utf-8'><title>甲_乙</title><style>{style}</style></head>"
    return f"<!DOCTYPE html><html>{head}<body>{body}</body></html>"


def read_html(tmp_path: Path, body: str, **options: Any) -> Parsed:
    path = tmp_path / "guide.html"
    path.write_text(page(body), encoding="utf-8")
    return read_guide_page(path, region_code="990100", **options)


def guide_of(tmp_path: Path, body: str) -> Guide:
    parsed = read_html(tmp_path, f"<h1>甲事项</h1><p>实施主体：某局</p>{body}")
    return parsed.guides[0]


def assert_is_the_guide(parsed: Parsed) -> None:
    (guide,) = parsed.guides
    assert (guide.task_name, guide.dept_name, guide.region_code) == (
        "居民身份证丢失补领",
        "示例市公安局",
        "990100",
    )
    assert (guide.guide_id, guide.matter) == ("990100-DEMO-1", "DEMO-1")
    assert (guide.task_type, guide.server_type, guide.limit_scene_num) == ("行政确认", ("自然人",), 1)
    assert (guide.anticipate_day, guide.anticipate_type) == (60, "自然日")
    assert (guide.promise_day, guide.promise_type) == (15, "工作日")
    assert [c.text for c in guide.accept_condition] == ["具有中国国籍；", "身份证已经丢失。"]
    assert [
        (m.material_name, m.original, m.page_num, m.is_need, m.source_type, m.remark) for m in guide.materials
    ] == [
        ("居民户口簿", "原件及复印件", 2, "必要", "政府部门核发", ""),
        ("登记表", "原件", 1, "非必要", "申请人自备", "窗口打印"),
    ]
    assert [(f.fee_stand, f.amount, f.by_law) for f in guide.fees] == [
        ("40元/证", Decimal(40), "发改价格〔2003〕2322号")
    ]
    assert [(s.name, s.description) for s in guide.handle_flow] == [
        ("受理", "窗口核对身份"),
        ("制证", "统一制证"),
    ]
    assert (guide.transact_addr, guide.transact_time) == ("东区示例路1号", "周一至周五 9:00-17:00")
    assert (guide.link_way, guide.supervise_way) == ("000-12345", "电话：000-12388\n地址：示例路2号")
    assert [(b.name, b.article) for b in guide.by_law] == [("中华人民共和国居民身份证法", "第十一条")]
    assert [(q.question, q.answer) for q in guide.questions] == [("要不要登报？", "不需要。")]
    assert [(p.row, p.column, p.reason) for p in parsed.problems] == [
        (0, "证件颜色", "not mapped"),
        (0, "温馨提示", "not mapped"),
    ]


def test_an_html_page(tmp_path: Path) -> None:
    assert_is_the_guide(read_html(tmp_path, SECTIONS))


@pytest.mark.browser
def test_a_pdf_page(print_pdf: Any) -> None:
    assert_is_the_guide(read_guide_page(print_pdf(page(SECTIONS)), region_code="990100"))


@pytest.mark.browser
def test_lines_and_tables_that_the_layout_of_a_pdf_breaks(print_pdf: Any) -> None:
    condition = "申请人应当是年满十六周岁并且已经在示例市登记常住户口的公民" * 4
    rows = "".join(f"<tr><td>{n}</td><td>材料第{n}种</td><td>原件</td></tr>" for n in range(1, 90))
    head = "<thead><tr><th>序号</th><th>材料名称</th><th>原件/复印件</th></tr></thead>"
    body = (
        f"<h1>甲事项办事指南</h1><p>实施主体：某局</p><h2>受理条件</h2><p>{condition}</p>"
        f"<h2>申请材料</h2><table border=1 style='border-collapse: collapse'>{head}{rows}</table>"
    )
    (guide,) = read_guide_page(print_pdf(page(body)), region_code="990100").guides
    assert [c.text for c in guide.accept_condition] == [condition]
    assert [m.material_name for m in guide.materials] == [f"材料第{n}种" for n in range(1, 90)]


def test_a_docx_page(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("居民身份证丢失补领办事指南", 0)
    document.add_heading("一、基本信息", 1)
    basic = [
        ("实施主体", "示例市公安局", "事项类型", "行政确认"),
        ("实施编码", "DEMO-1", "服务对象", "自然人"),
        ("法定办结时限", "60（自然日）", "承诺办结时限", "15个工作日"),
        ("到办事现场次数", "1次", "证件颜色", "蓝"),
    ]
    add_table(document, basic)
    document.add_paragraph("二、受理条件")
    document.add_paragraph("1.具有中国国籍；\n2.身份证已经丢失。")
    document.add_paragraph("三、申请材料：")
    header = ("材料名称", "份数", "来源渠道", "原件/复印件", "必要性", "备注")
    household = ("居民户口簿", "2", "政府部门核发", "原件、复印件", "必要", "/")
    add_table(document, [header, household, ("登记表", "1", "申请人自备", "原件", "非必要", "窗口打印")])
    for line in (
        "四、收费标准：40元/证",
        "收费依据：发改价格〔2003〕2322号",
        "五、窗口办理流程",
        "1.受理：窗口核对身份",
        "2.制证：统一制证",
        "六、办理地点：东区示例路1号",
        "七、办理时间：周一至周五 9:00-17:00",
        "八、咨询电话：000-12345",
        "九、监督投诉",
        "电话：000-12388",
        "地址：示例路2号",
        "十、设定依据",
        "《中华人民共和国居民身份证法》第十一条：丢失的，应当申请补领。",
        "十一、常见问题",
        "1.要不要登报？",
        "不需要。",
    ):
        document.add_paragraph(line)
    document.add_heading("温馨提示", 1)
    document.add_paragraph("请提前预约。")
    document.save(str(tmp_path / "guide.docx"))
    assert_is_the_guide(read_guide_page(tmp_path / "guide.docx", region_code="990100"))


def add_table(document: Any, rows: Sequence[tuple[str, ...]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text


def test_merged_cells_of_a_docx_stand_in_each_row(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("甲事项", 0)
    add_table(
        document,
        [
            ("实施主体", "某局", ""),
            ("申请材料", "材料名称", "份数"),
            ("", "户口簿", "1"),
            ("", "登记表", "2"),
        ],
    )
    table = document.tables[0]
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(3, 0))
    document.save(str(tmp_path / "guide.docx"))
    (guide,) = read_guide_page(tmp_path / "guide.docx", region_code="990100").guides
    assert guide.dept_name == "某局"
    assert [(m.material_name, m.page_num) for m in guide.materials] == [("户口簿", 1), ("登记表", 2)]


def test_what_a_reader_does_not_see_is_left_out(tmp_path: Path) -> None:
    body = """<nav><p>办理地点：导航路</p></nav><header><p>咨询电话：1</p></header>
    <script>var a = "<p>办理地点：脚本路</p>";</script><style>p {}</style><!-- 办理地点：注释路 -->
    <p hidden>办理地点：暗路</p><p style="display: none">办理地点：藏路</p>
    <div aria-hidden="true">办理地点：隐路</div>
    <h1>甲事项</h1><p>实施主体：某局</p><p>办理地点：<b>东区</b>示例路1号</p><footer><p>联系电话：2</p></footer>"""
    (guide,) = read_html(tmp_path, body).guides
    assert (guide.transact_addr, guide.link_way) == ("东区示例路1号", "")


def test_materials_as_a_list(tmp_path: Path) -> None:
    body = "<h2>所需材料</h2><ol><li>居民户口簿原件及复印件1份；</li><li>委托书（非必要）</li></ol>"
    materials = guide_of(tmp_path, body).materials
    assert [(m.material_name, m.original, m.page_num, m.is_need) for m in materials] == [
        ("居民户口簿原件及复印件1份", "原件及复印件", 1, "必要"),
        ("委托书（非必要）", "原件", 1, "非必要"),
    ]


def test_numbers_of_originals_and_copies_in_columns_of_their_own(tmp_path: Path) -> None:
    body = """<h2>申请材料</h2><table><tr><th>材料名称</th><th>原件份数</th><th>复印件份数</th></tr>
    <tr><td>甲</td><td>1</td><td>2</td></tr><tr><td>乙</td><td>0</td><td>1</td></tr></table>"""
    materials = guide_of(tmp_path, body).materials
    assert [(m.material_name, m.original, m.page_num) for m in materials] == [
        ("甲", "原件及复印件", 3),
        ("乙", "复印件", 1),
    ]


def test_columns_that_stand_for_nothing_are_reported(tmp_path: Path) -> None:
    body = """<table><tr><th>材料名称</th><th>份数</th><th>颜色</th></tr>
    <tr><td>甲</td><td>1</td><td>红</td></tr></table>"""
    parsed = read_html(tmp_path, f"<h1>甲事项</h1><p>实施主体：某局</p>{body}")
    assert ("颜色", "not mapped") in [(p.column, p.reason) for p in parsed.problems]
    assert len(parsed.guides[0].materials) == 1


def test_cells_that_span_rows_and_columns(tmp_path: Path) -> None:
    body = """<table><tr><th>咨询方式</th><td colspan="3">12345</td></tr>
    <tr><th rowspan="3">申请材料</th><th>材料名称</th><th>份数</th><th>备注</th></tr>
    <tr><td>甲</td><td>1</td><td></td></tr><tr><td>乙</td><td>2</td><td>丙</td></tr></table>"""
    guide = guide_of(tmp_path, body)
    assert guide.link_way == "12345"
    assert [(m.material_name, m.page_num, m.remark) for m in guide.materials] == [
        ("甲", 1, ""),
        ("乙", 2, "丙"),
    ]


def test_labels_above_their_values_and_definition_lists(tmp_path: Path) -> None:
    body = """<table><tr><th>办理地点</th><th>办理时间</th></tr><tr><td>甲路</td><td>工作日</td></tr></table>
    <dl><dt>咨询电话</dt><dd>12345</dd><dt>通办范围</dt><dd>全市</dd></dl>"""
    guide = guide_of(tmp_path, body)
    assert (guide.transact_addr, guide.transact_time) == ("甲路", "工作日")
    assert (guide.link_way, guide.handle_area) == ("12345", "全市")


@pytest.mark.parametrize(
    ("body", "is_fee", "explain"),
    [
        ("<p>是否收费：否</p>", False, ""),
        ("<h2>收费标准</h2><p>不收费</p>", False, "不收费"),
        ("<p>是否收费：是</p><p>收费标准：10元</p>", True, "10元"),
        ("", None, ""),
    ],
)
def test_whether_a_fee_is_charged(tmp_path: Path, body: str, is_fee: bool | None, explain: str) -> None:
    guide = guide_of(tmp_path, body)
    assert (guide.is_fee, guide.fee_explain, guide.fees) == (is_fee, explain, ())


def test_a_page_that_is_silent_on_fees_is_reported(tmp_path: Path) -> None:
    parsed = read_html(tmp_path, "<h1>甲事项</h1><p>实施主体：某局</p>")
    assert [(p.row, p.column) for p in parsed.problems] == [(0, "是否收费")]


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        ("<p>办理时限：法定20个工作日，承诺5个工作日</p>", (20, "工作日", 5, "工作日")),
        ("<p>办结时限：当场办结</p>", (None, "工作日", 0, "工作日")),
        ("<p>法定期限：三十日</p><p>承诺期限：2小时</p>", (30, "自然日", 2, "小时")),
    ],
)
def test_limits(tmp_path: Path, body: str, limits: tuple[object, ...]) -> None:
    guide = guide_of(tmp_path, body)
    assert (guide.anticipate_day, guide.anticipate_type, guide.promise_day, guide.promise_type) == limits


def test_the_caller_decides_on_id_and_source(tmp_path: Path) -> None:
    (guide,) = read_html(tmp_path, SECTIONS, guide_id="my-guide", source_url="https://shili.example/1").guides
    assert (guide.guide_id, guide.source_url) == ("my-guide", "https://shili.example/1")


def test_dates_and_codes_that_cannot_be_read_are_reported(tmp_path: Path) -> None:
    body = "<p>办件类型：快件</p><p>生效日期：2026年1月2日</p><p>失效日期：长期</p><p>是否收费：否</p>"
    parsed = read_html(tmp_path, f"<h1>甲事项</h1><p>实施主体：某局</p>{body}")
    assert parsed.guides[0].effective_from == dt.date(2026, 1, 2)
    assert [p.column for p in parsed.problems] == ["project_type", "effective_to"]


def test_a_page_without_a_department_does_not_go_in(tmp_path: Path) -> None:
    parsed = read_html(tmp_path, "<h1>甲事项</h1><p>是否收费：否</p>")
    assert parsed.guides == []
    assert [p.column for p in parsed.problems] == ["dept_name"]
