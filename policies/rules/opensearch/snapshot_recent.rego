# METADATA
# title: A manual snapshot of the domain succeeded recently
# description: >-
#   A snapshot that stopped succeeding is found out when it is needed. AWS's own snapshots, of every hour, do not count
#   here: they are lost with the domain
#   (https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-snapshots.html); nor does
#   anything of AWS Backup, which does not know domains. A domain without repositories has no such snapshots to look
#   at: whether it needs any is decided elsewhere (OSS-001). Snapshots are asked of the domain itself, with
#   --opensearch-snapshots only.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["opensearch.domain"]
# custom:
#   id: OSS-002
#   severity: high
#   kind: opensearch.domain
#   needs: [/config/manual_snapshots]
#   requires: [search_snapshot_max_age_days]
#   covers: [40, 43]
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.2"]
#     nist_csf_2: [PR.DS-11]
#     aws_well_architected: [REL09-BP03]
#   remediation: >-
#     Take one, and let a snapshot policy (Snapshot Management) take the next:
#     `PUT _snapshot/<repository>/<name>` on the endpoint of {name}.
package rules.opensearch.snapshot_recent

import data.lib.moments

exempt if input.config.manual_snapshots.repositories == 0

compliant if {
	input.config.manual_snapshots.repositories > 0
	moments.age(input.config.manual_snapshots.newest_success_at, input.taken_at, input.as_of) <= _most
}

findings contains {
	"message": sprintf("no manual snapshot succeeded, of %v; tier %v allows %v days since the last", [
		input.config.manual_snapshots.count,
		input.profile.tier,
		input.requires.search_snapshot_max_age_days,
	]),
	"at": "/config/manual_snapshots/newest_success_at",
	"expected": _expected,
	"actual": null,
} if {
	is_null(input.config.manual_snapshots.newest_success_at)
}

findings contains {
	"message": sprintf("the newest manual snapshot that succeeded is %v old; tier %v allows %v days", [
		moments.spoken(age),
		input.profile.tier,
		input.requires.search_snapshot_max_age_days,
	]),
	"at": "/config/manual_snapshots/newest_success_at",
	"expected": _expected,
	"actual": input.config.manual_snapshots.newest_success_at,
} if {
	age := moments.age(input.config.manual_snapshots.newest_success_at, input.taken_at, input.as_of)
	age > _most
}

findings contains {
	"message": "the newest manual snapshot is dated after the facts were read, so it proves nothing",
	"at": "/config/manual_snapshots/newest_success_at",
	"expected": sprintf("%v or earlier", [input.taken_at]),
	"actual": input.config.manual_snapshots.newest_success_at,
} if {
	moments.seconds_between(input.taken_at, input.config.manual_snapshots.newest_success_at) > moments.day
}

_most := input.requires.search_snapshot_max_age_days * moments.day

_expected := sprintf("%v or later", [moments.shifted(input.as_of, 0 - _most)])
