# METADATA
# title: How long a recovery takes was measured, and meets the objective
# description: >-
#   For each scenario that the tier must survive and that the resource does survive, the best path was restored from,
#   in a restore job of its vault or in a test on record, and the slowest took no longer than the objective, with the
#   hours that cold storage adds. What nobody measured is unknown: a backup that was never restored is a hope.
# schemas:
#   - input: schema.input
# custom:
#   id: REC-011
#   severity: medium
#   kind:
#     [dynamodb.table, ec2.volume, efs.file_system, opensearch.collection, opensearch.domain, rds.cluster, rds.instance,
#      s3.bucket]
#   needs: [/recovery]
#   requires: [rto_seconds]
#   covers: [87, 101]
#   controls:
#     aws_backup_audit_manager: [RESTORE_TIME_FOR_RESOURCES_MEET_TARGET]
#     nist_800_53_r5: [CP-4, "CP-9(1)", "CP-10(4)"]
#     iso_27001_2022: [A.5.30, A.8.13]
#     soc_2: [A1.3]
#     aws_well_architected: [REL09-BP04, REL13-BP01, REL13-BP03]
#     dora: [Art. 12(2), Art. 12(6)]
#   remediation: >-
#     Restore from the best path in a test account, or set up a restore testing plan, and put on record how long it
#     took.
#     `aws backup create-restore-testing-plan --region {region} --restore-testing-plan file://plan.json`
package rules.recovery.measured_time

import data.lib.moments

# The tier asks nothing of it that it could come back from.
exempt if {
	is_object(input.recovery.cells)
	every cell in input.recovery.cells {
		cell.required == false
	}
}

compliant if {
	is_number(input.requires.rto_seconds)
	count(_to_measure(input.recovery.cells)) > 0
	every cell in _to_measure(input.recovery.cells) {
		is_number(cell.rto_seconds)
		cell.rto_seconds <= input.requires.rto_seconds
	}
}

unknown contains "nothing that the tier asks for can be brought back, so there is nothing to measure" if {
	count(_to_measure(input.recovery.cells)) == 0
}

unknown contains sprintf("how long it takes was never measured: %v", [cell.because]) if {
	slow := [cell | some cell in input.recovery.cells; _too_slow(cell, input.requires.rto_seconds)]
	slow == []
	some cell in _to_measure(input.recovery.cells)
	is_null(cell.rto_seconds)
}

findings contains {
	"message": sprintf(
		"a recovery took %v; tier %v allows %v (%v)",
		[moments.spoken(cell.rto_seconds), input.profile.tier, moments.spoken(input.requires.rto_seconds), cell.because],
	),
	"at": sprintf("/recovery/cells/%v/rto_seconds", [scenario]),
	"expected": input.requires.rto_seconds,
	"actual": cell.rto_seconds,
} if {
	some scenario, cell in input.recovery.cells
	_too_slow(cell, input.requires.rto_seconds)
}

# What the tier asks for, and can be brought back.
_to_measure(cells) := [cell |
	some cell in cells
	cell.required == true
	cell.status == "recoverable"
]

_too_slow(cell, seconds) if {
	cell.required == true
	is_number(cell.rto_seconds)
	cell.rto_seconds > seconds
}
