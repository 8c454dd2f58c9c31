# METADATA
# title: A site keeps deleted documents as long as its tier requires
# description: >-
#   FormKiQ deletes a document for good, or keeps it as soft-deleted for so many days (-1: until somebody clears it), as
#   the settings of the site say. They are read only with scan.formkiq_site_config, so no shipped tier asks for this:
#   without them it would be unknown for every site.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["formkiq.site"]
# custom:
#   id: SITE-003
#   severity: medium
#   kind: formkiq.site
#   needs: [/config/settings]
#   requires: [soft_delete_days]
#   covers: [99]
#   controls:
#     nist_800_53_r5: [CP-9, SI-12]
#     iso_27001_2022: [A.5.33]
#     soc_2: [C1.2]
#   remediation: >-
#     In the site's configuration, set documentDispositionAction to SOFT_DELETE and
#     documentSoftDeleteRetentionInDays to what the tier requires, or to -1.
package rules.site.soft_delete

import data.lib.retention

_until_cleared := -1

compliant if {
	is_number(input.requires.soft_delete_days)
	input.config.settings.disposition_action == "SOFT_DELETE"
	_lasts(input.config.settings.soft_delete_retention_days, input.requires.soft_delete_days)
}

findings contains {
	"message": sprintf("site %v does not keep what is deleted (%v)", [input.name, _action]),
	"at": "/config/settings/disposition_action",
	"expected": "SOFT_DELETE",
	"actual": action,
} if {
	action := input.config.settings.disposition_action
	_action != "SOFT_DELETE"
}

findings contains {
	"message": sprintf(
		"site %v keeps deleted documents for %v; tier %v requires %v",
		[input.name, retention.spoken(days), input.profile.tier, retention.spoken(needed)],
	),
	"at": "/config/settings/soft_delete_retention_days",
	"expected": needed,
	"actual": days,
} if {
	needed := input.requires.soft_delete_days
	days := input.config.settings.soft_delete_retention_days
	is_number(days)
	not _lasts(days, needed)
}

findings contains {
	"message": sprintf("site %v does not say how long it keeps deleted documents", [input.name]),
	"at": "/config/settings/soft_delete_retention_days",
	"expected": input.requires.soft_delete_days,
	"actual": null,
} if {
	is_null(input.config.settings.soft_delete_retention_days)
}

_action := "nothing is set" if is_null(input.config.settings.disposition_action)

else := input.config.settings.disposition_action

_lasts(days, _) if days == _until_cleared

_lasts(days, needed) if {
	is_number(days)
	days >= needed
}
