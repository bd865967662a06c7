"""Says what the original makes of configuration files: its error, or every value it arrives at.

Standard input: one request a line, a JSON list of {"directory": PATH, "file": PATH}; `file` is relative to
`directory`, or absolute. Standard output: one line for each, a JSON list with one {"error": TEXT}, {"crash": TEXT} or
{"plan": …} per file. Argument `any-host`: what only the target machine can tell (users, directories, Python plug-ins)
passes unchecked, so that the values of files made for other machines can be compared too.

Five deliberate differences (docs/differences.md) are levelled out here, and nothing else:

* nameless-expansion: a nameless `%s` shows the mapping as `{'here': …, ...}`, as it does with us;
* number-out-of-range: whole numbers beyond 64 bits are clamped;
* event-order: of several unknown event types the first is reported, and not a random one;
* shared-group-name: of groups that share a name the first is kept, which is what the daemon does a moment later;
* built-in plug-in: the package supervisor_stdout is always there.
"""

import gc
import json
import os
import sys
import types

from supervisor import datatypes, events, options, poller

AUTO = "AUTO"
EVENT_NAMES = [name for name in vars(events.EventTypes) if not name.startswith("_")]


class Refused(Exception):
    pass


class Reader(options.ServerOptions):
    def usage(self, msg):
        raise Refused(str(msg))

    def import_spec(self, spec):
        super().import_spec(spec)
        return spec


def mapping_repr(names):
    return "{'here': %r, ...}" % names["here"] if "here" in names else "{...}"


# Messages name the type of the mapping, which must therefore stay `dict`.
Names = type("dict", (dict,), {"__repr__": mapping_repr})


def hide_the_mapping():
    original = options.expand
    options.expand = lambda text, names, label: original(text, Names(names), label)


def install_the_plug_in():
    plug_in = types.ModuleType("supervisor_stdout")
    plug_in.event_handler = lambda event, response: None
    sys.modules[plug_in.__name__] = plug_in


def open_no_poller():
    poller.Poller = lambda reader: None


def number_or_name(user):
    try:
        number = int(user)
    except ValueError:
        return user
    return number if 0 <= number < 1 << 32 else user


def keep_the_order_of_events():
    options.set = dict.fromkeys


def count_processes_in_64_bits():
    options.range = lambda first, end: (clamped(number) for number in range(first, end))


def trust_every_host():
    def any_path(value):
        return os.path.expanduser(value)

    for module in (datatypes, options):
        module.existing_dirpath = any_path
        module.existing_directory = any_path
        module.name_to_uid = number_or_name
        module.gid_for_uid = lambda uid: None
    datatypes.name_to_gid = number_or_name
    Reader.import_spec = lambda self, spec: spec


def clamped(value):
    if isinstance(value, int) and not isinstance(value, bool):
        return max(-(1 << 63), min((1 << 63) - 1, value))
    if isinstance(value, dict):
        return {key: clamped(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [clamped(inner) for inner in value]
    return value


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
        # An empty name means no file, as none does.
        "logfile": automatic(option("logfile")) or None,
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


def owner(pair):
    """A user and a group; -1 stands for no change."""
    if pair is None:
        return None
    uid, gid = pair
    return None if (uid, gid) == (-1, -1) else [uid, None if gid == -1 else gid]


def group(config):
    values = {
        "name": config.name,
        "priority": config.priority,
        "kind": type(config).__name__.replace("Config", ""),
        "processes": [process(member) for member in config.process_configs],
    }
    if isinstance(config, options.EventListenerPoolConfig):
        values["events"] = sorted(n for n in EVENT_NAMES if getattr(events.EventTypes, n) in config.pool_events)
        values["buffer_size"] = config.buffer_size
        values["result_handler"] = config.result_handler
    if isinstance(config, options.FastCGIGroupConfig):
        socket = config.socket_config
        values["socket"] = socket.url
        values["socket_owner"] = owner(getattr(socket, "owner", None))
        values["socket_mode"] = getattr(socket, "mode", None)
        values["socket_backlog"] = socket.backlog
    return values


def groups(reader):
    first = {}
    for config in reader.process_group_configs:
        first.setdefault(config.name, config)
    return [group(config) for config in first.values()]


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
    # An empty user name turns authentication off.
    credentials = [config["username"], config["password"]] if config["username"] else None
    return {
        "section": config["section"],
        "address": config["file"] if unix else "%s:%s" % (config["host"], config["port"]),
        "chmod": config["chmod"] if unix else None,
        "chown": owner(config["chown"]) if unix else None,
        "credentials": credentials,
    }


def rpc_interface(name, factory, arguments):
    return {"name": name, "factory": factory, "options": arguments}


def plan(reader):
    return {
        "daemon": daemon(reader),
        "groups": groups(reader),
        "servers": [server(config) for config in reader.server_configs],
        "server_url": reader.serverurl,
        "rpc_interfaces": [rpc_interface(*parts) for parts in reader.rpcinterface_factories],
        "warnings": reader.parse_warnings,
        "infos": reader.parse_infos,
    }


def verdict(request):
    os.chdir(request["directory"])
    reader = Reader()
    try:
        reader.realize(["-c", request["file"]], doc="", progname="supervisord")
    except Refused as refused:
        return {"error": str(refused)}
    except Exception as crash:
        return {"crash": "%s: %s" % (type(crash).__name__, crash)}
    return {"plan": clamped(plan(reader))}


def main():
    hide_the_mapping()
    install_the_plug_in()
    keep_the_order_of_events()
    count_processes_in_64_bits()
    open_no_poller()
    if sys.argv[1:] == ["any-host"]:
        trust_every_host()
    for line in sys.stdin:
        json.dump([verdict(request) for request in json.loads(line)], sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()
        gc.collect()


main()
