"""A small AWS on loopback that always answers the same: some Regions, with tables and buckets in each.

It counts what it is asked, and a test may change an answer, or do something when a request comes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Reply = tuple[int, str, bytes]
"""Status, content type, body."""

ACCOUNT = "111122223333"
HERE, THERE = "eu-west-1", "eu-west-2"
REGIONS = (HERE, THERE, "eu-west-3", "eu-north-1")
TABLES = tuple(f"table-{letter}" for letter in "abcdef")
BUCKETS = tuple(f"bucket-{letter}" for letter in "abcd")
_PAGE = 2
_SIGNED_FOR = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")
_EC2 = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"'
_STS = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"'
_S3 = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


@dataclass(frozen=True)
class Request:
    """What was asked. service: as it is signed for. parameters: of JSON, a form or the query. bucket: in S3."""

    service: str
    region: str
    operation: str
    parameters: dict[str, Any]
    bucket: str = ""


@dataclass
class CannedAws:
    """The server. url: where it is. asked: operations ("dynamodb:ListTables"), and how often.

    faults: what else an operation answers, by its name; None of it hangs up, and what raises LookupError leaves the
    answer as it is. arrived: called with the number of each request, before it is answered.
    """

    url: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    faults: dict[str, Callable[[Request], Reply | None]] = field(default_factory=dict)
    arrived: Callable[[int], None] = lambda _number: None
    _lock: Lock = field(default_factory=Lock)

    def answer(self, request: Request) -> Reply | None:
        """The answer to a request; None hangs up."""
        operation = f"{request.service}:{request.operation}"
        with self._lock:
            self.asked[operation] += 1
            number = self.asked.total()
        self.arrived(number)
        if operation in self.faults:
            try:
                return self.faults[operation](request)
            except LookupError:
                pass
        return _ANSWERS.get(request.service, _unknown)(request)


def told(answer: Any, status: int = 200) -> Reply:
    """An answer of a service that speaks JSON."""
    return (status, "application/x-amz-json-1.0", json.dumps(answer).encode())


def refused(code: str, status: int = 400) -> Reply:
    """A refusal of a service that speaks JSON."""
    return told({"__type": f"com.amazonaws#{code}", "message": "so it is"}, status)


def refused_xml(code: str, status: int = 400) -> Reply:
    """A refusal of S3."""
    return (status, "application/xml", f"<Error><Code>{code}</Code><Message>so it is</Message></Error>".encode())


def _unknown(_request: Request) -> Reply:
    return refused("UnknownOperationException")


def _sts(_request: Request) -> Reply:
    arn = f"arn:aws:iam::{ACCOUNT}:user/scan"
    result = f"<Account>{ACCOUNT}</Account><Arn>{arn}</Arn><UserId>AIDA</UserId>"
    return _xml(
        f"<GetCallerIdentityResponse {_STS}><GetCallerIdentityResult>{result}</GetCallerIdentityResult>"
        "</GetCallerIdentityResponse>"
    )


def _ec2(_request: Request) -> Reply:
    states = dict.fromkeys(REGIONS, "opted-in") | {"ap-east-1": "not-opted-in"}
    items = "".join(
        f"<item><regionName>{name}</regionName><optInStatus>{state}</optInStatus></item>"
        for name, state in states.items()
    )
    return _xml(f"<DescribeRegionsResponse {_EC2}><regionInfo>{items}</regionInfo></DescribeRegionsResponse>")


def _xml(text: str) -> Reply:
    return (200, "text/xml", text.encode())


_DYNAMODB: dict[str, Any] = {
    "DescribeContinuousBackups": {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"},
        }
    },
    "DescribeTimeToLive": {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}},
    "ListBackups": {"BackupSummaries": []},
    "ListExports": {"ExportSummaries": []},
    "ListGlobalTables": {"GlobalTables": []},
}


def _dynamodb(request: Request) -> Reply:
    if request.operation == "ListTables":
        begin = request.parameters.get("ExclusiveStartTableName")
        first = TABLES.index(begin) + 1 if begin else 0
        page = list(TABLES[first : first + _PAGE])
        more = first + _PAGE < len(TABLES)
        return told({"TableNames": page} | ({"LastEvaluatedTableName": page[-1]} if more else {}))
    if request.operation == "DescribeTable":
        name = request.parameters["TableName"]
        return told({"Table": {"TableName": name, "TableStatus": "ACTIVE", "ItemCount": len(name)}})
    if request.operation in _DYNAMODB:
        return told(_DYNAMODB[request.operation])
    return _unknown(request)


def _tagging(request: Request) -> Reply:
    arns = [f"arn:aws:dynamodb:{request.region}:{ACCOUNT}:table/{name}" for name in TABLES[:1]]
    if request.parameters["ResourceTypeFilters"] != ["dynamodb:table"]:
        arns = [f"arn:aws:s3:::{BUCKETS[0]}-{request.region}"]
    tags = [{"Key": "safehold:tier", "Value": "basic"}]
    return told({"PaginationToken": "", "ResourceTagMappingList": [{"ResourceARN": arn, "Tags": tags} for arn in arns]})


_ABSENT = {
    "lifecycle": "NoSuchLifecycleConfiguration",
    "encryption": "ServerSideEncryptionConfigurationNotFoundError",
    "publicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
    "policy": "NoSuchBucketPolicy",
    "object-lock": "ObjectLockConfigurationNotFoundError",
    "replication": "ReplicationConfigurationNotFoundError",
}


_NONE = {
    "inventory": "ListInventoryConfigurationsResult",
    "metrics": "ListMetricsConfigurationsResult",
    "intelligent-tiering": "ListBucketIntelligentTieringConfigurationsOutput",
}


def _s3(request: Request) -> Reply:
    if not request.bucket:
        names = "".join(
            f"<Bucket><Name>{name}-{request.region}</Name><BucketRegion>{request.region}</BucketRegion>"
            "<CreationDate>2026-03-01T04:05:06.000Z</CreationDate></Bucket>"
            for name in BUCKETS
        )
        return _xml(f"<ListAllMyBucketsResult {_S3}><Buckets>{names}</Buckets></ListAllMyBucketsResult>")
    if request.operation == "versioning":
        return _xml(f"<VersioningConfiguration {_S3}><Status>Enabled</Status></VersioningConfiguration>")
    if request.operation in _ABSENT:
        return refused_xml(_ABSENT[request.operation], 404)
    if request.operation in _NONE:
        return _xml(f"<{_NONE[request.operation]} {_S3}><IsTruncated>false</IsTruncated></{_NONE[request.operation]}>")
    return refused_xml("NotImplemented", 501)


def _backup(_request: Request) -> Reply:
    return told({"GlobalSettings": {"isCrossAccountBackupEnabled": "false"}})


_ANSWERS: dict[str, Callable[[Request], Reply]] = {
    "sts": _sts,
    "ec2": _ec2,
    "dynamodb": _dynamodb,
    "tagging": _tagging,
    "s3": _s3,
    "backup": _backup,
}


@contextmanager
def canned_aws() -> Iterator[CannedAws]:
    """Serves until the block ends."""
    aws = CannedAws()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = aws.answer(_request(self.path, self.headers, body))
            if answer is None:
                self.close_connection = True
                return
            status, content_type, content = answer
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _serve  # noqa: N815 - http.server's names

        def log_message(self, *_args: object) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # who asked was killed, or waits no longer
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    aws.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield aws
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _request(target: str, headers: Any, body: bytes) -> Request:
    signed = _SIGNED_FOR.search(headers["Authorization"])
    assert signed
    region, service = signed.groups()
    path = urlsplit(target)
    if service == "s3":
        name, _, _ = unquote(path.path).strip("/").partition("/")
        flag = path.query.partition("=")[0].partition("&")[0] if name else "ListBuckets"
        return Request(service, region, flag, {}, name)
    if action := headers.get("X-Amz-Target"):
        return Request(service, region, action.rpartition(".")[2], json.loads(body))
    form = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
    return Request(service, region, form.get("Action") or path.path, form)
