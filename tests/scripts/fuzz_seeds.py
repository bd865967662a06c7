"""Makes the seed corpora and the dictionary of the fuzz targets out of real configurations.

    python3 tests/scripts/fuzz_seeds.py OUTPUT DIRECTORY...

Below OUTPUT it writes one directory a target and `dictionary`. Each file found below a DIRECTORY is a seed of `grammar`;
a supervisord.conf with the files beside and below it is a seed of `compile`; values are seeds of the small languages.
Standard library only. A seed's name is a digest of its contents, so that running it twice changes nothing.
"""

import hashlib
import pathlib
import re
import sys

LARGEST = 16 * 1024
OPTION = re.compile(r"^([A-Za-z_]+)[ \t]*[=:][ \t]*(.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
HEADER = re.compile(r"^\[([^\]\n]+)\]", re.MULTILINE)


def main():
    output = pathlib.Path(sys.argv[1])
    files = sorted(
        path
        for directory in sys.argv[2:]
        for path in pathlib.Path(directory).rglob("*")
        if path.is_file() and path.stat().st_size <= LARGEST
    )
    counts = {}
    words = set()

    def seed(target, data):
        directory = output / target
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / hashlib.sha1(data).hexdigest()
        if not path.exists():
            counts[target] = counts.get(target, 0) + 1
            path.write_bytes(data)

    for path in files:
        data = path.read_bytes()
        seed("grammar", data)
        if path.suffix == ".conf":
            seed("compile", bundle(path, data))
        text = data.decode("utf-8", "replace")
        words.update(f"[{name.split(':')[0]}" for name in HEADER.findall(text) if len(name) < 40)
        for key, value in OPTION.findall(text):
            words.add(f"{key}=")
            if "%" in value:
                seed("template", value.encode())
            if key == "environment":
                seed("environment", value.encode())
            if key == "command":
                seed("words", value.encode())
    words.update(["\\x0a", "\\x0a ", "%(here)s", "%(ENV_HOME)s", "%(process_num)02d", "\\x0a-- conf.d/a.conf --\\x0a"])
    entries = sorted(word if word.startswith("\\x") else word.replace("\\", "\\\\") for word in words)
    (output / "dictionary").write_text("".join(f'"{entry}"\n' for entry in entries if '"' not in entry))
    print(", ".join(f"{target}: {number} new" for target, number in sorted(counts.items())) or "nothing new")


def bundle(main, data):
    """The main file, and those beside and below it that it may include, as `-- path --` sections."""
    parts = [data if data.endswith(b"\n") else data + b"\n"]
    if b"[include]" in data:
        for other in sorted(main.parent.rglob("*")):
            if other != main and other.is_file() and other.suffix in (".conf", ".ini") and other.stat().st_size <= LARGEST:
                name = other.relative_to(main.parent)
                text = other.read_bytes()
                parts.append(f"-- {name} --\n".encode() + (text if text.endswith(b"\n") else text + b"\n"))
    return b"".join(parts)


main()
