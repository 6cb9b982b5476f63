"""`verify` and `doctor`: receipts and indexes that are what they say, and ones that are not."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.ui.conftest import BRIDGE, FERRY, Run


@pytest.fixture
def receipt(run: Run, index: Path, tmp_path: Path) -> Path:
    run("ask", "How much did the bridge cost?", "--index", index, "--receipt", tmp_path / "receipt.json")
    return tmp_path / "receipt.json"


def test_a_receipt_verifies_against_index_and_articles(run: Run, index: Path, news: Path, receipt: Path) -> None:
    assert run("verify", receipt, "--index", index).code == 0
    assert run("verify", receipt, "--articles", news).code == 0
    ended = run("verify", receipt, "--articles", news, "--json")
    assert (ended.code, json.loads(ended.out)["verdict"]) == (0, "match")


def test_a_receipt_verifies_where_the_articles_were_moved_to(run: Run, receipt: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/bridge.md").write_text(BRIDGE)
    assert run("verify", receipt, "--articles", tmp_path / "elsewhere").code == 0


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


def test_doctor_ends_with_0_for_a_whole_index_and_1_for_one_that_is_not(run: Run, news: Path, tmp_path: Path) -> None:
    run("build", news, "--index", tmp_path, "--embedder", "hash")
    ended = run("doctor", "--index", tmp_path)
    assert (ended.code, ended.out.splitlines()[-1]) == (0, f"{tmp_path} is whole.")
    cache = tmp_path / "vectors.faiss"
    cache.write_bytes(cache.read_bytes()[:-1])
    ended = run("doctor", "--index", tmp_path)
    assert ended.code == 1
    assert f"{cache} is damaged; delete it, it is made again" in ended.out
    assert ended.out.splitlines()[-1] == f"{tmp_path} has 1 problems; none of them shows its articles damaged."
    told = json.loads(run("doctor", "--index", tmp_path, "--json").out)
    assert sum(len(check["problems"]) for check in told["checks"]) == 1


def test_doctor_advises_to_delete_only_what_is_proved_damaged_and_says_what_is_lost(
    run: Run, news: Path, tmp_path: Path
) -> None:
    run("build", news, "--index", tmp_path, "--embedder", "hash")
    with closing(sqlite3.connect(tmp_path / "articles.sqlite")) as db, db:
        db.execute("UPDATE source SET title = 'another'")
    last = run("doctor", "--index", tmp_path).out.splitlines()[-1]
    assert "delete it (lost with it are articles whose files are gone" in last
