package recovery.configuration_test

import data.recovery.configuration

test_a_template_that_nothing_drifted_from_brings_the_configuration_back if {
	found := configuration.paths with input as _owned({}, [])
	found[0].mechanism == "cloudformation_template"
	found[0].traits == {"restores_configuration"}
	configuration.doubts == [] with input as _owned({}, [])
	never := configuration.paths with input as _owned({"updated_at": null}, [])
	count(never) == 1
}

test_drift_takes_it_away if {
	drifted := _owned({"drift_status": "MODIFIED"}, [])
	configuration.paths == [] with input as drifted
	configuration.doubts == [] with input as drifted
	found := configuration.fallen with input as drifted
	contains(found[0].because, "has drifted")
}

test_drift_that_nobody_looked_for_since_leaves_it_open if {
	every part in [{"stack_drift_checked_at": "2026-01-01T00:00:00Z"}, {"drift_status": "NOT_CHECKED"}] {
		configuration.paths == [] with input as _owned(part, [])
		count(configuration.doubts) == 1 with input as _owned(part, [])
	}
}

test_what_is_in_no_stack_may_be_described_elsewhere if {
	document := object.union(_owned({}, []), {"links": {"stack": null}})
	configuration.paths == [] with input as document
	found := configuration.doubts with input as document
	contains(found[0].because, "no stack of CloudFormation owns it")
}

test_an_export_after_the_last_update_counts if {
	found := configuration.paths with input as _owned({"drift_status": "NOT_CHECKED"}, [_export])
	found[0].mechanism == "configuration_export"
	before := object.union(_export, {"dated_at": "2026-01-09T00:00:00Z"})
	configuration.paths == [] with input as _owned({"drift_status": "NOT_CHECKED"}, [before])
	configuration.paths == [] with input as _owned({"drift_status": "MODIFIED"}, [_export])
	without := object.union(_export, {"contains": ["template"]})
	configuration.paths == [] with input as _owned({"drift_status": "NOT_CHECKED"}, [without])
}

test_a_stack_comes_back_from_an_export_alone if {
	stack := {
		"kind": "cloudformation.stack",
		"config": {
			"created_at": "2024-05-01T08:00:00Z",
			"updated_at": null,
			"drift": {"status": "NOT_CHECKED", "checked_at": null},
		},
		"links": {"stack": null},
	}
	count(configuration.paths) == 1 with input as object.union(_owned({}, [_export]), stack)
	found := configuration.fallen with input as object.union(_owned({}, []), stack)
	contains(found[0].because, "no export of the template")
	drifted := object.union(stack, {"config": {"drift": {"status": "DRIFTED"}}})
	configuration.paths == [] with input as object.union(_owned({}, [_export]), drifted)
	fallen := configuration.fallen with input as object.union(_owned({}, [_export]), drifted)
	{each.because | some each in fallen} == {"the stack has drifted: its template restores something else than what runs"}
}

test_a_file_that_nobody_attests_leaves_it_open if {
	file := {"bucket": "exports", "prefix": "stacks/", "object_count": 1, "subject_updated_at": "2026-01-10T08:00:00Z"}
	every newest in [null, "2026-01-10T08:00:00Z"] {
		found := configuration.doubts with input as _exporting(object.union(file, {"newest_at": newest}))
		found[0].because == "nobody attests what the export in s3://exports/stacks/ holds"
	}
	before := object.union(file, {"newest_at": "2026-01-10T07:59:59Z"})
	configuration.doubts == [] with input as _exporting(before)
}

_exporting(file) := {
	"kind": "cloudformation.stack",
	"config": {"created_at": "2024-05-01T08:00:00Z", "updated_at": null},
	"links": {"evidence": [], "stack": null, "exported": [file]},
	"requires": {},
	"taken_at": "2026-03-01T12:00:00Z",
	"as_of": "2026-03-01T12:00:00Z",
}

_owned(changes, evidence) := {
	"kind": "dynamodb.table",
	"account": "111122223333",
	"region": "eu-central-1",
	"config": {},
	"links": {"evidence": evidence, "stack": object.union(_stack, changes)},
	"requires": {},
	"taken_at": "2026-03-01T12:00:00Z",
	"as_of": "2026-03-01T12:00:00Z",
}

_stack := {
	"arn": "arn:stack",
	"name": "orders",
	"created_at": "2024-05-01T08:00:00Z",
	"updated_at": "2026-01-10T08:00:00Z",
	"drift_status": "IN_SYNC",
	"stack_drift_checked_at": "2026-02-28T03:00:00Z",
	"template_read": true,
}

_export := {
	"name": "stack",
	"type": "export",
	"topic": "stack_export",
	"dated_at": "2026-02-10T00:00:00Z",
	"expires_at": null,
	"result": null,
	"checked": [],
	"contains": ["template", "parameters"],
	"verified": null,
}
