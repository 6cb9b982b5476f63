"""Real parts, put together: the one place where a bot's reader, judge and index are made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pullquote.corpus import BadInputError, NotFoundError, as_path, check_count
from pullquote.index import Embedder, Index, bundled_index
from pullquote.rag.bot import Bot
from pullquote.rag.confidence.calibration import CALIBRATION_FILE, load_calibration, made_for
from pullquote.rag.confidence.judge import LogisticJudge
from pullquote.rag.confidence.risk import check_risk
from pullquote.rag.linear import Weights, fitted
from pullquote.rag.question.vocabulary import IndexVocabulary
from pullquote.rag.reading.cross_encoder import shipped_cross_encoder
from pullquote.rag.reading.sentence_reader import NETWORK_FEATURES, SentenceReader
from pullquote.rag.reading.transformers_model import TransformersModel, model_folder


@dataclass(frozen=True, slots=True)
class Config:
    """How a bot is put together, in plain values.

    `reader` is "trained", "sentence" (quicker and less good) or any question-answering model of transformers by folder
    or cached name; `passages` how many it reads; `threshold` from which confidence it answers (None: the fitted one)
    or, in its place, `risk` which share of its answers may be wrong; `calibration` the file of `pullquote calibrate`
    (None: the one beside the index, without one the shipped figures).
    """

    reader: str = "trained"
    passages: int = 10
    threshold: float | None = None
    risk: float | None = None
    calibration: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.reader, str):
            raise BadInputError(f"reader is {self.reader!r:.60}; needed: a name as text")
        if self.calibration is not None:
            object.__setattr__(self, "calibration", str(as_path(self.calibration)))
        check_count("passages", self.passages)
        for name, value in (("threshold", self.threshold), ("risk", self.risk)):
            if value is not None and not isinstance(value, int | float):
                raise BadInputError(f"{name} is {value!r:.60}; allowed: a number")
        if self.risk is not None:
            check_risk(self.risk)
            if self.threshold is not None:
                raise BadInputError(f"threshold {self.threshold:g} and risk {self.risk:g} exclude each other; give one")


READERS: dict[str, Callable[[Index], SentenceReader]] = {
    "sentence": lambda index: SentenceReader(index.idf),
    "trained": lambda index: SentenceReader(
        index.idf, network=shipped_cross_encoder(precision=index.embedder.precision)
    ),
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
    return Bot(index, reader, make_judge(config, index, reader), IndexVocabulary(index), config.passages)


def make_reader(name: str, index: Index) -> SentenceReader:
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
    return SentenceReader(index.idf, outside_weights(), TransformersModel(folder))


def outside_weights() -> Weights:
    """For somebody else's model: the sentence reader's weights, and the best span's logit over the null's as it is.

    The score of the sentence reader is the logarithm of a softmax over sentences, and span less null the logarithm of
    the odds that the answer stands there: adding them multiplies the two opinions (a product of experts, Hinton 2002)
    and needs no figure that would have to be fitted for each model anew.
    """
    added = {name: (0.0, 1.0, float(name == "span_over_null")) for name in NETWORK_FEATURES}
    return Weights.of({"features": fitted("sentence")["features"] | added})


def make_judge(config: Config, index: Index, reader: SentenceReader) -> LogisticJudge:
    """The corpus's own judge, else the one that was fitted for the reader, else one that takes the model at its word.

    Raises PullquoteError for a calibration that cannot be used and for a risk that cannot be promised.
    """
    file = Path(config.calibration) if config.calibration else index.folder / CALIBRATION_FILE
    if config.calibration or file.is_file():
        expected = made_for(config.reader, reader.network_sha256, index.manifest.embedder)
        return LogisticJudge.of(load_calibration(file, expected), config.threshold, risk=config.risk)
    if config.reader in READERS:
        return shipped_judge(config.reader, config.threshold, risk=config.risk)
    if config.risk is not None:
        raise BadInputError(
            f"the reader {config.reader!r} is not calibrated, so no risk can be kept; run:"
            f" pullquote calibrate QUESTIONS --index {index.folder} --reader {config.reader}"
        )
    return outside_judge() if config.threshold is None else outside_judge(config.threshold)


def shipped_judge(reader: str, threshold: float | None = None, *, risk: float | None = None) -> LogisticJudge:
    """The judge that was fitted for a shipped reader, with another threshold where one, or a risk, is given. Raises
    NotFoundError for a reader that is not shipped."""
    if reader not in READERS:
        raise NotFoundError(f"no judge was fitted for the reader {reader!r}; known: {', '.join(sorted(READERS))}")
    return LogisticJudge.of(fitted(reader), threshold, risk=risk)


def outside_judge(threshold: float = 0.5) -> LogisticJudge:
    """For somebody else's model, taken at its word, as nothing was fitted for it: the confidence is the odds of the
    first quote's span over the null as a chance, and from even odds on it answers."""
    return LogisticJudge.by_signal("span_over_null", threshold)
