"""Cards and the source pane without a browser: what is shown, and that nothing in it runs."""

import html
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import Article, Source, Span
from pullquote.index import Passage
from pullquote.rag import Answer, Quote, Refusal
from pullquote.ui.html import escaped, link, tag
from pullquote.ui.page import answer_html
from pullquote.ui.page.source_pane import WIDEST, empty, pane, text_html
from pullquote.ui.page.text_export import as_markdown, as_text
from pullquote.ui.wording import confidence_meaning, confidence_words

TEXT = "Menu | Home\n\nThe treaty was signed in May 1997 by <both> sides. It cost $3 & more.\n\nAn end."
FIRST = Span(TEXT.index("The treaty"), TEXT.index(" It cost"))
FOCUS = Span(TEXT.index("May 1997"), TEXT.index("May 1997") + 8)
ARTICLE = Article(
    Source(
        "a/one.md", "one.md", "A <title>", "The Paper", "Ann", date(1997, 6, 1), "https://example.org/one", "retold"
    ),
    TEXT,
    debris=(Span(0, 11),),
)
OTHER = Article(Source("a/two.md", "two.md", "Two", url="javascript:alert(1)"), "Two was signed too.")


def quote(
    article: Article = ARTICLE, start: int = FIRST.start, end: int = FIRST.end, focus: Span | None = FOCUS
) -> Quote:
    return Quote(Passage(article, start, end), start, end, 1.0, focus)


ANSWER = Answer(
    "When was the treaty signed?", "When was the treaty signed?", 0.83, (quote(), quote(OTHER, 0, 19, None))
)
REFUSAL = Answer("Who paid?", "Who paid for it?", 0.1, refusal=Refusal("not_stated", "It is not said.", quote()))


class Elements(HTMLParser):
    """Every tag with its attributes, and the text between them; the tags must close in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text, self._open = "", list[str]()
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((name, dict(attributes)))
        if name not in ("input", "path"):
            self._open.append(name)

    def handle_startendtag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((name, dict(attributes)))

    def handle_endtag(self, name: str) -> None:
        assert self._open.pop() == name

    def handle_data(self, words: str) -> None:
        self.text += words

    def having(self, attribute: str) -> list[str | None]:
        return [attributes[attribute] for _, attributes in self.found if attribute in attributes]


@given(st.text())
def test_text_comes_back_from_its_html_whole_and_as_no_markup(text: str) -> None:
    shown = escaped(text)
    assert not re.search(r"[<>\"'`${}\\]", shown)
    # NUL and half characters cannot stand in HTML
    assert html.unescape(shown).replace("\r\n", "\n") == re.sub("[\ud800-\udfff\x00]", "\ufffd", text).replace(
        "\r\n", "\n"
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "//evil.example",
        "file:///etc",
        "http://[",
        "https:",
        " javascript:x",
        "java\tscript:x",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert "href" not in link(url, "Original")


def test_a_web_address_is_a_link_that_gives_nothing_away() -> None:
    (_, attributes), *_ = Elements(link("https://example.org/?a=1&b=2", "Original")).found
    assert attributes["href"] == "https://example.org/?a=1&b=2"
    assert attributes["rel"] == "noopener noreferrer nofollow"


def test_tags_write_their_attributes_escaped() -> None:
    assert (
        tag("p", "x", class_="a", data_key='"', hidden=True, title=None)
        == '<p class="a" data-key="&quot;" hidden>x</p>'
    )


def test_an_answer_card_marks_the_short_answer_inside_its_sentence_and_cites() -> None:
    card = answer_html.card(answer_html.Shown(ANSWER, turn=3, receipt='{"a": 1}', link="?q=x"))
    assert '<blockquote>The treaty was signed in <mark class="pq-short">May 1997</mark> by &lt;both&gt; sides.' in card
    elements = Elements(card)
    for words in ("The Paper · Ann · 1 June 1997", "Note: retold", "A <title>", "Likely the answer", "about 8 in 10"):
        assert words in elements.text
    assert elements.having("data-quote") == ["0", "1"]
    assert elements.having("data-cite") == ["3-0", "3-0"]
    assert elements.having("data-save") == ['{"a": 1}']
    assert elements.having("href") == ["https://example.org/one"]


def test_a_refusal_card_says_why_and_marks_the_nearest_passage_as_no_answer() -> None:
    card = answer_html.card(answer_html.Shown(REFUSAL))
    elements = Elements(card)
    assert "pq-refusal" in card and "pq-answer" not in card and "pq-short" not in card
    for words in ("No answer. The articles do not say.", "It is not said.", "Nearest passage — not an answer"):
        assert words in elements.text


def test_a_question_that_was_completed_is_shown_as_understood_and_can_be_edited() -> None:
    assert Elements(answer_html.card(answer_html.Shown(REFUSAL))).having("data-edit") == ["Who paid for it?"]
    assert Elements(answer_html.card(answer_html.Shown(ANSWER))).having("data-edit") == []


def test_the_pane_holds_every_character_once_with_debris_greyed_and_quotes_marked() -> None:
    shown = text_html(ARTICLE, [(0, quote())])
    assert Elements(shown).text == TEXT
    assert shown.startswith('<span class="pq-debris">Menu | Home</span>')
    assert Elements(shown).having("data-quotes") == ["0", "0", "0"]  # before, in and after the focus
    assert Elements(shown).having("data-starts") == ["0"]


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(1, 40)), min_size=1, max_size=4))
def test_the_text_of_a_quotes_marks_is_the_quote_however_quotes_overlap(places: list[tuple[int, int]]) -> None:
    quotes = [quote(ARTICLE, a, min(a + n, len(TEXT)), None) for a, n in places if a < len(TEXT)]
    if not quotes:
        return
    shown = text_html(ARTICLE, list(enumerate(quotes)))
    assert Elements(shown).text == TEXT
    marks = re.findall(r'<mark [^>]*data-quotes="([\d ]+)"[^>]*>([^<]*)</mark>', shown)
    for number, each in enumerate(quotes):
        assert "".join(html.unescape(words) for ns, words in marks if str(number) in ns.split()) == each.text


def test_the_pane_of_two_articles_names_both_and_a_book_is_shown_in_part() -> None:
    elements = Elements(pane(ANSWER.quotes, key="0-0"))
    assert elements.having("data-article") == ["a/one.md", "a/two.md"]
    assert elements.having("data-total") == ["2"]
    book = Article(Source("b", "b", "Book"), "x" * 400_000 + "The end." + "y" * 400_000)
    shown = Elements(text_html(book, [(0, quote(book, 400_000, 400_008, None))])).text
    assert "The end." in shown and "the article goes on" in shown and len(shown) < WIDEST + 500


def test_without_a_quote_the_pane_says_what_it_is_for() -> None:
    assert pane(()) == empty()


def test_the_words_for_a_confidence_never_promise_all_or_nothing() -> None:
    assert [confidence_words(c) for c in (1.0, 0.85, 0.6, 0.45, 0.0)] == [
        "Very likely the answer",
        "Likely the answer",
        "Probably the answer",
        "Perhaps the answer",
        "Doubtful",
    ]
    assert confidence_meaning(0.0).startswith("about 1 in 10")
    assert confidence_meaning(0.74).startswith("about 7 in 10")
    assert confidence_meaning(1.0).startswith("nearly all")


def test_copied_text_carries_its_citations() -> None:
    assert as_text(ANSWER).splitlines()[:4] == [
        "When was the treaty signed?",
        "",
        "[1] “The treaty was signed in May 1997 by <both> sides.”",
        f"— A <title> · The Paper · Ann · 1 June 1997 · note: retold · one.md, characters {FIRST.start}–{FIRST.end}"
        " · https://example.org/one",
    ]
    assert "Nearest passage, not an answer:" in as_text(REFUSAL)


def test_copied_markdown_marks_the_short_answer_and_keeps_signs_from_acting() -> None:
    shown = as_markdown(ANSWER)
    assert "> The treaty was signed in **May 1997** by \\<both\\> sides." in shown
    assert "**" not in as_markdown(REFUSAL).split("not an answer")[1]


def test_a_welcome_offers_examples_and_an_empty_index_says_what_to_do() -> None:
    elements = Elements(answer_html.welcome(["Who?"], 1, ["P"]))
    assert elements.having("data-ask") == ["Who?"] and "1 article from P" in elements.text
    assert "pullquote add" in answer_html.nothing_loaded()


def test_bad_files_are_named_and_their_names_are_text() -> None:
    told = answer_html.taken(0, [("<b>.pdf", "damaged")])
    assert "<b>.pdf: damaged" in Elements(told).text and "No new article" in told
