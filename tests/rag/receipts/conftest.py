"""An article that is quoted, one that is not, the answer, and the index that it is from."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Unpack

import pytest

from pullquote.corpus import Article, Span
from pullquote.index import Index, Passage
from pullquote.rag import Answer, Claim, Quote
from tests.conftest import Known, article, index_of

TEXT = "Öl floss — 48 Tonnen.\n\nThe mayor, Ines Falk 🙂, said: “It is done.”\nNobody “else” spoke.\n"
FALK, END = TEXT.index("The mayor"), TEXT.index("\nNobody")


def loaded(name: str, text: str, **known: Unpack[Known]) -> Article:
    """An article as the loader gives it: its source knows the sha256 of the text."""
    made = article(name, text, **known)
    return replace(made, source=replace(made.source, sha256=made.sha256))


OIL = loaded("oil.md", TEXT, publisher="Herald (retold)", published=date(2019, 3, 12), note="retold")
FERRY = loaded("ferry.txt", "The ferry left at noon.\n")
SAID = Quote(Passage(OIL, 0, len(TEXT)), FALK, END, 1.25, Span(FALK + 11, FALK + 20))
ANSWER = Answer("who said it?", "who said it?", 0.5, (SAID,), claims=(Claim((SAID,)),))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    made = index_of(tmp_path_factory.mktemp("index") / "index", OIL, FERRY)
    yield made
    made.close()
