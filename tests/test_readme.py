"""What the README shows can be run: its Python and its commands, in the order in which they stand."""

import io
import json
import re
import shlex
from pathlib import Path

import pytest

from pullquote.index import build
from pullquote.ui.cli.main import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
PYTHON = [text for language, text in BLOCKS if language == "python"]
COMMANDS = [line for language, text in BLOCKS if language == "sh" for line in text.splitlines()]
FOLDERS = ("corpus", "index", "rag", "evals", "ui", "training", "deploy", "tests", "docs")
NOT_RUN = {
    "make run": "serves until it is stopped",
    "make test": "is what runs this",
    "pip install .": "is what `make release-check` does",
}
STARTS = ("Ask", "Brom", "Dal", "Eke", "Fals", "Grim", "Hol", "Jern", "Kall", "Lin", "Mar", "Nor", "Ost", "Ros", "Sund")
TOWNS = [f"{start}{end}" for start in STARTS for end in ("by", "vik", "ter")]
TREATY = (
    "---\ntitle: The treaty\npublisher: Harbour Herald\ndate: 2020-03-12\n---\n"
    "The treaty was signed by Ines Falk on Tuesday.\n\nIn 2020 the treaty was renewed.\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a reader of the README works: articles and questions of his own, the names as they stand there."""
    articles = tmp_path / "my-articles"
    articles.mkdir()
    (articles / "treaty.md").write_text(TREATY, encoding="utf-8")
    rows = []
    for year, town in enumerate(TOWNS, 1901):
        text = f"The bridge of {town} was opened in {year}. Its builder was Ole {town[::-1].title()}.\n"
        (articles / f"{town}.txt").write_text(text, encoding="utf-8")
        end = text.index(".") + 1
        gold = {"article": f"{town}.txt", "start": 0, "end": end, "text": text[:end]}
        asked = f"When was the bridge of {town} opened?"
        rows.append({"id": town, "question": asked, "answerable": True, "evidence": [gold]})
        rows.append({"id": f"no-{town}", "question": f"Why does {town} hate oranges?", "answerable": False})
    (tmp_path / "my-questions.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SHOWN = list(zip(PYTHON, ["Ines Falk", "Harbour Herald The treaty"], strict=True))


@pytest.mark.parametrize(("code", "printed"), SHOWN)
def test_the_python_of_the_readme_runs(
    code: str, printed: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build([folder / "my-articles"], folder / "my-index", embedder="hash").index.close()
    exec(compile(code, "README.md", "exec"), {})
    assert printed in capsys.readouterr().out


@pytest.mark.model
@pytest.mark.usefixtures("folder")
def test_the_commands_of_the_readme_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    printed = {}
    for line in COMMANDS:
        words = shlex.split(line, comments=True)
        if shlex.join(words) in NOT_RUN:
            continue
        assert words[0] == "pullquote", f"say in NOT_RUN why it is not run: {line}"
        monkeypatch.setattr("sys.stdin", io.StringIO("Who signed the treaty?\n"))
        code = main(words[1:])
        shown = capsys.readouterr()
        assert code == 0, f"{line}: {shown.out}{shown.err}"
        printed[words[1]] = shown.out
    assert "Ines Falk" in printed["ask"] and "Ines Falk" in printed["chat"]


@pytest.mark.model
def test_the_first_screen_shows_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    (shown,) = (text for language, text in BLOCKS if language == "text")
    assert main(shlex.split(next(line for line in COMMANDS if " ask " in line))[1:]) == 0
    words = capsys.readouterr().out.split()
    assert [word for word in shown.split() if word not in "|>"] == [word for word in words if word not in "|>"]


def test_what_is_not_run_stands_in_the_readme() -> None:
    assert set(NOT_RUN) <= {shlex.join(shlex.split(line, comments=True)) for line in COMMANDS}


def test_the_readme_and_what_it_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links and not [link for link in links if not (ROOT / link).exists()]


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_file_and_folder_that_a_page_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w[\w/-]*/|\w[\w/-]*\.(?:py|md|json|toml|txt))`", text))
    known = [path for folder in FOLDERS for path in (ROOT / folder, *(ROOT / folder).rglob("*"))]
    ends = {f"/{path.relative_to(ROOT).as_posix()}{'/' * path.is_dir()}" for path in (*known, *ROOT.glob("*.*"))}
    assert named and not [name for name in named if not any(end.endswith(f"/{name}") for end in ends)]


def test_what_each_setting_does_is_what_was_fitted() -> None:
    fitted = json.loads((ROOT / "rag" / "fitted.json").read_text(encoding="utf-8"))["careful"]["refuse"]
    shown = dict(re.findall(r"^\| `(strict|balanced|everything)`.*?\| (.*?) \|$", README, re.MULTILINE))
    figures = {
        name: " | ".join(f"{100 * one[key]:.0f} %" for key in ("refused_answerable", "refused_unanswerable", "wrong"))
        for name, one in fitted.items()
    }
    assert shown == figures


def test_the_readme_is_read_in_one_sitting() -> None:
    assert len(README.splitlines()) < 200
