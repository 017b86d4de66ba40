"""The service of docs/examples, started as its README says."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PATIENCE = 60
"""Seconds that a start or an end may take on a busy machine."""


class Server:
    """The real server, in a process of its own, on a port that the system chooses."""

    def __init__(self, folder, store, database):
        self.log = folder / "log.txt"
        command = [sys.executable, "-W", "error", "-m", "uvicorn", "--app-dir", str(EXAMPLES), "--port", "0"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*command, "--factory", "service.app:from_environment"],
                env={**os.environ, "CHECKOUT_STORE": str(store), "CHECKOUT_DATABASE": str(database)},
                stderr=log,
                stdout=log,
            )
        self.url = self._url()
        self.client = httpx.Client(base_url=self.url, timeout=PATIENCE)

    def _url(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            told = re.search(r"running on (http://127\.0\.0\.1:\d+)", self.log.read_text())
            if told:
                return told[1]
            time.sleep(0.02)
        raise AssertionError(self.log.read_text())

    def stop(self):
        """End it at once, in the middle of whatever it does, as a power cut would."""
        self.client.close()
        self.process.kill()
        self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def serve(tmp_path_factory):
    """Start a server for a store and a database; all are stopped in the end."""
    servers = []

    def start(store, database):
        servers.append(Server(tmp_path_factory.mktemp("server"), store, database))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def store_file():
    """The store that the README starts with."""
    return EXAMPLES / "service" / "store.json"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The file that `server` and `twin` share."""
    return tmp_path_factory.mktemp("database") / "shop.sqlite"


@pytest.fixture(scope="module")
def server(serve, store_file, database):
    """A server that most tests ask."""
    return serve(store_file, database)


@pytest.fixture(scope="module")
def twin(serve, store_file, database, server):
    """A second process on the same database: what one process could see to alone is seen to by the database."""
    return serve(store_file, database)


@pytest.fixture
def client(server):
    """Asks the server."""
    return server.client
