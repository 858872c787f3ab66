"""A city: its regions, departments and windows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge_base.errors import RegionUnknown
from knowledge_base.schemas import RegionCode, Window


class Region(BaseModel):
    """An administrative region; without a parent it is the city itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: RegionCode
    name: str
    level: str
    parent: RegionCode | None = None
    keywords: tuple[str, ...] = ()
    """What people call it; the name itself need not be repeated."""


class Department(BaseModel):
    """A department's name, telephone and complaints line in each region."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: dict[RegionCode, str]
    phones: dict[RegionCode, str]
    complaints: dict[RegionCode, str]


@dataclass(frozen=True, slots=True)
class City:
    """The lists that guides refer to."""

    regions: tuple[Region, ...]
    departments: Mapping[str, Department]
    windows: Mapping[str, Window]
    domains: Mapping[str, str]
    """The names of the domains, in the order in which they are shown."""
    out_of_scope: tuple[str, ...] = ()
    """What people also say, though no guide answers it: examples to learn refusing from."""

    @property
    def root(self) -> Region:
        return next(region for region in self.regions if region.parent is None)

    @property
    def districts(self) -> tuple[Region, ...]:
        return tuple(region for region in self.regions if region.parent is not None)

    def region(self, code: str) -> Region:
        """The region with this code. Raises `RegionUnknown`."""
        for region in self.regions:
            if region.code == code:
                return region
        raise RegionUnknown(region_code=code)

    def mentioned(self, text: str) -> tuple[str, ...]:
        """The codes of the districts that a text names."""
        return tuple(
            region.code
            for region in self.districts
            if any(word in text for word in (region.name, *region.keywords))
        )

    def lineage(self, code: str) -> tuple[str, ...]:
        """The region and those above it, nearest first: where a guide for it may stand."""
        region = self.region(code)
        return (code,) if region.parent is None else (code, *self.lineage(region.parent))

    def reach(self, code: str) -> tuple[str, ...]:
        """Where to search for someone in this region: its lineage, and for the city all districts."""
        below = [region.code for region in self.regions if region.parent == code]
        return (*self.lineage(code), *below)


def read_city(folder: Path) -> City:
    """Read the lists of a city folder. Raises `OSError`, `yaml.YAMLError` or `ValidationError`."""

    def load(name: str) -> Any:
        return yaml.safe_load((folder / name).read_text(encoding="utf-8"))

    windows = [Window.model_validate(entry) for entry in load("windows.yaml")]
    return City(
        regions=tuple(Region.model_validate(entry) for entry in load("regions.yaml")),
        departments={k: Department.model_validate(v) for k, v in load("departments.yaml").items()},
        windows={window.window_id: window for window in windows},
        domains=load("domains.yaml"),
        out_of_scope=tuple(load("out_of_scope.yaml")) if (folder / "out_of_scope.yaml").exists() else (),
    )
