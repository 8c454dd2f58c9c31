package rules.efs.backed_up_test

import data.rules.efs.backed_up as rule
import data.testing.documents
import data.testing.efs_file_system

test_automatic_backups_are_compliant if {
	rule.compliant with input as efs_file_system.document
	rule.findings == set() with input as efs_file_system.document
}

test_a_plan_that_selects_it_is_compliant if {
	rule.compliant with input as efs_file_system.without_policy({"backup": {"plan_rules": [documents.plan_rule]}})
}

test_a_plan_that_selects_by_tags_needs_the_opt_in if {
	every opted_in in [false, null] {
		backup := {"plan_rules": [documents.plan_rule], "opted_in": opted_in}
		not rule.compliant with input as efs_file_system.without_policy({"backup": backup})
		named := object.union(documents.plan_rule, {"needs_opt_in": false})
		chosen := object.union(backup, {"plan_rules": [named]})
		rule.compliant with input as efs_file_system.without_policy({"backup": chosen})
	}
}

test_a_plan_to_build_its_index_again_is_compliant if {
	rule.compliant with input as efs_file_system.without_policy({"evidence": [efs_file_system.decision]})
	late := object.union(efs_file_system.decision, {"dated_at": "2025-03-30T11:59:59Z"})
	not rule.compliant with input as efs_file_system.without_policy({"evidence": [late]})
}

test_only_an_index_can_be_built_again if {
	document := efs_file_system.without_policy({"evidence": [efs_file_system.decision]})
	content := object.union(document, {"profile": {"data_type": "document_content"}})
	not rule.compliant with input as content
	some finding in rule.findings with input as content
	finding.message == "automatic backups are off, and no backup plan backs the file system up"
}

test_typesense_without_any_of_them_fails_and_says_so if {
	document := efs_file_system.without_policy({})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"automatic backups are off, and no backup plan backs the file system up; ",
			"nor is a plan recorded by which its index is built again",
		]),
		"at": "/config/backup_policy/enabled",
		"expected": true,
		"actual": false,
	}}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.configured(efs_file_system.document, {"backup_policy": null})
	not rule.compliant with input as documents.configured(
		efs_file_system.document,
		{"backup_policy": {"enabled": null}},
	)
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(efs_file_system.document)
}
