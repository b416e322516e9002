"""Asks a question in each of the ways that are named, and prints what a program gets to see."""

import json
import os
import sys

MODEL = "stub"
PROMPT = "Review this."
MESSAGES = [{"role": "user", "content": PROMPT}]


def openai_client():
    import openai

    return openai.OpenAI(api_key="sk-planted")


def anthropic_client():
    import anthropic

    return anthropic.Anthropic(api_key="sk-planted")


def openai_chat():
    reply = openai_client().chat.completions.create(model=MODEL, messages=MESSAGES, temperature=0)
    yield reply.model_dump()


def openai_chat_stream():
    stream = openai_client().chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
    for event in stream:
        yield event.model_dump()


def openai_responses():
    yield openai_client().responses.create(model=MODEL, input=PROMPT).model_dump()


def openai_responses_stream():
    for event in openai_client().responses.create(model=MODEL, input=PROMPT, stream=True):
        yield event.model_dump()


def anthropic_messages():
    reply = anthropic_client().messages.create(model=MODEL, max_tokens=100, messages=MESSAGES)
    yield reply.model_dump()


def anthropic_messages_stream():
    stream = anthropic_client().messages.create(
        model=MODEL, max_tokens=100, messages=MESSAGES, stream=True
    )
    for event in stream:
        yield event.model_dump()


def ollama_chat():
    import ollama

    yield ollama.chat(model=MODEL, messages=MESSAGES).model_dump()


def ollama_chat_stream():
    import ollama

    for part in ollama.chat(model=MODEL, messages=MESSAGES, stream=True):
        yield part.model_dump()


def ollama_generate():
    import ollama

    yield ollama.generate(model=MODEL, prompt=PROMPT, options={"seed": 1}).model_dump()


def requests_chat():
    import requests

    url = os.environ["OLLAMA_HOST"] + "/api/chat"
    reply = requests.post(url, json={"model": MODEL, "messages": MESSAGES, "stream": False})
    yield reply.json()


def requests_chat_stream():
    import requests

    url = os.environ["OLLAMA_HOST"] + "/api/chat"
    with requests.post(url, json={"model": MODEL, "messages": MESSAGES}, stream=True) as reply:
        reply.raise_for_status()
        for line in reply.iter_lines():
            yield json.loads(line)


for call in sys.argv[1:]:
    print(json.dumps([call, list(globals()[call]())], default=str))
