# METADATA
# title: Manual snapshots of the domain reach back as far as required
# description: >-
#   AWS keeps its own hourly snapshots for 14 days, and they end with the domain
#   (https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-snapshots.html), so what is
#   needed later, or after the domain is lost, lies in manual ones. What counts is how old the oldest one was that
#   succeeded, when the facts were read: nothing says how long they will be kept, and a repository that was begun last
#   week reaches no further. Snapshots are asked of the domain itself, with --opensearch-snapshots only.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["opensearch.domain"]
# custom:
#   id: OSS-004
#   severity: medium
#   kind: opensearch.domain
#   needs: [/config/manual_snapshots]
#   requires: [search_snapshot_retention_days]
#   covers: [42]
#   controls:
#     nist_800_53_r5: [CP-9, SI-12]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["3.4"]
#   remediation: >-
#     Let the snapshot policy keep them longer: its deletion condition max_age, and max_count with it
#     (`PUT _plugins/_sm/policies/<policy>` on the endpoint of {name}).
package rules.opensearch.snapshot_retention

import data.lib.moments

exempt if input.config.manual_snapshots.repositories == 0

compliant if {
	input.config.manual_snapshots.repositories > 0
	moments.seconds_between(input.config.manual_snapshots.oldest_success_at, input.taken_at) >= _least
}

findings contains {
	"message": sprintf("manual snapshots reach back %v; tier %v requires %v days", [
		moments.spoken(reach),
		input.profile.tier,
		input.requires.search_snapshot_retention_days,
	]),
	"at": "/config/manual_snapshots/oldest_success_at",
	"expected": _expected,
	"actual": input.config.manual_snapshots.oldest_success_at,
} if {
	reach := moments.seconds_between(input.config.manual_snapshots.oldest_success_at, input.taken_at)
	reach < _least
}

findings contains {
	"message": "no manual snapshot succeeded, so none reaches back at all",
	"at": "/config/manual_snapshots/oldest_success_at",
	"expected": _expected,
	"actual": null,
} if {
	is_null(input.config.manual_snapshots.oldest_success_at)
}

_least := input.requires.search_snapshot_retention_days * moments.day

_expected := sprintf("%v or earlier", [moments.shifted(input.taken_at, 0 - _least)])
