"""Each suite reads its own kind of data: what it makes of it, worked by hand on a few lines; bad data is named."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import PullquoteError, Span
from pullquote.evals import evaluate, load
from pullquote.evals.example import Seen, Suite
from pullquote.evals.metrics.ranges import Place
from pullquote.evals.report import gate
from pullquote.evals.suites.chunking import windows
from pullquote.evals.suites.corpora import article
from pullquote.index import Hit, Index, Passage, make_embedder
from pullquote.rag import Answer, Quote, Refusal

RIVER = "The Rhine is long. It rises in Switzerland and ends in the Netherlands."
KENYA = "Kenya lies in Africa.\nIts capital is Nairobi.\nNairobi has a national park."


def squad(folder: Path, **changes: Any) -> Path:
    answer = {"text": "Switzerland", "answer_start": 31} | changes
    questions = [
        {"id": "r1", "question": "Where does it rise?", "answers": [answer], "is_impossible": False},
        {"id": "r2", "question": "How deep is it?", "answers": [], "is_impossible": True},
    ]
    kenya = {"id": "k1", "question": "What is its capital?", "answers": [{"text": "Nairobi", "answer_start": 37}]}
    data = [
        {"title": "Rhine", "paragraphs": [{"context": RIVER, "qas": questions}]},
        {"title": "Kenya", "paragraphs": [{"context": KENYA, "qas": [kenya]}]},
    ]
    path = folder / "squad.json"
    path.write_text(json.dumps({"version": "2", "data": data}, indent=1))
    return path


@pytest.fixture
def index(tmp_path: Path) -> Callable[[Suite], Index]:
    def made(suite: Suite) -> Index:
        found = Index.create(tmp_path / "index", embedder="hash")
        found.add(suite.articles)
        return found

    (tmp_path / "index").mkdir()
    return made


def quote(index: Index, name: str, text: str, focus: str = "") -> Quote:
    held = index.article(name)
    start = held.text.index(text)
    passage = next(p for p in index.passages(held) if p.start <= start < p.end)
    at = held.text.index(focus, start) if focus else 0
    return Quote(passage, start, start + len(text), 1.0, Span(at, at + len(focus)) if focus else None)


def seen(*quotes: Quote, refused: bool = False) -> Seen:
    forced = Answer("?", "?", 0.4, quotes, ranking=tuple(q.passage for q in quotes))
    return Seen(Answer("?", "?", 0.4, refusal=Refusal("not_stated", "No.")) if refused else forced, forced, ())


# -- SQuAD


def test_squad_scores_as_shipped_and_forced(tmp_path: Path, index: Callable[[Suite], Index]) -> None:
    suite = load("squad", [squad(tmp_path)])
    assert [e.id for e in suite.examples] == ["r1", "r2", "k1"]
    held = index(suite)
    scorer = suite.scorer(held)
    first = quote(held, "Rhine#0", "It rises in Switzerland and ends in the Netherlands.", "in Switzerland")
    found = scorer.figures(suite.examples[0], seen(first, refused=True))
    # "in switzerland" against "switzerland": precision 1/2, recall 1, F1 2/3; as shipped it was refused
    assert found["forced.f1"] == found["forced.hasans.f1"] == pytest.approx(2 / 3)
    assert found["forced.em"] == found["as_shipped.f1"] == 0
    assert found["passage_first"] == found["sentence_first"] == 1
    assert scorer.right(suite.examples[0], [first])
    impossible = scorer.figures(suite.examples[1], seen(first, refused=True))
    assert impossible["as_shipped.noans.em"] == impossible["as_shipped.f1"] == 1
    assert impossible["forced.noans.f1"] == 0
    assert "passage_first" not in impossible


def test_the_sentence_must_lie_in_the_right_paragraph(tmp_path: Path, index: Callable[[Suite], Index]) -> None:
    suite = load("squad", [squad(tmp_path)])
    held = index(suite)
    wrong = quote(held, "Kenya#0", "Kenya lies in Africa.", "Africa")
    found = suite.scorer(held).figures(suite.examples[0], seen(wrong))
    assert found["passage_first"] == found["sentence_first"] == 0
    rest = quote(held, "Rhine#0", "The Rhine is long.", "long")
    assert suite.scorer(held).figures(suite.examples[0], seen(rest))["sentence_first"] == 0


def test_an_open_corpus_is_cut_into_the_paragraphs_of_the_data(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "Rhine.txt").write_text(f"Another line.\n{RIVER}\n")
    (folder / "Kenya.txt").write_text(f"{KENYA}\nMore of it.\n")  # the gold paragraph has line ends inside
    suite = load("squad", [squad(tmp_path)], folder)
    river, kenya = suite.examples[0].given, suite.examples[2].given
    assert river == Place("corpus/Rhine.txt", 14, 14 + len(RIVER))
    assert kenya == Place("corpus/Kenya.txt", 0, len(KENYA))
    documents = suite.scorer(None).documents  # type: ignore[arg-type]  # knows its paragraphs without an index
    held = {one.source.file: one for one in suite.articles}
    assert documents(Passage(held["Kenya.txt"], 0, 21)) == (f"corpus/Kenya.txt:0-{len(KENYA)}",)
    assert documents(Passage(held["Rhine.txt"], 0, 40)) == (f"corpus/Rhine.txt:14-{14 + len(RIVER)}",)  # has most of it
    assert documents(Passage(held["Rhine.txt"], 0, 20)) == ("corpus/Rhine.txt:0-13",)


def test_a_paragraph_that_no_article_has_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "Rhine.txt").write_text("Nothing of it.")
    with pytest.raises(PullquoteError, match=r"squad\.json:\d+: paragraph 0 of 'Rhine' is in no article"):
        load("squad", [squad(tmp_path)], folder)


def test_wrong_offsets_are_named_by_file_and_line(tmp_path: Path) -> None:
    path = squad(tmp_path, answer_start=30)
    line = path.read_text().split('"r1"')[0].count("\n") + 1
    with pytest.raises(PullquoteError, match=rf"squad\.json:{line}: question r1: answers\[0\]: 'answer_start' 30"):
        load("squad", [path])


def test_json_that_is_no_squad_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"data": [\n{]}')
    with pytest.raises(PullquoteError, match=r"bad\.json:2: not JSON"):
        load("squad", [tmp_path / "bad.json"])
    (tmp_path / "other.json").write_text('{"articles": []}')
    with pytest.raises(PullquoteError, match=r"other\.json:1: 'data' is missing"):
        load("squad", [tmp_path / "other.json"])


# -- CLAPNQ


def clapnq(folder: Path, sentence: str = "It rises in Switzerland and ends in the Netherlands.") -> Path:
    passages = [{"title": "Rhine", "text": RIVER, "sentences": []}]
    lines = [
        {
            "id": "1",
            "input": "where",
            "passages": passages,
            "output": [{"answer": "S", "selected_sentences": [sentence]}],
        },
        {"id": "2", "input": "deep", "passages": passages, "output": [{"answer": "", "selected_sentences": []}]},
    ]
    path = folder / "clapnq.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def test_clapnq_finds_its_sentences_in_a_passage_that_two_questions_share(tmp_path: Path) -> None:
    suite = load("clapnq", [clapnq(tmp_path)])
    assert len(suite.articles) == 1
    one, two = suite.examples
    assert [RIVER[p.start : p.end] for p in one.evidence] == ["It rises in Switzerland and ends in the Netherlands."]
    assert (one.answerable, two.answerable) == (True, False)
    assert two.given == one.given


def test_a_sentence_that_is_not_in_the_passage_is_named(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match=r"clapnq\.jsonl:1: the selected sentence 'It rises in France'"):
        load("clapnq", [clapnq(tmp_path, "It rises in France")])


# -- chunking


def chunking(folder: Path, start: int = 0, columns: str = "question,references,corpus_id") -> Path:
    reference = [{"content": "Kenya lies in Africa.", "start_index": start, "end_index": start + 21}]
    (folder / "wiki.md").write_text(KENYA)
    with (folder / "questions.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split(","))
        writer.writerow(["Where\nis Kenya?", json.dumps(reference), "wiki"])  # a field over two lines
        writer.writerow(["And where?", json.dumps(reference), "wiki"])
    return folder / "questions.csv"


def test_chunking_measures_passages_windows_and_quotes(tmp_path: Path, index: Callable[[Suite], Index]) -> None:
    suite = load("chunking", [chunking(tmp_path)])
    held = index(suite)
    example = suite.examples[0]
    first = quote(held, "wiki.md", "Kenya lies in Africa.")
    shipped = seen(first, refused=True)
    retrieved = Seen(shipped.answer, shipped.forced, (Hit(first.passage, 1, 1, 1),))
    found = suite.scorer(held).figures(example, retrieved)
    assert (found["forced.quotes.recall"], found["forced.quotes.precision"], found["forced.quotes.iou"]) == (1, 1, 1)
    assert found["as_shipped.quotes.recall"] == 0
    # the one passage is the whole text: 21 of its characters are wanted
    assert found["passages.recall"] == found["windows_250_125.recall"] == 1
    assert found["passages.precision"] == found["windows_200_0.precision"] == pytest.approx(21 / len(KENYA))


def test_windows_hold_so_many_tokens_and_share_so_many() -> None:
    text = article("a", " ".join(f"w{i:03}" for i in range(100)))  # each word one token of the hashing embedder
    found = windows(text, make_embedder("hash"), 40, 10)
    words = [text.text[p.start : p.end].split() for p in found]
    assert [len(w) for w in words] == [40, 40, 40]
    assert [w[0] for w in words] == ["w000", "w030", "w060"]
    assert [w[0] for w in (text.text[p.start :].split() for p in windows(text, make_embedder("hash"), 40, 0))] == [
        "w000",
        "w040",
        "w080",
    ]


def test_a_wrong_reference_and_a_missing_column_are_named(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match=r"questions\.csv:2: references\[0\]: offset 1\.\.22 of wiki\.md"):
        load("chunking", [chunking(tmp_path, start=1)])
    with pytest.raises(PullquoteError, match=r"questions\.csv:1: no column 'corpus_id'"):
        load("chunking", [chunking(tmp_path, columns="question,references,corpus")])


# -- BEIR and the documentation


def beir(folder: Path, judgements: str = "q1\td1\t2\n") -> Path:
    (folder / "qrels").mkdir(parents=True)
    documents = [{"_id": "d1", "title": "Rhine", "text": RIVER}, {"_id": "d2", "title": "Kenya", "text": KENYA}]
    documents += [{"_id": "d3", "title": "", "text": RIVER}, {"_id": "d4", "title": "", "text": ""}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "where?"}\n{"_id": "q2", "text": "never judged"}')
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + judgements)
    return folder


def test_beir_asks_the_judged_queries_and_ranks_every_copy_of_a_document(tmp_path: Path) -> None:
    suite = load("beir", [beir(tmp_path / "beir")])
    assert [example.id for example in suite.examples] == ["q1"]
    scorer = suite.scorer(None)  # type: ignore[arg-type]  # needs no index
    assert scorer.relevant(suite.examples[0]) == {"d1": 2}
    held = next(one for one in suite.articles if one.id == "d1")
    assert scorer.documents(Passage(held, 0, 5)) == ["d1", "d3"]  # the same words twice in the corpus


@pytest.mark.parametrize(
    ("line", "reason"), [("q9\td1\t1\n", "no query 'q9'"), ("q1\td9\t1\n", "no document 'd9'"), ("q1\td1\tx\n", "'x'")]
)
def test_judgements_of_what_is_not_there_are_named(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(PullquoteError, match=rf"test\.tsv:2: .*{reason}"):
        load("beir", [beir(tmp_path / "beir", line)])


def docs(folder: Path, links: list[str]) -> Path:
    sections = [{"chunk_link": f"http://d/{i}", "chunk_heading": f"H{i}", "text": f"Section {i}."} for i in range(5)]
    (folder / "anthropic_docs.json").write_text(json.dumps(sections))
    path = folder / "questions.json"
    path.write_text(json.dumps([{"id": "a", "question": "Which?", "correct_chunks": links, "correct_answer": "x"}]))
    return path


def test_docs_counts_the_first_three_sections(tmp_path: Path, index: Callable[[Suite], Index]) -> None:
    suite = load("docs", [docs(tmp_path, ["http://d/1", "http://d/4"])])
    held = index(suite)
    passages = [held.passages(held.article(f"http://d/{i}"))[0] for i in (0, 1, 1, 2, 4)]
    answer = Answer("?", "?", 0.0, refusal=Refusal("too_weak", "No."), ranking=tuple(passages[:2]))
    found = suite.scorer(held).figures(
        suite.examples[0], Seen(answer, answer, tuple(Hit(p, 1, 1, 1) for p in passages))
    )
    # sections 0, 1, 2 of which 1 is right: precision 1/3, recall 1/2, first right at 2; the reader gave 0, 1
    assert (found["precision"], found["recall"], found["mrr"]) == pytest.approx((1 / 3, 1 / 2, 1 / 2))
    assert (found["reader.precision"], found["reader.recall"]) == pytest.approx((1 / 2, 1 / 2))


def test_a_section_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match=r"questions\.json:1: \[0\]: no section 'http://d/9'"):
        load("docs", [docs(tmp_path, ["http://d/9"])])


def test_a_suite_that_is_not_there_is_named() -> None:
    with pytest.raises(PullquoteError, match="no suite 'quad'; known: questions, squad"):
        load("quad")


# -- all of them, through the one runner

MADE: dict[str, Callable[[Path], Suite]] = {
    "squad.open": lambda folder: load("squad", [squad(folder)]),
    "squad.closed": lambda folder: load("squad", [squad(folder)], closed=True),
    "clapnq.open": lambda folder: load("clapnq", [clapnq(folder)]),
    "clapnq.closed": lambda folder: load("clapnq", [clapnq(folder)], closed=True),
    "chunking": lambda folder: load("chunking", [chunking(folder)]),
    "beir": lambda folder: load("beir", [beir(folder / "beir")]),
    "docs": lambda folder: load("docs", [docs(folder, ["http://d/1"])]),
}


@pytest.mark.parametrize("name", MADE)
def test_every_suite_runs_and_its_figures_are_in_the_docs(tmp_path: Path, name: str) -> None:
    suite = MADE[name](tmp_path)
    report = evaluate(suite, tmp_path / "out", embedder="hash")
    listed = (Path(gate.__file__).parents[1] / "README.md").read_text()
    assert report["suite"] == suite.name == name
    for figure in report["metrics"]:
        assert f"`{figure.removeprefix(name + '.')}`" in listed, figure
        assert figure.startswith(f"{name}.")
    assert report["metrics"][f"{name}.citation.slice"]["mean"] == 1
    rows = [json.loads(line) for line in (tmp_path / "out" / "questions.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == [example.id for example in suite.examples]
    assert all(row["answer"]["format"] == 1 for row in rows)


def test_a_file_that_could_not_be_read_is_named_in_the_report(tmp_path: Path) -> None:
    path = chunking(tmp_path)
    (tmp_path / "broken.md").write_bytes(b"\0\0")
    report = evaluate(load("chunking", [path]), tmp_path / "out", embedder="hash", limit=1)
    assert [line.split(":")[0] for line in report["unread"]] == ["broken.md"]
    assert "broken.md" in (tmp_path / "out" / "report.html").read_text()
