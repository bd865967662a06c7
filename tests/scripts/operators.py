"""Runs tasks as Ansible and Salt do, with their own modules, unmodified. Standard input is a JSON object:

home            the virtual environment; downloads/ in it has the archives that hold the modules
supervisorctl   the client that the modules are told to use
config          the configuration that it is told to use
tasks           as tests/src/operators.rs says

A line per task is printed: the task and what came of it. What differs between two runs, such as the order of keys, is
not in it.
"""

import glob
import importlib
import json
import os
import subprocess
import sys
import tarfile
import zipfile

MODULE = "ansible_collections/community/general/plugins/modules/supervisorctl.py"


def unpack(home):
    """Unpacks what is needed from the archives, once, and returns where it is."""
    library = os.path.join(home, "library")
    if not os.path.isdir(library):
        making = f"{library}.{os.getpid()}"
        downloads = os.path.join(home, "downloads")
        for wheel, wanted in [("ansible-", MODULE), ("ansible_core-", "ansible/")]:
            (path,) = glob.glob(os.path.join(downloads, wheel + "*.whl"))
            with zipfile.ZipFile(path) as archive:
                archive.extractall(making, [name for name in archive.namelist() if name.startswith(wanted)])
        (path,) = glob.glob(os.path.join(downloads, "salt-*.tar.gz"))
        with tarfile.open(path) as archive:
            for member in archive:
                top, _, inner = member.name.partition("/")
                if inner.startswith("salt/") and member.isfile():
                    member.name = inner
                    archive.extract(member, making)
        try:
            os.rename(making, library)
        except OSError:
            pass  # Another process was faster.
    return library


def tidy(result):
    """Lines in a fixed order: processes that are stopped together end in any."""
    if isinstance(result, dict):
        return {name: tidy(value) for name, value in result.items()}
    return "\n".join(sorted(result.split("\n"))) if isinstance(result, str) else result


class Ansible:
    def __init__(self, order, library):
        self.order, self.library = order, library

    def run(self, task):
        """The module as a program of its own: arguments come in as JSON, the result goes out as JSON."""
        arguments = {"supervisorctl_path": self.order["supervisorctl"], "config": self.order["config"], **task["ansible"]}
        arguments = {name: value for name, value in arguments.items() if value is not None}
        arguments["_ansible_check_mode"] = task.get("check", False)
        done = subprocess.run(
            [sys.executable, os.path.join(self.library, MODULE)],
            input=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}),
            env={**os.environ, "PYTHONPATH": self.library, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
        )
        if not done.stdout:
            sys.exit(done.stderr)
        result = json.loads(done.stdout)
        result.pop("invocation", None)
        result.pop("exception", None)
        return {"exit": done.returncode, **result}


class Salt:
    def __init__(self, order, library):
        self.order = order
        sys.path.insert(0, library)
        self.modules = {
            "supervisord": importlib.import_module("salt.modules.supervisord"),
            "states": importlib.import_module("salt.states.supervisord"),
        }
        functions = {"cmd.run_all": self.run_all, "cmd.which_bin": lambda names: names[0]}
        for name in ["status", "start", "stop", "restart", "reread", "update", "add", "remove"]:
            functions[f"supervisord.{name}"] = getattr(self.modules["supervisord"], name)
        for module in self.modules.values():
            module.__salt__ = functions
            module.__opts__ = {"test": False}

    @staticmethod
    def run_all(command, runas=None, python_shell=False):
        """What Salt's cmd.run_all does with a list of words: both outputs without the newlines at their end."""
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return {"retcode": done.returncode, "stdout": done.stdout.rstrip("\r\n"), "stderr": done.stderr.rstrip("\r\n")}

    def run(self, task):
        module, function = task["salt"].split(".")
        arguments = {"conf_file": self.order["config"], **task.get("with", {})}
        if function != "options":
            arguments["bin_env"] = self.order["supervisorctl"]
        self.modules["states"].__opts__ = {"test": task.get("check", False)}
        try:
            return getattr(self.modules[module], function)(**arguments)
        except Exception as error:
            return f"{type(error).__name__}: {error}"


def main():
    order = json.load(sys.stdin)
    library = unpack(order["home"])
    tools = {}
    for task in order["tasks"]:
        kind, name = ("ansible", Ansible) if "ansible" in task else ("salt", Salt)
        if kind not in tools:
            tools[kind] = name(order, library)
        result = tools[kind].run(task)
        print(json.dumps(task, sort_keys=True), "->", json.dumps(tidy(result), sort_keys=True))
        # What was said stays said when a later task hangs.
        sys.stdout.flush()


main()
