"""Calibration: promises that are kept, a judge for a corpus of one's own, and the file that holds both."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pullquote.corpus import Article, PullquoteError, Source
from pullquote.evals.fitting import regression as judges
from pullquote.evals.fitting.calibration_fit import LEAST, calibrate, offers
from pullquote.index import Index, build, check_index
from pullquote.rag import Config, LogisticJudge, Question, SentenceReader, open_bot
from pullquote.rag.bot import WITHOUT_NAME
from pullquote.rag.confidence.calibration import FILE, legible, load, made_for, save
from pullquote.rag.confidence.risk import GRID, STARTS, RiskTable, Row, check_risk, from_rows, to_rows, upper_bound
from pullquote.rag.linear import Weights
from pullquote.ui.cli.main import main

Floats = NDArray[np.float64]

# -- the binomial bound


@pytest.mark.parametrize(("wrong", "answered"), [(0, 1), (0, 45), (3, 80), (79, 80), (250, 6400)])
@pytest.mark.parametrize("confidence", [0.9, 0.975])
def test_the_bound_is_the_quantile_of_the_beta_distribution(wrong: int, answered: int, confidence: float) -> None:
    from scipy.stats import beta

    exact = beta.ppf(confidence, wrong + 1, answered - wrong)
    assert upper_bound(wrong, answered, confidence) == pytest.approx(exact, abs=1e-9)


def test_none_wrong_leaves_the_share_possible_that_is_spared_so_often() -> None:
    # (1 - p)^45 = 0.1 where p = 1 - 0.1^(1/45) = 0.0499
    assert upper_bound(0, 45, 0.9) == pytest.approx(1 - 0.1 ** (1 / 45))


def test_without_an_answer_or_a_right_one_nothing_is_excluded() -> None:
    assert upper_bound(0, 0, 0.9) == upper_bound(7, 7, 0.9) == 1.0


# -- the table


pairs = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.8, 0.91, 0.98, 1.0]), st.booleans()), max_size=150)


def mostly_right(seed: int, size: int) -> list[tuple[float, bool]]:
    """Questions of which one in twenty or so is answered wrongly."""
    rng = np.random.default_rng(seed)
    return list(zip(rng.random(size).round(2).tolist(), (rng.random(size) > 0.05).tolist(), strict=True))


easy = st.builds(mostly_right, st.integers(0, 10**6), st.integers(100, 400))


def table(found: list[tuple[float, bool]]) -> RiskTable:
    return RiskTable.of([sure for sure, _ in found], [hit for _, hit in found])


def threshold(found: RiskTable, risk: float) -> float:
    """The threshold; 1 where there is none."""
    try:
        return found.threshold_for(risk)
    except PullquoteError:
        return 1.0


@given(pairs)
def test_a_row_counts_the_questions_whose_confidence_reaches_its_threshold(found: list[tuple[float, bool]]) -> None:
    for row in table(found).rows:
        reached = [hit for sure, hit in found if sure >= row.threshold]
        assert (row.answered, row.wrong) == (len(reached), len(reached) - sum(reached))


@given(st.one_of(pairs, easy), st.randoms())
def test_the_order_of_the_questions_changes_nothing(found: list[tuple[float, bool]], random: Any) -> None:
    mixed = list(found)
    random.shuffle(mixed)
    assert table(mixed) == table(found)


@settings(deadline=None)
@given(easy, st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_who_allows_more_risk_is_never_answered_less(found: list[tuple[float, bool]], one: float, other: float) -> None:
    counted = table(found)
    assert threshold(counted, max(one, other)) <= threshold(counted, min(one, other))


@settings(deadline=None)
@given(easy)
def test_no_promise_is_better_than_what_was_seen(found: list[tuple[float, bool]]) -> None:
    counted = table(found)
    for row, promise in zip(counted.rows, counted.promises(), strict=True):
        assert promise >= (row.wrong / row.answered if row.answered else 1)


@settings(deadline=None)
@given(easy)
def test_the_lowest_risk_that_a_refusal_names_is_promised_and_less_is_not(found: list[tuple[float, bool]]) -> None:
    counted = table(found)
    lowest = min(counted.promises())
    if lowest < 0.999:
        assert counted.threshold_for(lowest) in GRID
        with pytest.raises(PullquoteError, match=f"the lowest risk that {len(found)} calibration questions support is"):
            counted.threshold_for(lowest * 0.99)


def test_a_hundred_right_answers_promise_what_the_bound_says() -> None:
    counted = RiskTable.of([0.7] * 100, [True] * 100)
    # Two sequences, begun at 25 and at 100 answers, share the error of 0.1; 0.7 is reached by all from 0.7 down.
    bound = upper_bound(0, 100, 0.95)
    assert bound == pytest.approx(1 - 0.05 ** (1 / 100))
    assert counted.promises() == tuple(1.0 if t > 0.7 else bound for t in GRID)
    assert counted.threshold_for(0.03) == GRID[-1]
    with pytest.raises(PullquoteError) as told:
        counted.threshold_for(0.01)
    assert str(told.value) == (
        "no threshold keeps at most 1 % wrong among what is answered at 90 % confidence;"
        " the lowest risk that 100 calibration questions support is 3 %"
    )


def test_a_sequence_stops_at_the_first_threshold_that_fails_and_does_not_take_up_again() -> None:
    # 30 right at 0.9; 20 wrong at 0.8; 1000 right at 0.5: at 0.5 the share wrong is small, but the sequence that began
    # at 25 answers failed at 0.8. One begun at 100 or at 400 answers may pass: 20 wrong of 1050.
    counted = RiskTable.of([0.9] * 30 + [0.8] * 20 + [0.5] * 1000, [True] * 30 + [False] * 20 + [True] * 1000)
    promises = dict(zip(GRID, counted.promises(), strict=True))
    alike = 1 - 0.1 / 3
    assert promises[0.9] == upper_bound(0, 30, alike)
    assert promises[0.8] == upper_bound(20, 50, alike)
    assert promises[0.5] == upper_bound(20, 1050, alike)
    few = from_rows(99, [[0.9, 30, 0], [0.8, 50, 20], [0.5, 90, 20]])
    assert few.promises()[2] == upper_bound(20, 50, 0.9)  # one sequence only, and the worst bound on its way stays


def test_equal_confidences_are_answered_together_or_not_at_all() -> None:
    counted = RiskTable.of([0.5] * 200, [True] * 100 + [False] * 100)
    assert {row.answered for row in counted.rows} == {0, 200}
    with pytest.raises(PullquoteError):
        counted.threshold_for(0.4)


@pytest.mark.parametrize("risk", [0.0, 1.0, -0.1, 5.0, float("nan")])
def test_a_risk_is_a_share(risk: float) -> None:
    with pytest.raises(PullquoteError, match="allowed: more than 0 and less than 1"):
        check_risk(risk)


@given(st.one_of(pairs, easy))
def test_written_and_read_back_it_is_the_same(found: list[tuple[float, bool]]) -> None:
    written = json.loads(legible(to_rows(table(found))))
    assert from_rows(written["questions"], written["rows"]) == table(found)


@pytest.mark.parametrize(
    "rows", [[[0.5, 3, 4]], [[0.5, 11, 0]], [[0.5, 3, 0], [0.6, 4, 0]], [[0.5, 3, 1], [0.4, 2, 1]], [[0.5, 3, -1]]]
)
def test_counts_that_cannot_be_are_refused(rows: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="row"):
        from_rows(10, rows)


# -- promises are kept: judges of which the true share wrong above each threshold is known

JUDGES: dict[str, Callable[[Floats], Floats]] = {
    "calibrated": lambda sure: sure,
    "overconfident": lambda sure: sure**2,
    "says nothing, always just over a tenth wrong": lambda sure: np.full_like(sure, 0.899),
    "wrong where it is surest": lambda sure: np.where(sure > 0.94, 0.6, np.where(sure > 0.5, 0.97, 0.3)),
    "up and down": lambda sure: np.where((sure * 10).astype(int) % 2 == 0, 0.97, 0.8),
}
DRAWS = 300


@pytest.mark.parametrize("name", JUDGES)
@pytest.mark.parametrize("questions", [60, 300])
def test_a_promise_is_broken_in_at_most_a_tenth_of_the_draws(name: str, questions: int) -> None:
    chance = JUDGES[name]
    rng = np.random.default_rng(0)
    many = rng.beta(0.4, 0.4, 200_000)
    wrong = 1 - chance(many)
    truth = {t: wrong[many >= t].mean() for t in GRID}
    broken = dict.fromkeys((0.05, 0.1, 0.2), 0)
    for _ in range(DRAWS):
        sure = rng.beta(0.4, 0.4, questions)
        counted = RiskTable.of(sure.tolist(), (rng.random(questions) < chance(sure)).tolist())
        for risk in broken:
            chosen = threshold(counted, risk)
            broken[risk] += chosen < 1 and truth[chosen] > risk
    slack = 3 * (0.1 * 0.9 / DRAWS) ** 0.5  # three standard errors of a share of a tenth
    assert all(count / DRAWS <= 0.1 + slack for count in broken.values()), broken


def test_a_good_judge_is_promised_something() -> None:
    rng = np.random.default_rng(1)
    sure = rng.beta(0.4, 0.4, 1300)
    counted = RiskTable.of(sure.tolist(), (rng.random(1300) < sure).tolist())
    assert counted.share_answered(counted.threshold_for(0.1)) > 0.2


def test_the_starts_do_not_depend_on_what_was_right() -> None:
    assert tuple(sorted(STARTS)) == STARTS
    nothing = RiskTable(STARTS[0] - 1, tuple(Row(t, 0, 0) for t in GRID))
    with pytest.raises(PullquoteError, match="24 calibration questions support no risk"):
        nothing.threshold_for(0.5)


# -- fitting a judge


def drawn(count: int, slope: float, shift: float, seed: int = 0) -> tuple[list[dict[str, float]], NDArray[np.bool_]]:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(count, 2))
    right = rng.random(count) < 1 / (1 + np.exp(-(slope * rows[:, 0] + shift)))
    return [{"relevance": a, "names_missing": b} for a, b in rows], right


BASE = Weights(("relevance", "names_missing"), np.zeros(2), np.ones(2), np.array([1.0, -0.1]), 0.0)


def confidences(fitted: dict[str, Any], signals: list[dict[str, float]]) -> Floats:
    judge = LogisticJudge(Weights.of(fitted), 0.0)
    return np.array([judge.confidence(one) for one in signals])


def test_few_questions_move_the_shift_and_leave_the_order_alone() -> None:
    signals, right = drawn(30, 1.0, -2.0)
    fitted = judges.fit_around(BASE, signals, right)
    before = np.argsort([BASE.score(np.array([[*one.values()]]))[0] for one in signals])
    after = np.argsort(confidences(fitted, signals))
    assert np.corrcoef(np.argsort(before), np.argsort(after))[0, 1] > 0.95
    assert confidences(fitted, signals).mean() == pytest.approx(right.mean(), abs=0.05)


def test_many_questions_overrule_the_shipped_weights() -> None:
    signals, right = drawn(4000, 3.0, 0.5)
    fitted = judges.fit_around(BASE, signals, right)
    mean, deviation, weight = fitted["features"]["relevance"]
    assert (mean, deviation) == (0.0, 1.0)
    assert weight == pytest.approx(3.0, rel=0.1)
    assert fitted["bias"] == pytest.approx(0.5, abs=0.15)


def test_no_weight_changes_its_sign() -> None:
    signals, right = drawn(2000, -2.0, 0.0)
    fitted = judges.fit_around(BASE, signals, right)
    assert fitted["features"]["relevance"][2] >= 0 >= fitted["features"]["names_missing"][2]


def test_a_signal_that_the_shipped_judge_lacks_is_taken_up() -> None:
    signals, right = drawn(2000, 2.0, 0.0)
    short = Weights(("names_missing",), np.zeros(1), np.ones(1), np.array([-0.1]), 0.0)
    assert judges.fit_around(short, signals, right)["features"]["relevance"][2] > 1


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60))
def test_a_fold_keeps_a_group_whole_and_no_fold_is_much_larger(groups: list[str]) -> None:
    fold = judges.folds(groups)
    for group in set(groups):
        assert len({int(fold[i]) for i, one in enumerate(groups) if one == group}) == 1
    largest = max(groups.count(group) for group in set(groups))
    sizes = [int((fold == number).sum()) for number in range(judges.FOLDS)]
    assert max(sizes) - min(sizes) <= largest


def test_nobody_is_judged_by_a_judge_that_saw_the_same_article() -> None:
    signals, right = drawn(40, 1.0, 0.0)
    groups = [f"article {i % 8}" for i in range(40)]
    seen: list[set[str]] = []

    def fit(rows: NDArray[np.intp]) -> dict[str, Any]:
        seen.append({groups[i] for i in rows})
        return judges.fit_around(BASE, [signals[i] for i in rows], right[rows])

    confidence = judges.out_of_fold(fit, signals, groups)
    assert ((confidence > 0) & (confidence < 1)).all()
    assert [len(one) for one in seen] == [6, 6, 6, 7, 7]  # eight articles in five folds


def test_the_threshold_refuses_at_most_its_share_of_the_answerable() -> None:
    confidence = np.arange(100) / 100
    answerable = np.ones(100, bool)
    # 0.08 of the weight lies below the ninth of them, 0.08
    assert judges.threshold_of(confidence, answerable, np.ones(100)) in (0.07, 0.08)


def test_a_name_that_is_nowhere_is_answered_only_above_even_odds() -> None:
    confidence = np.array([WITHOUT_NAME - 0.1, WITHOUT_NAME, 0.3])
    assert judges.answering(confidence, np.array([True, True, False])).tolist() == [0.0, WITHOUT_NAME, 0.3]


# -- a corpus of one's own

TOWNS = [
    ("Arden", "tower", "mason Oskar Lind", 1821),
    ("Borlau", "bridge", "engineer Mara Voss", 1874),
    ("Cresk", "lighthouse", "captain Ivo Tarn", 1902),
    ("Dunmoor", "library", "teacher Edith Quill", 1931),
    ("Elsing", "harbour", "merchant Tomas Reed", 1788),
    ("Fenwick", "theatre", "painter Clara Nye", 1956),
]
Make = Callable[..., Path]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calibration") / "towns"
    folder.mkdir()
    for town, thing, who, year in TOWNS:
        text = (
            f"The {thing} of {town} was built in {year}.\n\nIts founder was the {who}, who lived in {town} for years.\n"
        )
        (folder / f"{town.lower()}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def kept(corpus: Path) -> Path:
    return build([corpus], corpus.parent / "index", embedder="hash").index.folder


@pytest.fixture
def index(kept: Path, tmp_path: Path) -> Iterator[Index]:
    """A copy of its own for each test: the file lies in it."""
    shutil.copytree(kept, tmp_path / "index")
    opened = Index.open(tmp_path / "index")
    yield opened
    opened.close()


def questions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for town, thing, who, year in TOWNS:
        file = f"{town.lower()}.txt"
        first = f"The {thing} of {town} was built in {year}."
        second = f"Its founder was the {who}, who lived in {town} for years."
        at = len(first) + 2
        asks = [
            (f"When was the {thing} of {town} built?", (0, first)),
            (f"Who was the founder in {town}?", (at, second)),
            (f"How tall is the {thing} of {town}?", None),
            (f"Who burned the town hall of {town} down?", None),
        ]
        for number, (question, gold) in enumerate(asks):
            row: dict[str, Any] = {"id": f"{town}-{number}", "question": question, "answerable": gold is not None}
            if gold:
                start, text = gold
                row["evidence"] = [{"article": file, "text": text, "start": start, "end": start + len(text)}]
            found.append(row)
    return found


@pytest.fixture
def asked(tmp_path: Path) -> Make:
    def asked(rows: list[dict[str, Any]] | None = None) -> Path:
        path = tmp_path / "questions.jsonl"
        lines = [json.dumps(row) for row in (questions() if rows is None else rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return asked


def run(*args: str | Path) -> int:
    return main([str(arg) for arg in args])


def calibrated(index: Index, path: Path) -> dict[str, Any]:
    values = calibrate(path, index, reader="sentence")
    save(values, index.folder / FILE)
    return values


def test_calibrating_counts_every_question_and_knows_the_wrong_ones(index: Index, asked: Make) -> None:
    values = calibrated(index, asked())
    assert values["questions"]["asked"] == 24
    assert values["questions"]["unanswerable"] == 12
    assert values["risk"]["questions"] == 24
    _, answered, wrong = values["risk"]["rows"][-1]
    assert 0 < wrong <= 24 - values["questions"]["first_right"]
    assert 0 < answered - wrong <= values["questions"]["first_right"] <= 12
    assert values["made_for"] == made_for("sentence", index)


def test_a_bot_over_the_folder_judges_by_the_file(index: Index, asked: Make) -> None:
    question = questions()[0]["question"]
    shipped = open_bot(index, config=Config(reader="sentence")).ask(question, forced=True)
    values = calibrated(index, asked())
    own = open_bot(index, config=Config(reader="sentence"))
    assert own.judge.threshold == values["threshold"]
    answer = own.ask(question, forced=True)
    assert answer.signals == shipped.signals
    assert answer.confidence == LogisticJudge.of(values).confidence(shipped.signals or {}) != shipped.confidence
    assert own.ask(question).to_dict() == open_bot(index, config=Config(reader="sentence")).ask(question).to_dict()


def test_a_risk_chooses_the_threshold_of_the_table(index: Index, asked: Make) -> None:
    values = calibrated(index, asked())
    sure = RiskTable.of([0.9] * 60 + [0.3] * 40, [True] * 60 + [False] * 40)
    save(values | {"risk": to_rows(sure)}, index.folder / FILE)
    bot = open_bot(index, config=Config(reader="sentence", risk=0.1))
    assert bot.judge.threshold == sure.threshold_for(0.1)
    assert 0.3 < bot.judge.threshold <= 0.9
    with pytest.raises(PullquoteError, match="the lowest risk that 100 calibration questions support"):
        open_bot(index, config=Config(reader="sentence", risk=0.001))


def test_doctor_adding_and_copying_take_no_notice_of_the_file(index: Index, asked: Make, tmp_path: Path) -> None:
    values = calibrated(index, asked())
    assert check_index(index.folder) == []
    shutil.copytree(index.folder, tmp_path / "copy")
    copied = Index.open(tmp_path / "copy")
    assert open_bot(copied, config=Config(reader="sentence")).judge.threshold == values["threshold"]
    copied.add([Article(Source("new", "new.txt", "New"), "A new article about the sea.")])
    assert check_index(copied.folder) == []
    assert load(copied.folder / FILE, made_for("sentence", copied)) == values
    copied.close()


@pytest.mark.parametrize("name", ["reader", "weights", "network", "embedder"])
def test_a_calibration_made_for_something_else_is_refused(index: Index, asked: Make, name: str) -> None:
    values = calibrated(index, asked())
    other = values | {"made_for": values["made_for"] | {name: "other"}}
    save(other, index.folder / FILE)
    with pytest.raises(
        PullquoteError, match=f"was made for {name} 'other', not .*; run: pullquote calibrate QUESTIONS"
    ):
        open_bot(index, config=Config(reader="sentence"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: "{}",
        lambda text: text.replace('"format": 1', '"format": 2'),
        lambda text: text.replace('"bias": ', '"bias": NaN, "was": '),
        lambda text: text.replace('"questions": 24,\n  "rows"', '"questions": 2,\n  "rows"'),
    ],
)
def test_a_damaged_file_is_named_and_not_answered_from(index: Index, asked: Make, damage: Callable[[str], str]) -> None:
    calibrated(index, asked())
    file = index.folder / FILE
    whole = file.read_text(encoding="utf-8")
    assert damage(whole) != whole
    file.write_text(damage(whole), encoding="utf-8")
    with pytest.raises(PullquoteError, match="is no calibration") as told:
        open_bot(index, config=Config(reader="sentence"))
    assert str(file) in str(told.value) and "\n" not in str(told.value)


def test_a_threshold_and_a_risk_exclude_each_other() -> None:
    with pytest.raises(PullquoteError, match=r"threshold 0\.5 and risk 0\.05 exclude each other"):
        Config(threshold=0.5, risk=0.05)


def test_weights_for_which_nothing_was_counted_promise_nothing() -> None:
    values = {"judge": {"features": {"score": [0, 1, 1]}, "bias": 0.0}, "threshold": 0.5}
    assert LogisticJudge.of(values).threshold == 0.5
    with pytest.raises(PullquoteError, match="no risk was counted; run: pullquote calibrate QUESTIONS --index FOLDER"):
        LogisticJudge.of(values, risk=0.05)


# -- the command


def test_the_command_writes_beside_the_index_and_says_what_can_be_promised(
    index: Index, asked: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("calibrate", asked(), "--index", index.folder, "--reader", "sentence") == 0
    out = capsys.readouterr().out
    values = load(index.folder / FILE, made_for("sentence", index))
    assert "24 questions, 12 of them unanswerable" in out
    promised = offers(from_rows(24, values["risk"]["rows"]))
    assert out.count("cannot") == sum(threshold is None for _, threshold in promised) > 0
    assert str(index.folder / FILE) in out
    assert run("ask", "When was the tower of Arden built?", "--index", index.folder, "--reader", "sentence") in (0, 1)


def test_another_file_is_used_only_when_it_is_named(
    index: Index, asked: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "mine.json"
    assert run("calibrate", asked(), "--index", index.folder, "--reader", "sentence", "--out", elsewhere, "--json") == 0
    assert json.loads(capsys.readouterr().out) == json.loads(elsewhere.read_text(encoding="utf-8"))
    assert not (index.folder / FILE).exists()
    ask: list[str | Path] = [
        "ask",
        "When was the tower of Arden built?",
        "--index",
        index.folder,
        "--reader",
        "sentence",
        "--json",
    ]
    run(*ask)
    usual = json.loads(capsys.readouterr().out)["confidence"]
    run(*ask, "--calibration", elsewhere)
    assert json.loads(capsys.readouterr().out)["confidence"] != usual


def without(kind: bool) -> list[dict[str, Any]]:
    return [row for row in questions() if row["answerable"] is not kind] * 2


def renamed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"id": str(number)} for number, row in enumerate(rows)]


def misplaced() -> list[dict[str, Any]]:
    rows = questions()
    rows[4]["evidence"][0]["start"] += 1
    return rows


MISTAKES: dict[str, tuple[Callable[[], list[dict[str, Any]]], str]] = {
    "few": (lambda: questions()[: LEAST - 1], f"has 19 questions; needed to calibrate: {LEAST}"),
    "all answerable": (lambda: renamed(without(False)), "has no unanswerable question"),
    "none answerable": (lambda: renamed(without(True)), "has no answerable question"),
    "an offset that is off": (misplaced, "questions.jsonl:5: evidence[0]: offset"),
    "no id": (lambda: [{"question": "Who?"}], "questions.jsonl:1: 'answerable' is missing"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_questions_that_cannot_calibrate_are_told_of_in_one_line(
    index: Index, asked: Make, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    rows, line = MISTAKES[name]
    assert run("calibrate", asked(rows()), "--index", index.folder, "--reader", "sentence") == 2
    err = capsys.readouterr().err
    assert line in err and err.count("\n") == 1
    assert not (index.folder / FILE).exists()


@pytest.mark.parametrize("risk", ["0", "1", "5", "nan"])
def test_a_risk_that_is_no_share_is_a_mistake(index: Index, capsys: pytest.CaptureFixture[str], risk: str) -> None:
    assert run("ask", "Who?", "--index", index.folder, "--reader", "sentence", "--risk", risk) == 2
    assert "allowed: more than 0 and less than 1" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_or_read_is_named(
    index: Index, asked: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nowhere" / "file.json"
    assert run("calibrate", asked(), "--index", index.folder, "--reader", "sentence", "--out", nowhere) == 2
    assert f"cannot write {nowhere}" in capsys.readouterr().err
    ask: list[str | Path] = ["ask", "Who?", "--index", index.folder, "--reader", "sentence", "--calibration", nowhere]
    assert run(*ask) == 2
    assert f"cannot read {nowhere}" in capsys.readouterr().err


# -- the signals


def signals(question: str, *texts: str) -> dict[str, float]:
    articles = [Article(Source(f"a{i}", f"a{i}.txt", ""), text) for i, text in enumerate(texts)]
    return dict(read(question, articles))


def read(question: str, articles: list[Article]) -> Any:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        index = Index.create(folder, embedder="hash")
        index.add(articles)
        reading = SentenceReader(index.idf).read(Question(question), index.search(question, 10))
        index.close()
        return reading.signals


def test_articles_agree_whose_best_sentence_has_the_same_short_answer() -> None:
    question = "When was the mill of Arden built?"
    alone = "The mill of Arden was built in 1821."
    same = "Builders finished the old mill of Arden in 1821, people say."
    other = "The mill of Arden was built, papers claim, in 1799."
    assert signals(question, alone)["agreement"] == 0
    assert signals(question, alone, other)["agreement"] == 0
    assert signals(question, alone, same)["agreement"] == pytest.approx(np.log(2))


def test_what_tells_is_the_names_the_numbers_and_the_rare_words() -> None:
    fillers = [f"Nothing happened on day {number} in the valley." for number in range(20, 30)]
    question = "Which geese did Quentin count in 1911 in the valley?"
    whole = signals(question, "In 1911 Quentin did count 47 geese.", *fillers)
    split = signals(question, "Quentin came in 1911. He did count 47 geese.", *fillers)
    missing = signals(question, "In 1911 Roderick did count 47 geese.", *fillers)
    assert whole["telling_by_quote"] == whole["telling_by_article"] == 1
    assert split["telling_by_quote"] < split["telling_by_article"] == 1
    assert missing["telling_by_article"] < 1
    assert signals("What happened?", *fillers)["telling_by_quote"] <= 1
