"""A question becomes an answer in the articles' own words.

from pullquote.rag import open_bot
answer = open_bot("my-index").ask("Who was the defense minister in 2020?")
print(answer.short or answer.refusal.message)
"""

from pullquote.rag.answer import Answer, Claim, Quote, Refusal, RefusalKind, Standing
from pullquote.rag.assemble import (
    READERS,
    Config,
    make_reader,
    open_bot,
    outside_judge,
    refusal_figures,
    shipped_judge,
    shipped_network,
    stage,
)
from pullquote.rag.bot import WITHOUT_NAME, Bot, Retriever
from pullquote.rag.claims.short_answer import with_short_answers
from pullquote.rag.claims.spread import REACH, spread
from pullquote.rag.confidence.calibration import (
    CALIBRATION_FILE,
    CALIBRATION_FORMAT,
    legible_json,
    made_for,
    save_calibration,
)
from pullquote.rag.confidence.judge import SETTINGS, UNANSWERABLE, Judge, LogisticJudge, RefusalFigures, Refuse, Verdict
from pullquote.rag.confidence.risk import RiskTable
from pullquote.rag.context.around import surroundings
from pullquote.rag.context.widen import widened
from pullquote.rag.linear import Weights
from pullquote.rag.question.followup import MOST_TURNS, Turn, check_history, recent_turns
from pullquote.rag.question.language import reads_as_english
from pullquote.rag.question.parse import Question
from pullquote.rag.question.vocabulary import AsTyped, IndexVocabulary, Vocabulary
from pullquote.rag.reading.candidate import Candidate
from pullquote.rag.reading.look import EVIDENCE, look, rows
from pullquote.rag.reading.nearest_sentence import NearestSentence
from pullquote.rag.reading.network import Found, Network, best_span
from pullquote.rag.reading.network_reader import NetworkReader, Stage, second_look
from pullquote.rag.reading.reader import Reader, Reading
from pullquote.rag.receipts.finding import Finding, Outcome, Verification
from pullquote.rag.receipts.form import AskedForm, Receipt, is_older
from pullquote.rag.receipts.making import index_fingerprint, make_receipt, package_versions
from pullquote.rag.receipts.receipt_file import load_receipt, read_receipt, save_receipt, to_json, written
from pullquote.rag.receipts.signing import check_signature, make_key, read_private_key, read_public_key, signed
from pullquote.rag.receipts.verifying import verify_receipt
from pullquote.rag.replay import replay_receipt, what_was_asked
from pullquote.rag.wire_form import WIRE_FORMAT, AnswerForm, ClaimForm, QuoteForm, SpanForm

__all__ = [  # noqa: RUF022  # in two groups
    # For users: ask, and bring parts of their own.
    "Answer",
    "Bot",
    "Claim",
    "Config",
    "IndexVocabulary",
    "Judge",
    "LogisticJudge",
    "NearestSentence",
    "NetworkReader",
    "Question",
    "Quote",
    "Reader",
    "Reading",
    "Refusal",
    "RefusalKind",
    "Refuse",
    "Retriever",
    "Turn",
    "Verdict",
    "Vocabulary",
    "check_signature",
    "load_receipt",
    "make_key",
    "make_reader",
    "make_receipt",
    "open_bot",
    "outside_judge",
    "read_private_key",
    "read_public_key",
    "replay_receipt",
    "save_receipt",
    "shipped_judge",
    "signed",
    "verify_receipt",
    "what_was_asked",
    # For evaluation and faces.
    "CALIBRATION_FILE",
    "CALIBRATION_FORMAT",
    "EVIDENCE",
    "MOST_TURNS",
    "REACH",
    "READERS",
    "SETTINGS",
    "UNANSWERABLE",
    "WIRE_FORMAT",
    "WITHOUT_NAME",
    "AnswerForm",
    "AsTyped",
    "AskedForm",
    "ClaimForm",
    "Candidate",
    "Finding",
    "Found",
    "Network",
    "Outcome",
    "QuoteForm",
    "Receipt",
    "RefusalFigures",
    "RiskTable",
    "SpanForm",
    "Stage",
    "Standing",
    "Verification",
    "Weights",
    "best_span",
    "check_history",
    "index_fingerprint",
    "is_older",
    "legible_json",
    "look",
    "made_for",
    "package_versions",
    "read_receipt",
    "reads_as_english",
    "recent_turns",
    "refusal_figures",
    "rows",
    "save_calibration",
    "second_look",
    "shipped_network",
    "spread",
    "stage",
    "surroundings",
    "to_json",
    "widened",
    "with_short_answers",
    "written",
]
