package rules.backup.vault_notifications_test

import data.rules.backup.vault_notifications as rule
import data.testing.documents

test_a_topic_with_one_confirmed_subscription_is_compliant if {
	rule.compliant with input as documents.vault
	rule.findings == set() with input as documents.vault
	rule.unknown == set() with input as documents.vault
}

test_a_topic_that_nobody_hears_fails_and_says_so if {
	document := _alerts({"topic": {"confirmed": 0}})
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.message | some finding in found} == {
		"nobody hears of a failed backup: no subscription to its topic is confirmed; tier enterprise requires it",
		"nobody hears of a failed copy: no subscription to its topic is confirmed; tier enterprise requires it",
	}
}

test_an_event_that_aws_no_longer_sends_fails_and_says_so if {
	document := _told(["BACKUP_JOB_FAILED", "COPY_JOB_FAILED"])
	not rule.compliant with input as document
	found := rule.findings with input as document
	found == {{
		"message": concat("", [
			"nobody hears of a failed backup: AWS no longer sends BACKUP_JOB_FAILED, ",
			"and BACKUP_JOB_COMPLETED is not among its events; tier enterprise requires it",
		]),
		"at": "/config/notifications",
		"expected": "BACKUP_JOB_COMPLETED",
		"actual": ["BACKUP_JOB_FAILED", "COPY_JOB_FAILED"],
	}}
}

test_no_notifications_fail_and_say_so if {
	bare := documents.configured(documents.vault, {"notifications": {"configured": false, "events": []}})
	document := documents.linked(bare, {"alerts": {"topic": null}})
	not rule.compliant with input as document
	found := rule.findings with input as document
	{finding.message | some finding in found} == {
		"nobody hears of a failed backup: the vault notifies no topic; tier enterprise requires it",
		"nobody hears of a failed copy: the vault notifies no topic; tier enterprise requires it",
	}
}

test_other_events_and_fifo_topics_are_not_enough if {
	other := _told(["BACKUP_JOB_COMPLETED", "RESTORE_JOB_COMPLETED"])
	not rule.compliant with input as other
	rule.compliant with input as documents.promised(other, {"vault_notifications": ["backup_job"]})
	fifo := _alerts({"topic": {"fifo": true}})
	not rule.compliant with input as fifo
	some finding in rule.findings with input as other
	startswith(finding.message, "nobody hears of a failed copy: it is not among the events")
	some other_finding in rule.findings with input as fifo
	contains(other_finding.message, "AWS Backup does not support FIFO topics")
}

test_a_rule_of_eventbridge_hears_them_too if {
	silent := documents.configured(documents.vault, {"notifications": {"configured": false, "events": []}})
	every part in [{}, {"detail_types": ["Backup Job State Change", "Copy Job State Change"]}] {
		rule.compliant with input as documents.linked(silent, {"alerts": {"topic": null, "rules": [_rule(part)]}})
	}
	every part in [{"delivered": false}, {"detail_types": ["Copy Job State Change"]}, {"narrowed": true}] {
		document := documents.linked(silent, {"alerts": {"topic": null, "rules": [_rule(part)]}})
		not rule.compliant with input as document
	}
}

test_a_rule_that_may_hear_a_part_only_is_unknown if {
	silent := documents.configured(documents.vault, {"notifications": {"configured": false, "events": []}})
	narrow := documents.linked(silent, {"alerts": {"topic": null, "rules": [_rule({"narrowed": true})]}})
	count(rule.unknown) == 1 with input as narrow
	half := _rule({"narrowed": true, "detail_types": ["Backup Job State Change"]})
	document := documents.linked(silent, {"alerts": {"topic": null, "rules": [half]}})
	rule.unknown == set() with input as document
}

test_a_vault_that_no_plan_backs_up_to_is_exempt if {
	copied := object.union(documents.filling_rule, {"copy": true})
	not rule.exempt with input as documents.vault
	every rules in [[], [copied]] {
		document := documents.linked(documents.vault, {"filled_by": rules})
		rule.exempt with input as document
		not rule.compliant with input as document
	}
	both := documents.linked(documents.vault, {"filled_by": [copied, documents.filling_rule]})
	rule.compliant with input as both
}

test_unknown_proves_nothing if {
	not rule.compliant with input as documents.linked(documents.vault, {"alerts": null})
	not rule.compliant with input as documents.configured(documents.vault, {"notifications": null})
	every link in ["alerts", "filled_by"] {
		document := documents.linked(documents.vault, {link: null})
		not rule.exempt with input as document
	}
}

test_nothing_required_proves_nothing if not rule.compliant with input as documents.unpromised(documents.vault)

_told(events) := documents.configured(documents.vault, {"notifications": {"events": events}})

_alerts(changes) := documents.linked(documents.vault, {"alerts": changes})

_rule(changes) := object.union(
	{"name": "failures", "detail_types": null, "narrowed": false, "delivered": true},
	changes,
)
