"""`verify`, `make-key` and `ask --sign`: receipts that are what they say, and ones that are not."""

import json
from pathlib import Path
from typing import Any

import pytest

from pullquote.rag import written
from tests.ui.conftest import BRIDGE, FERRY, Run

QUICK = ("--reader", "nearest", "--refuse", "everything")


@pytest.fixture
def receipt(run: Run, index: Path, tmp_path: Path) -> Path:
    run("ask", "How much did the bridge cost?", "--index", index, "--receipt", tmp_path / "receipt.json")
    return tmp_path / "receipt.json"


def test_a_receipt_verifies_against_index_and_articles(run: Run, index: Path, news: Path, receipt: Path) -> None:
    assert run("verify", receipt, "--index", index).code == 0
    assert run("verify", receipt, "--articles", news).code == 0
    ended = run("verify", receipt, "--articles", news, "--json")
    assert (ended.code, json.loads(ended.out)["verdict"]) == (0, "match")


def test_where_the_folder_was_renamed_the_words_match_and_the_id_is_left_open(
    run: Run, receipt: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/bridge.md").write_text(BRIDGE)
    ended = run("verify", receipt, "--articles", tmp_path / "elsewhere")
    assert ended.code == 2
    assert "the words match" in ended.out and "(in the receipt news/bridge.md, here elsewhere/bridge.md)" in ended.out


def test_an_article_changed_by_one_character_ends_with_1(run: Run, receipt: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/bridge.md").write_text(BRIDGE.replace("48 million", "49 million"))
    ended = run("verify", receipt, "--articles", tmp_path / "news")
    assert ended.code == 1
    assert "bridge.md is another text than the one quoted from" in ended.out


def test_a_receipt_with_another_word_ends_with_1_and_names_the_quote(run: Run, news: Path, receipt: Path) -> None:
    text = receipt.read_text(encoding="utf-8")
    receipt.write_text(text.replace("48 million", "84 million"), encoding="utf-8")
    ended = run("verify", receipt, "--articles", news)
    assert ended.code == 1
    assert "text" in ended.out
    assert ended.out.startswith("mismatch  ")


def test_an_article_that_is_gone_ends_with_2(run: Run, receipt: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(FERRY)
    (tmp_path / "news/bridge.pdf").write_text("not a PDF")
    ended = run("verify", receipt, "--articles", tmp_path / "news")
    assert ended.code == 2
    assert "news/bridge.md is not among these articles" in ended.out
    assert "failed bridge.pdf" in ended.err


def test_a_copy_with_other_white_space_verifies_against_the_folder(run: Run, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    (folder / "b.md").write_text(BRIDGE)
    run("build", folder, "--index", index, "--embedder", "hash")
    run("ask", "How much did the bridge cost?", "--index", index, "--receipt", tmp_path / "r.json")
    (folder / "a.md").write_text(BRIDGE.replace("\n\n", "\n\n\n"))
    assert run("verify", tmp_path / "r.json", "--articles", folder).code == 0


def last(out: str) -> str:
    return out.splitlines()[-1]


def test_what_is_proved_and_what_is_not_is_said_in_the_last_line(run: Run, index: Path, receipt: Path) -> None:
    ended = run("verify", receipt, "--index", index)
    assert last(ended.out).startswith("Proved: every quote stands in the articles, whole and credited as it says.")
    assert "not proved" in last(ended.out).lower() and "--replay" in last(ended.out)
    assert json.loads(run("verify", receipt, "--index", index, "--json").out)["proves"] == last(ended.out)


def test_a_receipt_is_replayed_against_its_index(run: Run, index: Path, receipt: Path) -> None:
    ended = run("verify", receipt, "--index", index, "--replay")
    assert ended.code == 0
    assert "match  asked again: the same " in ended.out
    assert "the question gets this answer here" in last(ended.out)


def test_a_forged_question_passes_the_digest_and_not_the_replay(run: Run, index: Path, receipt: Path) -> None:
    from pullquote.rag.receipts.making import digest_of

    made: Any = json.loads(receipt.read_bytes())
    made["answer"] |= {"question": "What did the ferry cost?", "understood_as": "What did the ferry cost?"}
    receipt.write_bytes(written({**made, "digest": digest_of(made)}))
    assert run("verify", receipt, "--index", index).code == 0
    ended = run("verify", receipt, "--index", index, "--replay")
    assert ended.code == 1
    assert "mismatch  asked again: the answer differs in " in ended.out


def test_a_signed_receipt_is_checked_with_the_public_key(run: Run, index: Path, news: Path, tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    key, file = tmp_path / "my-key", tmp_path / "r.json"
    made = run("make-key", key)
    assert (made.code, made.out.count("\n")) == (0, 2)
    run("ask", "Who is Olaf Brandt?", "--index", index, *QUICK, "--receipt", file, "--sign", key)
    ended = run("verify", file, "--articles", news, "--key", f"{key}.pub")
    assert ended.code == 0
    assert "match  the signature: all of the receipt was signed with this key" in ended.out
    assert "signed" in last(ended.out)
    file.write_bytes(file.read_bytes().replace(b"Brandt?", b"Grandt?", 1))
    assert run("verify", file, "--articles", news, "--key", f"{key}.pub").code == 1


def test_a_receipt_that_is_not_signed_does_not_match_a_key(
    run: Run, index: Path, receipt: Path, tmp_path: Path
) -> None:
    pytest.importorskip("cryptography")
    run("make-key", tmp_path / "k")
    ended = run("verify", receipt, "--index", index, "--key", tmp_path / "k.pub")
    assert ended.code == 1
    assert "mismatch  the signature: the receipt is not signed" in ended.out


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace(b"{", b"", 1), 2),
        (lambda text: text.replace(b"\n", b" ", 1), 1),
        (lambda text: text.replace(b"48 million", b"49 million"), 1),
        (lambda text: b"", 2),
    ],
    ids=["broken JSON", "white space", "a word", "nothing"],
)
def test_a_changed_file_ends_with_1_and_a_broken_one_with_2(
    run: Run, index: Path, receipt: Path, change: Any, code: int
) -> None:
    receipt.write_bytes(change(receipt.read_bytes()))
    assert run("verify", receipt, "--index", index).code == code


def test_an_older_receipt_verifies_and_the_last_line_says_that_it_is_one(run: Run, index: Path, receipt: Path) -> None:
    made: Any = json.loads(receipt.read_bytes())
    for later, inside in (("digest", made), ("signature", made), ("splitter", made["proof"]), ("asked", made["proof"])):
        del inside[later]
    receipt.write_bytes(written(made))
    ended = run("verify", receipt, "--index", index)
    assert ended.code == 0
    assert "it is of an older form, which holds neither what was asked nor a digest" in last(ended.out)
    assert run("verify", receipt, "--index", index, "--replay").code == 2


@pytest.mark.model
def test_without_a_name_the_bundled_articles_are_taken_if_it_is_they_that_were_asked(
    run: Run, receipt: Path, tmp_path: Path
) -> None:
    run("ask", "Who is Taro Kono?", "--reader", "nearest", "--receipt", tmp_path / "bundled.json")
    assert run("verify", tmp_path / "bundled.json").code == 0
    ended = run("verify", receipt)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("name what to check against: --index FOLDER or --articles FOLDER\n")


@pytest.mark.model
@pytest.mark.parametrize("reader", ["quick", "careful", "nearest"])
def test_every_reader_quotes_as_a_receipt_wants_it(run: Run, reader: str, tmp_path: Path) -> None:
    for number, question in enumerate(
        ("What are the three pillars?", "Who is Taro Kono?", "Who discovered penicillin?")
    ):
        file = tmp_path / f"{number}.json"
        run("ask", question, "--reader", reader, "--receipt", file)
        assert run("verify", file, "--replay").code == 0
