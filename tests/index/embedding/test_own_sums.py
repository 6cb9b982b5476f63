"""What was made here is known again, by a file that only the user can write; nobody else can put anything into it."""

import json
import os
import threading
from pathlib import Path

import pytest

from pullquote.corpus import DamagedError
from pullquote.index.embedding.cache import Export, is_own, keep_sum, write_export
from pullquote.index.embedding.compile import CACHE, CHECKSUMS, _checksums, _name, _sum, _whole
from pullquote.index.embedding.own_sums import can_tell, made_here, remember, sums_file


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if not sums_file().is_relative_to(tmp_path):
        pytest.skip("this system keeps a user's data elsewhere")
    return sums_file().parent


def model(folder: Path, weights: bytes = b"weights") -> Path:
    """An exported model of those bytes, with right checksums."""
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    (folder / "model.bin").write_bytes(weights)
    write_export(Export(folder, "minilm", "f32", 384, 256))
    return folder


def test_what_was_made_here_is_known_again_and_nothing_else() -> None:
    assert made_here("a", "1") is None
    for sha in ("1", "2", "1"):
        remember("a", sha)
    assert (made_here("a", "1"), made_here("a", "2"), made_here("a", "3"), made_here("b", "1")) == (
        True,
        True,
        False,
        None,
    )


def test_many_at_once_all_stay_and_those_of_long_ago_go() -> None:
    threads = [threading.Thread(target=remember, args=["a", str(n)]) for n in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert all(made_here("a", str(n)) for n in range(8))
    remember("a", "9")
    assert sum(bool(made_here("a", str(n))) for n in range(8)) == 7
    assert [one.name for one in sums_file().parent.iterdir() if one.suffix not in (".json", ".lock")] == []


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system does not say who can write")
def test_a_file_that_others_can_write_is_not_believed(own_data: Path) -> None:
    remember("a", "1")
    assert sums_file().stat().st_mode & 0o777 == 0o600
    for path, mode, was in ((sums_file(), 0o666, 0o600), (own_data, 0o777, 0o755), (own_data, 0o775, 0o755)):
        path.chmod(mode)
        assert made_here("a", "1") is None
        path.chmod(was)
    own_data.chmod(0o777)
    assert not can_tell()
    remember("b", "1")
    own_data.chmod(0o755)
    assert (made_here("a", "1"), made_here("b", "1")) == (True, None)


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', "{", '{"a": "1"}'])
def test_a_damaged_file_of_sums_knows_nothing_and_is_written_anew(text: str) -> None:
    remember("a", "1")
    sums_file().write_text(text)
    assert made_here("a", "1") is None
    remember("a", "2")
    assert json.loads(sums_file().read_text()) == {"a": ["2"]}


def test_a_model_exchanged_together_with_its_checksums_is_refused(tmp_path: Path) -> None:
    folder = model(tmp_path / "minilm")
    assert not is_own(folder)  # until it is known who made it
    keep_sum(folder)
    assert is_own(folder)
    model(folder, b"another's")
    with pytest.raises(DamagedError, match="is not the one that was made here: it is damaged, or was exchanged"):
        is_own(folder)
    assert is_own(model(folder))


def test_a_model_where_no_sums_can_be_kept_is_taken_as_it_is(tmp_path: Path, own_data: Path) -> None:
    own_data.parent.write_text("no folder can be here")
    assert is_own(model(tmp_path / "minilm"))


def test_a_compiled_model_exchanged_together_with_its_checksums_is_made_again(tmp_path: Path) -> None:
    kept = tmp_path / "reader-f32" / CACHE
    kept.mkdir(parents=True)

    def compiled(graph: bytes) -> None:
        (kept / "1.blob").write_bytes(graph)
        (kept / CHECKSUMS).write_text(json.dumps(_checksums(kept)))

    compiled(b"graph")
    assert not _whole(kept)
    remember(_name(kept), _sum(kept))
    assert _whole(kept)
    compiled(b"another's")
    assert not _whole(kept)
