"""The command line over the small city, in this process and as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from common.settings import settings
from retrieval.embedding import E5Embedder
from server.command_line import app
from tests.assistant.application import settings_for
from tests.assistant.indexing import Indexed, indexed_city

Bangban = Callable[..., Result]
RunBangban = Callable[..., "subprocess.CompletedProcess[str]"]
COMMAND = str(Path(sys.executable).with_name("bangban"))


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory, embedder: E5Embedder) -> Indexed:
    return indexed_city(tmp_path_factory, embedder)


@pytest.fixture
def environment(tmp_path: Path, indexed: Indexed, pytestconfig: pytest.Config) -> dict[str, str]:
    """Variables that choose the small city, its index and a database of the test's own."""
    chosen = settings_for(tmp_path / "data", indexed.city, indexed.data)
    for model in pytestconfig.cache.mkdir("models").glob("*.onnx"):
        (chosen.data_folder / "models" / model.name).symlink_to(model)
    return {"BANGBAN_DATA_FOLDER": str(chosen.data_folder), "BANGBAN_CITY_FOLDER": str(indexed.city)}


@pytest.fixture
def bangban(environment: dict[str, str]) -> Bangban:
    """Run a command in this process."""

    def run(*arguments: object, **variables: str) -> Result:
        settings.cache_clear()
        try:
            return CliRunner().invoke(app, [str(a) for a in arguments], env={**environment, **variables})
        finally:
            settings.cache_clear()

    return run


@pytest.fixture
def run_bangban(tmp_path: Path, environment: dict[str, str]) -> RunBangban:
    """Run a command as a process of its own."""

    def run(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *(str(argument) for argument in arguments)],
            env={**os.environ, **environment, **variables},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
