# METADATA
# title: A restored table has evidence of its cutover
# description: >-
#   A restore always makes a new table. Whether it was checked and took the place of the old one, or is what a test
#   left behind, only people know: an approval, a decision or a passed test with the topic table_cutover, from the day
#   of the restore or later, says so. Without it nobody can tell which of two tables holds the truth.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-008
#   severity: medium
#   kind: dynamodb.table
#   needs: [/config/created_at, /config/restore, /links/evidence]
#   part_suffices: [/links/evidence]
#   requires: [cutover_evidence]
#   covers: [11]
#   controls:
#     nist_800_53_r5: [CP-4, CP-10, "CP-10(2)"]
#     iso_27001_2022: [A.5.30, A.8.13]
#     soc_2: [A1.3, CC7.5]
#     gdpr: [32(1)(d)]
#     dora: [Art. 12(2)]
#     nist_csf_2: [RC.RP]
#     fedramp_20x: [KSI-RPL-04]
#   remediation: >-
#     Record who checked the table and put it into service: an evidence file with the topic table_cutover and the
#     table's ARN in its scope. If it is what a test left behind, delete it.
#     `aws dynamodb delete-table --table-name {name} --region {region}`
package rules.dynamodb.restore_cutover

import data.lib.evidence
import data.lib.moments

exempt if is_null(input.config.restore)

exempt if input.config.restore.in_progress == true

compliant if {
	input.requires.cutover_evidence == true
	input.config.restore.in_progress == false
	some record in evidence.of_topic(input.links.evidence, "table_cutover")
	_says_so(record)
	_holds(record, input.config.created_at, input.taken_at, input.as_of)
}

findings contains {
	"message": sprintf(
		"the table was restored from %v, and no evidence of a cutover since then holds; tier %v requires it",
		[_source(input.config.restore), input.profile.tier],
	),
	"at": "/links/evidence",
	"expected": sprintf("table_cutover, dated %v or later", [_from(input.config.created_at)]),
	"actual": [record.name | some record in evidence.of_topic(input.links.evidence, "table_cutover")],
} if {
	input.config.restore.in_progress == false
}

_says_so(record) if {
	record.type in {"approval", "decision"}
	count(record.approved_by) > 0
}

_says_so(record) if {
	record.type == "restore_test"
	record.result == "passed"
}

# A date without time is its beginning, so the day of the restore counts.
_holds(record, created_at, taken_at, as_of) if {
	moments.seconds_between(created_at, record.dated_at) > 0 - moments.day
	moments.had_come(record.dated_at, taken_at)
	_unexpired(record.expires_at, as_of)
	record.verified in {null, true}
}

_unexpired(null, _) := true

_unexpired(expires_at, as_of) if moments.seconds_between(as_of, expires_at) > 0

_source(restore) := restore.source_table_arn if is_string(restore.source_table_arn)

else := restore.source_backup_arn if is_string(restore.source_backup_arn)

else := "a backup"

_from(created_at) := substring(created_at, 0, 10) if is_string(created_at)

else := "when the table was made"
