"""The house stands as it is drawn: packages and rooms in their order, few at the top, with a list of public names."""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Packages from left to right, and in each its files and rooms from left to right: imports point left or stay inside.
ROOMS = {
    "corpus": """errors stopping dates metadata article decoding debris_patterns debris formats files metadata_csv
        one_file isolation loading""",
    "index": """sentences terms passage embedding filtering storage heading chunking plan change fusion index build
        checks check""",
    "rag": """wire_form context answer linear question reading claims confidence receipts bot assemble replay""",
    "evals": """example metrics suites run report fitting drafting speed signals scale evaluate""",
    "ui": """citation quote_parts collection templates wording claim_lines text_export wire api adapters page
        web cli""",
}
ORDER = {package: rooms.split() for package, rooms in ROOMS.items()}

MOST_ENTRIES = {"corpus": 15, "index": 16, "rag": 14, "evals": 14, "ui": 14}  # files and rooms at the top
LONGEST_CHAIN = {"rag": 8}  # modules that import one another in a row

# What others may take from a package. Whoever adds a name here makes a promise.
PUBLIC = {
    "corpus": """MONTHS Article ArticleForm BadInputError BusyError DamagedError Fields Given Limits Loaded
        NotFoundError Over Problem PullquoteError Source Span StoppedError as_path bundled_folder check_count
        check_whole escaped_name find_debris find_files first_day go_on is_hidden last_day load_articles in_a_thread
        own_fields stopping_when texts_as_articles whole why_unread written_day""",
    "index": """FILTER_NAMES LONGEST_LINE LONGEST_QUESTION STOPWORDS Build Changes Chunking Condition Embedder Filters
        Hit Index Matrix Passage TrackProgress build bundled_index cache_folder check_index check_question
        compiled_model fold inspect_index make_embedder minilm_folder no_progress paragraphs place_of read_day
        sentences stem terms words""",
    "rag": """Answer AnswerForm AsTyped AskedForm Bot CALIBRATION_FILE CALIBRATION_FORMAT Candidate Claim ClaimForm
        Config EVIDENCE Finding Found IndexVocabulary Judge LogisticJudge MOST_TURNS NearestSentence Network
        NetworkReader Outcome Question Quote QuoteForm REACH READERS Reader Reading Receipt Refusal RefusalFigures
        RefusalKind Refuse Retriever RiskTable SETTINGS SpanForm Stage Standing Turn UNANSWERABLE Verdict Verification
        Vocabulary WIRE_FORMAT WITHOUT_NAME Weights best_span check_history check_signature index_fingerprint is_older
        legible_json load_receipt look made_for make_key make_reader make_receipt open_bot outside_judge
        package_versions read_private_key read_public_key read_receipt reads_as_english recent_turns refusal_figures
        replay_receipt rows save_calibration save_receipt second_look shipped_judge shipped_network signed spread
        stage surroundings to_json verify_receipt what_was_asked widened with_short_answers written""",
    "evals": """BASELINE BASELINES Calibration Comparison Example FEW_MEANS Report Result Settings SquadParagraph
        Suite assert_better_than assert_no_worse_than baseline_of calibrate compare conclusion differences draft
        evaluate exact f1 figure_cells gate_failures gate_results headlines held_out load offers read_folder
        read_jsonl read_questions read_squad several_sets trend trend_html""",
    "ui": "",
}

# Modules of one name, in whatever package or room, that mean one thing, and what that is.
SAME_THING: dict[str, str] = {}


def module_of(file: Path) -> str:
    """`rag/bot.py` is pullquote.rag.bot, `rag/__init__.py` is pullquote.rag."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(("pullquote", *parts)).removesuffix(".__init__")


@cache
def modules() -> dict[str, Path]:
    """Every module of the five packages, at any depth, by its name."""
    return {module_of(file): file for package in ORDER for file in sorted((ROOT / package).rglob("*.py"))}


def imports(file: Path) -> Iterator[tuple[str, str]]:
    """Every import in a file, also inside functions: the module, and the name that is taken from it ("" for none)."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


@cache
def needs(module: str) -> frozenset[str]:
    """The modules of the five packages that a module imports."""
    found = (
        f"{name}.{taken}" if f"{name}.{taken}" in modules() else name for name, taken in imports(modules()[module])
    )
    return frozenset(name for name in found if name in modules())


def entries(package: str) -> list[str]:
    """Python files and rooms at the top of a package, in alphabetical order."""
    found = (ROOT / package).iterdir()
    return sorted(path.name for path in found if path.suffix == ".py" or (path / "__init__.py").is_file())


def package_of(module: str) -> str:
    return module.split(".")[1]


def public_names(package: str) -> list[str]:
    """What `__all__` of the package lists; nothing where there is none."""
    for node in ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            return list(ast.literal_eval(node.value))
    return []


def cycles(names: Iterable[str]) -> list[str]:
    """The modules that import themselves by way of others."""
    reached = {name: set(needs(name)) for name in names}
    for middle in reached:
        for found in reached.values():
            if middle in found:
                found |= reached[middle]
    return sorted(name for name, found in reached.items() if name in found)


def chain(module: str, package: str) -> list[str]:
    """The longest row of modules of a package in which each imports the next, from this one on."""
    inside = [name for name in needs(module) if package_of(name) == package]
    return [module, *max((chain(name, package) for name in sorted(inside)), key=len, default=[])]


@pytest.mark.parametrize("package", ORDER)
def test_a_package_imports_only_from_its_left(package: str) -> None:
    allowed = set(list(ORDER)[: list(ORDER).index(package) + 1])
    for name, file in modules().items():
        for module, _ in imports(file) if package_of(name) == package else ():
            assert module.split(".")[0] not in ORDER, f"{name} imports {module} by its bare name"
            if module.startswith("pullquote."):
                assert package_of(module) in allowed, f"{name} imports {module}"


@pytest.mark.parametrize("package", ORDER)
def test_inside_a_package_imports_point_left_between_rooms(package: str) -> None:
    entries = {
        path.stem for path in (ROOT / package).iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert entries - {"__init__"} == set(ORDER[package]), "the order above names every file and room"
    for name in modules():
        if package_of(name) != package or name == f"pullquote.{package}":
            continue
        room = name.split(".")[2]
        left = ORDER[package][: ORDER[package].index(room) + 1]
        for needed in needs(name):
            if package_of(needed) == package:
                assert needed.split(".")[2:3] and needed.split(".")[2] in left, f"{name} imports {needed}"


def test_every_room_is_installed() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    rooms = [name for name, file in modules().items() if file.name == "__init__.py"]
    assert sorted(listed) == ["pullquote", *sorted(rooms)]


@pytest.mark.parametrize("package", ORDER)
def test_other_packages_take_public_names_only(package: str) -> None:
    for name, file in modules().items():
        for module, taken in imports(file) if package_of(name) != package else ():
            if f"{module}.".startswith(f"pullquote.{package}."):
                assert module == f"pullquote.{package}", f"{name} reaches into {module}"
                assert taken in ("", *public_names(package)), f"{name} takes {taken}, which {module} does not offer"


@pytest.mark.parametrize("package", PUBLIC)
def test_the_public_names_are_those_that_are_meant(package: str) -> None:
    assert sorted(public_names(package)) == sorted(PUBLIC[package].split())


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert cycles(modules()) == []


@pytest.mark.parametrize(("package", "most"), LONGEST_CHAIN.items())
def test_no_chain_of_imports_is_too_long_to_follow(package: str, most: int) -> None:
    longest = max((chain(name, package) for name in modules() if package_of(name) == package), key=len)
    assert len(longest) <= most, " -> ".join(longest)


@pytest.mark.parametrize(("package", "most"), MOST_ENTRIES.items())
def test_a_package_is_small_at_the_top(package: str, most: int) -> None:
    assert len(entries(package)) <= most, entries(package)


def test_modules_of_one_name_mean_one_thing() -> None:
    folders = (*ORDER, "training")
    stems = Counter(file.stem for folder in folders for file in (ROOT / folder).rglob("*.py"))
    shared = {stem for stem, count in stems.items() if count > 1 and not stem.startswith("__")}
    assert shared == set(SAME_THING)


def stray_strings(file: Path) -> Iterator[str]:
    """Statements that are a string and no docstring: the second of two docstrings, say."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for at, one in enumerate(body if isinstance(body := getattr(node, "body", None), list) else []):
            value = one.value if isinstance(one, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and not (documented and at == 0):
                yield f"{file.relative_to(ROOT)}:{one.lineno}"


def test_no_string_stands_by_itself_but_a_docstring() -> None:
    files = (file for folder in (*ORDER, "tests", "training") for file in sorted((ROOT / folder).rglob("*.py")))
    assert [stray for file in files for stray in stray_strings(file)] == []
