"""The suites by name: each reads its data into questions, gold and articles."""

from collections.abc import Callable, Sequence
from pathlib import Path

from pullquote.corpus import BadInputError
from pullquote.evals.example import Suite
from pullquote.evals.suites import beir, chroma, clapnq, context, dated, docs, questions, ramdocs, squad, timeqa, traps

LOADERS: dict[str, Callable[..., Suite]] = {
    "questions": questions.load,
    "squad": squad.load,
    "chunking": chroma.load,
    "clapnq": clapnq.load,
    "beir": beir.load,
    "docs": docs.load,
    "context": context.load,
    "time": dated.load,
    "traps": traps.load,
    "ramdocs": ramdocs.load,
    "timeqa": timeqa.load,
}


def load(name: str, data: Sequence[Path] = (), corpus: Path | None = None, *, closed: bool = False) -> Suite:
    """The suite of that name over `data` and `corpus`.

    Raises BadInputError for a name or data that does not fit, NotFoundError for a file that is not there.
    """
    if name not in LOADERS:
        raise BadInputError(f"no suite {name!r}; known: {', '.join(LOADERS)}")
    suite = LOADERS[name](tuple(data), corpus, closed=closed)
    if not suite.examples:
        raise BadInputError(f"no question in {', '.join(map(str, data))}")
    return suite
