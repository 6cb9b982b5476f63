"""What docs/library.md shows runs as it stands; an adapter's block where its framework is installed."""

import re
import shlex
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from pullquote.index import Index, build
from pullquote.ui.cli.main import main

PAGE = (Path(__file__).parents[1] / "docs" / "library.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PYTHON = [text for language, text in BLOCKS if language == "python"]
COMMANDS = [line for language, text in BLOCKS if language == "sh" for line in text.splitlines()]
FRAMEWORKS = {"langchain": "langchain_core", "llama_index": "llama_index", "haystack": "haystack"}
TREATY = (
    "---\ntitle: The treaty\npublisher: Harbour Herald\ndate: 2020-03-12\n"
    "section: Politics\ntags: [asia]\nevent: 2020-03-10\n---\n"
    "The treaty was signed by Ines Falk on Tuesday.\n\nIn 2020 the treaty was renewed.\n"
)
PRINTED = [
    "Ines Falk opened the ferry line",
    "'section': 'Politics'",
    "signed by Ines Falk",
    "Ines Falk",
    "Ines Falk",
    "signed by Ines Falk",
    "signed by Ines Falk",
    "Ines Falk",
    "The treaty",
]


@pytest.fixture
def _my_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a reader of the page works, the names as they stand there."""
    (tmp_path / "my-articles").mkdir()
    (tmp_path / "my-articles" / "treaty.md").write_text(TREATY, encoding="utf-8")
    build(tmp_path / "my-articles", tmp_path / "my-index", embedder="hash").index.close()
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_my_index")
@pytest.mark.filterwarnings("default")  # of the frameworks
@pytest.mark.parametrize(("code", "printed"), list(zip(PYTHON, PRINTED, strict=True)))
def test_a_block_of_the_page_runs(code: str, printed: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name, package in FRAMEWORKS.items():
        if f"adapters.{name}" in code and not find_spec(package):
            pytest.skip(f"needs {package}; run: pip install 'pullquote[{name.replace('_', '-')}]'")
    exec(compile(code, "library.md", "exec"), {"__name__": "page"})
    assert printed in capsys.readouterr().out


@pytest.mark.usefixtures("_my_index")
def test_an_index_is_backed_up_and_restored() -> None:
    for line in COMMANDS:
        words = shlex.split(line)
        if words[0] == "pullquote":
            assert main(words[1:]) == 0
        else:
            subprocess.run(words, check=True)
    with Index.open("my-index") as first, Index.open("my-index-restored") as restored:
        assert [hit.to_dict() for hit in restored.search("treaty")] == [hit.to_dict() for hit in first.search("treaty")]
