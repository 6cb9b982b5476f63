"""FAISS's file is only a cache: a damaged or foreign one is made again and never read."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pullquote.index import Index
from pullquote.index.storage.schema import CACHE
from tests.conftest import article
from tests.index.conftest import answers


def flipped(data: bytes) -> bytes:
    return data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]


@pytest.mark.parametrize(
    "damage",
    [
        flipped,
        lambda data: data[:-7],
        lambda data: data[:30],
        lambda _: b"",
        lambda data: b"[]\n" + data,
        lambda data: b"\xff\xfe" + data,
        lambda data: data.replace(b'"change": ', b'"change": 1'),
    ],
    ids=["a flipped bit", "an end cut off", "a head cut off", "nothing", "a list", "no text", "another change's stamp"],
)
def test_a_damaged_or_old_cache_of_vectors_is_made_again_and_never_read(
    index: Index, damage: Callable[[bytes], bytes]
) -> None:
    before = answers(index)
    cache = index.folder / CACHE
    good = cache.read_bytes()
    cache.write_bytes(damage(good))
    again = Index.open(index.folder)
    assert answers(again) == before
    assert cache.read_bytes() == good
    again.close()


def test_the_cache_of_an_index_put_back_from_a_copy_is_not_taken_for_this_ones(index: Index, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    index.close()
    shutil.copytree(index.folder, copy)
    first = Index.open(index.folder)
    first.add([article("c", "Cheese is dear.")])
    assert len(first.search("cheese", 1)) == 1
    first.close()
    second = Index.open(copy)
    second.add([article("d", "Milk is cheap.")])
    expected = answers(second)
    shutil.copy(index.folder / CACHE, copy / CACHE)
    third = Index.open(copy)
    assert answers(third) == expected
    third.close()
    second.close()
