"""An article that is quoted, one that is not, the answer, and the index that it is from."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Unpack

import pytest

from pullquote.corpus import Article, Span
from pullquote.index import Index, Passage
from pullquote.rag import Answer, AskedForm, Claim, Quote
from pullquote.rag.receipts.making import digest_of
from pullquote.rag.receipts.receipt_file import parsed
from tests.conftest import Known, article, index_of

TEXT = "Öl floss — 48 Tonnen.\n\nThe mayor, Ines Falk 🙂, said: “It is done.”\nNobody “else” spoke.\n"
FALK, END = TEXT.index("The mayor"), TEXT.index("\nNobody")


def loaded(name: str, text: str, *, debris: tuple[Span, ...] = (), **known: Unpack[Known]) -> Article:
    """An article as the loader gives it: its source knows the sha256 of the text."""
    made = article(name, text, debris=tuple((a, b) for a, b in debris), **known)
    return replace(made, source=replace(made.source, sha256=made.sha256))


OIL = loaded("oil.md", TEXT, publisher="Herald (retold)", published=date(2019, 3, 12), note="retold")
FERRY = loaded("ferry.txt", "The ferry left at noon.\n")
SAID = Quote(Passage(OIL, 0, len(TEXT)), FALK, END, 1.25, Span(FALK + 11, FALK + 20))
ANSWER = Answer("who said it?", "who said it?", 0.5, (SAID,), claims=(Claim((SAID,)),))

ASKED: AskedForm = {
    "history": [{"question": "what was said?", "answer": "It is done."}],
    "where": {"publisher": ["Herald"], "author": [], "after": "2019-01-01", "before": None, "articles": [], "own": {}},
    "as_of": None,
    "top": 3,
    "as_typed": False,
    "reader": "quick",
    "passages": 15,
    "refuse": "strict",
    "threshold": None,
    "risk": None,
    "unanswerable": 0.5,
    "calibration": None,
}


def forged(receipt: Any) -> Any:
    """The receipt with a digest of what it says now, as a forger would make it."""
    return {**receipt, "digest": digest_of(receipt)}


def changes_missed(saved: bytes, matches: Callable[[object, bytes], bool]) -> list[tuple[int, int]]:
    """Of all changes of one byte of a receipt's file, by two bits each: place and byte of those under which what the
    file holds still matches. What is no JSON any more ends with 2, and is no match."""

    def missed(at: int, other: int) -> bool:
        data = saved[:at] + bytes([other]) + saved[at + 1 :]
        try:
            return matches(parsed(data), data)
        except ValueError:
            return False

    assert matches(parsed(saved), saved)
    changes = [(at, byte ^ bit) for at, byte in enumerate(saved) for bit in (1, 0x20)]
    return [change for change in changes if missed(*change)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    made = index_of(tmp_path_factory.mktemp("index") / "index", OIL, FERRY)
    yield made
    made.close()
