"""Answers composed from a guide's fields, word for word: cards for the page and text for the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.events import (
    Block,
    Fact,
    FactsBlock,
    LinkBlock,
    MaterialItem,
    MaterialsBlock,
    ParagraphBlock,
    PlaceItem,
    PlacesBlock,
    StepItem,
    StepsBlock,
)
from knowledge_base.conditions import holds
from knowledge_base.elements import (
    TITLES,
    fee_note,
    limit,
    lines,
    material_form,
    material_note,
    situation_of,
    window_hours,
)
from knowledge_base.regions import City
from knowledge_base.schemas import Element, FlowStep, Guide

_OVERVIEW = (Element.FEES, Element.TIME_LIMIT, Element.VISITS, Element.APPOINTMENT)


def narrowed(guide: Guide, answers: Mapping[str, str], city: City, region_code: str) -> Guide:
    """The guide with only what may concern this case: its materials and fees, its district's windows."""
    lineage = set(city.lineage(region_code))
    own = [window for window in guide.windows if window.region_code in lineage]
    in_district = region_code != city.root.code and any(w.region_code == region_code for w in own)
    nearby = own if in_district else list(guide.windows)
    return guide.model_copy(
        update={
            "materials": tuple(m for m in guide.materials if holds(m.condition, answers) is not False),
            "fees": tuple(f for f in guide.fees if holds(f.condition, answers) is not False),
            "windows": tuple(nearby),
        }
    )


def text_of(guides: tuple[Guide, ...], element: Element, city: City) -> str:
    """An element in words. Several guides say the same of it, but for what a summary brings together."""
    if element is not Element.SUMMARY:
        return "\n".join(lines(guides[0], element))
    facts = (
        f"{fact.label}：{fact.value}" + (f"（{fact.note}）" if fact.note else "")
        for fact in _facts(guides, city)
    )
    steps = lines(guides[0], Element.PROCESS)
    return "\n".join([*lines(guides[0], Element.SUMMARY), *facts, *(["办理流程：", *steps] if steps else [])])


def blocks_of(guides: tuple[Guide, ...], element: Element, city: City) -> tuple[Block, ...]:
    """An element as cards."""
    if element is Element.SUMMARY:
        return _summary(guides, city)
    composed = _BLOCKS.get(element)
    return composed(guides[0], city) if composed else _paragraphs(guides[0], element)


def _paragraphs(guide: Guide, element: Element) -> tuple[Block, ...]:
    return tuple(ParagraphBlock(text=line) for line in lines(guide, element))


def _fees(guide: Guide, _: City) -> tuple[Block, ...]:
    facts = tuple(
        Fact(label=fee.fee_name, value=fee.fee_stand, note=fee_note(guide, fee)) for fee in guide.fees
    )
    said = lines(guide, Element.FEES)[len(guide.fees) :]
    blocks: tuple[Block, ...] = (FactsBlock(items=facts),) if facts else ()
    return (*blocks, *(ParagraphBlock(text=line) for line in said))


def _time_limit(guide: Guide, _: City) -> tuple[Block, ...]:
    facts: list[Fact] = []
    if guide.promise_day is not None:
        value = limit(guide.promise_day, guide.promise_type)
        facts.append(Fact(label="承诺办结时限", value=value, note=guide.promise_explain))
    if guide.anticipate_day is not None:
        value = limit(guide.anticipate_day, guide.anticipate_type)
        facts.append(Fact(label="法定办结时限", value=value, note=guide.anticipate_explain))
    elif guide.anticipate_explain:
        facts.append(Fact(label="法定办结时限", value=guide.anticipate_explain))
    return (FactsBlock(items=tuple(facts)),) if facts else ()


def _materials(guide: Guide, _: City) -> tuple[Block, ...]:
    items = tuple(
        MaterialItem(
            name=material.material_name,
            need=material.is_need,
            form=material_form(material),
            source=material.source_explain,
            note=material_note(material),
            when=situation_of(guide, material.condition),
        )
        for material in guide.materials
    )
    return (MaterialsBlock(items=items),) if items else ()


def _process(guide: Guide, _: City) -> tuple[Block, ...]:
    return (_steps("窗口办理" if guide.online_flow else "", guide.handle_flow),) if guide.handle_flow else ()


def _online(guide: Guide, city: City) -> tuple[Block, ...]:
    if not guide.is_online:
        return _paragraphs(guide, Element.ONLINE)
    blocks: list[Block] = [ParagraphBlock(text="可以网上办理。")]
    if guide.online_flow:
        blocks.append(_steps("", guide.online_flow))
    if guide.link_addr:
        blocks.append(LinkBlock(label="网上办理地址", url=guide.link_addr))
    return tuple(blocks)


def _steps(title: str, flow: tuple[FlowStep, ...]) -> StepsBlock:
    items = tuple(StepItem(name=step.name, description=step.description) for step in flow)
    return StepsBlock(title=title, items=items)


def _places(guide: Guide, city: City) -> tuple[Block, ...]:
    items = tuple(
        PlaceItem(
            name=window.name,
            region_name=city.region(window.region_code).name,
            address=window.address,
            phone=window.phone,
            hours=window_hours(window),
            remark=window.hours_remark,
            longitude=window.longitude,
            latitude=window.latitude,
        )
        for window in guide.windows
    )
    if items:
        return (PlacesBlock(items=items),)
    text = guide.transact_addr or guide.transact_time
    return (ParagraphBlock(text=text),) if text else ()


def _contact(guide: Guide, city: City) -> tuple[Block, ...]:
    own: tuple[Block, ...] = (
        (FactsBlock(items=(Fact(label=guide.dept_name, value=guide.link_way),)),) if guide.link_way else ()
    )
    return (*own, *(_places(guide, city) if guide.windows else ()))


def _summary(guides: tuple[Guide, ...], city: City) -> tuple[Block, ...]:
    guide = guides[0]
    blocks: list[Block] = [ParagraphBlock(text=line) for line in lines(guide, Element.SUMMARY)]
    if facts := _facts(guides, city):
        blocks.append(FactsBlock(items=facts))
    if guide.handle_flow:
        blocks.append(_steps(TITLES[Element.PROCESS], guide.handle_flow))
    return tuple(blocks)


def _facts(guides: tuple[Guide, ...], city: City) -> tuple[Fact, ...]:
    """What people ask first, once where the guides agree, else for each region."""
    facts: list[Fact] = []
    for element in _OVERVIEW:
        agreed = len({tuple(lines(guide, element)) for guide in guides}) == 1
        for guide in guides[:1] if agreed else guides:
            if said := lines(guide, element):
                place = "" if agreed else f"（{city.region(guide.region_code).name}）"
                facts.append(
                    Fact(label=f"{TITLES[element]}{place}", value=said[0], note="；".join(said[1:2]))
                )
    return tuple(facts)


_BLOCKS: dict[Element, Callable[[Guide, City], tuple[Block, ...]]] = {
    Element.FEES: _fees,
    Element.TIME_LIMIT: _time_limit,
    Element.MATERIALS: _materials,
    Element.PROCESS: _process,
    Element.ONLINE: _online,
    Element.LOCATION: _places,
    Element.HOURS: _places,
    Element.CONTACT: _contact,
}
