# METADATA
# title: The trail logs, and its log files arrive
# description: >-
#   A trail that was stopped, or whose bucket refuses its files, records nothing of a purge, and nobody notices. It
#   must log now, its last delivery must have met no error, and a log or digest file must have arrived lately; with
#   validation on there is a digest every hour. A trail that was just started may have delivered nothing yet. An
#   organization's trail is judged in the account that owns it.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["cloudtrail.trail"]
# custom:
#   id: TRL-001
#   severity: high
#   kind: cloudtrail.trail
#   needs: [/config/logging, /config/owner_account]
#   requires: [trail_delivered_within_seconds]
#   covers: [75]
#   controls:
#     aws_fsbp: [CloudTrail.1]
#     nist_800_53_r5: [AU-11]
#     soc_2: [CC7.4]
#     iso_27001_2022: [A.5.33]
#     pci_dss_4: [10.5.1]
#     cis_controls_8_1: ["8.10"]
#   remediation: >-
#     Start it, and mend what CloudTrail reports of the bucket (its policy, its key).
#     `aws cloudtrail start-logging --name {name}`
package rules.cloudtrail.trail_delivers

import data.lib.moments

exempt if {
	is_number(input.requires.trail_delivered_within_seconds)
	is_string(input.config.owner_account)
	input.config.owner_account != input.account
}

compliant if {
	input.config.owner_account == input.account
	input.config.logging.on == true
	is_null(input.config.logging.latest_delivery_error)
	some age in _ages
	age <= input.requires.trail_delivered_within_seconds
}

unknown contains sprintf(
	"the trail was started %v before, and may have had nothing to deliver yet",
	[moments.spoken(begun)],
) if {
	input.config.logging.on == true
	is_null(input.config.logging.latest_delivery_error)
	is_null(input.config.logging.latest_delivery_at)
	is_null(input.config.logging.latest_digest_at)
	begun := moments.age(input.config.logging.started_at, input.taken_at, input.as_of)
	begun <= input.requires.trail_delivered_within_seconds
}

findings contains {
	"message": "the trail does not log",
	"at": "/config/logging/on",
	"expected": true,
	"actual": false,
} if {
	input.config.logging.on == false
}

findings contains {
	"message": sprintf("the last delivery to the bucket failed: %v", [input.config.logging.latest_delivery_error]),
	"at": "/config/logging/latest_delivery_error",
	"expected": null,
	"actual": input.config.logging.latest_delivery_error,
} if {
	is_string(input.config.logging.latest_delivery_error)
}

findings contains {
	"message": sprintf(
		"the last log file or digest arrived %v before; tier %v allows %v",
		[moments.spoken(min(_ages)), input.profile.tier, moments.spoken(input.requires.trail_delivered_within_seconds)],
	),
	"at": "/config/logging/latest_delivery_at",
	"expected": sprintf("%v or later", [moments.shifted(
		input.as_of,
		0 - input.requires.trail_delivered_within_seconds,
	)]),
	"actual": input.config.logging.latest_delivery_at,
} if {
	min(_ages) > input.requires.trail_delivered_within_seconds
}

findings contains {
	"message": "no log file and no digest ever arrived in the bucket",
	"at": "/config/logging/latest_delivery_at",
	"expected": "a moment",
	"actual": null,
} if {
	is_object(input.config.logging)
	count(_ages) == 0
}

_ages contains moments.age(moment, input.taken_at, input.as_of) if {
	some moment in [input.config.logging.latest_delivery_at, input.config.logging.latest_digest_at]
	is_string(moment)
}
