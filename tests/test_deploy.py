"""deploy/: what it says of the app is true of it, and the app runs as there, with nothing to write but /tmp."""

import os
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.conftest import article, index_of
from tests.ui.conftest import COMMAND

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OWN = [name for name, service in SERVICES.items() if "build" in service]
SERVERS = [name for name in OWN if SERVICES[name]["command"][0] == "serve"]
PASSWORD = "open sesame, please"


def instructions(name: str) -> list[str]:
    """What the Dockerfile says in such an instruction, in order."""
    return re.findall(rf"^{name} ((?:.*\\\n)*.*)", DOCKERFILE, re.MULTILINE)


def names_read() -> set[str]:
    """Environment variables that the app or its health check reads."""
    files = [file for package in ("corpus", "index", "rag", "ui") for file in (ROOT / package).rglob("*.py")]
    text = "".join(file.read_text(encoding="utf-8") for file in [*files, DEPLOY / "healthy.py"])
    return set(re.findall(r'"(PULLQUOTE_[A-Z_]+)"', text))


@pytest.mark.parametrize("name", OWN)
def test_our_processes_write_to_their_volume_alone_and_have_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["networks"] == ["inside"] and "ports" not in service
    assert service["image"] == f"pullquote:{PROJECT['project']['version']}"


def test_only_the_proxy_can_be_reached_and_nothing_inside_reaches_out() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["proxy"]


def test_what_is_named_is_there() -> None:
    for kind in ("networks", "secrets"):
        assert {one for service in SERVICES.values() for one in service.get(kind, ())} == set(COMPOSE[kind])
    mounted = [one.rsplit(":/", 1)[0] for service in SERVICES.values() for one in service["volumes"]]
    assert {one for one in mounted if "/" not in one} == set(COMPOSE["volumes"])
    assert all((DEPLOY / one).is_file() for one in mounted if one.startswith("./"))
    assert {one for service in SERVICES.values() for one in service.get("depends_on", ())} <= set(SERVICES)


def test_images_have_fixed_versions() -> None:
    images = [service["image"] for service in SERVICES.values()] + [one.split()[0] for one in instructions("FROM")]
    assert [image for image in images if not re.search(r":v?\d+\.\d+", image)] == []


def test_the_servers_are_alike_and_their_options_are_those_of_the_command() -> None:
    assert len(SERVERS) == 2
    first, second = (SERVICES[name]["command"] for name in SERVERS)
    assert first == second
    known = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").partition("## `pullquote serve`")[2]
    known = known.partition("\n## ")[0]
    assert [option for option in first[1:] if f"`{option.partition('=')[0]}" not in known] == []


def test_the_environment_variables_are_those_that_are_read() -> None:
    given = {name for name in OWN for name in SERVICES[name]["environment"]}
    given |= set(re.findall(r"\b(PULLQUOTE_[A-Z_]+)=", DOCKERFILE))
    assert {name for name in given if name.startswith("PULLQUOTE_")} <= names_read()


def test_a_visitors_address_is_believed_of_the_network_inside_alone() -> None:
    (network,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert {SERVICES[name]["environment"]["FORWARDED_ALLOW_IPS"] for name in SERVERS} == {network["subnet"]}


def test_the_proxy_keeps_each_visitor_at_one_of_the_servers() -> None:
    told = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    (upstreams,) = re.findall(r"reverse_proxy (.*) \{", told)
    assert upstreams.split() == [f"{name}:7860" for name in SERVERS] and "lb_policy cookie" in told
    assert "--port=7860" in SERVICES[SERVERS[0]]["command"] and instructions("EXPOSE") == ["7860"]


def test_the_image_runs_as_nobody_in_particular_and_tells_how_it_is() -> None:
    assert instructions("USER") == ["10001:10001"] and DOCKERFILE.rindex("\nUSER") > DOCKERFILE.rindex("\nCOPY")
    assert "/opt/pullquote/healthy.py" in instructions("HEALTHCHECK")[0]
    assert instructions("CMD") == ['["serve", "--host", "0.0.0.0"]']  # refused, as it names no password


def test_the_image_is_made_of_all_packages_and_of_nothing_else() -> None:
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    taken = {line[1:] for line in lines if line.startswith("!")}
    folders = set(PROJECT["tool"]["setuptools"]["package-dir"].values()) - {"."}
    assert lines[1] == "*" and folders <= taken
    assert [name for name in taken if not (ROOT / name).exists()] == []


class Guarded(BaseHTTPRequestHandler):
    """Answers who knows the password."""

    def do_GET(self) -> None:
        knows = self.headers["Authorization"] == f"Bearer {PASSWORD}" and self.path == "/api/health"
        self.send_response(200 if knows else 401)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def guarded() -> Iterator[str]:
    """The address of such a server."""
    with HTTPServer(("127.0.0.1", 0), Guarded) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def health(address: str, password_file: Path) -> subprocess.CompletedProcess[str]:
    names = {"PULLQUOTE_ADDRESS": address, "PULLQUOTE_PASSWORD_FILE": str(password_file)}
    command = [sys.executable, "-S", str(DEPLOY / "healthy.py")]
    return subprocess.run(command, env=names, capture_output=True, text=True, timeout=60)


def test_the_health_check_passes_where_the_server_answers_and_else_says_why_in_one_line(
    guarded: str, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    assert health(guarded, file).returncode == 0
    for failed in (health(guarded, tmp_path / "none"), health("http://127.0.0.1:9", file), health("nowhere", file)):
        assert failed.returncode == 1 and failed.stderr.startswith("no answer from ") and failed.stderr.count("\n") == 1


# The whole file system read-only but for one folder, for one process: as a container has it, without a container
ALONE = ["unshare", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--mount", "--propagation", "private"]
ONLY = 'mount -t tmpfs tmpfs "$0" && mount -o remount,bind,ro / && exec "$@"'


def read_only(folder: Path, *command: str) -> list[str]:
    """The command, for which nothing but the folder can be written."""
    return [*ALONE, "sh", "-c", ONLY, str(folder), *command]


@pytest.fixture
def only(tmp_path: Path) -> Path:
    """The one folder that can be written where this machine allows such a thing."""
    folder = tmp_path / "t"
    folder.mkdir()
    tried = subprocess.run(read_only(folder, "touch", str(tmp_path / "written")), capture_output=True, text=True)
    if "Read-only file system" not in tried.stderr:
        pytest.skip(f"no file system can be made read-only for one process here: {tried.stderr.strip()[:80]}")
    return folder


@pytest.mark.slow
def test_the_app_runs_as_composed_with_nothing_to_write_but_its_temporary_folder(only: Path, tmp_path: Path) -> None:
    index_of(tmp_path / "index", article("bridge", "The harbour bridge cost 48 million crowns.")).close()
    password = tmp_path / "password"
    password.write_text(f"{PASSWORD}\n")
    service = SERVICES[SERVERS[0]]
    replaced = {"--port": "0", "--password-file": str(password), "--host": "127.0.0.1"}
    options = [option.partition("=")[::2] for option in service["command"][1:]]
    arguments = [f"{name}={replaced.get(name, value)}" if value else name for name, value in options]
    here = {"PATH": os.environ["PATH"], "TMPDIR": str(only), "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    given = {**service["environment"], "PULLQUOTE_STORE": str(tmp_path / "index")}
    command = [*COMMAND, "serve", *arguments, "--reader", "nearest"]
    with subprocess.Popen(
        read_only(only, *command),
        env={**here, **given, "PULLQUOTE_CACHE": str(tmp_path / "cache")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as server:
        try:
            assert server.stdout and server.stderr
            address = (server.stdout.readline() or server.stderr.read()).split()[0]
            knows = {"Authorization": f"Bearer {PASSWORD}"}
            with httpx.Client(base_url=address, timeout=120, headers=knows) as client:
                asked = client.post("/api/ask", json={"question": "What did the harbour bridge cost?"})
                assert asked.status_code == 200 and asked.json()["format"] == 2
                assert "pullquote_workers 1.0" in client.get("/api/metrics").text
                assert client.get("/api/articles", headers={"Authorization": ""}).status_code == 401
                assert health(address, password).returncode == 0
        finally:
            server.terminate()
            log = server.communicate(timeout=60)[1]
    assert '"event": "asked"' in log and "harbour" not in log and "Traceback" not in log
