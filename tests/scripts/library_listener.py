"""An event listener made of the original's library, supervisor.childutils: for each PROCESS_LOG event it asks the daemon
about the process and writes what it was told to the file it is given."""

import os
import sys

from supervisor import childutils

with open(sys.argv[1], "a", encoding="utf-8") as record:
    while True:
        headers, payload = childutils.listener.wait()
        about, data = childutils.eventdata(payload)
        daemon = childutils.getRPCInterface(os.environ).supervisor
        info = daemon.getProcessInfo(about["processname"])
        record.write(f"{headers['eventname']} {info['group']} {info['statename']} {data!r} {int(about['pid']) == info['pid']}\n")
        record.flush()
        childutils.listener.ok()
