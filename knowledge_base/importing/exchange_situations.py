"""The rows of the condition table (情形) as one question, on which materials depend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowledge_base.schemas import Material, Option, Situation

VARIABLE = "situation"
_OTHER = Option(id="other", name="不属于以上情形")


def with_situations(
    materials: Sequence[tuple[str, Material]], names: Mapping[str, set[str]]
) -> tuple[tuple[Situation, ...], tuple[Material, ...]]:
    """The question of an item and its materials with their conditions.

    `materials` come with their row ids, `names` gives the materials of each situation. A material
    that no situation names, or that all of them name, is needed in every case. A single situation
    is told apart from "none of these".
    """
    options = [Option(id=f"case_{place}", name=name) for place, name in enumerate(names, start=1)]
    if len(options) == 1:
        options.append(_OTHER)
    conditional = []
    for guid, material in materials:
        cases = [option.id for option in options if guid in names.get(option.name, ())]
        condition = _condition(cases) if 0 < len(cases) < len(options) else None
        conditional.append(material.model_copy(update={"condition": condition}))
    if not any(material.condition for material in conditional):
        return (), tuple(conditional)
    question = Situation(id=VARIABLE, question="办理的是哪一种情形？", options=tuple(options))
    return (question,), tuple(conditional)


def _condition(cases: Sequence[str]) -> str:
    if len(cases) == 1:
        return f'{VARIABLE} == "{cases[0]}"'
    listed = ", ".join(f'"{case}"' for case in cases)
    return f"{VARIABLE} in [{listed}]"
