"""What publishes to a topic that somebody has to hear of."""

from typing import Any

import pytest
from support.estates import HOME, joined
from support.facts import alarm, event_rule, gap, topic, vault

from scanner.model import Fact, Gap

ELSEWHERE = "arn:aws:sns:eu-central-1:111122223333:elsewhere"


def publishers(*facts: Fact, failed: Any = None) -> tuple[Any, list[Gap]]:
    return joined("publishers", topic(), [topic(), *facts], places=(HOME,), failed=failed)


def test_each_kind_is_counted_and_one_of_it_named() -> None:
    found, gaps = publishers(alarm(), alarm(name="a"), vault(), event_rule())
    assert found == [
        {"kind": "backup.vault", "count": 1, "name": vault().name},
        {"kind": "cloudwatch.alarm", "count": 2, "name": "a"},
        {"kind": "events.rule", "count": 1, "name": "backups-failed"},
    ]
    assert gaps == []


@pytest.mark.parametrize(
    "silent",
    [
        alarm(actions_enabled=False),
        alarm(alarm_action_arns=[ELSEWHERE]),
        event_rule(enabled=False),
        event_rule(targets=[]),
        vault(notifications={"configured": False, "topic_arn": None, "events": []}),
        vault(notifications={"topic_arn": ELSEWHERE}),
    ],
    ids=["actions off", "another topic", "rule off", "no targets", "no notifications", "notifies another"],
)
def test_what_publishes_nothing_here_is_left_aside(silent: Fact) -> None:
    assert publishers(silent) == ([], [])


@pytest.mark.parametrize(
    "unread",
    [
        vault(notifications=None, gaps=(gap("/config/notifications"),)),
        event_rule(targets=None, gaps=(gap("/config/targets"),)),
    ],
    ids=["vault", "rule"],
)
def test_one_of_which_nobody_knows_may_publish(unread: Fact) -> None:
    found, gaps = publishers(unread)
    assert (found, len(gaps)) == ([], 1)


@pytest.mark.parametrize("kind", ["backup.vault", "cloudwatch.alarm", "events.rule"])
def test_what_may_be_more_is_a_gap(kind: str) -> None:
    found, gaps = publishers(failed={(kind, *HOME): gap(kind)})
    assert (found, [each.path for each in gaps]) == ([], ["/links/publishers"])
