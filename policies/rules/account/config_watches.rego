# METADATA
# title: AWS Config checks how tables and buckets are protected, wherever there are any
# description: >-
#   Protection that was right yesterday may be off today. In each Region with tables a recorder of AWS Config must
#   record them, with an active managed rule about their backups; likewise buckets, with one about versions, locks,
#   replication or backups. Rules about one resource, and rules of one's own, do not count: what they check is not
#   known here. A Region that was not looked at may have tables and buckets, and leaves it open.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["account"]
# custom:
#   id: ACC-002
#   severity: low
#   kind: account
#   needs: [/links/monitoring]
#   requires: [config_watches]
#   covers: [91]
#   controls:
#     nist_800_53_r5: ["CP-9(1)"]
#     iso_27001_2022: [A.8.13]
#     soc_2: [CC7.4]
#     aws_well_architected: [REL13-BP04]
#   remediation: >-
#     Turn the recorder on in the Regions named, and add managed rules such as DYNAMODB_PITR_ENABLED and
#     S3_BUCKET_VERSIONING_ENABLED. `aws configservice put-config-rule --region <region> --config-rule file://rule.json`
package rules.account.config_watches

compliant if {
	input.requires.config_watches == true
	input.links.monitoring.unseen == []
	every region in input.links.monitoring.regions {
		_checked(region, "tables")
		_checked(region, "buckets")
	}
}

unknown contains why if {
	count(findings) == 0
	is_array(input.links.monitoring.regions)
	some region in input.links.monitoring.regions
	some why in region.config_unread
}

unknown contains sprintf("enabled Regions were not looked at: %v", [concat(", ", input.links.monitoring.unseen)]) if {
	count(findings) == 0
	count(input.links.monitoring.unseen) > 0
}

findings contains {
	"message": sprintf(
		"no active rule of AWS Config checks how the %v of %v are protected (%v there); the recorder is %v",
		[what, region.region, held, _on_or_off(region.recording)],
	),
	"at": sprintf("/links/monitoring/regions/%v/%v_checked", [i, what]),
	"expected": "a rule",
	"actual": [],
} if {
	is_array(input.links.monitoring.regions)
	some i, region in input.links.monitoring.regions
	region.config_unread == []
	some what in ["buckets", "tables"]
	held := region[what]
	held > 0
	region[concat("_", [what, "checked"])] == []
}

_checked(region, what) if count(region[concat("_", [what, "checked"])]) > 0

_checked(region, what) if {
	region.config_unread == []
	region[what] == 0
}

_on_or_off(true) := "on"

_on_or_off(false) := "off"
