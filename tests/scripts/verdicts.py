"""Says what the original makes of configuration files: its error, or the values it arrives at.

Input: {"files": [PATH…], "host": BOOLEAN}. Output: one entry per file, {"error": TEXT} or {"plan": …}.
Without "host", what only the target machine can tell (users, directories, Python plug-ins) passes unchecked, so
that the values of files made for other machines can be compared too.
"""

import json
import os
import sys

from supervisor import datatypes, events, options

AUTO = "AUTO"


class Refused(Exception):
    pass


class Reader(options.ServerOptions):
    def usage(self, msg):
        raise Refused(str(msg))


def trust_every_host():
    def any_path(value):
        return os.path.expanduser(value)

    for module in (datatypes, options):
        module.existing_dirpath = any_path
        module.existing_directory = any_path
        module.name_to_uid = lambda name: name
        module.gid_for_uid = lambda uid: 0
    datatypes.name_to_gid = lambda name: 0
    Reader.import_spec = lambda self, spec: spec


def automatic(value):
    return AUTO if value is datatypes.Automatic else value


def autorestart(value):
    return {
        datatypes.RestartUnconditionally: "true",
        datatypes.RestartWhenExitUnexpected: "unexpected",
    }.get(value, "false")


def channel(process, name):
    option = lambda suffix: getattr(process, "%s_%s" % (name, suffix))
    return {
        "logfile": automatic(option("logfile")),
        "logfile_maxbytes": option("logfile_maxbytes"),
        "logfile_backups": option("logfile_backups"),
        "capture_maxbytes": option("capture_maxbytes"),
        "events_enabled": option("events_enabled"),
        "syslog": option("syslog"),
    }


def process(config):
    plain = (
        "name command directory umask priority autostart startsecs startretries stopsignal stopwaitsecs "
        "stopasgroup killasgroup exitcodes redirect_stderr environment serverurl"
    )
    values = {name: getattr(config, name) for name in plain.split()}
    values["user"] = config.uid
    values["autorestart"] = autorestart(config.autorestart)
    values["stdout"] = channel(config, "stdout")
    values["stderr"] = channel(config, "stderr")
    return values


def group(config):
    values = {
        "name": config.name,
        "priority": config.priority,
        "processes": [process(member) for member in config.process_configs],
    }
    if isinstance(config, options.EventListenerPoolConfig):
        names = [name for name in vars(events.EventTypes) if not name.startswith("_")]
        values["events"] = sorted(n for n in names if getattr(events.EventTypes, n) in config.pool_events)
        values["buffer_size"] = config.buffer_size
    if isinstance(config, options.FastCGIGroupConfig):
        values["socket"] = config.socket_config.url
    return values


def daemon(reader):
    section = reader.configroot.supervisord
    plain = (
        "logfile_maxbytes logfile_backups loglevel umask nodaemon silent minfds minprocs nocleanup childlogdir "
        "user directory strip_ansi environment identifier"
    )
    values = {name: getattr(section, name) for name in plain.split()}
    values["logfile"] = reader.logfile
    values["pidfile"] = reader.pidfile
    return values


def server(config):
    unix = "file" in config
    return {
        "section": config["section"],
        "address": config["file"] if unix else "%s:%s" % (config["host"], config["port"]),
        "chmod": config["chmod"] if unix else None,
        "username": config["username"],
        "password": config["password"],
    }


def verdict(path):
    reader = Reader()
    try:
        reader.realize(["-c", path], doc="", progname="supervisord")
    except Refused as refused:
        return {"error": str(refused)}
    return {
        "plan": {
            "daemon": daemon(reader),
            "groups": [group(config) for config in reader.process_group_configs],
            "servers": [server(config) for config in reader.server_configs],
        }
    }


def main():
    request = json.load(sys.stdin)
    if not request["host"]:
        trust_every_host()
    json.dump([verdict(path) for path in request["files"]], sys.stdout)


main()
