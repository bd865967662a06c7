"""A program that takes a hundred megabytes the first time it is started, and next to nothing afterwards.

    hog.py STARTS

The file STARTS gets one line per start, as soon as the memory is taken: how many bytes it is.
"""

import os
import sys
import time

starts = sys.argv[1]
taken = b"" if os.path.exists(starts) else b"x" * 100_000_000
with open(starts, "a", encoding="utf-8") as record:
    record.write(f"{len(taken)}\n")
while True:
    time.sleep(1000)
