"""Everything that the pages show, read from a release once."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.site.addresses import region_address
from warehouse.connection import Connection, records_of
from warehouse.releases import ReleaseFacts

Row = Mapping[str, Any]

_QUERIES = {
    "regions": "SELECT * FROM core.regions WHERE valid_to_year IS NULL ORDER BY region_code",
    "years": "SELECT * FROM mart.region_ranking ORDER BY current_code, evaluation_year",
    "evaluations": """
        SELECT y.*, i.level_min, i.level_max, i.level_step FROM core.evaluation_years AS y
        INNER JOIN core.instruments AS i ON y.instrument = i.instrument ORDER BY y.evaluation_year
    """,
    "bands": "SELECT * FROM core.predikat_bands ORDER BY instrument, lower_inclusive NULLS FIRST",
    "domains": """
        SELECT * FROM mart.domain_profile
        WHERE evaluation_year = $year AND (is_part OR measure = 'INDEX')
        ORDER BY region_code, measure, peer_type
    """,
    "peers": """
        SELECT
            region_code, kind, peer_type, peer_no, peer_group, province_name, population_range, island_group,
            neighbour_code, peer_note
        FROM mart.peers
        WHERE evaluation_year = $year ORDER BY region_code, peer_type, peer_no
    """,
    "changes": "SELECT * FROM mart.rank_change WHERE evaluation_year = $year",
    "ways": "SELECT * FROM mart.next_predikat WHERE evaluation_year = $year",
    "way_domains": """
        SELECT * FROM mart.next_predikat_domains WHERE evaluation_year = $year ORDER BY region_code, measure
    """,
    # What an index is made of: the parts of the instrument of the year, and its indicators.
    "nodes": """
        SELECT n.* FROM core.instrument_nodes AS n
        INNER JOIN core.evaluation_years AS y ON n.instrument = y.instrument
        WHERE y.evaluation_year = $year AND (n.is_leaf OR n.node_code = n.part_code)
        ORDER BY n.node_type, n.number, n.node_code
    """,
    "levels": """
        SELECT p.region_code, p.measure, p.score FROM mart.domain_profile AS p
        INNER JOIN core.instrument_nodes AS n ON p.instrument = n.instrument AND p.measure = n.node_code AND n.is_leaf
        WHERE p.evaluation_year = $year AND p.peer_type = 'kind' AND p.score IS NOT NULL
        ORDER BY p.region_code, p.measure
    """,
    "way_steps": """
        SELECT * FROM mart.next_predikat_steps WHERE evaluation_year = $year ORDER BY region_code, step_no
    """,
    "mentors": """
        SELECT * FROM mart.mentors WHERE evaluation_year = $year ORDER BY region_code, measure, mentor_no, mentor_code
    """,
    "targets": """
        SELECT p.*, t.url, t.target_remark_id, t.target_remark_en FROM mart.target_progress AS p
        INNER JOIN core.targets AS t ON p.target_id = t.target_id
        WHERE p.evaluation_year = $year ORDER BY p.target_scope, p.target_id, p.subject_code
    """,
    # One row for each place in a document, not for each figure.
    "sources": """
        SELECT
            p.subject_code, p.reference_year, p.document_id, p.document_title, p.page, p.table_no, p.evidence_grade,
            p.url, min(p.locator) AS locator,
            array_to_string(list_sort(list(DISTINCT p.row_no)), ', ') AS rows_there
        FROM mart.figure_provenance AS p
        WHERE
            p.mart_table = 'mart.region_ranking'
            AND p.figure IN ('spbe_index', 'predikat', 'd1', 'd2', 'd3', 'd4')
        GROUP BY ALL
        ORDER BY p.subject_code, p.reference_year DESC, p.document_id, p.page, p.table_no
    """,
    "register": """
        SELECT DISTINCT d.* FROM core.documents AS d
        INNER JOIN core.regions AS r ON d.document_id = r.document_id WHERE r.valid_to_year IS NULL
    """,
    # Results that came in last, the best evidence and the newest year first.
    "newest_documents": """
        SELECT d.*, count(*) OVER () AS documents FROM core.documents AS d
        WHERE
            d.edition IS NOT NULL
            AND d.retrieved_on = (SELECT max(e.retrieved_on) FROM core.documents AS e WHERE e.edition IS NOT NULL)
        ORDER BY d.evidence_grade, d.edition DESC, d.document_id
    """,
    # Years after the newest complete one of which something is known already.
    "later_years": """
        SELECT evaluation_year, certainty, count(*) AS regions FROM mart.region_ranking
        WHERE evaluation_year > $year AND spbe_index IS NOT NULL
        GROUP BY evaluation_year, certainty ORDER BY evaluation_year, certainty
    """,
    "role_models": "SELECT * FROM mart.role_models WHERE evaluation_year = $year",
    "provinces": "SELECT * FROM mart.province_summary WHERE evaluation_year = $year ORDER BY province_code",
    "grades": """
        SELECT * FROM mart.grade_distribution
        WHERE kind_group = 'kabkota' AND area_code = 'ID' ORDER BY evaluation_year, grade_order
    """,
    "nation": "SELECT * FROM mart.national_context ORDER BY reference_year",
    "sizes": "SELECT region_code, population_range FROM mart.peer_groups WHERE evaluation_year = $year",
    "intervals": "SELECT * FROM mart.rank_intervals WHERE evaluation_year = $year",
    "plan": """
        SELECT p.*, t.target_horizon, t.target_year, t.target_stated_by, t.url, t.target_remark_id, t.target_remark_en
        FROM mart.province_plan AS p INNER JOIN core.targets AS t ON p.target_id = t.target_id
        WHERE p.evaluation_year = $year ORDER BY p.target_id, p.spbe_index NULLS LAST, p.region_code
    """,
    "surveys": "SELECT * FROM mart.egdi_ranking WHERE iso3 = 'IDN' ORDER BY survey_year",
    "asean": """
        SELECT * FROM mart.egdi_ranking WHERE rank_in_asean IS NOT NULL ORDER BY survey_year, rank_in_asean, iso3
    """,
    "survey_changes": "SELECT * FROM mart.egdi_rank_change WHERE iso3 = 'IDN' ORDER BY survey_year",
    "claims": "SELECT * FROM mart.claim_checks ORDER BY claim_id, part_no",
    "claim_figures": "SELECT * FROM mart.claim_figures ORDER BY claim_id, part_no, figure_no",
}


@dataclass(frozen=True)
class Region:
    """One region of today's register, and all rows about it.

    Args:
        register: its row in the register.
        address: of its page, without the language.
        years: its rows of mart.region_ranking, in order of year.
        now: of these, that of the newest nationally complete year; None where there is none: it is not autonomous.
        domains: of that year, by measure and group of peers.
        among: its index of that year in each group of peers, where the instrument's index is known.
        peers: by kind of group, the row that names it; for neighbours a row each.
        change: why its rank moved.
        way: how far the next grade is, `way_domains` by domain, and `way_steps` by indicator where levels are known.
        mentors: who may help it, and `learners` whom it may help.
        targets: of that year.
        sources: the rows of documents that its figures stand in.
        role_model: whether it is one, and why.
    """

    register: Row
    address: str
    years: Sequence[Row]
    now: Row | None
    domains: Mapping[tuple[str, str], Row]
    among: Mapping[str, Row]
    peers: Mapping[str, Sequence[Row]]
    change: Row | None
    way: Row | None
    way_domains: Sequence[Row]
    way_steps: Sequence[Row]
    mentors: Sequence[Row]
    learners: Sequence[Row]
    targets: Sequence[Row]
    sources: Sequence[Row]
    role_model: Row | None

    @property
    def code(self) -> str:
        """Its code in today's register."""
        return str(self.register["region_code"])

    @property
    def name(self) -> str:
        """Its name in today's register, which says a kabupaten's and a kota's kind."""
        return str(self.register["region_name"])

    @property
    def last(self) -> Row | None:
        """The newest year with an index that is ranked, before the newest of all."""
        ranked = [row for row in self.years if row["rank_in_kind"] is not None and row is not self.now]
        return ranked[-1] if ranked else None


@dataclass(frozen=True)
class SiteData:
    """What the pages are made of.

    Args:
        facts: of the release.
        regions: of today's register, by code.
        ranking: the ranked rows of the newest nationally complete year, by kind, in order of rank and code.
        bands: of grades, by instrument, the lowest first.
        evaluations: the years, with their instruments' scales.
        register: the document that the register is from.
        provinces: mart.province_summary of the newest year.
        grades: mart.grade_distribution of all kabupaten and kota.
        nation: mart.national_context.
        found: the rows of every query, by its name.
    """

    facts: ReleaseFacts
    regions: Mapping[str, Region]
    ranking: Mapping[str, Sequence[Row]]
    bands: Mapping[str, Sequence[Row]]
    evaluations: Sequence[Row]
    register: Row
    provinces: Sequence[Row]
    grades: Sequence[Row]
    nation: Sequence[Row]
    found: Mapping[str, Sequence[Row]]

    @property
    def evaluation(self) -> Row:
        """The newest nationally complete year."""
        (found,) = (row for row in self.evaluations if row["evaluation_year"] == self.facts.newest_year)
        return found

    def ends(self, instrument: str) -> tuple[int, int]:
        """Between what its indices lie: the instrument's levels, or, where they are not known, its figures."""
        evaluation = next(row for row in self.evaluations if row["instrument"] == instrument)
        low, high = evaluation["level_min"], evaluation["level_max"]
        if low is not None and high is not None:
            return low, high
        found = [
            row["spbe_index"]
            for region in self.regions.values()
            for row in region.years
            if row["instrument"] == instrument and row["spbe_index"] is not None
        ]
        return math.floor(min(found)), math.floor(max(found)) + 1

    def of_code(self, region_code: str) -> Region | None:
        """The region that bears a code of the newest year; None where it has no page."""
        return self.regions.get(region_code)


def read_site(database: Connection, facts: ReleaseFacts) -> SiteData:
    """Read a release for its pages."""
    found = {
        name: records_of(database, query.replace("$year", str(facts.newest_year))) for name, query in _QUERIES.items()
    }
    years = _groups(found["years"], "current_code")
    domains = _groups(found["domains"], "region_code")
    grouped = {
        name: _groups(found[name], column)
        for name, column in (
            ("way_domains", "region_code"), ("way_steps", "region_code"), ("mentors", "region_code"),
            ("targets", "subject_code"), ("sources", "subject_code"), ("peers", "region_code"),
        )
    }  # fmt: skip
    learners = _groups(found["mentors"], "mentor_code")
    single = {name: {row["region_code"]: row for row in found[name]} for name in ("changes", "ways", "role_models")}
    regions = {}
    for register in found["regions"]:
        code = register["region_code"]
        own = years[code]
        now = next((row for row in own if row["evaluation_year"] == facts.newest_year), None)
        then = code if now is None else now["region_code"]
        # Its documents name it by the codes that it bore.
        codes = sorted({row["region_code"] for row in own})
        regions[code] = Region(
            register=register,
            address=region_address(code, register["region_name"]),
            years=own,
            now=now,
            domains={(row["measure"], row["peer_type"]): row for row in domains[then] if row["is_part"]},
            among={row["peer_type"]: row for row in domains[then] if not row["is_part"]},
            peers=_groups(grouped["peers"][then], "peer_type"),
            change=single["changes"].get(then),
            way=single["ways"].get(then),
            way_domains=grouped["way_domains"][then],
            way_steps=grouped["way_steps"][then],
            mentors=grouped["mentors"][then],
            learners=learners[then],
            targets=grouped["targets"][then],
            sources=[row for old in codes for row in grouped["sources"][old] if _is_of(row, old, own)],
            role_model=single["role_models"].get(then),
        )
    newest = [region.now for region in regions.values() if region.now and region.now["rank_in_kind"] is not None]
    newest.sort(key=lambda row: (row["rank_in_kind"], row["region_code"]))
    return SiteData(
        facts=facts,
        regions=regions,
        ranking=_groups(newest, "kind"),
        bands=_groups(found["bands"], "instrument"),
        evaluations=found["evaluations"],
        register=found["register"][0],
        provinces=found["provinces"],
        grades=found["grades"],
        nation=found["nation"],
        found=found,
    )


def _groups(rows: Iterable[Row], column: str) -> defaultdict[Any, list[Row]]:
    groups: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _is_of(source: Row, code: str, years: Sequence[Row]) -> bool:
    """Whether the region bore this code in the year of the source: another may have borne it before."""
    return any(row["evaluation_year"] == source["reference_year"] and row["region_code"] == code for row in years)
