"""A place is what people write: a folder, a server, or a file of milvus-lite."""

from pathlib import Path

import pytest

from pullquote.corpus import BadInputError, PullquoteError
from pullquote.index import Index
from pullquote.index.storage.place import MilvusPlace, folder_of, option_of, place_of


def test_a_path_is_a_folder_unless_it_ends_as_a_file_of_milvus_lite(tmp_path: Path) -> None:
    assert place_of(tmp_path / "news") == tmp_path / "news"
    lite = place_of(tmp_path / "news.db")
    assert isinstance(lite, MilvusPlace) and lite.file == tmp_path / "news.db"
    assert folder_of(lite) == tmp_path / "news.db.beside" and option_of(lite) == f"--store {tmp_path / 'news.db'}"
    (tmp_path / "old.db").mkdir()
    (tmp_path / "old.db" / "articles.sqlite").touch()
    assert place_of(tmp_path / "old.db") == tmp_path / "old.db"


@pytest.mark.parametrize(
    ("written", "uri", "collection"),
    [
        ("milvus://box:19530/news", "http://box:19530", "news"),
        ("MILVUS://box", "http://box:19530", "pullquote"),
        ("milvus+tls://box.example.org:443/news_2", "https://box.example.org:443", "news_2"),
        (Path("milvus://box:19530/news"), "http://box:19530", "news"),  # has lost a slash
    ],
)
def test_a_server_is_written_as_an_address(written: str | Path, uri: str, collection: str) -> None:
    place = place_of(written)
    assert isinstance(place, MilvusPlace) and place.file is None
    assert (place.uri, place.collection) == (uri, collection)
    assert place_of(str(place)) == place


@pytest.mark.parametrize(
    "written", ["milvus://box/two/parts", "milvus://box/1st", "milvus://user:secret@box/x", "milvus://box:port/x"]
)
def test_an_address_that_names_no_collection_is_refused_in_one_line(written: str) -> None:
    with pytest.raises(BadInputError, match=r"needed: milvus://HOST:PORT/NAME") as error:
        place_of(written)
    assert "\n" not in str(error.value)


def test_without_pymilvus_it_is_said_what_to_install(tmp_path: Path) -> None:
    try:
        import pymilvus  # noqa: F401  # whether it is there
    except ImportError:
        with pytest.raises(PullquoteError, match=r"needs pymilvus; run: pip install 'pullquote\[milvus\]'"):
            Index.create(tmp_path / "i.db", embedder="hash")
    else:
        pytest.skip("pymilvus is installed")
