# METADATA
# title: An export of the stack is whole and current
# description: >-
#   A stack that is gone is created again from its template, its parameters and what others read from its outputs; of a
#   lost account AWS tells none of them. A record with the topic stack_export says what an export holds: nested stacks
#   too where there are any, of FormKiQ the configuration of its modules, and once the stack was updated the version
#   before, to go back to. It is current when it was taken after the last update. NoEcho parameters cannot be read back,
#   so whoever gave them keeps them. Nested stacks are exported with their root, and a stack that owns no data is
#   deployed again from its source.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cloudformation.stack"]
# custom:
#   id: CFN-001
#   severity: medium
#   kind: cloudformation.stack
#   needs:
#     - /config/created_at
#     - /config/outputs
#     - /config/parameters
#     - /config/parent_id
#     - /config/resources
#     - /config/updated_at
#     - /links/evidence
#   part_suffices: [/links/evidence]
#   requires: [stack_export_days]
#   covers: [60, 62, 63]
#   controls:
#     nist_800_53_r5: [CP-9, CP-10]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2]
#     cis_controls_8_1: ["11.1"]
#     nist_csf_2: [PR.DS-11]
#     aws_well_architected: [REL09-BP01]
#   remediation: >-
#     Export it after every update, and record it (`safehold evidence new export`, with the topic stack_export).
#     `aws cloudformation get-template --stack-name {name} --region {region}` and
#     `aws cloudformation describe-stacks --stack-name {name} --region {region}`
package rules.cloudformation.export_whole

import data.lib.exports
import data.lib.moments
import data.lib.stacks

exempt if is_string(input.config.parent_id)

exempt if {
	is_array(input.config.resources)
	every resource in input.config.resources {
		stacks.keeps_data(resource.type) == false
	}
}

compliant if {
	is_null(input.config.parent_id)
	_keeps_data
	some record in exports.held(input.links.evidence, "stack_export", _asked)
	_whole(record)
	exports.taken_after(record, _changed)
}

findings contains finding if some finding in exports.absent(input.links.evidence, "stack_export", _asked)

findings contains {
	"message": sprintf("the export '%v' leaves out %v", [record.name, concat(", ", missing)]),
	"at": "/links/evidence",
	"expected": missing,
	"actual": record.contains,
} if {
	some record in exports.held(input.links.evidence, "stack_export", _asked)
	missing := [part | some part in _parts; not _settled(part, record)]
	count(missing) > 0
}

findings contains {
	"message": sprintf("the export '%v' is of %v; the stack was changed on %v", [
		record.name,
		record.dated_at,
		_changed,
	]),
	"at": "/links/evidence",
	"expected": sprintf("%v or later", [_changed]),
	"actual": record.dated_at,
} if {
	some record in exports.held(input.links.evidence, "stack_export", _asked)
	moments.seconds_between(record.dated_at, _changed) > 0
}

_asked := {"days": input.requires.stack_export_days, "taken_at": input.taken_at, "as_of": input.as_of}

_keeps_data if {
	is_array(input.config.resources)
	some resource in input.config.resources
	stacks.keeps_data(resource.type) == true
}

_changed := input.config.updated_at if is_string(input.config.updated_at)

_changed := input.config.created_at if is_null(input.config.updated_at)

_parts := ["template", "parameters", "outputs", "nested_stacks", "module_configuration", "previous_version"]

_whole(record) if {
	every part in _parts {
		_settled(part, record)
	}
}

# What the stack does not have need not be exported.
_settled(part, record) if part in record.contains

_settled("parameters", _) if input.config.parameters == []

_settled("outputs", _) if input.config.outputs == []

_settled("nested_stacks", _) if {
	is_array(input.config.resources)
	every resource in input.config.resources {
		resource.type != "AWS::CloudFormation::Stack"
	}
}

# FormKiQ's root stack has this output; of other stacks nobody knows modules.
_settled("module_configuration", _) if {
	every output in input.config.outputs {
		output != "FormKiQVersion"
	}
}

_settled("previous_version", _) if is_null(input.config.updated_at)
