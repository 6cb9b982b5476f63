"""Real parts, put together: the one place where a bot's reader, judge and index are made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from pullquote.corpus import BadInputError, NotFoundError, as_path, check_count
from pullquote.index import Embedder, Index, bundled_index, cache_folder
from pullquote.rag.bot import Bot
from pullquote.rag.confidence.calibration import CALIBRATION_FILE, load_calibration, made_for
from pullquote.rag.confidence.judge import SETTINGS, Judge, LogisticJudge, RefusalFigures, Refuse, check_share
from pullquote.rag.confidence.risk import check_risk
from pullquote.rag.linear import Weights, fitted
from pullquote.rag.question.vocabulary import IndexVocabulary
from pullquote.rag.reading.cross_encoder import CrossEncoder
from pullquote.rag.reading.nearest_sentence import NearestSentence
from pullquote.rag.reading.network_reader import NetworkReader, Stage
from pullquote.rag.reading.reader import Reader
from pullquote.rag.reading.transformers_model import TransformersModel, model_folder


@dataclass(frozen=True, slots=True)
class Config:
    """How a bot is put together, in plain values.

    `reader` is "careful", "quick" (a fourth of the time, and less good), "nearest" (no trained network) or any
    question-answering model of transformers by folder or cached name; `passages` how many it reads.

    How sure it must be is one of three: `refuse` ("strict", "balanced", "everything": which answers whatever it has),
    `threshold` (the least confidence that is answered), or `risk` (which share of its answers may be wrong).
    `unanswerable` is the share of questions, among those that will be asked, that the articles do not answer: the
    confidence follows it. `calibration` is the file of `pullquote calibrate` (None: the one beside the index, without
    one the shipped figures).
    """

    reader: str = "careful"
    passages: int = 15
    refuse: Refuse | None = None
    threshold: float | None = None
    risk: float | None = None
    unanswerable: float | None = None
    calibration: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.reader, str):
            raise BadInputError(f"reader is {self.reader!r:.60}; needed: a name as text")
        if self.calibration is not None:
            object.__setattr__(self, "calibration", str(as_path(self.calibration)))
        check_count("passages", self.passages)
        for name in ("threshold", "risk", "unanswerable"):
            if (value := getattr(self, name)) is not None and not isinstance(value, int | float):
                raise BadInputError(f"{name} is {value!r:.60}; allowed: a number")
        if self.refuse not in (None, *SETTINGS):
            raise BadInputError(f"refuse is {self.refuse!r:.60}; allowed: {', '.join(SETTINGS)}")
        given = [
            f"{name} {value}" for name in ("refuse", "threshold", "risk") if (value := getattr(self, name)) is not None
        ]
        if len(given) > 1:
            raise BadInputError(f"{' and '.join(given)} exclude each other; give one")
        if self.risk is not None:
            check_risk(self.risk)
        if self.unanswerable is not None:
            check_share(self.unanswerable)
            if self.risk is not None:
                raise BadInputError(
                    f"risk {self.risk:g} was counted with its own share of unanswerable questions; leave out"
                    f" unanswerable {self.unanswerable:g}, or calibrate with your own questions: pullquote calibrate"
                )


ShippedReader = NetworkReader | NearestSentence
OUTSIDE: dict[Refuse, float] = {"strict": 0.9, "balanced": 0.5, "everything": 0.0}
READERS: dict[str, Callable[[Index], ShippedReader]] = {
    "careful": lambda index: NetworkReader(*(stage(name, index.embedder.precision) for name in ("quick", "careful"))),
    "quick": lambda index: NetworkReader(stage("quick", index.embedder.precision)),
    "nearest": lambda index: NearestSentence(index.embedder),
}


def open_bot(
    index: str | Path | Index | None = None,
    *,
    reader: Reader | None = None,
    judge: Judge | None = None,
    config: Config = Config(),
    embedder: Embedder | None = None,
) -> Bot:
    """A bot over the index in a folder; without one over the bundled articles, indexed once into the user's cache.

    A reader of one's own needs a judge of one's own: no other was fitted to its signals. What is left out is made as
    `config` says. `embedder` is for an index that was built with one of one's own. Raises BadInputError for a reader
    without a judge.

    from pullquote.rag import open_bot
    answer = open_bot("my-index").ask("Who was the defense minister in 2020?")
    print(answer.short, answer.quotes[0].text if answer.answered else answer.refusal.message)
    """
    if not isinstance(index, Index):
        index = Index.open(index, embedder=embedder) if index is not None else bundled_index()
    if reader is None:
        reader = shipped = make_reader(config.reader, index)
        judge = judge or make_judge(config, index, shipped)
    elif judge is None:
        raise BadInputError(
            "a reader of your own needs a judge of your own, as none is fitted to its signals; pass it:"
            " open_bot(…, reader=…, judge=…)"
        )
    return Bot(index, reader, judge, IndexVocabulary(index), config.passages)


def make_reader(name: str, index: Index) -> ShippedReader:
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
    return NetworkReader(Stage(TransformersModel(folder), Weights.of(fitted("outside")["evidence"])))


def stage(name: str, precision: str) -> Stage:
    """A shipped network with the weights that were fitted for it."""
    return Stage(shipped_network(name, precision), Weights.of(fitted(name)["evidence"]))


@cache
def shipped_network(name: str, precision: str) -> CrossEncoder:
    """The network of that name that comes with the package, one for all who ask; compiled, it is kept in the user's
    cache."""
    with as_file(files("pullquote.rag.reading").joinpath("weights", name)) as folder:
        return CrossEncoder(folder, precision=precision, keep=cache_folder() / "models")


def make_judge(config: Config, index: Index, reader: ShippedReader) -> LogisticJudge:
    """The corpus's own judge, else the one that was fitted for the reader, else one that takes the model at its word.

    Raises PullquoteError for a calibration that cannot be used and for a risk that cannot be promised.
    """
    if file := calibration_of(config, index):
        expected = made_for(config.reader, reader.sha256, index.manifest.embedder)
        return _judge(load_calibration(file, expected), config)
    if config.reader in READERS:
        return shipped_judge(config)
    if config.risk is not None:
        raise BadInputError(
            f"the reader {config.reader!r} is not calibrated, so no risk can be kept; run:"
            f" pullquote calibrate QUESTIONS {index.option} --reader {config.reader}"
        )
    return outside_judge(config)


def calibration_of(config: Config, index: Index) -> Path | None:
    """The file that the confidence is fitted in: the one that is named, else the one beside the index, else none."""
    beside = index.folder / CALIBRATION_FILE
    return Path(config.calibration) if config.calibration else beside if beside.is_file() else None


def refusal_figures(config: Config, index: Index) -> dict[Refuse, RefusalFigures]:
    """What each setting does, by its name; nothing of a reader for which nothing was fitted."""
    file = calibration_of(config, index)
    if file is None and config.reader not in READERS:
        return {}
    values = load_calibration(file, {}) if file else fitted(config.reader)
    return {name: RefusalFigures(**values["refuse"][name]) for name in SETTINGS}


def shipped_judge(config: Config) -> LogisticJudge:
    """The judge that was fitted for a shipped reader. Raises NotFoundError for a reader that is not shipped."""
    if config.reader not in READERS:
        raise NotFoundError(
            f"no judge was fitted for the reader {config.reader!r}; known: {', '.join(sorted(READERS))}"
        )
    return _judge(fitted(config.reader), config)


def outside_judge(config: Config) -> LogisticJudge:
    """For somebody else's model, taken at its word, as nothing was fitted for it: the confidence is the odds of the
    first quote's span over the null as a chance, and from even odds on it answers."""
    threshold = OUTSIDE[config.refuse or "balanced"] if config.threshold is None else config.threshold
    return LogisticJudge.by_signal("over_null", threshold)


def _judge(values: Mapping[str, Any], config: Config) -> LogisticJudge:
    return LogisticJudge.of(
        values,
        config.threshold,
        refuse=config.refuse or "balanced",
        risk=config.risk,
        unanswerable=config.unanswerable,
    )
