"""One runner for every suite: questions in, rows out."""

from collections.abc import Mapping
from typing import Any

from pullquote.evals.example import Example, Scorer, Seen, Suite
from pullquote.evals.metrics.causes import cause, kind_right
from pullquote.evals.metrics.citations import Citations
from pullquote.evals.metrics.documents import distinct
from pullquote.evals.metrics.rankings import figures
from pullquote.evals.run.asking import Closed, ask
from pullquote.evals.run.ledger import Ledger, Row
from pullquote.index import Index, TrackProgress, no_progress
from pullquote.rag import Answer, Bot

READER_FIGURES = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")  # it is given few passages


def run(suite: Suite, bot: Bot, index: Index, ledger: Ledger, *, track: TrackProgress = no_progress) -> list[Row]:
    """A row for each question, in order; those that the ledger has are not asked again."""
    scorer = suite.scorer(index)
    citations = Citations(suite.articles)
    closed = Closed(bot, index)
    advance = track("asking", len(suite.examples))
    for example in suite.examples:
        if example.id not in ledger.done:
            seen, ms = closed.ask(example) if suite.closed else ask(bot, example, scorer.documents)
            relevant = scorer.relevant(example)
            ranking: dict[str, float] = {}
            for hit in seen.hits:
                for document in scorer.documents(hit.passage):
                    ranking.setdefault(document, hit.score)
            row = _row(example, seen, scorer, index, list(ranking), relevant, closed=suite.closed)
            ledger.add(row | _checked(seen, citations, index), ms, ranking, relevant)
        advance(1)
    return [ledger.done[example.id] for example in suite.examples]


def _row(
    example: Example,
    seen: Seen,
    scorer: Scorer,
    index: Index,
    ranking: list[str],
    relevant: Mapping[str, int],
    *,
    closed: bool,  # then nothing was searched, and nothing ranked
) -> Row:
    answer, forced = seen.answer, seen.forced
    read = distinct(forced.ranking, scorer.documents)
    refusal = answer.refusal
    right_if_forced = example.answerable and scorer.right(example, forced.quotes)
    right = not answer.answered if not example.answerable else answer.answered and right_if_forced
    kind = refusal is None or kind_right(example, refusal, index)
    found_all = all if example.all_required else any
    retrieved = found_all(document in read for document, grade in relevant.items() if grade > 0)
    reader = figures(read, relevant)
    found = {
        **{f"retrieval.{name}": value for name, value in figures(ranking, relevant).items() if not closed},
        **{f"reader.{name}": reader[name] for name in READER_FIGURES if name in reader and not closed},
        **scorer.figures(example, seen),
    }
    return {
        "id": example.id,
        "question": example.question,
        "type": example.type,
        "article": example.article,
        "answerable": example.answerable,
        "answer": answer.to_dict(),
        "forced": forced.to_dict() if refusal and forced.answered else None,
        "gold": dict(example.gold),
        "right": right,
        "right_if_forced": right_if_forced,
        "refused": refusal is not None,
        "kind_right": kind,
        "cause": cause(
            example,
            refusal,
            retrieved=retrieved,
            right=right,
            right_if_forced=right_if_forced,
            kind_right=kind,
        ),
        "confidence": round(answer.confidence, 6),
        "signals": {name: round(float(value), 6) for name, value in (forced.signals or {}).items()},
        "figures": {name: round(value, 6) for name, value in found.items()},
    }


def _checked(seen: Seen, citations: Citations, index: Index) -> dict[str, Any]:
    """What the citations of both answers are worth."""
    answers: tuple[Answer, ...] = (seen.answer,) if seen.answer is seen.forced else (seen.answer, seen.forced)
    return {"citations": [found for answer in answers for found in citations.check(answer, index)]}
