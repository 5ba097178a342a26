"""The pictures that the READMEs show are there, small, and said in words."""

import re

import pytest
from PIL import Image

from tests.commands import ROOT


@pytest.mark.parametrize(("readme", "language"), [("README.md", "en"), ("README.id.md", "id")])
def test_a_readme_shows_home_a_region_and_the_workbook_as_small_pictures_with_their_text(readme, language):
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / readme).read_text(encoding="utf-8"))
    assert [path for _, path in shown] == [
        f"docs/pictures/{name}.png" for name in (f"home.{language}", f"region.{language}", "workbook")
    ]
    for text, path in shown:
        assert len(text.split()) > 5
        assert (ROOT / path).stat().st_size <= 60_000
        with Image.open(ROOT / path) as picture:
            assert (picture.format, picture.width) == ("PNG", 760)
