#!/usr/bin/env python3
"""Copy the validated manuscript to output/, with its checksum."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from publishing.files import sha256_of, write_atomically  # noqa: E402


def main() -> int:
    source, target = ROOT / "manuscript/build/main.pdf", ROOT / "output/manuscript.pdf"
    validated = json.loads((ROOT / "output/validation.json").read_text(encoding="utf-8"))
    digest = sha256_of(source)
    if digest != validated["sha256"]:
        print(f"{source.relative_to(ROOT)} changed after its validation", file=sys.stderr)
        return 1
    write_atomically(target, source.read_bytes())
    write_atomically(target.with_suffix(".pdf.sha256"), f"{digest}  {target.name}\n")
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
