"""What a source.yml may say under `fetch:`: whom to ask, for what, within which bounds.

Addresses and keys that are not public stand in the environment; a plan holds only the names of the settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from sources.declaration.declared import Source, StrictModel, validation_problem
from sources.declaration.errors import SourceError
from sources.network.limits import Limits

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=200)]
Setting = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
Url = Annotated[str, Field(pattern=r"^https?://[^\s@]+$")]


class _Plan(StrictModel):
    """What all kinds share."""

    hosts: tuple[str, ...] = ()  # as checked_url takes them; empty where the address is a setting
    limits: Limits = Limits()  # bounds that differ from the usual ones

    def missing(self, years: Sequence[int], values: Mapping[str, str]) -> str | None:
        """Why nothing can be fetched for years with settings, before anyone is asked; None when it can be tried."""
        return None if years else "no year is asked for"

    def allowed_hosts(self, values: Mapping[str, str]) -> frozenset[str]:
        """The hosts that may be asked."""
        return frozenset(self.hosts)

    def host(self, values: Mapping[str, str]) -> str:
        """The host as messages name it."""
        return self.hosts[0]

    def _check_hosts(self, *urls: str) -> None:
        for url in urls:
            host = urlsplit(url).netloc.lower()
            if host not in self.hosts:
                raise ValueError(f"`hosts` lacks {host}")


class TauvalPlan(_Plan):
    """The ministry's Tauval interface; address and key come from the named settings."""

    kind: Literal["tauval"]
    address_setting: Setting
    key_setting: Setting

    def missing(self, years: Sequence[int], values: Mapping[str, str]) -> str | None:
        """As in every plan."""
        unset = [name for name in (self.address_setting, self.key_setting) if not values.get(name, "").strip()]
        if unset:
            return f"{' and '.join(unset)} {'is' if len(unset) == 1 else 'are'} not set"
        return super().missing(years, values)

    def allowed_hosts(self, values: Mapping[str, str]) -> frozenset[str]:
        """As in every plan; the operator declares the host by setting its address."""
        host, is_tls = self.host(values), values[self.address_setting].strip().lower().startswith("https:")
        has_port = ":" in host.rpartition("]")[2]
        return frozenset({*self.hosts, host if has_port else f"{host}:{443 if is_tls else 80}"})

    def host(self, values: Mapping[str, str]) -> str:
        """As in every plan."""
        return urlsplit(values[self.address_setting].strip()).netloc.rpartition("@")[2].lower()


class Data360Plan(_Plan):
    """Indicators of one database of the World Bank's Data360."""

    kind: Literal["data360"]
    hosts: tuple[str, ...] = ("data360api.worldbank.org",)
    base: Url = "https://data360api.worldbank.org"  # before /data360/data
    database: Name
    indicators: tuple[Name, ...] = Field(min_length=1)
    ref_area: tuple[Name, ...] = ()  # codes of areas; empty for all
    max_rows: int = Field(default=200_000, gt=0)  # of one indicator and year; who claims more is not believed

    @model_validator(mode="after")
    def _declares_its_own_host(self) -> Data360Plan:
        self._check_hosts(self.base)
        return self


class FilePlan(_Plan):
    """A plain file per year."""

    kind: Literal["file"]
    urls: dict[int, Url] = Field(default_factory=dict)
    pattern: Url | None = None  # for years that have no address of their own, with {year}

    @model_validator(mode="after")
    def _is_complete(self) -> FilePlan:
        if not self.urls and self.pattern is None:
            raise ValueError("give `urls` or `pattern`")
        if self.pattern is not None and "{year}" not in self.pattern:
            raise ValueError("`pattern` lacks {year}")
        self._check_hosts(*self.urls.values(), *([self.pattern] if self.pattern else []))
        return self

    def missing(self, years: Sequence[int], values: Mapping[str, str]) -> str | None:
        """As in every plan."""
        if years and not any(self.url_of(year) for year in years):
            return f"no address is declared for {', '.join(map(str, years))}"
        return super().missing(years, values)

    def url_of(self, year: int) -> str | None:
        """The address of a year's file; None when the plan has none."""
        return self.urls.get(year) or (self.pattern.replace("{year}", str(year)) if self.pattern else None)


Plan = TauvalPlan | Data360Plan | FilePlan


@cache
def _adapter() -> TypeAdapter[Plan]:
    return TypeAdapter(Annotated[Plan, Field(discriminator="kind")])


def read_plan(raw: Mapping[str, Any], declared_in: Path) -> Plan:
    """The plan that a source.yml states under `fetch:`.

    Raises:
        SourceError: when it is not of the shape of its kind.
    """
    try:
        return _adapter().validate_python(dict(raw))
    except ValidationError as error:
        raise SourceError(
            declared_in,
            f"`fetch` cannot be followed: {validation_problem(error)}",
            "correct it; docs/operations.md shows each kind.",
        ) from None


def plan_of(source: Source) -> Plan | None:
    """The plan of a source; None for one whose documents are brought by hand.

    Raises:
        SourceError: as read_plan.
    """
    return None if source.fetch is None else read_plan(source.fetch, source.folder / "source.yml")
