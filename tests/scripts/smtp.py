"""A mail server that takes everything and writes it down.

    smtp.py HOST:PORT MAILS

The file MAILS is there as soon as the server can be asked, and gets each mail when it is complete, with a line `--`
behind it.
"""

import socketserver
import sys

address, mails = sys.argv[1:]


class Talk(socketserver.StreamRequestHandler):
    """One client."""

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 ready")
        for line in self.rfile:
            command = line[:4].upper()
            if command == b"DATA":
                self.say("354 go on")
                self.take()
                self.say("250 taken")
            elif command == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def take(self):
        text = b""
        for line in self.rfile:
            if line == b".\r\n":
                break
            text += line.removesuffix(b"\r\n") + b"\n"
        with open(mails, "ab") as record:
            record.write(text + b"--\n")


class Server(socketserver.ThreadingTCPServer):
    """Takes the port of a server before it at once."""

    allow_reuse_address = True


host, port = address.split(":")
with Server((host, int(port)), Talk) as server:
    open(mails, "ab").close()
    server.serve_forever()
