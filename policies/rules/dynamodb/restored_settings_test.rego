package rules.dynamodb.restored_settings_test

import data.rules.dynamodb.restored_settings as rule
import data.testing.documents
import data.testing.dynamodb_table as tables

test_a_table_that_got_everything_back_is_compliant if {
	rule.compliant with input as tables.restored
	rule.findings == set() with input as tables.restored
	rule.unknown == set() with input as tables.restored
}

test_what_the_source_does_not_have_is_not_missed if {
	nothing := {
		"ttl": {"enabled": false, "attribute": null},
		"stream": {"enabled": false, "view_type": null},
		"pitr_enabled": false,
		"tags": {},
	}
	bare := object.union(
		documents.configured(_from(nothing), {
			"ttl": {"enabled": false, "attribute": null},
			"stream": {"enabled": false, "view_type": null},
			"pitr": {"enabled": false},
		}),
		{"tags": {}},
	)
	rule.compliant with input as bare
	rule.findings == set() with input as bare
}

test_each_setting_that_is_missing_fails_and_says_so if {
	every part, said in {
		"ttl": "TTL on TimeToLive was not turned on again after the restore",
		"stream": "the stream (NEW_AND_OLD_IMAGES) was not turned on again after the restore",
		"pitr": "point-in-time recovery was not turned on again after the restore",
	} {
		document := documents.configured(tables.restored, {part: {"enabled": false}})
		not rule.compliant with input as document
		messages := {finding.message | some finding in rule.findings with input as document}
		messages == {said}
	}
}

test_another_attribute_or_view_is_not_the_same if {
	every change in [{"ttl": {"attribute": "Expires"}}, {"stream": {"view_type": "KEYS_ONLY"}}] {
		document := documents.configured(tables.restored, change)
		not rule.compliant with input as document
		found := rule.findings with input as document
		count(found) == 1
	}
}

test_a_tag_with_another_value_fails_and_says_so if {
	document := _from({"tags": {"Application": "Archive", "backup": "daily", "aws:x": "y"}})
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": "tags were not set again after the restore: Application, backup",
		"at": "/tags",
		"expected": {"Application": "Archive", "backup": "daily"},
		"actual": {"Application": "FormKiQ"},
	}}
}

test_a_source_that_is_gone_leaves_it_unknown if {
	gone := {"known": false, "ttl": null, "stream": null, "pitr_enabled": null, "tags": null}
	not rule.compliant with input as _from(gone)
	reasons := rule.unknown with input as _from(gone)
	reasons == {concat("", [
		"arn:aws:dynamodb:eu-central-1:111122223333:table/documents-old is gone, ",
		"so nobody can say what the table had",
	])}
	unsaid := rule.unknown with input as _from(object.union(gone, {"arn": null}))
	unsaid == {"what it was restored from is gone, so nobody can say what the table had"}
}

test_a_table_that_no_restore_made_or_that_is_being_restored_is_exempt if {
	rule.exempt with input as tables.table
	rule.exempt with input as documents.configured(tables.restored, {"restore": {"in_progress": true}})
	not rule.exempt with input as tables.restored
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(tables.restored, {"restore_source": null})
	not rule.compliant with input as object.union(tables.restored, {"tags": null})
	every part in ["ttl", "stream", "pitr_enabled", "tags"] {
		not rule.compliant with input as _from({part: null})
	}
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(tables.restored)

# Objects are replaced here, not merged: what a source has no longer, it has not.
_from(parts) := object.union(
	object.remove(tables.restored, ["links"]),
	{"links": object.union(
		object.remove(tables.restored.links, ["restore_source"]),
		{"restore_source": object.union(object.remove(tables.source, object.keys(parts)), parts)},
	)},
)
