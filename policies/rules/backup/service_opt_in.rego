# METADATA
# title: AWS Backup is opted in for the resource's type
# description: >-
#   Selections by tag, and those that name nothing, skip every resource type that the Region's settings leave out,
#   without a failed job to show for it. A selection that names the resource includes it all the same, so a resource
#   that every plan names is exempt.
# schemas:
#   - input: schema.input
# custom:
#   id: BKP-002
#   severity: high
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/backup/opted_in, /links/backup/plan_rules]
#   requires: [backup_plan]
#   covers: [48]
#   controls:
#     nist_800_53_r5: [CP-9]
#     iso_27001_2022: [A.8.13]
#     aws_well_architected: [REL09-BP03]
#   remediation: >-
#     Opt the type in; this is per account and Region.
#     `aws backup update-region-settings --region {region} --resource-type-opt-in-preference DynamoDB=true,S3=true`
package rules.backup.service_opt_in

exempt if {
	input.requires.backup_plan == true
	input.links.backup.plan_rules != []
	every rule in input.links.backup.plan_rules {
		rule.needs_opt_in == false
	}
}

compliant if {
	input.requires.backup_plan == true
	input.links.backup.opted_in == true
	some rule in input.links.backup.plan_rules
	rule.needs_opt_in == true
}

compliant if {
	input.requires.backup_plan == true
	input.links.backup.opted_in == true
	input.links.backup.plan_rules == []
}

findings contains {
	"message": sprintf(
		"AWS Backup is opted out for its type in %v: plans that select by tag skip it without a word",
		[input.region],
	),
	"at": "/links/backup/opted_in",
	"expected": true,
	"actual": false,
} if {
	input.links.backup.opted_in == false
}

findings contains {
	"message": sprintf("AWS Backup's settings in %v do not name its type, so nothing is proven", [input.region]),
	"at": "/links/backup/opted_in",
	"expected": true,
	"actual": null,
} if {
	is_null(input.links.backup.opted_in)
}
