"""The blocks of a Word document (DOCX)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell
from lxml.etree import XMLSyntaxError

from knowledge_base.importing.cleaning import clean_text
from knowledge_base.importing.page_blocks import Block, Heading, Paragraph, TableBlock, UnreadablePageError

_MAX_UNPACKED = 100 * 1024 * 1024
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, XMLSyntaxError, PackageNotFoundError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, EOFError, OSError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What python-docx and zipfile raise for documents that are damaged somewhere inside."""
_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)


def docx_blocks(data: bytes) -> tuple[str, list[Block]]:
    """The document's title property and its blocks."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadablePageError("an encrypted document or an old .doc; save it as .docx without a password")
    if not data.startswith(b"PK"):
        raise UnreadablePageError("not a DOCX document (its content is something else)")
    try:
        _check_parts(data)
        document = Document(io.BytesIO(data))
        return document.core_properties.title or "", _blocks(document)
    except _DAMAGED as error:
        raise UnreadablePageError(f"damaged DOCX: {error}") from error


def _check_parts(data: bytes) -> None:
    """Refuse archives that unpack to too much, and XML that declares entities (DOCX never does)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > _MAX_UNPACKED:
            raise UnreadablePageError(f"unpacks to more than {_MAX_UNPACKED // 1024 // 1024} MB")
        for member in members:
            if not member.filename.endswith((".xml", ".rels")):
                continue
            with archive.open(member) as part:
                if b"<!DOCTYPE" in (start := part.read(64 * 1024)) or b"<!ENTITY" in start:
                    raise UnreadablePageError(f"{member.filename} declares XML entities")


def _blocks(document: DocumentObject) -> list[Block]:
    blocks: list[Block] = []
    for content in document.iter_inner_content():
        if isinstance(content, Table):
            if rows := _rows(content):
                blocks.append(TableBlock(rows))
            continue
        text = clean_text(content.text)
        if not text:
            continue
        style = (content.style.name if content.style is not None else None) or ""
        if match := _HEADING.match(style):
            blocks.append(Heading(" ".join(text.split("\n")), int(match.group(1))))
        elif style in ("Title", "标题"):
            blocks.append(Heading(" ".join(text.split("\n")), 1))
        else:
            blocks.append(Paragraph(text))
    return blocks


def _rows(table: Table) -> tuple[tuple[str, ...], ...]:
    """Rows by their own cells; python-docx's grid repeats merged ones, however wide they claim to be."""
    rows: list[tuple[str, ...]] = []
    for row in table.rows:
        cells: list[str] = []
        for tc in row._tr.tc_lst:
            place = len(cells)
            if tc.vMerge == "continue" and rows and place < len(rows[-1]):
                text = rows[-1][place]
            else:
                text = clean_text(_Cell(tc, table).text)
            cells += [text] + [""] * min(tc.grid_span - 1, 50)
        if any(cells):
            rows.append(tuple(cells))
    return tuple(rows)
