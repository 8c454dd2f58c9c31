# METADATA
# title: The artefact of the evidence is what it was
# description: >-
#   A record can name the file that proves it, with its SHA-256. The file at hand has another one: it was changed,
#   or replaced, after the record was written, so neither proves anything. A record without an artefact beside it
#   has nothing to compare.
# schemas:
#   - input: schema.input
#   - input.config: schema.facts["evidence.record"]
# custom:
#   id: EVD-002
#   severity: high
#   kind: evidence.record
#   needs: [/config/artefact]
#   requires: [evidence_sound]
#   covers: []
#   controls:
#     nist_800_53_r5: [CP-4, "AU-9(2)"]
#     iso_27001_2022: [A.5.33]
#     sec_17a_4: ["17a-4(f)"]
#     soc_2: [PI1.5]
#   remediation: >-
#     Find out who changed the file and why. If the change is right, record it anew with the SHA-256 of what is
#     there now: `sha256sum FILE`
package rules.evidence.unaltered

exempt if is_null(input.config.artefact)

exempt if {
	is_null(input.config.artefact.path)
	is_null(input.config.artefact.verified)
}

compliant if {
	input.requires.evidence_sound == true
	input.config.artefact.verified == true
}

unknown contains sprintf("its artefact %v is not at hand", [input.config.artefact.path]) if {
	is_string(input.config.artefact.path)
	is_null(input.config.artefact.verified)
}

findings contains {
	"message": sprintf("%v does not have the SHA-256 that the record gives", [input.config.artefact.path]),
	"at": "/config/artefact/verified",
	"expected": true,
	"actual": false,
} if {
	input.config.artefact.verified == false
}
