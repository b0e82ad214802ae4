// Package limits knows what EBS volumes and EC2 instances can do: the IOPS and throughput a volume is allowed, the part
// of it that rests on burst credits, the EBS bandwidth of an instance type, and the CPU credits of a burstable one.
//
// It answers two questions. What was the ceiling in a given moment ([Volume.Limits], [InstanceType], [FromDescribe])?
// And what would have been enough ([GP3], [Larger], [SameClass], [FastSnapshotRestore], [InitializationTime])?
//
// # Units
//
// Volumes are measured in MiB/s and IOPS of at most 256 KiB (SSD) or 1,024 KiB (HDD); instances in decimal MB/s, as
// AWS prints them, which [Instance.BaselineMiBs] converts. The two must not be compared without the conversion.
//
// # Sources
//
// Every figure names its page of the AWS documentation. The table of instance types is a copy of the tables there and
// ages: what a bundle's own describe-instance-types says overrides it.
package limits
