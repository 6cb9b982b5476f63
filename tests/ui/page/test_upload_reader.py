"""A stranger's files are read and never run: what the process that reads them is given, and what it gives back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError, bundled_folder, load_articles
from pullquote.ui.page.upload_reader import at_most, needed, read_isolated
from tests.ui.page.conftest import MODULES


@pytest.mark.parametrize("module", MODULES)
def test_a_program_beside_the_articles_is_not_run(drop: Callable[..., list[Path]], ran: Path, module: str) -> None:
    folder = drop(module)[0].parent
    loaded = read_isolated(folder, seconds=60)
    assert [article.source.file for article in loaded.articles] == ["bridge.md", "harbour.docx"]
    assert not ran.exists()


def test_a_program_where_the_server_was_started_is_not_run(
    drop: Callable[..., list[Path]], ran: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drop(*MODULES)[0].parent
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    assert len(read_isolated(Path(), seconds=60).articles) == 2
    assert not ran.exists()


def test_the_reading_process_is_given_what_python_needs_and_nothing_else() -> None:
    variables = {"LANG": "de_DE.UTF-8", "AWS_SECRET_ACCESS_KEY": "x", "PYTHONSTARTUP": "x.py", "LD_PRELOAD": "x.so"}
    assert needed(variables) == {"LANG": "de_DE.UTF-8"}


def test_more_than_the_server_can_hold_is_not_handed_over() -> None:
    assert list(at_most(["ab", "c"], 3)) == ["ab", "c"]
    with pytest.raises(SystemExit):
        list(at_most(["ab", "c"], 2))


def test_what_is_read_isolated_is_what_is_read_here() -> None:
    isolated, here = read_isolated(bundled_folder(), seconds=60), load_articles(bundled_folder())
    assert [a.sha256 for a in isolated.articles] == [a.sha256 for a in here.articles]
    assert [a.debris for a in isolated.articles] == [a.debris for a in here.articles]
    assert [a.source.published for a in isolated.articles] == [a.source.published for a in here.articles]


def test_reading_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"{number}.txt").write_text(f"Article {number} is one of many. " * 20)
    with pytest.raises(PullquoteError, match="longer than"):
        read_isolated(tmp_path, seconds=0.05)  # Python alone takes about as long to start
