"""`eval`: measure the answers, compare two reports, move the gate's baseline."""

import shlex
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from pullquote.ui.cli.options import Json, ReaderOptions, with_groups

if TYPE_CHECKING:  # at run time only where it is needed, as this import takes a moment
    from pullquote.evals import Comparison, Report

app = typer.Typer(add_completion=False, help="Measure answers against questions whose answers are known.")

INVARIANT_BROKEN = 1
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that `pullquote eval --out` wrote.")]


@app.callback(invoke_without_command=True)
@with_groups
def evaluate(
    context: typer.Context,
    *,
    suite: Annotated[
        str,
        typer.Option(
            help="One of: questions, squad, chunking, clapnq, beir, docs, context, time, traps, ramdocs, timeqa."
        ),
    ] = "questions",
    data: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PATH", help="A file of questions, or a folder of them; may be repeated; without it, the bundled."
        ),
    ] = None,
    corpus: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="The articles; without it, those in the files of --data, else the bundled ones."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="The folder for the report.")] = Path("eval-report"),
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Ask N of the questions, spread evenly over the articles.")
    ] = None,
    index: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep the index in FOLDER, and use it again next time.")
    ] = None,
    closed: Annotated[
        bool, typer.Option("--closed", help="Read only the paragraph each question was made for.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Start again, also where --out holds another run.")] = False,
    ablation: Annotated[
        bool, typer.Option(help="Also ask with articles taken out (only in the suite questions).")
    ] = True,
    embedder: Annotated[str, typer.Option(metavar="NAME", help="The embedder of a new index.")] = "minilm",
    reading: ReaderOptions,
    passages: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many passages the reader is given.")
    ] = None,
    threshold: Annotated[float | None, typer.Option(help="Answer only where the confidence is at least this.")] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="PART", help="Take out lexical, reader or calibration; may be repeated."),
    ] = None,
) -> None:
    """Ask a suite's questions and write a report: report.json, report.md, report.html, questions.jsonl, run.trec."""
    if context.invoked_subcommand:
        return
    from pullquote import evals
    from pullquote.ui.cli.progress import progress
    from pullquote.ui.cli.screen import complain

    config = reading.config()
    config = replace(config, passages=passages or config.passages, threshold=threshold)
    settings = evals.Settings(
        config=config,
        embedder=embedder,
        index=index,
        limit=limit,
        fresh=fresh,
        ablation=ablation,
        without=tuple(without or ()),
    )
    try:
        with progress() as track:
            asked = evals.load(suite, data or (), corpus, closed=closed)
            report = evals.evaluate(asked, out, settings, track=track, command=_typed(context))
    except KeyboardInterrupt:
        complain(f"stopped; what was done is kept in {out}: the same command goes on from there")
        raise
    for line in report["unread"]:
        complain(f"not searched: {line}")
    _print_report(report, out)
    if report["broken"]:
        complain(f"an invariant is broken for {len(report['broken'])} questions: {report['broken'][0]}; see {out}")
        raise typer.Exit(INVARIANT_BROKEN)


@app.command()
def compare(
    a: Folder,
    b: Folder,
    json: Json = False,
) -> None:
    """Compare two reports: what the second does better or worse, question by question, and whether by chance."""
    from pullquote import evals

    found = evals.compare(a, b)
    if json:
        from json import dumps

        print(dumps([one.to_dict() for one in found], indent=1))
        return
    for line in evals.differences(a, b):
        print(line)
    width = max(len(one.name) for one in found)
    print(f"{'':{width}}       A       B   B - A   95 % interval      win/tie/loss  chance")
    for one in found:
        d = one.difference
        counts = f"{len(one.won)}/{one.ties}/{len(one.lost)}" if one.won or one.ties or one.lost else "whole set"
        print(
            f"{one.name:{width}}  {one.a:.3f}   {one.b:.3f}  {d.mean:+.3f}  {d.low:+.3f} to {d.high:+.3f}"
            f"  {counts:>14}   {one.chance:.3f}  {one.significance}{_needed(one)}{_twin(one)}"
        )
    print(evals.conclusion(found))


def _typed(context: typer.Context) -> str:
    """The command as it was typed; empty where it was called in another way."""
    words: list[str] | None = context.find_root().obj
    return shlex.join(["pullquote", *words]) if words else ""


def _twin(one: "Comparison") -> str:
    return f" (counted as {one.twin})" if one.twin else ""


def _needed(one: "Comparison") -> str:
    """How large a difference would have told, where this one does not."""
    if one.significance != "cannot tell":
        return ""
    if one.smallest_significant is None:
        return " (no difference would, of so few questions)"
    return f" (one of about {one.smallest_significant:.3f} would)"


@app.command()
def trend(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="Folders that `pullquote eval --out` wrote.")
    ],
    figure: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Show this figure; may be repeated.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write a page with plots.")] = None,
) -> None:
    """Show several reports of one suite in the order in which they were made."""
    from pullquote import evals

    names, points = evals.trend(folders, figure or ())
    print("\t".join(("made", "commit", "questions", *names, "folder")))
    for point in points:
        cells = (" ".join(evals.figure_cells(one)[:2]) if (one := point.figures.get(name)) else "" for name in names)
        print("\t".join((f"{point.made:%Y-%m-%d %H:%M}", point.commit, str(point.n), *cells, point.folder)))
    if evals.several_sets(points):
        print("not all asked the same questions: their figures are not of one thing")
    if html:
        html.write_text(evals.trend_html(names, points), encoding="utf-8")
        print(f"page: {html}")


@app.command()
def draft(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Your articles.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file of questions.")] = Path("drafts.jsonl"),
    most: Annotated[int, typer.Option(metavar="N", min=1, help="At most N questions.")] = 40,
) -> None:
    """Propose questions about your own articles, by rule out of their sentences, for you to edit.

    They are marked as drafts, and `pullquote eval --data` and `calibrate` refuse a file until no draft is left in it.
    """
    from json import dumps

    from pullquote.corpus import BadInputError
    from pullquote.evals import draft, read_folder
    from pullquote.ui.cli.screen import complain

    if out.exists():
        raise BadInputError(f"{out} is there, perhaps with what you edited; name another file with --out")
    articles, unread = read_folder(folder)
    for line in unread:
        complain(f"not read: {line}")
    drafts = draft(articles, most)
    if not drafts:
        raise BadInputError(
            f"no sentence in {folder} that a question could be made of by rule; write questions by hand"
        )
    lines = [dumps(one.to_dict(number), ensure_ascii=False) for number, one in enumerate(drafts, 1)]
    out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    without = sum(one.answer is None for one in drafts)
    print(f"{out}: {len(drafts)} drafts, {without} of them perhaps not answerable. Edit each, and delete its 'draft'.")


@app.command()
def baseline(
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to write; without it, the committed one.")
    ] = None,
    suite: Annotated[str, typer.Option(help="One of: questions, time, traps.")] = "questions",
    data: Annotated[
        list[Path] | None, typer.Option(metavar="FOLDER", help="The data of time or traps, as `pullquote eval` has it.")
    ] = None,
) -> None:
    """Run the gate (a few fixed questions) and save its figures: later changes are held against them."""
    from pullquote.evals import BASELINES, baseline_of, gate_results
    from pullquote.ui.cli.progress import progress

    with progress() as track, TemporaryDirectory() as folder:
        results = gate_results(Path(folder), suite, data or (), track=track)
    path = file or BASELINES[suite]
    path.write_text(baseline_of(results), encoding="utf-8")
    print(f"{path}: {len(results)} questions")


def _print_report(report: "Report", out: Path) -> None:
    from pullquote.evals import FEW_MEANS, figure_cells, headlines

    metrics = report["metrics"]
    width = max(map(len, metrics), default=0)
    for name, figure in metrics.items():
        mean, interval, n = figure_cells(figure)
        print(f"{name:{width}}  {mean}  {interval:15}  n {n}")
    print(FEW_MEANS)
    for share, interval, words in headlines(report):
        print(f"{share:>5}  {words} (95 %: {interval})")
    if report["note"]:
        print(report["note"])
    print(f"report: {out / 'report.html'}")
