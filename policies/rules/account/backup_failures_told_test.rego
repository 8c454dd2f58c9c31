package rules.account.backup_failures_told_test

import data.rules.account.backup_failures_told as rule
import data.testing.account as accounts
import data.testing.documents

test_one_way_to_be_told_is_enough if {
	rule.compliant with input as accounts.document
	every way in [
		{"event_rules": ["backups-failed"]},
		{"backup_alarms": ["backup-jobs-failed"]},
		{"plan_vaults_notifying": ["formkiq-prod"]},
	] {
		rule.compliant with input as _account([object.union(_silent, way)], [])
	}
}

test_what_is_compliant_has_no_findings if rule.findings == set() with input as accounts.document

test_no_way_fails_and_says_so if {
	document := _account([_silent], [])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"nobody is told of failed backup jobs in eu-central-1: no EventBridge rule, no alarm, ",
			"and 0 of 1 vaults notify a topic",
		]),
		"at": "/links/monitoring/regions/0/event_rules",
		"expected": "a rule for Backup Job State Change",
		"actual": [],
	}}
}

test_one_vault_of_two_that_notifies_is_not_enough if {
	document := _account(
		[object.union(_silent, {"plan_vaults": ["a", "b"], "plan_vaults_notifying": ["a"]})],
		[],
	)
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	contains(finding.message, "1 of 2 vaults notify a topic")
}

test_a_region_without_plans_needs_nothing if {
	rule.compliant with input as _account([object.union(_silent, {"plan_vaults": []})], [])
}

test_a_pattern_that_does_not_tell_leaves_it_open if {
	document := _account([object.union(_silent, {"event_rules_unclear": ["everything"]})], [])
	not rule.compliant with input as document
	unsure := rule.unknown with input as document
	unsure == {"the pattern of the EventBridge rule everything does not tell whether it matches backup jobs"}
}

test_what_was_not_read_or_looked_at_leaves_it_open if {
	unread := _account([object.union(_silent, {"backup_unread": ["events.rule in eu-central-1: denied"]})], [])
	not rule.compliant with input as unread
	why := rule.unknown with input as unread
	why == {"events.rule in eu-central-1: denied"}
	elsewhere := _account([accounts.region], ["us-east-1"])
	not rule.compliant with input as elsewhere
	unsure := rule.unknown with input as elsewhere
	unsure == {"enabled Regions were not looked at: us-east-1"}
}

test_an_unseen_region_hides_no_failure if {
	unsure := rule.unknown with input as _account([_silent], ["us-east-1"])
	unsure == set()
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(accounts.document, {"monitoring": null})
	not rule.compliant with input as _account(null, [])
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(accounts.document)
}

_silent := object.union(accounts.region, {"event_rules": []})

_account(regions, unseen) := documents.linked(
	accounts.document,
	{"monitoring": {"regions": regions, "unseen": unseen}},
)
