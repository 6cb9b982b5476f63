"""A text cut into sentences without a splitter."""

from itertools import pairwise

from pullquote.corpus import Span
from pullquote.index import Passage
from tests.conftest import article


def sentenced(text: str, id: int = 1) -> Passage:
    """A text as a passage, its sentences those that end in ". "."""
    cuts = [0, *(at + 2 for at in range(len(text) - 2) if text[at : at + 2] == ". "), len(text) + 1]
    spans = tuple(Span(low, high - 1) for low, high in pairwise(cuts))
    return Passage(article(f"a{id}", text), 0, len(text), spans, id)
