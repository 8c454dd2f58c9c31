# METADATA
# title: Bringing back how a resource was configured
# description: >-
#   The template of its stack says how a resource was configured, if nobody has changed it since by hand: drift
#   detection says so, and only for the moment at which it ran. CloudFormation keeps no earlier template, so a stack
#   itself comes back from an export alone. What is in no stack may be described elsewhere: nobody knows.
#   (CloudFormation User Guide: "Detecting unmanaged configuration changes to stacks", "GetTemplate".)
# schemas:
#   - input: schema.input
package recovery.configuration

import data.lib.moments
import data.recovery.proofs
import data.recovery.shared

paths := [path |
	some found in [_template, _exported]
	some path in found
]

fallen := [{"mechanism": "cloudformation_template", "because": because} |
	some because in _unfit
]

doubts := array.concat(
	[{
		"mechanism": "cloudformation_template",
		"because": because,
		"scenarios": ["config_change"],
		"traits": set(),
		"better": false,
	} |
		some because in _not_known
	],
	[{
		"mechanism": "configuration_export",
		"because": because,
		"scenarios": [],
		"traits": {"outlives_resource", "restores_configuration"},
		"better": false,
	} |
		some because in _not_attested
	],
)

_template := [shared.path({
	"mechanism": "cloudformation_template",
	"account": input.account,
	"region": input.region,
	"arn": stack.arn,
	"promised_seconds": 0,
	"observed_seconds": 0,
	"traits": {"restores_configuration"},
	"why": _configuration_only,
	"because": sprintf(
		"update the stack %v with its own template, which the resource had not drifted from on %v",
		[stack.name, stack.stack_drift_checked_at],
	),
	"evidence": ["/links/stack"],
}) |
	stack := input.links.stack
	stack.template_read == true
	stack.drift_status == "IN_SYNC"
	_since_update(stack)
]

# Drift that was looked for before the stack was updated says nothing about what it is now.
_since_update(stack) if {
	stack.updated_at == null
	is_string(stack.stack_drift_checked_at)
}

_since_update(stack) if moments.seconds_between(stack.updated_at, stack.stack_drift_checked_at) >= 0

_configuration_only := {trait: "a template holds the configuration, and no data" |
	some trait in ["keeps_deleted", "keeps_overwritten", "outlives_purge", "outlives_resource", "reaches_back"]
}

_unfit contains sprintf("the resource has drifted from the template of the stack %v", [input.links.stack.name]) if {
	input.links.stack.drift_status in {"DELETED", "MODIFIED"}
}

_unfit contains "no export of the template and the parameters since the last update is on record" if {
	input.kind == "cloudformation.stack"
	_drift_status != "DRIFTED"
	_exported == []
}

_unfit contains "the stack has drifted: its template restores something else than what runs" if {
	input.kind == "cloudformation.stack"
	_drift_status == "DRIFTED"
}

# A file that somebody put where exports go, since the last update, may hold everything: nobody told.
_not_attested contains sprintf(
	"nobody attests what the export in s3://%v/%v holds",
	[location.bucket, location.prefix],
) if {
	input.kind == "cloudformation.stack"
	_exported == []
	is_array(input.links.exported)
	some location in input.links.exported
	location.object_count != 0
	_may_be_since(location.newest_at, location.subject_updated_at)
}

_may_be_since(null, _) := true

_may_be_since(newest_at, updated_at) if moments.seconds_between(updated_at, newest_at) >= 0

_not_known contains concat(" ", [
	"no stack of CloudFormation owns it: whether its configuration is written down elsewhere (Terraform, a runbook)",
	"nobody told",
]) if {
	input.kind != "cloudformation.stack"
	is_null(input.links.stack)
}

_not_known contains sprintf(
	"whether it is as the template of the stack %v says was not looked at since",
	[stack.name],
) if {
	stack := input.links.stack
	drift := stack.drift_status
	not drift in {"DELETED", "MODIFIED"}
	_template == []
}

# As far as anybody looked, what is there is what the template says: of what has drifted it tells something else.
_as_told(drift_status) if drift_status in {"IN_SYNC", "NOT_CHECKED"}

_drift_status := input.config.drift.status if input.kind == "cloudformation.stack"

_drift_status := input.links.stack.drift_status if input.kind != "cloudformation.stack"

# An export of the stack that owns it, or of the stack itself, taken after the last update.
_exported := [shared.path({
	"mechanism": "configuration_export",
	"observed_seconds": 0,
	"promised_seconds": 0,
	"latest_at": record.dated_at,
	"traits": {trait | some trait, anywhere in _brought_back; true in {anywhere, input.kind == "cloudformation.stack"}},
	"why": _configuration_only,
	"because": sprintf("deploy the exported template with its parameters ('%v' of %v)", [record.name, record.dated_at]),
	"evidence": ["/links/evidence"],
}) |
	_as_told(_drift_status)
	some record in proofs.exports("stack_export")
	count({"parameters", "template"} - {part | some part in record.contains}) == 0
	_after_update(record.dated_at, input.kind, input.config)
]

# Whether each trait holds for whatever is in a stack. A stack itself is nothing but configuration: all of it comes
# back.
_brought_back := {"outlives_resource": false, "restores_configuration": true}

_after_update(dated_at, "cloudformation.stack", config) if {
	moments.seconds_between(_changed_at(config), dated_at) >= 0
}

_after_update(dated_at, kind, _) if {
	kind != "cloudformation.stack"
	moments.seconds_between(_changed_at(input.links.stack), dated_at) >= 0
}

_changed_at(stack) := stack.updated_at if is_string(stack.updated_at)

_changed_at(stack) := stack.created_at if {
	is_null(stack.updated_at)
	is_string(stack.created_at)
}
