package metric

import "hamari/parsers"

// PointKind is one point of any metric.
var PointKind = parsers.NewKind("metric", "One point of a CloudWatch metric", []parsers.Field{
	pointNamespace:  {Name: "namespace", Doc: "Namespace, such as AWS/EC2."},
	pointName:       {Name: "name", Doc: "Metric name, such as CPUUtilization."},
	pointStat:       {Name: "stat", Doc: "Statistic: Average, Sum, Minimum, Maximum, SampleCount, p99."},
	pointDimensions: {Name: "dimensions", Doc: "All dimensions as Name=Value, sorted and joined with commas."},
	pointInstance:   {Name: "instance", Entity: "instance", Doc: "Dimension InstanceId."},
	pointVolume:     {Name: "volume", Entity: "volume", Doc: "Dimension VolumeId."},
	pointVPN:        {Name: "vpn", Entity: "vpn", Doc: "Dimension VpnId."},
	pointNATGateway: {Name: "nat_gateway", Entity: "nat-gateway", Doc: "Dimension NatGatewayId."},
	pointBalancer:   {Name: "load_balancer", Entity: "load-balancer", Doc: "Dimension LoadBalancer, as app/NAME/ID."},
	pointGroup:      {Name: "target_group", Entity: "target-group", Doc: "Dimension TargetGroup, as targetgroup/NAME/ID."},
	pointRegion:     {Name: "region", Entity: "region", Doc: "Region, where the source states it."},
	pointAccount:    {Name: "account", Entity: "account", Doc: "Account, where the source states it."},
	pointPeriod:     {Name: "period", Type: parsers.Int, Unit: "seconds", Doc: "Length of the point's period."},
	pointRepeats:    {Name: "repeats", Type: parsers.Bool, Doc: "Another statistic or period of the same metric, of those that the step takes, is there for all of that time, and says more: of Maximum, Sum, Average, Minimum and others the first counts, and the shorter period."},
	pointValue:      {Name: "value", Type: parsers.Float, Doc: "The value, in the metric's own unit."},
	pointRise:       {Name: "rise", Type: parsers.Float, Doc: "By how much the value is larger than the one before it in the same series; absent where it is not. What happened meanwhile, where the metric is a counter that goes on until something is reset."},
})

// Slots of PointKind.
const (
	pointNamespace = iota
	pointName
	pointStat
	pointDimensions
	pointInstance
	pointVolume
	pointVPN
	pointNATGateway
	pointBalancer
	pointGroup
	pointRegion
	pointAccount
	pointPeriod
	pointRepeats
	pointValue
	pointRise
)

// Slots of VolumeKind.
const (
	volVolume = iota
	volInstance
	volRegion
	volType
	volSize
	volPeriod
	volReadIOPS
	volWriteIOPS
	volIOPS
	volReadMiBs
	volWriteMiBs
	volThroughput
	volIOSize
	volReadLatency
	volWriteLatency
	volLatency
	volQueue
	volBusy
	volBurst
	volExceeded
	volExceededIOPS
	volExceededMiBs
	volExceededShare
	volLimitIOPS
	volLimitThroughput
	volLimitFrom
	volIOPSShare
	volThroughputShare
	volShare
	volInstanceShare
	volInstanceIOPS
	volInstanceMiBs
	volInstanceType
	volSnapshot
	volFromSnapshot
	volEmpty
	volAge
	volInitialising
	volSettled
	volSlowdown
	volReadGiB
	volReadOfSize
	volNeededIOPS
	volNeededThroughput
	volBaselineShare
	volTimeAtLimit
	volumeSlots
)

// VolumeKind is one period of one EBS volume.
var VolumeKind = parsers.NewKind("volume-load", "One period of an EBS volume: rates, latencies, and how near they came to the limits", []parsers.Field{
	volVolume:           {Name: "volume", Entity: "volume", Doc: "The volume."},
	volInstance:         {Name: "instance", Entity: "instance", Doc: "The instance that it was attached to last."},
	volRegion:           {Name: "region", Entity: "region", Doc: "Region, where known."},
	volType:             {Name: "volume_type", Doc: "gp2, gp3, io1, io2, st1, sc1, standard; absent where unknown."},
	volSize:             {Name: "size", Type: parsers.Int, Unit: "GiB", Doc: "Size of the volume."},
	volPeriod:           {Name: "period", Type: parsers.Int, Unit: "seconds", Doc: "Length of the period; with 300 s short peaks are averaged away."},
	volReadIOPS:         {Name: "read_iops", Type: parsers.Float, Unit: "operations/s", Doc: "VolumeReadOps Sum / period."},
	volWriteIOPS:        {Name: "write_iops", Type: parsers.Float, Unit: "operations/s", Doc: "VolumeWriteOps Sum / period."},
	volIOPS:             {Name: "iops", Type: parsers.Float, Unit: "operations/s", Doc: "Reads and writes together."},
	volReadMiBs:         {Name: "read_throughput", Type: parsers.Float, Unit: "MiB/s", Doc: "VolumeReadBytes Sum / period."},
	volWriteMiBs:        {Name: "write_throughput", Type: parsers.Float, Unit: "MiB/s", Doc: "VolumeWriteBytes Sum / period."},
	volThroughput:       {Name: "throughput", Type: parsers.Float, Unit: "MiB/s", Doc: "Reads and writes together."},
	volIOSize:           {Name: "io_size", Type: parsers.Float, Unit: "KiB", Doc: "Average size of an operation."},
	volReadLatency:      {Name: "read_latency", Type: parsers.Float, Unit: "ms", Doc: "VolumeTotalReadTime Sum / VolumeReadOps Sum."},
	volWriteLatency:     {Name: "write_latency", Type: parsers.Float, Unit: "ms", Doc: "VolumeTotalWriteTime Sum / VolumeWriteOps Sum."},
	volLatency:          {Name: "latency", Type: parsers.Float, Unit: "ms", Doc: "Average over reads and writes."},
	volQueue:            {Name: "queue_length", Type: parsers.Float, Unit: "operations", Doc: "VolumeQueueLength Average, else latency x IOPS (Little's law)."},
	volBusy:             {Name: "busy", Type: parsers.Float, Unit: "0 to 1", Doc: "1 - VolumeIdleTime / period."},
	volBurst:            {Name: "burst_balance", Type: parsers.Float, Unit: "percent", Doc: "BurstBalance: credits left (gp2, st1, sc1)."},
	volExceeded:         {Name: "exceeded", Type: parsers.Float, Unit: "0 or 1", Doc: "VolumeIOPSExceededCheck or VolumeThroughputExceededCheck."},
	volExceededIOPS:     {Name: "exceeded_iops", Type: parsers.Float, Unit: "0 or 1", Doc: "VolumeIOPSExceededCheck."},
	volExceededMiBs:     {Name: "exceeded_throughput", Type: parsers.Float, Unit: "0 or 1", Doc: "VolumeThroughputExceededCheck."},
	volExceededShare:    {Name: "exceeded_share", Type: parsers.Float, Unit: "0 to 1", Doc: "Of the ten minutes around the period, or five periods where they are longer than two minutes, the share in which exceeded was 1; absent before the first of them and after the last."},
	volLimitIOPS:        {Name: "limit_iops", Type: parsers.Float, Unit: "operations/s", Doc: "What the volume may deliver at that time; for gp2 without credits its baseline."},
	volLimitThroughput:  {Name: "limit_throughput", Type: parsers.Float, Unit: "MiB/s", Doc: "What the volume may deliver at that time."},
	volLimitFrom:        {Name: "limit_from", Doc: "Where the limit is known from."},
	volIOPSShare:        {Name: "iops_share", Type: parsers.Float, Unit: "0 to 1", Doc: "iops / limit_iops."},
	volThroughputShare:  {Name: "throughput_share", Type: parsers.Float, Unit: "0 to 1", Doc: "throughput / limit_throughput."},
	volShare:            {Name: "share_of_limit", Type: parsers.Float, Unit: "0 to 1", Doc: "The larger of the two."},
	volInstanceShare:    {Name: "instance_share", Type: parsers.Float, Unit: "0 to 1", Doc: "How much of its instance's EBS limit the instance used in the same period."},
	volInstanceIOPS:     {Name: "instance_iops", Type: parsers.Float, Unit: "operations/s", Doc: "What all volumes of its instance did together in the same period."},
	volInstanceMiBs:     {Name: "instance_throughput", Type: parsers.Float, Unit: "MiB/s", Doc: "What all volumes of its instance moved together in the same period."},
	volInstanceType:     {Name: "instance_type", Doc: "Type of the instance."},
	volSnapshot:         {Name: "snapshot", Entity: "snapshot", Doc: "The snapshot that the volume was made from."},
	volFromSnapshot:     {Name: "from_snapshot", Type: parsers.Bool, Doc: "The volume was made from a snapshot; absent where unknown."},
	volAge:              {Name: "age", Type: parsers.Float, Unit: "hours", Doc: "Time since the volume was created; where that is not in the bundle, since it was attached: it is that old at least."},
	volEmpty:            {Name: "made_empty", Type: parsers.Bool, Doc: "The volume is described as made of no snapshot; absent where that is not so or not known."},
	volInitialising:     {Name: "initialization_progress", Type: parsers.Float, Unit: "percent", Doc: "InitializationStatusDetails.Progress of describe-volume-status."},
	volSettled:          {Name: "settled_read_latency", Type: parsers.Float, Unit: "ms", Doc: "Read latency that the same volume showed later (20th percentile of the later periods with reads)."},
	volSlowdown:         {Name: "read_slowdown", Type: parsers.Float, Unit: "times", Doc: "read_latency / settled_read_latency."},
	volReadGiB:          {Name: "read_so_far", Type: parsers.Float, Unit: "GiB", Doc: "Bytes read since the first period in the bundle."},
	volReadOfSize:       {Name: "read_of_size", Type: parsers.Float, Unit: "times", Doc: "read_so_far / size: beyond 1 not every block can have been read for the first time."},
	volNeededIOPS:       {Name: "needed_iops", Type: parsers.Float, Unit: "operations/s", Doc: "What the waiting operations would amount to if each took the volume's unhindered latency: queue_length / latency (Little's law), at least iops. An estimate, and an upper one."},
	volNeededThroughput: {Name: "needed_throughput", Type: parsers.Float, Unit: "MiB/s", Doc: "needed_iops x io_size."},
	volBaselineShare:    {Name: "share_of_baseline", Type: parsers.Float, Unit: "0 to 1", Doc: "For volumes with burst credits: the larger of iops and throughput against what the volume delivers without credits."},
	volTimeAtLimit:      {Name: "time_at_limit", Type: parsers.Float, Unit: "0 to 1", Doc: "The share of all periods of the volume in the bundle in which share_of_limit was 0.9 or more: of its baseline where its burst credits are spent, of the limit that it has while it has them where they are not."},
})

// Slots of InstanceKind.
const (
	insInstance = iota
	insType
	insRegion
	insPeriod
	insIOPS
	insThroughput
	insLimitIOPS
	insLimitThroughput
	insMaxIOPS
	insMaxThroughput
	insLimitFrom
	insBaselineShare
	insMaxShare
	insBalance
	insExceeded
	insExceededIOPS
	insExceededMiBs
	insExceededShare
	insCeiling
	insQueue
	insLatency
	insFrom
	insIOSize
	insTimeAtLimit
	insAge
	instanceSlots
)

// InstanceKind is one period of one instance's EBS traffic.
var InstanceKind = parsers.NewKind("instance-load", "One period of all EBS traffic of an instance, against what its type sustains", pointFields)

var pointFields = []parsers.Field{
	insInstance:        {Name: "instance", Entity: "instance", Doc: "The instance."},
	insType:            {Name: "instance_type", Doc: "Its type at that time."},
	insRegion:          {Name: "region", Entity: "region", Doc: "Region, where known."},
	insPeriod:          {Name: "period", Type: parsers.Int, Unit: "seconds", Doc: "Length of the period."},
	insIOPS:            {Name: "iops", Type: parsers.Float, Unit: "operations/s", Doc: "Reads and writes on all volumes."},
	insThroughput:      {Name: "throughput", Type: parsers.Float, Unit: "MiB/s", Doc: "Reads and writes on all volumes."},
	insLimitIOPS:       {Name: "limit_iops", Type: parsers.Float, Unit: "operations/s", Doc: "What the type sustains (baseline)."},
	insLimitThroughput: {Name: "limit_throughput", Type: parsers.Float, Unit: "MiB/s", Doc: "What the type sustains (baseline)."},
	insMaxIOPS:         {Name: "max_iops", Type: parsers.Float, Unit: "operations/s", Doc: "What the type reaches while it has credits."},
	insMaxThroughput:   {Name: "max_throughput", Type: parsers.Float, Unit: "MiB/s", Doc: "What the type reaches while it has credits."},
	insLimitFrom:       {Name: "limit_from", Doc: "Where the limit is known from."},
	insBaselineShare:   {Name: "share_of_baseline", Type: parsers.Float, Unit: "0 to 1", Doc: "The larger of iops and throughput against the baseline."},
	insMaxShare:        {Name: "share_of_max", Type: parsers.Float, Unit: "0 to 1", Doc: "The larger of iops and throughput against the maximum."},
	insBalance:         {Name: "balance", Type: parsers.Float, Unit: "percent", Doc: "The smaller of EBSIOBalance% and EBSByteBalance%: burst credits left."},
	insExceeded:        {Name: "exceeded", Type: parsers.Float, Unit: "0 or 1", Doc: "InstanceEBSIOPSExceededCheck or InstanceEBSThroughputExceededCheck."},
	insExceededIOPS:    {Name: "exceeded_iops", Type: parsers.Float, Unit: "0 or 1", Doc: "InstanceEBSIOPSExceededCheck."},
	insExceededMiBs:    {Name: "exceeded_throughput", Type: parsers.Float, Unit: "0 or 1", Doc: "InstanceEBSThroughputExceededCheck."},
	insExceededShare:   {Name: "exceeded_share", Type: parsers.Float, Unit: "0 to 1", Doc: "Of the ten minutes around the period, or five periods where they are longer than two minutes, the share in which exceeded was 1; absent before the first of them and after the last."},
	insCeiling:         {Name: "ceiling", Doc: "The limit that the instance ran into in this period: maximum; baseline, its credits being spent; baseline-assumed, where the credits are not known; exceeded-check; absent if none."},
	insQueue:           {Name: "queue_length", Type: parsers.Float, Unit: "operations", Doc: "Sum over its volumes, where they have metrics."},
	insLatency:         {Name: "latency", Type: parsers.Float, Unit: "ms", Doc: "Average over its volumes' operations."},
	insFrom:            {Name: "measured_by", Doc: "instance metrics (EBSReadOps ...) or the sum of its volumes' metrics."},
	insIOSize:          {Name: "io_size", Type: parsers.Float, Unit: "KiB", Doc: "Average size of an operation."},
	insTimeAtLimit:     {Name: "time_at_limit", Type: parsers.Float, Unit: "0 to 1", Doc: "The share of all periods of the instance in the bundle in which ceiling is there."},
	insAge:             {Name: "age", Type: parsers.Float, Unit: "hours", Doc: "For how long the instance has been in use at least: since it was launched, or since the oldest of its volumes was created or attached."},
}

func init() {
	for _, k := range []*parsers.Kind{PointKind, VolumeKind, InstanceKind, CPUKind} {
		k.Series, k.Averages = true, k != PointKind // of a point the statistic tells what it is
	}
}
