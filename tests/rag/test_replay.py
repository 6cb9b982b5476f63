"""A question asked again gets its answer; an answer that was changed, however well, is not the one that it gets."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import NotFoundError
from pullquote.index import Filters, Index
from pullquote.rag import (
    CALIBRATION_FILE,
    AskedForm,
    AsTyped,
    Bot,
    Config,
    IndexVocabulary,
    Turn,
    make_receipt,
    open_bot,
    replay_receipt,
    verify_receipt,
    what_was_asked,
    written,
)
from pullquote.rag.receipts.receipt_file import parsed
from tests.conftest import article, index_of
from tests.rag.conftest import FixedJudge, FixedReader
from tests.rag.receipts.conftest import changes_missed, forged

CONFIG = Config(reader="nearest", threshold=0.0)
MILL = article("mill", "The mill of Lund was sold to Ada Berg.", publisher="Herald", published=date(2019, 3, 1))
DESKED = article("mill", MILL.text, publisher="Herald", fields={"section": "sea", "desk": "city"})
POND = article("pond", "The pond of Lund was sold to Olaf Ek.", publisher="Post", published=date(2020, 3, 1))
QUESTION = "Who was the mill of Lund sold to?"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    texts = [replace(one, source=replace(one.source, sha256=one.sha256)) for one in (MILL, POND)]
    made = index_of(tmp_path_factory.mktemp("index") / "index", *texts)
    yield made
    made.close()


def saved(index: Index, question: str = QUESTION, **asked: Any) -> Any:
    """The receipt of a question, as it is after a trip through a file."""
    answer = open_bot(index, config=CONFIG).ask(question, **asked)
    asked.pop("as_of", None)
    receipt = make_receipt(answer, index, what_was_asked(CONFIG, index, as_of=answer.as_of, **asked))
    return parsed(written(receipt))


ASKED: dict[str, dict[str, Any]] = {
    "as it is": {},
    "after others": {"history": [Turn("Who was the pond of Lund sold to?", "Olaf Ek")]},
    "of one outlet": {"where": Filters(publisher=("Post",), articles=("news/pond.txt",))},
    "of a day": {"as_of": date(2019, 6, 1)},
    "of a range": {"where": Filters(author=(), after=date(2020, 1, 1), before=date(2020, 12, 1))},
    "for one claim": {"top": 1},
}


@pytest.mark.parametrize("how", ASKED)
def test_asked_again_a_question_gets_its_answer(index: Index, how: str) -> None:
    found = replay_receipt(saved(index, **ASKED[how]), index)
    assert (found.outcome, found.about) == ("match", "asked again")
    assert found.line.startswith("the same answer with ")


def test_of_own_metadata_a_question_is_asked_again(tmp_path: Path) -> None:
    where = Filters.of_mapping({"section": "sea", "not": [{"desk": ["port", "hall"]}, {"publisher": "Post"}]})
    with index_of(tmp_path / "index", DESKED, POND) as index:
        receipt = saved(index, where=where)
        assert replay_receipt(receipt, index).line.startswith("the same answer with ")
        receipt["proof"]["asked"]["where"]["own"]["fields"]["section"]["in"] = ["city"]
        assert replay_receipt(forged(receipt), index).outcome == "mismatch"
        receipt["proof"]["asked"]["where"]["own"] = {"and": 5}
        assert replay_receipt(forged(receipt), index).outcome == "cannot_tell"


def test_what_was_asked_with_it_is_asked_again(index: Index) -> None:
    of_post = saved(index, where=Filters(publisher=("Post",)))
    of_post["proof"]["asked"]["where"]["publisher"] = ["Herald"]
    assert replay_receipt(forged(of_post), index).outcome == "mismatch"
    follow_up = saved(index, "And the pond?", history=[Turn(QUESTION, "Ada Berg")])
    follow_up["proof"]["asked"]["history"][0]["question"] = "Who drained the lake of Malmö?"
    assert replay_receipt(forged(follow_up), index).outcome == "mismatch"


def turned_into_a_refusal(receipt: Any) -> None:
    answer = receipt["answer"]
    refusal = {"kind": "not_stated", "message": "No.", "nearest": answer["quotes"]}
    for quote in answer["quotes"]:
        quote["claim"] = None
    answer |= {"answered": False, "quotes": [], "claims": [], "refusal": refusal}


def other_question(receipt: Any) -> None:
    receipt["answer"] |= {"question": "Who stole it?", "understood_as": "Who stole it?"}


def moved_focus(receipt: Any) -> None:
    quote = receipt["answer"]["quotes"][0]
    focus = {"text": quote["text"][:8], "start": quote["start"], "end": quote["start"] + 8}
    quote["focus"] = focus
    receipt["answer"]["claims"][0]["short"] = focus["text"]


def surer(receipt: Any) -> None:
    receipt["answer"]["confidence"] += 0.05 if receipt["answer"]["confidence"] < 0.9 else -0.05


def other_score(receipt: Any) -> None:
    receipt["answer"]["quotes"][0]["score"] += 1


def other_claim(receipt: Any) -> None:
    receipt["answer"]["claims"][0] |= {"outlets": 2, "independent": ["Herald", "Post"]}


FORGERIES = (turned_into_a_refusal, other_question, moved_focus, surer, other_score, other_claim)


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda one: one.__name__)
def test_what_articles_cannot_tell_is_told_by_asking_again(index: Index, forgery: Callable[[Any], None]) -> None:
    receipt = saved(index)
    forgery(receipt)
    receipt = forged(receipt)
    assert verify_receipt(receipt, index.articles(), saved=written(receipt)).outcome == "match"
    found = replay_receipt(receipt, index)
    assert found.outcome == "mismatch"
    assert found.line.startswith("the answer differs in ")


def test_a_refusal_that_became_an_answer_is_told(index: Index) -> None:
    bot = replace(open_bot(index, config=CONFIG), judge=FixedJudge(0.2))
    refused = make_receipt(bot.ask(QUESTION), index, what_was_asked(CONFIG, index))
    assert replay_receipt(refused, index, bot=bot).outcome == "match"
    answered = make_receipt(bot.ask(QUESTION, forced=True), index, what_was_asked(CONFIG, index))
    assert verify_receipt(answered, index.articles()).outcome == "match"
    found = replay_receipt(answered, index, bot=bot)
    assert (found.outcome, "answered" in found.line) == ("mismatch", True)


@pytest.mark.parametrize(("by", "outcome"), [(0.009, "match"), (0.011, "mismatch")])
def test_a_confidence_may_differ_by_a_hundredth(index: Index, by: float, outcome: str) -> None:
    bot = replace(open_bot(index, config=CONFIG), judge=FixedJudge(0.7))
    made = make_receipt(bot.ask(QUESTION), index, what_was_asked(CONFIG, index))
    other = replace(bot, judge=FixedJudge(0.7 + by))
    assert replay_receipt(made, index, bot=other).outcome == outcome


def test_every_changed_byte_of_a_replayed_receipt_is_caught(index: Index) -> None:
    bot = Bot(index, FixedReader(), FixedJudge())
    made = written(make_receipt(bot.ask(QUESTION), index, what_was_asked(CONFIG, index, top=3)))

    articles = list(index.articles())

    def matches(receipt: object, data: bytes) -> bool:
        verified = verify_receipt(receipt, articles, saved=data).outcome == "match"
        return verified and replay_receipt(receipt, index, bot=bot).outcome == "match"

    assert changes_missed(made, matches) == []


def test_what_is_another_index_cannot_be_told(index: Index, tmp_path: Path) -> None:
    other = index_of(tmp_path / "other", POND)
    found = replay_receipt(saved(index), other)
    assert found.outcome == "cannot_tell"
    assert found.line == f"the receipt is of another index than {other.folder}; name its own: --index FOLDER"
    other.close()


def test_what_does_not_hold_what_was_asked_cannot_be_told(index: Index) -> None:
    receipt = make_receipt(open_bot(index, config=CONFIG).ask(QUESTION), index)
    line = "the receipt does not hold what was asked (a bot of somebody's own answered)"
    assert replay_receipt(receipt, index).line == line
    older: Any = receipt
    del older["digest"], older["signature"], older["proof"]["splitter"], older["proof"]["asked"]
    line = "the receipt does not hold what was asked (it was saved before receipts did)"
    assert replay_receipt(older, index).line == line
    assert replay_receipt({}, index).outcome == "cannot_tell"


@pytest.mark.parametrize(
    "changes", [{"reader": "no-such"}, {"refuse": "never"}, {"as_of": "2020-13-01"}, {"top": 0}, {"risk": 0.5}]
)
def test_what_cannot_be_asked_cannot_be_told(index: Index, changes: dict[str, object]) -> None:
    receipt = saved(index)
    receipt["proof"]["asked"] |= changes
    found = replay_receipt(forged(receipt), index)
    assert (found.outcome, "\n" in found.line) == ("cannot_tell", False)


def test_another_answer_of_another_version_cannot_be_told(index: Index) -> None:
    receipt = saved(index)
    other_score(receipt)
    receipt["proof"]["versions"]["pullquote"] = "0.1.9"
    found = replay_receipt(forged(receipt), index)
    assert (found.outcome, "but it was made with pullquote 0.1.9" in found.line) == ("cannot_tell", True)


def test_another_calibration_than_it_was_asked_with_cannot_be_told(index: Index, tmp_path: Path) -> None:
    receipt = saved(index)
    file = tmp_path / CALIBRATION_FILE
    file.write_text("{}")
    asked = what_was_asked(replace(CONFIG, threshold=None, calibration=str(file)), index)
    assert asked["calibration"] == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # of {}
    receipt["proof"]["asked"]["calibration"] = asked["calibration"]
    found = replay_receipt(forged(receipt), index)
    assert (found.outcome, found.line.endswith("name it: --calibration FILE")) == ("cannot_tell", True)
    with pytest.raises(NotFoundError, match="cannot read"):
        what_was_asked(replace(CONFIG, calibration=str(tmp_path / "none")), index)


class KnowsFewWords(IndexVocabulary):
    """Takes no word for an ordinary one, as the embedder that hashes words takes all for such."""

    def ordinary(self, word: str) -> bool:
        return False


def test_a_question_asked_as_it_was_typed_is_asked_so_again(index: Index) -> None:
    asked: AskedForm = what_was_asked(CONFIG, index, as_typed=True)
    typed = "Who was the mill of Lund soold to?"
    bot = replace(open_bot(index, config=CONFIG), vocabulary=KnowsFewWords(index))
    assert bot.ask(typed).understood_as == QUESTION
    receipt = make_receipt(replace(bot, vocabulary=AsTyped(index)).ask(typed), index, asked)
    assert receipt["answer"]["understood_as"] == typed
    assert replay_receipt(receipt, index, bot=bot).outcome == "match"


def test_what_is_no_number_is_no_score(index: Index) -> None:
    receipt = saved(index)
    receipt["answer"]["quotes"][0]["score"] = float("nan")
    assert replay_receipt(forged(receipt), index).outcome == "mismatch"
