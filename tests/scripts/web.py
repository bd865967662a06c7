"""An HTTP server that answers 500 the first time it is started, and 200 afterwards.

    web.py HOST:PORT STARTS

The file STARTS gets one line per start, as soon as the server can be asked: the status that it answers with.
"""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

address, starts = sys.argv[1:]
status = 200 if os.path.exists(starts) else 500


class Answer(BaseHTTPRequestHandler):
    """The same answer to every GET."""

    def do_GET(self):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


host, port = address.split(":")
with HTTPServer((host, int(port)), Answer) as server:
    with open(starts, "a", encoding="utf-8") as record:
        record.write(f"{status}\n")
    server.serve_forever()
