"""Searching leaves FAISS as it was."""

import faiss

from pullquote.index import Index


def test_faiss_is_left_with_as_many_threads_as_it_had(index: Index) -> None:
    before = faiss.omp_get_max_threads()
    index.search("ferry")
    assert faiss.omp_get_max_threads() == before
