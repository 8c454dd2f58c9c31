# METADATA
# title: A global table is owned by CloudFormation, without drift
# description: >-
#   Replicas that somebody added by hand are rebuilt by nobody: the stack that is deployed after a loss makes a table in
#   one Region. A stack owns a global table with all its replicas only as AWS::DynamoDB::GlobalTable, and only a drift
#   detection tells that it is still so.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-014
#   severity: medium
#   kind: dynamodb.table
#   needs: [/config/global_table_version, /config/replicas, /links/stack]
#   requires: [global_table_stack]
#   covers: [21]
#   controls:
#     nist_800_53_r5: ["CP-2(5)", "CP-6(2)", CP-10]
#     iso_27001_2022: [A.8.14]
#     soc_2: [A1.2]
#     aws_well_architected: [REL13-BP04]
#   remediation: >-
#     Import the table into a stack as AWS::DynamoDB::GlobalTable, in one Region only, and detect drift.
#     `aws cloudformation detect-stack-drift --stack-name STACK --region {region}`
package rules.dynamodb.replicas_in_stack

exempt if {
	is_array(input.config.replicas)
	count(input.config.replicas) == 0
	input.config.global_table_version in {null, "2019.11.21"}
}

compliant if {
	input.requires.global_table_stack == true
	is_array(input.config.replicas)
	count(input.config.replicas) > 0
	input.links.stack.type == "AWS::DynamoDB::GlobalTable"
	input.links.stack.drift_status == "IN_SYNC"
}

unknown contains sprintf("the drift of the table in stack %v was never detected", [input.links.stack.name]) if {
	input.links.stack.type == "AWS::DynamoDB::GlobalTable"
	input.links.stack.drift_status in {null, "NOT_CHECKED", "UNKNOWN"}
}

findings contains {
	"message": "no stack owns the global table, so nothing makes its replicas again",
	"at": "/links/stack",
	"expected": "a stack with the table as AWS::DynamoDB::GlobalTable",
	"actual": null,
} if {
	is_null(input.links.stack)
}

findings contains {
	"message": sprintf("stack %v has the table as %v: its replicas are not the stack's", [
		input.links.stack.name,
		input.links.stack.type,
	]),
	"at": "/links/stack/type",
	"expected": "AWS::DynamoDB::GlobalTable",
	"actual": input.links.stack.type,
} if {
	input.links.stack.type != "AWS::DynamoDB::GlobalTable"
}

findings contains {
	"message": sprintf("the table is not as stack %v has it: %v", [
		input.links.stack.name,
		input.links.stack.drift_status,
	]),
	"at": "/links/stack/drift_status",
	"expected": "IN_SYNC",
	"actual": input.links.stack.drift_status,
} if {
	input.links.stack.type == "AWS::DynamoDB::GlobalTable"
	input.links.stack.drift_status in {"DELETED", "MODIFIED"}
}
