# METADATA
# title: Data and all its copies lie where they may
# description: >-
#   The resource itself, and every replica, export, backup copy and replication destination, must lie in a Region and
#   an account that the configuration allows. A copy whose Region or account is not known is not proven to.
# schemas:
#   - input: schema.input
# custom:
#   id: EST-001
#   severity: high
#   kind: [dynamodb.table, s3.bucket]
#   needs: [/links/locations]
#   requires: [allowed_locations]
#   covers: [59]
#   controls:
#     nist_800_53_r5: [CP-6]
#     iso_27001_2022: [A.5.33]
#   remediation: >-
#     Find out who sent it there and whether the configuration or the copy is wrong; then take the copy out of the plan,
#     the replication rule or the replica list, and delete what lies there, or allow the place in safehold.yaml.
package rules.estate.allowed_locations

compliant if {
	_permitted(input.requires.allowed_locations.regions, input.region)
	_permitted(input.requires.allowed_locations.accounts, input.account)
	every place in input.links.locations {
		_permitted(input.requires.allowed_locations.regions, place.region)
		_permitted(input.requires.allowed_locations.accounts, place.account)
	}
}

findings contains {
	"message": sprintf("it lies in %v; allowed: %v", [_spoken(value, name), concat(", ", allowed)]),
	"at": sprintf("/%v", [name]),
	"expected": allowed,
	"actual": value,
} if {
	place := {"account": input.account, "region": input.region}
	some name, list in _lists
	allowed := input.requires.allowed_locations[list]
	value := place[name]
	not _permitted(allowed, value)
}

findings contains {
	"message": sprintf(
		"its %v (%v) lies in %v; allowed: %v",
		[place.what, place.arn, _spoken(value, name), concat(", ", allowed)],
	),
	"at": sprintf("/links/locations/%v/%v", [i, name]),
	"expected": allowed,
	"actual": value,
} if {
	is_array(input.links.locations)
	some i, place in input.links.locations
	some name, list in _lists
	allowed := input.requires.allowed_locations[list]
	value := place[name]
	not _permitted(allowed, value)
}

# Without a list every place is allowed; with one, only what it names.
_permitted(null, _) := true

_permitted(allowed, value) if value in allowed

_lists := {"account": "accounts", "region": "regions"}

_spoken(null, name) := sprintf("an unknown %v", [name])

_spoken(value, name) := sprintf("%v %v", [name, value]) if is_string(value)
