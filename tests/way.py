"""The way from a browser to a server, which may be cut at any moment, lose an answer, and counts what goes over it.

with way(server.port) as made:
    page.goto(made.url)
    made.cut()                       # in the middle of whatever is under way
    made.restore()
    made.lose_answers("POST /filing/", 2)   # the requests arrive, their answers do not
    made.fall_silent()               # connections are taken, and nothing ever comes back over them
    made.sent                        # bytes of the browser's, heads and all
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

PIECE = 16 * 1024


@dataclass
class Way:
    """One port in front of another."""

    to: int
    listener: socket.socket
    sent: int = 0
    received: int = 0
    lost: int = 0
    # Connections over which something was sent that nobody will answer.
    unheard: int = 0
    _is_cut: bool = False
    _is_silent: bool = False
    _losing: dict[bytes, int] = field(default_factory=dict)
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Whatever is under way ends here, and nothing new gets through."""
        self._is_cut = True
        with self._lock:
            under_way = list(self._open)
        for end in under_way:
            _shut(end)

    def fall_silent(self) -> None:
        """Like a phone's line that died without a word: whatever is sent from now on is swallowed, and so are answers on their way."""
        self._is_silent = True

    def restore(self) -> None:
        """New connections get through again; what was sent into the silence stays unanswered."""
        self._is_cut = self._is_silent = False

    def lose_answers(self, beginning: str, count: int) -> None:
        """Of the next `count` requests that begin so, the answers get lost."""
        self._losing[beginning.encode()] = count

    def serve(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                near, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        try:
            if self._is_cut:
                raise OSError("cut")
            far = socket.create_connection(("127.0.0.1", self.to), timeout=5)
        except OSError:
            _shut(near)
            return
        far.settimeout(None)
        with self._lock:
            self._open |= {near, far}
        losing, dead = threading.Event(), threading.Event()
        back = threading.Thread(target=self._back, args=(far, near, losing, dead), daemon=True)
        back.start()
        with contextlib.suppress(OSError):
            while piece := near.recv(PIECE):
                self.sent += len(piece)
                if self._is_silent and not dead.is_set():
                    dead.set()
                    self.unheard += 1
                if dead.is_set():
                    continue
                if self._is_to_lose(piece):
                    losing.set()
                far.sendall(piece)
        _shut(far)
        back.join()
        with self._lock:
            self._open -= {near, far}

    def _back(self, far: socket.socket, near: socket.socket, losing: threading.Event, dead: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while piece := far.recv(PIECE):
                if self._is_silent:
                    dead.set()
                if dead.is_set():
                    continue
                if losing.is_set():
                    self.lost += 1
                    break
                self.received += len(piece)
                near.sendall(piece)
        _shut(near)
        _shut(far)

    def _is_to_lose(self, piece: bytes) -> bool:
        for beginning, count in self._losing.items():
            if count and piece.startswith(beginning):
                self._losing[beginning] = count - 1
                return True
        return False


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextlib.contextmanager
def way(to: int) -> Iterator[Way]:
    """A way to this port, on a free port of its own; closed when the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    made = Way(to, listener)
    threading.Thread(target=made.serve, daemon=True).start()
    try:
        yield made
    finally:
        # Closing alone does not wake whoever waits in accept.
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        made.cut()
