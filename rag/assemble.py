"""Real parts, put together: the one place where a bot's reader, judge and index are made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pullquote.corpus import BadInputError, NotFoundError
from pullquote.index import Embedder, Index, bundled_index
from pullquote.rag.bot import Bot
from pullquote.rag.confidence import calibration
from pullquote.rag.confidence.judge import LogisticJudge
from pullquote.rag.confidence.risk import check_risk
from pullquote.rag.question.vocabulary import IndexVocabulary
from pullquote.rag.reading.cross_encoder import shipped
from pullquote.rag.reading.protocol import Reader
from pullquote.rag.reading.sentence_reader import SentenceReader
from pullquote.rag.reading.transformers_model import QuestionAnswering, model_folder, uncalibrated, weights


@dataclass(frozen=True, slots=True)
class Config:
    """How a bot is put together: the reader by name ("trained", "sentence", which is quicker and less good, or any
    question-answering model of transformers by folder or cached name), how many passages it reads, from which
    confidence it answers (None: the fitted threshold) or, in its place, which share of its answers may be wrong, and
    the file of `pullquote calibrate` (None: the one beside the index, without one the shipped figures)."""

    reader: str = "trained"
    passages: int = 10
    threshold: float | None = None
    risk: float | None = None
    calibration: str | None = None

    def __post_init__(self) -> None:
        if self.risk is not None:
            check_risk(self.risk)
            if self.threshold is not None:
                raise BadInputError(f"threshold {self.threshold:g} and risk {self.risk:g} exclude each other; give one")


READERS: dict[str, Callable[[Index], Reader]] = {
    "sentence": lambda index: SentenceReader(index.idf),
    "trained": lambda index: SentenceReader(index.idf, network=shipped(precision=index.embedder.precision)),
}


def open_bot(
    index: str | Path | Index | None = None, *, config: Config = Config(), embedder: Embedder | None = None
) -> Bot:
    """A bot over the index in a folder; without one over the bundled articles, indexed once into the user's cache.

    from pullquote.rag import open_bot
    answer = open_bot("my-index").ask("Who was the defense minister in 2020?")
    print(answer.short, answer.quotes[0].text if answer.answered else answer.refusal.message)
    """
    if not isinstance(index, Index):
        index = Index.open(index, embedder=embedder) if index is not None else bundled_index()
    reader = make_reader(config.reader, index)
    return Bot(index, reader, make_judge(config, index), IndexVocabulary(index), config.passages)


def make_judge(config: Config, index: Index) -> LogisticJudge:
    """The corpus's own, else the one that was fitted for the reader, else the model's word."""
    file = Path(config.calibration) if config.calibration else index.folder / calibration.FILE
    if config.calibration or file.is_file():
        values = calibration.load(file, calibration.made_for(config.reader, index))
        return LogisticJudge.of(values, config.threshold, risk=config.risk)
    if config.reader in READERS:
        return LogisticJudge.fitted(config.reader, config.threshold, risk=config.risk)
    if config.risk is not None:
        raise BadInputError(
            f"the reader {config.reader!r} is not calibrated, so no risk can be kept; run:"
            f" pullquote calibrate QUESTIONS --index {index.folder} --reader {config.reader}"
        )
    return uncalibrated(config.threshold)


def make_reader(name: str, index: Index) -> Reader:
    """The reader of that name, or one with the question-answering model of that folder or name. Raises NotFoundError
    when there is neither."""
    if name in READERS:
        return READERS[name](index)
    folder = model_folder(name)
    if folder is None:
        raise NotFoundError(
            f"no reader {name!r}; known: {', '.join(sorted(READERS))}, the folder of a question-answering model of"
            " transformers, or the name of one in Hugging Face's cache; to put it there, run: hf download NAME"
        )
    return SentenceReader(index.idf, weights(), QuestionAnswering(folder))
