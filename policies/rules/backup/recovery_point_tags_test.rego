package rules.backup.recovery_point_tags_test

import data.rules.backup.recovery_point_tags as rule
import data.testing.documents

test_the_tags_of_the_resource_are_copied if {
	document := _with(documents.table, [{}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_the_rule_of_the_plan_may_give_them if {
	rule.compliant with input as _with(_tagged(documents.bucket, {}), [{"Application": "FormKiQ"}])
}

test_a_tag_that_is_missing_on_one_rules_recovery_points_fails_and_says_so if {
	bare := _tagged(documents.table, {"application": "FormKiQ"})
	document := _with(bare, [{"Application": "FormKiQ"}, {"Owner": "us"}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"neither it nor rule 'nightly' of plan 'formkiq-prod' has the tag 'Application', ",
			"so its recovery points have none; tier enterprise requires it",
		]),
		"at": "/links/backup/plan_rules/1/recovery_point_tags",
		"expected": "Application",
		"actual": {"Owner"},
	}}
}

test_tables_need_the_advanced_features_and_it_says_so if {
	every managed in [false, null] {
		document := documents.backed_up(documents.table, {"managed": managed})
		not rule.compliant with input as document
		found := rule.findings with input as document
		found == {{
			"message": concat("", [
				"AWS Backup's advanced DynamoDB features are off in eu-central-1, ",
				"and without them recovery points of tables carry no tags",
			]),
			"at": "/links/backup/managed",
			"expected": true,
			"actual": managed,
		}}
		rule.compliant with input as documents.backed_up(documents.bucket, {"managed": managed})
	}
}

test_without_a_plan_there_is_nothing_to_tag if {
	unplanned := documents.backed_up(documents.table, {"plan_rules": []})
	rule.exempt with input as unplanned
	not rule.compliant with input as unplanned
	not rule.exempt with input as documents.table
}

test_unknown_proves_nothing if {
	document := documents.linked(documents.table, {"backup": null})
	not rule.compliant with input as document
	not rule.exempt with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(documents.bucket)
	not rule.exempt with input as documents.unpromised(documents.backed_up(documents.table, {"plan_rules": []}))
}

_tagged(document, tags) := object.union(object.remove(document, ["tags"]), {"tags": tags})

_with(document, given) := documents.backed_up(document, {"plan_rules": [_giving(tags) | some tags in given]})

_giving(tags) := object.union(
	object.remove(documents.plan_rule, ["recovery_point_tags"]),
	{"recovery_point_tags": tags},
)
