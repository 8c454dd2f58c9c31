# METADATA
# title: The replicas of a global table were validated
# description: >-
#   A global table replicates deletions and corruption within seconds, so its replicas are no backup and count as none.
#   For the loss of a Region they count only where somebody showed that an application runs on them: a passed test with
#   the topic replica_validation that is recent enough.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-013
#   severity: high
#   kind: dynamodb.table
#   needs: [/config/global_table_version, /config/replicas, /links/evidence]
#   requires: [replica_validation_max_age_days]
#   covers: [20]
#   controls:
#     nist_800_53_r5: [CP-4, "CP-6(1)", "CP-10(4)"]
#     iso_27001_2022: [A.5.30, A.8.14]
#     soc_2: [A1.2, A1.3]
#     hipaa: [164.308(a)(7)(ii)(C)]
#     dora: [Art. 12(6)]
#     aws_well_architected: [REL13-BP03]
#     gdpr: [32(1)(d)]
#   remediation: >-
#     Run the application on the replica, compare samples, and record it: an evidence file of the type restore_test with
#     the topic replica_validation and the table's ARN in its scope.
#     `aws dynamodb describe-table --table-name {name} --region {region} --query Table.Replicas`
package rules.dynamodb.replica_validated

import data.lib.evidence

# The older version of global tables tells its replicas elsewhere.
exempt if {
	is_array(input.config.replicas)
	count(input.config.replicas) == 0
	input.config.global_table_version in {null, "2019.11.21"}
}

compliant if {
	_replicated(input.config.replicas, input.config.global_table_version)
	some _ in evidence.tests(input.links.evidence, "replica_validation", {
		"days": input.requires.replica_validation_max_age_days,
		"taken_at": input.taken_at,
		"as_of": input.as_of,
		"checked": [],
	})
}

findings contains finding if {
	some finding in evidence.untested(input.links.evidence, "replica_validation", {
		"days": input.requires.replica_validation_max_age_days,
		"taken_at": input.taken_at,
		"as_of": input.as_of,
		"checked": [],
	})
}

_replicated(replicas, _) if {
	is_array(replicas)
	count(replicas) > 0
}

_replicated(_, "2017.11.29") := true
