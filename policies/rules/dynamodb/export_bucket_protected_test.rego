package rules.dynamodb.export_bucket_protected_test

import data.rules.dynamodb.export_bucket_protected as rule
import data.testing.documents
import data.testing.dynamodb_table as tables

test_a_protected_bucket_is_compliant if {
	rule.compliant with input as tables.table
	rule.findings == set() with input as tables.table
	rule.unknown == set() with input as tables.table
}

test_an_unversioned_bucket_fails_and_says_so if {
	every status in ["Disabled", "Suspended"] {
		document := _table([_export({"status": "FAILED"}), _export({"bucket_versioning": status})])
		not rule.compliant with input as document
		found := rule.findings with input as document
		found == {{
			"message": "the bucket arn:aws:s3:::exports-111122223333 that holds exports is not versioned",
			"at": "/links/exports/1/bucket_versioning",
			"expected": "Enabled",
			"actual": status,
		}}
	}
}

test_a_bucket_that_is_not_closed_to_the_public_fails_and_says_so if {
	document := _table([_export({"bucket_blocks_public_access": false})])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "the bucket arn:aws:s3:::exports-111122223333 that holds exports does not block public access",
		"at": "/links/exports/0/bucket_blocks_public_access",
		"expected": true,
		"actual": false,
	}}
}

test_one_bucket_of_two_is_not_enough if {
	not rule.compliant with input as _table([_export({}), _export({"bucket_versioning": "Disabled"})])
}

test_encryption_is_told_by_the_export_or_by_the_bucket if {
	rule.compliant with input as _table([_export({"sse_algorithm": "AES256", "bucket_encryption": null})])
	rule.compliant with input as _table([_export({"sse_algorithm": null})])
	not rule.compliant with input as _table([_export({"sse_algorithm": null, "bucket_encryption": null})])
}

test_a_bucket_that_was_not_scanned_is_unknown if {
	document := _table([_export({
		"bucket_known": false,
		"bucket_versioning": null,
		"bucket_blocks_public_access": null,
	})])
	not rule.compliant with input as document
	reasons := rule.unknown with input as document
	reasons == {"the bucket arn:aws:s3:::exports-111122223333 is not in this snapshot"}
}

test_a_bucket_that_could_not_be_read_is_unknown if {
	every part in [{"bucket_versioning": null}, {"bucket_blocks_public_access": null}] {
		document := _table([_export(part)])
		not rule.compliant with input as document
		reasons := rule.unknown with input as document
		reasons == {"what is set on the bucket arn:aws:s3:::exports-111122223333 could not all be read"}
	}
}

test_what_is_surely_wrong_is_not_made_unknown_by_what_is_not_known if {
	document := _table([_export({"bucket_known": false}), _export({"bucket_versioning": "Disabled"})])
	rule.unknown == set() with input as document
	not rule.compliant with input as document
}

test_without_completed_exports_there_is_nothing_to_protect if {
	rule.exempt with input as _table([])
	rule.exempt with input as _table([_export({"status": "FAILED", "bucket_versioning": "Disabled"})])
	not rule.exempt with input as tables.table
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(tables.table, {"exports": null})
	not rule.exempt with input as documents.linked(tables.table, {"exports": null})
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(tables.table)

_table(exports) := documents.linked(tables.table, {"exports": exports})

_export(part) := object.union(tables.export, part)
