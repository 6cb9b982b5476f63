"""What FAISS holds of a segment never hides what exact arithmetic finds, as far as it is looked into; and FAISS reads
nothing that was not looked at before."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest

from pullquote.index.embedding.protocol import Matrix, unit_rows
from pullquote.index.storage.codes import CELL, KEY, Codes, coded
from pullquote.index.storage.parts import BLOCK, DamagedPartsError, Parts

DIM = 16


def rows_of(count: int, groups: int = 40) -> Matrix:
    """Rows of length 1 around some centres."""
    chance = np.random.default_rng(count)
    middles = chance.standard_normal((groups, DIM))
    near = middles[chance.integers(0, groups, count)] + 0.4 * chance.standard_normal((count, DIM))
    return unit_rows(near.astype(np.float32))


@pytest.fixture(scope="module")
def celled() -> tuple[Matrix, Codes, Parts]:
    vectors = rows_of(6 * CELL)
    parts = Parts(*coded(vectors, celled=True))
    return vectors, Codes(parts), parts


def centres_of(parts: Parts) -> Matrix:
    index: Any = faiss.deserialize_index(parts["faiss"])
    return np.asarray(index.quantizer.reconstruct_n(), np.float32)


def test_a_code_is_as_near_to_its_vector_as_is_said(celled: tuple[Matrix, Codes, Parts]) -> None:
    vectors, codes, _ = celled
    off = np.linalg.norm(codes.decoded() - vectors, axis=1)
    assert off.max() <= codes.off < 0.02


def test_with_every_cell_looked_into_every_row_is_found_once(celled: tuple[Matrix, Codes, Parts]) -> None:
    vectors, codes, _ = celled
    question = rows_of(1)[0]
    rows, cosines = codes.near(question, len(vectors), codes.cells)
    assert codes.cells == 6 and sorted(rows.tolist()) == list(range(len(vectors)))
    assert np.abs(cosines - vectors[rows] @ question).max() <= codes.off
    assert cosines.tolist() == sorted(cosines.tolist(), reverse=True)


def test_only_rows_that_are_allowed_are_found_and_as_many_as_are_wanted(celled: tuple[Matrix, Codes, Parts]) -> None:
    vectors, codes, _ = celled
    allowed = np.arange(len(vectors)) % 7 == 3
    all_rows, all_cosines = codes.near(vectors[0], len(vectors), codes.cells)
    rows, cosines = codes.near(vectors[0], 20, codes.cells, allowed)
    assert rows.tolist() == all_rows[allowed[all_rows]][:20].tolist()
    assert cosines.tolist() == all_cosines[allowed[all_rows]][:20].tolist()
    assert len(codes.near(vectors[0], 20, codes.cells, np.arange(len(vectors)) < 5)[0]) == 5


def test_the_cells_looked_into_are_those_of_the_nearest_centres(celled: tuple[Matrix, Codes, Parts]) -> None:
    vectors, codes, parts = celled
    centres = centres_of(parts)
    rows, _ = codes.near(vectors[7], len(vectors), 2)
    nearest = np.argsort(-(centres @ vectors[7]))[:2]
    assert sorted(rows.tolist()) == np.flatnonzero(np.isin((vectors @ centres.T).argmax(axis=1), nearest)).tolist()
    assert 7 in rows


def test_the_recall_that_is_said_is_reached_by_the_cells_that_are_looked_into(
    celled: tuple[Matrix, Codes, Parts],
) -> None:
    _, codes, parts = celled
    assert 0.99 <= parts.about["recall"] <= 1 and 1 <= parts.about["probes"] <= codes.cells


@pytest.mark.parametrize("count", [0, 1, 2 * CELL - 1])
def test_few_rows_are_one_cell(count: int) -> None:
    parts = Parts(*coded(rows_of(count), celled=True))
    assert parts.about["cells"] == 1 and "probes" not in parts.about
    assert sorted(Codes(parts).near(rows_of(1), count + 1, 1)[0].tolist()) == list(range(count))


def test_rows_of_zeros_are_found_with_a_cosine_of_zero() -> None:
    rows, cosines = Codes(Parts(*coded(np.zeros((2, DIM), np.float32), celled=False))).near(rows_of(1), 9, 1)
    assert sorted(rows.tolist()) == [0, 1] and cosines == pytest.approx(0, abs=1e-6)


def test_faiss_reads_the_mapped_memory_and_the_cells_lie_at_its_end(
    celled: tuple[Matrix, Codes, Parts], tmp_path: Path
) -> None:
    vectors, _, parts = celled
    parts.write(tmp_path / "parts")
    read = Parts.read(tmp_path / "parts")
    index, starts = Codes(read)._index
    lists = faiss.downcast_InvertedLists(index.invlists)
    mapped = read.unlooked("faiss").ctypes.data
    assert [int(lists.get_codes(cell)) - mapped for cell in range(6)] == starts[:-1].tolist()
    assert starts[-1] == len(read.unlooked("faiss")) and int(starts[-1] - starts[0]) == len(vectors) * (DIM + KEY)


def test_what_is_damaged_is_noticed_before_faiss_reads_it_and_other_cells_are_still_read(tmp_path: Path) -> None:
    vectors = rows_of(4 * BLOCK // (DIM + KEY))
    parts = Parts(*coded(vectors, celled=True))
    parts.write(tmp_path / "parts")
    good = (tmp_path / "parts").read_bytes()
    _, starts = Codes(parts)._index
    first = good.index(parts["faiss"].tobytes()[:64])

    def damaged(at: int) -> Codes:
        (tmp_path / "parts").write_bytes(good[: first + at] + bytes([good[first + at] ^ 64]) + good[first + at + 1 :])
        return Codes(Parts.read(tmp_path / "parts"))

    for at in (0, 40, int(starts[0]) // 2):
        with pytest.raises(DamagedPartsError):
            damaged(at).near(vectors[0], 9, 1)
    last = damaged(len(parts["faiss"]) - 1)
    centres = centres_of(parts)
    assert len(last.near(centres[0], 9, 1)[0]) == 9
    with pytest.raises(DamagedPartsError):
        last.near(centres[-1], 9, 1)
    with pytest.raises(DamagedPartsError):
        last.check()


def test_what_faiss_cannot_read_is_damaged_though_it_is_whole() -> None:
    arrays, said = coded(rows_of(9), celled=False)
    arrays["faiss"][:4] = np.frombuffer(b"????", np.uint8)
    with pytest.raises(DamagedPartsError):
        Codes(Parts(arrays, said)).check()


def test_faiss_is_left_with_as_many_threads_as_it_had() -> None:
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(3)
    Codes(Parts(*coded(rows_of(3 * CELL), celled=True))).near(rows_of(1), 2, 1)
    left = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(before)
    assert left == 3
