"""What proves a quote: its place in the bytes, their hash, and the index that answered."""

from dataclasses import replace
from pathlib import Path

from pullquote.index import Index
from pullquote.rag import make_receipt
from tests.rag.receipts.conftest import ANSWER, END, FALK, FERRY, OIL, TEXT


def test_byte_offsets_count_utf8(index: Index) -> None:
    [proof] = make_receipt(ANSWER, index)["proof"]["quotes"]
    # before the quote stand 23 characters, of which Ö has 2 bytes and the dash 3; in it are 43, of which the smile has
    # 4 bytes and each quotation mark 3
    assert (FALK, proof["start_byte"]) == (23, 23 + 1 + 2)
    assert (END, proof["end_byte"]) == (23 + 43, 26 + 43 + 3 + 2 + 2)
    assert TEXT.encode()[proof["start_byte"] : proof["end_byte"]].decode() == ANSWER.quotes[0].text


def test_the_fingerprint_is_that_of_the_texts_and_how_they_were_indexed(index: Index, tmp_path: Path) -> None:
    other = Index.create(tmp_path / "a", embedder="hash")
    other.add([replace(FERRY, source=replace(FERRY.source, title="Renamed")), OIL])
    assert make_receipt(ANSWER, other)["proof"]["index"] == make_receipt(ANSWER, index)["proof"]["index"]
    other.remove(["news/ferry.txt"])
    assert make_receipt(ANSWER, other)["proof"]["index"] != make_receipt(ANSWER, index)["proof"]["index"]
    other.close()
