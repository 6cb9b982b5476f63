"""What a report was made from and on: enough to tell whether two of them may be compared."""

import hashlib
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TypedDict

from pullquote.evals.example import Example, Suite
from pullquote.evals.run.corpus_index import fingerprint
from pullquote.evals.run.part_ablation import OneSignal
from pullquote.evals.run.settings import Settings
from pullquote.index import Index
from pullquote.rag import CALIBRATION_FILE, Bot, LogisticJudge, package_versions

PACKAGE = Path(__file__).parents[2]
CODE = ("corpus", "index", "rag", "evals")
_DATA = ("questions.jsonl", "baseline*.json")  # not code: questions have a hash of their own


class Asked(TypedDict):
    """How many questions, and a hash of them with their gold."""

    n: int
    sha256: str


class RunInputs(TypedDict):
    """All that a result depends on: a run may go on, and two runs be called alike, only when it is equal."""

    suite: str
    questions: Asked
    index: dict[str, object]  # its fingerprint, how many passages (or corpora), the manifest's fields
    config: dict[str, object]  # that of the bot, with what was used where it names nothing, and the parts left out
    versions: dict[str, str]
    code: str


class Machine(TypedDict):
    """What a run was made on."""

    system: str
    processor: str
    cores: int | None


def run_inputs(suite: Suite, bot: Bot, index: Index, settings: Settings) -> RunInputs:
    """What a run of this suite is made from, with this bot over this index, its first one."""
    config = settings.config
    size = {"corpora": len(suite.corpora())} if suite.parts else {"passages": len(index)}
    return {
        "suite": suite.name,
        "questions": {"n": len(suite.examples), "sha256": _questions(suite.examples)},
        "index": {"fingerprint": fingerprint(suite, index), **size, **asdict(index.manifest)},
        "config": {
            **asdict(config),
            "threshold_used": bot.judge.threshold if isinstance(bot.judge, LogisticJudge | OneSignal) else None,
            "calibration_used": _sha256(Path(config.calibration or index.folder / CALIBRATION_FILE)),
            "without": sorted(set(settings.without)),
        },
        "versions": package_versions(),
        "code": _code(),
    }


def commit() -> str:
    """The commit that the code is of, with "+" where files differ from it; empty where that cannot be told."""
    git = shutil.which("git")
    if git is None or not (PACKAGE / ".git").exists():
        return ""
    ask = partial(subprocess.run, cwd=PACKAGE, capture_output=True, text=True, check=False)
    head = ask([git, "rev-parse", "--short=12", "HEAD"]).stdout.strip()
    changed = ask([git, "status", "--porcelain", "--untracked-files=no", "--", *CODE]).stdout.strip()
    return head + ("+" if head and changed else "")


def machine() -> Machine:
    """The machine that this runs on."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
    }


def _sha256(path: Path) -> str | None:
    """Of a file; None where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _questions(examples: Sequence[Example]) -> str:
    text = json.dumps([asdict(example) for example in examples], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _code() -> str:
    """Of every file that what is measured, and the measuring, runs on: a reader's weights are among them."""
    digest = hashlib.sha256()
    for folder in CODE:
        for path in sorted((PACKAGE / folder).rglob("*")):
            inside = path.relative_to(PACKAGE)
            no_code = any(map(path.match, _DATA)) or "__pycache__" in path.parts or inside.parts[1] == "articles"
            if path.is_file() and not no_code:
                digest.update(inside.as_posix().encode())
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    named = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    return named or platform.processor() or platform.machine()
