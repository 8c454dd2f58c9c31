# METADATA
# title: A restored table has got back what a restore leaves out
# description: >-
#   A restore brings indexes, capacity and encryption along, and leaves out TTL, the stream, tags and point-in-time
#   recovery: what expires then stays, what listens hears nothing, what selects by tag (a backup plan) no longer finds
#   the table. It is compared with the table that it was restored from, tags of AWS's own aside. Where that one is
#   gone, nobody can say what is missing: unknown.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["dynamodb.table"]
# custom:
#   id: DDB-009
#   severity: high
#   kind: dynamodb.table
#   needs: [/config/pitr, /config/restore, /config/stream, /config/ttl, /links/restore_source, /tags]
#   requires: [restored_settings]
#   covers: [12]
#   controls:
#     nist_800_53_r5: [CP-10, "CP-10(2)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [A1.2, A1.3]
#     hipaa: [164.308(a)(7)(ii)(B)]
#     dora: [Art. 12(2)]
#     nist_csf_2: [RC.RP]
#   remediation: >-
#     Set again what is named, as the source has it: update-time-to-live, update-table --stream-specification,
#     tag-resource, update-continuous-backups.
#     `aws dynamodb update-continuous-backups --table-name {name} --region {region}
#     --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`
package rules.dynamodb.restored_settings

exempt if is_null(input.config.restore)

exempt if input.config.restore.in_progress == true

compliant if {
	input.requires.restored_settings == true
	input.config.restore.in_progress == false
	input.links.restore_source.known == true
	_same_ttl(input.links.restore_source.ttl, input.config.ttl)
	_same_stream(input.links.restore_source.stream, input.config.stream)
	_as_recoverable(input.links.restore_source.pitr_enabled, input.config.pitr)
	is_object(input.links.restore_source.tags)
	every key, value in input.links.restore_source.tags {
		_tagged(key, value, input.tags)
	}
}

unknown contains sprintf("%v is gone, so nobody can say what the table had", [_source(input.links.restore_source)]) if {
	input.links.restore_source.known == false
}

findings contains {
	"message": sprintf("TTL on %v was not turned on again after the restore", [source.ttl.attribute]),
	"at": "/config/ttl",
	"expected": source.ttl,
	"actual": ours,
} if {
	source := input.links.restore_source
	ours := input.config.ttl
	source.ttl.enabled == true
	[ours.enabled, ours.attribute] != [true, source.ttl.attribute]
}

findings contains {
	"message": sprintf("the stream (%v) was not turned on again after the restore", [source.stream.view_type]),
	"at": "/config/stream",
	"expected": source.stream,
	"actual": ours,
} if {
	source := input.links.restore_source
	ours := input.config.stream
	source.stream.enabled == true
	[ours.enabled, ours.view_type] != [true, source.stream.view_type]
}

findings contains {
	"message": "point-in-time recovery was not turned on again after the restore",
	"at": "/config/pitr/enabled",
	"expected": true,
	"actual": false,
} if {
	input.links.restore_source.pitr_enabled == true
	input.config.pitr.enabled == false
}

findings contains {
	"message": sprintf("tags were not set again after the restore: %v", [concat(", ", missing)]),
	"at": "/tags",
	"expected": object.filter(source.tags, missing),
	"actual": object.filter(input.tags, missing),
} if {
	source := input.links.restore_source
	missing := [key |
		is_object(source.tags)
		is_object(input.tags)
		some key, value in source.tags
		not startswith(key, "aws:")
		object.get(input.tags, key, null) != value
	]
	count(missing) > 0
}

_same_ttl(source, _) if source.enabled == false

_same_ttl(source, ours) if {
	source.enabled == true
	ours.enabled == true
	is_string(source.attribute)
	source.attribute == ours.attribute
}

_same_stream(source, _) if source.enabled == false

_same_stream(source, ours) if {
	source.enabled == true
	ours.enabled == true
	is_string(source.view_type)
	source.view_type == ours.view_type
}

_as_recoverable(false, _) := true

_as_recoverable(true, pitr) if pitr.enabled == true

# CloudFormation and others set tags that begin so; nobody else can.
_tagged(key, _, _) if startswith(key, "aws:")

_tagged(key, value, tags) if {
	is_string(value)
	tags[key] == value
}

_source(source) := source.arn if is_string(source.arn)

else := "what it was restored from"
