"""A streaming client for language models that speak the OpenAI or the Ollama protocol."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

DEFAULT_OLLAMA_HOST = "http://127.0.0.1:11434"
DEFAULT_OPENAI_URL = "https://api.openai.com/v1"
OLLAMA_PORT = 11434
CONTEXT_TOKENS = 16384
Message = Mapping[str, str]


class ModelError(Exception):
    """A model answered, but not as it should."""


class Endpoint(Protocol):
    """A server of language models."""

    @property
    def url(self) -> str:
        """Where the server is."""

    def models(self, timeout: float) -> list[str]:
        """The models it offers; raises OSError when it does not answer."""

    def chat(self, model: str, messages: Iterable[Message], timeout: float) -> Iterator[str]:
        """The pieces of the answer, as they arrive; raises ModelError when it breaks off."""


@dataclass(frozen=True)
class OpenAIEndpoint:
    """An OpenAI-compatible server; its URL usually ends in /v1."""

    url: str
    api_key: str = ""

    def models(self, timeout: float) -> list[str]:
        try:
            answer = _get_json(f"{self.url}/models", self._headers(), timeout)
        except HTTPError as error:
            if error.code in (404, 405):  # many compatible servers list no models
                return []
            raise
        return [entry["id"] for entry in answer.get("data", [])]

    def chat(self, model: str, messages: Iterable[Message], timeout: float) -> Iterator[str]:
        body = {
            "model": model,
            "messages": list(messages),
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        finished = False
        for line in _post_lines(f"{self.url}/chat/completions", body, self._headers(), timeout):
            if not line.startswith("data:"):
                continue
            data = line[len("data:") :].strip()
            if data == "[DONE]":
                finished = True
                continue
            event = _parse_event(data)
            for choice in event.get("choices", []):
                finished = finished or choice.get("finish_reason") is not None
                yield choice.get("delta", {}).get("content") or ""
        _require_end(finished)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}


@dataclass(frozen=True)
class OllamaEndpoint:
    """An Ollama server."""

    url: str

    def models(self, timeout: float) -> list[str]:
        answer = _get_json(f"{self.url}/api/tags", {}, timeout)
        return [entry["name"] for entry in answer.get("models", [])]

    def chat(self, model: str, messages: Iterable[Message], timeout: float) -> Iterator[str]:
        body = {
            "model": model,
            "messages": list(messages),
            "stream": True,
            "options": {"temperature": 0, "seed": 0, "num_ctx": CONTEXT_TOKENS},
        }
        finished = False
        for line in _post_lines(f"{self.url}/api/chat", body, {}, timeout):
            if not line:
                continue
            event = _parse_event(line)
            finished = finished or event.get("done", False)
            yield event.get("message", {}).get("content", "")
        _require_end(finished)


def endpoints(environment: Mapping[str, str]) -> list[Endpoint]:
    """The servers that the environment names, in the order in which to try them.

    The key tells whether there is an account with OpenAI: a proxy sets the URL
    for everybody.
    """
    ollama = OllamaEndpoint(ollama_url(environment.get("OLLAMA_HOST", "")))
    api_key = environment.get("OPENAI_API_KEY", "")
    if not api_key:
        return [ollama]
    base_url = environment.get("OPENAI_BASE_URL", "") or DEFAULT_OPENAI_URL
    return [OpenAIEndpoint(base_url.rstrip("/"), api_key), ollama]


def ollama_url(host: str) -> str:
    """The URL that OLLAMA_HOST means: scheme, host and port may each be missing.

    The variable also tells the server where to listen, so that it may name all
    interfaces; a client then means this machine.
    """
    host = host.strip().rstrip("/")
    if not host:
        return DEFAULT_OLLAMA_HOST
    has_scheme = "://" in host
    parts = urlsplit(host if has_scheme else f"http://{host}")
    name = parts.hostname or "127.0.0.1"
    if name in ("0.0.0.0", "::"):
        name = "127.0.0.1"
    port = parts.port or {"https": 443}.get(parts.scheme, 80 if has_scheme else OLLAMA_PORT)
    shown_name = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{shown_name}:{port}{parts.path}"


def choose_model(wanted: str, offered: list[str]) -> str | None:
    """The wanted model or, with no wish, the first offered; None when there is no such model.

    A server that offers no list is trusted to have the wanted model, and a name
    without a tag means the tag "latest", as it does to Ollama.
    """
    if not wanted:
        return offered[0] if offered else None
    if not offered or wanted in offered:
        return wanted
    return f"{wanted}:latest" if f"{wanted}:latest" in offered else None


def _get_json(url: str, headers: Mapping[str, str], timeout: float) -> dict[str, Any]:
    with _opener(url).open(Request(url, headers=dict(headers)), timeout=timeout) as response:
        answer = json.load(response)
    if not isinstance(answer, dict):
        raise ModelError(f"{url} answered something else than a JSON object")
    return answer


def _post_lines(
    url: str, body: Mapping[str, Any], headers: Mapping[str, str], timeout: float
) -> Iterator[str]:
    request = Request(
        url,
        data=json.dumps(body).encode("utf-8"),
        headers={"Content-Type": "application/json", **headers},
        method="POST",
    )
    try:
        with _opener(url).open(request, timeout=timeout) as response:
            for line in response:
                yield line.decode("utf-8").strip()
    except HTTPError as error:
        explanation = error.read(500).decode("utf-8", errors="replace").strip()
        raise ModelError(f"{url} answered {error.code}: {explanation}") from error
    except (OSError, HTTPException) as error:
        raise ModelError(f"{url} broke off: {error}") from error


def _opener(url: str) -> OpenerDirector:
    """An opener that uses the proxies of the environment, but never for this machine."""
    return build_opener(ProxyHandler({}) if is_loopback(url) else ProxyHandler())


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine."""
    name = urlsplit(url).hostname or ""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _parse_event(data: str) -> dict[str, Any]:
    try:
        event = json.loads(data)
    except json.JSONDecodeError as error:
        raise ModelError(f"the answer holds a line that is not JSON: {data[:80]}") from error
    if not isinstance(event, dict):
        raise ModelError(f"the answer holds a line that is not an object: {data[:80]}")
    if "error" in event:
        raise ModelError(f"the model reports: {event['error']}")
    return event


def _require_end(finished: bool) -> None:
    if not finished:
        raise ModelError("the answer ended before it was complete")
