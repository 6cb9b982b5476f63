"""What goes through the pipes comes out as it went in."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import Article, Problem, Source, Span
from pullquote.corpus.files import FoundFile
from pullquote.corpus.isolation.json_form import END, result_of, task_of, to_line
from pullquote.corpus.metadata import Metadata
from pullquote.corpus.one_file import Task

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
DAYS = st.none() | st.dates(date(1800, 1, 1))
FIELDS = st.dictionaries(st.sampled_from(["section", "tags"]), TEXTS | st.lists(TEXTS, max_size=2))
SOURCES = st.builds(Source, TEXTS, TEXTS, TEXTS, publisher=TEXTS, published=DAYS, note=TEXTS, fields=FIELDS)


@given(SOURCES, st.lists(SOURCES, max_size=2), TEXTS.map("x{}".format))
def test_an_article(source: Source, also: list[Source], text: str) -> None:
    article = Article(source, text, (Span(0, 1),), tuple(also), "jsonl 1")
    line = to_line(article)
    assert result_of(line) == article and line.isascii() and line.count(b"\n") == 1


@given(TEXTS, TEXTS)
def test_a_problem(file: str, reason: str) -> None:
    assert result_of(to_line(Problem(file, reason))) == Problem(file, reason)


@given(DAYS, TEXTS)
def test_a_task(published: date | None, name: str) -> None:
    task = Task(FoundFile(Path("/n"), "a.txt", Path("/n/a.txt")), "n/a.txt", name, Metadata("T", published=published))
    assert task_of(to_line(task)) == task


def test_the_end_of_a_file() -> None:
    assert result_of(END) is None and END.count(b"\n") == 1
