"""From a snapshot to a report, end to end and offline."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import opa
from support.backup_audit_facts import restore_job
from support.facts import ACCOUNT, AS_OF, REGION, bucket, gap, protected_resource, table, unit, vault
from support.packs import pack_behind_the_lint, write_rule
from support.snapshots import write

from scanner import __version__, evaluate, policies
from scanner.errors import EngineError, RuleError, SnapshotError, UsageError
from scanner.model import Assessment, Fact, Report, Severity, Verdict
from scanner.rules import RulePack
from scanner.settings import Config
from scanner.snapshot import Snapshot

TAGS = {"safehold:tier": "basic", "safehold:data-type": "document_metadata"}


@pytest.fixture
def snapshot(tmp_path: Path) -> Callable[..., Snapshot]:
    def written(*facts: Fact) -> Snapshot:
        return write(tmp_path / f"snapshot-{len(list(tmp_path.iterdir()))}", facts, [unit()])

    return written


@pytest.fixture
def judging(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., RulePack]:
    """Judge by the rules of a folder alone."""

    def only(folder: Path = tmp_path / "rules-of-a-test") -> RulePack:
        pack = pack_behind_the_lint(folder)
        monkeypatch.setattr(policies, "load", lambda _: pack)
        return pack

    return only


def report(snapshot: Snapshot, config: Config = Config(), **options: Any) -> tuple[Report, list[Assessment]]:  # noqa: B008 - frozen
    with evaluate.evaluate(snapshot, config, **options) as found:
        return found, list(found.assess())


def test_a_restore_is_told_though_no_rule_judges_it(snapshot: Any) -> None:
    found, assessments = report(snapshot(table(tags=TAGS), restore_job()))
    (told,) = (each for each in assessments if each.fact.kind == "backup.restore_job")
    assert told.fact.id == restore_job().id
    assert told.decisions == ()
    assert found.summary.resources["backup.restore_job"] == 1


def test_every_resource_is_assessed_by_the_rules_of_its_kind(snapshot: Any) -> None:
    taken = snapshot(
        table(tags=TAGS),
        table(name="aside", tags=TAGS, pitr={"enabled": False}),
        bucket(tags=TAGS),
        protected_resource(),
    )
    found, assessments = report(taken)
    kinds = ["dynamodb.table", "dynamodb.table", "s3.bucket", "estate.application"]
    assert [each.fact.kind for each in assessments] == kinds
    off, on = ({each.rule_id: each for each in assessment.decisions} for assessment in assessments[:2])
    assert off["DDB-001"].verdict is Verdict.FAIL
    assert off["DDB-001"].details[0].at == "/config/pitr/enabled"
    assert on["DDB-001"].verdict is Verdict.PASS
    assert all(list(map(_id, each.decisions)) == sorted(map(_id, each.decisions)) for each in assessments)
    assert found.summary.resources == {"dynamodb.table": 2, "estate.application": 1, "s3.bucket": 1}


def _id(decision: Any) -> str:
    return str(decision.rule_id)


def test_the_report_says_what_judged_what_and_when(snapshot: Any) -> None:
    taken = snapshot(table(tags=TAGS))
    found, _ = report(taken)
    assert (found.tool_version, found.engine) == (__version__, "regorus 0.13.0")
    assert (found.taken_at, found.as_of) == (AS_OF, AS_OF)
    assert found.snapshot_sha256 == taken.sha256
    assert found.coverage == taken.coverage
    assert found.scope == taken.scope
    assert list(found.rules) == sorted(found.rules)


def test_the_digest_of_the_policies_is_of_rules_and_tiers(snapshot: Any, tmp_path: Path) -> None:
    taken = snapshot(table(tags=TAGS))
    write_rule(tmp_path / "more")
    configs = [
        Config(),
        Config(allowed_regions=("eu-west-1",)),
        Config(rule_paths=(tmp_path / "more",)),
        Config(default_tier="standard"),
    ]
    digests = [report(taken, config)[0].policy_sha256 for config in configs]
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)
    assert len(set(digests)) == 3
    assert digests[0] == digests[3]


def test_the_summary_counts_what_the_assessments_say(snapshot: Any, judging: Any, tmp_path: Path) -> None:
    folder = tmp_path / "rules-of-a-test"
    write_rule(folder, "tests/one", id="ONE-001", severity="low")
    write_rule(folder, "tests/two", id="TWO-001", severity="high", requires=["pitr"])
    judging()
    unread = table(name="c", tags=TAGS, pitr=None, gaps=(gap("/config/pitr"),))
    untold = table(name="d", tags=None, gaps=(gap("/tags"),))
    taken = snapshot(table(name="a", tags=TAGS), table(name="b", tags=TAGS, pitr={"enabled": False}), unread, untold)
    summary = report(taken)[0].summary
    assert summary.verdicts == {
        Verdict.FAIL: 2,
        Verdict.UNKNOWN: 4,
        Verdict.WAIVED: 0,
        Verdict.PASS: 2,
        Verdict.NOT_APPLICABLE: 0,
    }
    assert summary.failures == {each: {"low": 1, "high": 1}.get(each, 0) for each in Severity}
    assert summary.unknowns == {each: {"low": 2, "high": 2}.get(each, 0) for each in Severity}
    assert list(summary.tiers) == ["basic", "unknown"]
    assert summary.tiers["unknown"] == {
        Verdict.FAIL: 0,
        Verdict.UNKNOWN: 2,
        Verdict.WAIVED: 0,
        Verdict.PASS: 0,
        Verdict.NOT_APPLICABLE: 0,
    }


def test_a_fact_that_does_not_fit_is_unknown_to_every_rule(snapshot: Any) -> None:
    _, (assessment, *_) = report(snapshot(table(tags={}, item_count="many")))
    assert {each.verdict for each in assessment.decisions} == {Verdict.UNKNOWN}
    assert "/config/item_count" in assessment.decisions[0].reason


def test_a_requirement_that_makes_no_sense_is_unknown_and_not_inapplicable(
    snapshot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.tiers.Tiers.requirements", lambda *_: {"pitr": None, "pitr_windw_days": 35})
    _, (assessment, *_) = report(snapshot(table(tags=TAGS)))
    assert {each.verdict for each in assessment.decisions} == {Verdict.UNKNOWN}


def test_a_gap_of_a_link_is_on_the_fact_in_the_report(snapshot: Any) -> None:
    _, (assessment, *_) = report(snapshot(table(tags=TAGS)))
    assert any(each.path.startswith("/links/") for each in assessment.fact.gaps)


def test_every_resource_that_holds_data_has_its_matrix_and_its_application_adds_them_up(snapshot: Any) -> None:
    tags = TAGS | {"Application": "orders"}
    _, assessments = report(snapshot(table(tags=tags), bucket(tags=tags), vault()))
    matrices = {each.fact.kind: each.recovery for each in assessments}
    assert matrices["dynamodb.table"] is not None
    assert matrices["s3.bucket"] is not None
    assert matrices["backup.vault"] is None
    application = assessments[-1]
    assert (application.fact.kind, application.profile.application) == ("estate.application", "orders")
    assert application.fact.config["part_count"] == 2
    assert application.decisions


def test_only_what_is_wanted_is_judged(snapshot: Any) -> None:
    taken = snapshot(table(tags=TAGS), bucket(tags=TAGS))
    _, assessments = report(taken, wanted=lambda fact: fact.kind == "s3.bucket")
    assert [each.fact.kind for each in assessments] == ["s3.bucket"]


def test_a_finding_weighs_what_the_configuration_says(snapshot: Any) -> None:
    taken = snapshot(table(tags=TAGS, pitr={"enabled": False}))
    plain, changed = (
        next(made for each in report(taken, config)[1] for made in each.decisions if made.rule_id == "DDB-001")
        for config in (Config(), Config(severity={"rules": {"DDB-001": "info"}}))
    )
    assert plain.severity is None
    assert changed.severity is Severity.INFO
    assert report(taken, Config(severity={"rules": {"DDB-001": "info"}}))[0].summary.failures[Severity.INFO] >= 1


def test_no_resource_is_no_assessment(snapshot: Any) -> None:
    found, assessments = report(snapshot(protected_resource()))
    assert assessments == []
    assert sum(found.summary.verdicts.values()) == 0


def test_the_report_can_be_read_again(snapshot: Any) -> None:
    with evaluate.evaluate(snapshot(table(tags=TAGS)), Config()) as found:
        assert list(found.assess()) == list(found.assess()) != []


def test_nothing_is_left_behind(snapshot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    with evaluate.evaluate(snapshot(table(tags=TAGS)), Config()):
        assert list((tmp_path / "temporary").iterdir())
    assert not list((tmp_path / "temporary").iterdir())


def test_any_number_of_workers_gives_the_same_report(snapshot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "CHUNK", 3)
    facts = [table(name=f"t{number}", tags=TAGS, pitr={"enabled": number % 3 > 0}) for number in range(11)]
    taken = snapshot(*facts, bucket(tags=TAGS))
    one, many = report(taken, workers=1), report(taken, workers=3)
    assert one[1] == many[1]
    assert one[0].summary == many[0].summary


def test_a_rule_that_ends_its_process_costs_its_own_decision_only(snapshot: Any, judging: Any, tmp_path: Path) -> None:
    folder = tmp_path / "rules-of-a-test"
    write_rule(folder, "tests/plain", id="OKA-001")
    recursion = "compliant if _f(input.config.pitr.window_days)\n\n_f(x) if x > 1\n\n_f(x) if {\n\tx == 1\n\t_f(x)\n}\n"
    write_rule(folder, "tests/recurses", recursion, id="BAD-001")
    judging()
    _, assessments = report(snapshot(table(name="a"), table(name="b", pitr={"window_days": 1}), table(name="c")))
    verdicts = [[each.verdict for each in assessment.decisions] for assessment in assessments]
    assert verdicts[:3] == [[Verdict.PASS] * 2, [Verdict.UNKNOWN, Verdict.PASS], [Verdict.PASS] * 2]
    assert "its process ended without an answer" in assessments[1].decisions[0].reason


@pytest.mark.skipif(opa.BINARY is None, reason="no opa on PATH or in $OPA")
def test_a_server_gives_the_same_report(snapshot: Any) -> None:
    taken = snapshot(table(tags=TAGS, pitr={"enabled": False}), bucket(tags=TAGS))
    embedded = report(taken)
    with opa.serving() as url:
        served = report(taken, engine="opa", opa_url=url)
    assert served[1] == embedded[1]
    assert served[0].summary == embedded[0].summary
    assert re.fullmatch(r"opa \d+\.\d+\.\d+", served[0].engine)


def test_an_opa_without_its_address_is_refused(snapshot: Any) -> None:
    with pytest.raises(UsageError, match="--opa-url"):
        report(snapshot(table()), engine="opa")


def test_an_opa_that_cannot_be_reached_is_an_error(snapshot: Any) -> None:
    with pytest.raises(EngineError, match="cannot be reached"):
        report(snapshot(table()), engine="opa", opa_url="http://127.0.0.1:1")


def test_an_unknown_engine_is_refused(snapshot: Any) -> None:
    with pytest.raises(UsageError, match="no engine is called 'v8'; use regorus or opa"):
        report(snapshot(table()), engine="v8")


def test_a_snapshot_that_was_altered_is_refused(snapshot: Any) -> None:
    taken = snapshot(table())
    path = taken.directory / "facts" / ACCOUNT / REGION / "dynamodb.table.jsonl"
    path.write_bytes(path.read_bytes().replace(b"orders", b"ordars"))
    with pytest.raises(SnapshotError, match=r"dynamodb\.table\.jsonl"):
        report(taken)


def test_a_rule_that_is_refused_stops_everything(snapshot: Any, tmp_path: Path) -> None:
    write_rule(tmp_path / "mine", body="compliant if http.send({}) == 1\n")
    with pytest.raises(RuleError, match=r"http\.send"):
        report(snapshot(table()), Config(rule_paths=(tmp_path / "mine",)))


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (None, AS_OF),
        ("2100-01-31T00:00:00Z", "2100-01-31T00:00:00Z"),
        ("2100-01-31t01:30:00.25+01:30", "2100-01-31T00:00:00Z"),
    ],
)
def test_the_moment_to_judge_for_is_told_in_utc(snapshot: Any, given: str | None, meant: str) -> None:
    assert report(snapshot(table()), as_of=given)[0].as_of == meant


def test_what_happens_after_the_snapshot_was_taken_is_not_known_to_have_happened(snapshot: Any) -> None:
    cooling = vault(tags=TAGS | {"safehold:tier": "enterprise"}, lock={"locks_at": "2026-03-02T12:00:00Z"})
    _, (assessment,) = report(snapshot(cooling), as_of="2026-04-01T00:00:00Z")
    lock = next(each for each in assessment.decisions if each.rule_id == "BKP-009")
    assert lock.verdict is Verdict.FAIL
    assert lock.details[0].expected == f"{AS_OF} or earlier"


@pytest.mark.parametrize(
    "moment",
    [
        "",
        "now",
        "2100-01-31",
        "2100-01-31T00:00:00",
        "2100-02-31T00:00:00Z",
        "2100-01-31 00:00:00Z",
        "21000131T000000Z",
    ],
)
def test_what_is_no_moment_is_refused(snapshot: Any, moment: str) -> None:
    with pytest.raises(UsageError, match=r"is no moment; write it like 2026-01-31T00:00:00Z"):
        report(snapshot(table()), as_of=moment)


def test_a_moment_before_the_snapshot_is_refused(snapshot: Any) -> None:
    with pytest.raises(UsageError, match="lies before the snapshot was taken"):
        report(snapshot(table()), as_of="2001-01-01T00:00:00Z")


def test_a_moment_that_rego_cannot_count_is_refused(snapshot: Any) -> None:
    with pytest.raises(UsageError, match="lies after 2200-01-01"):
        report(snapshot(table()), as_of="9999-12-31T23:59:59Z")


def test_opa_without_its_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, snapshot: Callable[..., Snapshot]
) -> None:
    # What other tests have imported would be found, whatever became of its package.
    for name in list(sys.modules):
        if name.partition(".")[0] == "opa_client" or name in ("scanner.engines.opa", "scanner.engines.opa_server"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opa_client", None)
    judging = evaluate.evaluate(snapshot(), Config(), engine="opa", opa_url="http://127.0.0.1:9")
    with pytest.raises(UsageError, match=r"pip install 'safehold\[opa\]'"):
        judging.__enter__()
