"""Receipts as files: whole or not there, and JSON that steers no terminal."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import PullquoteError
from pullquote.index import Index
from pullquote.rag import load_receipt, make_receipt, save_receipt, to_json
from tests.rag.receipts.conftest import ANSWER


def test_a_saved_receipt_is_loaded_as_it_was_and_leaves_nothing_beside_it(index: Index, tmp_path: Path) -> None:
    made = make_receipt(ANSWER, index)
    for _ in range(2):  # the second time over the first
        save_receipt(made, tmp_path / "r.json")
    assert load_receipt(tmp_path / "r.json") == made
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]
    assert "“It is done" in (tmp_path / "r.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("where", ["no/such/folder/r.json", ".", "file/r.json"])
def test_a_place_that_cannot_be_written_is_one_line(index: Index, where: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PullquoteError, match="cannot write the receipt"):
        save_receipt(make_receipt(ANSWER, index), tmp_path / where)


@pytest.mark.parametrize("content", [b"", b"\xff", b"{", b'{"a": 1, "a": 2}', b"[" * 100_000, b"9" * 10_000])
def test_a_file_that_is_no_receipt_is_one_line(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_bytes(content)
    with pytest.raises(PullquoteError, match="is not a receipt"):
        load_receipt(tmp_path / "r.json")


@given(st.text(st.characters(categories=None)))
def test_json_keeps_every_text_and_steers_no_terminal(text: str) -> None:
    written = to_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert not set(written) & {chr(7), chr(27), chr(0x7F), chr(0x9B), "\u202e", "\ud800"}
