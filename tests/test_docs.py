"""The pages of docs/: each can be reached, what they link to and show is there, and their Python runs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.test_readme import TREATY

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SITE = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
PAGES = sorted(path.name for path in DOCS.glob("*.md"))


def named(part: Any) -> list[str]:
    """The pages that a part of the navigation names."""
    if isinstance(part, str):
        return [part]
    values = part.values() if isinstance(part, dict) else part
    return [page for value in values for page in named(value)]


def test_every_page_stands_once_in_the_navigation() -> None:
    assert sorted(named(SITE["nav"])) == PAGES, "mkdocs.yml lists the pages under nav"


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_links_to_and_shows_is_there(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (DOCS / link).is_file()] == []


def test_nothing_is_fetched_by_who_reads_the_site() -> None:
    assert SITE["theme"]["font"] is False
    assert not {"extra_javascript", "extra_css"} & set(SITE)


def test_how_often_an_answer_is_wrong_is_what_was_fitted() -> None:
    fitted = json.loads((ROOT / "rag" / "fitted.json").read_text(encoding="utf-8"))["careful"]["refuse"]["balanced"]
    in_words = {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}
    one_in = in_words[round(1 / fitted["wrong"])]
    assert f"About one in {one_in} answers at the default setting was wrong" in (DOCS / "limits.md").read_text("utf-8")


@pytest.mark.model
def test_the_first_steps_in_python_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "my-articles").mkdir()
    (tmp_path / "my-articles" / "treaty.md").write_text(TREATY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    text = (DOCS / "python.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    for code in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        exec(compile(code, "python.md", "exec"), names)
    shown = capsys.readouterr().out
    assert shown.startswith("Ines Falk\nHarbour Herald 2020-03-12 The treaty was signed by Ines Falk on Tuesday.\n")
