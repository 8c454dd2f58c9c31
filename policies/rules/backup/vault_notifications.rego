# METADATA
# title: Somebody hears of the vault's failed jobs
# description: >-
#   A vault that plans back up to must tell of jobs that fail (of copies, where they come from): through its own
#   notifications, to a topic with a confirmed subscription, or through a rule of EventBridge. AWS no longer sends
#   BACKUP_JOB_FAILED: BACKUP_JOB_COMPLETED tells of every job that ended, failed ones too (PutBackupVaultNotifications
#   in the AWS Backup API reference). Topics of other accounts and FIFO topics are not supported ("Notification options
#   with AWS Backup").
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["backup.vault"]
# custom:
#   id: BKP-019
#   severity: medium
#   kind: backup.vault
#   needs: [/config/notifications, /links/alerts, /links/filled_by]
#   requires: [vault_notifications]
#   covers: [92]
#   controls:
#     nist_800_53_r5: [CP-9, "CP-9(1)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [CC7.4]
#     cis_controls_8_1: ["11.1"]
#     aws_well_architected: [REL09-BP03]
#   remediation: >-
#     Notify a standard topic of the vault's own account that somebody has confirmed a subscription to.
#     `aws backup put-backup-vault-notifications --region {region} --backup-vault-name {name} --sns-topic-arn <topic>
#     --backup-vault-events BACKUP_JOB_COMPLETED COPY_JOB_FAILED`
package rules.backup.vault_notifications

exempt if {
	input.requires.vault_notifications != []
	is_array(input.links.filled_by)
	every rule in input.links.filled_by {
		rule.copy == true
	}
}

compliant if {
	input.requires.vault_notifications != []
	is_array(input.links.filled_by)
	some rule in input.links.filled_by
	rule.copy == false
	every job in input.requires.vault_notifications {
		job in (_by_topic | _by_rule)
	}
}

unknown contains sprintf(
	"the rule '%v' of EventBridge tells of these events in part; whether of every failure is not known",
	[rule.name],
) if {
	missing := {job | some job in input.requires.vault_notifications} - (_by_topic | _by_rule)
	count(missing) > 0
	every job in missing {
		job in _in_part
	}
	some rule in input.links.alerts.rules
	rule.narrowed == true
	rule.delivered == true
}

findings contains {
	"message": sprintf(
		"nobody hears of a failed %v: %v; tier %v requires it",
		[spoken, _why(job, input.config.notifications, input.links.alerts.topic), input.profile.tier],
	),
	"at": "/config/notifications",
	"expected": event,
	"actual": input.config.notifications.events,
} if {
	some job in input.requires.vault_notifications
	heard := _by_topic | _by_rule
	not job in heard
	spoken := _spoken[job]
	event := _events[job]
}

_events := {"backup_job": "BACKUP_JOB_COMPLETED", "copy_job": "COPY_JOB_FAILED"}

_detail_types := {"backup_job": "Backup Job State Change", "copy_job": "Copy Job State Change"}

_spoken := {"backup_job": "backup", "copy_job": "copy"}

_by_topic contains job if {
	input.links.alerts.topic.fifo == false
	is_number(input.links.alerts.topic.confirmed)
	input.links.alerts.topic.confirmed > 0
	some job, event in _events
	event in input.config.notifications.events
}

_by_rule contains job if {
	some rule in input.links.alerts.rules
	rule.narrowed == false
	some job in _heard_by(rule)
}

_in_part contains job if {
	some rule in input.links.alerts.rules
	some job in _heard_by(rule)
}

_heard_by(rule) := {job |
	rule.delivered == true
	some job, type in _detail_types
	_names(rule.detail_types, type)
}

_names(null, _) := true

_names(types, type) if type in types

_why(job, told, topic) := "the vault notifies no topic" if {
	told.configured == false
} else := "no subscription to its topic is confirmed" if {
	_events[job] in told.events
	topic.confirmed == 0
} else := "AWS Backup does not support FIFO topics" if {
	topic.fifo == true
} else := "AWS no longer sends BACKUP_JOB_FAILED, and BACKUP_JOB_COMPLETED is not among its events" if {
	job == "backup_job"
	"BACKUP_JOB_FAILED" in told.events
} else := "it is not among the events that the vault tells of"
