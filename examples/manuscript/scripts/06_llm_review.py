#!/usr/bin/env python3
"""Let a language model review each section of the manuscript.

Environment:
    OPENAI_API_KEY   a key for OpenAI; anything for a compatible server that wants none
    OPENAI_BASE_URL  that server, such as https://example.org/v1 (default: OpenAI's own)
    OLLAMA_HOST      otherwise an Ollama server (default http://127.0.0.1:11434)
    LLM_MODEL        the model (default: the first that the server offers)

Exit codes: 0 all sections are reviewed, 1 a review failed, 2 no model answers.

A review is written when it is complete, so that an interrupted run keeps those
it has. Reviews of the same text by the same model are not asked for again.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from urllib.error import HTTPError

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from publishing.files import write_atomically  # noqa: E402
from publishing.language_model import Endpoint, Message, ModelError, choose_model, endpoints  # noqa: E402

SECTIONS = ROOT / "manuscript/sections"
REVIEWS = ROOT / "output/llm"
PROBE_TIMEOUT = 3.0
ANSWER_TIMEOUT = 300.0  # between two pieces of an answer; a model may have to be loaded first
NOTHING_TO_DO = 2

INSTRUCTIONS = (
    "You review one section of a manuscript on numerical integration, given as LaTeX source. "
    "Report errors in the mathematics, claims that the text does not support, and unclear "
    "sentences, each with the words it is about. Be brief; if nothing is wrong, say so."
)


def find_model(wanted: str) -> tuple[Endpoint, str] | None:
    """The first server that answers and has a suitable model."""
    for endpoint in endpoints(os.environ):
        try:
            offered = endpoint.models(PROBE_TIMEOUT)
        except HTTPError as error:
            if error.code in (401, 403):
                raise ModelError(f"{endpoint.url} answered {error.code}: {error.reason}") from error
            print(f"{endpoint.url} answered {error.code}")
            continue
        except (OSError, ValueError) as error:
            print(f"{endpoint.url} does not answer: {error}")
            continue
        model = choose_model(wanted, offered)
        if model is not None:
            return endpoint, model
        print(f"{endpoint.url} has no model {wanted}".rstrip())
    return None


def review(endpoint: Endpoint, model: str, section: Path) -> None:
    """Write the review of one section, unless the same one is there already."""
    messages = prompt(section)
    target = REVIEWS / f"{section.stem}.md"
    mark = f"<!-- {model} {fingerprint(messages)} -->\n"
    if target.is_file() and target.read_text(encoding="utf-8").startswith(mark):
        print(f"{section.stem}: unchanged")
        return
    print(f"{section.stem}:", flush=True)
    pieces = []
    for piece in endpoint.chat(model, messages, ANSWER_TIMEOUT):
        pieces.append(piece)
        print(piece, end="", flush=True)
    print()
    answer = "".join(pieces).strip()
    if not answer:
        raise ModelError("the answer is empty")
    write_atomically(target, f"{mark}\n{answer}\n")


def prompt(section: Path) -> list[Message]:
    """What the model is asked about a section."""
    return [
        {"role": "system", "content": INSTRUCTIONS},
        {"role": "user", "content": section.read_text(encoding="utf-8")},
    ]


def fingerprint(messages: list[Message]) -> str:
    """A short digest that tells one prompt from another."""
    text = "\0".join(message["content"] for message in messages)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def main() -> int:
    try:
        found = find_model(os.environ.get("LLM_MODEL", ""))
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    if found is None:
        print("no language model answers: the sections are not reviewed")
        return NOTHING_TO_DO
    endpoint, model = found
    print(f"reviews by {model} at {endpoint.url}")
    failures = 0
    for section in sorted(SECTIONS.glob("*.tex")):
        try:
            review(endpoint, model, section)
        except ModelError as error:
            failures += 1
            print(f"{section.stem}: {error}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
