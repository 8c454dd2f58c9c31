# METADATA
# title: Lifecycle does not expire current objects earlier than the tier requires
# description: >-
#   Every enabled rule with an Expiration is judged, whatever its filter. In an unversioned bucket expiration is
#   final; in a versioned one it adds a delete marker, and the version below it then lives only for the noncurrent
#   retention (S3-002). A fixed date expires everything the rule matches from that date on, whatever its age.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-003
#   severity: high
#   kind: s3.bucket
#   needs: [/config/lifecycle]
#   requires: [content_retention_days]
#   covers: [24]
#   controls:
#     aws_config: [S3_LIFECYCLE_POLICY_CHECK]
#     nist_800_53_r5: [SI-12, AU-11]
#     iso_27001_2022: [A.5.33, A.8.10]
#     soc_2: [C1.2, PI1.5]
#     hipaa: [164.316(b)(2)(i)]
#     pci_dss_4: [3.2.1, 10.5.1]
#     cis_controls_8_1: ["3.4"]
#     sec_17a_4: [17a-4(f)]
#   remediation: >-
#     Raise or remove the Expiration in the rules named, or narrow their filter to what may go; the call replaces the
#     whole configuration, so send every rule.
#     `aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration file://lifecycle.json`
package rules.s3.current_retention

import data.lib.filters
import data.lib.moments
import data.lib.retention

compliant if {
	is_number(input.requires.content_retention_days)
	every rule in input.config.lifecycle.rules {
		_keeps(rule, input.requires.content_retention_days, input.as_of)
	}
}

findings contains {
	"message": sprintf("lifecycle rule '%v' (%v) expires objects after %v; tier %v requires %v", [
		rule.id, filters.spoken(rule.filter), retention.spoken(rule.expiration_days),
		input.profile.tier, retention.spoken(input.requires.content_retention_days),
	]),
	"at": sprintf("/config/lifecycle/rules/%v/expiration_days", [i]),
	"expected": input.requires.content_retention_days,
	"actual": rule.expiration_days,
} if {
	some i, rule in input.config.lifecycle.rules
	rule.enabled == true
	is_number(rule.expiration_days)
	rule.expiration_days < input.requires.content_retention_days
}

findings contains {
	"message": sprintf(
		"lifecycle rule '%v' (%v) expires every object it matches from %v on, whatever its age; tier %v requires %v",
		[
			rule.id, filters.spoken(rule.filter), rule.expiration_date,
			input.profile.tier, retention.spoken(input.requires.content_retention_days),
		],
	),
	"at": sprintf("/config/lifecycle/rules/%v/expiration_date", [i]),
	"expected": sprintf("%v or later", [moments.shifted(input.as_of, needed)]),
	"actual": rule.expiration_date,
} if {
	some i, rule in input.config.lifecycle.rules
	rule.enabled == true
	needed := input.requires.content_retention_days * moments.day
	moments.seconds_between(input.as_of, rule.expiration_date) < needed
}

_keeps(rule, _, _) if rule.enabled == false

_keeps(rule, days, as_of) if {
	retention.lasts(rule.expiration_days, days)
	_far_enough(rule.expiration_date, days, as_of)
}

_far_enough(null, _, _) := true

_far_enough(date, days, as_of) if moments.seconds_between(as_of, date) >= days * moments.day
