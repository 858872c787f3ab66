"""The blocks of a PDF: tables where lines draw them, headings where letters are larger."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from knowledge_base.importing.cleaning import clean_text
from knowledge_base.importing.page_blocks import (
    MAX_PAGES,
    Block,
    Heading,
    Paragraph,
    TableBlock,
    UnreadablePageError,
)

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of fonts, once for each character

_DAMAGED = (
    PDFException, PSException, PdfminerException, MalformedPDFException, zlib.error, struct.error, KeyError,
    ValueError, TypeError, AttributeError, IndexError, AssertionError, ZeroDivisionError, OverflowError,
    EOFError, OSError, RecursionError, NotImplementedError,
)  # fmt: skip
"""What pdfminer and pdfplumber raise for files that are damaged somewhere inside."""
_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*|第\s*\d+\s*页(?:[\s/，,]*共\s*\d+\s*页)?|\d+\s*/\s*\d+")
_NEW_LINE = re.compile(
    r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)、.．]|[①-⑳•●·■◆\-—]|第.{1,3}步"
    r"|[^，。；]{2,12}[：:]"
)
"""What begins a line that does not go on from the line before."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    is_full: bool
    """Whether it reaches the right margin, so that its sentence can go on in the next line."""
    is_indented: bool


def pdf_blocks(data: bytes) -> tuple[str, list[Block]]:
    """The document's title and its blocks."""
    if b"%PDF-" not in data[:1024]:
        raise UnreadablePageError("not a PDF (its content is something else)")
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > MAX_PAGES:
                raise UnreadablePageError(f"more than {MAX_PAGES} pages")
            pieces: list[list[_Line | TableBlock]] = []
            for page in document.pages:
                pieces.append(list(_pieces(page)))
                page.close()
            title = document.metadata.get("Title")
    except _DAMAGED as error:
        if isinstance(error.__cause__ or error, PDFPasswordIncorrect) or "PasswordIncorrect" in repr(error):
            raise UnreadablePageError("encrypted PDF: it needs a password") from error
        raise UnreadablePageError(f"damaged PDF: {type(error).__name__} {error}".rstrip()) from error
    if not any(pieces):
        raise UnreadablePageError(
            "no text in it: the PDF is empty or made of images; it needs text recognition"
        )
    return title if isinstance(title, str) else "", _blocks(pieces)


def _pieces(page: Page) -> Iterator[_Line | TableBlock]:
    """Lines and tables of a page from top to bottom."""
    tables = [(table.bbox, table.extract()) for table in page.find_tables() if len(table.cells) > 1]
    boxes = [box for box, _ in tables]

    def is_outside(thing: dict[str, Any]) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)

    placed: list[tuple[float, _Line | TableBlock]] = []
    for (_, top, _, _), rows in tables:
        texts = (tuple(_cell_text(cell or "") for cell in row) for row in rows)
        if filled := tuple(row for row in texts if any(row)):
            placed.append((top, TableBlock(filled)))
    margin = min((char["x0"] for char in page.chars), default=0)
    for line in page.filter(is_outside).extract_text_lines(strip=True):
        text = clean_text(str(line["text"]))
        if text and not _PAGE_NUMBER.fullmatch(text):
            size = Counter(round(char["size"], 1) for char in line["chars"]).most_common(1)[0][0]
            is_full = line["x1"] > page.width - margin - 2 * size
            placed.append((line["top"], _Line(text, size, is_full, line["x0"] > margin + 1.5 * size)))
    for _, piece in sorted(placed, key=lambda pair: pair[0]):
        yield piece


def _cell_text(cell: str) -> str:
    """A cell's text with the line breaks of the layout taken out."""
    lines = clean_text(cell).split("\n")
    text = lines[0]
    for line in lines[1:]:
        text += ("\n" if _NEW_LINE.match(line) else _glue(text, line)) + line
    return text


def _glue(before: str, after: str) -> str:
    """What stands between two halves of a text that the layout has broken."""
    return " " if before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() else ""


def _blocks(pages: list[list[_Line | TableBlock]]) -> list[Block]:
    lines = [piece for page in pages for piece in page if isinstance(piece, _Line)]
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    body = letters.most_common(1)[0][0] if letters else 0.0
    larger = sorted({line.size for line in lines if line.size > body * 1.1}, reverse=True)
    blocks: list[Block] = []
    previous: _Line | None = None
    for page in pages:
        for place, piece in enumerate(page):
            last = blocks[-1] if blocks else None
            if isinstance(piece, TableBlock):
                if isinstance(last, TableBlock) and place == 0:
                    blocks[-1] = _joined(last, piece)
                else:
                    blocks.append(piece)
                previous = None
                continue
            level = larger.index(piece.size) + 1 if piece.size in larger else 0
            if previous is None or not _continues(previous, piece) or isinstance(last, TableBlock | None):
                blocks.append(Heading(piece.text, level) if level else Paragraph(piece.text))
            else:
                text = last.text + _glue(last.text, piece.text) + piece.text
                blocks[-1] = Heading(text, level) if level else Paragraph(text)
            previous = piece
    return blocks


def _continues(previous: _Line, line: _Line) -> bool:
    return (
        previous.is_full
        and previous.size == line.size
        and not line.is_indented
        and not _NEW_LINE.match(line.text)
    )


def _joined(table: TableBlock, rest: TableBlock) -> TableBlock:
    """A table that goes on over a page break, where its header may be repeated."""
    rows = rest.rows[1:] if rest.rows[0] == table.rows[0] else rest.rows
    return TableBlock(table.rows + rows)
