"""Real parts put together: which reader, which judge, and what is refused."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import BadInputError, DamagedError, NotFoundError
from pullquote.index import Index
from pullquote.rag import (
    CALIBRATION_FILE,
    CALIBRATION_FORMAT,
    SETTINGS,
    Config,
    LogisticJudge,
    NetworkReader,
    RiskTable,
    made_for,
    make_reader,
    open_bot,
    outside_judge,
    save_calibration,
    shipped_judge,
)
from pullquote.rag.linear import fitted
from tests.conftest import article, index_of
from tests.rag.conftest import FixedJudge, FixedReader

SENTENCE = Config(reader="nearest")
RIGHT = RiskTable.of([0.9] * 60 + [0.3] * 40, [True] * 60 + [False] * 40)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return index_of(tmp_path / "index", article("a", "The tower of Arden was built in 1821 by Oskar Lind."))


def calibrate(index: Index) -> LogisticJudge:
    """Keeps a calibration beside an index, and gives its judge."""
    values = {
        "format": CALIBRATION_FORMAT,
        "made_for": made_for("nearest", "", "hash"),
        "answerable": {"features": {"score": [0.0, 1.0, 1.0]}, "bias": 0.5},
        "right": {"features": {"score": [0.0, 1.0, 0.0]}, "bias": 2.0},
        "unanswerable": 0.4,
        "refuse": {name: {"threshold": 0.4} for name in SETTINGS},
        "risk": RIGHT.to_dict(),
    }
    save_calibration(values, index.folder / CALIBRATION_FILE)
    return LogisticJudge.of(values)


def test_a_bot_over_the_folder_judges_by_the_calibration_beside_it(index: Index) -> None:
    question = "When was the tower of Arden built?"
    shipped = open_bot(index, config=SENTENCE).ask(question, forced=True)
    judge = calibrate(index)
    own = open_bot(index, config=SENTENCE).ask(question)
    assert own.answered and own.signals == shipped.signals
    assert own.confidence == judge.confidence(shipped.signals) != shipped.confidence


def test_another_calibration_is_used_when_it_is_named(index: Index, tmp_path: Path) -> None:
    calibrate(index)
    shutil.move(index.folder / CALIBRATION_FILE, tmp_path / "mine.json")
    judge = open_bot(index, config=Config(reader="nearest", calibration=str(tmp_path / "mine.json"))).judge
    assert isinstance(judge, LogisticJudge) and judge.threshold == 0.4
    with pytest.raises(NotFoundError, match="cannot read"):
        open_bot(index, config=Config(reader="nearest", calibration=str(tmp_path / "none.json")))


def test_a_calibration_that_is_damaged_is_not_answered_from(index: Index) -> None:
    (index.folder / CALIBRATION_FILE).write_text("{}")
    with pytest.raises(DamagedError, match="is no calibration"):
        open_bot(index, config=SENTENCE)


def test_a_calibration_is_no_part_of_the_index(index: Index, tmp_path: Path) -> None:
    calibrate(index)
    shutil.copytree(index.folder, tmp_path / "copy")
    copied = Index.open(tmp_path / "copy")
    copied.add([article("new", "A new article about the sea.")])
    judge = open_bot(copied, config=SENTENCE).judge
    assert isinstance(judge, LogisticJudge) and judge.threshold == 0.4
    copied.close()


def test_a_risk_chooses_the_threshold_of_the_table(index: Index) -> None:
    calibrate(index)
    judge = open_bot(index, config=Config(reader="nearest", risk=0.1)).judge
    assert isinstance(judge, LogisticJudge)
    assert 0.3 < judge.threshold == RIGHT.threshold_for(0.1) <= 0.9
    with pytest.raises(BadInputError, match="the lowest risk that 100 calibration questions support"):
        open_bot(index, config=Config(reader="nearest", risk=0.001))


def test_a_threshold_and_a_risk_exclude_each_other() -> None:
    with pytest.raises(BadInputError, match=r"threshold 0\.5 and risk 0\.05 exclude each other"):
        Config(threshold=0.5, risk=0.05)
    with pytest.raises(BadInputError, match=r"refuse strict and risk 0\.05 exclude each other"):
        Config(refuse="strict", risk=0.05)


def test_a_risk_is_promised_for_the_share_of_unanswerable_questions_that_it_was_counted_with() -> None:
    with pytest.raises(BadInputError, match=r"leave out unanswerable 0\.5"):
        Config(risk=0.05, unanswerable=0.5)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"passages": "10"}, "passages is '10'; allowed: a whole number"),
        ({"passages": 0}, "passages is 0"),
        ({"passages": True}, "passages is True"),
        ({"reader": 5}, "reader is 5; needed: a name as text"),
        ({"calibration": 5}, "5 is no path; needed: text or a Path"),
        ({"threshold": "0.5"}, "threshold is '0.5'; allowed: a number"),
        ({"risk": "5 %"}, "risk is '5 %'; allowed: a number"),
        ({"refuse": "never"}, "refuse is 'never'; allowed: strict, balanced, everything"),
        ({"unanswerable": 1}, "unanswerable is 1; allowed: more than 0 and less than 1"),
    ],
)
def test_a_setting_of_another_type_is_a_mistake(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        Config(**given)


def test_the_shipped_judge_is_the_one_that_was_fitted_for_one_of_two_readers() -> None:
    assert shipped_judge(Config(reader="nearest")).threshold == fitted("nearest")["refuse"]["balanced"]["threshold"]
    with pytest.raises(
        NotFoundError, match="no judge was fitted for the reader 'quik'; known: careful, nearest, quick"
    ):
        shipped_judge(Config(reader="quik"))


def test_somebody_else_s_model_is_taken_at_its_word() -> None:
    judge = outside_judge(Config())
    assert judge.confidence({"over_null": 0.0}) == judge.threshold == 0.5
    assert outside_judge(Config(threshold=0.8)).threshold == 0.8
    assert outside_judge(Config(refuse="everything")).threshold == 0.0


@pytest.mark.parametrize("name", ["tranied", "org/no-such-model", "a b", "../nowhere/at/all", "x" * 200])
def test_a_name_that_is_neither_reader_nor_model_is_one_line_with_what_is_known(index: Index, name: str) -> None:
    with pytest.raises(NotFoundError) as raised:
        make_reader(name, index)
    line = str(raised.value)
    assert line.startswith(
        f"no reader {name!r}; known: careful, nearest, quick, the folder of a question-answering model"
    )
    assert "hf download" in line and "\n" not in line


def test_an_index_without_articles_refuses(tmp_path: Path) -> None:
    empty = Index.create(tmp_path / "none", embedder="hash")
    refusal = open_bot(empty, config=Config(threshold=0.0, reader="nearest")).ask("Who built the mill?").refusal
    assert refusal and refusal.kind == "too_weak"


def test_markup_and_right_to_left_marks_in_an_article_stay_as_they_are(tmp_path: Path) -> None:
    text = "The <b>minister</b> \u200fspoke\u200e on Monday in Kyiv.\n\nNothing else was said."
    odd = index_of(tmp_path / "odd", article("a", text))
    bot = open_bot(odd.folder, config=Config(threshold=0.0, reader="nearest"))
    quote = bot.ask("When did the minister speak?").quotes[0]
    assert quote.text == "The <b>minister</b> \u200fspoke\u200e on Monday in Kyiv."


@pytest.mark.model
def test_the_quick_reader_names_its_network_and_hashes_it_at_most_once(
    bundled: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    read_bytes = Path.read_bytes

    def noted(path: Path) -> bytes:
        read.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    reader = make_reader("quick", bundled)
    assert len(reader.sha256) == 64
    assert make_reader("quick", bundled).sha256 == reader.sha256
    assert read.count("reader.bin") <= 1  # one network for all


@pytest.mark.model
def test_all_who_ask_share_one_network(bundled: Index, index: Index) -> None:
    made = [open_bot(one, config=Config(reader="quick")).reader for one in (bundled, index)]
    assert made[0] is not made[1]
    networks = [reader._quick.network for reader in made if isinstance(reader, NetworkReader)]
    assert len(networks) == 2 and networks[0] is networks[1]


def test_a_reader_and_a_judge_of_one_s_own_take_the_places_of_the_shipped(index: Index) -> None:
    reader, judge = FixedReader(), FixedJudge(0.7)
    bot = open_bot(index, reader=reader, judge=judge)
    assert (bot.reader, bot.judge) == (reader, judge)
    assert bot.ask("When was the tower of Arden built?").confidence == 0.7
    assert open_bot(index, judge=judge, config=SENTENCE).judge is judge


def test_a_reader_of_one_s_own_needs_a_judge(index: Index) -> None:
    with pytest.raises(BadInputError, match=r"needs a judge of your own.*; pass it: open_bot\(…, reader=…, judge=…\)"):
        open_bot(index, reader=FixedReader())
