package metric

import "slices"

// measure is a CloudWatch metric that loads are computed from.
type measure uint8

const (
	readOps measure = iota
	writeOps
	readBytes
	writeBytes
	readTime
	writeTime
	idleTime
	queueLength
	burstBalance
	iopsCheck
	throughputCheck
	avgIOPS
	avgThroughput
	avgReadLatency
	avgWriteLatency
	instanceReadOps
	instanceWriteOps
	instanceReadBytes
	instanceWriteBytes
	ioBalance
	byteBalance
	instanceIOPSCheck
	instanceThroughputCheck
	cpuUtilization
	creditBalance
	surplusBalance
	measureCount
)

// measures says of each metric which statistics it is of use in, the surest first: rates need the Sum, averages the
// Average; credits are as low as their Minimum, and a check is 0 or 1 in any statistic. A level holds for all of its
// period and so for every shorter one within; a sum over five minutes says nothing about one of them.
var measures = [measureCount]struct {
	namespace, name string
	statistics      []string
	level           bool
}{
	readOps:                 {"AWS/EBS", "VolumeReadOps", sum, false},
	writeOps:                {"AWS/EBS", "VolumeWriteOps", sum, false},
	readBytes:               {"AWS/EBS", "VolumeReadBytes", sum, false},
	writeBytes:              {"AWS/EBS", "VolumeWriteBytes", sum, false},
	readTime:                {"AWS/EBS", "VolumeTotalReadTime", sum, false},
	writeTime:               {"AWS/EBS", "VolumeTotalWriteTime", sum, false},
	idleTime:                {"AWS/EBS", "VolumeIdleTime", sum, false},
	queueLength:             {"AWS/EBS", "VolumeQueueLength", average, false},
	burstBalance:            {"AWS/EBS", "BurstBalance", credits, true},
	iopsCheck:               {"AWS/EBS", "VolumeIOPSExceededCheck", checks, true},
	throughputCheck:         {"AWS/EBS", "VolumeThroughputExceededCheck", checks, true},
	avgIOPS:                 {"AWS/EBS", "VolumeAvgIOPS", average, false},
	avgThroughput:           {"AWS/EBS", "VolumeAvgThroughput", average, false},
	avgReadLatency:          {"AWS/EBS", "VolumeAvgReadLatency", average, false},
	avgWriteLatency:         {"AWS/EBS", "VolumeAvgWriteLatency", average, false},
	instanceReadOps:         {"AWS/EC2", "EBSReadOps", sum, false},
	instanceWriteOps:        {"AWS/EC2", "EBSWriteOps", sum, false},
	instanceReadBytes:       {"AWS/EC2", "EBSReadBytes", sum, false},
	instanceWriteBytes:      {"AWS/EC2", "EBSWriteBytes", sum, false},
	ioBalance:               {"AWS/EC2", "EBSIOBalance%", credits, true},
	byteBalance:             {"AWS/EC2", "EBSByteBalance%", credits, true},
	instanceIOPSCheck:       {"AWS/EC2", "InstanceEBSIOPSExceededCheck", checks, true},
	instanceThroughputCheck: {"AWS/EC2", "InstanceEBSThroughputExceededCheck", checks, true},
	cpuUtilization:          {"AWS/EC2", "CPUUtilization", averageOrMost, false},
	creditBalance:           {"AWS/EC2", "CPUCreditBalance", balance, true},
	surplusBalance:          {"AWS/EC2", "CPUSurplusCreditBalance", balance, true},
}

var (
	sum     = []string{"Sum"}
	average = []string{"Average"}
	credits = []string{"Minimum", "Average"}
	balance = []string{"Minimum", "Average", "Maximum"} // one reading in five minutes: all are the same
	checks  = []string{"Maximum", "Average", "Sum"}

	averageOrMost = []string{"Average", "Maximum"}
)

var measureByName = func() map[[2]string]measure {
	m := map[[2]string]measure{}
	for i, what := range measures {
		m[[2]string{what.namespace, what.name}] = measure(i)
	}
	return m
}()

// ofCPU reports whether the measure is of an instance's CPU, not of its EBS traffic. Their lines are kept apart: CloudWatch
// gives the ones by the minute where it gives the others every five.
func (m measure) ofCPU() bool { return m >= cpuUtilization && m <= surplusBalance }

// ofDisk is the opposite of ofCPU.
func (m measure) ofDisk() bool { return !m.ofCPU() }

// measure returns what a series measures, and how sure its statistic is: 0 is best. It reports false for metrics and
// statistics of which no load can be made. Answers of get-metric-data need not name their statistic; it is then taken
// for the one that makes sense, but one that is named is surer.
func (s *series) measure() (m measure, preference int, ok bool) {
	m, known := measureByName[[2]string{s.key.namespace, s.key.metric}]
	if !known {
		return 0, 0, false
	}
	stats := measures[m].statistics
	if s.key.stat == "" {
		return m, len(stats), true
	}
	preference = slices.Index(stats, s.key.stat)
	return m, preference, preference >= 0
}
