# METADATA
# title: Tables of the application that were restored were restored to one moment
# description: >-
#   Point-in-time recovery restores one table at a time. Tables that refer to each other and were restored to different
#   moments hold records that never existed together. AWS keeps the moment with each restored table (RestoreSummary,
#   RestoreDateTime). With fewer than two restored tables there is nothing to compare.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["estate.application"]
# custom:
#   id: APP-028
#   severity: medium
#   kind: estate.application
#   needs: [/config/name, /config/restored]
#   requires: [restored_apart_seconds]
#   covers: [13]
#   controls:
#     nist_800_53_r5: [CP-10, "CP-10(2)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [PI1.5]
#   remediation: >-
#     Find out which of the tables refer to each other and whether the difference matters. To repair it, restore them
#     anew to one moment: `aws dynamodb restore-table-to-point-in-time --source-table-name … --target-table-name …
#     --restore-date-time …`, the same for each.
package rules.application.restored_together

import data.lib.moments

exempt if is_null(input.config.name)

exempt if count(input.config.restored) < 2

compliant if {
	is_string(input.config.name)
	count(input.config.restored) > 1
	every table in input.config.restored {
		every other in input.config.restored {
			moments.seconds_between(table.restored_to, other.restored_to) <= input.requires.restored_apart_seconds
		}
	}
}

unknown contains "AWS does not say to which moment each of the tables was restored" if {
	_span <= input.requires.restored_apart_seconds
	some table in input.config.restored
	is_null(table.restored_to)
}

findings contains {
	"message": sprintf(
		"its restored tables are %v apart, from %v to %v; those that refer to each other do not fit together",
		[moments.spoken(_span), min(_restored_to), max(_restored_to)],
	),
	"at": "/config/restored",
	"expected": sprintf("at most %v seconds apart", [input.requires.restored_apart_seconds]),
	"actual": sort(_restored_to),
} if {
	_span > input.requires.restored_apart_seconds
}

_restored_to contains table.restored_to if {
	some table in input.config.restored
	is_string(table.restored_to)
}

default _span := 0

_span := moments.seconds_between(min(_restored_to), max(_restored_to))
