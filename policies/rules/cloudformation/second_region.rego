# METADATA
# title: The stack can be created in a second Region too
# description: >-
#   The names of buckets are unique in all of AWS. A bucket whose name neither says its Region nor was made up by
#   CloudFormation keeps the same template, with the same parameters, from being deployed in another Region: the first
#   one holds the name, even while its Region is lost. Names that CloudFormation makes up have the logical id in them,
#   and end in letters and digits of its own.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cloudformation.stack"]
# custom:
#   id: CFN-006
#   severity: medium
#   kind: cloudformation.stack
#   needs: [/config/resources]
#   requires: [stack_in_second_region]
#   covers: []
#   controls:
#     nist_800_53_r5: [CP-6, CP-10]
#     iso_27001_2022: [A.8.14]
#     soc_2: [A1.2]
#     aws_well_architected: [REL13-BP02]
#   remediation: >-
#     Put ${AWS::Region} into BucketName, or leave the name to CloudFormation, before {name} has to be created
#     elsewhere: a bucket that exists cannot be renamed, so plan to move its objects.
package rules.cloudformation.second_region

exempt if {
	is_array(input.config.resources)
	every resource in input.config.resources {
		resource.type != "AWS::S3::Bucket"
	}
}

compliant if {
	input.requires.stack_in_second_region == true
	is_array(input.config.resources)
	some owned in input.config.resources
	owned.type == "AWS::S3::Bucket"
	every resource in input.config.resources {
		_movable(resource)
	}
}

findings contains {
	"message": sprintf("the name of the bucket %v (%v) can be used in no second Region", [
		resource.physical_id,
		resource.logical_id,
	]),
	"at": sprintf("/config/resources/%v/physical_id", [i]),
	"expected": sprintf("a name with %v in it, or one that CloudFormation makes up", [input.region]),
	"actual": resource.physical_id,
} if {
	is_array(input.config.resources)
	some i, resource in input.config.resources
	not _movable(resource)
}

_movable(resource) if resource.type != "AWS::S3::Bucket"

_movable(resource) if {
	is_string(resource.physical_id)
	contains(resource.physical_id, input.region)
}

# <stack>-<logical id>-<letters and digits>, in small letters, and shortened to fit.
_movable(resource) if {
	is_string(resource.physical_id)
	regex.match(`-[a-z0-9]{12,13}$`, resource.physical_id)
	regex.match(`-[0-9]{12,13}$`, resource.physical_id) == false
	contains(resource.physical_id, sprintf("-%v", [lower(substring(resource.logical_id, 0, 12))]))
}
