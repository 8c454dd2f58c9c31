package rules.backup.vault_filled_test

import data.rules.backup.vault_filled as rule
import data.testing.documents

test_one_recovery_point_is_enough if {
	rule.compliant with input as _holding(1)
	rule.findings == set() with input as _holding(1)
}

test_none_fails_and_says_so if {
	document := _holding(0)
	not rule.compliant with input as document
	rule.unknown == set() with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"the vault holds no recovery point that can be restored, ",
			"though rule 'nightly' of plan 'formkiq-prod' writes to it",
		]),
		"at": "/links/contents/usable",
		"expected": "at least one",
		"actual": 0,
	}}
}

test_a_vault_that_no_plan_writes_to_is_exempt if {
	document := documents.linked(_holding(0), {"filled_by": []})
	rule.exempt with input as document
	not rule.compliant with input as document
	not rule.exempt with input as documents.vault
}

test_young_plans_have_had_no_time_yet if {
	young := _made_at("2026-03-22T12:00:01Z")
	count(rule.unknown) == 1 with input as young
	not rule.compliant with input as young
	rule.unknown == set() with input as _made_at("2026-03-22T12:00:00Z")
}

test_unknown_proves_nothing if {
	rule.unknown == set() with input as _made_at(null)
	every link in ["contents", "filled_by"] {
		not rule.compliant with input as documents.linked(documents.vault, {link: null})
		not rule.exempt with input as documents.linked(documents.vault, {link: null})
	}
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.vault)

_holding(number) := documents.linked(documents.vault, {"contents": {"usable": number}})

_made_at(moment) := documents.linked(
	_holding(0),
	{"filled_by": [object.union(documents.filling_rule, {"created_at": moment})]},
)
