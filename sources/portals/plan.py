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
    """What all kinds share.

    Args:
        hosts: ``host`` for the usual ports, ``host:port`` for that one; empty where the address is a setting.
        limits: bounds that differ from the usual ones.
    """

    hosts: tuple[str, ...] = ()
    limits: Limits = Limits()

    def missing(self, years: Sequence[int], values: Mapping[str, str]) -> str | None:
        """Why nothing can be fetched, before anyone is asked; None when it can be tried.

        Args:
            years: the editions that are asked for.
            values: settings by name.
        """
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
        parts = urlsplit(values[self.address_setting].strip())
        host = parts.netloc.rpartition("@")[2].lower()
        has_port = ":" in host.rpartition("]")[2]
        return frozenset({*self.hosts, host if has_port else f"{host}:{443 if parts.scheme == 'https' else 80}"})

    def host(self, values: Mapping[str, str]) -> str:
        """As in every plan."""
        return urlsplit(values[self.address_setting].strip()).netloc.rpartition("@")[2].lower()


class Data360Plan(_Plan):
    """Indicators of one database of the World Bank's Data360.

    Args:
        base: the interface's address, before ``/data360/data``.
        database: its id.
        indicators: their ids.
        ref_area: codes of areas; empty for all.
        max_rows: of one indicator and year; an interface that claims more is not believed.
    """

    kind: Literal["data360"]
    hosts: tuple[str, ...] = ("data360api.worldbank.org",)
    base: Url = "https://data360api.worldbank.org"
    database: Name
    indicators: tuple[Name, ...] = Field(min_length=1)
    ref_area: tuple[Name, ...] = ()
    max_rows: int = Field(default=200_000, gt=0)

    @model_validator(mode="after")
    def _declares_its_own_host(self) -> Data360Plan:
        self._check_hosts(self.base)
        return self


class FilePlan(_Plan):
    """A plain file per year.

    Args:
        urls: the address of each year's file.
        pattern: the address for years that have none of their own, with ``{year}``.
    """

    kind: Literal["file"]
    urls: dict[int, Url] = Field(default_factory=dict)
    pattern: Url | None = None

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

    Args:
        raw: the keys as read.
        declared_in: the file, for the message.

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
