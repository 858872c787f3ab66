"""Errors of finding passages."""

from __future__ import annotations

from common.errors import BangbanError


class RetrievalError(BangbanError):
    """Root of what can go wrong while searching."""

    code = "retrieval_failed"
    status = 503
    messages = {
        "zh": "检索服务暂时不可用，请稍后再试。",
        "en": "Search is not available right now. Please try again later.",
    }


class EmbeddingUnavailable(RetrievalError):
    """The embedding server did not answer with vectors. Search goes on with keywords alone."""

    code = "embedding_unavailable"


class VectorStoreUnavailable(RetrievalError):
    """The Chroma server did not answer. Search goes on with keywords alone."""

    code = "vector_store_unavailable"
