"""Items of the exchange tables become guides, row by row, and what fails is said."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.importing.exchange_tables import read_exchange
from knowledge_base.importing.report import Problem
from knowledge_base.schemas import Guide


def item(guide_id: str = "guide-1", **changes: object) -> dict[str, object]:
    """The columns of a basic row that every item needs."""
    needed = {"task_name": "居民身份证丢失补领", "dept_name": "示例市公安局", "region_code": "990100"}
    return {"row_guid": guide_id} | needed | changes


def only(path: Path, **options: Any) -> Guide:
    """The one guide of a file that has nothing wrong with it."""
    parsed = read_exchange(path, **options)
    assert parsed.problems == []
    assert len(parsed.guides) == 1
    return parsed.guides[0]


def test_a_row_becomes_a_guide(write_csv: Any) -> None:
    guide = only(
        write_csv(
            [
                item(
                    task_code="T1",
                    task_handle_item="T1-01",
                    task_type="07",
                    task_version="3",
                    task_state="1",
                    use_level="3,4",
                    server_type="1;2",
                    project_type="2",
                    handle_type="1,3",
                    accept_condition="1.具有中国国籍；2.身份证已经丢失。",
                    handle_flow="收件→受理→制证→送达",
                    anticipate_day="60",
                    anticipate_type="2",
                    promise_day="15个工作日",
                    promise_type="",
                    limit_scene_num="1次",
                    by_law="《中华人民共和国居民身份证法》第十一条",
                    plan_effective_date="2026/1/1",
                    is_online="否",
                    is_express="Y",
                    result_name="居民身份证",
                    result_type="10",
                    online_handle_url="https://shili.example/1",
                )
            ]
        )
    )
    assert (guide.guide_id, guide.matter, guide.region_code) == ("guide-1", "T1-01", "990100")
    assert (guide.task_type, guide.version, guide.task_state, guide.use_level) == (
        "行政确认",
        "3",
        "在用",
        "市级、县级",
    )
    assert guide.server_type == ("自然人", "企业法人")
    assert (guide.project_type, guide.handle_type) == ("承诺件", ("窗口办理", "快递申请"))
    assert [c.text for c in guide.accept_condition] == ["具有中国国籍；", "身份证已经丢失。"]
    assert [step.name for step in guide.handle_flow] == ["收件", "受理", "制证", "送达"]
    assert (guide.anticipate_day, guide.anticipate_type) == (60, "自然日")
    assert (guide.promise_day, guide.promise_type, guide.limit_scene_num) == (15, "工作日", 1)
    assert (guide.by_law[0].name, guide.by_law[0].article) == ("中华人民共和国居民身份证法", "第十一条")
    assert guide.effective_from == dt.date(2026, 1, 1)
    assert (guide.is_online, guide.is_express) == (False, True)
    assert (guide.result_name, guide.result_type) == ("居民身份证", "证照")
    assert guide.link_addr == "https://shili.example/1"


def test_chinese_headers_and_mixed_case(write_xlsx: Any) -> None:
    row = {
        "记录唯一标识": "g",
        "事项名称*": "甲",
        "DEPT_NAME": "某局",
        "Region_Code": 990100,
        "是否网办（必填）": "是",
    }
    guide = only(write_xlsx({"基本信息": [row]}))
    assert (guide.guide_id, guide.task_name, guide.dept_name, guide.is_online) == ("g", "甲", "某局", True)


def test_the_tables_of_a_workbook_belong_together(write_xlsx: Any) -> None:
    materials = [
        {
            "row_guid": "m2",
            "task_guid": "guide-1",
            "material_name": "登记表",
            "is_need": 2,
            "page_num": "2份",
            "order_num": 2,
        },
        {
            "row_guid": "m1",
            "task_guid": "guide-1",
            "material_name": "户口簿复印件",
            "is_need": 1,
            "page_num": 1,
            "order_num": 1,
        },
    ]
    guide = only(
        write_xlsx(
            {
                "basic": [item(is_fee=1)],
                "extend": [
                    {"row_guid": "e1", "task_guid": "guide-1", "is_online": 1, "result_name": "居民身份证"}
                ],
                "material": materials,
                "fee": [
                    {
                        "task_guid": "guide-1",
                        "fee_name": "工本费",
                        "fee_stand": "40元/证",
                        "by_law": "发改价格〔2003〕2322号",
                    }
                ],
                "questions": [
                    {"item_id": "guide-1", "question": "要登报吗？", "answer": "不需要。", "order_num": 1}
                ],
            }
        )
    )
    assert (guide.is_online, guide.result_name, guide.is_fee) == (True, "居民身份证", True)
    assert [(m.material_name, m.is_need, m.page_num, m.original) for m in guide.materials] == [
        ("户口簿复印件", "必要", 1, "复印件"),
        ("登记表", "非必要", 2, "原件"),
    ]
    assert (guide.fees[0].fee_stand, guide.fees[0].amount) == ("40元/证", Decimal(40))
    assert (guide.questions[0].question, guide.questions[0].answer) == ("要登报吗？", "不需要。")


def test_a_folder_of_files_is_read_as_one(write_csv: Any) -> None:
    write_csv([item()], "city/basic.csv")
    path = write_csv(
        [{"task_guid": "guide-1", "material_name": "户口簿"}], "city/material.csv", encoding="gb18030"
    )
    guide = only(path.parent)
    assert [material.material_name for material in guide.materials] == ["户口簿"]


def test_the_row_the_column_and_the_reason_are_reported_and_other_rows_go_in(write_csv: Any) -> None:
    path = write_csv(
        [
            item("g1", task_type="01", anticipate_day="5", is_online="1"),
            item("g2", task_type="88", anticipate_day="5", is_online="1"),
            item("g3", task_type="01", anticipate_day="-3", is_online="maybe"),
            item("", task_type="01", anticipate_day="5", is_online="1"),
            item("g5", task_type="01", anticipate_day="5", is_online="1", task_name=""),
            item("g6", task_type="01", anticipate_day="5", is_online="0"),
        ]
    )
    parsed = read_exchange(path)
    assert [guide.guide_id for guide in parsed.guides] == ["g1", "g6"]
    found = [(p.file, p.row, p.column) for p in parsed.problems]
    assert found == [
        ("basic.csv", 3, "task_type"),
        ("basic.csv", 4, "is_online"),
        ("basic.csv", 4, "anticipate_day"),
        ("basic.csv", 5, "row_guid"),
        ("basic.csv", 6, "task_name"),
    ]
    assert "unknown code '88'" in parsed.problems[0].reason


def test_the_header_can_stand_below_a_title(write_xlsx: Any) -> None:
    sheet = [["示例市政务服务事项清单"], [], list(item()), list(item().values()), list(item("").values())]
    parsed = read_exchange(write_xlsx({"表": sheet}))
    assert [guide.guide_id for guide in parsed.guides] == ["guide-1"]
    assert [(p.row, p.column) for p in parsed.problems] == [(5, "row_guid")]


def test_rows_after_blank_lines_and_line_breaks_keep_their_numbers(write_xlsx: Any) -> None:
    sheet = [[], list(item()), [], list(item("g1", task_name="甲\n乙").values()), [], list(item("").values())]
    parsed = read_exchange(write_xlsx({"表": sheet}))
    assert [guide.task_name for guide in parsed.guides] == ["甲 乙"]
    assert [(p.row, p.column) for p in parsed.problems] == [(6, "row_guid")]


def test_an_error_page_in_place_of_a_row_is_skipped_and_said(write_csv: Any) -> None:
    page = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>"
    parsed = read_exchange(write_csv([item("g1"), item("g2", task_name=page), item(page), item("g4")]))
    assert [guide.guide_id for guide in parsed.guides] == ["g1", "g4"]
    assert [p.row for p in parsed.problems] == [3, 4]
    assert all("HTML error page" in p.reason for p in parsed.problems)


def test_double_encoded_entities_are_decoded(write_csv: Any) -> None:
    path = write_csv(
        [
            item(
                accept_condition="&amp;lt;p&amp;gt;1.年满16周岁&amp;amp;quot;&amp;lt;/p&amp;gt;\n2.甲&amp;amp;amp;乙"
            )
        ]
    )
    assert [c.text for c in only(path).accept_condition] == ['年满16周岁"', "甲&乙"]


def test_the_same_item_under_several_topics_is_one_guide(write_csv: Any) -> None:
    rows = [item(user_topic_type="户籍", cd_batch="1"), item(user_topic_type="证件", cd_batch="2")]
    assert only(write_csv(rows)).guide_id == "guide-1"


def test_the_same_id_with_other_content_is_a_problem_of_the_later_row(write_csv: Any) -> None:
    parsed = read_exchange(write_csv([item(), item(dept_name="另一个局")]))
    assert [guide.dept_name for guide in parsed.guides] == ["示例市公安局"]
    assert parsed.problems == [
        Problem("basic.csv", 3, "row_guid", "guide-1 is already in row 2 with another dept_name")
    ]


def test_a_material_that_repeats_is_merged_and_one_that_differs_is_reported(write_xlsx: Any) -> None:
    def row(name: str) -> dict[str, object]:
        return {"row_guid": "m1", "task_guid": "guide-1", "material_name": name}

    parsed = read_exchange(
        write_xlsx({"basic": [item()], "m": [row("户口簿"), row("户口簿"), row("户口本")]})
    )
    assert [m.material_name for m in parsed.guides[0].materials] == ["户口簿"]
    assert [(p.file, p.row, p.column) for p in parsed.problems] == [("city.xlsx [m]", 4, "row_guid")]


def test_a_task_code_shared_by_several_items_does_not_link(write_xlsx: Any) -> None:
    items = [
        item("g1", task_code="T", task_handle_item="H1"),
        item("g2", task_code="T", task_handle_item="H2"),
    ]
    materials = [
        {"task_code": "T", "task_handle_item": "", "material_name": "户口簿"},
        {"task_code": "T", "task_handle_item": "H2", "material_name": "登记表"},
    ]
    parsed = read_exchange(write_xlsx({"basic": items, "material": materials}))
    assert [[m.material_name for m in guide.materials] for guide in parsed.guides] == [[], ["登记表"]]
    assert [(p.row, p.reason) for p in parsed.problems] == [
        (2, "task_code T is shared by 2 items; task_guid is needed")
    ]


def test_a_unique_task_code_links(write_xlsx: Any) -> None:
    sheets = {"basic": [item(task_code="T")], "material": [{"task_code": "T", "material_name": "户口簿"}]}
    assert only(write_xlsx(sheets)).materials[0].material_name == "户口簿"


def test_row_guid_of_the_parent_links(write_xlsx: Any) -> None:
    rows = [{"row_guid": "guide-1", "material_name": name} for name in ("户口簿", "登记表")]
    assert len(only(write_xlsx({"basic": [item()], "material": rows})).materials) == 2


def test_rows_of_an_item_that_failed_say_so(write_xlsx: Any) -> None:
    sheets = {"basic": [item("g1", task_type="88")], "m": [{"task_guid": "g1", "material_name": "甲"}]}
    parsed = read_exchange(
        write_xlsx(sheets | {"basic": [item("g1", task_type="88"), item("g2", task_type="01")]})
    )
    assert [p.reason for p in parsed.problems if p.file.endswith("[m]")] == [
        "its item g1 (row 2) did not go in"
    ]


def test_situations_decide_on_materials(write_xlsx: Any) -> None:
    materials = [
        {"row_guid": f"m{n}", "task_guid": "guide-1", "material_name": name, "order_num": n}
        for n, name in enumerate(("登记表", "本人身份证", "监护人身份证"), start=1)
    ]
    conditions = [
        {"condition_name": "成年人", "condition_desc": "已满16周岁", "material_guid": "m1,m2"},
        {"condition_name": "未成年人", "condition_desc": "", "material_guid": "m1"},
        {"condition_name": "未成年人", "condition_desc": "", "material_guid": "m3"},
    ]
    guide = only(write_xlsx({"basic": [item()], "material": materials, "condition": conditions}))
    (situation,) = guide.situations
    assert [option.name for option in situation.options] == ["成年人：已满16周岁", "未成年人"]
    assert [(m.material_name, m.condition) for m in guide.materials] == [
        ("登记表", None),
        ("本人身份证", 'situation == "case_1"'),
        ("监护人身份证", 'situation == "case_2"'),
    ]


def test_a_situation_of_an_unknown_material_is_reported(write_xlsx: Any) -> None:
    conditions = [{"condition_name": "甲", "material_guid": "m9"}]
    parsed = read_exchange(write_xlsx({"basic": [item()], "condition": conditions}))
    assert [(p.column, p.reason) for p in parsed.problems] == [
        ("material_guid", "there is no material m9 of the item")
    ]


def test_a_single_situation_is_told_apart_from_none(write_xlsx: Any) -> None:
    material = {"row_guid": "m1", "task_guid": "guide-1", "material_name": "委托书"}
    condition = {"condition_name": "委托他人办理", "material_guid": "m1"}
    guide = only(write_xlsx({"basic": [item()], "material": [material], "condition": [condition]}))
    assert [option.name for option in guide.situations[0].options] == ["委托他人办理", "不属于以上情形"]


def test_charges_need_a_basis_and_an_item_that_charges(write_xlsx: Any) -> None:
    items = [
        item("g1", is_fee="1", fee_basis=""),
        item("g2", is_fee="0", fee_basis=""),
        item("g3", is_fee="1", fee_basis="某办法"),
    ]
    fees = [{"task_guid": g, "fee_name": "工本费", "fee_stand": "10元"} for g in ("g1", "g2", "g3")]
    parsed = read_exchange(write_xlsx({"basic": items, "fee_project": fees}))
    assert [(g.is_fee, [fee.by_law for fee in g.fees]) for g in parsed.guides] == [
        (True, []),
        (False, []),
        (True, ["某办法"]),
    ]
    assert {(p.row, p.column) for p in parsed.problems} >= {(2, "by_law"), (3, "fee_name")}


@pytest.mark.parametrize(
    ("changes", "default", "region"),
    [
        ({"region_code": "990102"}, "990100", "990102"),
        ({"region_code": "990102001000"}, None, "990102"),
        ({"region_code": ""}, "990100", "990100"),
        ({"region_code": "", "dept_code": "11990103MB2C92739X"}, None, "990103"),
        ({"region_code": "", "task_code": "11990103MB2C92739X4440117007000"}, None, "990103"),
    ],
)
def test_the_region(write_csv: Any, changes: dict[str, str], default: str | None, region: str) -> None:
    assert only(write_csv([item(**changes)]), region_code=default).region_code == region


def test_without_a_region_the_row_fails(write_csv: Any) -> None:
    parsed = read_exchange(write_csv([item(region_code=""), item("g2", region_code="99")]))
    assert [(p.row, p.column) for p in parsed.problems] == [(2, "region_code"), (3, "region_code")]
    assert parsed.guides == []


def test_leading_equals_and_plus_signs_are_text(write_xlsx: Any) -> None:
    guide = only(write_xlsx({"basic": [item(summary="=1+1", link_way="+86-000-12345", transact_addr="-甲")]}))
    assert (guide.summary, guide.link_way, guide.transact_addr) == ("=1+1", "+86-000-12345", "-甲")


def test_excel_dates_numbers_and_booleans(write_xlsx: Any) -> None:
    row = item(
        plan_effective_date=dt.datetime(2026, 1, 2),
        plan_cancel_date=dt.date(2026, 12, 31),
        task_type=1,
        is_online=True,
    )
    guide = only(write_xlsx({"basic": [row | {"region_code": 990100.0, "anticipate_day": 20.0}]}))
    assert (guide.effective_from, guide.effective_to) == (dt.date(2026, 1, 2), dt.date(2026, 12, 31))
    assert (guide.task_type, guide.region_code, guide.anticipate_day) == ("行政许可", "990100", 20)
    assert guide.is_online


def test_codes_that_the_spreadsheet_has_rounded_are_not_taken(write_csv: Any) -> None:
    parsed = read_exchange(write_csv([item("4.40300123E+17"), item("g2")]))
    assert [guide.guide_id for guide in parsed.guides] == ["g2"]
    assert [(p.row, p.column) for p in parsed.problems] == [(2, "row_guid")]


def test_spreadsheet_errors_and_deleted_rows_are_not_taken(write_csv: Any) -> None:
    rows = [item(transact_addr="#N/A", cd_operation="I"), item("g2", transact_addr="", cd_operation="D")]
    parsed = read_exchange(write_csv(rows))
    assert parsed.guides == []
    assert [(p.row, p.column) for p in parsed.problems] == [(2, "transact_addr"), (3, "cd_operation")]


def test_a_guide_whose_fields_contradict_each_other_is_reported(write_csv: Any) -> None:
    parsed = read_exchange(write_csv([item(plan_effective_date="20270101", plan_cancel_date="20260101")]))
    assert parsed.guides == []
    assert parsed.problems[0].row == 2
    assert "effective_to is earlier" in parsed.problems[0].reason
