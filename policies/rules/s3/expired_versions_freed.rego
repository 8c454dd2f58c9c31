# METADATA
# title: Where objects expire, their versions are freed too
# description: >-
#   In a bucket that is or was versioned, Expiration only hides an object behind a delete marker: its data stays, and
#   is paid for, until a rule deletes noncurrent versions. Somebody who expires temporary files wants them gone. Keeping
#   the newest few versions (NewerNoncurrentVersions) bounds them and is enough.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["s3.bucket"]
# custom:
#   id: S3-013
#   severity: low
#   kind: s3.bucket
#   needs: [/links/retention]
#   requires: [expiry_frees_versions]
#   covers: [102, 235]
#   controls:
#     aws_fsbp: [S3.10]
#     nist_800_53_r5: [SI-12]
#     iso_27001_2022: [A.8.10]
#     soc_2: [C1.2]
#     gdpr: [5(1)(e)]
#     pci_dss_4: [3.2.1]
#   remediation: >-
#     Add a NoncurrentVersionExpiration to the rule named, no shorter than the tier requires; the call replaces the
#     whole configuration, so send every rule.
#     `aws s3api put-bucket-lifecycle-configuration --bucket {name} --lifecycle-configuration file://lifecycle.json`
package rules.s3.expired_versions_freed

import data.lib.regions
import data.lib.retention

compliant if {
	input.requires.expiry_frees_versions == true
	every region in input.links.retention.regions {
		_freed(region)
	}
}

findings contains {
	"message": sprintf("%v expire after %v%v, and their old versions are never freed", [
		regions.spoken(region, input.links.retention.regions), retention.spoken(region.current_min_days),
		regions.decided_by(region.current_by),
	]),
	"at": sprintf("/links/retention/regions/%v/deleted_max_days", [i]),
	"expected": "a number of days",
	"actual": region.deleted_max_days,
} if {
	some i, region in input.links.retention.regions
	not _freed(region)
}

_freed(region) if region.current_max_days == null

_freed(region) if is_number(region.deleted_max_days)

_freed(region) if {
	is_number(region.keeps_newest)
	region.keeps_newest > 0
}
