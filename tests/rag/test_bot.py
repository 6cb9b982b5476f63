"""Laws of asking: one path, filters as one value, a refusal that says which, and the same answer each time."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import FrozenInstanceError, dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pullquote.corpus import BadInputError, PullquoteError, Span, StoppedError, bundled_folder, stopping_when
from pullquote.index import Filters, Hit, Index
from pullquote.rag import Bot, Config, Question, Quote, Reading, Turn, Verdict, open_bot
from pullquote.rag.claims.gather import MARGIN, SHARE
from pullquote.rag.claims.spread import REACH
from tests.conftest import always_answering, article
from tests.rag.conftest import FixedJudge, FixedReader, FixedRetriever, FixedVocabulary, passage

QUESTIONS = [
    "Who was the defense minister in 2020?",
    "How much were the Aegis Ashore contracts worth?",
    "senkaku islands treaty",
    "Why is THAAD considered?",
    "Where is Aegis Ashore deployed?",
]
OLD = passage(article("old", "The mill of Lund burnt.", publisher="Post", published=date(2017, 3, 1)), id=1)
NEW = passage(article("new", "The mill of Lund opened.", publisher="Herald", published=date(2020, 6, 1)), id=2)
WORDS_HELD = {"mill": "mill", "lund": "Lund", "what": "what"}
WORDS = FixedVocabulary(WORDS_HELD)


def made(*, confidence: float = 1.0, signals: Mapping[str, float] | None = None, step: float = 0.1) -> Bot:
    """A bot of fakes over two passages, without a vocabulary."""
    return Bot(FixedRetriever((OLD, NEW)), FixedReader(signals or {}, step), FixedJudge(confidence))


def searched(bot: Bot) -> list[tuple[str, int, Filters]]:
    """What the bot's retriever was asked."""
    assert isinstance(bot.retriever, FixedRetriever)
    return bot.retriever.asked


def read(bot: Bot) -> list[Question]:
    """What the bot's reader was asked."""
    assert isinstance(bot.reader, FixedReader)
    return bot.reader.asked


# -- its parts


def test_a_bot_is_not_changed_but_made_anew() -> None:
    bot = made()
    with pytest.raises(FrozenInstanceError):
        bot.passages = 3  # type: ignore[misc]  # what is tested
    assert replace(bot, judge=FixedJudge(0.0)).ask("What of the mill?").refusal
    assert bot.ask("What of the mill?").answered


def test_the_reader_is_given_the_parsed_question_and_as_many_passages_as_the_bot_says() -> None:
    bot = replace(made(), passages=1)
    answer = bot.ask("  What of\nthe mill? ")
    assert read(bot)[0].text == answer.understood_as == "What of the mill?"
    assert searched(bot) == [("What of the mill?", REACH, Filters())]
    assert answer.ranking == (OLD,)


def test_without_a_vocabulary_nothing_is_mended_and_no_name_is_said_to_be_absent() -> None:
    bot = made(confidence=0.0)
    assert (
        bot.ask("What of the milll of Lund, Wittgenstein?").understood_as == "What of the milll of Lund, Wittgenstein?"
    )
    refusal = bot.ask("What did Ludwig Wittgenstein say?").refusal
    assert refusal and refusal.kind == "not_stated"


def test_with_one_a_name_that_occurs_nowhere_is_named() -> None:
    refusal = replace(made(confidence=0.0), vocabulary=WORDS).ask("What did Ludwig say of Lund?").refusal
    assert refusal and (refusal.kind, refusal.message) == ("name_absent", "No article here mentions Ludwig.")


@pytest.mark.parametrize(("confidence", "answered"), [(0.49, False), (0.51, True)])
def test_with_a_name_that_is_nowhere_an_answer_must_be_more_likely_right_than_not(
    confidence: float, answered: bool
) -> None:
    class Lenient(FixedJudge):
        def judge(self, reading: Reading) -> Verdict:
            return replace(super().judge(reading), refused=False)

    bot = Bot(FixedRetriever((OLD, NEW)), FixedReader(), Lenient(confidence), WORDS)
    assert bot.ask("What did Ludwig say of Lund?").answered is answered


def test_the_vocabulary_tells_which_name_a_follow_up_replaces() -> None:
    turns = [Turn("When did Ada meet Bert?")]
    asked = {n: replace(made(), vocabulary=FixedVocabulary({}, closest=n)) for n in (0, 1)}
    assert asked[0].ask("And Olaf?", history=turns).understood_as == "When did Olaf meet Bert?"
    assert asked[1].ask("And Olaf?", history=turns).understood_as == "When did Ada meet Olaf?"


# -- filters


@pytest.mark.parametrize(
    "given",
    [
        {"where": Filters.of(publisher="Herald", after="2018")},
        {"where": {"publisher": ["Herald"], "after": date(2018, 1, 1)}},
        {"publisher": "Herald", "after": "2018"},
        {"where": {"publisher": "Herald"}, "after": datetime(2018, 1, 1, 12)},
    ],
)
def test_filters_may_be_one_value_a_mapping_or_named_and_are_one_at_the_door(given: dict[str, object]) -> None:
    bot = made()
    assert bot.ask("What of the mill?", **given).ranking == (NEW,)  # type: ignore[arg-type]  # several kinds
    assert searched(bot)[0][2] == Filters(publisher=("Herald",), after=date(2018, 1, 1))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"where": {"publisher": "Post"}, "publisher": "Herald"}, "'publisher' is given twice"),
        ({"where": {"section": {"like": "Post"}}}, "section has no test 'like'; known: in, not"),
        ({"where": ["Post"]}, "filters are a mapping"),
        ({"after": "2020", "before": "2019"}, "no day is both"),
        ({"before": "2019", "where": {"after": "2020"}}, "no day is both"),
        ({"after": 2020}, "^after is 2020"),
        ({"as_of": 2020.5}, r"^as_of is 2020\.5; needed: a date"),
        ({"as_of": "2018", "after": "2019"}, "^after is 2019-01-01, as_of is 2018-12-31: no day is both; swap them"),
        ({"top": True}, "top is True; allowed: a whole number"),
        ({"history": 5}, "the history is 5; needed: a list of Turns"),
        ({"top": 0}, "top is 0; allowed: a whole number, 1 and more"),
        ({"top": "3"}, "top is '3'; allowed: a whole number"),
        ({"history": ["Who?"]}, "turn 1 of the history is 'Who\\?'; needed: a Turn of two texts"),
        ({"history": [Turn("Who?", None)]}, "needed: a Turn of two texts"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_understood_is_a_mistake(given: dict[str, object], said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        made().ask("What of the mill?", **given)  # type: ignore[arg-type]  # what is tested


@pytest.mark.parametrize("as_of", [date(2017, 12, 31), "2017-12-31", "2017-12", "2017"])
def test_as_of_leaves_out_what_came_later(as_of: date | str) -> None:
    answer = made().ask("What of the mill?", as_of=as_of)
    assert [quote.passage for quote in answer.quotes] == [OLD]


def test_the_earlier_of_as_of_and_before_counts() -> None:
    bot = made()
    bot.ask("What of the mill?", as_of="2018", before="2017-05-01")
    bot.ask("What of the mill?", as_of="2017", before="2018-05-01")
    assert [where.before for _, _, where in searched(bot)] == [date(2017, 5, 1), date(2017, 12, 31)]


def test_what_differs_comes_as_claims_the_newest_first_and_as_of_leaves_out_what_came_later() -> None:
    answer = made().ask("What of the mill?")
    assert [(claim.quotes[0].passage, claim.standing) for claim in answer.claims] == [(NEW, "newest"), (OLD, "earlier")]
    assert [quote.passage for quote in answer.quotes] == [NEW, OLD]
    then = made().ask("What of the mill?", as_of="2018")
    assert [(claim.quotes[0].passage, claim.standing) for claim in then.claims] == [(OLD, "only")]
    assert then.as_of == date(2018, 12, 31) and answer.as_of is None


def test_a_named_time_is_a_constraint() -> None:
    assert [q.passage for q in made().ask("What of the mill in 2017?").quotes] == [OLD]
    refused = made().ask("What of the mill in 2012?")
    assert refused.refusal and refused.refusal.kind == "other_time" and refused.would_refuse
    assert refused.refusal.message == "The articles say this of other times only, not of 2012."
    assert [quote.passage for quote in refused.refusal.nearest] == [NEW, OLD]
    assert [claim.standing for claim in refused.claims] == ["newest", "earlier"]
    assert made().ask("What of the mill in 2012?", forced=True).answered


def test_a_time_after_all_articles_is_said_to_be_so() -> None:
    dated = replace(made(confidence=0.1), vocabulary=FixedVocabulary(WORDS_HELD, newest=date(2020, 6, 1)))
    refusal = dated.ask("What of the mill of Lund in 2031?").refusal
    assert refusal and refusal.message == "No article is of 2031: the newest is of 1 June 2020."


def test_a_question_in_another_language_is_refused_with_a_warning() -> None:
    asked = replace(made(confidence=0.4), vocabulary=WORDS).ask("Wer ist der Verteidigungsminister von Lund?")
    assert asked.refusal and asked.refusal.kind == "too_weak"
    assert asked.refusal.message.startswith("The question seems to be in another language than English.")


def test_last_year_counts_from_as_of_or_else_from_the_newest_article() -> None:
    dated = replace(made(), vocabulary=FixedVocabulary(WORDS_HELD, newest=date(2018, 1, 1)))
    assert dated.ask("What of the mill of Lund last year?").understood_as == "What of the mill of Lund in 2017?"
    then = dated.ask("What of the mill of Lund last year?", as_of="2021-01-01")
    assert then.understood_as == "What of the mill of Lund in 2020?"


def test_a_time_that_cannot_be_is_said_and_nothing_is_searched() -> None:
    bot = made()
    refusal = bot.ask("What of the mill between 2020 and 2017?").refusal
    assert refusal and refusal.message == "This time ends before it begins: 2020 to 2017. Swap the two."
    assert searched(bot) == []


def test_a_question_that_hangs_on_nothing_is_searched_for_where_an_answer_is_forced() -> None:
    bot = made()
    refusal = bot.ask("Who replaced him?").refusal
    assert refusal and refusal.kind == "not_a_question" and searched(bot) == []
    assert bot.ask("Who replaced him?", forced=True).quotes


# -- answers and refusals


def test_what_is_far_behind_the_first_is_not_shown() -> None:
    furthest = 3 - (SHARE * 3 - MARGIN)  # the first scores 3
    assert len(made(step=furthest - 0.1).ask("What of the mill?").quotes) == 2
    assert len(made(step=furthest + 0.1).ask("What of the mill?").quotes) == 1


class LastWordReader:
    """Quotes every passage whole and points at its last word."""

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        ends = [(hit.passage, hit.passage.text.rindex(" ") + 1) for hit in hits]
        return Reading(
            tuple(Quote(one, 0, len(one.text), 0.0, Span(at, len(one.text.rstrip(".")))) for one, at in ends)
        )


def test_a_sentence_that_is_quoted_is_no_further_quote() -> None:
    grown = passage(article("a", "The ships are to increase from four to five."))
    quotes = replace(made(), retriever=FixedRetriever((grown,)), reader=LastWordReader()).ask("How many ships?").quotes
    assert [quote.short for quote in quotes] == ["five"]


@dataclass
class DatingReader:
    """Points at the last word of every passage, when asked for a day; else at the first."""

    asked: list[str] = field(default_factory=list)

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        self.asked.append(question.text)
        found = []
        for hit in hits:
            text = hit.passage.text
            short = re.findall(r"\w+", text)[-1 if question.kind == "date" else 0]
            at = text.rindex(short)
            found.append(Quote(hit.passage, 0, len(text), 0.0, Span(at, at + len(short))))
        return Reading(tuple(found))


def test_the_times_of_a_question_are_kept_from_the_reader_where_all_articles_have_dates() -> None:
    undated = passage(article("undated", "The mill of Lund stood in 2019.", publisher="Post"), id=3)
    for passages, text in (((OLD, NEW), "Who ran the mill?"), ((OLD, undated), "Who ran the mill in 2019?")):
        bot = replace(made(), retriever=FixedRetriever(passages))
        assert bot.ask("Who ran the mill in 2019?").understood_as == "Who ran the mill in 2019?"
        assert [question.text for question in read(bot)] == [text]


def test_a_time_that_an_event_sets_is_asked_for_first() -> None:
    vote = passage(article("vote", "Lund will vote on Sunday.", publisher="Post", published=date(2021, 6, 22)), id=1)
    after = passage(article("after", "Berg rules Lund now.", publisher="Post", published=date(2022, 6, 22)), id=2)
    reader = DatingReader()
    bot = Bot(FixedRetriever((vote,)), reader, FixedJudge())
    answer = bot.ask("Who ruled before the vote?")
    assert reader.asked == ["When was the vote?", "Who ruled?"]
    assert answer.understood_as == "Who ruled before the vote (27 June 2021)?"
    assert [quote.article for quote in answer.quotes] == [vote.article]
    unsure = Bot(FixedRetriever((vote, after)), DatingReader(), FixedJudge(0.2)).ask("Who ruled before the vote?")
    assert unsure.understood_as == "Who ruled before the vote?"


def test_an_answer_from_what_is_not_english_comes_with_a_warning() -> None:
    german = passage(article("de", "Die Mühle von Lund steht am Fluss und mahlt seit langem kein Korn. " * 9), id=3)
    answer = replace(made(), retriever=FixedRetriever((german,))).ask("What of the mill?")
    assert answer.warning == "An article that is quoted does not read as English, which the reader was made for."
    assert answer.to_dict()["warning"] == answer.warning
    assert made().ask("What of the mill?").to_dict()["warning"] is None


def test_at_most_top_claims_come_back() -> None:
    assert len(made().ask("What of the mill?", top=1).claims) == 1


def test_what_is_refused_shows_the_nearest_and_answers_when_forced() -> None:
    refused = made(confidence=0.2).ask("What of the mill?")
    assert refused.refusal and refused.refusal.kind == "not_stated"
    assert [quote.passage for quote in refused.refusal.nearest] == [OLD]
    assert (refused.short, refused.confidence) == ("", 0.2)
    forced = made(confidence=0.2).ask("What of the mill?", forced=True)
    assert forced.would_refuse and [quote.passage for quote in forced.quotes] == [NEW, OLD]


def test_what_is_not_on_the_subject_is_too_weak() -> None:
    bot = replace(made(confidence=0.2), vocabulary=FixedVocabulary({}))
    for asked, kind in (("what of the mill", "not_stated"), ("what of penguins, whales and seals", "too_weak")):
        refusal = bot.ask(asked).refusal
        assert refusal and refusal.kind == kind


def test_what_stands_only_outside_the_filters_is_refused_as_such() -> None:
    refusal = made().ask("What of the mill?", publisher="Nobody").refusal
    assert refusal and refusal.kind == "filtered_out"
    assert [quote.passage for quote in refusal.nearest] == [NEW]


def test_an_outlet_that_nobody_has_is_named_where_the_filters_find_nothing() -> None:
    bot = replace(made(), vocabulary=FixedVocabulary(WORDS_HELD))
    refusal = bot.ask("What of the mill?", publisher="Nobody", author="Bo").refusal
    named = "There is no outlet 'Nobody' and no author 'Bo' here."
    assert refusal and refusal.message == f"{named} Only articles outside the chosen filters say something on this."
    unsure = replace(bot, judge=FixedJudge(0.0)).ask("What of the mill?", where={"section": "sprot"}).refusal
    assert unsure and (unsure.kind, unsure.message) == ("filtered_out", "There is no section 'sprot' here.")
    found = replace(bot, judge=FixedJudge(0.0)).ask("What of the mill?", publisher=["Nobody", "Post"]).refusal
    assert found and "Nobody" not in found.message


def test_a_question_can_be_awaited() -> None:
    bot = made()
    assert asyncio.run(bot.aask("What of the mill?", top=1)) == bot.ask("What of the mill?", top=1)


@pytest.mark.parametrize("question", ["?!", "…", "—", "🙂", "\u200f?"])
def test_punctuation_alone_is_no_question_and_nothing_is_searched(question: str) -> None:
    bot = made()
    refusal = bot.ask(question).refusal
    assert refusal and refusal.kind == "not_a_question"
    assert searched(bot) == []


@pytest.mark.parametrize("question", ["", "  \n", "x" * 10_001])
def test_an_empty_or_endless_question_is_a_mistake(question: str) -> None:
    with pytest.raises(BadInputError):
        made().ask(question)


def test_a_question_that_is_no_text_is_a_mistake() -> None:
    with pytest.raises(BadInputError, match="the question is 5; needed: text"):
        made().ask(5)  # type: ignore[arg-type]  # what is tested


@pytest.mark.parametrize("looks", [0, 1])
def test_a_question_that_nobody_waits_for_is_neither_searched_nor_read_for(looks: int) -> None:
    bot, left = made(), iter([""] * looks)
    with stopping_when(lambda: next(left, "gone")), pytest.raises(StoppedError, match="gone"):
        bot.ask("What of the mill?")
    assert (len(searched(bot)), len(read(bot))) == (looks, 0)


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"question": "Who is \ud800?"}, "the question has half a character at 7"),
        ({"history": [Turn("What?"), Turn("\udfff")]}, "the question of turn 2 has half a character at 0"),
        ({"history": [Turn("What?", "\ud800")]}, "the answer of turn 1 has half a character at 0"),
        ({"where": {"author": "\ud800"}}, "the filter author has half a character at 0"),
        ({"publisher": "\ud800"}, "the filter publisher has half a character at 0"),
        ({"as_of": "\ud800"}, "is no date"),
    ],
)
def test_half_a_character_is_a_mistake_and_nothing_is_searched(asked: Any, what: str) -> None:
    bot = made()
    with pytest.raises(BadInputError, match=what):
        bot.ask(**{"question": "What of the mill?", **asked})
    assert searched(bot) == []


def test_more_turns_than_are_looked_at_are_a_mistake() -> None:
    turns = [Turn("Who was the defense minister in 2017?")] * 51
    assert made().ask("and in 2020?", history=turns[:50]).understood_as == "Who was the defense minister in 2020?"
    with pytest.raises(BadInputError, match="has 51 turns; allowed: 50"):
        made().ask("and in 2020?", history=turns)


# -- real parts over the bundled articles


@pytest.fixture(scope="module")
def bot(bundled: Index) -> Bot:
    return always_answering(bundled)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_a_slice_of_the_file_and_holds_its_focus(bot: Bot, question: str) -> None:
    quotes = bot.ask(question).to_dict()["quotes"]
    assert quotes
    for quote in quotes:
        text = (bundled_folder() / quote["article"]["file"]).read_text(encoding="utf-8")
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert quote["context"]["start"] <= quote["start"] < quote["end"] <= quote["context"]["end"]
        focus = quote["focus"]
        if focus:
            assert text[focus["start"] : focus["end"]] == focus["text"]
            assert quote["start"] <= focus["start"] < focus["end"] <= quote["end"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_has_the_same_answer_to_the_byte(bundled: Index, bot: Bot, question: str) -> None:
    reopened = always_answering(Index.open(bundled.folder))
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


def test_quotes_come_in_the_order_of_their_claims_and_none_overlap(bot: Bot) -> None:
    answer = bot.ask("What did Onodera say about missile defense?", top=5)
    quotes = answer.quotes
    assert 1 < len(answer.claims) <= 5
    of_claims = [quote for claim in answer.claims for quote in claim.quotes]
    assert of_claims == list(quotes[: len(of_claims)])
    for i, one in enumerate(quotes):
        for other in quotes[i + 1 :]:
            assert one.article is not other.article or one.end <= other.start or other.end <= one.start


def test_a_name_that_occurs_nowhere_is_named_in_its_own_words(bundled: Index) -> None:
    strict = open_bot(bundled, config=Config(threshold=1.0, reader="nearest"))
    refusal = strict.ask("What did Ludwig Wittgenstein say about missiles?").refusal
    assert refusal and refusal.kind == "name_absent"
    assert "Ludwig" in refusal.message


@pytest.fixture(scope="module")
def reading_bot(bundled: Index) -> Bot:
    """One with the trained network, whose scores are logits."""
    return open_bot(bundled, config=Config(threshold=0.0))


@pytest.mark.parametrize(("time", "day"), [("2020", date(2020, 6, 26)), ("March 2017", date(2017, 3, 26))])
def test_what_is_asked_of_a_time_is_answered_by_an_article_of_that_time(reading_bot: Bot, time: str, day: date) -> None:
    answer = reading_bot.ask(f"Who was the defense minister in {time}?")
    assert {quote.article.source.published for quote in answer.quotes} == {day}


def test_who_holds_an_office_is_told_newest_first_with_those_before(reading_bot: Bot) -> None:
    first, *others = reading_bot.ask("Who is the defense minister of Japan?", top=5).claims
    assert (first.value, first.standing, first.last) == ("Taro Kono", "newest", date(2020, 6, 26))
    earlier = next(claim for claim in others if claim.value == "Itsunori Onodera")
    assert (earlier.standing, earlier.first) == ("earlier", date(2017, 8, 18))


def test_a_country_is_no_answer_to_when(reading_bot: Bot) -> None:
    assert reading_bot.ask("When will Poland get it?").short == "2018"


def test_a_follow_up_is_completed_and_says_how(bot: Bot) -> None:
    turns = [Turn("Who was the defense minister in August 2017?", "Itsunori Onodera")]
    answer = bot.ask("and in 2020?", history=turns)
    assert answer.understood_as == "Who was the defense minister in 2020?"
    assert answer.question == "and in 2020?"
