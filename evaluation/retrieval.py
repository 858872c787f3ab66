"""`bangban evaluate retrieval`: how well the passage index finds the document of a question."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from evaluation.policy_documents import Document, Question
from retrieval.embedding import Embedder, Progress
from retrieval.index import Index
from retrieval.passages import document_passages
from retrieval.vector_store import VectorStore, connect

REGION = "000000"


@dataclass(frozen=True, slots=True)
class RetrievalFigures:
    """Rates over the questions; times in milliseconds a question, embedding included."""

    recall_at_1: float
    recall_at_5: float
    recall_at_10: float
    mrr: float
    ndcg_at_10: float
    p50_ms: float
    p95_ms: float
    n: int


def index_documents(documents: Sequence[Document], embedder: Embedder, progress: Progress) -> Index:
    """A throw-away index of the documents."""
    index = Index(VectorStore(partial(connect, "", None), embedder, prefix="evaluation"), embedder)
    passages = [
        passage
        for document in documents
        for passage in document_passages(document.docid, REGION, document.title, document.text)
    ]
    index.replace(passages, progress)
    return index


def ranked_documents(index: Index, question: str, count: int = 10) -> list[str]:
    """The ids of the documents that fit best, best first."""
    return [found.document_id for found in index.search(question, [REGION], count).documents]


def measure(index: Index, questions: Sequence[Question]) -> RetrievalFigures:
    """Ask every question and compare the order of documents with the right one."""
    ranks: list[float] = []
    times: list[float] = []
    for question in questions:
        started = time.perf_counter()
        found = ranked_documents(index, question.question)
        times.append((time.perf_counter() - started) * 1000)
        ranks.append(found.index(question.docid) + 1 if question.docid in found else math.inf)
    rank = np.array(ranks)
    return RetrievalFigures(
        recall_at_1=float((rank <= 1).mean()),
        recall_at_5=float((rank <= 5).mean()),
        recall_at_10=float((rank <= 10).mean()),
        mrr=float((1 / rank).mean()),
        ndcg_at_10=float((1 / np.log2(rank + 1)).mean()),
        p50_ms=float(np.percentile(times, 50)),
        p95_ms=float(np.percentile(times, 95)),
        n=len(questions),
    )
