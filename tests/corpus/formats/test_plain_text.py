"""A text file is its article."""

from pathlib import Path

from tests.corpus.formats.conftest import BRIDGE, one


def test_the_loader_names_an_encoding_that_is_not_utf8(tmp_path: Path) -> None:
    assert one(tmp_path, "a.txt", BRIDGE).loader == "text 1"
    assert one(tmp_path, "b.txt", "Ein Café an der Brücke.".encode("cp1252")).loader == "text 1 (cp1252)"
