package rules.application.whole_rpo_test

import data.rules.application.whole_rpo as rule
import data.testing.documents
import data.testing.estate_application

test_exactly_the_objective_is_compliant if {
	rule.compliant with input as estate_application.document
	rule.findings == set() with input as estate_application.document
	rule.unknown == set() with input as estate_application.document
}

test_a_second_more_fails_and_says_so if {
	document := _delete({"worst_rpo_seconds": 3601})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "a critical part can lose 1 h 1 s by delete; the objective is 1 h",
		"at": "/config/scenarios/delete/worst_rpo_seconds",
		"expected": "at most 3600 seconds",
		"actual": 3601,
	}}
}

test_not_known_is_unknown if {
	document := _delete({"worst_rpo_seconds": null})
	not rule.compliant with input as document
	rule.unknown == {"it is not known how much can be lost by delete"} with input as document
	rule.findings == set() with input as document
}

test_what_is_certainly_too_much_fails_whatever_else_is_not_known if {
	document := estate_application.configured({"scenarios": {
		"delete": {"worst_rpo_seconds": null},
		"region_loss": {"worst_rpo_seconds": 90000},
	}})
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	some finding in rule.findings with input as document
	finding.message == "a critical part can lose 1 day 1 h by region loss; the objective is 1 h"
}

test_a_scenario_that_the_tier_need_not_survive_does_not_count if {
	rule.compliant with input as estate_application.configured({"scenarios": {"purge": {"worst_rpo_seconds": 99999}}})
}

test_a_scenario_that_the_tier_need_not_survive_may_lose_anything if {
	rule.compliant with input as _survived("purge", {"worst_rpo_seconds": null})
}

test_after_a_disaster_as_much_may_be_lost_as_the_tier_allows_then if {
	document := _disaster("region_loss", 133200)
	rule.compliant with input as document
	rule.findings == set() with input as document
	not rule.compliant with input as _disaster("region_loss", 133201)
	some finding in rule.findings with input as _disaster("region_loss", 133201)
	finding.message == "a critical part can lose 1 day 13 h 1 s by region loss; the objective is 1 day 13 h"
}

test_a_deletion_is_no_disaster if {
	not rule.compliant with input as _disaster("delete", 3601)
}

test_a_part_that_may_or_may_not_come_back_leaves_it_open if {
	document := _delete({"unknown": 1})
	not rule.compliant with input as document
	rule.unknown == {"it is not known how much can be lost by delete"} with input as document
	rule.findings == set() with input as document
}

test_where_nothing_comes_back_nothing_is_late if {
	rule.compliant with input as _delete({"recoverable": 0, "not_recoverable": 2, "worst_rpo_seconds": null})
}

test_what_belongs_to_no_application_is_exempt if {
	document := estate_application.configured({"name": null})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_an_application_that_stores_no_data_is_exempt if {
	document := estate_application.configured({"kinds": ["cognito.user_pool"]})
	rule.exempt with input as document
	not rule.compliant with input as document
}

test_what_cannot_befall_any_part_does_not_count if {
	every name in ["key_loss", "purge"] {
		document := _survived(name, {"recoverable": 0, "not_recoverable": 0, "unknown": 0, "worst_rpo_seconds": null})
		rule.compliant with input as documents.promised(document, {sprintf("survives_%v", [name]): true})
	}
}

test_a_scenario_of_which_no_loss_is_known_is_unknown if {
	document := _delete({"worst_rpo_seconds": null})
	not rule.compliant with input as document
	rule.unknown == {"it is not known how much can be lost by delete"} with input as document
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.promised(
		documents.unpromised(estate_application.document),
		{"survives_delete": true},
	)
}

_delete(changes) := _survived("delete", changes)

_survived(name, changes) := estate_application.configured({"scenarios": {name: changes}})

_disaster(name, seconds) := object.union(
	estate_application.configured({"scenarios": {name: {"worst_rpo_seconds": seconds}}}),
	{"requires": {"disaster_rpo_seconds": 133200}},
)
