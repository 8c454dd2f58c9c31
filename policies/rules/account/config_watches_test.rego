package rules.account.config_watches_test

import data.rules.account.config_watches as rule
import data.testing.account as accounts
import data.testing.documents

test_rules_where_there_is_something_are_enough if {
	rule.compliant with input as accounts.document
	rule.findings == set() with input as accounts.document
	some_kind := _account([object.union(accounts.region, {"buckets": 0, "buckets_checked": []})], [])
	rule.compliant with input as some_kind
}

test_tables_without_a_rule_fail_and_say_so if {
	document := _account([object.union(accounts.region, {"tables_checked": [], "recording": false})], [])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"no active rule of AWS Config checks how the tables of eu-central-1 are protected (3 there); ",
			"the recorder is off",
		]),
		"at": "/links/monitoring/regions/0/tables_checked",
		"expected": "a rule",
		"actual": [],
	}}
}

test_buckets_in_a_second_region_fail_too if {
	document := _account([accounts.region, object.union(accounts.quiet, {"buckets": 1})], [])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/monitoring/regions/1/buckets_checked"
}

test_a_region_that_was_not_looked_at_leaves_it_open if {
	document := _account([accounts.region], ["us-east-1", "us-west-2"])
	not rule.compliant with input as document
	unsure := rule.unknown with input as document
	unsure == {"enabled Regions were not looked at: us-east-1, us-west-2"}
}

test_an_unseen_region_hides_no_failure if {
	document := _account([object.union(accounts.region, {"tables_checked": []})], ["us-east-1"])
	unsure := rule.unknown with input as document
	unsure == set()
}

test_what_could_not_be_read_leaves_it_open_unless_rules_were_found if {
	unread := {"config_unread": ["config.rule in eu-central-1: denied"]}
	rule.compliant with input as _account([object.union(accounts.region, unread)], [])
	every changes in [{"tables_checked": []}, {"tables": 0, "tables_checked": []}] {
		document := _account([object.union_n([accounts.region, unread, changes])], [])
		not rule.compliant with input as document
		unsure := rule.unknown with input as document
		unsure == {"config.rule in eu-central-1: denied"}
	}
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(accounts.document, {"monitoring": null})
	not rule.compliant with input as _account(null, [])
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(accounts.document)
}

_account(regions, unseen) := documents.linked(
	accounts.document,
	{"monitoring": {"regions": regions, "unseen": unseen}},
)
