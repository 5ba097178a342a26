"""Whether typed targets and costs may stand beside what is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from sources.intake.reference_lists import Instrument, ReferenceLists

Rows = Sequence[Mapping[str, str]]
_REGISTER = "write today's Kemendagri code, e.g. 33.71, or of a province 33 (sources/regions/snapshots/regions.csv)."
_MANY = 12


def check_targets(rows: Rows, others: Mapping[str, Rows], lists: ReferenceLists) -> Iterator[str]:
    """Why targets may not be loaded, each with its remedy; see row_checks.row_problems."""
    taken = {row["target_id"]: document for document, theirs in others.items() for row in theirs}
    for number, row in enumerate(rows, start=1):
        where = f"target {number} ({row['target_id']})"
        if row["target_id"] in taken:
            owner = taken[row["target_id"]]
            yield f"{where}: {owner} has a target of that target_id. Remedy: give it another; {_in_place_of(owner)}"
        for problem in (*_subject_problems(row, lists), *_measure_problems(row, lists)):
            yield f"{where}: {problem}"


def check_costs(rows: Rows, others: Mapping[str, Rows], lists: ReferenceLists) -> Iterator[str]:
    """Why costs may not be loaded, each with its remedy; see row_checks.row_problems."""
    taken = {_cost_key(row): document for document, theirs in others.items() for row in theirs}
    for number, row in enumerate(rows, start=1):
        where = f"cost {number} ({row['instrument']} {row['node_code']})"
        region, node = row["region_code"], row["node_code"]
        if _cost_key(row) in taken:
            owner = taken[_cost_key(row)]
            everywhere = region or "all regions"
            yield f"{where}: {owner} has a cost of it for {everywhere}. Remedy: leave it out; {_in_place_of(owner)}"
        if region and region not in lists.regions:
            yield (
                f"{where}: region_code {region!r} is of no region of today{lists.meant(region)}. "
                f"Remedy: {_REGISTER[:-1]}; leave it empty for all regions."
            )
        instrument = lists.instruments.get(row["instrument"])
        if instrument is None:
            yield f"{where}: {_unknown_instrument(row['instrument'], lists)}"
        elif node not in instrument.indicators:
            yield (
                f"{where}: node_code {node!r} is no indicator of {row['instrument']}. "
                f"Remedy: write {_some(instrument.indicators)}."
            )


def _in_place_of(document: str) -> str:
    return f"if this file is to take the place of that document, withdraw it first (`spbe withdraw {document}`)."


def _cost_key(row: Mapping[str, str]) -> tuple[str, str, str]:
    # A line that comes with the project may write a star for all regions, as core.indicator_costs does.
    return row["instrument"], row["node_code"], row["region_code"].replace("*", "")


def _subject_problems(row: Mapping[str, str], lists: ReferenceLists) -> Iterator[str]:
    code = row["subject_code"]
    if row["scope"] not in {"region", "province_aggregate"}:
        return
    region = lists.regions.get(code)
    if region is None:
        yield f"subject_code {code!r} is of no region of today{lists.meant(code)}. Remedy: {_REGISTER}"
    elif row["scope"] == "province_aggregate" and region.kind != "provinsi":
        yield (
            f"subject_code {code!r} is {region.name}; a mean of kabupaten/kota is of a province. "
            f"Remedy: write the province's code ({code[:2]}), or the scope region."
        )


def _measure_problems(row: Mapping[str, str], lists: ReferenceLists) -> Iterator[str]:
    name, measure = row["instrument"], row["measure"]
    instrument = lists.instruments.get(name)
    if instrument is None:
        yield _unknown_instrument(name, lists)
        return
    low, high = instrument.level_min, instrument.level_max
    if low is None or high is None:
        yield (
            f"the scale of {name} is not known here, so nothing can be judged by it. "
            f"Remedy: an instrument with a scale is {_some(_with_scale(lists.instruments))}."
        )
        return
    if measure != "LEVEL" and measure not in instrument.nodes:
        yield f"{name} has no measure {measure!r}. Remedy: write LEVEL or {_some(tuple(instrument.nodes))}."
    value = Decimal(row["target_value"].replace(",", "."))
    if not low <= value <= high:
        yield (
            f"target_value {row['target_value']!r} is not on the scale of {name}, {low} to {high}. "
            "Remedy: compare with the plan."
        )


def _unknown_instrument(name: str, lists: ReferenceLists) -> str:
    return f"instrument {name!r} is not known. Remedy: write {_some(_with_scale(lists.instruments))}."


def _with_scale(instruments: Mapping[str, Instrument]) -> tuple[str, ...]:
    return tuple(name for name, instrument in instruments.items() if instrument.level_max is not None)


def _some(codes: Sequence[str]) -> str:
    if len(codes) > _MANY:
        return f"one of {', '.join(codes[:_MANY])}, ... {codes[-1]}"
    return f"one of {', '.join(codes)}" if len(codes) > 1 else "".join(codes)


ROW_CHECKS = {"targets": check_targets, "indicator_costs": check_costs}
