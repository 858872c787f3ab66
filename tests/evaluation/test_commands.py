"""The evaluation commands: the last line is one JSON object with the keys of the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from retrieval.embedding import E5Embedder
from tests.assistant.application import settings_for
from tests.assistant.indexing import Indexed
from tests.channels.web.running import Running, running
from tests.evaluation.conftest import WriteLines
from tests.server.conftest import Bangban

pytestmark = pytest.mark.slow

DOCUMENTS = [
    {
        "docid": "heating",
        "title": "供暖通知",
        "text": "冬季供暖从11月15日开始，到次年3月15日结束。",
        "source": "x",
    },
    {"docid": "parking", "title": "停车收费办法", "text": "路边停车每小时收费3元，夜间免费停放。"},
    {"docid": "library", "title": "图书馆开放公告", "text": "市图书馆周一闭馆，其余时间早九点开门。"},
    {"docid": "dogs", "title": "养犬管理规定", "text": "饲养犬只应当每年注射狂犬病疫苗并办理年审。"},
]
QUESTIONS = [
    {
        "id": "1",
        "docid": "heating",
        "question": "冬季供暖从什么时候开始？",
        "answer": "11月15日",
        "split": "dev",
    },
    {"id": "2", "docid": "parking", "question": "路边停车每小时收费多少？", "answer": "3元"},
    {"id": "3", "docid": "library", "question": "市图书馆周几闭馆？", "answer": "周一闭馆"},
]
UNANSWERABLE = [{"id": "9", "question": "火星上的氧气含量是百分之几"}]


def _figures(done: Result) -> dict[str, Any]:
    assert done.exit_code == 0, done.output
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def test_retrieval(bangban: Bangban, write_lines: WriteLines) -> None:
    done = bangban(
        *("evaluate", "retrieval"),
        *("--documents", write_lines("d.jsonl", DOCUMENTS)),
        *("--questions", write_lines("q.jsonl", QUESTIONS)),
    )
    figures = _figures(done)
    assert set(figures) == {
        "recall_at_1",
        "recall_at_5",
        "recall_at_10",
        "mrr",
        "ndcg_at_10",
        "p50_ms",
        "p95_ms",
        "n",
    }
    assert figures["n"] == 3
    assert figures["recall_at_1"] == figures["mrr"] == figures["ndcg_at_10"] == 1
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]


def test_answers_with_results_kept(bangban: Bangban, write_lines: WriteLines, tmp_path: Path) -> None:
    folder = tmp_path / "results"
    done = bangban(
        *("evaluate", "answers"),
        *("--documents", write_lines("d.jsonl", DOCUMENTS)),
        *("--questions", write_lines("q.jsonl", QUESTIONS)),
        *("--unanswerable", write_lines("u.jsonl", UNANSWERABLE)),
        *("--results", folder),
    )
    figures = _figures(done)
    assert set(figures) == {
        "answered",
        "answer_contains_gold",
        "char_f1",
        "citation_correct",
        "false_answers",
        "n",
    }
    assert figures["n"] == 3
    assert figures["answered"] == figures["answer_contains_gold"] == figures["citation_correct"] == 1
    assert figures["false_answers"] == 0
    assert 0 < figures["char_f1"] < 1
    record = json.loads(next(path for path in folder.glob("answers-*.json")).read_text("utf-8"))
    assert record["figures"] == figures
    assert record["configuration"]["documents"].endswith("d.jsonl")
    rows = next(folder.glob("answers-*.rows.jsonl")).read_text("utf-8").splitlines()
    assert [json.loads(row)["id"] for row in rows] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("d.jsonl", '{"docid": "x", "text": ', "Expecting value"),
        ("d.jsonl", '{"docid": "x"}', "text"),
        ("q.jsonl", '{"docid": "x", "question": "?"}', "id"),
        ("q.jsonl", "[]", "dict"),
        ("u.jsonl", "nonsense", "Expecting value"),
    ],
)
def test_an_invalid_line_is_named_with_its_file(
    bangban: Bangban, write_lines: WriteLines, name: str, line: str, reason: str
) -> None:
    good: dict[str, list[Any]] = {"d.jsonl": DOCUMENTS, "q.jsonl": QUESTIONS, "u.jsonl": UNANSWERABLE}
    paths = {
        key: write_lines(key, [rows[0], "", line] if key == name else rows) for key, rows in good.items()
    }
    done = bangban(
        *("evaluate", "answers"),
        *("--documents", paths["d.jsonl"]),
        *("--questions", paths["q.jsonl"]),
        *("--unanswerable", paths["u.jsonl"]),
    )
    assert done.exit_code == 1
    assert f"{paths[name]}, line 3: " in done.stderr
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_named(bangban: Bangban, write_lines: WriteLines, tmp_path: Path) -> None:
    done = bangban(
        *("evaluate", "retrieval", "--documents", tmp_path / "no.jsonl"),
        *("--questions", write_lines("q.jsonl", QUESTIONS)),
    )
    assert done.exit_code == 1
    assert "no.jsonl" in done.stderr


# Fails on 2026-11-22: figures over no question are NaN, which is no JSON, with a RuntimeWarning.
def test_no_questions_are_told(bangban: Bangban, write_lines: WriteLines) -> None:
    done = bangban(
        *("evaluate", "retrieval", "--documents", write_lines("d.jsonl", DOCUMENTS)),
        *("--questions", write_lines("q.jsonl", [])),
    )
    assert not isinstance(done.exception, Exception), done.exception
    assert "NaN" not in done.stdout


_SCENARIOS = """
- id: fee
  tags: [everyday]
  turns:
    - say: 换护照要多少钱
      expect: {outcome: answered_by_field, matter: passport-renewal, element: fees, contains: [120元/本]}
- id: region
  turns:
    - say: 补办身份证多久能办好
      expect: {outcome: clarification_region}
    - press: 南区
      expect: {outcome: answered_by_field, region: "980103", contains: [20个工作日], not_contains: [15个工作日]}
"""
_WRONG = """
- id: wrong
  turns:
    - say: 换护照要多少钱
      expect: {outcome: answered_by_field, contains: [一百万元]}
    - say: 谢谢
      expect: {outcome: thanks}
- id: no-button
  turns:
    - say: 谢谢
      expect: {outcome: thanks}
    - press: 南区
      expect: {outcome: answered_by_field}
"""


def _play(bangban: Bangban, tmp_path: Path, text: str) -> Result:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "some.yaml").write_text(text, encoding="utf-8")
    return bangban("evaluate", "conversations", "--scenarios", folder)


def test_conversations_that_pass(bangban: Bangban, tmp_path: Path) -> None:
    figures = _figures(_play(bangban, tmp_path, _SCENARIOS))
    assert figures == {
        "passed": 2,
        "failed": 0,
        "by_outcome": {"answered_by_field": 2, "clarification_region": 1},
    }


def test_conversations_that_fail_are_told_with_their_turn(bangban: Bangban, tmp_path: Path) -> None:
    done = _play(bangban, tmp_path, _WRONG)
    assert done.exit_code == 1
    figures = json.loads(done.stdout.splitlines()[-1])
    assert (figures["passed"], figures["failed"]) == (0, 2)
    assert "wrong turn 1 “换护照要多少钱”: without '一百万元'" in done.stdout
    assert "no-button turn 2 “南区”: no button '南区'" in done.stdout


@pytest.mark.parametrize(
    "text",
    [
        "- id: x\n  turns: []",
        "- id: x\n  turns: [{say: a, press: b, expect: {outcome: thanks}}]",
        "- id: x\n  turns: [{expect: {outcome: thanks}}]",
        "- id: x\n  turns: [{say: a, expect: {outcome: no_such_outcome}}]",
        "- id: x\n  turns: [{say: a, expect: {outcome: thanks, more: 1}}]",
        "a: [",
        "",
    ],
)
def test_an_invalid_dialogue_is_named_with_its_file(bangban: Bangban, tmp_path: Path, text: str) -> None:
    done = _play(bangban, tmp_path, text)
    assert done.exit_code == 1
    assert "scenarios" in done.stderr
    assert not done.stdout


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, indexed: Indexed, embedder: E5Embedder
) -> Iterator[Running]:
    settings = settings_for(tmp_path_factory.mktemp("benchmark"), indexed.city, indexed.data)
    with running(settings, embedder) as started:
        yield started


def test_benchmark_of_chat(bangban: Bangban, server: Running) -> None:
    options = ("--url", server.url, "--sessions", 4, "--seconds", 1, "--think", 0.05)
    figures = _figures(bangban("benchmark", "chat", *options))
    wanted = {
        "turns_per_second",
        "first_event_p50_ms",
        "first_event_p95_ms",
        "completed_p95_ms",
        "errors",
        "bytes_per_idle_session",
    }
    assert wanted <= set(figures)
    assert figures["errors"] == 0
    assert figures["turns"] >= 4
    assert figures["turns_per_second"] == figures["turns"]
    assert 0 < figures["first_event_p50_ms"] <= figures["first_event_p95_ms"] <= figures["completed_p95_ms"]


def test_a_benchmark_without_a_server_is_told(bangban: Bangban) -> None:
    done = bangban("benchmark", "chat", "--url", "http://127.0.0.1:9", "--sessions", 1, "--seconds", 1)
    assert done.exit_code == 1
    assert "cannot be reached" in done.stderr
