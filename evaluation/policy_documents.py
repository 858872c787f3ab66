"""Reading the evaluation files: documents, questions, unanswerable questions (JSON Lines)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from common.errors import BangbanError

M = TypeVar("M", bound=BaseModel)


class EvaluationFileInvalid(BangbanError):
    """A line of an evaluation file is not in the format of the contract."""

    code = "evaluation_file_invalid"
    status = 422
    messages = {
        "zh": "评测文件 {file} 第 {line} 行有误：{reason}",
        "en": "{file}, line {line}: {reason}",
    }


class Document(BaseModel):
    """A document to search in."""

    model_config = ConfigDict(extra="ignore")

    docid: str
    text: str
    title: str = ""


class Question(BaseModel):
    """A question, with the document that answers it and the words of the answer there."""

    model_config = ConfigDict(extra="ignore")

    id: str
    question: str
    docid: str = ""
    answer: str = ""


def read_documents(path: Path) -> list[Document]:
    return [_validated(Document, row, path, line) for line, row in _rows(path)]


def read_questions(path: Path) -> list[Question]:
    questions = [_validated(Question, row, path, line) for line, row in _rows(path)]
    if not questions:
        raise EvaluationFileInvalid(file=path, line=0, reason="no questions")
    return questions


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationFileInvalid(file=path, line=0, reason=error) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise EvaluationFileInvalid(file=path, line=number, reason=error) from error


def _validated(model: type[M], row: Any, path: Path, line: int) -> M:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        reason = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise EvaluationFileInvalid(file=path, line=line, reason=reason) from error
