# METADATA
# title: What lies in cold storage can be restored in time
# description: >-
#   Glacier Flexible Retrieval, Deep Archive, and the archive tiers of Intelligent-Tiering have to be restored before
#   they can be read, and that comes on top of whatever else a recovery takes. AWS names 5 and 12 hours for standard
#   retrievals, as a rule and not as a promise; bulk retrievals take longer. Moves that come too late to happen, because
#   the object or version is deleted first, do not count. Glacier Instant Retrieval is not cold.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-012
#   severity: medium
#   kind: s3.bucket
#   needs: [/config/tiering_configurations, /links/retention]
#   requires: [cold_restore_hours]
#   covers: [101]
#   controls:
#     nist_800_53_r5: [CP-10, "CP-10(4)"]
#     iso_27001_2022: [A.5.30]
#     soc_2: [A1.2]
#     gdpr: [32(1)(c)]
#     aws_well_architected: [REL13-BP01]
#   remediation: >-
#     Transition to GLACIER_IR instead, which is read at once, or later than anything is asked back; for archive tiers,
#     delete the configuration. The call replaces all lifecycle rules, so send every one.
#     `aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration file://lifecycle.json`
package rules.s3.cold_storage

import data.lib.regions

compliant if {
	is_number(input.requires.cold_restore_hours)
	every region in input.links.retention.regions {
		_in_time(region.cold_restore_hours, input.requires.cold_restore_hours)
	}
}

findings contains {
	"message": sprintf("%v go to %v ('%v'), from where a restore takes %v hours; tier %v allows %v", [
		regions.spoken(region, input.links.retention.regions), region.cold_class, region.cold_by,
		region.cold_restore_hours, input.profile.tier, input.requires.cold_restore_hours,
	]),
	"at": sprintf("/links/retention/regions/%v/cold_restore_hours", [i]),
	"expected": input.requires.cold_restore_hours,
	"actual": region.cold_restore_hours,
} if {
	some i, region in input.links.retention.regions
	region.cold_restore_hours > input.requires.cold_restore_hours
}

_in_time(null, _) := true

_in_time(hours, allowed) if {
	is_number(hours)
	hours <= allowed
}
