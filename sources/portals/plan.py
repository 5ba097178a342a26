"""What a source.yml may say under `fetch:`: whom to ask, for what, within which bounds.

Belongs here: the shape of each kind of plan. Does not belong here: carrying it out (fetching.py). Addresses and
keys that are not public stand in the environment; a plan holds only the names of the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from sources.declaration.declared import Source, told
from sources.declaration.errors import SourceError
from sources.network.limits import Limits

#: The columns of raw.spbe_portal that a portal's fields may be mapped to.
PortalColumn = Literal[
    "evaluation_year", "agency", "region_code", "province", "d1", "d2", "d3", "d4", "index", "predikat"
]
PORTAL_COLUMNS: tuple[PortalColumn, ...] = get_args(PortalColumn)
_NEEDED: tuple[PortalColumn, ...] = ("evaluation_year", "agency", "index")

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=200)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=100)]
Setting = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
Url = Annotated[str, Field(pattern=r"^https?://[^\s@]+$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bounds(_Strict):
    """Limits that differ for this source; see sources/network/limits.py for each one's meaning."""

    read_seconds: float | None = Field(default=None, gt=0, le=300)
    total_seconds: float | None = Field(default=None, gt=0, le=3600)
    session_seconds: float | None = Field(default=None, gt=0, le=6 * 3600)
    max_bytes: int | None = Field(default=None, gt=0, le=200 * 1024 * 1024)
    attempts: int | None = Field(default=None, ge=1, le=10)
    min_interval_seconds: float | None = Field(default=None, ge=0, le=60)
    backoff_seconds: float | None = Field(default=None, ge=0, le=60)


class _Plan(_Strict):
    """What all kinds share.

    Args:
        hosts: ``host`` for the usual ports, ``host:port`` for that one; empty where the address is a setting.
        limits: bounds that differ from the usual ones.
        max_rows: of one dataset; a portal that claims more is not believed.
    """

    hosts: tuple[str, ...] = ()
    limits: Bounds = Bounds()
    max_rows: int = Field(default=200_000, gt=0)

    def bounds(self) -> Limits:
        """The limits of this plan's requests."""
        return replace(Limits(), **{k: v for k, v in self.limits.model_dump().items() if v is not None})


class TauvalPlan(_Plan):
    """The ministry's Tauval interface; address and key come from the named settings."""

    kind: Literal["tauval"]
    address_setting: Setting
    key_setting: Setting


class Constant(_Strict):
    """A value that the table does not print since it holds for all its rows."""

    value: str


class _Dataset(_Strict):
    """One table of a portal.

    Args:
        dataset: our name of it; tells documents apart and must not change.
        title: as the portal prints it.
        columns: our column -> the portal's field, or a constant.
        where: only rows whose field has this value, or one of these.
    """

    dataset: Slug
    title: str
    columns: dict[PortalColumn, str | Constant]
    where: dict[str, str | tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _maps_what_is_needed(self) -> _Dataset:
        lacking = [column for column in _NEEDED if column not in self.columns]
        if lacking:
            raise ValueError(f"`columns` of {self.dataset} lacks {', '.join(lacking)}")
        return self


class CkanDataset(_Dataset):
    """A table in a CKAN datastore: stated by id, by its package, or by words to look it up.

    Args:
        resource_id: the table itself.
        package: the slug of the package that it is in.
        search: words; exactly one package must be found.
        resource: the name of the table in the package, where the package has several.
    """

    resource_id: Name | None = None
    package: Name | None = None
    search: str | None = None
    resource: str | None = None

    @model_validator(mode="after")
    def _is_stated_in_one_way(self) -> CkanDataset:
        if sum(way is not None for way in (self.resource_id, self.package, self.search)) != 1:
            raise ValueError(f"{self.dataset} needs exactly one of resource_id, package, search")
        return self


class JabarDataset(_Dataset):
    """A table of Open Data Jabar."""

    owner: Name
    slug: Name


class _Portal(_Plan):
    base: Url
    page_size: int = Field(default=1000, ge=1, le=32_000)

    @model_validator(mode="after")
    def _declares_its_own_host(self) -> _Portal:
        place = urlsplit(self.base).netloc.lower()
        if place not in self.hosts:
            raise ValueError(f"`hosts` lacks {place}, the host of `base`")
        return self


class CkanPlan(_Portal):
    """Tables of one CKAN portal."""

    kind: Literal["ckan"]
    datasets: tuple[CkanDataset, ...] = Field(min_length=1)


class JabarPlan(_Portal):
    """Tables of Open Data Jabar."""

    kind: Literal["jabar"]
    hosts: tuple[str, ...] = ("data.jabarprov.go.id",)
    base: Url = "https://data.jabarprov.go.id/api-backend/bigdata"
    # Larger pages were not seen to be honoured everywhere.
    page_size: int = Field(default=100, ge=1, le=1000)
    datasets: tuple[JabarDataset, ...] = Field(min_length=1)


class Data360Plan(_Portal):
    """Indicators of one database of the World Bank's Data360; the interface fixes the page size at 1,000."""

    kind: Literal["data360"]
    hosts: tuple[str, ...] = ("data360api.worldbank.org",)
    base: Url = "https://data360api.worldbank.org"
    page_size: Literal[1000] = 1000
    database: Name
    indicators: tuple[Name, ...] = Field(min_length=1)
    ref_area: tuple[Name, ...] = ()


class FilePlan(_Plan):
    """A plain file per year.

    Args:
        urls: the address of each year's file.
        pattern: the address for years that have none of their own, with ``{year}``.
    """

    kind: Literal["file"]
    urls: dict[int, Url] = {}
    pattern: Url | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> FilePlan:
        if not self.urls and self.pattern is None:
            raise ValueError("give `urls` or `pattern`")
        if self.pattern is not None and "{year}" not in self.pattern:
            raise ValueError("`pattern` lacks {year}")
        for url in (*self.urls.values(), *([self.pattern] if self.pattern else [])):
            place = urlsplit(url).netloc.lower()
            if place not in self.hosts:
                raise ValueError(f"`hosts` lacks {place}")
        return self


SinglePlan = TauvalPlan | CkanPlan | JabarPlan | Data360Plan | FilePlan


class SeveralPlan(_Strict):
    """Several portals that fill one source."""

    kind: Literal["several"]
    plans: tuple[Annotated[CkanPlan | JabarPlan, Field(discriminator="kind")], ...] = Field(min_length=1)


Plan = SinglePlan | SeveralPlan


@cache
def _adapter() -> TypeAdapter[Plan]:
    return TypeAdapter(Annotated[Plan, Field(discriminator="kind")])


def read_plan(raw: Mapping[str, Any], declared_in: Path) -> Plan:
    """The plan that a source.yml states under `fetch:`.

    Args:
        raw: the keys as read.
        declared_in: the file, for the message.

    Raises:
        SourceError: when it is not of the shape of its kind, or names a dataset twice.
    """
    try:
        plan = _adapter().validate_python(dict(raw))
    except ValidationError as error:
        raise SourceError(
            declared_in, f"`fetch` cannot be followed: {told(error)}", "correct it; docs/operations.md shows each kind."
        ) from None
    names = [one.dataset for one in datasets(plan)]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SourceError(declared_in, f"`fetch` names {', '.join(twice)} twice.", "give each dataset its own name.")
    return plan


def plan_of(source: Source) -> Plan | None:
    """The plan of a source; None for one whose documents are brought by hand.

    Raises:
        SourceError: as read_plan.
    """
    return None if source.fetch is None else read_plan(source.fetch, source.folder / "source.yml")


def apart(plan: Plan) -> tuple[SinglePlan, ...]:
    """The plan in pieces that can fail alone: one per portal and dataset."""
    if isinstance(plan, SeveralPlan):
        return tuple(piece for one in plan.plans for piece in apart(one))
    if isinstance(plan, CkanPlan):
        return tuple(plan.model_copy(update={"datasets": (one,)}) for one in plan.datasets)
    if isinstance(plan, JabarPlan):
        return tuple(plan.model_copy(update={"datasets": (one,)}) for one in plan.datasets)
    return (plan,)


def datasets(plan: Plan) -> tuple[CkanDataset | JabarDataset, ...]:
    """The portal tables of a plan."""
    if isinstance(plan, SeveralPlan):
        return tuple(dataset for one in plan.plans for dataset in one.datasets)
    return plan.datasets if isinstance(plan, CkanPlan | JabarPlan) else ()
