"""Take the pictures that the READMEs show: first page, a region's page and the workbook of a release, each small.

    .venv/bin/python docs/pictures/take.py                 of data/current
    .venv/bin/python docs/pictures/take.py --data FOLDER   of another data folder

Needs Chromium for the pages, and for the workbook LibreOffice Calc and pdftoppm (Debian: chromium, libreoffice-calc,
poppler-utils).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

_HERE = Path(__file__).parent
#: A README is read on telephones, and the repository keeps every picture for ever.
_LARGEST = 60_000
_WIDTH, _COLOURS = 760, 200
#: What stands in a window of this size is shown.
_WINDOW = (1216, 900)
_REGION = "73.71"
#: The sheet of a chosen region is this page of the printed workbook, and so much of it is shown.
_SHEET_PAGE, _SHEET_PART = 3, (0.02, 0.05, 0.7, 0.6)
_INDONESIAN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>id-ID</value></prop></item></oor:items>
"""


def main() -> None:
    """Write ``*.png`` beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=_HERE.parents[1] / "data", help="a data folder with a release")
    release = (parser.parse_args().data / "current").resolve()
    (workbook,) = release.glob("spbe-*.xlsx")
    with tempfile.TemporaryDirectory() as scratch:
        for language, folder in (("id", release / "situs"), ("en", release / "situs" / "en")):
            (region,) = (folder / "daerah").glob(f"{_REGION}-*.html")
            for name, page in (("home", folder / "index.html"), ("region", region)):
                _keep(_page(page, Path(scratch)), f"{name}.{language}.png")
        _keep(_sheet(workbook, Path(scratch)), "workbook.png")


def _page(page: Path, scratch: Path) -> Image.Image:
    """A page as it opens in a window."""
    taken = scratch / "page.png"
    _run(
        "chromium", "--headless", "--hide-scrollbars", "--force-device-scale-factor=1",
        *(["--no-sandbox"] if os.geteuid() == 0 else []), f"--window-size={_WINDOW[0]},{_WINDOW[1]}",
        f"--screenshot={taken}", page.as_uri(),
    )  # fmt: skip
    return Image.open(taken)


def _sheet(workbook: Path, scratch: Path) -> Image.Image:
    """The sheet of a chosen region, computed and printed by LibreOffice as it is set up in Indonesia."""
    settings = scratch / "office" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_INDONESIAN, encoding="utf-8")
    pages = f'{{"PageRange":{{"type":"string","value":"{_SHEET_PAGE}"}}}}'
    _run(
        "soffice", f"-env:UserInstallation={settings.parents[1].as_uri()}", "--headless",
        "--convert-to", f"pdf:calc_pdf_Export:{pages}", "--outdir", str(scratch), str(workbook),
    )  # fmt: skip
    _run("pdftoppm", "-singlefile", "-r", "140", "-png", str(scratch / f"{workbook.stem}.pdf"), str(scratch / "sheet"))
    image = Image.open(scratch / "sheet.png")
    left, top, right, bottom = (
        round(part * side) for part, side in zip(_SHEET_PART, (image.width, image.height) * 2, strict=True)
    )
    return image.crop((left, top, right, bottom))


def _keep(image: Image.Image, name: str) -> None:
    """Write a picture, smaller and of few colours."""
    height = round(image.height * _WIDTH / image.width)
    small = image.convert("RGB").resize((_WIDTH, height), Image.Resampling.LANCZOS)
    file = _HERE / name
    small.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, optimize=True)
    size = file.stat().st_size
    if size > _LARGEST:
        raise SystemExit(f"{file.name} has {size} bytes; {_LARGEST} at most: show less, or fewer colours.")
    print(f"{file.name}: {size} bytes")


def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise SystemExit(f"{program} is not installed: apt-get install chromium libreoffice-calc poppler-utils")
    subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)


if __name__ == "__main__":
    main()
