"""mart.next_predikat_steps: the smallest set of one-level steps that lifts a region's index into the next grade.

Grain: one step, for every region and year of which all maturity levels are known and agree with the
printed index (their weighted mean rounds to it). The next grade is the one above the printed grade; where no grade
is printed, above the one that the index falls into. The steps start from the index that the levels make, unrounded.
Levels that an agency has typed itself (evidence grade D) are answered too, where they may speak at all: a set of steps
compares the agency with the instrument alone. Where no index is printed beside them, that of the levels stands for it.
How sets are ranked is told in smallest_sets.py. Costs come from core.indicator_costs (a region's own line before
the line for all regions; 1 where there is none), the national target level from core.targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import gcd
from typing import Any

from warehouse.computed.lattice import HALF_A_HUNDREDTH, WHOLE, whole_weights
from warehouse.computed.smallest_sets import Problem, Solution, smallest_sets
from warehouse.connection import Connection, records_of

READS = (
    "core.indicator_costs",
    "core.instrument_nodes",
    "core.instruments",
    "core.predikat_bands",
    "core.speaking_scores",
    "core.targets",
    "mart.region_ranking",
)

_PLACES = Decimal("0.00001")

_LEAVES = """
    SELECT instrument, node_code, weight_percent, name_id, name_en
    FROM core.instrument_nodes
    WHERE is_leaf
    ORDER BY instrument, node_code
"""
_BANDS = """
    SELECT instrument, predikat, lower_inclusive FROM core.predikat_bands ORDER BY instrument, upper_bound
"""
_LEVELS = f"""
    SELECT
        r.evaluation_year, r.instrument, r.region_code, r.region_name, r.current_code, r.spbe_index, r.predikat,
        list(CAST(s.score AS INTEGER) ORDER BY s.measure) AS levels,
        max(s.evidence_grade) AS evidence_grade
    FROM mart.region_ranking AS r
    INNER JOIN core.speaking_scores AS s ON r.evaluation_year = s.evaluation_year AND r.region_code = s.subject_code
    INNER JOIN ({_LEAVES}) AS l ON r.instrument = l.instrument AND s.measure = l.node_code
    WHERE s.subject_type = 'region' AND s.score IS NOT NULL
    GROUP BY ALL
    HAVING
        count(*) = count(*) FILTER (s.score = floor(s.score))
        AND (r.spbe_index IS NOT NULL OR max(s.evidence_grade) = 'D')
    ORDER BY r.evaluation_year, r.region_code
"""


@dataclass(frozen=True)
class _Instrument:
    """What an instrument says of every region: indicators in order, grades from the lowest, target level."""

    codes: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    weights: tuple[int, ...]
    unit: int
    grades: tuple[tuple[str, Decimal], ...]
    highest: int
    target: int

    def next_grade(self, predikat: str | None, index: Decimal) -> tuple[str, Decimal] | None:
        """The grade above the printed one, or above the one that the index falls into; None at the top."""
        names = [name for name, _ in self.grades]
        at = names.index(predikat) if predikat in names else sum(edge <= index for _, edge in self.grades) - 1
        return self.grades[at + 1] if at + 1 < len(names) else None


@dataclass(frozen=True)
class _Question:
    """A region that can rise: its row, the next grade, its unrounded index, and what each step costs."""

    row: dict[str, Any]
    grade: str
    index: int
    costs: tuple[int, ...]
    problem: Problem


def compute(connection: Connection) -> list[dict[str, Any]]:
    """The steps of every region whose levels are known, in the published order."""
    instruments = _instruments(connection)
    costs = _costs(connection)
    asked: dict[str, list[_Question]] = {}
    for row in records_of(connection, _LEVELS):
        instrument = instruments.get(row["instrument"])
        question = _question(instrument, row, costs) if instrument else None
        if question is not None:
            asked.setdefault(row["instrument"], []).append(question)
    steps: list[dict[str, Any]] = []
    for name, questions in asked.items():
        instrument = instruments[name]
        weights = [weight // instrument.unit for weight in instrument.weights]
        solutions = smallest_sets(weights, [question.problem for question in questions])
        for question, solution in zip(questions, solutions, strict=True):
            steps += _steps(instrument, question, solution)
    return sorted(steps, key=lambda s: (s["evaluation_year"], s["region_code"], s["step_no"]))


def _instruments(connection: Connection) -> dict[str, _Instrument]:
    leaves: dict[str, list[dict[str, Any]]] = {}
    for leaf in records_of(connection, _LEAVES):
        leaves.setdefault(leaf["instrument"], []).append(leaf)
    grades: dict[str, list[tuple[str, Decimal]]] = {}
    for band in records_of(connection, _BANDS):
        grades.setdefault(band["instrument"], []).append((band["predikat"], band["lower_inclusive"] or Decimal(0)))
    highest = dict(
        connection.execute("SELECT instrument, level_max FROM core.instruments WHERE level_step = 1").fetchall()
    )
    targets = dict(
        connection.execute(
            "SELECT instrument, CAST(max(target_value) AS INTEGER) FROM core.targets "
            "WHERE target_measure = 'LEVEL' AND target_scope = 'every_region' GROUP BY instrument"
        ).fetchall()
    )
    found = {}
    for name, nodes in leaves.items():
        weights = whole_weights([node["weight_percent"] for node in nodes])
        # The index is made exactly of weights that sum to all of it.
        if sum(weights) == WHOLE and name in grades and highest.get(name) is not None:
            found[name] = _Instrument(
                codes=tuple(node["node_code"] for node in nodes),
                names=tuple((node["name_id"], node["name_en"]) for node in nodes),
                weights=weights,
                unit=gcd(*weights),
                grades=tuple(grades[name]),
                highest=highest[name],
                target=min(targets.get(name, 0), highest[name]),
            )
    return found


def _costs(connection: Connection) -> dict[tuple[str, str, str], int]:
    """Cost of a step in hundredths, by instrument, region or '*', and indicator."""
    rows = connection.execute(
        "SELECT instrument, cost_region, node_code, CAST(100 * step_cost AS BIGINT) FROM core.indicator_costs"
    ).fetchall()
    return {(instrument, region, node): cost for instrument, region, node, cost in rows}


def _question(instrument: _Instrument, row: dict[str, Any], costs: dict[tuple[str, str, str], int]) -> _Question | None:
    """What is asked for a region; None without all levels, when they disagree with the print, or at the top."""
    levels = row["levels"]
    if len(levels) != len(instrument.codes):
        return None
    index = sum(weight * level for weight, level in zip(instrument.weights, levels, strict=True))
    printed = row["spbe_index"] if row["spbe_index"] is not None else Decimal(index) / WHOLE
    if abs(index - printed * WHOLE) > HALF_A_HUNDREDTH:
        return None
    grade = instrument.next_grade(row["predikat"], printed)
    missing = int(grade[1] * WHOLE) - index if grade else 0
    if grade is None or missing <= 0:
        return None
    name, region = row["instrument"], row["current_code"]
    paid = tuple(costs.get((name, region, code), costs.get((name, "*", code), 100)) for code in instrument.codes)
    coarsest = gcd(*paid)
    problem = Problem(
        needed=-(-missing // instrument.unit),
        room=tuple(instrument.highest - level for level in levels),
        below=tuple(max(instrument.target - level, 0) for level in levels),
        costs=tuple(cost // coarsest for cost in paid),
    )
    return _Question(row, grade[0], index, paid, problem)


def _steps(instrument: _Instrument, question: _Question, solution: Solution) -> list[dict[str, Any]]:
    row, levels = question.row, question.row["levels"]
    steps = [
        (step >= question.problem.below[i], -instrument.weights[i], i, levels[i] + step)
        for i, taken in enumerate(solution.steps or ())
        for step in range(taken)
    ]
    index = question.index
    records = []
    for step_no, (not_below, _, i, level) in enumerate(sorted(steps), start=1):
        index += instrument.weights[i]
        records.append(
            {
                "evaluation_year": row["evaluation_year"],
                "region_code": row["region_code"],
                "region_name": row["region_name"],
                "next_predikat": question.grade,
                "step_no": step_no,
                "node_code": instrument.codes[i],
                "name_id": instrument.names[i][0],
                "name_en": instrument.names[i][1],
                "from_level": level,
                "to_level": level + 1,
                "step_gain": _points(instrument.weights[i]),
                "step_cost": Decimal(question.costs[i]) / 100,
                "below_target": not not_below,
                "index_after_step": _points(index),
                "equally_small_sets": solution.equally_small,
                "evidence_grade": row["evidence_grade"],
            }
        )
    return records


def _points(weighted: int) -> Decimal:
    return (Decimal(weighted) / WHOLE).quantize(_PLACES)
