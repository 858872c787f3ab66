"""The command `bangban`. Heavy parts are imported by the command that needs them."""

# ruff: noqa: PLC0415 - the command line answers in under a second

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from common.errors import BangbanError

# Turns run side by side; threads inside one product of vectors only get in each other's way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Bangban 帮办: an open assistant for public services.",
)
knowledge = typer.Typer(no_args_is_help=True, help="Import, list and withdraw service guides.")
evaluate = typer.Typer(no_args_is_help=True, help="Measure quality; the last line is one JSON object.")
benchmark = typer.Typer(no_args_is_help=True, help="Measure speed; the last line is one JSON object.")
app.add_typer(knowledge, name="knowledge")
app.add_typer(evaluate, name="evaluate")
app.add_typer(benchmark, name="benchmark")

T = TypeVar("T")
Folder = Annotated[Path | None, typer.Option(help="Where results with their configuration are kept.")]


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Load the city, bring the index up to date and serve the page and the interfaces."""
    from common.settings import settings
    from server import serving

    _guarded(lambda: serving.serve(settings(), host, port))


@app.command()
def prepare() -> None:
    """Do what `serve` does before it listens: database, guides, model, index."""
    from common.settings import settings
    from server import serving

    _guarded(lambda: serving.prepare(settings()))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What a citizen would say.")],
    region: Annotated[str | None, typer.Option(help="Region code.")] = None,
    trace: Annotated[bool, typer.Option(help="Show the outcome and the element as well.")] = False,
) -> None:
    """Ask one question from the command line."""
    from common.settings import settings
    from server import serving

    _run(serving.ask(settings(), question, region, trace))


@app.command("erase-expired")
def erase_expired() -> None:
    """Erase conversations that are older than the settings allow."""
    from common.settings import settings
    from server import serving

    typer.echo(f"{_run(serving.erase_expired(settings()))} conversations erased")


@app.command("write-documents")
def write_documents(folder: Annotated[Path, typer.Argument(help="Usually docs/.")]) -> None:
    """Write openapi.json and asyncapi.json."""
    from server import describing

    describing.write(folder)


@knowledge.command("import")
def import_guides(
    paths: Annotated[
        list[Path], typer.Argument(help="YAML city folders, CSV/XLSX tables, HTML/DOCX/PDF pages.")
    ],
    region: Annotated[str | None, typer.Option(help="Region of guides that do not say theirs.")] = None,
    replace: Annotated[bool, typer.Option(help="Let changed content replace the same version.")] = False,
) -> None:
    """Import guides; rows that fail are listed and the others go in."""
    from common.settings import settings
    from server import importing

    if not _run(importing.import_paths(settings(), paths, region, replace=replace)):
        raise typer.Exit(1)


@knowledge.command("withdraw")
def withdraw(guide_id: str) -> None:
    """Take a guide out of service; a running server stops answering from it with the next question."""
    from common.settings import settings
    from server import importing

    _run(importing.withdraw(settings(), guide_id))
    typer.echo(f"{guide_id} withdrawn")


@knowledge.command("list")
def list_guides() -> None:
    """The guides in force."""
    from common.settings import settings
    from server import importing

    for line in _run(importing.guides_in_force(settings())):
        typer.echo(line)


@evaluate.command("retrieval")
def evaluate_retrieval(
    documents: Annotated[Path, typer.Option(help="JSON Lines: docid, text, title.")],
    questions: Annotated[Path, typer.Option(help="JSON Lines: id, docid, question, answer.")],
    results: Folder = None,
) -> None:
    """Recall, MRR and nDCG of finding a question's document."""
    from evaluation import commands

    _guarded(lambda: commands.retrieval(documents, questions, results))


@evaluate.command("answers")
def evaluate_answers(
    documents: Annotated[Path, typer.Option(help="JSON Lines: docid, text, title.")],
    questions: Annotated[Path, typer.Option(help="JSON Lines: id, docid, question, answer.")],
    unanswerable: Annotated[Path, typer.Option(help="JSON Lines: id, question.")],
    results: Folder = None,
) -> None:
    """How often the answer is right, cited rightly, and refused where there is none."""
    from evaluation import commands

    _guarded(lambda: commands.answers(documents, questions, unanswerable, results))


@evaluate.command("conversations")
def evaluate_conversations(
    scenarios: Annotated[Path, typer.Option(help="Folder of YAML dialogues.")] = Path("evaluation/scenarios"),
    results: Folder = None,
) -> None:
    """Play scripted dialogues over the settings' city and compare the outcomes."""
    from evaluation import commands
    from server.serving import ready

    if not _guarded(lambda: commands.conversations(scenarios, results, ready)):
        raise typer.Exit(1)


@benchmark.command("chat")
def benchmark_chat(
    url: Annotated[str, typer.Option(help="The running server.")] = "http://127.0.0.1:8000",
    sessions: Annotated[int, typer.Option(min=1, max=5000)] = 50,
    seconds: Annotated[int, typer.Option(min=1, max=3600)] = 20,
    think: Annotated[float, typer.Option(min=0, help="Mean pause of a citizen between turns.")] = 1.0,
    results: Folder = None,
) -> None:
    """Hold conversations over WebSockets and time the turns."""
    from evaluation import chat_load

    _guarded(lambda: chat_load.command(url, sessions, seconds, think, results))


def _run(work: Coroutine[Any, Any, T]) -> T:
    return _guarded(lambda: asyncio.run(work))


def _guarded(work: Callable[[], T]) -> T:
    """Say what went wrong in one line instead of a traceback."""
    try:
        return work()
    except BangbanError as error:
        typer.secho(error.message("en"), err=True, fg="red")
        raise typer.Exit(1) from error


def main() -> None:
    """Entry of the installed command."""
    app()


if __name__ == "__main__":
    main()
