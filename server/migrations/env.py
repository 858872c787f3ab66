"""Alembic's entry: the caller passes a connection."""

from __future__ import annotations

from alembic import context

import assistant.tables
import knowledge_base.tables
from common.database import Base

TABLES = (assistant.tables.__name__, knowledge_base.tables.__name__)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    user_module_prefix="common.database.",
)
with context.begin_transaction():
    context.run_migrations()
