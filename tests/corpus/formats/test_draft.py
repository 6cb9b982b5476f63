"""What every format needs of its file."""

from pathlib import Path

import pytest

from pullquote.corpus import BadInputError
from pullquote.corpus.formats.draft import read_bytes
from tests.corpus.conftest import write


def test_an_enormous_file_is_refused_after_its_limit(tmp_path: Path) -> None:
    path = write(tmp_path, {"huge.txt": "a" * 2001}) / "huge.txt"
    assert len(read_bytes(path, 2001)) == 2001
    with pytest.raises(BadInputError, match="enormous: more than 2,000 bytes"):
        read_bytes(path, 2000)
