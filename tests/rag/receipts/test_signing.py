"""A signature binds every byte: whoever has the public key finds each change of a signed receipt's file."""

import stat
import subprocess
from pathlib import Path
from shutil import which

import pytest

from pullquote.corpus import Article, BadInputError, NotFoundError
from pullquote.index import Index
from pullquote.rag import (
    Answer,
    Receipt,
    Refusal,
    check_signature,
    make_key,
    make_receipt,
    read_private_key,
    read_public_key,
    signed,
    verify_receipt,
    written,
)
from pullquote.rag.receipts.receipt_file import parsed
from tests.rag.receipts.conftest import ANSWER, ASKED, FERRY, OIL, changes_missed

pytest.importorskip("cryptography")
REFUSED = Answer("who paid?", "who paid?", 0.1, refusal=Refusal("not_stated", "It does not say.", ANSWER.quotes))
ARTICLES: list[Article] = [OIL, FERRY]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "my-key"
    assert make_key(path) == path.with_name("my-key.pub")
    return path


def receipt_of(answer: Answer, index: Index, key: Path) -> Receipt:
    return signed(make_receipt(answer, index, ASKED), read_private_key(key))


def test_a_signed_receipt_is_known_by_the_public_key(index: Index, key: Path) -> None:
    made = receipt_of(ANSWER, index, key)
    assert check_signature(parsed(written(made)), read_public_key(f"{key}.pub")).outcome == "match"
    assert verify_receipt(made, ARTICLES, saved=written(made)).outcome == "match"


@pytest.mark.parametrize("answer", [ANSWER, REFUSED], ids=["answer", "refusal"])
def test_every_changed_byte_of_a_signed_receipt_is_caught(answer: Answer, index: Index, key: Path) -> None:
    made, public = receipt_of(answer, index, key), read_public_key(f"{key}.pub")

    def matches(receipt: object, data: bytes) -> bool:
        signature = check_signature(receipt, public).outcome == "match"
        return signature and verify_receipt(receipt, ARTICLES, saved=data).outcome == "match"

    assert changes_missed(written(made), matches) == []


def test_a_change_under_a_new_digest_is_caught_too(index: Index, key: Path) -> None:
    made = receipt_of(ANSWER, index, key)
    other = make_receipt(Answer("who denied it?", "who denied it?", 0.9, ANSWER.quotes), index, ASKED)
    moved: Receipt = {**other, "signature": made["signature"]}
    assert check_signature(moved, read_public_key(f"{key}.pub")).outcome == "mismatch"


def test_a_receipt_that_is_not_signed_or_signed_with_another_key_does_not_match(
    index: Index, key: Path, tmp_path: Path
) -> None:
    public = read_public_key(f"{key}.pub")
    assert check_signature(make_receipt(ANSWER, index), public).line == "the receipt is not signed"
    make_key(tmp_path / "other")
    assert check_signature(receipt_of(ANSWER, index, tmp_path / "other"), public).outcome == "mismatch"
    junk: object
    for junk in (None, [], {"signature": 1}, {"signature": "é"}, {"signature": ""}):
        assert check_signature(junk, public).outcome == "mismatch"


def test_a_key_is_kept_from_others_and_never_written_over(key: Path) -> None:
    assert stat.S_IMODE(key.stat().st_mode) & 0o077 == 0
    before = key.read_bytes()
    with pytest.raises(BadInputError, match=r"my-key is there already; name another file"):
        make_key(key)
    assert key.read_bytes() == before


def test_where_the_public_key_cannot_be_written_no_private_one_is_left(tmp_path: Path) -> None:
    (tmp_path / "k.pub").write_text("mine")
    with pytest.raises(BadInputError, match=r"k\.pub is there already"):
        make_key(tmp_path / "k")
    assert [path.name for path in tmp_path.iterdir()] == ["k.pub"]
    assert (tmp_path / "k.pub").read_text() == "mine"


def test_a_file_of_another_kind_is_named_in_one_line(key: Path, tmp_path: Path) -> None:
    (tmp_path / "junk").write_text("junk")
    with pytest.raises(NotFoundError, match="cannot read the key no/such"):
        read_private_key("no/such")
    for read, file, words in (
        (read_private_key, tmp_path / "junk", "is no private key"),
        (read_private_key, Path(f"{key}.pub"), "is no private key"),
        (read_public_key, key, "is no public key; needed: the file that ends in .pub"),
    ):
        with pytest.raises(BadInputError, match=words):
            read(file)


@pytest.mark.skipif(not which("openssl"), reason="no openssl here")
def test_keys_that_openssl_makes_are_taken_but_no_other_kind_or_locked_ones(index: Index, tmp_path: Path) -> None:
    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=tmp_path)

    openssl("genpkey", "-algorithm", "ed25519", "-out", "k")
    openssl("pkey", "-in", "k", "-pubout", "-out", "k.pub")
    made = receipt_of(ANSWER, index, tmp_path / "k")
    assert check_signature(made, read_public_key(tmp_path / "k.pub")).outcome == "match"
    openssl("genpkey", "-algorithm", "ed448", "-out", "k448")
    with pytest.raises(BadInputError, match="is of another kind; needed: an Ed25519 key"):
        read_private_key(tmp_path / "k448")
    openssl("pkey", "-in", "k", "-aes256", "-passout", "pass:x", "-out", "locked")
    with pytest.raises(BadInputError, match="is locked with a password"):
        read_private_key(tmp_path / "locked")
