"""A process that has left the network: it reaches nobody, and goes on with what it has."""

import subprocess
import sys

import pytest

from kg.service.workers import sandbox

SCRIPT = """
import socket, sys
from kg.service.workers.sandbox import leave_network
before = socket.socket()
assert leave_network()
for family in (socket.AF_INET, socket.AF_INET6):
    try:
        socket.socket(family)
    except PermissionError:
        pass
    else:
        sys.exit("a socket was opened")
one, other = socket.socketpair()
one.send(b"x")
assert other.recv(1) == b"x"
import pyoxigraph as ox
try:
    list(ox.Store().query("SELECT * { SERVICE <http://127.0.0.1:8/> { ?s ?p ?o } }"))
except OSError as error:
    print(error)
"""

is_known = sys.platform == "linux" and sandbox.platform.machine() in sandbox._SOCKET


@pytest.mark.skipif(not is_known, reason="no filter of system calls is known for this machine")
def test_no_socket_to_any_machine_can_be_opened_and_others_work() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "Permission denied" in ran.stdout
