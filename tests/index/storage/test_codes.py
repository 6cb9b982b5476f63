"""Codes never hide what exact arithmetic finds, as far as they are looked into."""

import numpy as np
import pytest

from pullquote.index.embedding.protocol import Matrix, unit_rows
from pullquote.index.storage.codes import CELL, Codes, coded, decoded
from pullquote.index.storage.parts import Parts


def rows_of(count: int, dim: int = 16, groups: int = 40) -> Matrix:
    """Rows of length 1 around some centres."""
    chance = np.random.default_rng(count)
    middles = chance.standard_normal((groups, dim))
    near = middles[chance.integers(0, groups, count)] + 0.4 * chance.standard_normal((count, dim))
    return unit_rows(near.astype(np.float32))


@pytest.fixture(scope="module")
def celled() -> tuple[Matrix, Codes, Parts]:
    vectors = rows_of(6 * CELL)
    arrays, said = coded(vectors, celled=True)
    parts = Parts(arrays, said)
    return vectors, Codes(parts), parts


def test_a_code_is_as_near_to_its_vector_as_is_said(celled: tuple[Matrix, Codes, Parts]) -> None:
    vectors, codes, parts = celled
    off = np.linalg.norm(decoded(parts, np.arange(len(vectors))) - vectors, axis=1)
    assert off.max() <= codes.off < 0.02


def test_with_every_cell_looked_into_every_row_is_found_once(celled: tuple[Matrix, Codes, Parts]) -> None:
    vectors, codes, _ = celled
    question = rows_of(1)[0]
    rows, cosines = codes.near(question, codes.cells)
    assert codes.cells == 6 and sorted(rows.tolist()) == list(range(len(vectors)))
    assert np.abs(cosines - vectors[rows] @ question).max() <= codes.off
    some = np.array([5, 0, 700])
    place = {row: at for at, row in enumerate(rows.tolist())}
    assert codes.of(question, some) == pytest.approx(cosines[[place[row] for row in some.tolist()]], abs=1e-6)


def test_the_cells_looked_into_are_those_of_the_nearest_centres(celled: tuple[Matrix, Codes, Parts]) -> None:
    vectors, codes, parts = celled
    question = vectors[7]
    rows, _ = codes.near(question, 2)
    likeness = parts["centres"] @ question
    owner = (vectors @ parts["centres"].T).argmax(axis=1)
    assert sorted(rows.tolist()) == np.flatnonzero(np.isin(owner, np.argsort(-likeness)[:2])).tolist()
    assert 7 in rows


def test_the_recall_that_is_said_is_reached_by_the_cells_that_are_looked_into(
    celled: tuple[Matrix, Codes, Parts],
) -> None:
    _, codes, parts = celled
    assert 0.99 <= parts.about["recall"] <= 1 and 1 <= parts.about["probes"] <= codes.cells


@pytest.mark.parametrize("count", [0, 1, 2 * CELL - 1])
def test_few_rows_are_one_cell(count: int) -> None:
    arrays, said = coded(rows_of(count), celled=True)
    assert said == {"cells": 1} and len(arrays["codes"]) == count


def test_a_row_of_zeros_has_a_code_of_zeros() -> None:
    arrays, _ = coded(np.zeros((2, 8), np.float32), celled=False)
    assert not arrays["codes"].any() and not arrays["scales"].any()
