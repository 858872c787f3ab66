"""Settings come from the environment or `.env`; the defaults need nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from common.database import Database
from common.settings import DEMONSTRATION, Settings


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of the developer's."""
    monkeypatch.chdir(tmp_path)


def test_the_defaults_are_embedded(tmp_path: Path) -> None:
    chosen = Settings()
    assert chosen.host == "127.0.0.1"
    assert chosen.city_folder == DEMONSTRATION
    assert (chosen.chroma_url, chosen.embedding_base_url) == ("", "")
    assert chosen.resolved_database_url == f"sqlite+aiosqlite:///{tmp_path}/var/bangban.sqlite3"


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGBAN_PORT", "9000")
    monkeypatch.setenv("BANGBAN_DATABASE_URL", "postgresql+psycopg://u@h/d")
    monkeypatch.setenv("BANGBAN_ALLOWED_ORIGINS", '["https://a.example", "https://b.example"]')
    chosen = Settings()
    assert chosen.port == 9000
    assert chosen.resolved_database_url == "postgresql+psycopg://u@h/d"
    assert chosen.allowed_origins == ("https://a.example", "https://b.example")


def test_a_file_chooses_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("BANGBAN_PORT=9000\nBANGBAN_HOST=0.0.0.0\nOTHER=1\n")
    monkeypatch.setenv("BANGBAN_PORT", "9001")
    chosen = Settings()
    assert (chosen.host, chosen.port) == ("0.0.0.0", 9001)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("EMBEDDING_THREADS", "0"),
        ("UPLOAD_BYTES", "1"),
        ("MESSAGES_PER_MINUTE", "0"),
        ("CONVERSATION_DAYS", "0"),
    ],
)
def test_what_cannot_work_is_refused_at_once(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"BANGBAN_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_keys_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGBAN_OPENAI_API_KEYS", '["sk-secret-1"]')
    monkeypatch.setenv("BANGBAN_EMBEDDING_API_KEY", "sk-secret-2")
    chosen = Settings()
    assert chosen.openai_api_keys[0].get_secret_value() == "sk-secret-1"
    assert "sk-secret" not in f"{chosen!r}{chosen}{chosen.model_dump()}"


@pytest.mark.parametrize("name", ["数据 文件夹", "100%", "a#b"])
async def test_the_database_may_lie_in_any_folder(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    database = Database(Settings(data_folder=folder).resolved_database_url)
    async with database.engine.connect():
        pass
    await database.close()
    assert (folder / "bangban.sqlite3").exists()
