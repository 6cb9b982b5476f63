"""What each figure says, in a line, to stand beside it."""

from collections.abc import Callable, Mapping

HEADLINES = {  # the figures that matter most, and what they say at the head of a report
    "answerable.right": "of the questions that can be answered: answered, and right",
    "refusal.recall": "of the questions that cannot be answered: refused",
    "given.wrong": "of the answers given: wrong",
}
LESS_IS_BETTER = {
    *("confidence.aurc", "confidence.calibration_error", "answered.unanswerable", "given.wrong"),
    *("lost", "tempted", "false_dispute", "misleading_alone"),
}
SAME_AS = {  # by definition: another name of a figure, or of its reverse
    "refusal.recall": "answered.unanswerable",
    "refused": "answered.unanswerable",
    "lost": "answered",
    "evidence.hit@1": "as_shipped.evidence.hit@1",
}
_WHOLE = {
    "right": "the first quote answers, or what cannot be answered was refused",
    "right_if_forced": "of what can be answered: the first quote answers, with no refusals",
    "answered": "of what can be answered: not refused",
    "answered.unanswerable": "of what cannot be answered: not refused",
    **HEADLINES,
    "passage_first": "the reader puts the right paragraph first",
    "sentence_first": "the sentence of the short answer is in the right paragraph and holds a gold answer",
    "refusal.precision": "of the refusals: of questions that cannot be answered",
    "refusal.auroc": "a question that can be answered has more confidence than one that cannot (.5 is chance)",
    "refusal.kind": "of the right refusals: for the right reason",
    "confidence.aurc": "the mean share of wrong answers over all thresholds",
    "confidence.auroc": "a right answer has more confidence than a wrong one (.5 is chance)",
    "confidence.calibration_error": "how far confidence and share right are apart, on average",
    "confidence.coverage@5": "the most questions that some threshold answers with at most 5 % wrong",
    "confidence.coverage@20": "the most questions that some threshold answers with at most 20 % wrong",
    "citation.slice": "of the quotes: the text is what stands at its place in the article",
    "citation.receipt": "of the quotes: the receipt verifies",
    "citation.article": "of the quotes: the article is the one that is named",
    "citation.date": "of the quotes: the date is the article's",
    "ablation.without_gold.right": "without the article: refused, or another one quoted that holds the answer",
    "ablation.without_gold.answered": "without the article: answered",
    "ablation.only_gold.right": "with nothing but the article: still answered from it",
    "ablation.only_gold.answered": "with nothing but the article: answered",
    "precision": "of the first three sections, those that are right",
    "recall": "of the right sections, those among the first three",
    "mrr": "1 / rank of the first right section",
    "f1": "of the mean precision and the mean recall",
    "newest_first": "asked without a time: the first quote is of the newest value",
    "as_of": "asked as of a day: the first quote is of what was the newest value then",
    "dated": "asked of a time: the first quote is of its value",
    "earlier_shown": "every value that there was is shown",
    "both_shown": "every side of a conflict is shown as disputed",
    "outlets": "independent outlets are counted rightly",
    "false_dispute": "several values shown for what never changed",
    "refused": "of what cannot be answered: refused",
    "lost": "of what can be answered: refused",
    "tempted": "what looks like the answer and is not was quoted",
    "evidence.hit@1": "the first quote overlaps the evidence; a refusal misses",
    "gold_shown": "of the right answers, those that are shown",
    "misleading_alone": "a misleading answer is shown without a right one",
    "shown": "what a sentence needs not to mislead stands in the quote or around it",
    "quoted": "it stands in the quote itself",
    "alone": "of the sentences that need nothing: quoted as they are",
    "extra": "characters quoted beyond the sentence, on average",
    "around": "characters shown beyond the sentence, on average",
    "asked.shown": "as `shown`, of the first quote that is found for the question",
}
_ENDS = {  # of names that begin with one of those below
    "em": "the short answer equals a gold one",
    "f1": "words shared by the short answer and gold",
    "evidence.hit@1": "the first quote overlaps the evidence",
    "evidence.hit@3": "one of the first three quotes overlaps the evidence",
    "evidence.parts@3": "where several sentences are needed: those that the first three quotes overlap",
    "evidence.precision": "of the characters quoted, those of the evidence",
    "evidence.recall": "of the characters of the evidence, those quoted",
    "evidence.iou": "characters in both, of those quoted or of the evidence",
    "quotes.precision": "of the characters quoted, those of the references",
    "quotes.recall": "of the characters of the references, those quoted",
    "quotes.iou": "characters in both, of those quoted or of the references",
    "right": "the first passage, quoted whole, answers",
    "precision": "of the characters covered, those of the references",
    "recall": "of the characters of the references, those covered",
    "iou": "characters in both, of those covered or of the references",
    "mrr": "1 / rank of the first right one",
    "mrr@10": "1 / rank of the first that holds the answer, among the first 10",
    "ndcg@10": "the first 10, the upper ones counting more",
    **{f"recall@{k}": f"of what holds the answer, that among the first {k}" for k in (1, 5, 10, 100)},
    **{f"success@{k}": f"something that holds the answer is among the first {k}" for k in (1, 5, 10)},
}
_BEGINNINGS = {
    "as_shipped.hasans.": "as a user gets it, of what can be answered",
    "as_shipped.noans.": "as a user gets it, of what cannot be answered",
    "as_shipped.": "as a user gets it, a refusal being empty",
    "forced.hasans.": "with no refusals, of what can be answered",
    "forced.noans.": "with no refusals, of what cannot be answered",
    "forced.": "with no refusals",
    "retrieval.": "by the search alone",
    "reader.": "in the reader's order",
    "bm25.": "by words alone (BM25)",
    "dense.": "by meaning alone (vectors)",
    "passages.": "by the first five passages",
    "windows_250_125.": "by five plain windows of 250 tokens with 125 shared",
    "windows_200_0.": "by five plain windows of 200 tokens",
}


def explanation(name: str) -> str:
    """What a figure says, by its name without the suite's; empty for one that nothing is known of."""
    return f"{_said(name)} (less is better)" if name in LESS_IS_BETTER else _said(name)


def table() -> str:
    """All of them in Markdown: the figures that have a name of their own, and how the others' names are made."""

    def rows(said: Mapping[str, str], name: Callable[[str], str] = str) -> str:
        lines = (f"| `{name(one)}` | {explanation(one) if said is _WHOLE else words} |" for one, words in said.items())
        return "\n".join(("| name | what it says |", "|---|---|", *lines))

    return "\n\n".join((
        rows(_WHOLE),
        "Behind a beginning, which says of what:",
        rows(_BEGINNINGS, lambda beginning: f"{beginning}…"),
        "stands an end:",
        rows(_ENDS, lambda end: f"….{end}"),
    ))  # fmt: skip


def _said(name: str) -> str:
    if name in _WHOLE:
        return _WHOLE[name]
    for beginning, way in _BEGINNINGS.items():
        if name.startswith(beginning):
            said = _ENDS.get(name.removeprefix(beginning), "")
            return f"{said}: {way}" if said else ""
    whole, _, part = name.partition(".")
    return f"{_WHOLE[whole]}: {part}" if part and whole in _WHOLE else _ENDS.get(name, "")
