"""What the first lines of an article say of it."""

from datetime import date

import pytest

from pullquote.corpus import Article, Source
from pullquote.ui.page.inferred import inferred

NOTE = "Inferred: title, author and day as the first lines have them"
BODY = "The ferry left at noon. Nobody came."


def headed(*lines: str, title: str = "scan_007", **known: str) -> Source:
    text = "\n\n".join((*lines, BODY))
    return inferred(Article(Source("yours/scan_007.pdf", "scan_007.pdf", title, **known), text)).source  # type: ignore[arg-type]  # text fields


@pytest.mark.parametrize("title", ["scan_007", "scan 007"])
@pytest.mark.parametrize("day", ["18 August 2017", "Published: Aug. 18, 2017", "Posted on 2017-08-18"])
def test_title_byline_and_day_are_read_at_the_head_and_marked(title: str, day: str) -> None:
    source = headed("# The last ferry", "By Olaf Brandt, staff writer", day, title=title)
    assert (source.title, source.author, source.published) == ("The last ferry", "Olaf Brandt", date(2017, 8, 18))
    assert source.note == NOTE


def test_what_the_file_says_stays() -> None:
    known = headed("The last ferry", "By Olaf Brandt", title="A title", author="Ann", published="2020-01-01")
    assert (known.title, known.author, known.published, known.note) == ("A title", "Ann", date(2020, 1, 1), "")
    assert headed("The last ferry", note="retold").note == "retold; Inferred: title as the first lines have them"


@pytest.mark.parametrize("line", ["It left at noon.", "By noon it had left.", "In 2017 it left", "03/04/2017"])
def test_a_sentence_is_no_title_no_byline_and_no_day(line: str) -> None:
    source = headed("Ferry:", line)
    assert (source.title, source.author, source.published) == ("scan_007", "", None)
