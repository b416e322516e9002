import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from publishing.language_model import (
    ModelError,
    OllamaEndpoint,
    OpenAIEndpoint,
    choose_model,
    endpoints,
    is_loopback,
    ollama_url,
)

ROOT = Path(__file__).resolve().parents[2]
QUESTION = [{"role": "user", "content": "well?"}]


class StubHandler(BaseHTTPRequestHandler):
    """Speaks both protocols; breaks off or reports an error for models of that name."""

    def do_GET(self) -> None:
        if self.path == "/api/tags":
            self._answer([json.dumps({"models": [{"name": "tiny:latest"}]})])
        elif self.path == "/v1/models":
            self._answer([json.dumps({"data": [{"id": "tiny"}]})])
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, dict(self.headers), body))
        lines = _ollama_lines() if self.path == "/api/chat" else _openai_lines()
        if body["model"] == "refuses":
            self.send_error(400, "no such model")
        elif body["model"] == "breaks-off":
            self._answer(lines[:1])
        elif body["model"] == "reports-an-error":
            self._answer([lines[0], 'data: {"error": "out of memory"}'])
        else:
            self._answer(lines)

    def _answer(self, lines: list[str]) -> None:
        self.send_response(200)
        self.end_headers()
        for line in lines:
            self.wfile.write(line.encode("utf-8") + b"\n")
            self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        pass


def _ollama_lines() -> list[str]:
    events = [{"message": {"content": text}, "done": False} for text in ("All ", "is wéll.")]
    return [json.dumps(event) for event in (*events, {"message": {"content": ""}, "done": True})]


def _openai_lines() -> list[str]:
    choices = [[{"delta": {"content": text}}] for text in ("All ", "is wéll.")]
    events = [{"choices": choice} for choice in (*choices, [])]
    return [f"data: {json.dumps(event)}\n" for event in events] + ["data: [DONE]\n"]


class StubServerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), StubHandler)
        self.server.requests = []
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


class ProtocolTest(StubServerTest):
    def test_openai_answer_arrives_in_pieces(self) -> None:
        endpoint = OpenAIEndpoint(f"{self.url}/v1", "secret")
        self.assertEqual(endpoint.models(5.0), ["tiny"])
        self.assertEqual(list(endpoint.chat("tiny", QUESTION, 5.0)), ["All ", "is wéll."])
        path, headers, body = self.server.requests[0]
        self.assertEqual(
            (path, headers["Authorization"]), ("/v1/chat/completions", "Bearer secret")
        )
        self.assertEqual((body["stream"], body["messages"]), (True, QUESTION))

    def test_ollama_answer_arrives_in_pieces(self) -> None:
        endpoint = OllamaEndpoint(self.url)
        self.assertEqual(endpoint.models(5.0), ["tiny:latest"])
        self.assertEqual("".join(endpoint.chat("tiny", QUESTION, 5.0)), "All is wéll.")

    def test_server_that_lists_no_models_is_accepted(self) -> None:
        self.assertEqual(OpenAIEndpoint(f"{self.url}/other").models(5.0), [])

    def test_broken_answers_are_errors(self) -> None:
        openai, ollama = OpenAIEndpoint(f"{self.url}/v1"), OllamaEndpoint(self.url)
        for endpoint, model, message in (
            (openai, "breaks-off", "before it was complete"),
            (ollama, "breaks-off", "before it was complete"),
            (openai, "reports-an-error", "out of memory"),
            (ollama, "reports-an-error", "not JSON"),
            (ollama, "refuses", "answered 400"),
        ):
            with (
                self.subTest(model=model, endpoint=endpoint),
                self.assertRaisesRegex(ModelError, message),
            ):
                list(endpoint.chat(model, QUESTION, 5.0))


class AddressTest(unittest.TestCase):
    def test_ollama_host_may_leave_parts_out(self) -> None:
        for host, url in {
            "": "http://127.0.0.1:11434",
            "example.org": "http://example.org:11434",
            "example.org:8080/": "http://example.org:8080",
            ":8080": "http://127.0.0.1:8080",
            "0.0.0.0:11434": "http://127.0.0.1:11434",
            "[::1]:11434": "http://[::1]:11434",
            "http://example.org": "http://example.org:80",
            "https://example.org/ollama": "https://example.org:443/ollama",
        }.items():
            self.assertEqual(ollama_url(host), url)

    def test_openai_server_is_tried_before_ollama(self) -> None:
        environment = {"OPENAI_BASE_URL": "http://example.org/v1/", "OPENAI_API_KEY": "secret"}
        self.assertEqual(
            endpoints(environment),
            [
                OpenAIEndpoint("http://example.org/v1", "secret"),
                OllamaEndpoint("http://127.0.0.1:11434"),
            ],
        )

    def test_openai_is_not_asked_without_a_key(self) -> None:
        environment = {"OPENAI_BASE_URL": "http://example.org/v1"}
        self.assertEqual(endpoints(environment), [OllamaEndpoint("http://127.0.0.1:11434")])

    def test_loopback_is_recognised(self) -> None:
        for url in ("http://localhost:1", "http://127.8.0.1/v1", "http://[::1]:11434"):
            self.assertTrue(is_loopback(url), url)
        for url in ("http://example.org", "http://10.0.0.1", "http://localhost.example.org"):
            self.assertFalse(is_loopback(url), url)

    def test_model_is_chosen_among_those_offered(self) -> None:
        self.assertEqual(choose_model("", ["a", "b"]), "a")
        self.assertEqual(choose_model("b", ["a", "b:latest"]), "b:latest")
        self.assertEqual(choose_model("c", []), "c")
        self.assertIsNone(choose_model("c", ["a"]))
        self.assertIsNone(choose_model("", []))


class ReviewScriptTest(StubServerTest):
    """The script as a whole, in a copy of the project with two sections."""

    def setUp(self) -> None:
        super().setUp()
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.project = Path(directory.name)
        for folder in ("scripts", "src"):
            shutil.copytree(ROOT / folder, self.project / folder)
        self.sections = self.project / "manuscript/sections"
        self.sections.mkdir(parents=True)
        for name in ("first", "second"):
            (self.sections / f"{name}.tex").write_text(f"\\section{{{name}}}\n", encoding="utf-8")

    def review(self, **environment: str) -> int:
        """Run the script without any setting of the caller's; its exit code."""
        names = ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OLLAMA_HOST", "LLM_MODEL")
        inherited = {name: value for name, value in os.environ.items() if name not in names}
        # A proxy that does not exist: requests to this machine must not use one.
        proxies = {"http_proxy": "http://127.0.0.1:9", "no_proxy": ""}
        return subprocess.run(
            [sys.executable, "-B", str(self.project / "scripts/06_llm_review.py")],
            env={**inherited, **proxies, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=False,
        ).returncode

    def reviews(self) -> list[str]:
        return sorted(path.name for path in self.project.glob("output/llm/*"))

    def test_each_section_is_reviewed_once(self) -> None:
        self.assertEqual(self.review(OLLAMA_HOST=self.url), 0)
        self.assertEqual(self.reviews(), ["first.md", "second.md"])
        text = (self.project / "output/llm/first.md").read_text(encoding="utf-8")
        self.assertTrue(text.endswith("\nAll is wéll.\n"))

        (self.sections / "second.tex").write_text("changed", encoding="utf-8")
        self.assertEqual(self.review(OLLAMA_HOST=self.url), 0)
        self.assertEqual(len(self.server.requests), 3)

    def test_incomplete_review_is_a_failure_and_leaves_no_file(self) -> None:
        server = {"OPENAI_API_KEY": "any", "OPENAI_BASE_URL": f"{self.url}/other"}
        exit_code = self.review(**server, LLM_MODEL="breaks-off")
        self.assertEqual((exit_code, self.reviews()), (1, []))

    def test_without_a_model_there_is_nothing_to_do(self) -> None:
        self.assertEqual(self.review(OLLAMA_HOST="127.0.0.1:9"), 2)
        self.assertEqual(self.review(OLLAMA_HOST=self.url, LLM_MODEL="missing"), 2)
        self.assertEqual(self.server.requests, [])


if __name__ == "__main__":
    unittest.main()
