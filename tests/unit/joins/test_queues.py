"""Which queue takes the dead letters of which, and of which rules of EventBridge."""

from typing import Any

from support.estates import HOME, joined
from support.facts import ACCOUNT, REGION, event_rule, gap, queue

from scanner.model import Fact, Gap, Json

NONE: Json = {"configured": False, "dead_letter_queue_arn": None, "max_receive_count": None}
DEAD = queue(name="orders-dead", redrive=NONE)


def asked(name: str, fact: Fact, *facts: Fact, failed: Any = None) -> tuple[Any, list[Gap]]:
    return joined(name, fact, [fact, *facts], places=(HOME,), failed=failed)


def test_the_dead_letter_queue_is_found() -> None:
    assert asked("dead_letter", queue(), DEAD) == ({"arn": DEAD.id, "found": True}, [])


def test_one_that_was_deleted_is_not_found() -> None:
    assert asked("dead_letter", queue()) == ({"arn": DEAD.id, "found": False}, [])


def test_where_queues_could_not_be_listed_it_may_be_there() -> None:
    failed = {("sqs.queue", *HOME): gap("sqs.queue")}
    found, gaps = asked("dead_letter", queue(), failed=failed)
    assert (found, len(gaps)) == ({"arn": DEAD.id, "found": False}, 1)
    assert asked("dead_letter", queue(), DEAD, failed=failed) == ({"arn": DEAD.id, "found": True}, [])


def test_a_queue_that_names_none_or_of_which_nobody_knows_has_none() -> None:
    assert asked("dead_letter", DEAD) == (None, [])
    assert asked("dead_letter", queue(redrive=None)) == (None, [])


def test_the_sources_are_all_that_name_the_queue() -> None:
    source = {"retention_seconds": 1209600}
    found, gaps = asked("sources", DEAD, queue(), queue(name="b"), queue(name="c", redrive=NONE))
    assert found == [
        {"arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:b", "name": "b", **source},
        {"arn": queue().id, "name": "orders-events", **source},
    ]
    assert gaps == []
    assert asked("sources", queue(), DEAD) == ([], [])


def test_a_queue_of_which_nobody_knows_what_it_names_may_be_a_source() -> None:
    found, gaps = asked("sources", DEAD, queue(redrive=None, gaps=(gap("/config/redrive"),)))
    assert (found, len(gaps)) == ([], 1)
    found, gaps = asked("sources", DEAD, queue(retention_seconds=None, gaps=(gap("/config/retention_seconds"),)))
    assert (len(found), len(gaps)) == (1, 1)


def test_the_rules_that_send_it_what_they_could_not_deliver_are_told() -> None:
    quiet = event_rule(name="quiet", targets=[{"arn": DEAD.id, "type": "sqs", "dead_letter_arn": None}])
    assert asked("event_sources", DEAD, event_rule(), quiet) == ([event_rule().id], [])
    assert asked("event_sources", queue(), event_rule()) == ([], [])
    assert asked("event_sources", DEAD, event_rule(targets=None)) == ([], [])
    _, gaps = asked("event_sources", DEAD, event_rule(targets=None, gaps=(gap("/config/targets"),)))
    assert len(gaps) == 1
