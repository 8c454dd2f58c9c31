# METADATA
# title: The stack has not drifted from its template
# description: >-
#   A stack that was changed by hand is not what its template says, so what is created again from it is something else
#   than what ran. That shows only if somebody looks: drift detection does not run by itself, and does not look into
#   nested stacks (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackDrift.html), each of
#   which is judged here by itself. Of a stack that owns no data nothing is asked.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cloudformation.stack"]
# custom:
#   id: CFN-005
#   severity: medium
#   kind: cloudformation.stack
#   needs: [/config/drift, /config/resources]
#   requires: [stack_drift_days]
#   covers: []
#   controls:
#     aws_config: [CLOUDFORMATION_STACK_DRIFT_DETECTION_CHECK]
#     nist_800_53_r5: [CP-10]
#     iso_27001_2022: [A.5.30]
#     soc_2: [CC7.5]
#     aws_well_architected: [REL13-BP04]
#   remediation: >-
#     Detect it, and take what differs into the template, or back out of the resource.
#     `aws cloudformation detect-stack-drift --stack-name {name} --region {region}`
package rules.cloudformation.drift

import data.lib.moments
import data.lib.stacks

exempt if {
	is_array(input.config.resources)
	every resource in input.config.resources {
		stacks.keeps_data(resource.type) == false
	}
}

compliant if {
	input.config.drift.status == "IN_SYNC"
	moments.age(input.config.drift.checked_at, input.taken_at, input.as_of) <= _most
	is_array(input.config.resources)
	some resource in input.config.resources
	stacks.keeps_data(resource.type) == true
}

findings contains {
	"message": sprintf("the stack differs from its template%v", [_where]),
	"at": "/config/drift/status",
	"expected": "IN_SYNC",
	"actual": "DRIFTED",
} if {
	input.config.drift.status == "DRIFTED"
}

findings contains {
	"message": "nobody looked for drift: what runs may differ from the template",
	"at": "/config/drift/status",
	"expected": "IN_SYNC",
	"actual": input.config.drift.status,
} if {
	input.config.drift.status in {"NOT_CHECKED", "UNKNOWN"}
}

findings contains {
	"message": "AWS says nothing of drift, so nothing is proven",
	"at": "/config/drift",
	"expected": "IN_SYNC",
	"actual": null,
} if {
	is_null(input.config.drift)
}

findings contains {
	"message": sprintf("drift was looked for %v ago; tier %v allows %v days", [
		moments.spoken(age),
		input.profile.tier,
		input.requires.stack_drift_days,
	]),
	"at": "/config/drift/checked_at",
	"expected": sprintf("%v or later", [moments.shifted(input.as_of, 0 - _most)]),
	"actual": input.config.drift.checked_at,
} if {
	age := moments.age(input.config.drift.checked_at, input.taken_at, input.as_of)
	age > _most
}

_most := input.requires.stack_drift_days * moments.day

default _where := ""

_where := sprintf(", in %v", [concat(", ", drifted)]) if {
	is_array(input.config.resources)
	drifted := sort({resource.logical_id |
		some resource in input.config.resources
		resource.drift_status in {"DELETED", "MODIFIED"}
	})
	count(drifted) > 0
}
