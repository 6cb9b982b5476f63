"""Laws of answering: every quote is its slice, one question has one answer, a refusal says which."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, PullquoteError, Source, bundled_folder
from pullquote.index import Index, build
from pullquote.rag import Answer, Bot, Config, Quote, Reading, SentenceReader, Turn, Verdict, open_bot

QUESTIONS = [
    "Who was the defense minister in 2020?",
    "How much were the Aegis Ashore contracts worth?",
    "senkaku islands treaty",
    "Why is THAAD considered?",
    "Where is Aegis Ashore deployed?",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return build([bundled_folder()], tmp_path_factory.mktemp("rag") / "index", embedder="hash").index


@pytest.fixture(scope="module")
def bot(index: Index) -> Bot:
    """A bot that answers whatever it finds: the hashing embedder knows nothing of confidence."""
    return open_bot(index, config=Config(threshold=0.0, reader="sentence"))


def never(index: Index) -> Bot:
    return open_bot(index, config=Config(threshold=1.0, reader="sentence"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_a_slice_of_the_file_and_holds_its_focus(bot: Bot, question: str) -> None:
    answer = bot.ask(question)
    assert answer.quotes
    for quote in answer.to_dict()["quotes"]:
        text = (bundled_folder() / quote["article"]["file"]).read_text(encoding="utf-8")
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert quote["context"]["start"] <= quote["start"] < quote["end"] <= quote["context"]["end"]
        focus = quote["focus"]
        if focus:
            assert text[focus["start"] : focus["end"]] == focus["text"]
            assert quote["start"] <= focus["start"] < focus["end"] <= quote["end"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_has_the_same_answer_to_the_byte(index: Index, bot: Bot, question: str) -> None:
    reopened = open_bot(Index.open(index.folder), config=Config(threshold=0.0, reader="sentence"))
    assert json.dumps(bot.ask(question).to_dict()) == json.dumps(reopened.ask(question).to_dict())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(min_size=1, max_size=200))
def test_any_text_is_answered_refused_or_named_as_a_mistake(bot: Bot, question: str) -> None:
    try:
        answer = bot.ask(question)
    except PullquoteError as error:
        assert "\n" not in str(error)
        assert not question.strip()
        return
    assert bool(answer.quotes) != bool(answer.refusal)
    json.dumps(answer.to_dict())


@pytest.mark.parametrize("question", ["", "  \n", "x" * 10_001])
def test_an_empty_or_endless_question_is_a_mistake(bot: Bot, question: str) -> None:
    with pytest.raises(PullquoteError):
        bot.ask(question)


@pytest.mark.parametrize("question", ["?!", "…", "—", "🙂", "\u200f?"])
def test_punctuation_alone_is_no_question(bot: Bot, question: str) -> None:
    refusal = bot.ask(question).refusal
    assert refusal and refusal.kind == "not_a_question"


def test_at_most_top_quotes_come_back_best_first_and_none_overlap(bot: Bot) -> None:
    quotes = bot.ask("What did Onodera say about missile defense?", top=5).quotes
    assert 1 < len(quotes) <= 5
    assert [q.score for q in quotes] == sorted([q.score for q in quotes], reverse=True)
    for i, one in enumerate(quotes):
        for other in quotes[i + 1 :]:
            assert one.article is not other.article or one.end <= other.start or other.end <= one.start


def test_below_the_threshold_it_refuses_and_shows_the_nearest(index: Index) -> None:
    answer = never(index).ask("How many destroyers does the missile plan count?")
    assert not answer.quotes
    assert answer.refusal and answer.refusal.kind in ("not_stated", "too_weak")
    assert answer.refusal.nearest is not None
    assert answer.short == ""


def test_forced_gives_quotes_and_says_that_it_would_refuse(index: Index) -> None:
    answer = never(index).ask("How many Aegis ships are planned?", forced=True)
    assert answer.quotes and answer.would_refuse


def test_a_name_that_occurs_nowhere_is_named(index: Index) -> None:
    refusal = never(index).ask("What did Ludwig Wittgenstein say about missiles?").refusal
    assert refusal and refusal.kind == "name_absent"
    assert "Ludwig" in refusal.message


def test_filters_keep_other_articles_out(bot: Bot) -> None:
    for quote in bot.ask("Who is the defense minister?", publisher="nikkei", top=9).quotes:
        assert quote.article.source.publisher == "Nikkei Asian Review (retold)"
    for quote in bot.ask("Who is the defense minister?", after=date(2020, 1, 1), top=9).quotes:
        assert quote.article.source.published == date(2020, 6, 26)


def test_what_stands_only_outside_the_filters_is_refused_as_such(index: Index) -> None:
    strict = Bot(index, SentenceReader(index.idf), OnlyGood(), passages=10)
    answer = strict.ask("How many billion yen were the contracts with one major company?", before=date(2018, 1, 1))
    assert answer.refusal and answer.refusal.kind == "filtered_out"
    assert answer.refusal.nearest and "178.7 billion yen" in answer.refusal.nearest.text


class OnlyGood:
    """Trusts a reading whose best sentence holds most of what was asked."""

    def judge(self, reading: Reading) -> Verdict:
        good = reading.signals.get("covered", 0.0) > 0.5
        return Verdict(0.9 if good else 0.1, not good)


def test_as_of_leaves_out_what_came_later(bot: Bot) -> None:
    quotes = bot.ask("Who is the defense minister?", as_of=date(2017, 4, 1), top=9).quotes
    assert quotes
    assert {q.article.source.published for q in quotes} == {date(2017, 3, 26)}


def test_a_year_in_the_question_prefers_the_article_of_that_year(bot: Bot) -> None:
    assert bot.ask("Who was the defense minister in 2020?").quotes[0].article.source.published == date(2020, 6, 26)
    march = bot.ask("Who was the defense minister in March 2017?").quotes[0].article.source.published
    assert march == date(2017, 3, 26)


def test_a_follow_up_is_completed_and_says_how(bot: Bot) -> None:
    turns = [Turn("Who was the defense minister in August 2017?", "Itsunori Onodera")]
    answer = bot.ask("and in 2020?", history=turns)
    assert answer.understood_as == "Who was the defense minister in 2020?"
    assert answer.question == "and in 2020?"


def test_more_turns_than_are_looked_at_are_a_mistake(bot: Bot) -> None:
    assert bot.ask("and in 2020?", history=[Turn("Who was the defense minister in 2017?")] * 50).understood_as
    with pytest.raises(PullquoteError, match="has 51 turns; allowed: 50"):
        bot.ask("and in 2020?", history=[Turn("Who was the defense minister in 2017?")] * 51)


def test_an_empty_index_refuses(tmp_path: Path) -> None:
    empty = Index.create(tmp_path / "none", embedder="hash")
    refusal = open_bot(empty, config=Config(threshold=0.0, reader="sentence")).ask("Who is there?").refusal
    assert refusal and refusal.kind == "too_weak"


def test_markup_and_right_to_left_marks_in_an_article_stay_as_they_are(tmp_path: Path) -> None:
    text = "The <b>minister</b> \u200fspoke\u200e on Monday in Kyiv.\n\nNothing else was said."
    index = Index.create(tmp_path / "odd", embedder="hash")
    index.add([Article(Source("a", "a.txt", "a"), text)])
    quote = (
        open_bot(index, config=Config(threshold=0.0, reader="sentence")).ask("When did the minister speak?").quotes[0]
    )
    assert quote.text == "The <b>minister</b> \u200fspoke\u200e on Monday in Kyiv."
    assert quote.short == "Monday"


def test_a_quote_outside_its_article_cannot_be_made(index: Index) -> None:
    passage = index.search("missile", 1)[0].passage
    with pytest.raises(ValueError, match="not inside"):
        Quote(passage, 5, len(passage.article.text) + 1, 0.0)
    with pytest.raises(ValueError, match="either quotes or a refusal"):
        Answer("q", "q", 0.0)
