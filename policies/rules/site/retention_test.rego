package rules.site.retention_test

import data.rules.site.retention as rule
import data.testing.documents
import data.testing.formkiq_site

test_exactly_the_required_days_are_compliant if {
	document := formkiq_site.retained([{"deleted_min_days": 365, "current_min_days": 2555}])
	rule.compliant with input as document
	rule.findings == set() with input as document
}

test_for_ever_is_compliant if rule.compliant with input as formkiq_site.retained([{"deleted_min_days": null}])

test_one_day_short_fails_and_says_so if {
	document := formkiq_site.retained([{"deleted_min_days": 364}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"in arn:aws:s3:::formkiq-core-prod-documents-111122223333, objects with prefix 'acme/' of site acme that are ",
			"overwritten or deleted can be restored for 364 days only (lifecycle rule 'keep-a-year'); ",
			"tier enterprise requires 365 days",
		]),
		"at": "/links/retention/regions/0/deleted_min_days",
		"expected": 365,
		"actual": 364,
	}}
}

test_a_part_that_expires_fails_and_says_so if {
	document := formkiq_site.retained([{}, {"prefix": "acme/tmp/", "current_min_days": 1, "current_by": "temp"}])
	not rule.compliant with input as document
	found := rule.findings with input as document
	count(found) == 1
	some finding in found
	contains(finding.message, "objects with prefix 'acme/tmp/' of site acme stay for 1 day only (lifecycle rule 'temp')")
	finding.at == "/links/retention/regions/1/current_min_days"
}

test_a_date_too_near_fails_and_says_so if {
	document := formkiq_site.retained([{"current_min_days": 2555, "expires_at": "2033-03-29T12:00:00Z"}])
	rule.compliant with input as document
	later := documents.judged_for(document, "2026-03-31T12:00:01Z")
	not rule.compliant with input as later
	found := rule.findings with input as later
	{finding.at | some finding in found} == {"/links/retention/regions/0/expires_at"}
}

test_a_bucket_that_is_not_versioned_fails_and_says_so if {
	document := documents.linked(formkiq_site.acme, {"retention": {"versioned": false}})
	not rule.compliant with input as document
	some finding in rule.findings with input as document
	finding.at == "/links/retention/versioned"
	endswith(finding.message, "is not versioned: what is overwritten or deleted in site acme is lost")
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(formkiq_site.acme, {"retention": null})
	not rule.compliant with input as formkiq_site.retained([{"deleted_min_days": "365"}])
	not rule.compliant with input as formkiq_site.retained([{"expires_at": 7}])
}

test_half_a_requirement_proves_nothing if {
	every name in ["content_retention_days", "noncurrent_retention_days"] {
		document := formkiq_site.acme
		requires := object.remove(document.requires, [name])
		less := object.union(documents.unpromised(document), {"requires": requires})
		not rule.compliant with input as less
	}
}
