"""The client against a small fake of ComfyUI's HTTP and websocket interface."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fake_comfy import FakeComfy

from diffulizer.comfyui.client import ComfyClient, failure_sentence, normal_url, refusal_sentence
from diffulizer.comfyui.progress import Progress
from diffulizer.errors import HostError

PROMPT = {"3": {"class_type": "KSampler", "inputs": {}}, "5": {"class_type": "Diffulizer_ExportRun", "inputs": {}}}


def drive(make: Callable[[], FakeComfy], report: Callable[[Progress], None] | None = None) -> tuple[Any, FakeComfy]:
    async def main() -> tuple[Any, FakeComfy]:
        fake = make()
        async with fake.served() as url, ComfyClient(url) as client:
            return await client.run(PROMPT, report, workflow={"nodes": []}), fake

    return asyncio.run(main())


def test_a_prompt_is_followed_to_its_end() -> None:
    events = [
        ("execution_start", {}),
        ("executing", {"node": "3"}),
        ("progress", {"node": "3", "value": 1, "max": 2}),
        ("progress", {"node": "3", "value": 9, "max": 9, "prompt_id": "somebody else's"}),
        ("progress", {"node": "5", "value": 4, "max": 4}),
        ("execution_success", {}),
    ]
    seen: list[Progress] = []
    outcome, fake = drive(lambda: FakeComfy(events), seen.append)
    assert outcome.outputs == {"5": {"diffulizer_run": [{"path": "/r"}]}}
    assert [(item.stage, item.step, item.total) for item in seen] == [
        ("sampling", 0, 0),
        ("sampling", 1, 2),
        ("exporting", 4, 4),
    ]
    body = fake.posted[0][1]
    assert body["prompt"] == PROMPT
    assert body["extra_data"] == {"extra_pnginfo": {"workflow": {"nodes": []}}}


def test_older_hosts_end_with_executing_nothing() -> None:
    assert drive(lambda: FakeComfy([("executing", {"node": None})]))[0].prompt_id == "p1"


def test_a_failing_node_is_named() -> None:
    data = {
        "node_id": "3",
        "node_type": "KSampler",
        "exception_type": "torch.OutOfMemoryError",
        "exception_message": "no\nmemory",
    }
    sentence = r"Node 3 \(KSampler\) failed with OutOfMemoryError: no memory"
    with pytest.raises(HostError, match=sentence):
        drive(lambda: FakeComfy([("execution_error", data)]))


def test_an_interrupt_from_elsewhere_is_an_error() -> None:
    with pytest.raises(HostError, match=r"interrupted in ComfyUI at node 3 \(KSampler\)"):
        drive(lambda: FakeComfy([("execution_interrupted", {"node_id": "3", "node_type": "KSampler"})]))


def test_a_refused_prompt_names_every_node() -> None:
    answer = {
        "error": {"message": "Prompt outputs failed validation"},
        "node_errors": {
            "3": {
                "class_type": "KSampler",
                "errors": [{"message": "Value not in list", "details": "sampler_name: 'x' not in [...]"}],
            },
            "5": {"errors": [{"message": "Required input is missing", "details": "latent"}]},
        },
    }
    with pytest.raises(HostError) as error:
        drive(lambda: FakeComfy([], answer))
    assert "node 3 (KSampler): Value not in list: sampler_name: 'x' not in [...]" in str(error.value)
    assert "node 5 (Diffulizer_ExportRun): Required input is missing: latent" in str(error.value)


def test_a_graph_that_is_valid_in_parts_only_is_refused_and_taken_back() -> None:
    errors = {"5": {"class_type": "X", "errors": [{"message": "bad"}]}}
    fakes: list[FakeComfy] = []

    def make() -> FakeComfy:
        fakes.append(FakeComfy([], {"prompt_id": "p1", "node_errors": errors}))
        return fakes[0]

    with pytest.raises(HostError, match="bad"):
        drive(make)
    assert [path for path, _ in fakes[0].posted] == ["/prompt", "/queue", "/interrupt"]


def test_a_server_that_goes_away_is_an_error() -> None:
    with pytest.raises(HostError, match="closed the connection"):
        drive(lambda: FakeComfy([("execution_start", {})]))


def test_cancelling_interrupts_the_prompt() -> None:
    async def main() -> list[tuple[str, Any]]:
        fake = FakeComfy([], hang=True)
        async with fake.served() as url, ComfyClient(url) as client:
            task = asyncio.create_task(client.run(PROMPT))
            await fake.queued.wait()
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        return fake.posted[1:]

    assert asyncio.run(main()) == [("/queue", {"delete": ["p1"]}), ("/interrupt", {"prompt_id": "p1"})]


def test_nobody_there() -> None:
    async def main() -> None:
        async with ComfyClient("http://127.0.0.1:9") as client:
            await client.object_info()

    with pytest.raises(HostError, match=r"^Nobody answers at 127\.0\.0\.1:9\. Start ComfyUI there, or give .*--server"):
        asyncio.run(main())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi",
            "not with JSON, so it is not ComfyUI",
        ),
        (b"", r"The connection to ComfyUI at 127\.0\.0\.1:\d+ was lost\."),
    ],
)
def test_a_server_that_is_no_comfyui_is_told_in_plain_words(answer: bytes, words: str) -> None:
    async def main() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            writer.close()

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with ComfyClient(f"http://127.0.0.1:{port}") as client:
                await client.object_info()

    with pytest.raises(HostError, match=words) as told:
        asyncio.run(main())
    assert "ssl" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "url"),
    [("localhost:8188", "http://localhost:8188"), ("https://a.example/comfy/", "https://a.example/comfy")],
)
def test_addresses(text: str, url: str) -> None:
    assert normal_url(text) == url


def test_an_address_of_another_kind() -> None:
    with pytest.raises(HostError, match=r"ftp://x"):
        normal_url("ftp://x")


def test_sentences_survive_sparse_answers() -> None:
    assert refusal_sentence({"error": "odd"}, {}) == "ComfyUI refused the graph. odd."
    assert failure_sentence({"node_id": "1"}) == "Node 1 (None) failed with an error: no message"
