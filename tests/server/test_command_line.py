"""The command `bangban`: light to start, and plain about what is wrong."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.conftest import WaitUntil
from tests.server.conftest import COMMAND, Bangban, RunBangban

_HEAVY = (
    "chromadb",
    "onnxruntime",
    "fastapi",
    "uvicorn",
    "sqlalchemy",
    "langgraph",
    "sklearn",
    "scipy",
    "onnx",
)


def test_the_command_line_imports_nothing_heavy() -> None:
    code = f"import sys, server.command_line; print([m for m in {_HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_help_names_every_command(run_bangban: RunBangban) -> None:
    done = run_bangban("--help")
    assert done.returncode == 0
    for command in ("serve", "prepare", "ask", "knowledge", "evaluate", "benchmark", "write-documents"):
        assert command in done.stdout


def test_an_unknown_command_is_told(run_bangban: RunBangban) -> None:
    done = run_bangban("fly")
    assert done.returncode == 2
    assert "fly" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_told_with_another_one(run_bangban: RunBangban) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_bangban("serve", "--port", port)
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (("serve",), "missing"),
        (("serve",), "not YAML"),
        (("prepare",), "not a city"),
        (("ask", "换护照要多少钱"), "empty"),
    ],
)
# Fails on 2026-11-22: `make_services` reads the city before `load_city` turns errors into
# `CityUnreadable`, and `prepare` does not catch it: the person gets a traceback.
def test_an_unreadable_city_folder_is_told_in_one_line(
    run_bangban: RunBangban, tmp_path: Path, command: tuple[str, ...], fault: str
) -> None:
    folder = tmp_path / "bad-city"
    if fault != "missing":
        folder.mkdir()
    if fault == "not YAML":
        (folder / "windows.yaml").write_text("a: [", encoding="utf-8")
    if fault == "not a city":
        (folder / "windows.yaml").write_text("- {window_id: x}", encoding="utf-8")
    done = run_bangban(*command, BANGBAN_CITY_FOLDER=str(folder), BANGBAN_PORT=str(_free_port()))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "city folder cannot be read" in done.stderr


def test_a_wrong_setting_is_told_by_its_name(run_bangban: RunBangban) -> None:
    done = run_bangban("serve", BANGBAN_PORT="lots")
    assert done.returncode != 0
    assert "port" in done.stderr.lower()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# Fails on 2026-11-22 for SIGINT: uvicorn raises the signal again after serving, which cancels the
# closing of the database in server/serving.py and prints a traceback to who pressed Ctrl+C.
@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_server_starts_answers_and_stops(
    tmp_path: Path, environment: dict[str, str], wait_until: WaitUntil, stop: signal.Signals
) -> None:
    port = _free_port()
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port)],
        env={**os.environ, **environment},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def answers() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).status_code == 200
        except httpx.TransportError:
            return process.poll() is not None

    try:
        wait_until(answers)
        health = httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).json()
        assert health["status"] == "ok"
        assert health["guides"] == 9
        process.send_signal(stop)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert f"is ready: http://127.0.0.1:{port}" in out
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_question_from_the_command_line(bangban: Bangban) -> None:
    done = bangban("ask", "换护照要多少钱", "--trace")
    assert done.exit_code == 0
    assert "120元/本" in done.output
    assert "[1] 普通护照换发 › 收费标准（样例市，2026.1版）" in done.output
    assert json.loads(done.output.splitlines()[-1])["outcome"] == "answered_by_field"


@pytest.mark.slow
def test_a_question_for_an_unknown_region_is_told(bangban: Bangban) -> None:
    done = bangban("ask", "换护照要多少钱", "--region", "999999")
    assert done.exit_code == 1
    assert done.stderr.strip() == "There is no region 999999 here. Please choose one from the list."


@pytest.mark.slow
def test_nothing_has_expired_at_first(bangban: Bangban) -> None:
    done = bangban("erase-expired")
    assert (done.exit_code, done.stdout.strip()) == (0, "0 conversations erased")
