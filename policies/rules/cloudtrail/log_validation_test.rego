package rules.cloudtrail.log_validation_test

import data.rules.cloudtrail.log_validation as rule
import data.testing.cloudtrail_trail as trails
import data.testing.documents

test_on_is_compliant if {
	rule.compliant with input as trails.trail
	rule.findings == set() with input as trails.trail
}

test_off_fails_and_says_so if {
	document := documents.configured(trails.trail, {"validation": false})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "log file validation is off: nobody sees when a log file is changed or taken away",
		"at": "/config/validation",
		"expected": true,
		"actual": false,
	}}
}

test_what_aws_does_not_say_is_unknown if {
	document := documents.configured(trails.trail, {"validation": null})
	not rule.compliant with input as document
	unsure := rule.unknown with input as document
	unsure == {"AWS does not say whether log files are validated"}
}

test_a_trail_of_another_account_is_exempt if {
	document := documents.configured(trails.trail, {"owner_account": documents.vault_account})
	rule.exempt with input as document
	not rule.compliant with input as document
	not rule.exempt with input as trails.trail
}

test_nothing_required_proves_nothing if {
	not rule.compliant with input as documents.unpromised(trails.trail)
	not rule.exempt with input as documents.unpromised(trails.trail)
}
