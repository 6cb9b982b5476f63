"""Small data files in the format of each suite, and what came of their questions."""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import Span
from pullquote.evals.example import Suite, Trial
from pullquote.index import Index
from pullquote.rag import Answer, Claim, Quote, Refusal

RIVER = "The Rhine is long. It rises in Switzerland and ends in the Netherlands."


KENYA = "Kenya lies in Africa.\nIts capital is Nairobi.\nNairobi has a national park."


def squad_data(folder: Path, **changes: Any) -> Path:
    answer = {"text": "Switzerland", "answer_start": 31} | changes
    questions = [
        {"id": "r1", "question": "Where does the Rhine rise?", "answers": [answer], "is_impossible": False},
        {"id": "r2", "question": "How deep is the Rhine?", "answers": [], "is_impossible": True},
    ]
    kenya = {
        "id": "k1",
        "question": "What is the capital of Kenya?",
        "answers": [{"text": "Nairobi", "answer_start": 37}],
    }
    data = [
        {"title": "Rhine", "paragraphs": [{"context": RIVER, "qas": questions}]},
        {"title": "Kenya", "paragraphs": [{"context": KENYA, "qas": [kenya]}]},
    ]
    path = folder / "squad.json"
    path.write_text(json.dumps({"version": "2", "data": data}, indent=1))
    return path


def clapnq_data(folder: Path, sentence: str = "It rises in Switzerland and ends in the Netherlands.") -> Path:
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


def chunking_data(folder: Path, start: int = 0, columns: str = "question,references,corpus_id") -> Path:
    reference = [{"content": "Kenya lies in Africa.", "start_index": start, "end_index": start + 21}]
    (folder / "wiki.md").write_text(KENYA)
    with (folder / "questions.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split(","))
        writer.writerow(["Where\nis Kenya?", json.dumps(reference), "wiki"])  # a field over two lines
        writer.writerow(["Where is it that Kenya lies?", json.dumps(reference), "wiki"])
    return folder / "questions.csv"


def beir_data(folder: Path, judgements: str = "q1\td1\t2\n") -> Path:
    (folder / "qrels").mkdir(parents=True)
    documents = [{"_id": "d1", "title": "Rhine", "text": RIVER}, {"_id": "d2", "title": "Kenya", "text": KENYA}]
    documents += [{"_id": "d3", "title": "", "text": RIVER}, {"_id": "d4", "title": "", "text": ""}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (folder / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "where is the Rhine"}\n{"_id": "q2", "text": "never judged"}'
    )
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + judgements)
    return folder


def docs_data(folder: Path, links: list[str]) -> Path:
    sections = [{"chunk_link": f"http://d/{i}", "chunk_heading": f"H{i}", "text": f"Section {i}."} for i in range(5)]
    (folder / "anthropic_docs.json").write_text(json.dumps(sections))
    path = folder / "questions.json"
    path.write_text(
        json.dumps(
            [{"id": "a", "question": "Which section says something?", "correct_chunks": links, "correct_answer": "x"}]
        )
    )
    return path


IndexOf = Callable[[Suite], Index]


@pytest.fixture
def index_of(tmp_path: Path) -> IndexOf:
    """Makes the index over a suite's articles."""

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


def trial_of(*quotes: Quote, refused: bool = False, claims: Sequence[Claim] = ()) -> Trial:
    """An answer of these quotes, and a refusal in front of it where it is refused; without claims each quote is one."""
    made = tuple(claims) or tuple(Claim((quote,)) for quote in quotes)
    forced = Answer("?", "?", 0.4, quotes, ranking=tuple(q.passage for q in quotes), claims=made)
    return Trial(Answer("?", "?", 0.4, refusal=Refusal("not_stated", "No.")) if refused else forced, forced, ())


def placed(text: str, part: str, **more: Any) -> dict[str, Any]:
    """Where a part of a text stands, as the question format has it."""
    at = text.index(part)
    return {"text": part, "start": at, "end": at + len(part)} | more


NEW, OLD = "Ilse Marrow", "Otto Brandt"
MAYORS = {
    f"{day}-{outlet}.md": f"---\npublisher: {outlet}\ndate: {day}\n---\n\n{name} is the mayor of Tarnby.\n"
    for day, outlet, name in (("2018-05-08", "Post", OLD), ("2022-05-10", "Courier", NEW))
}
WANTED = [
    {"answer": NEW, "also": ["Marrow"], "outlets": 1, "first": "2022-05-10", "last": "2022-05-10"},
    {"answer": OLD, "also": [], "outlets": 1, "first": "2018-05-08", "last": "2018-05-08"},
]


def time_question(id: str, type: str, claims: int, /, **more: Any) -> dict[str, Any]:
    """A question on the mayors, with the first so many of `WANTED`."""
    files = sorted(MAYORS, reverse=True)[:claims]
    said = [(file, f"{WANTED[i]['answer']} is the mayor of Tarnby.", i) for i, file in enumerate(files)]
    return {
        "id": id,
        "question": "Who is the mayor of Tarnby?",
        "type": type,
        "answerable": claims > 0,
        "answers": [placed(MAYORS[file], str(WANTED[i]["answer"]), article=file, claim=i) for file, _, i in said[:1]],
        "evidence": [placed(MAYORS[file], sentence, article=file, claim=i) for file, sentence, i in said],
        "claims": WANTED[:claims],
    } | more


def time_data(folder: Path, *questions: dict[str, Any]) -> Path:
    """A folder of two corpora: that of the mayors with these questions, and one where another mayor is spoken of."""
    asked = questions or (
        time_question("m1", "now", 2),
        time_question("m2", "as_of", 1, as_of="2022-12-31"),
        time_question("m3", "unanswerable", 0, question="Who was the mayor of Tarnby in 1900?"),
    )
    other = "Piet Haldane is the mayor of Tarnby."
    more = time_question("o1", "timeless", 0, answerable=True) | {
        "evidence": [placed(other, other, article="a.md", claim=0)],
        "claims": [{"answer": "Piet Haldane", "also": [], "outlets": 1}],
    }
    for name, articles, lines in (("mayors", MAYORS, asked), ("other", {"a.md": other}, (more,))):
        (folder / name).mkdir(parents=True)
        for file, text in articles.items():
            (folder / name / file).write_text(text)
        (folder / name / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder


TRAP = "The Resolve stopped the trawler Anna Brandt. Its captain denied that anyone was hurt. Two sailors were tired."


def traps_data(folder: Path, **changes: Any) -> Path:
    """A folder with one article and two questions on it, of which it answers the first; `changes` are of the other."""
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a.md").write_text(TRAP)
    stopped = TRAP[: TRAP.index(".") + 1]
    able = {
        "id": "a1",
        "article": "a.md",
        "question": "Which trawler was stopped?",
        "type": "which",
        "answerable": True,
    }
    able |= {"answers": [placed(TRAP, "Anna Brandt", article="a.md")], "trap": None, "tempting": None, "denied_by": []}
    unable = able | {"id": "u1", "question": "How many sailors were hurt?", "answerable": False, "answers": []}
    denial = placed(TRAP, "Its captain denied that anyone was hurt.", article="a.md")
    unable |= {"trap": "false-premise", "tempting": placed(TRAP, "Two", article="a.md"), "denied_by": [denial]}
    able["evidence"] = [placed(TRAP, stopped, article="a.md")]
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, (able, unable | changes))))
    return folder


def ramdocs_data(folder: Path, **changes: Any) -> Path:
    """One question over three documents, of which one misleads."""
    documents = [
        {"text": "The church was founded in 1856.", "type": "correct", "answer": "1856"},
        {"text": "The church was founded in 1900.", "type": "misinfo", "answer": "1900"},
        {"text": "Organs have pipes.", "type": "noise", "answer": "unknown"},
    ]
    line = {"question": "When was the church founded?", "documents": documents}
    path = folder / "ramdocs.jsonl"
    path.write_text(json.dumps(line | {"gold_answers": ["1856"], "wrong_answers": ["1900"]} | changes))
    return path


def timeqa_data(folder: Path, start: int = 13) -> Path:
    """One page with a question that it answers in its second paragraph, and one that it does not."""
    answer = {"para": 1, "from": start, "end": 19, "answer": "Oxford"}
    none = {"para": 0, "from": 0, "end": 0, "answer": ""}
    asked = [["Where did Ann study in 1999?", [answer]], ["Where did Ann study in 1950?", [none]]]
    page = {"index": "/wiki/Ann#P69", "link": "/wiki/Ann", "paras": ["Ann", "She went to  Oxford in 1999 ."]}
    path = folder / "timeqa.json"
    path.write_text(json.dumps([page | {"questions": asked}]))
    return path


def onestopqa_data(folder: Path, answering: list[int] | None = None) -> Path:
    """One article of two paragraphs at each level; the question is on the second one."""

    def at(level: str, text: str) -> dict[str, Any]:
        return {"context": f"{text} ({level})", "a_spans": [answering or [0, 1, 3, 4]], "d_spans": [[2, 2]]}

    asked = [{"question": "What did Ann throw?", "answers": ["A small bottle", "A stone"]}]
    paragraphs: list[dict[str, Any]] = [
        {level: at(level, text) for level in ("Adv", "Int", "Ele")} | {"qas": questions}
        for text, questions in (("Nothing is asked of this.", []), ("Ann threw a small bottle.", asked))
    ]
    path = folder / "onestopqa.json"
    path.write_text(json.dumps({"data": [{"title": "Bottle", "paragraphs": paragraphs}]}))
    return path
