"""Who may read and delete runs over the web: names that the server answers to, and the token of ComfyUI's page."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from fake_host import FakeHost
from fake_host.scenes import Scene
from fake_host.web import ask

READING = ["runs", "run/kept/metadata.json", "zip/kept", "live", "live/ab12/0", "token"]
CHANGING = ["delete", "trash/empty", "live/0/export"]
OWN = ["localhost", "comfy.localhost:1", "127.0.0.1:8188", "[::1]:8188", "192.168.1.5", "[fe80::1]", "LOCALHOST."]
OWN += ["workstation:8188", "nas.local", "comfy.lan", "comfy.home.arpa:80", "host.docker.internal"]
FOREIGN = ["rebind.example", "rebind.example:8188", "127.0.0.1.rebind.example", "localhost.rebind.example", "local.org"]
FOREIGN += [
    "127.0.0.1.x",
    "127.1.example.",
    "localhost@rebind.example",
    "a b",
    "rebind.example/",
    "[::1].example",
    "x,y.z",
]


@pytest.fixture
def run(host: FakeHost) -> Path:
    scene = Scene(host)
    latent = {"samples": scene.sample(scene.attached(), steps=1)}
    arguments = {"recording": scene.recording, "latent": latent, "run_name": "kept", "overwrite_output": True}
    return Path(host.run("Diffulizer_ExportRun", **arguments)[0])


def status(host: FakeHost, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"json": {"name": "kept", "items": []}} if method == "POST" else {}
    answered, _, text = ask(host, f"/diffulizer/{path}", method, headers=given, **body)
    return answered, text


@pytest.mark.parametrize("name", OWN)
def test_own_names_and_addresses_are_answered(host: FakeHost, run: Path, name: str) -> None:
    assert status(host, "runs", Host=name)[0] == 200
    assert status(host, "delete", "POST", Host=name)[0] == 200
    assert not run.exists()


@pytest.mark.parametrize("name", FOREIGN)
def test_names_that_another_site_may_have_pointed_here_get_nothing(host: FakeHost, run: Path, name: str) -> None:
    for path in READING:
        answered, text = status(host, path, Host=name)
        assert answered == 403, path
        assert "schema_version" not in text
    for path in CHANGING:
        assert status(host, path, "POST", Host=name)[0] == 403
    assert run.exists()


def test_a_refused_name_is_told_what_to_do(host: FakeHost, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = status(host, "runs", Host="comfy.example.org:8188")[1]
    assert "the name comfy.example.org, because another site may have pointed it here" in text
    assert "DIFFULIZER_ALLOWED_HOSTS=comfy.example.org" in text
    monkeypatch.setenv("DIFFULIZER_ALLOWED_HOSTS", "other.example, Comfy.example.org")
    assert status(host, "runs", Host="comfy.example.org:8188")[0] == 200
    assert status(host, "runs", Host="sub.comfy.example.org")[0] == 403


def test_a_browser_that_came_over_https_may_use_any_name(host: FakeHost, run: Path) -> None:
    """A reverse proxy with a certificate needs no setting."""
    for path in ("runs", "run/kept/metadata.json", "token"):
        assert status(host, path, Host="comfy.example.org", Sec_Fetch_Site="same-origin")[0] == 200
    assert status(host, "delete", "POST", Host="comfy.example.org", Sec_Fetch_Site="same-origin")[0] == 200


@pytest.mark.parametrize("token", ["", "guess", "é"])
def test_nothing_changes_without_the_token(host: FakeHost, run: Path, token: str) -> None:
    for path in CHANGING:
        answered, text = status(host, path, "POST", Diffulizer_Token=token)
        assert answered == 403
        assert "Diffulizer-Token is missing" in text
    assert run.exists()


def test_the_token_is_given_to_the_own_page_and_programs(host: FakeHost) -> None:
    own = [{}, {"Sec_Fetch_Site": "same-origin"}, {"Host": "nas:1", "Origin": "http://nas:1"}]
    for headers in own:
        answered, sent, text = ask(
            host, "/diffulizer/token", headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        assert (answered, sent["Cache-Control"]) == (200, "no-store")
        assert json.loads(text)["token"] == host.module("nodes.host.answers").TOKEN
        assert len(json.loads(text)["token"]) >= 40


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "https://other.example"},
        {"Origin": "null"},
        {"Origin": "http://nas:2", "Host": "nas:1"},
        {"Origin": "http://nas:1", "Host": "nas:1", "Sec_Fetch_Site": "cross-site"},
    ],
)
def test_the_token_is_given_to_no_other_page(host: FakeHost, headers: dict[str, str]) -> None:
    answered, text = status(host, "token", **headers)
    assert (answered, text) == (403, "Only ComfyUI's own page may read this.")


@pytest.mark.parametrize(
    ("allowed", "who"), [("*", "Pages of every site"), ("https://a.example", "Pages of https://a")]
)
def test_what_the_hosts_flag_opens_is_logged(
    host: FakeHost, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, allowed: str, who: str
) -> None:
    register = host.module("nodes.host.routes").register
    with caplog.at_level(logging.WARNING):
        register()
        assert not caplog.messages
        monkeypatch.setattr(host.args, "enable_cors_header", allowed, raising=False)
        register()
    (said,) = caplog.messages
    assert said.startswith(who)
    assert "can read all Diffulizer runs" in said
