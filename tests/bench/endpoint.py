"""A made-up AWS over HTTP, fast enough that it is the client which is measured: thousands of requests a second.

Usage: python tests/bench/endpoint.py --port 5900 --latency-ms 30 --buckets 1000 --tables 1000 …
       AWS_ENDPOINT_URL=http://127.0.0.1:5900 AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing safehold …

In tests and benchmarks: `with running(Settings(…)) as endpoint`, which gives it a process of its own.
Buckets are found in the path, not in the host's name: the address has to be an IP address.
GET /-/stats tells what was asked, POST /-/reset forgets it, POST /-/configure takes settings as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.answered import Refusal, Reply, answered, nothing, refused, throttled
from bench.asked import Asked, UnknownOperationError, understood
from bench.estate import ACCOUNTS, Estate, Place
from bench.estate_backup import BACKUP
from bench.estate_data import DATA

TOLD = ACCOUNTS | DATA | BACKUP
"""What has contents. Every other operation answers that there is nothing."""

_ADMIN = "/-/"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_REMEMBERED = 200_000
_REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 501: "Not Implemented", 503: "Slow Down"}


@dataclass(frozen=True, slots=True)
class Settings:
    """How the endpoint behaves.

    latency_ms: from a request to its answer. throttle: the share of requests that are refused by chance.
    rates: by operation ("dynamodb:DescribeTable"), how many a second are allowed in an account's Region; 0 refuses all.
    stalls: by operation, how many seconds an answer takes.
    """

    estate: Estate = field(default_factory=Estate)
    latency_ms: float = 30
    throttle: float = 0
    rates: Mapping[str, float] = field(default_factory=dict)
    stalls: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Settings:
        """Of the JSON that `asdict` gives."""
        estate: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in raw["estate"].items()
        }
        return cls(**{**raw, "estate": Estate(**estate)})


class _Allowance:
    """How many requests a second may come, as a bucket of tokens that holds a second's worth."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._tokens = rate
        self._since = time.monotonic()

    def spend(self) -> bool:
        now = time.monotonic()
        self._tokens = min(self._rate, self._tokens + (now - self._since) * self._rate)
        self._since = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


@dataclass(frozen=True, slots=True)
class _Known:
    """A request that came before: what it asks for, and both answers to it, as bytes."""

    operation: str
    place: tuple[str, str]
    answer: bytes
    refusal: bytes


class Service:
    """What answers, whatever it comes through."""

    def __init__(self, settings: Settings) -> None:
        self._known: dict[tuple[bytes, bytes], _Known] = {}
        self.settings = settings
        self.configure(settings)
        self.reset()

    def configure(self, settings: Settings) -> None:
        """Behaves like this from now on."""
        if settings.estate != self.settings.estate:
            self._known.clear()
        self.settings = settings
        self._dice = Random(settings.estate.seed)  # noqa: S311 - no secret
        self._allowances: dict[tuple[str, tuple[str, str]], _Allowance] = {}

    def reset(self) -> None:
        """Forgets what was asked."""
        self.calls: Counter[str] = Counter()
        self.throttled: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.in_flight = self.peak_in_flight = 0
        self.first = self.last = 0.0

    def stats(self) -> dict[str, Any]:
        """What was asked since the last reset. calls: of every attempt, refused or not. span_seconds: first to last."""
        return {
            "calls": dict(sorted(self.calls.items())),
            "total": self.calls.total(),
            "throttled": dict(sorted(self.throttled.items())),
            "unknown": dict(sorted(self.unknown.items())),
            "in_flight": self.in_flight,
            "peak_in_flight": self.peak_in_flight,
            "span_seconds": self.last - self.first,
            "cpu_seconds": time.process_time(),
        }

    def answer(self, head: bytes, body: bytes) -> tuple[bytes, float]:
        """The answer to a request as it came, and the seconds until it is to be given."""
        self.last = time.monotonic()
        self.first = self.first or self.last
        asked = _asked_again(head, body)
        known = self._known.get(asked)
        if known is None:
            known = self._find(head, body)
            if len(self._known) < _REMEMBERED:
                self._known[asked] = known
        self.calls[known.operation] += 1
        settings = self.settings
        if (settings.throttle and self._dice.random() < settings.throttle) or not self._allowed(known):
            self.throttled[known.operation] += 1
            return known.refusal, settings.latency_ms / 1000
        return known.answer, settings.stalls.get(known.operation, settings.latency_ms / 1000)

    def _allowed(self, known: _Known) -> bool:
        rate = self.settings.rates.get(known.operation)
        if rate is None:
            return True
        key = (known.operation, known.place)
        if key not in self._allowances:
            self._allowances[key] = _Allowance(rate)
        return self._allowances[key].spend()

    def _find(self, head: bytes, body: bytes) -> _Known:
        method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
        try:
            asked = understood(method, target, head, body)
        except UnknownOperationError as error:
            self.unknown[str(error)] += 1
            answer = _bytes(Reply(501, b"<Error><Code>NotImplemented</Code></Error>"), method)
            return _Known("unknown", ("", ""), answer, answer)
        refusal = refused(asked.model, asked.protocol, throttled(asked.model, asked.protocol))
        place = (asked.account, asked.region)
        return _Known(asked.operation, place, _bytes(self.reply(asked), method), _bytes(refusal, method))

    def reply(self, asked: Asked) -> Reply:
        """What is answered unless the request is refused."""
        estate = self.settings.estate
        place = Place(estate, asked.account or estate.accounts[0], asked.region)
        if asked.operation not in TOLD:
            return answered(asked.model, asked.protocol, nothing(asked.model.output_shape))
        told = TOLD[asked.operation](place, asked.parameters)
        if isinstance(told, Refusal):
            return refused(asked.model, asked.protocol, told)
        return answered(asked.model, asked.protocol, told)


_TELLING = re.compile(rb"^[^\r]*|\r\n(?:authorization: *[^\r]*aws4_request|x-amz-target:[^\r]*)", re.IGNORECASE)


def _asked_again(head: bytes, body: bytes) -> tuple[bytes, bytes]:
    """What two requests have in common that ask for the same."""
    return b"".join(_TELLING.findall(head)), body


def _bytes(reply: Reply, method: str) -> bytes:
    headers = {"Content-Length": str(len(reply.body)), "x-amzn-RequestId": "0", **reply.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {reply.status} {_REASONS.get(reply.status, 'Other')}\r\n{lines}\r\n".encode()
    return head if method == "HEAD" else head + reply.body


class _Connection(asyncio.Protocol):
    """One connection. Its requests come one after the other."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._loop = asyncio.get_running_loop()
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by name

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        target = head.split(b" ", 2)[1].decode()
        if target.startswith(_ADMIN):
            self._transport.write(_bytes(_administer(self._service, target, body), ""))
            return
        service = self._service
        service.in_flight += 1
        service.peak_in_flight = max(service.peak_in_flight, service.in_flight)
        answer, seconds = service.answer(head, body)
        self._loop.call_later(seconds, self._give, answer)

    def _give(self, answer: bytes) -> None:
        self._service.in_flight -= 1
        self._service.last = time.monotonic()
        if not self._transport.is_closing():
            self._transport.write(answer)


def _administer(service: Service, target: str, body: bytes) -> Reply:
    command = target.removeprefix(_ADMIN)
    if command == "reset":
        service.reset()
    elif command == "configure":
        service.configure(Settings.read(json.loads(body)))
    return Reply(200, json.dumps(service.stats()).encode())


async def _serve(settings: Settings, port: int) -> None:
    service = Service(settings)
    server = await asyncio.get_running_loop().create_server(
        lambda: _Connection(service), "127.0.0.1", port, backlog=1024
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class Endpoint:
    """An endpoint that runs in a process of its own. url: where. pid: of its process."""

    def __init__(self, port: int, pid: int, settings: Settings) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.pid = pid
        self.settings = settings

    @property
    def environment(self) -> dict[str, str]:
        """What makes clients of AWS use it, and nothing of the machine's own."""
        mine = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return mine | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": self.settings.estate.regions[0],
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def configure(self, settings: Settings) -> None:
        """Behaves like this from now on, and forgets what was asked."""
        self.settings = settings
        self._ask("configure", json.dumps(asdict(settings)).encode())
        self._ask("reset", b"")

    def change(self, **changes: Any) -> None:
        """Likewise, with some settings changed."""
        self.configure(replace(self.settings, **changes))

    def stats(self) -> dict[str, Any]:
        """See `Service.stats`."""
        return self._ask("stats", None)

    def _ask(self, command: str, body: bytes | None) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}{_ADMIN}{command}", body, timeout=30) as answer:  # noqa: S310 - ours
            told: dict[str, Any] = json.load(answer)
        return told


@contextmanager
def running(settings: Settings) -> Iterator[Endpoint]:
    """Runs the endpoint on a free port, as long as the block or this process lasts."""
    command = [sys.executable, __file__, "--port", "0", "--until-eof", "--settings", json.dumps(asdict(settings))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Endpoint(int(process.stdout.readline()), process.pid, settings)
        finally:
            process.stdin.close()


def _until_eof() -> None:
    sys.stdin.read()
    os._exit(0)


def _pairs(text: str) -> dict[str, float]:
    """Of "service:Operation=number,…"."""
    return {name: float(value) for name, _, value in (each.partition("=") for each in text.split(",") if each)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=5900)
    parser.add_argument("--latency-ms", type=float, default=30)
    parser.add_argument("--throttle", type=float, default=0, metavar="SHARE")
    parser.add_argument("--rates", type=_pairs, default={}, metavar="SERVICE:OPERATION=A_SECOND,…")
    parser.add_argument("--stalls", type=_pairs, default={}, metavar="SERVICE:OPERATION=SECONDS,…")
    parser.add_argument("--settings", help=argparse.SUPPRESS)
    parser.add_argument("--until-eof", action="store_true", help=argparse.SUPPRESS)
    for each in fields(Estate):
        kind: Any = (lambda text: tuple(text.split(","))) if isinstance(each.default, tuple) else int
        parser.add_argument(f"--{each.name.replace('_', '-')}", type=kind, default=each.default)
    return parser


def main() -> None:
    """Serve until stopped; the first line of the output is the port."""
    given = _parser().parse_args()
    if given.settings:
        settings = Settings.read(json.loads(given.settings))
    else:
        estate = Estate(**{each.name: getattr(given, each.name) for each in fields(Estate)})
        settings = Settings(estate, given.latency_ms, given.throttle, given.rates, given.stalls)
    if given.until_eof:
        Thread(target=_until_eof, daemon=True).start()
    try:
        import uvloop  # noqa: PLC0415 - half as fast without
    except ImportError:
        asyncio.run(_serve(settings, given.port))
    else:
        uvloop.run(_serve(settings, given.port))


if __name__ == "__main__":
    main()
