# METADATA
# title: What CloudFormation stacks own, and what becomes of it
package lib.stacks

# Whether a resource of this type keeps data, keys or secrets, or holds one that may (a nested stack). Of a stack that
# owns nothing of the kind nothing is lost: it is deployed again from its source. Log groups and parameters are left
# out, since hardly a stack is without one, and custom resources, which are calls and hardly ever stores.
keeps_data(type) := type in _data_types

# Whether a resource outlives its stack, and an update that replaces it. Snapshot is not enough here: AWS knows it for
# other types only.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
retains(stack) if {
	stack.template_read == true
	stack.deletion_policy in {"Retain", "RetainExceptOnCreate"}
	stack.update_replace_policy == "Retain"
}

# Why a resource does not outlive its stack, or an update that replaces it, as findings.
lets_go(stack) := {finding |
	some name, said in _said
	policy := stack[name]
	not policy in {"Retain", "RetainExceptOnCreate"}
	finding := {
		"message": sprintf("%v of %v in stack %v is %v: %v", [
			said.policy,
			stack.logical_id,
			stack.name,
			_named(policy),
			said.what,
		]),
		"at": sprintf("/links/stack/%v", [name]),
		"expected": "Retain",
		"actual": policy,
	}
}

_said := {
	"deletion_policy": {"policy": "DeletionPolicy", "what": "deleting the stack deletes it"},
	"update_replace_policy": {"policy": "UpdateReplacePolicy", "what": "an update that replaces it deletes it"},
}

_named(policy) := "not set, and so Delete" if policy == null

else := policy

_data_types := {
	"AWS::Backup::BackupVault",
	"AWS::Backup::LogicallyAirGappedBackupVault",
	"AWS::Cassandra::Keyspace",
	"AWS::Cassandra::Table",
	"AWS::CloudFormation::Stack",
	"AWS::CodeCommit::Repository",
	"AWS::Cognito::UserPool",
	"AWS::DSQL::Cluster",
	"AWS::DocDB::DBCluster",
	"AWS::DocDBElastic::Cluster",
	"AWS::DynamoDB::GlobalTable",
	"AWS::DynamoDB::Table",
	"AWS::EC2::Instance",
	"AWS::EC2::Volume",
	"AWS::ECR::Repository",
	"AWS::EFS::FileSystem",
	"AWS::ElastiCache::CacheCluster",
	"AWS::ElastiCache::ReplicationGroup",
	"AWS::ElastiCache::ServerlessCache",
	"AWS::Elasticsearch::Domain",
	"AWS::FSx::FileSystem",
	"AWS::FSx::Volume",
	"AWS::Glue::Database",
	"AWS::Glue::Table",
	"AWS::KMS::Key",
	"AWS::KMS::ReplicaKey",
	"AWS::Kendra::Index",
	"AWS::Kinesis::Stream",
	"AWS::Lightsail::Bucket",
	"AWS::Lightsail::Database",
	"AWS::Lightsail::Disk",
	"AWS::Lightsail::Instance",
	"AWS::MSK::Cluster",
	"AWS::MSK::ServerlessCluster",
	"AWS::MemoryDB::Cluster",
	"AWS::Neptune::DBCluster",
	"AWS::NeptuneGraph::Graph",
	"AWS::OpenSearchServerless::Collection",
	"AWS::OpenSearchService::Domain",
	"AWS::QLDB::Ledger",
	"AWS::RDS::DBCluster",
	"AWS::RDS::DBInstance",
	"AWS::RDS::GlobalCluster",
	"AWS::Redshift::Cluster",
	"AWS::RedshiftServerless::Namespace",
	"AWS::S3::Bucket",
	"AWS::S3Express::DirectoryBucket",
	"AWS::S3Outposts::Bucket",
	"AWS::S3Tables::TableBucket",
	"AWS::S3Vectors::VectorBucket",
	"AWS::SecretsManager::Secret",
	"AWS::Timestream::Database",
	"AWS::Timestream::InfluxDBInstance",
	"AWS::Timestream::Table",
	"AWS::WorkSpaces::Workspace",
}
