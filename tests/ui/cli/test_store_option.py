"""An index in Milvus is named by an option or by the environment, and every command takes it."""

from pathlib import Path

import pytest

from pullquote.ui.cli.main import main

pytest.importorskip("pymilvus", reason="needs pymilvus; run: make milvus")
pytestmark = [pytest.mark.milvus, pytest.mark.filterwarnings("default")]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry sank off the point. Nobody drowned.")
    (folder / "b.txt").write_text("The bridge was painted green in spring.")
    return folder


def test_every_command_takes_the_store(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = str(tmp_path / "i.db")
    assert main(["build", str(news), "--store", store, "--embedder", "hash"]) == 0
    assert f"{store}: 2 articles, 2 passages." in capsys.readouterr().out
    monkeypatch.setenv("PULLQUOTE_STORE", store)
    (news / "c.txt").write_text("The tunnel was dug in a year.")
    assert main(["add", str(news / "c.txt")]) == 0
    assert main(["search", "tunnel"]) == 0
    assert "The tunnel was dug" in capsys.readouterr().out
    assert main(["ask", "When was the tunnel dug?", "--reader", "nearest", "--refuse", "everything"]) == 0
    assert "The tunnel was dug" in capsys.readouterr().out
    assert main(["remove", "news/a.txt"]) == 0
    assert main(["list"]) == 0
    assert "a.txt" not in capsys.readouterr().out.partition("removed")[2]
    assert main(["show", "b.txt"]) == 0
    assert main(["doctor", "--store", store]) == 0
    assert f"{store} is whole." in capsys.readouterr().out


def test_a_store_that_is_not_there_or_of_another_embedder_is_one_line(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = str(tmp_path / "i.db")
    assert main(["search", "ferry", "--store", store]) == 2
    assert f"no index in {store}; run: pullquote build PATH --store {store}" in capsys.readouterr().err
    assert main(["doctor", "--store", store]) == 2
    assert main(["build", str(news), "--store", store, "--embedder", "hash"]) == 0
    capsys.readouterr()
    assert main(["build", str(news), "--store", store, "--embedder", "minilm"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
