from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from support.stubbed_aws import ACCOUNT, Ran, run

from scanner.collectors.evidence import EVIDENCE, RECORD
from scanner.collectors.options import Options
from scanner.errors import ConfigError

pytestmark = pytest.mark.usefixtures("aws_environment")

LEAST = """\
name: four-hours
type: decision
topic: objectives
date: 2026-02-10
scope: {tiers: [basic]}
statement: Four hours.
approved_by: [A. Person]
"""
EXPORT = f"""\
name: pool-exported
type: export
topic: identity_export
date: 2026-02-10
expires_at: 2026-05-10
scope: {{applications: [shop]}}
contains: [groups, mfa]
artefact: {{path: pool.json, sha256: {hashlib.sha256(b"pool").hexdigest()}}}
"""


def collected(folder: Path) -> Ran:
    return run(EVIDENCE, {}, region="global", options=Options(evidence=(folder,)))


def test_records_become_facts_and_nothing_is_asked(tmp_path: Path) -> None:
    (tmp_path / "pool.json").write_bytes(b"pool")
    (tmp_path / "b.yaml").write_text(LEAST)
    (tmp_path / "a.yaml").write_text(EXPORT)
    ran = collected(tmp_path)

    assert ran.asked == []
    assert [(fact.id, fact.account, fact.region, fact.name, fact.tags, fact.gaps) for fact in ran.facts] == [
        (f"urn:safehold:evidence:{name}", ACCOUNT, "global", name, {}, ()) for name in ("four-hours", "pool-exported")
    ]
    least, export = ran.facts
    assert least.config == {
        "file": f"{tmp_path.name}/b.yaml",
        "type": "decision",
        "topic": "objectives",
        "dated_at": "2026-02-10T00:00:00Z",
        "expires_at": None,
        "scope": {"resources": [], "applications": [], "sites": [], "tiers": ["basic"]},
        "environment": None,
        "method": None,
        "statement": "Four hours.",
        "result": None,
        "measured_rto_seconds": None,
        "measured_rpo_seconds": None,
        "checked": [],
        "contains": [],
        "restore_jobs": [],
        "owner": None,
        "approved_by": ["A. Person"],
        "artefact": None,
    }
    assert export.config["contains"] == ["groups", "mfa"]
    assert export.config["artefact"] == {
        "path": "pool.json",
        "uri": None,
        "sha256": hashlib.sha256(b"pool").hexdigest(),
        "verified": True,
    }


@pytest.mark.parametrize(("content", "verified"), [(b"other", False), (None, None)])
def test_an_artefact_that_is_another_or_not_at_hand(tmp_path: Path, content: bytes | None, *, verified: bool) -> None:
    (tmp_path / "a.yaml").write_text(EXPORT)
    if content is not None:
        (tmp_path / "pool.json").write_bytes(content)
    fact = collected(tmp_path).one(RECORD)
    assert (fact.config["artefact"]["verified"], fact.gaps) == (verified, ())


def test_an_artefact_that_cannot_be_read_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text(EXPORT.replace("pool.json", '"pool\\njson"'))

    def denied(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", denied)
    fact = collected(tmp_path).one(RECORD)
    assert fact.config["artefact"]["verified"] is None
    assert [(gap.path, gap.reason, gap.detail) for gap in fact.gaps] == [
        ("/config/artefact/verified", "error", "pool json cannot be read: Permission denied")
    ]


def test_without_evidence_there_is_nothing_to_do() -> None:
    ran = run(EVIDENCE, {}, region="global")
    assert (ran.facts, ran.asked, EVIDENCE.idle_calls, EVIDENCE.operations) == ([], [], 0, ())


def test_a_file_that_became_malformed_after_it_was_checked_stops_the_scan(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: a\n")
    with pytest.raises(ConfigError):
        collected(tmp_path)
