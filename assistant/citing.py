"""Where an answer stands: citations and references to matters."""

from __future__ import annotations

from urllib.parse import quote

from assistant.events import Citation, MatterReference
from knowledge_base.documents import Document
from knowledge_base.elements import TITLES
from knowledge_base.regions import City
from knowledge_base.schemas import Element, Guide

_QUOTE = 400


def guide_link(guide_id: str, element: Element | None) -> str:
    """The guide's page in the citizen's client, at the element."""
    place = f"&element={element.value}" if element else ""
    return f"/#/pages/guide/guide?id={quote(guide_id)}{place}"


def cite_guide(number: int, guide: Guide, element: Element, text: str, city: City) -> Citation:
    """A citation of one element of a guide, with the words that were taken from it."""
    return Citation(
        number=number,
        guide_id=guide.guide_id,
        task_name=guide.task_name,
        region_name=city.region(guide.region_code).name,
        element=element,
        path=f"{guide.task_name} › {TITLES[element]}",
        quote=text[:_QUOTE],
        dept_name=guide.dept_name,
        version=guide.version,
        effective_from=guide.effective_from,
        source_url=guide.source_url,
        link=guide_link(guide.guide_id, element),
        demonstration=guide.demonstration,
    )


def cite_document(number: int, document: Document, text: str, city: City) -> Citation:
    """A citation of a passage of running text."""
    return Citation(
        number=number,
        guide_id=document.document_id,
        task_name=document.title,
        region_name=city.region(document.region_code).name,
        element=None,
        path=document.title,
        quote=text[:_QUOTE],
        dept_name=document.publisher,
        version="",
        effective_from=document.effective_from,
        source_url=document.source_url,
        link=f"/#/pages/document/document?id={quote(document.document_id)}",
        demonstration=document.demonstration,
    )


def refer(guide: Guide, city: City, region_code: str | None = None) -> MatterReference:
    """The matter of a guide, in the region the answer holds for."""
    region = city.region(region_code or guide.region_code)
    return MatterReference(
        guide_id=guide.guide_id,
        matter=guide.matter,
        task_name=guide.task_name,
        region_code=region.code,
        region_name=region.name,
    )
