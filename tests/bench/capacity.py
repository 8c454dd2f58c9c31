"""How many requests a second the endpoint itself can answer: sockets that send the same bytes again and again.

It has to be a multiple of what a client of AWS reaches, or it is the endpoint that is measured.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import replace
from urllib.parse import urlsplit

from bench.endpoint import Endpoint
from bench.estate import Place

_CONNECTIONS = 32
_SECONDS = 2.0
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_SIGNED = "AWS4-HMAC-SHA256 Credential=testing/20260301/{region}/s3/aws4_request, SignedHeaders=host, Signature=0"


def requests_a_second(endpoint: Endpoint) -> float:
    """Asks for buckets' versioning as fast as the endpoint answers, without latency."""
    settings = endpoint.settings
    endpoint.configure(replace(settings, latency_ms=0, throttle=0, rates={}, stalls={}))
    try:
        return asyncio.run(_measure(endpoint))
    finally:
        endpoint.configure(settings)


async def _measure(endpoint: Endpoint) -> float:
    estate = endpoint.settings.estate
    place = Place(estate, estate.accounts[0], estate.regions[0])
    signed = _SIGNED.format(region=place.region)
    requests = [
        f"GET /{place.bucket(number)}?versioning HTTP/1.1\r\nHost: aws\r\nAuthorization: {signed}\r\n\r\n".encode()
        for number in range(min(estate.buckets, 100))
    ]
    began = time.perf_counter()
    done = await asyncio.gather(*(_ask(endpoint.url, requests, began + _SECONDS) for _ in range(_CONNECTIONS)))
    return sum(done) / (time.perf_counter() - began)


async def _ask(url: str, requests: list[bytes], until: float) -> int:
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    done = 0
    while time.perf_counter() < until:
        writer.write(requests[done % len(requests)])
        length = _LENGTH.search(await reader.readuntil(b"\r\n\r\n"))
        assert length is not None
        await reader.readexactly(int(length[1]))
        done += 1
    writer.close()
    await writer.wait_closed()
    return done
