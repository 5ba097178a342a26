"""What a person does about a rule that a file would break, as it fits how the file has come."""

from __future__ import annotations

from sources.archive.holdings import Holding

_TYPED = "correct these cells in the file, and add it again"
_READ = (
    "compare these places with the document; what the reader reads otherwise than it stands there is transcribed "
    "instead (docs/adding_a_year.md)"
)
_SAVED = (
    "download the file again, past any spreadsheet program, and compare these cells with the publisher's page; where "
    "they are the publisher's, ask there"
)
_FETCHED = "compare these cells with the publisher's page, and ask there where it says the same"


def remedy_on_arrival(arriving: Holding, rule: str, *, own: str = "", can_be_accepted: bool = False) -> str:
    """The remedy for a file that has come in; nobody has transcribed it.

    Args:
        arriving: a document of the file.
        rule: the rule that is broken.
        own: what the rule itself says to do about a document that comes in.
        can_be_accepted: whether a person may insist.
    """
    card = arriving.card
    assert card is not None, "what arrives has a card"
    if card.url:
        what, name = _FETCHED, "FILE"  # once it is saved
    else:
        what, name = (
            _TYPED if card.evidence_grade == "D" else _READ if card.media == "pdf" else _SAVED,
            card.original_name,
        )
    insist = f'`spbe add --accept {rule} --because "..." {name}`'
    return f"{own or what}" + (f". What is really so is accepted by {insist}" if can_be_accepted else "")
