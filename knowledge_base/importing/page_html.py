"""The blocks of an HTML page, without scripts, navigation and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, PageElement

from knowledge_base.importing.cleaning import clean_text
from knowledge_base.importing.page_blocks import Block, Heading, Paragraph, TableBlock, UnreadablePageError

_DROPPED = frozenset(
    {
        "script", "style", "noscript", "template", "nav", "footer", "aside", "iframe", "svg", "object",
        "button", "input", "select", "textarea",
    }
)  # fmt: skip
_DROPPED_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-z0-9_-]+)", re.IGNORECASE)
_BLOCK_TAGS = frozenset(
    {
        "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "form", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MAX_DEPTH = 150
_MAX_SPAN = 200


def html_blocks(data: bytes) -> tuple[str, list[Block]]:
    """The page's `<title>` and its blocks."""
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    is_binary = b"\x00" in data[:4096] and not is_utf16
    if is_binary or data.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadablePageError("not an HTML page (its content is something else)")
    text = _decoded(data)
    if not re.search(r"<[a-zA-Z!]", text):
        raise UnreadablePageError("not an HTML page: there is no markup in it")
    soup = BeautifulSoup(text, "lxml")
    title = clean_text(soup.title.get_text()) if soup.title else ""
    for tag in soup.find_all(_is_dropped):
        if not tag.decomposed:
            tag.decompose()
    body = soup.body or soup
    return title, list(_blocks(body, 0))


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    names = ["utf-8-sig", "gb18030"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        names = ["utf-16"]
    elif declared and declared.group(1).lower() in (b"gb2312", b"gbk", b"gb18030"):
        names.reverse()
    for name in names:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise UnreadablePageError("wrong encoding: neither UTF-8 nor GB18030")


def _is_dropped(tag: Tag) -> bool:
    if tag.name in _DROPPED or tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    if tag.get("role") in _DROPPED_ROLES:
        return True
    if tag.name == "header" and tag.find("h1") is None:
        return True
    return bool(_HIDDEN_STYLE.search(str(tag.get("style", ""))))


def _blocks(parent: Tag, depth: int) -> Iterator[Block]:
    """Blocks in document order; text between block elements is a paragraph of its own."""
    inline: list[str] = []
    for child in parent.children:
        if isinstance(child, Tag) and (child.name in _HEADINGS or _holds_block(child)):
            yield from _paragraph(inline)
            yield from _block(child, depth)
        else:
            inline.append(_inline_text(child))
    yield from _paragraph(inline)


def _block(tag: Tag, depth: int) -> Iterator[Block]:
    if tag.name in _HEADINGS:
        if text := " ".join(clean_text(tag.get_text(" ", strip=True)).split()):
            yield Heading(text, _HEADINGS[tag.name])
    elif depth > _MAX_DEPTH:
        yield from _paragraph([tag.get_text("\n", strip=True)])
    elif tag.name == "table" and tag.find("table") is None:
        if rows := _rows(tag):
            yield TableBlock(rows)
    elif tag.name == "dl":
        yield from _definitions(tag, depth)
    else:
        yield from _blocks(tag, depth + 1)


def _definitions(tag: Tag, depth: int) -> Iterator[Block]:
    """A definition list as label and value rows; what else is in it follows as usual."""
    rows: list[tuple[str, ...]] = []
    for child in tag.find_all(["dt", "dd"]):
        text = _cell_text(child)
        if child.name == "dt":
            rows.append((text, ""))
        elif rows:
            label, value = rows[-1]
            rows[-1] = (label, f"{value}\n{text}".strip())
    if rows:
        yield TableBlock(tuple(rows))
    else:
        yield from _blocks(tag, depth + 1)


def _holds_block(tag: Tag) -> bool:
    """Whether a tag is a block or an inline tag around blocks."""
    return tag.name in _BLOCK_TAGS or tag.find([*_BLOCK_TAGS, *_HEADINGS]) is not None


def _inline_text(node: PageElement) -> str:
    if isinstance(node, Comment):
        return ""
    if isinstance(node, NavigableString):
        return re.sub(r"\s+", " ", str(node))
    if isinstance(node, Tag):
        if node.name in ("br", "hr"):
            return "\n"
        parts = []
        for piece in node.descendants:
            if isinstance(piece, Tag) and piece.name == "br":
                parts.append("\n")
            elif isinstance(piece, NavigableString) and not isinstance(piece, Comment):
                parts.append(re.sub(r"\s+", " ", str(piece)))
        return "".join(parts)
    return ""


def _paragraph(inline: list[str]) -> Iterator[Block]:
    text = clean_text("".join(inline))
    inline.clear()
    if text:
        yield Paragraph(text)


def _rows(table: Tag) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    spanning: dict[int, tuple[int, str]] = {}
    for tr in table.find_all("tr"):
        cells: list[str] = []
        for cell in tr.find_all(["td", "th"], recursive=False):
            _add_spanning(cells, spanning)
            text = _cell_text(cell)
            if (rowspan := _span(cell, "rowspan")) > 1:
                spanning[len(cells)] = (rowspan - 1, text)
            cells += [text] + [""] * (_span(cell, "colspan") - 1)
        _add_spanning(cells, spanning)
        if any(cells):
            rows.append(tuple(cells))
    return tuple(rows)


def _add_spanning(cells: list[str], spanning: dict[int, tuple[int, str]]) -> None:
    """Put in the cells of earlier rows that reach down to this place of the row."""
    while (place := len(cells)) in spanning:
        left, text = spanning[place]
        if left == 1:
            del spanning[place]
        else:
            spanning[place] = (left - 1, text)
        cells.append(text)


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() else 1


def _cell_text(cell: Tag) -> str:
    """A cell's text, with a line for each block in it."""
    lines = [block.text for block in _blocks(cell, 0) if not isinstance(block, TableBlock)]
    return clean_text("\n".join(lines))
