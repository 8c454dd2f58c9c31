package recovery.key_test

import data.recovery.key

test_no_key_of_the_customers_has_to_be_proven if {
	not key.none with input as _of("ec2.volume", {"encrypted": true}, null)
	not key.usable with input as _of("s3.bucket", {"encryption": {"algorithm": null}}, null)
	every document in [
		_of("dynamodb.table", {"encryption": {"type": "AWS_OWNED"}}, null),
		_of("s3.bucket", {"encryption": {"algorithm": "AES256"}}, null),
		_of("ec2.volume", {"encrypted": false}, null),
		_of("opensearch.domain", {"encryption_at_rest": {"enabled": false}}, null),
		_of("cognito.user_pool", {}, null),
		_of("rds.instance", {"encrypted": true}, {"manager": "AWS"}),
	] {
		key.none with input as document
		key.usable with input as document
	}
}

test_an_enabled_key_can_be_used_and_one_of_unknown_state_not if {
	key.usable with input as _keyed("Enabled")
	not key.usable with input as _keyed(null)
	not key.broken with input as _keyed("Enabled")
	not key.broken with input as _keyed(null)
	key.arn == "arn:aws:kms:eu-central-1:111122223333:key/orders" with input as _keyed("Enabled")
	key.arn == null with input as _of("ec2.volume", {"encrypted": true}, null)
}

test_of_an_alias_or_an_id_nobody_knows_which_key_it_is if {
	every name in ["arn:aws:kms:eu-central-1:111122223333:alias/orders", "alias/orders", "orders", null] {
		key.arn == null with input as _of("ec2.volume", {"encrypted": true}, {"arn": name})
		not key.names_one(name)
	}
}

test_a_key_that_ends_is_broken_and_told_so if {
	key.broken == "its key arn:aws:kms:eu-central-1:111122223333:key/orders is Disabled" with input as _keyed("Disabled")
	ending := object.union(_keyed("PendingDeletion"), {"links": {"key": {"deletion_at": "2026-04-01T00:00:00Z"}}})
	found := key.broken with input as ending
	found == sprintf("its key %v is PendingDeletion (to be deleted on 2026-04-01T00:00:00Z)", [_arn])
}

_arn := "arn:aws:kms:eu-central-1:111122223333:key/orders"

_keyed(state) := _of(
	"ec2.volume",
	{"encrypted": true},
	{"arn": _arn, "manager": "CUSTOMER", "state": state, "deletion_at": null},
)

_of(kind, config, linked) := {"kind": kind, "config": config, "links": {"key": linked}}
