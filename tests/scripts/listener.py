"""An event listener that writes down what it is sent and does what REMOTE_COMMUNICATION events order.

    listener.py RECORD              obeys
    listener.py RECORD rude LOG N   first answers N events without reading any: the daemon's log, at level debug,
                                    tells when one was sent. Reads when the file RECORD.go is there.

RECORD gets one JSON text per event: the header line, the payload, and the pid of the listener. Orders are the types
of REMOTE_COMMUNICATION events:

    fail N NAME  reject this event the first N times, if this listener is NAME or no NAME is given
    die          end with status 3 instead of answering, the first time
    say TEXT     say TEXT instead of answering, the first time
    hold FILE    answer when FILE is there, beside RECORD
"""

import json
import os
import sys
import time

record = sys.argv[1]
name = os.environ["SUPERVISOR_PROCESS_NAME"]


def seen(serial):
    """How often an event was written down, by this run of the listener or an earlier one."""
    if not os.path.exists(record):
        return 0
    with open(record, encoding="utf-8") as lines:
        return sum(f" serial:{serial} " in json.loads(line)["header"] for line in lines)


def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def await_file(path, text=""):
    while not os.path.exists(path) or open(path, encoding="utf-8").read().count(text) == 0:
        time.sleep(0.01)


def await_sent(log, count):
    while open(log, encoding="utf-8").read().count(f" sent to listener {name}\n") < count:
        time.sleep(0.01)


def take():
    header = sys.stdin.buffer.readline()
    fields = dict(field.split(":", 1) for field in header.decode().split())
    payload = sys.stdin.buffer.read(int(fields["len"]))
    before = seen(fields["serial"])
    entry = {"header": header.decode(), "payload": payload.decode(errors="replace"), "listener": os.getpid()}
    with open(record, "a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")
    order, _, words = payload.decode(errors="replace").partition("\n")
    return order, words, before


def times(count, who=name):
    return int(count) if who == name else 0


def answer(order, words, before):
    if order == "type:fail" and before < times(*words.split()):
        say("RESULT 4\nFAIL")
    elif order == "type:die" and not before:
        sys.exit(3)
    elif order == "type:say" and not before:
        say(words)
    else:
        if order == "type:hold":
            await_file(os.path.join(os.path.dirname(record), words))
        say("RESULT 2\nOK")


say("READY\n")
owed = 0
if sys.argv[2:3] == ["rude"]:
    owed = int(sys.argv[4])
    for number in range(owed):
        await_sent(sys.argv[3], number + 1)
        say("RESULT 2\nOKREADY\n")
    await_file(record + ".go")
while True:
    event = take()
    if owed:
        owed -= 1
        continue
    answer(*event)
    say("READY\n")
