"""mart.robustness_assumptions: what the rank intervals rest on, one row per assumption.

Belongs here: the assumptions in words. Does not belong here: their numbers, which are read from where they are used
(simulation.py), so that the table and the simulation cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from warehouse.computed.simulation import ASSUMPTIONS, Assumptions
from warehouse.connection import Connection

#: The assumptions are the code's own; nothing in the database changes them.
READS: tuple[str, ...] = ()

_UNCERTAINTY = (
    "OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7; "
    "Saisana, Saltelli, Tarantola (2005), doi:10.1111/j.1467-985X.2005.00350.x"
)
_WEIGHTS = f"{_UNCERTAINTY}; COINr, vignette Sensitivity Analysis: noise factor 0.25 on weights"
_OURS = "Pilihan proyek ini. | This project's choice."


@dataclass(frozen=True)
class Assumption:
    """One assumption: its name, both texts, where it comes from, and its number if it is one."""

    name: str
    id: str
    en: str
    source: str = _OURS
    value: float | None = None
    unit: str | None = None


def compute(connection: Connection) -> list[dict[str, Any]]:
    """The project's assumptions; nothing is read from the database."""
    del connection
    return [
        {
            "assumption_no": number,
            "assumption": one.name,
            "assumed_value": None if one.value is None else Decimal(str(one.value)),
            "assumed_unit": one.unit,
            "assumption_text": f"{one.id} | {one.en}",
            "assumption_source": one.source,
        }
        for number, one in enumerate(_in_words(ASSUMPTIONS), start=1)
    ]


def _in_words(given: Assumptions) -> tuple[Assumption, ...]:
    inside = 100 - 2 * given.tail_percent
    outermost = given.beyond + 1
    return (
        Assumption(
            "what_is_drawn",
            "Diundi dan diperingkat: daerah dengan indeks dari dokumen kementerian (mutu bukti A atau B) dalam tahun "
            "yang lengkap secara nasional, di antara jenisnya.",
            "Drawn and ranked: regions with an index from a document of the ministry (evidence grade A or B) in "
            "nationally complete years, among their kind.",
        ),
        Assumption(
            "official_index_is_the_centre",
            "Indeks resmi tetap: yang diundi ditambahkan padanya, bukan menggantinya. Selang selalu memuat indeks, "
            "perubahan dan peringkat resmi.",
            "The official index stands: what is drawn is added to it and does not replace it. An interval always holds "
            "the official index, change and rank.",
        ),
        Assumption(
            "draws",
            "Berapa kali seluruh negeri diundi.",
            "How often the whole country is drawn.",
            source=_UNCERTAINTY,
            value=given.draws,
            unit="count",
        ),
        Assumption(
            "interval",
            f"Selang {inside}% tiap daerah: dari undian ke-{outermost} terendah sampai ke-{outermost} tertinggi.",
            f"{inside}% interval of each region: from its draw number {outermost} from below to number {outermost} "
            "from above.",
            value=inside,
            unit="percent",
        ),
        Assumption(
            "domain_weight_range",
            "Bobot tiap domain dikalikan faktor seragam antara 1 dikurangi dan 1 ditambah angka ini, lalu semua bobot "
            "dikembalikan ke jumlah satu.",
            "Each domain's weight is multiplied by a uniform factor between 1 minus and 1 plus this number, then all "
            "weights are brought back to a sum of one.",
            source=_WEIGHTS,
            value=given.weight_range,
            unit="share of the weight",
        ),
        Assumption(
            "indicator_weight_range",
            "Demikian pula bobot indikator di dalam domainnya, bagi daerah yang semua tingkat indikatornya diketahui; "
            "jumlah bobot domain tidak berubah karenanya.",
            "Likewise the weights of indicators within their domain, for regions of which all levels are known; the "
            "domain's own weight does not change by it.",
            source=_WEIGHTS,
            value=given.weight_range,
            unit="share of the weight",
        ),
        Assumption(
            "same_weights_for_all",
            "Dalam satu undian bobot sama bagi semua daerah dan semua tahun satu instrumen: perubahan antartahun "
            "dihitung dengan bobot yang sama.",
            "Within a draw the weights are the same for all regions and all years of an instrument: a change between "
            "years is taken under the same weights.",
        ),
        Assumption(
            "rounding",
            "Indeks dan nilai domain tercetak dengan dua desimal; angka sebelum pembulatan seragam dalam jarak ini, "
            "bebas untuk tiap angka.",
            "Index and domain scores are printed with two decimals; the figure before rounding is uniform within this "
            "distance, independently for each figure.",
            source="PermenPANRB 59/2020, Tabel 10-12: dua desimal | two decimals",
            value=given.rounding,
            unit="index points",
        ),
        Assumption(
            "assessor_step",
            "Di mana tingkat indikator diketahui: peluang bahwa asesor lain memberi satu tingkat lebih rendah, dan "
            "sekali lagi bahwa ia memberi satu tingkat lebih tinggi; bebas untuk tiap indikator dan tahun, di dalam "
            "skala.",
            "Where levels are known: the probability that another assessor gives one level less, and once more that "
            "one level more is given; independently for each indicator and year, within the scale.",
            source="Pilihan proyek ini: kesepakatan antarasesor SPBE tidak diterbitkan. | This project's choice: how "
            "far SPBE assessors agree is not published.",
            value=given.level_step,
            unit="probability",
        ),
        Assumption(
            "scale",
            "Indeks yang diundi tidak keluar dari skala instrumennya.",
            "A drawn index does not leave the scale of its instrument.",
        ),
        Assumption(
            "less_known_is_not_more_certain",
            "Yang diundi bergantung pada yang diketahui: levels (semua tingkat indikator), domains (semua nilai "
            "domain), index (indeks saja, jadi hanya pembulatan). Selang yang sempit karena sedikit yang diketahui "
            "tidak berarti lebih pasti.",
            "What is drawn depends on what is known: levels (all indicator levels), domains (all domain scores), index "
            "(the index only, so rounding alone). An interval that is narrow because little is known is not more "
            "certain.",
        ),
        Assumption(
            "clearly_ahead",
            "Jelas di atas: seluruh selang peringkatnya di atas seluruh selang peringkat daerah lain (maka dalam "
            f"sekurangnya {inside}% undian ia lebih baik), dan selisih indeksnya lebih dari yang dapat dibuat satu "
            "tingkat indikator yang terberat (0,03 dalam SPBE-2020). Selain itu: tidak dapat dibedakan.",
            "Clearly ahead: its whole rank interval lies above the other's whole rank interval (it is then better in "
            f"at least {inside}% of the draws), and the indices differ by more than one level of the heaviest "
            "indicator can make (0.03 under SPBE-2020). Otherwise: not distinguishable.",
            source="Bandingkan | compare: Mogstad, Romano, Shaikh, Wilhelm, Inference for Ranks, "
            "doi:10.1093/restud/rdad006",
        ),
        Assumption(
            "seed",
            "Awal bilangan acak (PCG64). Setiap daerah dan tahun punya aliran sendiri menurut kodenya: daerah lain dan "
            "urutan baris tidak mengubahnya.",
            "Where the random numbers (PCG64) start. Each region and year has its own stream by its code: neither "
            "other regions nor the order of rows change it.",
            value=given.seed,
            unit="integer",
        ),
    )
