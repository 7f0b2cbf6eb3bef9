"""Renew the hash-pinned requirements from pyproject.toml and requirements/*.in.

Hashes are those of the public index: a machine's own pip settings are left out, and no address gets into the files.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = (
    "--quiet --generate-hashes --strip-extras --allow-unsafe --annotation-style=line --no-header --no-emit-options "
    "--no-emit-index-url --no-emit-find-links --no-emit-trusted-host"
).split()
FILES = {
    "runtime.txt": ["pyproject.toml"],
    "build.txt": ["-c", "requirements/runtime.txt", "requirements/build.in"],
    "dev.txt": ["-c", "requirements/runtime.txt", "-c", "requirements/build.txt", "requirements/dev.in"],
    "node.txt": ["requirements/node.in"],
}


def main() -> None:
    environment = os.environ | {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}
    for name, source in FILES.items():
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, *sys.argv[1:]]
        subprocess.run([*command, "-o", f"requirements/{name}", *source], cwd=ROOT, env=environment, check=True)
        print(f"requirements/{name}")


if __name__ == "__main__":
    main()
