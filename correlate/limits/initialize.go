package limits

import "time"

// SnapshotRestore is what fast snapshot restore gives for one snapshot in one Availability Zone. Each volume that is
// created fully initialized takes one credit; the bucket is empty when the feature is enabled.
type SnapshotRestore struct {
	Bucket      float64       // credits that can be saved up: volumes that can be created at one time
	PerHour     float64       // credits that come in
	FirstCredit time.Duration // from enabled to the first volume that profits
	Optimizing  time.Duration // from the request to enabled, roughly
	Supported   bool          // snapshots up to 16 TiB
}

// FastSnapshotRestore returns the figures for a snapshot of a volume of the given size. The size of the volume counts,
// not how much data the snapshot holds.
//
// Source: https://docs.aws.amazon.com/ebs/latest/userguide/volume-creation-credits.html (credits),
// https://docs.aws.amazon.com/ebs/latest/userguide/view-fsr-enabled-snapshots.html (60 minutes per TiB) and
// https://docs.aws.amazon.com/ebs/latest/userguide/ebs-fast-snapshot-restore.html (16 TiB)
func FastSnapshotRestore(sizeGiB int) SnapshotRestore {
	if sizeGiB <= 0 {
		return SnapshotRestore{}
	}
	tib := float64(sizeGiB) / 1024
	perHour := min(10, 1/tib)
	return SnapshotRestore{
		Bucket:      max(1, perHour),
		PerHour:     perHour,
		FirstCredit: seconds(3600 / perHour),
		Optimizing:  seconds(3600 * tib),
		Supported:   sizeGiB <= 16<<10,
	}
}

// The rates that can be given to Provisioned Rate for Volume Initialization, in MiB/s.
//
// Source: https://docs.aws.amazon.com/ebs/latest/userguide/initalize-volume.html
const (
	MinInitializationMiBs = 100
	MaxInitializationMiBs = 300
)

// InitializationTime returns how long the blocks of a snapshot take to reach a new volume at a provisioned rate. The
// size is that of the snapshot's data. It is 0 for a rate that AWS does not accept.
func InitializationTime(sizeGiB, mibs float64) time.Duration {
	if !(mibs >= MinInitializationMiBs && mibs <= MaxInitializationMiBs) || !(sizeGiB > 0 && sizeGiB < 1e6) {
		return 0
	}
	return seconds(sizeGiB * 1024 / mibs)
}
