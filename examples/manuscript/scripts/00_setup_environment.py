#!/usr/bin/env python3
"""Check the environment, print the versions of the tools and make the output directories."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUTPUT_DIRECTORIES = (
    "output/data",
    "output/figures",
    "output/tables",
    "output/llm",
    "manuscript/build",
)
OPTIONAL_TOOLS = {
    "latexmk": ["-version"],
    "xelatex": ["--version"],
    "bibtex": ["--version"],
    "pdftotext": ["-v"],
}


def python_environment() -> dict[str, str]:
    """What may change the numbers that the analyses compute."""
    return {
        "implementation": platform.python_implementation(),
        "version": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
    }


def tool_version(tool: str, arguments: list[str]) -> str:
    """The first line that a tool prints about its version."""
    if shutil.which(tool) is None:
        return "not installed"
    result = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)
    lines = [line.strip() for line in (result.stdout + result.stderr).splitlines()]
    return next(filter(None, lines), "version unknown")


def main() -> int:
    if sys.version_info < (3, 9):
        print(
            f"Python 3.9 or newer is needed, this is {platform.python_version()}", file=sys.stderr
        )
        return 1
    environment = python_environment()
    for name, value in environment.items():
        print(f"python {name}: {value}")
    for tool, arguments in OPTIONAL_TOOLS.items():
        print(f"{tool}: {tool_version(tool, arguments)}")
    for directory in OUTPUT_DIRECTORIES:
        (ROOT / directory).mkdir(parents=True, exist_ok=True)
    (ROOT / "output/environment.json").write_text(
        json.dumps(environment, indent=2) + "\n", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
