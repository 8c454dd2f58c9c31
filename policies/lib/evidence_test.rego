package lib.evidence_test

import data.lib.evidence

_decision := {
	"name": "retention",
	"type": "decision",
	"topic": "retention",
	"dated_at": "2026-03-01T00:00:00Z",
	"expires_at": null,
	"result": null,
	"checked": [],
	"approved_by": ["A. Person"],
	"verified": null,
}

_drill := object.union(_decision, {
	"name": "drill",
	"type": "restore_test",
	"topic": "full_drill",
	"result": "passed",
	"checked": ["records", "application"],
	"approved_by": [],
})

_asked := {
	"days": 31,
	"taken_at": "2026-03-31T12:00:00Z",
	"as_of": "2026-03-31T12:00:00Z",
	"checked": ["application"],
}

_decided(changes) if count(evidence.decisions([object.union(_decision, changes)], "retention", _asked)) == 1

_tested(changes) if count(evidence.tests([object.union(_drill, changes)], "full_drill", _asked)) == 1

test_a_current_decision_holds if {
	_decided({})
	_decided({"type": "approval"})
	_decided({"verified": true})
	evidence.undecided([_decision], "retention", _asked) == set()
}

test_only_what_was_approved_is_decided if {
	not _decided({"approved_by": []})
	not _decided({"type": "export"})
	not _decided({"topic": "purge"})
}

test_age_counts_to_the_second if {
	_decided({"dated_at": "2026-02-28T12:00:00Z"})
	not _decided({"dated_at": "2026-02-28T11:59:59Z"})
}

test_what_has_expired_does_not_hold if {
	_decided({"expires_at": "2026-03-31T12:00:01Z"})
	not _decided({"expires_at": "2026-03-31T12:00:00Z"})
	some finding in evidence.undecided(
		[object.union(_decision, {"expires_at": "2026-03-31T12:00:00Z"})],
		"retention",
		_asked,
	)
	finding == {
		"message": "retention: it has expired",
		"at": "/links/evidence/0/expires_at",
		"expected": "after 2026-03-31T12:00:00Z",
		"actual": "2026-03-31T12:00:00Z",
	}
}

test_what_is_from_the_future_does_not_hold if {
	_decided({"dated_at": "2026-04-01T12:00:00Z"})
	ahead := object.union(_decision, {"dated_at": "2026-04-01T12:00:01Z"})
	not _decided(ahead)
	some finding in evidence.undecided([ahead], "retention", _asked)
	finding.message == "retention: it is dated after the snapshot, so it has not happened"
}

test_what_is_contradicted_proves_nothing if {
	not _decided({"verified": false})
	some finding in evidence.undecided([object.union(_decision, {"verified": false})], "retention", _asked)
	finding.at == "/links/evidence/0/verified"
	finding.message == "retention: its artefact has changed, or AWS Backup contradicts it"
}

test_a_passed_test_holds if {
	_tested({})
	evidence.untested([_drill], "full_drill", _asked) == set()
}

test_a_test_that_did_not_pass_does_not_hold if {
	not _tested({"result": "partial"})
	not _tested({"result": null})
	not _tested({"checked": ["records"]})
	not _tested({"type": "decision"})
}

test_a_later_failure_takes_what_was_proven if {
	failed := object.union(_drill, {"name": "again", "result": "failed", "dated_at": "2026-03-02T00:00:00Z"})
	evidence.tests([_drill, failed], "full_drill", _asked) == []
	found := {finding.message | some finding in evidence.untested([_drill, failed], "full_drill", _asked)}
	found == {"drill: a later test of the same topic went wrong", "again: it did not pass"}
}

test_an_earlier_failure_takes_nothing if {
	failed := object.union(_drill, {"result": "failed", "dated_at": "2026-03-01T00:00:00Z"})
	count(evidence.tests([failed, _drill], "full_drill", _asked)) == 1
	of_another := object.union(failed, {"topic": "table_restore", "dated_at": "2026-03-20T00:00:00Z"})
	count(evidence.tests([of_another, _drill], "full_drill", _asked)) == 1
}

test_nothing_attested_is_said if {
	some finding in evidence.untested([_decision], "full_drill", _asked)
	finding == {
		"message": "there is no restore test with the topic full_drill",
		"at": "/links/evidence",
		"expected": "full_drill",
		"actual": null,
	}
}

test_exports_and_passed_tests_bring_back if {
	export := object.union(_decision, {"type": "export"})
	failed := object.union(_drill, {"result": "failed"})
	evidence.restored_or_exported([_decision, export, _drill, failed], _asked) == [export, _drill]
}

test_unknown_proves_nothing if {
	evidence.decisions(null, "retention", _asked) == []
	evidence.current(null, "retention", _asked) == []
	evidence.restored_or_exported(null, _asked) == []
	evidence.untested(null, "full_drill", _asked) == set()
	evidence.current([_decision], "retention", object.remove(_asked, ["days"])) == []
}
