"""The evaluation commands: read, measure with a progress bar, finish."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from assistant.service import Conversations
from common.settings import Settings, settings
from evaluation import conversations as dialogues
from evaluation import passages
from evaluation import retrieval as finding
from evaluation.policy_documents import read_documents, read_questions
from evaluation.results import finish
from evaluation.scenarios import Scenario, read_scenarios
from retrieval.embedding import make_embedder
from retrieval.index import Index


def retrieval(documents: Path, questions: Path, results: Path | None) -> None:
    """`bangban evaluate retrieval`."""
    asked = read_questions(questions)
    index = _index(documents)
    figures = finding.measure(index, asked)
    finish("retrieval", asdict(figures), {"documents": documents, "questions": questions}, results)


def answers(documents: Path, questions: Path, unanswerable: Path, results: Path | None) -> None:
    """`bangban evaluate answers`."""
    asked, beyond = read_questions(questions), read_questions(unanswerable)
    index = _index(documents)
    figures, rows = passages.measure(index, asked, beyond)
    configuration = {"documents": documents, "questions": questions, "unanswerable": unanswerable}
    finish("answers", asdict(figures), configuration, results, rows)


Opener = Callable[[Settings], AbstractAsyncContextManager[Conversations]]
"""Opens the whole application for one evaluation; given by the server, which alone can put it together."""


def conversations(scenarios: Path, results: Path | None, opener: Opener) -> bool:
    """`bangban evaluate conversations`; false when less than 95 in 100 dialogues pass."""
    script = read_scenarios(scenarios)
    with tempfile.TemporaryDirectory() as folder:
        configured = settings().model_copy(
            update={"database_url": f"sqlite+aiosqlite:///{folder}/bangban.sqlite3"}
        )
        played = asyncio.run(_play(opener(configured), script))
    failed = {turn.scenario: turn for turn in played if turn.faults}
    for turn in failed.values():
        typer.echo(f"{turn.scenario} turn {turn.turn} “{turn.said}”: {'; '.join(turn.faults)}")
    figures = {
        "passed": len(script) - len(failed),
        "failed": len(failed),
        "by_outcome": dict(sorted(Counter(turn.outcome for turn in played).items())),
    }
    finish("conversations", figures, {"scenarios": scenarios}, results, [asdict(turn) for turn in played])
    return len(failed) <= 0.05 * len(script)


async def _play(
    application: AbstractAsyncContextManager[Conversations], script: list[Scenario]
) -> list[dialogues.Played]:
    async with application as opened:
        with _bar("Dialogues", len(script)) as report:
            return await dialogues.play(opened, script, report)


def _index(documents: Path) -> Index:
    read = read_documents(documents)
    with _bar("Embedding", None) as report:
        return finding.index_documents(read, make_embedder(settings()), report)


@contextmanager
def _bar(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=total)
        yield lambda more: progress.advance(task, more)
