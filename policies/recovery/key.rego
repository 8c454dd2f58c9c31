# METADATA
# title: The key that encrypts a resource
# description: >-
#   What is encrypted with a key is worth what the key is worth: one that is pending deletion or disabled ends every
#   path that needs it. That no key of the customer's is involved has to be proven, like everything that is good.
# schemas:
#   - input: schema.input
package recovery.key

# No key of the customer's encrypts it: AWS's own does, or none at all.
default none := false

none if _unkeyed(input.kind, input.config)

none if input.links.key.manager == "AWS"

# Whether what is encrypted with it can be read.
default usable := false

usable if none

usable if input.links.key.state == "Enabled"

# Why it cannot, if that is certain.
broken := sprintf("its key %v is %v%v", [input.links.key.arn, state, _when(input.links.key.deletion_at)]) if {
	none == false
	state := input.links.key.state
	is_string(state)
	state != "Enabled"
}

# The ARN of the customer's key; null if it is not known, or there is none. An alias may stand for any key.
default arn := null

arn := input.links.key.arn if names_one(input.links.key.arn)

# Whether a text is the ARN of one key: of ids and aliases nobody can say whether they are the same.
names_one(text) if {
	is_string(text)
	startswith(text, "arn:")
	contains(text, ":key/")
}

_when(null) := ""

_when(moment) := sprintf(" (to be deleted on %v)", [moment]) if is_string(moment)

_unkeyed("dynamodb.table", config) if config.encryption.type in {"AES256", "AWS_OWNED"}

_unkeyed("s3.bucket", config) if config.encryption.algorithm == "AES256"

_unkeyed(kind, config) if {
	kind in {"ec2.volume", "efs.file_system", "rds.cluster", "rds.instance"}
	config.encrypted == false
}

_unkeyed("opensearch.domain", config) if config.encryption_at_rest.enabled == false

# Kinds whose key no scenario takes away.
_unkeyed(kind, _) if {
	kind in {"cloudformation.stack", "cognito.user_pool", "logs.log_group", "opensearch.collection"}
}
