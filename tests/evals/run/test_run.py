"""The one runner: rows as they come, on from where it was, the same twice; reports that can be trusted and compared."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pullquote.corpus import PullquoteError, Span
from pullquote.evals import compare, evaluate, load
from pullquote.evals.example import Example, Suite
from pullquote.evals.metrics.causes import ANSWERED, NOT_READ, NOT_RETRIEVED, REFUSED, WRONG_KIND, cause, kind_right
from pullquote.evals.report import gate
from pullquote.evals.report.bundled import quick_rows
from pullquote.evals.report.summary import causes
from pullquote.evals.run.ledger import Ledger, read_rows
from pullquote.evals.run.results import run
from pullquote.evals.suites.corpora import opened_index
from pullquote.index import Hit, Index, terms
from pullquote.rag import Answer, Bot, Config, IndexVocabulary, Question, Quote, Reading, Refusal, Verdict
from pullquote.ui.cli.evaluate import app

ARTICLES = {
    "rivers.md": "The Rhine rises in Switzerland. <script>alert(1)</script> floats by.\n\nIts mouth is near Rotterdam.",
    "towns.md": "Nairobi is the capital of Kenya. It has a national park with lions.",
    "copy.md": "Encyclopedias agree that the Rhine rises in Switzerland.",
}


class WordReader:
    """Quotes the sentences that share most words with the question; the last word of each is its focus. `shift` moves
    the focus so many characters to the left, `slip` the whole quote so many to the right."""

    def __init__(self, shift: int = 0, slip: int = 0) -> None:
        self.shift = shift
        self.slip = slip

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        asked = set(question.terms)
        found = []
        for passage in (hit.passage for hit in hits):
            for a, b in passage.sentences:
                shared = len(asked & set(terms(passage.article.text[a:b]))) / max(len(asked), 1)
                start = passage.article.text.rfind(" ", a, b) + 1
                focus = Span(max(start - self.shift, a + self.slip), b - 1 - self.shift) if a < start < b - 1 else None
                end = min(b + self.slip, len(passage.article.text))
                found.append(Quote(passage, a + self.slip, end, shared, focus))
        found.sort(key=lambda quote: (-quote.score, quote.article.id, quote.start))
        ranking = tuple({quote.passage.id: quote.passage for quote in found}.values())
        return Reading(tuple(found[:3]), ranking, {"shared": found[0].score} if found else {})


class ShareJudge:
    """The share of the question's words in the best sentence is the confidence."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold

    def judge(self, reading: Reading) -> Verdict:
        confidence = reading.signals.get("shared", 0.0)
        return Verdict(confidence, confidence < self.threshold)


def bot_over(
    index: Index, *, config: Config | None = None, threshold: float = 0.5, shift: int = 0, slip: int = 0
) -> Bot:
    return Bot(index, WordReader(shift, slip), ShareJudge(threshold), IndexVocabulary(index))


def question(id: str, text: str, *gold: tuple[str, str, str], type: str = "factoid", **more: Any) -> dict[str, Any]:
    def entry(article: str, words: str) -> dict[str, Any]:
        at = ARTICLES[article].index(words)
        return {"article": article, "text": words, "start": at, "end": at + len(words)}

    return {
        "id": id,
        "question": text,
        "type": type,
        "answerable": bool(gold),
        "answers": [entry(article, short) for article, _, short in gold],
        "evidence": [entry(article, sentence) for article, sentence, _ in gold],
    } | more


RISES = ("rivers.md", "The Rhine rises in Switzerland.", "Switzerland")
AGREES = ("copy.md", "Encyclopedias agree that the Rhine rises in Switzerland.", "Switzerland")
QUESTIONS = [
    question("rise", "Where does the Rhine rise?", RISES, AGREES),
    question("mouth", "Where is the mouth of the river?", ("rivers.md", "Its mouth is near Rotterdam.", "Rotterdam")),
    question("capital", "capital of Kenya", ("towns.md", "Nairobi is the capital of Kenya.", "Nairobi")),
    question(
        "park",
        "Does Nairobi have a park with lions?",
        ("towns.md", "It has a national park with lions.", "lions"),
        type="yes/no",
    ),
    question("deep", "How deep is the Rhine?", type="unanswerable"),
    question("lions", "Who feeds the lions of the park?", type="unanswerable"),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the questions, and the articles in a folder of their own."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        (folder / "articles" / name).write_text(text)
    (folder / "q.jsonl").write_text("\n".join(map(json.dumps, QUESTIONS)))
    return folder


@pytest.fixture(scope="module")
def suite(data: Path) -> Suite:
    return load("questions", [data / "q.jsonl"], data / "articles")


Report = Callable[..., Path]


@pytest.fixture
def report(suite: Suite, tmp_path: Path) -> Report:
    """Makes a report folder with the fakes."""

    def made(name: str = "report", *, threshold: float = 0.5, **options: Any) -> Path:
        maker = options.pop("make_bot", lambda index, config: bot_over(index, threshold=threshold))
        evaluate(suite, tmp_path / name, embedder="hash", make_bot=maker, **options)
        return tmp_path / name

    return made


@pytest.fixture(scope="module")
def plain(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the fakes as they are, to be looked at and left alone."""
    out = tmp_path_factory.mktemp("plain") / "report"
    evaluate(suite, out, embedder="hash", make_bot=bot_over)
    return out


@pytest.fixture(scope="module")
def refusing(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a bot that refuses everything."""
    out = tmp_path_factory.mktemp("refusing") / "report"
    evaluate(suite, out, embedder="hash", ablation=False, make_bot=lambda i, config: bot_over(i, threshold=1.01))
    return out


def rows_by_id(out: Path) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in read_rows(out)}


def without_time(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "report.json").read_text())
    del found["time"]
    return found


# -- rows


def test_every_question_is_a_row_that_says_where_it_went_wrong(plain: Path) -> None:
    rows = rows_by_id(plain)
    assert list(rows) == [question["id"] for question in QUESTIONS]
    assert (rows["rise"]["right"], rows["rise"]["cause"]) == (True, "")
    assert rows["rise"]["answer"]["quotes"][0]["text"] in (RISES[1], AGREES[1])
    # "mouth" and "river" are asked, the sentence has one of the two words: 1/2 reaches the threshold
    assert rows["mouth"]["right"]
    assert (rows["deep"]["answer"]["answered"], rows["deep"]["cause"]) == (True, ANSWERED)  # "Rhine": 1 of 2 words
    # "feed", "lion", "park": 2 of 3
    assert rows["lions"]["cause"] == ANSWERED
    assert rows["rise"]["figures"]["forced.em"] == 1
    assert rows["capital"]["figures"]["forced.em"] == 0  # the focus is "Kenya"
    assert "forced.em" not in rows["park"]["figures"]  # yes/no is scored on evidence


def test_a_refusal_keeps_what_was_held_back(refusing: Path) -> None:
    row = rows_by_id(refusing)["rise"]
    assert (row["right"], row["right_if_forced"], row["cause"]) == (False, True, REFUSED)
    assert not row["answer"]["answered"]
    assert row["forced"]["quotes"][0]["focus"]["text"] == "Switzerland"
    assert (row["figures"]["as_shipped.em"], row["figures"]["forced.em"]) == (0, 1)


ANSWERABLE, NOT = Example("a", "?"), Example("u", "?", answerable=False)
SAID_NO = Refusal("not_stated", "No.")


@pytest.mark.parametrize(
    ("example", "refusal", "facts", "expected"),
    [
        (ANSWERABLE, None, {"retrieved": True, "right": True, "right_if_forced": True}, ""),
        (ANSWERABLE, None, {"retrieved": True}, NOT_READ),
        (ANSWERABLE, None, {}, NOT_RETRIEVED),
        (ANSWERABLE, SAID_NO, {"retrieved": True, "right_if_forced": True}, REFUSED),
        (ANSWERABLE, SAID_NO, {"retrieved": True}, NOT_READ),
        (ANSWERABLE, SAID_NO, {}, NOT_RETRIEVED),
        (NOT, None, {}, ANSWERED),
        (NOT, SAID_NO, {"right": True}, ""),
        (NOT, SAID_NO, {"right": True, "kind_right": False}, WRONG_KIND),
    ],
)
def test_the_cause_is_the_first_step_that_failed(
    example: Example, refusal: Refusal | None, facts: dict[str, bool], expected: str
) -> None:
    known = {"retrieved": False, "right": False, "right_if_forced": False, "kind_right": True} | facts
    assert cause(example, refusal, **known) == expected


def test_a_kind_is_wrong_when_the_data_or_the_index_says_so(suite: Suite) -> None:
    with opened_index(suite.articles, None, embedder="hash") as index:
        absent, said = Refusal("name_absent", "No."), Refusal("not_stated", "No.")
        here, nowhere = Example("1", "How deep is the Rhine?"), Example("2", "How deep is the Danube?")
        assert kind_right(replace(nowhere, answerable=False), absent, index)
        assert kind_right(here, absent, index)  # "deep" is nowhere, it might be a name
        assert not kind_right(Example("3", "Rhine in Kenya?"), absent, index)
        assert not kind_right(here, Refusal("filtered_out", "No."), index)
        assert not kind_right(replace(here, refusal_kinds=("name_absent",)), said, index)


# -- keeping and going on


class Interrupting(Bot):
    asked: list[str]
    until = 4

    def ask(self, question: str, **options: Any) -> Answer:
        if len(self.asked) >= self.until:
            raise KeyboardInterrupt
        self.asked.append(question)
        return super().ask(question, **options)


def test_an_interrupted_run_goes_on_and_ends_like_one_that_was_not(report: Report, plain: Path) -> None:
    asked: list[str] = []

    def interrupting(index: Index, config: Config) -> Bot:
        bot = Interrupting(index, WordReader(), ShareJudge(0.5), IndexVocabulary(index))
        bot.asked = asked
        return bot

    with pytest.raises(KeyboardInterrupt):
        report("broken off", make_bot=interrupting)
    assert len(asked) == 4
    half = report("broken off")
    for name in ("questions.jsonl", "run.trec", "qrels.trec"):
        assert (half / name).read_bytes() == (plain / name).read_bytes()
    assert without_time(half) == without_time(plain)


def test_what_is_done_is_not_asked_again(report: Report) -> None:
    out = report()
    rows = (out / "questions.jsonl").read_text()
    (out / "questions.jsonl").write_text(rows + '{"id": "half a li')
    before = (out / "run.trec").read_bytes()
    asked: list[str] = []

    def counting(index: Index, config: Config) -> Bot:
        bot = Interrupting(index, WordReader(), ShareJudge(0.5), IndexVocabulary(index))
        bot.asked, bot.until = asked, 10**9
        return bot

    report(make_bot=counting)
    assert asked == [QUESTIONS[0]["question"]]  # to load what is loaded late
    assert (out / "run.trec").read_bytes() == before


def test_two_runs_are_the_same_but_for_time(report: Report, plain: Path) -> None:
    one, two = plain, report()
    for name in ("questions.jsonl", "run.trec", "qrels.trec", "ablation.jsonl", "run.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    assert without_time(one) == without_time(two)


def test_a_folder_with_another_run_is_left_alone_unless_told(report: Report) -> None:
    out = report()
    before = (out / "report.json").read_bytes()
    with pytest.raises(PullquoteError, match="holds a run with other config; name another --out, or add --fresh"):
        report(config=Config(threshold=0.9, reader="sentence"))
    assert (out / "report.json").read_bytes() == before
    report(config=Config(threshold=0.9, reader="sentence"), fresh=True)


def test_an_index_of_other_articles_is_not_used_nor_changed(suite: Suite, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with opened_index(suite.articles, folder, embedder="hash") as index:
        count = len(index)
    with opened_index(suite.articles, folder) as index:  # the same articles: reused, with its own embedder
        assert len(index) == count
    with (
        pytest.raises(PullquoteError, match="holds other articles"),
        opened_index(suite.articles[:1], folder, embedder="hash"),
    ):
        pass


# -- figures


def test_figures_have_intervals_and_names_that_the_docs_list(plain: Path) -> None:
    found = without_time(plain)
    docs = (Path(gate.__file__).parents[1] / "README.md").read_text()
    for name, figure in found["metrics"].items():
        assert set(figure) == {"mean", "low", "high", "n"}
        assert f"`{name.removeprefix('questions.')}`" in docs, name
    # right: rise, mouth, capital, park of six; deep and lions were answered
    assert found["metrics"]["questions.right"]["mean"] == pytest.approx(4 / 6)
    assert found["metrics"]["questions.refusal.recall"]["mean"] == 0
    assert found["metrics"]["questions.citation.receipt"]["mean"] == 1
    assert found["causes"] == {ANSWERED: {"n": 2, "examples": ["deep", "lions"]}}
    assert set(found["by_type"]) == {"factoid", "yes/no", "unanswerable"}
    assert found["by_article"]["towns.md"]["right"]["n"] == 2


def test_the_run_file_gives_ir_measures_what_the_report_says(plain: Path) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ir_measures
    from ir_measures import RR, R, nDCG

    theirs = ir_measures.calc_aggregate(
        [R @ 5, RR @ 10, nDCG @ 10],
        ir_measures.read_trec_qrels(str(plain / "qrels.trec")),  # type: ignore[no-untyped-call]  # it ships no types
        ir_measures.read_trec_run(str(plain / "run.trec")),  # type: ignore[no-untyped-call]
    )
    ours = without_time(plain)["metrics"]
    for name, measure in (("recall@5", R @ 5), ("mrr@10", RR @ 10), ("ndcg@10", nDCG @ 10)):
        assert ours[f"questions.retrieval.{name}"]["mean"] == pytest.approx(theirs[measure], abs=1e-6)


def test_without_its_article_an_answer_goes_and_alone_with_it_stays(plain: Path) -> None:
    rows = {
        (r["what"], r["article"].split("/")[-1], r["id"]): r
        for r in map(json.loads, (plain / "ablation.jsonl").read_text().splitlines())
    }
    gone, copied = rows["without_gold", "towns.md", "capital"], rows["without_gold", "rivers.md", "rise"]
    assert (gone["answered"], gone["right"]) == (False, True)
    assert (copied["answered"], copied["right"]) == (True, True)  # the copy holds the answer too
    assert rows["only_gold", "towns.md", "capital"]["right"]
    figures = without_time(plain)["metrics"]
    assert figures["questions.ablation.only_gold.right"]["n"] == 5  # rise has two articles that hold it


def test_over_fewer_articles_the_same_judge_decides(report: Report) -> None:
    # An index that keeps a calibration beside it is followed by temporary ones that do not.
    thresholds = iter([0.5, *[1.01] * 99])
    out = report(make_bot=lambda index, config: bot_over(index, threshold=next(thresholds)))
    assert without_time(out)["metrics"]["questions.ablation.only_gold.answered"]["mean"] == 1


class Lying(Bot):
    """Quotes an article that is not in the folder."""

    def ask(self, question: str, **options: Any) -> Answer:
        answer = super().ask(question, **options)
        quotes = tuple(replace(q, passage=replace(q.passage, article=_forged(q))) for q in answer.quotes)
        return replace(answer, quotes=quotes) if quotes else answer


def _forged(quote: Quote) -> Any:
    return replace(quote.article, text="x" + quote.article.text[:-1])


def test_a_quote_that_is_not_what_it_claims_breaks_the_invariant(report: Report) -> None:
    out = report(
        make_bot=lambda index, config: Lying(index, WordReader(), ShareJudge(0.5), IndexVocabulary(index)),
        ablation=False,
    )
    found = without_time(out)
    assert found["metrics"]["questions.citation.slice"]["mean"] == 0
    assert "rise: article, receipt, slice" in found["broken"]
    assert "An invariant is broken" in (out / "report.html").read_text()


def test_examples_of_a_cause_are_three_whatever_the_order_of_the_rows() -> None:
    rows = [{"id": f"q{n}", "cause": NOT_READ if n % 3 else ANSWERED} for n in range(30)] + [{"id": "ok", "cause": ""}]
    found = causes(rows)
    assert list(found) == [NOT_READ, ANSWERED]  # 20, 10
    assert (found[NOT_READ]["n"], len(found[NOT_READ]["examples"])) == (20, 3)
    assert found == causes(rows[::-1])


# -- the page


def test_fields_that_are_null_do_not_trouble_the_page(data: Path, tmp_path: Path) -> None:
    nulls = dict.fromkeys(
        ("history", "answers", "evidence", "acceptable_short_answers", "as_of", "note", "all_required")
    )
    (tmp_path / "q.jsonl").write_text(json.dumps(question("deep", "How deep is the Rhine?") | nulls))
    asked = load("questions", [tmp_path / "q.jsonl"], data / "articles")
    found = evaluate(asked, tmp_path / "out", embedder="hash", make_bot=bot_over)
    assert found["causes"] == {ANSWERED: {"n": 1, "examples": ["deep"]}}
    assert "(not answerable)" in (tmp_path / "out" / "report.html").read_text()


def test_the_page_asks_nothing_of_the_network_and_escapes_what_it_shows(refusing: Path) -> None:
    page = (refusing / "report.html").read_text()
    assert "<script" not in page
    assert not re.search(r"""(src|href)\s*=\s*["'](?!#)|url\((?!#)|@import|<link|<iframe|<object""", page)
    assert page.count("<svg ") == 4
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "<mark>Switzerland</mark>" in page


def test_hostile_text_is_shown_not_run(suite: Suite, tmp_path: Path) -> None:
    hostile = Example("<b>id</b>", "<script>park</script> with lions", "<i>", answerable=False)
    out = tmp_path / "hostile"
    evaluate(
        replace(suite, examples=(hostile,)),
        out,
        embedder="hash",
        make_bot=lambda index, config: bot_over(index, threshold=0.1),
    )
    page = (out / "report.html").read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;park&lt;/script&gt; with lions" in page
    assert "<b>id</b>" not in page
    assert "<i>" not in page


# -- comparing


def test_a_report_against_itself_cannot_be_told_apart(plain: Path) -> None:
    for one in compare(plain, plain):
        assert (one.difference.mean, one.won, one.lost, one.verdict) == (0, (), (), "cannot tell")
        if one.ties:
            assert one.seen >= 4 / one.ties


# -- the gate, over the bundled questions


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("gate")
    rows = quick_rows(folder / "run", make_bot=bot_over, embedder="hash")
    (folder / "baseline.json").write_text(gate.baseline_of(rows))
    return folder / "baseline.json", rows


def test_the_gate_opens_for_what_the_baseline_was_made_from(bundled: tuple[Path, list[dict[str, Any]]]) -> None:
    baseline, rows = bundled
    assert gate.failures(rows, baseline) == []
    lines = baseline.read_text().splitlines()
    assert len([line for line in lines if '"right"' in line]) >= len(rows)  # a question a line, to be read in a diff


BROKEN: dict[str, Callable[[Index], Bot]] = {
    "answered": lambda index: bot_over(index, threshold=0.8),
    "answered.unanswerable": lambda index: bot_over(index, threshold=0.1),
    "forced.f1": lambda index: bot_over(index, shift=1),
    "forced.evidence.iou": lambda index: bot_over(index, slip=1),
}


@pytest.mark.parametrize("figure", BROKEN)
def test_a_moved_threshold_and_a_shifted_offset_do_not_pass(
    bundled: tuple[Path, list[dict[str, Any]]], tmp_path: Path, figure: str
) -> None:
    rows = quick_rows(tmp_path, make_bot=BROKEN[figure], embedder="hash")
    assert figure in [line.split(" ")[0] for line in gate.failures(rows, bundled[0])]


def test_a_dropped_article_does_not_pass(bundled: tuple[Path, list[dict[str, Any]]], tmp_path: Path) -> None:
    suite = load("questions")
    with opened_index(suite.articles[1:], None, embedder="hash") as index, Ledger(tmp_path / "out", {}) as ledger:
        rows = run(suite, bot_over(index), index, ledger)
    assert "retrieval.recall@10" in [line.split(" ")[0] for line in gate.failures(rows, bundled[0])]


def test_rounding_is_no_change(bundled: tuple[Path, list[dict[str, Any]]]) -> None:
    # Kept as 0.334, what is still 0.3336 would be a drop of 0.0004 for every question.
    odd = [row | {"figures": row["figures"] | {"forced.f1": 0.3336}} for row in bundled[1]]
    baseline = bundled[0].with_name("odd.json")
    baseline.write_text(gate.baseline_of(odd))
    assert gate.failures(odd, baseline) == []


def test_a_broken_invariant_and_other_questions_do_not_pass(bundled: tuple[Path, list[dict[str, Any]]]) -> None:
    baseline, rows = bundled
    wrong = [rows[0] | {"citations": [{"slice": False, "receipt": True, "article": True, "date": True}]}, *rows[1:]]
    assert gate.failures(wrong, baseline) == [f"invariant broken: {rows[0]['id']}: slice"]
    assert "the baseline has other questions (1, such as" in gate.failures(rows[1:], baseline)[0]
    with pytest.raises(PullquoteError, match="run: pullquote eval baseline"):
        gate.failures(rows, baseline.with_name("none.json"))


# -- the command


def test_the_command_writes_a_report_and_compares(data: Path, tmp_path: Path) -> None:
    command = ["--data", str(data / "q.jsonl"), "--corpus", str(data / "articles"), "--embedder", "hash"]
    for name, threshold in (("a", "0.0"), ("b", "1.0")):
        done = CliRunner().invoke(app, [*command, "--out", str(tmp_path / name), "--threshold", threshold])
        assert done.exit_code == 0, done.output
        assert "questions.right " in done.output
    done = CliRunner().invoke(app, ["compare", str(tmp_path / "a"), str(tmp_path / "b")])
    assert done.exit_code == 0
    assert "cannot tell" in done.output
    assert "config.threshold: 0.0 -> 1.0\n" in done.output
    done = CliRunner().invoke(app, ["compare", str(tmp_path / "a"), str(tmp_path / "b"), "--json"])
    assert {one["verdict"] for one in json.loads(done.output)} <= {"better", "worse", "cannot tell"}
