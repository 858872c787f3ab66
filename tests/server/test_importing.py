"""Importing, listing and withdrawing guides from the command line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.assistant.indexing import Indexed
from tests.assistant.small_city import CITY, MATTERS, SOUTH
from tests.server.conftest import Bangban, RunBangban

pytestmark = pytest.mark.slow
_HEAD = "row_guid,task_name,dept_name,region_code,promise_day,task_version"


@pytest.fixture
def mixed(tmp_path: Path, indexed: Indexed) -> list[Path]:
    """A city folder with a broken matter, a table with a broken row, and a page."""
    folder = Path(shutil.copytree(indexed.city, tmp_path / "mixed"))
    broken = MATTERS["passport-renewal"].replace("promise_day: 7", "promise_day: soon")
    (folder / "guides" / "passport-renewal.yaml").write_text(broken.lstrip("\n"), encoding="utf-8")
    table = tmp_path / "basic.csv"
    rows = [_HEAD, f"row-1,犬只登记,样例市公安局,{CITY},5,1", f"row-2,,样例市公安局,{CITY},5,1"]
    table.write_text("\n".join(rows), encoding="utf-8")
    page = tmp_path / "guide.html"
    page.write_text(
        "<html><head><meta charset='utf-8'></head><body><h1>养犬年审办事指南</h1><h2>基本信息</h2>"
        "<table><tr><th>实施主体</th><td>样例市公安局</td></tr></table>"
        "<h2>受理条件</h2><p>已经登记的犬只。</p></body></html>",
        encoding="utf-8",
    )
    return [folder, table, page]


def _figures(output: str) -> tuple[int, int, int, int]:
    found = re.search(r"(\d+) added, (\d+) updated, (\d+) unchanged, (\d+) problems", output)
    assert found, output
    added, updated, unchanged, problems = map(int, found.groups())
    return added, updated, unchanged, problems


def test_a_mixed_import_reports_what_failed_and_takes_the_rest(bangban: Bangban, mixed: list[Path]) -> None:
    done = bangban("knowledge", "import", *mixed)
    assert done.exit_code == 0
    assert _figures(done.stdout) == (10, 0, 0, 3)
    line = broken_line(mixed[0] / "guides" / "passport-renewal.yaml", "promise_day")
    assert f"passport-renewal.yaml:{line} [{CITY}:promise_day]" in done.stderr
    assert "basic.csv:3 [task_name]" in done.stderr
    assert "guide.html [是否收费]" in done.stderr
    listed = bangban("knowledge", "list").stdout
    assert "犬只登记" in listed
    assert "养犬年审" in listed
    assert "普通护照换发" not in listed


def broken_line(path: Path, column: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(f"{column}:"))


def test_the_same_import_again_changes_nothing(bangban: Bangban, mixed: list[Path]) -> None:
    bangban("knowledge", "import", *mixed)
    listed = bangban("knowledge", "list").stdout
    done = bangban("knowledge", "import", *mixed)
    assert _figures(done.stdout) == (0, 0, 10, 3)
    assert bangban("knowledge", "list").stdout == listed


def test_other_content_under_the_same_version_needs_to_be_told(
    bangban: Bangban, tmp_path: Path, indexed: Indexed
) -> None:
    folder = Path(shutil.copytree(indexed.city, tmp_path / "changed"))
    bangban("knowledge", "import", folder)
    path = folder / "guides" / "passport-renewal.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("120元/本", "130元/本"), encoding="utf-8")
    refused = bangban("knowledge", "import", folder)
    assert _figures(refused.stdout) == (0, 0, 8, 1)
    assert "raise the version" in refused.stderr
    assert _figures(bangban("knowledge", "import", folder, "--replace").stdout) == (0, 1, 8, 0)


def test_nothing_readable_is_a_failure(bangban: Bangban, tmp_path: Path) -> None:
    table = tmp_path / "basic.csv"
    table.write_text(f"{_HEAD}\nrow-1,,,{CITY},5,1\n", encoding="utf-8")
    done = bangban("knowledge", "import", table)
    assert done.exit_code == 1
    assert _figures(done.stdout)[0] == 0
    assert "basic.csv:2" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing.csv", None, "no such file"),
        ("guide.txt", "x", "not a known kind"),
        ("guide", "x", "not a known kind"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(
    bangban: Bangban, tmp_path: Path, name: str, content: str | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = bangban("knowledge", "import", tmp_path / name)
    assert done.exit_code == 1
    assert reason in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_unknown_region_is_told(bangban: Bangban, tmp_path: Path) -> None:
    (tmp_path / "basic.csv").write_text(_HEAD, encoding="utf-8")
    done = bangban("knowledge", "import", tmp_path / "basic.csv", "--region", "999999")
    assert (done.exit_code, "999999" in done.stderr) == (1, True)


def test_a_guide_is_withdrawn_once(bangban: Bangban, indexed: Indexed) -> None:
    bangban("knowledge", "import", indexed.city)
    guide_id = f"id-card-loss-reissue-{SOUTH}"
    assert guide_id in bangban("knowledge", "list").stdout
    done = bangban("knowledge", "withdraw", guide_id)
    assert (done.exit_code, done.stdout.strip()) == (0, f"{guide_id} withdrawn")
    assert guide_id not in bangban("knowledge", "list").stdout
    again = bangban("knowledge", "withdraw", guide_id)
    assert again.exit_code == 1
    assert "was not found" in again.stderr


def test_a_withdrawn_guide_stays_withdrawn_when_the_city_is_loaded_again(bangban: Bangban) -> None:
    assert "120元/本" in bangban("ask", "换护照要多少钱").stdout
    assert bangban("knowledge", "withdraw", f"passport-renewal-{CITY}").exit_code == 0
    assert "120元/本" not in bangban("ask", "换护照要多少钱").stdout


def test_the_exit_code_reaches_the_shell(run_bangban: RunBangban, tmp_path: Path, mixed: list[Path]) -> None:
    done = run_bangban("knowledge", "import", *mixed)
    assert (done.returncode, _figures(done.stdout)) == (0, (10, 0, 0, 3))
    failed = run_bangban("knowledge", "import", tmp_path / "missing.csv")
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
