"""Settings from the environment (`BANGBAN_…`) or a `.env` file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DEMONSTRATION = Path(__file__).parent.parent / "knowledge_base" / "demonstration"


class Settings(BaseSettings):
    """Everything that can be chosen without touching code; the defaults need nothing else running."""

    model_config = SettingsConfigDict(env_prefix="BANGBAN_", env_file=".env", extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    data_folder: Path = Path("var")
    """Where the embedded database, index, models and uploads lie."""
    city_folder: Path = DEMONSTRATION
    """Regions, departments, windows and guides in YAML, loaded at start."""

    database_url: str = ""
    """`sqlite+aiosqlite:///…` or `postgresql+psycopg://…`; empty: SQLite in the data folder."""
    chroma_url: str = ""
    """`http://host:port` of a Chroma server; empty: embedded in the data folder."""
    embedding_base_url: str = ""
    """An OpenAI-compatible server for `/embeddings`; empty: the bundled multilingual-e5-small."""
    embedding_model: str = "multilingual-e5-small"
    embedding_api_key: SecretStr = SecretStr("")
    embedding_threads: int = Field(default=2, ge=1, le=64)

    openai_api_keys: tuple[SecretStr, ...] = ()
    """Keys accepted on `/v1`; none: open to whoever reaches the port."""
    allowed_origins: tuple[str, ...] = ()
    """Origins that may open a WebSocket beside the page's own."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of reverse proxies whose `X-Forwarded-For` is believed."""

    conversations_per_minute: int = Field(default=300, ge=1)
    """New conversations from one address."""
    messages_per_minute: int = Field(default=120, ge=1)
    """Messages in one conversation."""
    requests_per_minute: int = Field(default=1200, ge=1)
    """Requests from one address."""
    upload_bytes: int = Field(default=10 * 1024 * 1024, ge=1024)
    conversation_days: int = Field(default=180, ge=1)
    """How long a conversation is kept after its last message."""

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.data_folder.resolve() / 'bangban.sqlite3'}"


@lru_cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
