#!/usr/bin/env python3
"""Runs the same command lines through two supervisorctl programs and prints, as JSON, where they differ.

    compare_ctl.py OURS ORIGINAL --server URL [--server URL …] [--file LINES.json] [LINE …]

A server is a URL as for `-s`; user name and password of an http URL (percent-encoded) become `-u` and `-p`.
With `-` for a server the lines say themselves where it is (`-c FILE status`).
Every line is run against every server, first with ORIGINAL, then with OURS.

A LINE is split into words as a shell would; ` ;; ` parts lines that belong together: all of them are run
with the one client before the other has its turn, so that a sequence can restore what it changed
(`stop cat ;; start cat`). The JSON file holds a list of lines, or of objects
`{"line": "…", "stdin": "…", "options": ["-i"]}`. `{url}` in a line stands for the server's URL.

`compare_ctl.json` holds the lines of every command that the daemon of `compare_ctl.conf` can answer, and leaves it
as it was.

Standard output, standard error and exit status are compared after masking what may differ: process ids,
times, the wording of help texts, and the end of the generic error line. Exit status: 0 when nothing
differs, 1 when something does.
"""

import argparse
import json
import re
import shlex
import subprocess
import sys
import urllib.parse

# How long one run of a client may take, in seconds.
DEADLINE = 60

MASKS = [
    (r"\bpid \d+, uptime .*", "pid N, uptime T"),
    (r"^[1-9]\d*$", "N"),
    (r"\b[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M\b", "DATE"),
    # The original names a line of its own source, ours the server.
    (r"(error: <class '[^']*'>, .*): (?:file: .* line: \d+|server: .*)$", r"\1"),
    (r"^(error: .*Unknown result code \d+ for \S+) \(.*\)$", r"\1"),
    (r"error: <class '(?:xml\.parsers\.expat\.ExpatError|TypeError|IndexError)'>.*", r"error: MALFORMED"),
    (r"(error: <class 'socket.gaierror'>), \[Errno -?\d+\] ", r"\1, "),
    # Help: usage is compared, the words behind the tabs are not.
    (r"^([a-z]* ?[^\t]*)\t+[^\t]+$", r"\1\tHELP"),
    (r"^Note: .*", "Note: HELP"),
    (r"(uses to control it\.).*", r"\1"),
    # Python's remark on a password prompt without a terminal.
    (r"^.*GetPassWarning:.*\n.*\nWarning: .*\n", ""),
    (r"For help, use .* -h", "For help, use PROGRAM -h"),
]


def masked(text):
    for pattern, replacement in MASKS:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    # Processes of a group are listed as they end, in any order.
    return re.sub(r"(?:^\S+: stopped\n)+", in_order, text, flags=re.MULTILINE)


def in_order(match):
    return "".join(sorted(match.group().splitlines(keepends=True)))


def connection(server):
    """The options that lead to a server, and its bare URL."""
    if server == "-":
        return [], ""
    parts = urllib.parse.urlsplit(server)
    if parts.scheme != "http" or "@" not in parts.netloc:
        return ["-s", server], server
    userinfo, host = parts.netloc.rsplit("@", 1)
    user, _, password = userinfo.partition(":")
    url = urllib.parse.urlunsplit(parts._replace(netloc=host))
    unquote = urllib.parse.unquote
    return ["-s", url, "-u", unquote(user), "-p", unquote(password)], url


def run(program, server, entry):
    """What one client does with an entry: one result for each of its lines."""
    options, url = connection(server)
    results = []
    for line in entry["line"].split(" ;; "):
        words = [word.replace("{url}", url) for word in shlex.split(line)]
        try:
            done = subprocess.run(
                [program, *options, *entry.get("options", []), *words],
                input=entry.get("stdin", ""),
                capture_output=True,
                encoding="utf-8",
                errors="backslashreplace",
                timeout=DEADLINE,
            )
            result = {"stdout": masked(done.stdout), "stderr": masked(done.stderr), "status": done.returncode}
        except subprocess.TimeoutExpired:
            result = {"stdout": "", "stderr": f"no end after {DEADLINE} s", "status": None}
        results.append({"line": line, **result})
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours")
    parser.add_argument("original")
    parser.add_argument("--server", action="append", required=True, metavar="URL")
    parser.add_argument("--file", help="more lines, as JSON")
    parser.add_argument("lines", nargs="*", metavar="LINE")
    arguments = parser.parse_intermixed_args()
    entries = list(arguments.lines)
    if arguments.file:
        with open(arguments.file, encoding="utf-8") as file:
            entries += json.load(file)
    entries = [entry if isinstance(entry, dict) else {"line": entry} for entry in entries]

    compared, differences = 0, []
    for server in arguments.server:
        for entry in entries:
            original = run(arguments.original, server, entry)
            ours = run(arguments.ours, server, entry)
            for expected, found in zip(original, ours):
                compared += 1
                if expected != found:
                    line = expected["line"]
                    difference = {"server": server, "line": line, "stdin": entry.get("stdin", "")}
                    for key in ("stdout", "stderr", "status"):
                        if expected[key] != found[key]:
                            difference[key] = {"original": expected[key], "ours": found[key]}
                    differences.append(difference)
    json.dump({"compared": compared, "differing": len(differences), "differences": differences}, sys.stdout, indent=2)
    print()
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
