package rules.estate.allowed_locations_test

import data.rules.estate.allowed_locations as rule
import data.testing.documents

test_everything_where_it_may_be_is_compliant if {
	rule.compliant with input as documents.table
	rule.compliant with input as documents.bucket
	rule.findings == set() with input as documents.bucket
}

test_a_resource_outside_fails_and_says_so if {
	document := object.union(documents.table, {"region": "us-east-1"})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "it lies in region us-east-1; allowed: eu-central-1, eu-west-1",
		"at": "/region",
		"expected": ["eu-central-1", "eu-west-1"],
		"actual": "us-east-1",
	}}
}

test_a_resource_in_a_foreign_account_fails_and_says_so if {
	document := object.union(documents.bucket, {"account": "999900001111"})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/account"
	finding.actual == "999900001111"
}

test_a_copy_outside_fails_and_says_so if {
	document := _table([{}, {"what": "export", "arn": "arn:aws:s3:::exports", "account": "999900001111"}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "its export (arn:aws:s3:::exports) lies in account 999900001111; allowed: 111122223333, 444455556666",
		"at": "/links/locations/1/account",
		"expected": ["111122223333", "444455556666"],
		"actual": "999900001111",
	}}
}

test_an_unknown_place_is_not_proven_and_says_so if {
	document := _table([{"region": null}])
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/locations/0/region"
	is_null(finding.actual)
	contains(finding.message, "lies in an unknown region")
}

test_what_is_not_limited_may_be_anywhere if {
	anywhere := {"allowed_locations": {"regions": null, "accounts": null}}
	rule.compliant with input as documents.promised(_table([{"region": null, "account": "999900001111"}]), anywhere)
	regions := {"allowed_locations": {"regions": ["eu-central-1"], "accounts": null}}
	not rule.compliant with input as documents.promised(documents.table, regions)
	rule.compliant with input as documents.promised(_table([{"region": "eu-central-1", "account": null}]), regions)
}

test_no_copies_are_compliant if rule.compliant with input as _table([])

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.table, {"locations": null})
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(documents.table)
	half := documents.promised(documents.unpromised(_table([])), {"allowed_locations": {"regions": null}})
	not rule.compliant with input as half
}

_table(places) := documents.linked(documents.table, {"locations": [place |
	some changes in places
	place := object.union(documents.copy_location, changes)
]})
