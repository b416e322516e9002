#!/usr/bin/env python3
"""Check the compiled manuscript and write what was found to output/validation.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from publishing import validation  # noqa: E402
from publishing.files import sha256_of, write_atomically  # noqa: E402

BUILD = ROOT / "manuscript/build"
FEWEST_PAGES, MOST_PAGES = 10, 20


def main() -> int:
    pdf, log_file = BUILD / "main.pdf", BUILD / "main.log"
    if not pdf.is_file():
        print(f"{pdf.relative_to(ROOT)} is missing: render the manuscript first", file=sys.stderr)
        return 1
    log = log_file.read_text(encoding="utf-8", errors="replace") if log_file.is_file() else ""
    if not log:
        print("no log: citations and references are checked in the text only")
    text = validation.page_text(pdf)
    if text is None:
        print("pdftotext is not installed: citations and references are checked in the log only")
    pages = validation.page_count(pdf, log)
    problems = [
        *validation.structure_problems(pdf.read_bytes()),
        *validation.page_problems(pages, FEWEST_PAGES, MOST_PAGES),
        *validation.text_problems(text or ""),
        *validation.log_problems(log),
    ]
    report = {"pages": pages, "problems": problems, "sha256": sha256_of(pdf)}
    write_atomically(ROOT / "output/validation.json", json.dumps(report, indent=2) + "\n")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{pdf.relative_to(ROOT)}: {pages} pages, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
