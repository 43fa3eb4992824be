"""Messages to and from the grader, as a process in the sandbox sends and receives them."""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.sandbox import protocol
else:
    import protocol  # inside, it lies beside this file


class Pipe:
    """Two open files: messages come in through one, and go out through the other."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self.incoming, self.outgoing = incoming, outgoing

    def receive(self) -> protocol.Message:
        """Return the next message. When there will be none, this process ends."""
        return protocol.unpack(self._read(int.from_bytes(self._read(protocol.LENGTH), "little")))

    def send(self, message: protocol.Message) -> None:
        """Send a message.

        Raises:
            WireError: it holds something that may not cross.
        """
        data = memoryview(protocol.pack(message))
        while data:
            data = data[os.write(self.outgoing, data) :]

    def _read(self, size: int) -> bytes:
        parts = []
        while size:
            parts.append(os.read(self.incoming, min(size, 2**20)))  # no buffer: the rest may be for a child
            if not parts[-1]:
                sys.exit()
            size -= len(parts[-1])
        return b"".join(parts)
