"""Files of every format, changed at random: each is read or named, and none ends the reading of the others."""

import io
import json
import random
import zipfile
from pathlib import Path

import docx

from pullquote.corpus import Limits, load_articles
from tests.corpus.formats.test_pdf import pdf
from tests.soak.outcome import Outcome

BATCH = 250
PIECES = [
    b"\0",
    b"\xff\xfe",
    b"<",
    b">",
    b"[" * 50,
    b"\n---\n",
    b"%%EOF",
    b"]]>",
    b"&",
    b'"',
    b"{" * 50,
    b"9" * 50,
    b"\r",
]
TEXT = "The harbour bridge opened on a wet Tuesday in March.\n\nIt cost nine million, and the toll is two pounds.\n"


def good_files() -> dict[str, bytes]:
    """One whole file of each format, by its suffix."""
    written, document = io.BytesIO(), docx.Document()
    document.add_heading("A bridge", 1)
    for paragraph in TEXT.split("\n\n"):
        document.add_paragraph(paragraph)
    document.add_table(2, 2).cell(0, 0).text = "Toll"
    document.save(written)
    page = f"<html><head><title>B</title></head><body><article><p>{TEXT * 4}</p></article></body></html>"
    linked = '<script type="application/ld+json">{"datePublished": "2020-06-26"}</script>'
    return {
        ".txt": TEXT.encode(),
        ".md": f"---\ntitle: A bridge\ndate: 2020-06-26\n---\n# A bridge\n\n{TEXT}".encode(),
        ".html": page.replace("<head>", f"<head>{linked}").encode(),
        ".jsonl": "".join(json.dumps({"text": TEXT + str(n), "title": "B"}) + "\n" for n in range(3)).encode(),
        ".pdf": pdf("The bridge opened.\nIt cost nine million.", "A second page.", info="/Title (B)"),
        ".docx": written.getvalue(),
    }


def mutated(data: bytes, chosen: random.Random) -> bytes:
    """The bytes with one to eight changes: flipped, cut, doubled, or with a piece put in."""
    found = bytearray(data)
    for _ in range(chosen.randint(1, 8)):
        at = chosen.randrange(len(found) + 1)
        kind = chosen.randrange(5)
        if kind == 0 and at < len(found):
            found[at] ^= 1 << chosen.randrange(8)
        elif kind == 1:
            del found[at : at + chosen.randint(1, 40)]
        elif kind == 2:
            found[at:at] = found[at : at + chosen.randint(1, 200)] * chosen.randint(1, 3)
        elif kind == 3:
            found[at:at] = chosen.choice(PIECES)
        elif chosen.random() < 0.2:
            del found[at:]
    return bytes(found)


def mutated_word(data: bytes, chosen: random.Random) -> bytes:
    """A Word file one of whose parts is changed inside, so that the XML is reached and not only the zip around it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        target = chosen.choice(["word/document.xml", "word/document.xml", chosen.choice(old.namelist())])
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part, mutated(content, chosen) if part.filename == target else content)
    return made.getvalue()


def mutated_files(folder: Path, size: int, seed: int) -> Outcome:
    """`size` files, read in batches under limits."""
    found, chosen, whole = Outcome(), random.Random(seed), good_files()
    kinds = list(whole)
    for batch in range(0, size, BATCH):
        place = folder / f"batch-{batch}"
        place.mkdir()
        names = set()
        for n in range(batch, min(batch + BATCH, size)):
            kind = kinds[n % len(kinds)]
            rezip = kind == ".docx" and chosen.random() < 0.9
            data = mutated_word(whole[kind], chosen) if rezip else mutated(whole[kind], chosen)
            (place / f"{n}{kind}").write_bytes(data)
            names.add(f"{n}{kind}")
            found.counts[f"files {kind}"] += 1
        loaded = load_articles(place, limits=Limits(seconds=20, here=-1, memory=2_000_000_000))
        sources = {source.file for article in loaded.articles for source in (article.source, *article.also)}
        read = {source.partition("#")[0] for source in sources}
        named = {problem.file.partition(":")[0].partition("#")[0] for problem in loaded.failed}
        found.counts["read"] += len(read)
        found.counts["named as failed"] += len(named)
        found.must(read | named == names, f"batch {batch}: not accounted for: {sorted(names - read - named)[:3]}")
        found.must(all("\n" not in p.reason for p in loaded.failed), f"batch {batch}: a reason of several lines")
        for problem in loaded.failed:
            slow = "takes longer" in problem.reason or "ended the process" in problem.reason
            found.must(not slow, f"{problem.file}: {problem.reason}")
        for file in place.iterdir():
            file.unlink()
    return found
