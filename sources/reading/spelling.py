"""Texts as they are compared: without what no reader sees, and without what programs add to names and figures.

The one home of such rules: whoever compares a name, a heading, a grade or a figure asks here first. Raw tables keep
what is printed. Does not belong here: what a name names (names/), what a figure is worth (statements/).
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

# A soft hyphen says where a word may break; at the end of a line the word goes on in the next one.
_SOFT_HYPHEN = re.compile("\u00ad(?:[ \t]*[\r\n]+[ \t]*)?")
#: Marks that turn the direction of text around. They are no part of a text, and are never dropped in silence.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Blanks that Unicode counts among letters and pictures.
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u2032\u2035\ua78c\u0060\u00b4"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"
_ALIKE = str.maketrans(
    {**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_BLANK_LETTERS, " ")}
)
_RAISED = "[\u00aa\u00b2\u00b3\u00b9\u00ba\u02b0-\u02b8\u02e0-\u02e4\u1d43-\u1d6a\u2070-\u207f]"
_SIGNS = "[*\u2020\u2021\u00a7\u00b6\u2217\uff0a]"
#: Marks of footnotes behind a text: signs and raised letters, or a number or letter with its bracket after a space.
_FOOTNOTE = re.compile(rf"\s*(?:{_SIGNS}+\)?|{_RAISED}+\)?|(?<=\s)\(?(?:\d{{1,2}}|[a-h])\)|\[\d{{1,2}}\])\s*$")
_FIGURE = re.compile(r"[-+]?\d*[.,]?\d+")
#: What stands for a figure that is not there, by its letters.
_NOTHING = frozenset(
    {
        "NA", "NAN", "NULL", "NONE", "NIL", "TIDAKADA", "TIDAKADADATA", "BELUMADA", "BELUMADADATA", "TIDAKDINILAI",
        "BELUMDINILAI", "TIDAKDIEVALUASI", "BELUMDIEVALUASI", "TIDAKTERSEDIA", "BELUMTERSEDIA", "BELUMTERBIT", "TAD",
        "KOSONG", "NODATA", "NOTAVAILABLE", "NOTEVALUATED",
    }
)  # fmt: skip
#: Encodings in which programs open UTF-8 by mistake, the likeliest first.
_MISTAKEN = ("cp1252", "latin-1", "mac_roman", "cp850", "cp437")
_TWICE = 2


def without_hidden(text: str) -> str:
    r"""A text without soft hyphens and marks of no width; its letters and blanks stay as they are.

    Marks that turn the direction of text around stay, for whoever refuses them.

    Example:
        >>> without_hidden("Lema\u00ad\ntang\u200b Ilir")
        'Lematang Ilir'
    """
    if text.isascii():
        return text
    shown = (c for c in _SOFT_HYPHEN.sub("", text) if c in _TURNING or unicodedata.category(c) != "Cf")
    return "".join(shown)


def as_seen(text: str) -> str:
    r"""The text that a reader sees, on one line: one form for letters that look alike, one kind of blank.

    Examples:
        >>> as_seen("Kota\u00a0 Magelang\u200b"), as_seen("\ufb01nal \uff13,69")
        ('Kota Magelang', 'final 3,69')
        >>> as_seen("Co\u0302te d\u2019Ivoire"), as_seen("Guinea\u2011Bissau")
        ("Côte d'Ivoire", 'Guinea-Bissau')
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", without_hidden(text).translate(_ALIKE)).translate(_ALIKE)
    return " ".join(text.split())


def without_footnotes(text: str) -> str:
    """A text without the marks of footnotes behind it.

    Examples:
        >>> without_footnotes("Kota Magelang*)"), without_footnotes("Kab. Bogor 1)"), without_footnotes("Bima\u00b2")
        ('Kota Magelang', 'Kab. Bogor', 'Bima')
    """
    while (shorter := _FOOTNOTE.sub("", text)) != text:
        text = shorter
    return text


def letters(text: str) -> str:
    """The bare letters and digits of a text in capitals, without accents: what two spellings of one thing share.

    Examples:
        >>> letters("C\u00f4te d\u2019Ivoire") == letters("COTE D'IVOIRE")
        True
        >>> letters("Sangat Baik"), letters("kab./kota")
        ('SANGATBAIK', 'KABKOTA')
    """
    return re.sub(r"[^A-Z0-9]", "", unaccented(as_seen(text)).upper())


def unaccented(text: str) -> str:
    """A text without the accents of its letters."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


def plain_words(text: str) -> str:
    """The words and numbers of a text in small letters.

    Examples:
        >>> plain_words("Kab./Kota"), plain_words("nama_kabupaten_kota"), plain_words("Indeks\u00a0SPBE*")
        ('kab kota', 'nama kabupaten kota', 'indeks spbe')
    """
    return " ".join(re.findall(r"[^\W_]+", as_seen(text).casefold()))


def figure_text(text: str) -> str:
    """A figure as it was meant: as seen, without a footnote's mark, and without the noise of binary fractions.

    Noise is what a program writes beyond the 15 digits that a number is stored to. What is no figure stays as it is.

    Examples:
        >>> figure_text("3.6900000000000004"), figure_text("0,7159999999999999"), figure_text("3,69*)")
        ('3.69', '0,716', '3,69')
        >>> figure_text("3.69123456789"), figure_text("\uff13,69\u200b"), figure_text("tiga")
        ('3.69123456789', '3,69', 'tiga')
    """
    seen = as_seen(text)
    bare = as_seen(without_footnotes(text))
    figure = bare if _FIGURE.fullmatch(bare) else seen
    if not re.fullmatch(r"-?\d+[.,]\d{12,}", figure):
        return figure
    exact = Decimal(figure.replace(",", "."))
    stored = Decimal(f"{exact:.15g}")
    if len(exact.as_tuple().digits) - len(stored.normalize().as_tuple().digits) < _TWICE:
        return figure
    rounded = f"{stored.normalize():f}"
    return rounded.replace(".", ",") if "," in figure else rounded


def says_nothing(text: str) -> bool:
    """Whether a cell holds no figure by what people and programs write for none: blank, a dash, n/a, NaN.

    Examples:
        >>> [says_nothing(cell) for cell in ("", " - ", "\u2013", "n/a", "#N/A", "belum dinilai", "0", "3,69")]
        [True, True, True, True, True, True, False, False]
    """
    seen = as_seen(text)
    return letters(seen) in _NOTHING if any(map(str.isalnum, seen)) else not seen.strip("-_./ ")


def wrong_encoding(text: str) -> str | None:
    """What a text said before it was opened in a wrong encoding; None for a text that was not.

    Examples:
        >>> wrong_encoding("C\u00c3\u00b4te d\u00e2\u20ac\u2122Ivoire"), wrong_encoding("C\u00f4te d'Ivoire")
        ('Côte d’Ivoire', None)
    """
    if text.isascii():
        return None
    for encoding in _MISTAKEN:
        # Whoever read it may have made a plain blank of one that does not break.
        before = text.replace("\u00c2 ", "\u00c2\u00a0")
        for _ in range(_TWICE):  # a file may have been through it twice
            try:
                read = _bytes_of(before, encoding).decode("utf-8")
            except UnicodeError:
                break
            if read == before:
                break
            before = read
        if before != text.replace("\u00c2 ", "\u00c2\u00a0"):
            return before
    return None


def _bytes_of(text: str, encoding: str) -> bytes:
    """The bytes that a program showed as this text: it shows a byte that its encoding lacks as the control it is."""
    return b"".join(bytes([ord(c)]) if "\x80" <= c <= "\x9f" else c.encode(encoding) for c in text)
