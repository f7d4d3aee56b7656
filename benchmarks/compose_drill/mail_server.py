"""A mail server for the drill: takes every message and keeps it in /mails. No TLS, no sign-in.

It runs in a container of the site's image, beside the site, and imports nothing of the project.
"""

import socketserver
import time
from pathlib import Path

MAILS = Path("/mails")


class Session(socketserver.StreamRequestHandler):
    def reply(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.reply("220 mail ESMTP")
        for line in self.rfile:
            command = line.strip().upper()
            if command == b"DATA":
                self.reply("354 go on")
                self.keep()
                self.reply("250 kept")
            elif command == b"QUIT":
                self.reply("221 bye")
                return
            else:
                self.reply("250 mail")

    def keep(self) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        text = b"".join(line[1:] if line.startswith(b"..") else line for line in lines)
        (MAILS / f"{time.time_ns()}.eml").write_bytes(text)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    Server(("0.0.0.0", 2525), Session).serve_forever()  # noqa: S104  # in a container, without a published port
