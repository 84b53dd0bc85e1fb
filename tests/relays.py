"""A network between a program and a server on this machine, which a test can cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

HOST = "127.0.0.1"


class Relay:
    """Passes on what comes to `port`, until it is cut or swallows everything."""

    def __init__(self, to: int) -> None:
        self._to = to
        self.port = 0
        self._open: list[socket.socket] = []
        self._passing = threading.Event()
        self._passing.set()
        self._listen()

    def cut(self) -> None:
        """End all connections, and refuse new ones until `mend`."""
        self._stop_listening()
        self._drop()

    def swallow(self) -> None:
        """Keep all connections, and pass nothing on until `mend`."""
        self._passing.clear()

    def mend(self) -> None:
        """Work again, for new connections: what was swallowed is lost."""
        self._drop()
        self._passing.set()
        if self._listener.fileno() < 0:
            self._listen()

    def close(self) -> None:
        self._stop_listening()
        self._passing.set()
        self._drop()

    def _listen(self) -> None:
        self._listener = socket.create_server((HOST, self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _stop_listening(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # else the one who waits would get one more
        self._listener.close()

    def _drop(self) -> None:
        while self._open:
            one = self._open.pop()
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection((HOST, self._to))
            self._open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                self._passing.wait()
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(to: int) -> Iterator[Relay]:
    """A relay to a port of this machine; gone after the block."""
    made = Relay(to)
    try:
        yield made
    finally:
        made.close()
