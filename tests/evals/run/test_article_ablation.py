"""Without the article that holds an answer it goes, with only that article it stays."""

import json
from pathlib import Path

from tests.evals.conftest import ABLATED, MakeReport, bot_over, without_time


def test_without_its_article_an_answer_goes_and_alone_with_it_stays(plain: Path) -> None:
    rows = {
        (r["what"], r["article"].split("/")[-1], r["id"]): r
        for r in map(json.loads, (plain / "ablation.jsonl").read_text().splitlines())
    }
    gone, copied = rows["without_gold", "towns.md", "capital"], rows["without_gold", "rivers.md", "rise"]
    assert (gone["answered"], gone["right"]) == (False, True)
    assert (copied["answered"], copied["right"]) == (True, True)  # the copy holds the answer too
    assert rows["only_gold", "towns.md", "capital"]["right"]
    figures = without_time(plain)["metrics"]
    assert figures["questions.ablation.only_gold.right"]["n"] == 5  # rise has two articles that hold it


def test_over_fewer_articles_the_same_judge_decides(report: MakeReport) -> None:
    # An index that keeps a calibration beside it is followed by temporary ones that do not.
    thresholds = iter([0.5, *[1.01] * 99])
    out = report(make_bot=lambda index, config: bot_over(index, threshold=next(thresholds)), settings=ABLATED)
    assert without_time(out)["metrics"]["questions.ablation.only_gold.answered"]["mean"] == 1
