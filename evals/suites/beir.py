"""BEIR's format: documents, queries and graded judgements; how good is the ranking."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from pullquote.corpus import BadInputError
from pullquote.evals.example import Example, Suite
from pullquote.evals.metrics.documents import ranked_scorer
from pullquote.evals.suites.corpora import article, once_each
from pullquote.evals.suites.records import read_jsonl, read_table, unique


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """A folder with `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`; only judged queries are asked."""
    if len(data) != 1 or corpus or closed:
        raise BadInputError("the suite 'beir' needs one --data FOLDER, which is its corpus too, and knows no --closed")
    folder = data[0]
    documents = list(read_jsonl(folder / "corpus.jsonl"))
    queries = list(read_jsonl(folder / "queries.jsonl"))
    for records in (documents, queries):
        unique(records, "_id")
    texts = {d.word("_id"): (d.get("text", str), d.get("title", str, "")) for d in documents}
    judged = _judgements(folder / "qrels" / "test.tsv", set(texts), {q.word("_id") for q in queries})
    articles = once_each(
        article(id, text if text.strip() else title, title=title)  # the index adds the title to each passage
        for id, (text, title) in texts.items()
        if text.strip() or title.strip()
    )
    examples = tuple(
        Example(
            id=query.word("_id"),
            question=query.word("text"),
            article=min(judged[query.word("_id")]),
            relevant=judged[query.word("_id")],
            gold={"evidence": [{"article": doc, "text": texts[doc][0][:600]} for doc in judged[query.word("_id")]]},
        )
        for query in queries
        if any(grade > 0 for grade in judged.get(query.word("_id"), {}).values())
    )
    return Suite("beir", articles, examples, lambda _: ranked_scorer())


def _judgements(path: Path, documents: set[str], queries: set[str]) -> Mapping[str, Mapping[str, int]]:
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for record in read_table(path, ("query-id", "corpus-id", "score"), delimiter="\t"):
        query, document, score = (record.word(name) for name in ("query-id", "corpus-id", "score"))
        if query not in queries:
            record.fault(f"no query {query!r} in queries.jsonl")
        if document not in documents:
            record.fault(f"no document {document!r} in corpus.jsonl")
        if not score.lstrip("-").isdecimal():
            record.fault(f"'score' is {score!r}; needed: a whole number")
        judged[query][document] = int(score)
    if not judged:
        raise BadInputError(f"{path}:2: no judgement in it")
    return judged
