"""The register of regions with its history, from today's list and the recorded changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from sources.declaration.errors import SourceError
from sources.names.name_aliases import publisher_aliases
from sources.names.region_names import Alias, RegionNames, RegionVersion, spelling_key, split_kind

Row = Mapping[str, Any]

#: Spellings that the list of aliases holds but that do not name one region for good.
_UNUSABLE = {"DAERAH ISTIMEWA": "cut_short_ambiguous"}
_PROVINCE_CODE_LENGTH = 2


def register_versions(regions: Sequence[Row], changes: Sequence[Row]) -> list[dict[str, Any]]:
    """Versions of every region: records of core.regions.

    A change of ``effective_year`` Y holds from evaluation year Y on (as of 31 December).
    Figures that are of today (population, area, point) stay with today's version; codes belong to their years.

    Raises:
        SourceError: when a change speaks of a region that today's list does not have.
    """
    today = {row["code"]: row for row in regions}
    history = {row["code_new"]: row for row in changes if row["change_type"] != "name_pending"}
    unknown = sorted(set(history) - set(today))
    if unknown:
        raise SourceError(
            Path("regions/snapshots/region_changes.csv"),
            f"it changes {', '.join(unknown)}, which regions.csv does not list.",
            "correct `code_new`, or add the region to regions.csv.",
        )
    versions = []
    for code, row in today.items():
        change = history.get(code)
        versions.append(_version_of_today(row, change))
        if change is not None and change["change_type"] != "province_created":
            versions.append(_version_before(row, change, today))
    return versions


def _version_of_today(row: Row, change: Row | None) -> dict[str, Any]:
    renamed = change is not None and change["change_type"] == "renamed"
    return {
        **_common(row),
        "region_code": row["code"],
        "version": 2 if renamed else 1,
        "region_name": row["name"],
        "province_code": row["province_code"],
        "province_name": row["province_name"],
        "valid_from_year": int(change["effective_year"]) if change else None,
        "valid_to_year": None,
        "bps_code": row["bps_code"],
        "population": int(row["population_2024"]),
        "area_km2": Decimal(row["area_km2"]),
        "latitude": Decimal(row["lat"]),
        "longitude": Decimal(row["lng"]),
        "legal_basis": change["legal_basis"] if change else None,
    }


def _version_before(row: Row, change: Row, today: Mapping[str, Row]) -> dict[str, Any]:
    province = change["code_old"].split(".")[0]
    figures = ("population", "area_km2", "latitude", "longitude", "legal_basis")
    return {
        **_common(row),
        **dict.fromkeys(figures),
        "region_code": change["code_old"],
        "version": 1,
        "region_name": change["name_old"],
        # A renamed region keeps its code of BPS; one that was recoded had another.
        "bps_code": change["bps_code_old"] or (row["bps_code"] if change["change_type"] == "renamed" else None),
        "province_code": province,
        "province_name": today[province]["name"],
        "valid_from_year": None,
        "valid_to_year": int(change["effective_year"]) - 1,
        "document_id": change["document_id"],
        "locator": change["locator"],
    }


def _common(row: Row) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "autonomous": row["autonomous"] == "true",
        "current_code": row["code"],
        "document_id": row["document_id"],
        "locator": row["locator"],
    }


def usable_aliases(aliases: Sequence[Row]) -> list[dict[str, Any]]:
    """The list of spellings as records of core.region_aliases, each usable or with the reason why not."""
    records: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in aliases:
        code, alias, difference = row["kemendagri_code"], row["alias"], row["difference"]
        stated, name = split_kind(alias)
        reason = _UNUSABLE.get(alias)
        if difference.startswith("AMBIGUOUS"):
            reason = "two_kinds"
        elif difference.startswith("TRUNCATED"):
            reason = "cut_short"
        kind: str | None = "provinsi" if len(code) == _PROVINCE_CODE_LENGTH else stated
        if kind is None:
            kind, reason = "unstated", reason or "kind_unstated"
        record = {
            "alias_key": spelling_key(name),
            "alias_kind": kind,
            "current_code": code,
            "alias": alias,
            "usable": reason is None,
            "unusable_reason": reason,
            "document_id": row["document_id"],
        }
        # Two spellings that differ in spaces only are one; the first seen stands.
        records.setdefault((record["alias_key"], kind, code), record)
    return list(records.values())


def all_aliases(aliases: Sequence[Row], sources_dir: Path) -> list[dict[str, Any]]:
    """The list of spellings and the publishers' own, as records of core.region_aliases."""
    known = {
        (record["alias_key"], record["alias_kind"], record["current_code"]): record
        for record in usable_aliases(aliases)
    }
    for alias, printed in publisher_aliases(sources_dir):
        known[alias.alias_key, alias.kind, alias.current_code] = {
            "alias_key": alias.alias_key,
            "alias_kind": alias.kind,
            "current_code": alias.current_code,
            "alias": printed,
            "usable": True,
            "unusable_reason": None,
            "document_id": None,
        }
    return list(known.values())


def region_names(versions: Sequence[Row], aliases: Sequence[Row]) -> RegionNames:
    """The register as an index of names.

    Args:
        versions: records of core.regions.
        aliases: records of core.region_aliases; those that are not usable are left out.
    """
    return RegionNames(
        [RegionVersion(**{field.name: row[field.name] for field in fields(RegionVersion)}) for row in versions],
        [Alias(row["alias_key"], row["alias_kind"], row["current_code"]) for row in aliases if row["usable"]],
    )
