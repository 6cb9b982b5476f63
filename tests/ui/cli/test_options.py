"""Options that several commands share are given to each as one value."""

from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pullquote.corpus import BadInputError
from pullquote.index import Filters
from pullquote.rag import Config
from pullquote.ui.cli.options import AnswerOptions, FilterOptions, ReaderOptions, question_text, with_groups


def test_a_group_becomes_options_and_the_options_the_group() -> None:
    given: list[tuple[str, FilterOptions, AnswerOptions]] = []

    def command(name: str, where: FilterOptions, how: AnswerOptions) -> None:
        given.append((name, where, how))

    app = typer.Typer()
    app.command()(with_groups(command))
    ended = CliRunner().invoke(app, ["x", "--publisher", "a", "--publisher", "b", "--as-of", "2020", "--after", "2019"])
    assert ended.exit_code == 0, ended.output
    assert given == [("x", FilterOptions(["a", "b"], None, "2019"), AnswerOptions("2020", 3))]


def test_filter_options_become_filters() -> None:
    options = FilterOptions(["a"], ["b"], "2019", "2020-02")
    assert options.filters() == Filters(("a",), ("b",), date(2019, 1, 1), date(2020, 2, 29))
    assert FilterOptions().filters() == Filters()
    with pytest.raises(BadInputError, match="'June' is no date; write 2020-06-26"):
        FilterOptions(after="June").filters()


def test_own_fields_become_filters_of_which_any_text_will_do() -> None:
    options = FilterOptions(where=["section=sport", "section=news", "formula=a=b"])
    assert options.filters() == Filters.of_mapping({"section": ["sport", "news"], "formula": "a=b"})
    with pytest.raises(BadInputError, match="needed: a field and a text, such as section=sport"):
        FilterOptions(where=["section"]).filters()


def test_reader_options_become_a_configuration() -> None:
    assert ReaderOptions().config() == Config()
    assert ReaderOptions("nearest", None, 0.1, Path("c.json")).config() == Config(
        reader="nearest", risk=0.1, calibration="c.json"
    )


def test_words_of_a_question_are_joined_and_bytes_that_are_none_written_as_escapes() -> None:
    assert question_text(["Who", "is", b"\xff?".decode("utf-8", "surrogateescape")]) == r"Who is \udcff?"
