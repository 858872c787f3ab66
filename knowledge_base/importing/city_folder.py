"""A city as a folder of YAML: regions, departments, windows, and one file a matter.

A matter's file holds the fields of a guide. `department` and `windows` refer to the folder's
lists; `regions` gives what differs in a region, and then each region named gets a guide of its
own: a field there replaces the common one, and lists under `add` are appended to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from knowledge_base.importing.report import Parsed, Problem, reasons
from knowledge_base.regions import City
from knowledge_base.schemas import Guide

Fields = dict[str, Any]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
T = TypeVar("T")


def read_folder(folder: Path, city: City) -> Parsed:
    """Read every matter of a city folder."""
    parsed = Parsed()
    said = _read_expressions(folder, parsed)
    for path in sorted((folder / "guides").rglob("*.yaml")):
        parsed.extend(read_matter(path, city, said))
    return parsed


def _read_expressions(folder: Path, parsed: Parsed) -> dict[str, list[str]]:
    """What people say for each matter, from `expressions/`: kept apart from the official guide."""
    said: dict[str, list[str]] = {}
    for path in sorted((folder / "expressions").glob("*.yaml")):
        try:
            entries = _load(path.read_text(encoding="utf-8")) or {}
        except (ValueError, yaml.YAMLError) as error:
            parsed.problems.append(Problem(path.name, _line_of_error(error), "", f"not valid YAML: {error}"))
            continue
        if not isinstance(entries, dict):
            parsed.problems.append(Problem(path.name, 1, "", "a mapping from matters to sentences is needed"))
            continue
        for matter, sentences in entries.items():
            if isinstance(sentences, list):
                said.setdefault(matter, []).extend(sentences)
            else:
                parsed.problems.append(Problem(path.name, 0, str(matter), "a list of sentences is needed"))
    return said


def read_matter(path: Path, city: City, said: Mapping[str, list[str]] | None = None) -> Parsed:
    """Read the guides of one matter's file; `said` holds the expressions of each matter."""
    try:
        text = path.read_text(encoding="utf-8")
        fields = _load(text)
    except (
        ValueError,
        yaml.YAMLError,
    ) as error:  # ValueError: not UTF-8, or a day that is not in the calendar
        return Parsed(problems=[Problem(path.name, _line_of_error(error), "", f"not valid YAML: {error}")])
    if not isinstance(fields, dict):
        return Parsed(problems=[Problem(path.name, 1, "", "not a matter: a mapping of fields is needed")])
    parsed = Parsed()
    fields.setdefault("expressions", (said or {}).get(path.stem, ()))
    regions: dict[str, Fields] = fields.pop("regions", None) or {city.root.code: {}}
    for code, differences in regions.items():
        try:
            parsed.guides.append(Guide.model_validate(_fields_in(city, fields, str(code), differences or {})))
        except ValidationError as error:
            for place, reason in reasons(error):
                column = ".".join(map(str, place))
                parsed.problems.append(
                    Problem(
                        path.name, _line(text, _place(code, differences, place)), f"{code}:{column}", reason
                    )
                )
        except (TypeError, AttributeError, ValueError) as error:
            parsed.problems.append(
                Problem(
                    path.name,
                    _line(text, ("regions", code)),
                    str(code),
                    f"not in the shape of a matter: {error}",
                )
            )
        except KeyError as error:
            column = str(error.args[0]).partition(" ")[0]
            parsed.problems.append(Problem(path.name, _line(text, (column,)), column, error.args[0]))
    return parsed


def _fields_in(city: City, common: Fields, region_code: str, differences: Fields) -> Fields:
    """The fields of the guide of one region, with the references replaced."""
    changes = dict(differences)
    additions: Fields = changes.pop("add", None) or {}
    fields: Fields = {**common, **changes}
    for name, more in additions.items():
        fields[name] = [*fields.get(name, ()), *more]
    fields.setdefault("region_code", region_code)
    fields.setdefault("guide_id", f"{fields.get('matter', '')}-{region_code}")
    if (key := fields.pop("department", None)) is not None:
        department = _find(city.departments, key, "department")
        if region_code not in department.names:
            raise KeyError(f"department {key!r} has no region {region_code}")
        fields.setdefault("dept_name", department.names[region_code])
        fields.setdefault("link_way", department.phones[region_code])
        fields.setdefault("supervise_way", f"{department.complaints[region_code]}；政务服务便民热线12345")
    fields["windows"] = [
        _find(city.windows, window, "windows") if isinstance(window, str) else window
        for window in fields.get("windows", ())
    ]
    fields["accept_condition"] = [
        {"text": condition} if isinstance(condition, str) else condition
        for condition in fields.get("accept_condition", ())
    ]
    return fields


def _place(code: str, differences: Fields | None, place: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Where a field stands in the file: under its region when that is where it was given."""
    return ("regions", code, *place) if place and differences and place[0] in differences else place


def _find(known: Mapping[str, T], key: str, column: str) -> T:
    if key not in known:
        raise KeyError(f"{column} {key!r} is not in the city's list")
    return known[key]


def _load(text: str) -> Any:
    """Safe YAML, read in C where that can be had; an error is told by the other, which counts lines right."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError:
        return yaml.safe_load(text)


def _line_of_error(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 0


def _line(text: str, place: tuple[int | str, ...]) -> int:
    """The line of the deepest node that can be found on the way to `place`."""
    node, line = yaml.compose(text, Loader=yaml.SafeLoader), 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line
