"""Pages that are damaged, disguised or dangerous are refused with a reason, never with an exception."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge_base.importing import page_blocks
from knowledge_base.importing.guide_page import read_guide_page

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = "<html><body><h1>甲事项</h1><p>实施主体：某局</p><p>是否收费：否</p></body></html>"
EMPTY_PDF = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200]>> endobj
trailer <</Root 1 0 R>>
"""


def reason(path: Path) -> str:
    """Why a page does not go in."""
    parsed = read_guide_page(path, region_code="990100")
    assert parsed.guides == []
    assert [(p.file, p.row) for p in parsed.problems] == [(path.name, 0)]
    return parsed.problems[0].reason


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.html", b"  \n", "the file is empty"),
        ("a.html", b"PK\x03\x04", "not an HTML page"),
        ("a.html", b"%PDF-1.4", "not an HTML page"),
        ("a.html", "只有文字".encode(), "there is no markup"),
        ("a.html", b"<html><body><p>\x81 \xff\xff", "wrong encoding"),
        ("a.html", b"<html><body><script>1</script></body></html>", "there is no text"),
        (
            "a.html",
            b"<html><title>404 Not Found</title><body><h1>404 Not Found</h1></body></html>",
            "no field of a guide",
        ),
        ("a.html", "<html><body><p>登录</p></body></html>".encode(), "no field of a guide"),
        ("a.docx", OLE, "encrypted document or an old .doc"),
        ("a.docx", HTML.encode(), "not a DOCX"),
        ("a.docx", b"PK\x03\x04broken", "damaged DOCX"),
        ("a.pdf", HTML.encode(), "not a PDF"),
        ("a.pdf", b"%PDF-1.4 broken", "damaged PDF"),
        ("a.pdf", EMPTY_PDF, "empty or made of images"),
        ("a.doc", OLE, "an .html, .docx or .pdf file is needed"),
        ("a.png", b"\x89PNG", "an .html, .docx or .pdf file is needed"),
    ],
)
def test_files_that_are_no_guide(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    assert expected in reason(write(tmp_path / name, data))


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    key = "0" * 64
    encryption = f"<</Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}>>>"
    trailer = f"trailer <</Root 1 0 R /ID [<{key[:32]}> <{key[:32]}>] /Encrypt {encryption}>>"
    data = EMPTY_PDF.replace(b"trailer <</Root 1 0 R>>", trailer.encode())
    assert reason(write(tmp_path / "a.pdf", data)) == "encrypted PDF: it needs a password"


def test_too_many_pages(tmp_path: Path) -> None:
    numbers = range(3, 3 + page_blocks.MAX_PAGES + 1)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    head, _, page = EMPTY_PDF.partition(b"trailer")[0].partition(b"3 0 obj")
    head = head.replace(b"[3 0 R]", f"[{kids}]".encode())
    pages = b"".join(b"%d 0 obj%s" % (number, page) for number in numbers)
    data = head + pages + b"trailer <</Root 1 0 R>>\n"
    assert reason(write(tmp_path / "a.pdf", data)) == "more than 200 pages"


def test_a_missing_and_a_large_file(tmp_path: Path) -> None:
    assert "cannot be read" in reason(tmp_path / "none.html")
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.truncate(page_blocks.MAX_BYTES + 1)
    assert reason(path) == "larger than 20 MB"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_html(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.html", HTML.encode(encoding))
    assert [guide.dept_name for guide in read_guide_page(path, region_code="990100").guides] == ["某局"]


def test_html_nested_without_end(tmp_path: Path) -> None:
    deep = "<div>" * 5000 + "<p>是否收费：否</p>"
    path = write(tmp_path / "a.html", HTML.replace("<p>是否收费：否</p>", deep).encode())
    assert [guide.is_fee for guide in read_guide_page(path, region_code="990100").guides] == [False]


@pytest.fixture
def document() -> bytes:
    made = Document()
    made.add_heading("甲事项", 0)
    made.add_paragraph("实施主体：某局")
    made.add_paragraph("是否收费：否")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def with_part(document: bytes, path: Path, change: Any) -> Path:
    """The document with the XML of its text changed."""
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == "word/document.xml" else data)
    return path


def test_entities_in_a_docx_are_refused(tmp_path: Path, document: bytes) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )

    def change(xml: bytes) -> bytes:
        return xml.replace(b"<w:document", f"{bomb}]><w:document".encode(), 1).replace(
            "某局".encode(), b"&a9;"
        )

    assert "declares XML entities" in reason(with_part(document, tmp_path / "a.docx", change))


def test_a_docx_that_unpacks_to_too_much(tmp_path: Path, document: bytes) -> None:
    path = with_part(document, tmp_path / "a.docx", lambda xml: xml + b" " * (110 * 1024 * 1024))
    assert "unpacks to more than 100 MB" in reason(path)


def test_a_cell_that_claims_to_span_a_billion_columns(tmp_path: Path) -> None:
    made = Document()
    made.add_heading("甲事项", 0)
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "实施主体", "某局"
    stream = io.BytesIO()
    made.save(stream)

    def change(xml: bytes) -> bytes:
        return xml.replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="1000000000"/>')

    path = with_part(stream.getvalue(), tmp_path / "a.docx", change)
    assert [guide.dept_name for guide in read_guide_page(path, region_code="990100").guides] == ["某局"]


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
def test_a_damaged_docx_never_raises(tmp_path: Path, document: bytes, place: int, value: int) -> None:
    damaged = bytearray(document)
    damaged[place % len(damaged)] = value
    parsed = read_guide_page(write(tmp_path / "a.docx", bytes(damaged)), region_code="990100")
    assert parsed.guides or parsed.problems


@given(st.binary(max_size=200), st.integers(min_value=0, max_value=len(EMPTY_PDF)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
def test_a_damaged_pdf_never_raises(tmp_path: Path, noise: bytes, place: int) -> None:
    data = EMPTY_PDF[:place] + noise + EMPTY_PDF[place:]
    assert reason(write(tmp_path / "a.pdf", b"%PDF-1.4\n" + data))


@given(st.text(alphabet="<>/ptdrhlia123=\"' 办理地点：材料名称份数、\n", max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_html_of_any_text_never_raises(tmp_path: Path, text: str) -> None:
    parsed = read_guide_page(
        write(tmp_path / "a.html", f"<p>实施主体：某局{text}".encode()), region_code="990100"
    )
    assert parsed.guides or parsed.problems
