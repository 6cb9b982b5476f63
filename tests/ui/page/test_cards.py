"""The conversation without a browser: what is shown, and that nothing in it runs."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from pullquote.corpus import Article, Problem, Source
from pullquote.rag import Answer, Refusal
from pullquote.ui.page.cards import Card, Mistake, Welcome, news, render, upload_mistake, upload_result
from tests.ui.conftest import (
    AFTER,
    AGREED,
    CHANGED,
    DISPUTED,
    KONO,
    ONODERA,
    Elements,
    answer,
    claim,
    of_another_time,
    quote,
    refusal,
    told,
)

HOSTILE = Article(
    Source("x", "x.md", "<img src=x onerror=alert(1)> {{value}} ${x}", "<b>Evil</b>", url="javascript:alert(2)"),
    "The <script>alert(3)</script> {{#each}} ${alert(4)} `x` zebra.",
)


def conversation(cards: Sequence[Card | Mistake]) -> Markup:
    """The cards of one question."""
    return render("conversation.html", cards=cards)


def test_an_answer_card_marks_the_short_answer_inside_its_sentence_and_that_inside_its_context() -> None:
    assert (
        '<blockquote><span class="pq-context">Talks had lasted a year. </span>'
        '<span class="pq-quote">The treaty was signed in <mark class="pq-short">May 1997</mark> by &lt;both&gt; sides.'
        '</span><span class="pq-context"> It cost &#36;3 &amp; more. Nobody paid.'
    ) in conversation([Card(answer(quote(focus="May 1997")))])


def test_an_answer_card_cites_and_says_how_sure_it_is() -> None:
    elements = Elements(conversation([Card(answer(quote(), quote(AFTER)), key="3-0", receipt='{"a": 1}', link="?q=x")]))
    for words in ("Paper · 1 June 1997 · A <title>", "retold", "likely", "about 8 in 10"):
        assert words in elements.text
    assert elements.having("data-quote") == ["0", "1"]
    assert elements.having("data-cite") == ["3-0", "3-0"]
    assert elements.having("data-save") == ['{"a": 1}']
    assert elements.having("data-link") == ["?q=x"]
    assert "retold" in elements.having("data-tip") and "Nearly" not in elements.text
    assert elements.having("href") == ["https://example.org/1"] * 2
    assert elements.having("rel") == ["noopener noreferrer nofollow"] * 2


def test_a_refusal_card_says_why_and_marks_the_nearest_passage_as_no_answer() -> None:
    card = conversation([Card(refusal(quote(focus="May 1997")))])
    assert "pq-refusal" in card and "pq-answer" not in card and "pq-short" not in card
    for words in ("No answer. The articles do not say.", "It is not said.", "Nearest passage — not an answer"):
        assert words in Elements(card).text


def test_what_is_only_outside_the_filters_can_be_asked_without_them() -> None:
    outside = replace(refusal(quote()), refusal=Refusal("filtered_out", "Only outside.", (quote(),)))
    shown = Elements(conversation([Card(outside, filters="from 2020 on")]))
    assert shown.having("data-everywhere") == [None] and shown.having("data-ask")[-1] == "Who paid for it?"
    for other in (Card(outside), Card(refusal(quote()), filters="from 2020 on")):
        assert not Elements(conversation([other])).having("data-everywhere")


def test_a_question_that_was_completed_is_shown_as_understood_and_can_be_edited() -> None:
    assert Elements(conversation([Card(refusal(quote()))])).having("data-edit") == ["Who paid for it?"]
    assert Elements(conversation([Card(answer(quote()))])).having("data-edit") == []


def test_a_further_answer_to_a_question_does_not_repeat_it() -> None:
    one = answer(quote())
    cards = [Card(one, "0-0", origin="From your own files"), Card(one, "0-1", first=False, votes=False)]
    elements = Elements(conversation(cards))
    assert elements.text.count("When was it signed?\n") == 1 and "From your own files" in elements.text
    assert elements.having("data-vote") == ["up", "down"]


def test_whatever_an_article_or_a_question_holds_is_text() -> None:
    hostile = quote(HOSTILE.text, article=HOSTILE)
    shown = conversation(
        [Card(answer(hostile, question="<img src=y>"), filters="<i>"), Mistake("<script>", "${x} {{y}}")]
    )
    elements = Elements(shown)
    assert {name for name, _ in elements.found}.isdisjoint({"img", "script", "b", "i"})
    assert not elements.having("href") and "javascript:alert(2)" in elements.text
    assert not set("${}`\\") & set(shown)
    for words in (HOSTILE.text, HOSTILE.source.title, "<b>Evil</b>", "<img src=y>", "${x} {{y}}"):
        assert words in elements.text


def welcomed(welcome: Welcome) -> Elements:
    (parts,) = Elements(news((), welcome)).having("data-parts")
    return Elements(str(parts))


def test_a_welcome_follows_what_is_loaded_and_an_empty_index_says_what_to_do() -> None:
    elements = welcomed(Welcome(1, ["P"], ["Who?"]))
    assert elements.having("data-ask") == ["Who?"] and "the one article from P." in " ".join(elements.text.split())
    assert "P, P, P, P and others, 2 of them your own." in welcomed(Welcome(9, ["P"] * 5, own=2)).text
    assert "all of them your own." in welcomed(Welcome(2, own=2)).text
    assert "pullquote add" in welcomed(Welcome(0)).text


def test_a_doubtful_answer_looks_doubtful_and_each_verdict_is_one_word_with_its_figure() -> None:
    for confidence, word, unsure in ((0.96, "sure", False), (0.7, "likely", False), (0.3, "doubtful", True)):
        card = conversation([Card(answer(quote(), confidence=confidence))])
        assert ("pq-unsure" in card) is unsure
        assert f"({confidence:.2f})" in str(Elements(card).having("data-tip")[0]) and f"{word}: " in Elements(card).text


def test_what_may_make_an_answer_a_bad_one_is_said_on_its_card() -> None:
    card = replace(answer(quote()), warning="An article does not read as <English>.")
    assert "An article does not read as <English>." in Elements(conversation([Card(card)])).text
    assert "pq-note" not in conversation([Card(answer(quote()))])


def test_further_quotes_are_folded_to_a_line_each() -> None:
    elements = Elements(conversation([Card(answer(quote(), quote(AFTER)))]))
    names = [name for name, _ in elements.found]
    assert names.count("details") == 1 and names.index("blockquote") < names.index("details")


def test_bad_files_are_named_and_their_names_are_text() -> None:
    result = Elements(upload_result(0, [Problem("<b>.pdf", "damaged")]))
    assert "<b>.pdf: damaged" in result.text and "No new article" in result.text
    assert "Nothing was added: <i>" in Elements(upload_mistake("<i>")).text
    assert Elements(upload_result(2, ())).text.split() == "2 articles added; ask away.".split()


def test_where_claims_differ_each_has_a_button_with_its_time_that_opens_its_quote() -> None:
    elements = Elements(conversation([Card(CHANGED, key="3-0")]))
    buttons = [found for _, found in elements.found if "pq-date" in (found.get("class") or "").split()]
    assert [(found["data-cite"], found["data-quote"]) for found in buttons] == [("3-0", "0"), ("3-0", "1")]
    words = " ".join(elements.text.split())
    assert "June 2020 Taro Kono August 2017 to September 2017 Itsunori Onodera Minister Taro Kono spoke" in words
    assert words.index("likely") < words.index("Earlier") < words.index("A further quote on this")
    assert "2 independent outlets: Post, Gazette" in words and "pq-differ" not in conversation([Card(CHANGED)])


def test_each_quote_of_claims_stands_once_on_the_card() -> None:
    for shown in (CHANGED, DISPUTED, AGREED):
        elements = Elements(conversation([Card(shown)]))
        cited = [
            found["data-quote"]
            for _, found in elements.found
            if (found.get("aria-label") or "").startswith("Show quote")
        ]
        assert cited == [str(number) for number in range(len(shown.quotes))]


def test_in_a_dispute_the_claims_stand_side_by_side_and_none_is_preferred() -> None:
    card = conversation([Card(DISPUTED)])
    side_by_side = card[card.index('<div class="pq-dispute">') : card.index("</div>", card.index("pq-dispute"))]
    assert side_by_side.count("<section") == 2
    assert "Taro Kono</mark>" in side_by_side and "Gen Nakatani</mark>" in side_by_side
    words = " ".join(Elements(card).text.split())
    assert "The articles differ; none of these is preferred." in words
    assert "Undated undated · Tomomi Inada" in words


def test_one_value_says_nothing_of_dates() -> None:
    for shown in (AGREED, told(claim(KONO))):
        card = conversation([Card(shown)])
        assert not [sign for sign in ("pq-date", "pq-when", "pq-differ", "Earlier") if sign in card]
    assert "2 independent outlets: Post, Gazette" in conversation([Card(AGREED)])
    assert "independent" not in conversation([Card(told(claim(KONO)))])


def test_what_is_said_of_another_time_is_shown_with_its_time_and_is_no_answer() -> None:
    card = conversation([Card(of_another_time(claim(KONO), claim(ONODERA)))])
    words = " ".join(Elements(card).text.split())
    assert "No answer. Only of another time. Only of other times, not of 2015. June 2020 Taro Kono August 2017" in words
    assert "June 2020 · Taro Kono — not an answer Minister Taro Kono spoke" in words
    assert "August 2017 · Itsunori Onodera — not an answer 2 Minister Itsunori Onodera spoke" in words
    assert card.count("<details") == 1  # the first stands in full
    assert "pq-short" not in card


def test_a_question_whose_words_were_mended_can_be_asked_as_typed() -> None:
    mended = Answer("Who is the minster?", "Who is the minister?", 0.8, (quote(),))
    offered = Elements(conversation([Card(mended)]))
    assert (offered.having("data-ask"), offered.having("data-typed")) == (["Who is the minster?"], ["yes"])
    assert "Asked as typed" not in offered.text
    again = Elements(conversation([Card(mended, as_typed=True)]))
    assert again.having("data-ask") == [] and "Asked as typed" in again.text
    completed = Answer("and in 2020?", "Who was it in 2020?", 0.8, (quote(),))
    assert Elements(conversation([Card(completed)])).having("data-ask") == []
