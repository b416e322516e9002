"""Checks of a compiled manuscript: the PDF itself, its text and the log of its compilation."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

LOG_LINE_LENGTH = 79
UNRESOLVED_REFERENCE = re.compile(r"\?\?|\[\?\]")
UNDEFINED = re.compile(r"Warning: (Reference|Citation) [`']([^']+)' .*?undefined")
PAGES_IN_PDFINFO = re.compile(r"^Pages:\s+(\d+)$", re.MULTILINE)
PAGES_IN_LOG = re.compile(r"Output written on .*?\((\d+) pages?")


def structure_problems(pdf: bytes) -> list[str]:
    """What is wrong with the frame of a PDF file."""
    problems = []
    if not re.match(rb"%PDF-[12]\.\d", pdf):
        problems.append("the file does not begin with a PDF header")
    if b"%%EOF" not in pdf[-1024:]:
        problems.append("the file does not end with a PDF trailer: it is probably truncated")
    return problems


def page_problems(pages: int | None, least: int, most: int) -> list[str]:
    """Whether a manuscript has about as many pages as it should."""
    if pages is None:
        return ["the number of pages is unknown: neither pdfinfo nor the log tells it"]
    if not least <= pages <= most:
        return [f"{pages} pages are not between {least} and {most}"]
    return []


def text_problems(text: str) -> list[str]:
    """References that show as question marks on the pages (separated by form feeds)."""
    return [
        f"page {number} shows an unresolved reference: {line.strip()}"
        for number, page in enumerate(text.split("\f"), 1)
        for line in page.splitlines()
        if UNRESOLVED_REFERENCE.search(line)
    ]


def log_problems(log: str) -> list[str]:
    """References and citations that the last pass of LaTeX found undefined."""
    unwrapped = unwrap_log(log)
    found = {f"{kind.lower()} {key!r} is undefined" for kind, key in UNDEFINED.findall(unwrapped)}
    if re.search(r"Warning: Label\(s\) may have changed", unwrapped):
        found.add("labels may have changed: LaTeX needs another pass")
    return sorted(found)


def unwrap_log(log: str) -> str:
    """Undo the line breaks that TeX puts into its log after 79 characters."""
    parts = []
    for line in log.splitlines():
        parts.append(line)
        if len(line) != LOG_LINE_LENGTH:
            parts.append("\n")
    return "".join(parts)


def page_count(pdf: Path, log: str) -> int | None:
    """The number of pages by pdfinfo or, where that is not installed, by the log."""
    report = _output_of(["pdfinfo", str(pdf)])
    match = (
        PAGES_IN_PDFINFO.search(report)
        if report is not None
        else PAGES_IN_LOG.search(unwrap_log(log))
    )
    return int(match.group(1)) if match else None


def page_text(pdf: Path) -> str | None:
    """The text of all pages, or None where pdftotext is not installed."""
    return _output_of(["pdftotext", "-enc", "UTF-8", str(pdf), "-"])


def _output_of(command: Sequence[str]) -> str | None:
    if shutil.which(command[0]) is None:
        return None
    result = subprocess.run(command, capture_output=True, check=False)
    return result.stdout.decode("utf-8", errors="replace")
