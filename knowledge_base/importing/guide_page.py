"""One guide from a page: HTML, DOCX or PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from knowledge_base.importing.cleaning import is_error_status
from knowledge_base.importing.page_blocks import MAX_BYTES, Block, UnreadablePageError
from knowledge_base.importing.page_docx import docx_blocks
from knowledge_base.importing.page_fields import PageFields
from knowledge_base.importing.page_html import html_blocks
from knowledge_base.importing.page_pdf import pdf_blocks
from knowledge_base.importing.page_sections import sections_of
from knowledge_base.importing.report import Parsed, Problem, reasons
from knowledge_base.schemas import Guide

_LOADERS: dict[str, Callable[[bytes], tuple[str, list[Block]]]] = {
    ".html": html_blocks,
    ".htm": html_blocks,
    ".docx": docx_blocks,
    ".pdf": pdf_blocks,
}


def read_guide_page(
    path: Path, *, region_code: str, guide_id: str | None = None, source_url: str = ""
) -> Parsed:
    """Read the guide that a page shows.

    What stands under a heading or label that is not known is reported as not mapped, in row 0, and
    the guide still goes in. Without `guide_id` the region and the item's code or name make one.
    """
    try:
        title, blocks = _load(path)
    except UnreadablePageError as error:
        return Parsed(problems=[Problem(path.name, 0, "", str(error))])
    except OSError as error:
        return Parsed(problems=[Problem(path.name, 0, "", f"cannot be read: {error.strerror or error}")])
    sections = sections_of(blocks)
    title = sections.title or re.split(r"[_|-]", title, maxsplit=1)[0].strip()
    if not sections.contents or is_error_status(title):
        reason = f"no field of a guide was found on the page (its title is {title!r})"
        return Parsed(problems=[Problem(path.name, 0, "", reason)])

    page = PageFields(path.name, sections)
    fields = page.read()
    fields["task_name"] = fields["task_name"] or title
    fields["matter"] = fields.get("task_handle_item") or fields.get("task_code") or fields["task_name"]
    fields["guide_id"] = guide_id or f"{region_code}-{fields['matter']}"[:100]
    fields |= {"region_code": region_code, "source_url": source_url}
    guides = []
    try:
        guides.append(Guide.model_validate(fields))
    except ValidationError as error:
        for place, reason in reasons(error):
            page.problem(str(place[0]) if place else "", reason)
    return Parsed(guides, page.problems)


def _load(path: Path) -> tuple[str, list[Block]]:
    loader = _LOADERS.get(path.suffix.lower())
    if loader is None:
        raise UnreadablePageError("not a guide page: an .html, .docx or .pdf file is needed")
    if path.stat().st_size > MAX_BYTES:
        raise UnreadablePageError(f"larger than {MAX_BYTES // 1024 // 1024} MB")
    data = path.read_bytes()
    if not data.strip():
        raise UnreadablePageError("the file is empty")
    title, blocks = loader(data)
    if not blocks:
        raise UnreadablePageError("there is no text in it")
    return title, blocks
