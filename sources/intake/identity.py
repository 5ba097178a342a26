"""Which document a part of a file is: another version of one that is held, or a new one, and of which edition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sources.archive.holdings import Holding
from sources.declaration.declared import Source
from sources.names.region_names import split_kind
from sources.reading.parts import Part


def label_of(same_as: str) -> str:
    """What tells documents of one edition apart, as a slug: ``kota-bandar-lampung``.

    Example:
        >>> label_of("PEMERINTAH KOTA  BANDAR LAMPUNG") == label_of("Pemkot Bandar Lampung")
        True
    """
    kind, name = split_kind(same_as)
    return re.sub(r"[^a-z0-9]+", "-", f"{kind or ''} {name}".lower()).strip("-")[:80]


def same_document(part: Part, source: Source, held: Sequence[Holding]) -> Holding | None:
    """The held document that the part is another version of."""
    of_edition = [h for h in held if h.sidecar.edition == part.edition]
    if source.arrival is not None and "{label}" not in source.arrival.document_id:
        return of_edition[0] if len(of_edition) == 1 else None
    fitting = [h for h in of_edition if label_of(h.sidecar.same_as) == label_of(part.same_as)]
    return fitting[0] if len(fitting) == 1 else None


def new_id(part: Part, source: Source) -> str:
    """The identifier of a document that is not held, by the pattern that its source declares."""
    pattern = source.source + ("-{label}" if part.edition is None else "-{label}-{edition}")
    if source.arrival is not None:
        pattern = source.arrival.document_id
    label = label_of(part.same_as)
    if part.edition is not None:
        # The label of a table is often its title, which ends in the year already.
        label = re.sub(rf"-?{part.edition}$", "", label)
    filled = pattern.format(edition=part.edition, label=label)
    return re.sub(r"[^a-z0-9]+", "-", filled.lower()).strip("-")


def last_edition(part: Part, held: Sequence[Holding]) -> Holding | None:
    """The newest document of an earlier edition that is alike; None where there are no editions."""
    if part.edition is None:
        return None
    earlier = [
        (h.sidecar.edition, h)
        for h in held
        if h.sidecar.edition is not None
        and h.sidecar.edition < part.edition
        and label_of(h.sidecar.same_as) == label_of(part.same_as)
    ]
    return max(earlier, key=lambda found: found[0])[1] if earlier else None


def is_undeclared(part: Part, source: Source) -> bool:
    """Whether the part is of a year that its source might declare, and does not."""
    return source.years is not None and part.edition is not None and part.edition not in source.years


def edition_problems(part: Part, source: Source) -> Iterator[str]:
    """Why the source does not take a document of that edition, with the remedy."""
    if is_undeclared(part, source):
        yield (
            f"the year {part.edition} is not declared. Remedy: if it is right, add the line `- {part.edition}` to "
            f"`years` in sources/{source.source}/source.yml."
        )
    elif source.years is not None and part.edition is None:
        yield (
            f"its reader gives it no year, and {source.source} has one document or more per year. Remedy: correct "
            "the reader (parse.py)."
        )
    elif source.years is None and part.edition is not None:
        yield (
            f"its reader gives it the year {part.edition}, and {source.source} has no years. Remedy: correct the "
            "reader (parse.py), or declare `years` in its source.yml."
        )
