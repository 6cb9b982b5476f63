"""Questions in, results out: the one way for every suite."""

from collections.abc import Mapping

from pullquote.evals.example import Example, Scorer, Suite, Trial
from pullquote.evals.metrics.causes import cause, kind_right
from pullquote.evals.metrics.citations import Citations
from pullquote.evals.metrics.documents import distinct
from pullquote.evals.metrics.rankings import figures
from pullquote.evals.run.asking import ask, closed
from pullquote.evals.run.baselines import SHALLOW, baselines
from pullquote.evals.run.ledger import Ledger, Result
from pullquote.index import Index, TrackProgress, no_progress
from pullquote.rag import Bot


def run(suite: Suite, bot: Bot, index: Index, ledger: Ledger, *, track: TrackProgress = no_progress) -> list[Result]:
    """A result for each example, in order; those that the ledger has are not asked again."""
    scorer = suite.scorer(index)
    citations = Citations(suite.articles)
    advance = track("asking", len(suite.examples))
    for example in suite.examples:
        if example.id not in ledger.done:
            asked = closed(bot, index, example.given) if suite.closed and example.given else bot
            trial, ms = ask(asked, example, scorer.documents, top=suite.top)
            relevant = scorer.relevant(example)
            ranking: dict[str, float] = {}
            for hit in trial.hits:
                for document in scorer.documents(hit.passage):
                    ranking.setdefault(document, hit.score)
            found: dict[str, float] = {}
            if not suite.closed:
                found = _ranked(list(ranking), _read(trial, scorer), relevant)
                found |= baselines(example, trial.hits, scorer, relevant)
            result = _result(example, trial, scorer, index)
            result["figures"] = _rounded(found | dict(scorer.figures(example, trial)))
            answers = (trial.answer,) if trial.answer is trial.forced else (trial.answer, trial.forced)
            result["citations"] = [check for answer in answers for check in citations.check(answer, index)]
            ledger.add(result, ms, ranking, relevant)
        advance(1)
    return [ledger.done[example.id] for example in suite.examples]


def _read(trial: Trial, scorer: Scorer) -> list[str]:
    """The documents of the passages that the reader was given, in its order."""
    return distinct(trial.forced.ranking, scorer.documents)


def _ranked(searched: list[str], read: list[str], relevant: Mapping[str, int]) -> dict[str, float]:
    """The figures of both rankings: nothing for a closed suite, which neither searches nor ranks."""
    reader = figures(read, relevant)
    return {
        **{f"retrieval.{name}": value for name, value in figures(searched, relevant).items()},
        **{f"reader.{name}": reader[name] for name in SHALLOW if name in reader},
    }


def _result(example: Example, trial: Trial, scorer: Scorer, index: Index) -> Result:
    """All but figures and citations."""
    answer, forced, refusal = trial.answer, trial.forced, trial.answer.refusal
    read = _read(trial, scorer)
    found_all = all if example.all_required else any
    retrieved = found_all(document in read for document, grade in scorer.relevant(example).items() if grade > 0)
    right_if_forced = example.answerable and scorer.right(example, forced.quotes)
    right = answer.answered and right_if_forced if example.answerable else not answer.answered
    kind = refusal is None or kind_right(example, refusal, index)
    why = cause(example, refusal, retrieved=retrieved, right=right, right_if_forced=right_if_forced, kind_right=kind)
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
        "cause": why,
        "confidence": round(answer.confidence, 6),
        "signals": _rounded(forced.signals),
        "figures": {},
        "citations": [],
    }


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(value), 6) for name, value in values.items()}
