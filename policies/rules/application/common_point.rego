# METADATA
# title: All critical parts of the application can be brought back to one moment
# description: >-
#   Undoing a loss needs content and metadata of the same moment: where deleting an object removes its record too, or a
#   record names a version of an object, a bucket and a table that come back from different moments do not fit together.
#   So there is a moment that lies within the recovery window of every critical part: the intersection of the windows of
#   the paths that survive a corruption. Each part alone is judged by its own rules, and a single one fits itself.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-029
#   severity: medium
#   kind: estate.application
#   needs: [/config/common_point, /config/critical_count, /config/data_types, /config/name]
#   requires: [common_restore_point]
#   covers: [13]
#   controls:
#     nist_800_53_r5: [CP-10, "CP-10(2)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [PI1.5]
#     aws_well_architected: [REL13-BP02]
#   remediation: >-
#     Give the parts that limit it (named in the finding) a continuous way back: point-in-time recovery for tables,
#     versioning with a retention of noncurrent versions for buckets, or put them all into one AWS Backup plan, whose
#     recovery points have one time.
package rules.application.common_point

exempt if is_null(input.config.name)

exempt if input.config.critical_count == 1

exempt if {
	every held in input.config.data_types {
		every joint in _joint {
			held != joint
		}
	}
}

compliant if {
	is_string(input.config.name)
	input.config.critical_count > 1
	input.requires.common_restore_point == true
	input.config.common_point.status == "recoverable"
	some held in input.config.data_types
	held in _joint
}

unknown contains input.config.common_point.because if {
	input.config.common_point.status == "unknown"
}

findings contains {
	"message": sprintf(
		"there is no moment to which all %v critical parts can be brought back: %v%v",
		[input.config.critical_count, input.config.common_point.because, _limited],
	),
	"at": "/config/common_point/status",
	"expected": "recoverable",
	"actual": "not_recoverable",
} if {
	input.config.common_point.status == "not_recoverable"
}

# What has to fit together. What is derived from it is made again, and what people are granted does not depend on it.
_joint := {"document_content", "document_metadata", "unclassified"}

_limited := "" if count(input.config.common_point.limiting) == 0

else := sprintf(" (%v)", [concat(", ", array.slice(input.config.common_point.limiting, 0, 5))])
