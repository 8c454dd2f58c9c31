"""Notices over real HTTP to moto's SNS and EventBridge: what a subscribed queue really gets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from support import notices
from support.aws_environment import aws_environment
from support.moto_server import ACCOUNT, Moto, moto_server
from support.scripted_http import scripted_http

from scanner.errors import NotificationError
from scanner.notify import events, parse
from scanner.notify.base import Sending
from scanner.notify.sns import text

__all__ = ["aws_environment"]

REGION = "eu-west-1"
SENDING = Sending(pause=lambda _seconds: None)


@pytest.fixture
def moto(aws_environment: pytest.MonkeyPatch) -> Iterator[Moto]:
    with moto_server() as server:
        aws_environment.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


def client(service: Any) -> Any:
    return boto3.client(service, region_name=REGION)


def queue(name: str = "got", **attributes: str) -> tuple[str, str]:
    """URL and ARN of a new queue."""
    url = client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return url, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


def received(url: str) -> list[Any]:
    """The bodies of what the queue got."""
    answer = client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


def test_a_topic_gets_a_text_and_marks_to_filter_by(moto: Moto) -> None:
    arn = client("sns").create_topic(Name="safehold")["TopicArn"]
    url, queue_arn = queue()
    client("sns").subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn)
    parse(f"sns:{arn}", {}).send(notices.notice(), SENDING)
    (message,) = received(url)
    assert message["Subject"] == "Safehold: 1 new, 1 worse, 2 fixed, 1 unseen, incomplete"
    assert message["Message"] == text(notices.notice())
    marks = {name: (each["Type"], each["Value"]) for name, each in message["MessageAttributes"].items()}
    assert marks["new"] == ("Number", "1")
    assert marks.keys() == {"new", "worse", "fixed", "unseen", "exit_code", "unread"}
    assert moto.seen["sns:Publish"] == 1


def test_a_subscription_can_ask_for_what_is_new_only(moto: Moto) -> None:
    arn = client("sns").create_topic(Name="safehold")["TopicArn"]
    url, queue_arn = queue()
    policy = json.dumps({"worse": [{"numeric": [">", 1]}]})
    client("sns").subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn, Attributes={"FilterPolicy": policy})
    parse(f"sns:{arn}", {}).send(notices.notice(), SENDING)
    assert moto.seen["sns:Publish"] == 1
    assert received(url) == []


def test_a_fifo_topic_passes_a_notice_on_once(moto: Moto) -> None:
    arn = client("sns").create_topic(Name="safehold.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    url, queue_arn = queue("got.fifo", FifoQueue="true")
    client("sns").subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn)
    for _ in range(2):
        parse(f"sns:{arn}", {}).send(notices.notice(), SENDING)
    assert moto.seen["sns:Publish"] == 2
    assert len(received(url)) == 1


def test_a_topic_that_is_busy_is_asked_again(aws_environment: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    aws_environment.setattr("botocore.endpoint.time.sleep", pauses.append)
    taken = b"<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>"
    answers = iter([(500, "text/xml", b""), (503, "text/xml", b""), (200, "text/xml", taken)])
    with scripted_http(lambda _method, _path: next(answers)) as url:
        aws_environment.setenv("AWS_ENDPOINT_URL_SNS", url)
        parse(f"sns:arn:aws:sns:{REGION}:{ACCOUNT}:busy", {}).send(notices.notice(), SENDING)
    assert len(pauses) == 2
    assert next(answers, None) is None


@pytest.mark.usefixtures("moto")
def test_a_topic_that_is_not_there() -> None:
    target = parse(f"sns:arn:aws:sns:{REGION}:{ACCOUNT}:gone", {})
    with pytest.raises(NotificationError, match=r"^NotFound"):
        target.send(notices.notice(), SENDING)


@pytest.mark.parametrize("named", ["by name", "by ARN"])
def test_a_bus_gets_an_event_that_rules_can_match(moto: Moto, aws_environment: pytest.MonkeyPatch, named: str) -> None:
    aws_environment.setenv("AWS_DEFAULT_REGION", REGION)
    bus = client("events").create_event_bus(Name="safehold")["EventBusArn"]
    url, queue_arn = queue()
    pattern = {"source": [events.SOURCE], "detail-type": [events.DETAIL_TYPE], "detail": {"changes": {"new": [1]}}}
    client("events").put_rule(Name="new", EventBusName="safehold", EventPattern=json.dumps(pattern))
    client("events").put_targets(Rule="new", EventBusName="safehold", Targets=[{"Id": "got", "Arn": queue_arn}])
    parse(f"events:{'safehold' if named == 'by name' else bus}", {}).send(notices.notice(), SENDING)
    (event,) = received(url)
    assert event["detail"] == json.loads(json.dumps(notices.notice().document()))
    assert event["detail"]["worst"][0]["rule"] == "DDB-001"
    assert moto.seen["events:PutEvents"] == 1


class Buses:
    """A client whose entries fail as told, and then are taken: moto takes every one."""

    def __init__(self, *codes: str) -> None:
        self.codes = list(codes)
        self.asked: list[Any] = []

    def client(self, *_names: str, **_settings: object) -> Buses:
        return self

    def put_events(self, Entries: list[Any]) -> Any:  # noqa: N803 - AWS's name
        self.asked.append(Entries)
        if not self.codes:
            return {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}
        code = self.codes.pop(0)
        return {"FailedEntryCount": 1, "Entries": [{"ErrorCode": code, "ErrorMessage": "not\nnow"}]}


@pytest.fixture
def buses(monkeypatch: pytest.MonkeyPatch) -> Buses:
    made = Buses()
    monkeypatch.setattr(boto3.session, "Session", lambda **_settings: made)
    return made


def test_an_event_that_is_not_taken_is_put_again(buses: Buses) -> None:
    buses.codes = ["ThrottlingException", "InternalFailure"]
    events.parse("events:default").send(notices.notice(), SENDING)
    assert len(buses.asked) == 3
    assert buses.asked[0] == buses.asked[2]


@pytest.mark.parametrize(
    ("code", "attempts", "told"),
    [
        ("NotAuthorizedForSource", 1, "the event was refused: NotAuthorizedForSource: not now"),
        ("InternalFailure", 5, "the event was refused: InternalFailure: not now, 5 times"),
    ],
)
def test_and_given_up_in_the_end(buses: Buses, code: str, attempts: int, told: str) -> None:
    buses.codes = [code] * 9
    with pytest.raises(NotificationError) as refused:
        events.parse("events:default").send(notices.notice(), SENDING)
    assert str(refused.value) == told
    assert len(buses.asked) == attempts


def test_without_credentials(aws_environment: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        aws_environment.delenv(name)
    for target in (f"sns:arn:aws:sns:{REGION}:{ACCOUNT}:a", f"events:arn:aws:events:{REGION}:{ACCOUNT}:event-bus/a"):
        with pytest.raises(NotificationError, match=r"^NoCredentialsError"):
            parse(target, {}).send(notices.notice(), SENDING)


def test_a_profile_that_is_not_there(aws_environment: pytest.MonkeyPatch) -> None:
    del aws_environment
    with pytest.raises(NotificationError, match=r"^ProfileNotFound"):
        parse(f"sns:arn:aws:sns:{REGION}:{ACCOUNT}:a", {}).send(notices.notice(), Sending("nobody"))
