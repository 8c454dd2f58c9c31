package recovery.identity_test

import data.recovery.identity

test_an_export_of_the_whole_pool_brings_it_back if {
	found := identity.paths with input as _pool({}, [_export])
	found[0].traits == {"keeps_deleted", "outlives_resource", "restores_configuration", "restores_identity"}
	identity.fallen == [] with input as _pool({}, [_export])
}

test_less_than_the_whole_pool_brings_nobody_back if {
	less := object.union(_export, {"contains": ["users", "groups"]})
	identity.paths == [] with input as _pool({}, [less])
	count(identity.fallen) == 1 with input as _pool({}, [less])
}

test_what_has_expired_or_was_changed_proves_nothing if {
	every part in [{"expires_at": "2026-03-01T12:00:00Z"}, {"verified": false}, {"dated_at": "2027-01-01T00:00:00Z"}] {
		identity.paths == [] with input as _pool({}, [object.union(_export, part)])
	}
}

test_users_come_back_through_a_provider_that_was_tested if {
	provider := {
		"identity_providers": [{"name": "Okta", "type": "SAML"}],
		"clients": [{"identity_providers": ["Okta"]}],
	}
	found := identity.paths with input as _pool(provider, [_tested])
	found[0].mechanism == "cognito_federation"
	contains(found[0].because, "Okta")
	identity.paths == [] with input as _pool({}, [_tested])
	identity.paths == [] with input as _pool(provider, [])
	identity.doubts == [] with input as _pool(provider, [_tested])
}

test_users_with_a_password_of_the_pools_own_are_in_no_provider if {
	every clients in [null, [{"identity_providers": ["COGNITO", "Okta"]}], [{"identity_providers": null}]] {
		pool := _pool({"identity_providers": [{"name": "Okta"}], "clients": clients}, [_tested])
		identity.paths == [] with input as pool
		count(identity.doubts) == 1 with input as pool
	}
}

test_a_replica_is_credited_for_the_region_alone if {
	found := identity.paths with input as _pool({"replica_regions": ["eu-central-1", "eu-west-1"]}, [])
	count(found) == 1
	found[0].traits == {"other_region"}
}

test_a_file_that_nobody_attests_leaves_it_open if {
	file := {"bucket": "exports", "prefix": "pools/", "object_count": 1}
	document := object.union(_pool({}, []), {"links": {"exported": [file]}})
	found := identity.doubts with input as document
	found[0].because == "nobody attests what the export in s3://exports/pools/ holds"
	attested := object.union(_pool({}, [_export]), {"links": {"exported": [file]}})
	identity.doubts == [] with input as attested
}

_pool(changes, evidence) := {
	"kind": "cognito.user_pool",
	"account": "111122223333",
	"region": "eu-central-1",
	"config": object.union({"identity_providers": [], "replica_regions": null}, changes),
	"links": {"evidence": evidence},
	"requires": {},
	"taken_at": "2026-03-01T12:00:00Z",
	"as_of": "2026-03-01T12:00:00Z",
}

_export := {
	"name": "pool",
	"type": "export",
	"topic": "identity_export",
	"dated_at": "2026-02-10T00:00:00Z",
	"expires_at": null,
	"result": null,
	"checked": [],
	"contains": ["pool_configuration", "app_clients", "groups", "group_membership", "users"],
	"verified": true,
}

_tested := object.union(_export, {
	"type": "restore_test",
	"topic": "identity_provider",
	"result": "passed",
	"checked": ["sign_in"],
})
