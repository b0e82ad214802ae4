package metrics

import (
	"slices"
	"strings"
	"sync"

	"hamari/parsers/lazy"
)

// namespace is what is known about an AWS namespace: the dimensions by which its metrics are usually kept, the main one
// first, and its metrics.
type namespace struct {
	name       string
	dimensions []string
	metrics    string // separated by blanks; a blank within a name is written as ~
}

// names are the names of all metrics.
func (ns *namespace) names() []string {
	names := strings.Fields(ns.metrics)
	for i := range names {
		names[i] = strings.ReplaceAll(names[i], "~", " ")
	}
	return names
}

// maxWords is how many words the longest name of a metric has, as wordSpans cuts it.
const maxWords = 9

// namespaces hold the metrics whose namespace can be told from their name. They are not a list of all metrics: one that
// is missing here is read all the same, without a namespace where the source names none.
//
// Source: the "CloudWatch metrics" page of each service's user guide.
var namespaces = []namespace{
	{"AWS/EC2", []string{"InstanceId", "AutoScalingGroupName", "InstanceType"}, `CPUUtilization DiskReadOps DiskWriteOps DiskReadBytes
		DiskWriteBytes NetworkIn NetworkOut NetworkPacketsIn NetworkPacketsOut MetadataNoToken MetadataNoTokenRejected
		CPUCreditUsage CPUCreditBalance CPUSurplusCreditBalance CPUSurplusCreditsCharged StatusCheckFailed
		StatusCheckFailed_Instance StatusCheckFailed_System StatusCheckFailed_AttachedEBS EBSReadOps EBSWriteOps EBSReadBytes
		EBSWriteBytes EBSIOBalance% EBSByteBalance% InstanceEBSIOPSExceededCheck InstanceEBSThroughputExceededCheck`},
	{"AWS/EBS", []string{"VolumeId", "InstanceId"}, `VolumeReadOps VolumeWriteOps VolumeReadBytes VolumeWriteBytes
		VolumeTotalReadTime VolumeTotalWriteTime VolumeIdleTime VolumeQueueLength VolumeThroughputPercentage
		VolumeConsumedReadWriteOps BurstBalance VolumeIOPSExceededCheck VolumeThroughputExceededCheck VolumeStalledIOCheck
		VolumeAvgIOPS VolumeAvgThroughput VolumeAvgReadLatency VolumeAvgWriteLatency`},
	{"AWS/NATGateway", []string{"NatGatewayId"}, `ActiveConnectionCount BytesInFromDestination BytesInFromSource
		BytesOutToDestination BytesOutToSource ConnectionAttemptCount ConnectionEstablishedCount ErrorPortAllocation
		IdleTimeoutCount PacketsDropCount PacketsInFromDestination PacketsInFromSource PacketsOutToDestination
		PacketsOutToSource PeakBytesPerSecond PeakPacketsPerSecond`},
	{"AWS/VPN", []string{"VpnId", "TunnelIpAddress"}, `TunnelState TunnelDataIn TunnelDataOut`},
	{"AWS/TransitGateway", []string{"TransitGateway", "TransitGatewayAttachment"}, `BytesIn BytesOut PacketsIn PacketsOut
		PacketDropCountBlackhole PacketDropCountNoRoute PacketDropCountTTLExpired BytesDropCountBlackhole
		BytesDropCountNoRoute`},
	{"AWS/ApplicationELB", []string{"LoadBalancer", "TargetGroup"}, `ActiveConnectionCount NewConnectionCount
		ProcessedBytes RejectedConnectionCount RequestCount RequestCountPerTarget TargetConnectionErrorCount
		TargetResponseTime TargetTLSNegotiationErrorCount ClientTLSNegotiationErrorCount ConsumedLCUs HealthyHostCount
		UnHealthyHostCount HTTPCode_ELB_3XX_Count HTTPCode_ELB_4XX_Count HTTPCode_ELB_5XX_Count HTTPCode_ELB_500_Count
		HTTPCode_ELB_502_Count HTTPCode_ELB_503_Count HTTPCode_ELB_504_Count HTTPCode_Target_2XX_Count
		HTTPCode_Target_3XX_Count HTTPCode_Target_4XX_Count HTTPCode_Target_5XX_Count`},
	{"AWS/NetworkELB", []string{"LoadBalancer", "TargetGroup"}, `ActiveFlowCount ActiveFlowCount_TCP ActiveFlowCount_TLS
		NewFlowCount NewFlowCount_TCP NewFlowCount_TLS ProcessedBytes ProcessedPackets ConsumedLCUs PortAllocationErrorCount
		TCP_Client_Reset_Count TCP_ELB_Reset_Count TCP_Target_Reset_Count HealthyHostCount UnHealthyHostCount
		ClientTLSNegotiationErrorCount TargetTLSNegotiationErrorCount`},
	{"AWS/ELB", []string{"LoadBalancerName"}, `BackendConnectionErrors HTTPCode_Backend_2XX HTTPCode_Backend_3XX
		HTTPCode_Backend_4XX HTTPCode_Backend_5XX HTTPCode_ELB_4XX HTTPCode_ELB_5XX Latency RequestCount SpilloverCount
		SurgeQueueLength HealthyHostCount UnHealthyHostCount`},
	{"AWS/Lambda", []string{"FunctionName"}, `Invocations Errors Throttles Duration ConcurrentExecutions IteratorAge
		DeadLetterErrors UnreservedConcurrentExecutions`},
	{"AWS/RDS", []string{"DBInstanceIdentifier", "DBClusterIdentifier"}, `CPUUtilization DatabaseConnections DiskQueueDepth
		FreeStorageSpace FreeableMemory ReadIOPS WriteIOPS ReadLatency WriteLatency ReadThroughput WriteThroughput
		ReplicaLag SwapUsage NetworkReceiveThroughput NetworkTransmitThroughput BurstBalance EBSIOBalance% EBSByteBalance%
		CPUCreditUsage CPUCreditBalance BinLogDiskUsage OldestReplicationSlotLag TransactionLogsDiskUsage`},
	{"AWS/ES", []string{"DomainName", "ClientId"}, `FreeStorageSpace ClusterUsedSpace`},
	{"AWS/DX", []string{"ConnectionId", "VirtualInterfaceId"}, `ConnectionState ConnectionBpsEgress ConnectionBpsIngress
		ConnectionPpsEgress ConnectionPpsIngress ConnectionErrorCount ConnectionLightLevelTx ConnectionLightLevelRx
		ConnectionEncryptionState`},
	{"AWS/AutoScaling", []string{"AutoScalingGroupName"}, `GroupDesiredCapacity GroupInServiceInstances GroupMinSize
		GroupMaxSize GroupPendingInstances GroupTerminatingInstances GroupTotalInstances`},
	{"AWS/CloudFront", []string{"DistributionId"}, `Requests BytesDownloaded BytesUploaded TotalErrorRate 4xxErrorRate
		5xxErrorRate`},
	// Of the agent those that say how an instance fares. Source:
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/metrics-collected-by-CloudWatch-agent.html
	{"CWAgent", []string{"InstanceId", "AutoScalingGroupName", "ImageId", "InstanceType", "interface", "driver", "path",
		"device", "fstype", "cpu", "objectname", "instance"}, `mem_used_percent mem_available_percent mem_used mem_available
		mem_total swap_used_percent swap_used swap_free disk_used_percent disk_used disk_free disk_inodes_free
		cpu_usage_active cpu_usage_idle cpu_usage_iowait cpu_usage_steal cpu_usage_system cpu_usage_user
		diskio_iops_in_progress diskio_io_time diskio_read_bytes diskio_reads diskio_write_bytes diskio_writes
		netstat_tcp_established netstat_tcp_time_wait processes_total processes_blocked
		ethtool_bw_in_allowance_exceeded ethtool_bw_out_allowance_exceeded ethtool_pps_allowance_exceeded
		ethtool_conntrack_allowance_exceeded ethtool_conntrack_allowance_available ethtool_linklocal_allowance_exceeded
		Memory~%~Committed~Bytes~In~Use Memory~Available~MBytes Paging~File~%~Usage LogicalDisk~%~Free~Space
		PhysicalDisk~%~Disk~Time Processor~%~Processor~Time
		ENA~Packets~Shaping~Aggregate~inbound~BW~allowance~exceeded
		ENA~Packets~Shaping~Aggregate~outbound~BW~allowance~exceeded ENA~Packets~Shaping~PPS~allowance~exceeded
		ENA~Packets~Shaping~Connection~tracking~allowance~exceeded
		ENA~Packets~Shaping~Link~local~packet~rate~allowance~exceeded`},
}

// namespacesOf returns the namespaces in which a metric of the name exists.
func namespacesOf(metric string) []*namespace {
	byMetric, _ := namespaceIndex()
	return byMetric[metric]
}

// namespaceNamed returns the namespace of the name, nil if it is not known.
func namespaceNamed(name string) *namespace {
	_, byName := namespaceIndex()
	return byName[name]
}

// Has reports whether a namespace has a metric of the name; others may have one, too.
func Has(namespace, metric string) bool {
	return slices.Contains(namespacesOf(metric), namespaceNamed(namespace))
}

// SharesNone reports whether it is known of a namespace that the names of its metrics are not those of EC2 and EBS, or
// that it is one of these.
func SharesNone(namespace string) bool {
	ns := namespaceNamed(namespace)
	switch {
	case ns == nil:
		return false
	case ns.name == "AWS/EC2" || ns.name == "AWS/EBS":
		return true
	}
	return !slices.ContainsFunc(ns.names(), func(m string) bool { return Has("AWS/EC2", m) || Has("AWS/EBS", m) })
}

// namespaceIndex finds namespaces by what they hold and by their names.
var namespaceIndex = sync.OnceValues(func() (byMetric map[string][]*namespace, byName map[string]*namespace) {
	byMetric, byName = map[string][]*namespace{}, map[string]*namespace{}
	for i := range namespaces {
		ns := &namespaces[i]
		byName[ns.name] = ns
		for _, m := range ns.names() {
			byMetric[m] = append(byMetric[m], ns)
		}
	}
	return byMetric, byName
})

// namespaceOf tells the namespace of a metric from its name and dimensions, "" where they leave a choice.
func namespaceOf(metric string, dims dimensions) string {
	candidates := namespacesOf(metric)
	if len(candidates) == 1 {
		return candidates[0].name
	}
	for _, d := range dims { // the kinds of load balancers share many names
		kind, _, _ := strings.Cut(d.value, "/")
		ns := balancerNamespaces[kind]
		if d.name == "LoadBalancer" && slices.ContainsFunc(candidates, func(c *namespace) bool { return c.name == ns }) {
			return ns
		}
	}
	found := ""
	for _, ns := range candidates {
		if slices.ContainsFunc(dims, func(d dimension) bool { return slices.Contains(ns.dimensions, d.name) }) {
			if found != "" {
				return ""
			}
			found = ns.name
		}
	}
	return found
}

// balancerNamespaces tells the namespace by how the name of a load balancer begins.
var balancerNamespaces = map[string]string{"app": "AWS/ApplicationELB", "net": "AWS/NetworkELB", "gwy": "AWS/GatewayELB"}

// unitTells tells the namespace of metrics that share a name by the unit in which each of them counts.
var unitTells = map[[2]string]string{
	{"FreeStorageSpace", "Bytes"}:     "AWS/RDS",
	{"FreeStorageSpace", "Megabytes"}: "AWS/ES",
}

// idPrefixes are the resource IDs that name their dimension by themselves.
var idPrefixes = map[string]string{
	"vol":        "VolumeId",
	"i":          "InstanceId",
	"nat":        "NatGatewayId",
	"vpn":        "VpnId",
	"tgw":        "TransitGateway",
	"tgw-attach": "TransitGatewayAttachment",
	"dxcon":      "ConnectionId",
	"dxlag":      "ConnectionId",
	"dxvif":      "VirtualInterfaceId",
}

var resourceID = lazy.Regexp(`(vol|i|nat|vpn|tgw-attach|tgw)-[0-9a-f]{4,17}|(dxcon|dxlag|dxvif)-[0-9a-z]{8}|(app|net|gwy)[/.][\w-]+[/.][0-9a-f]{16}|targetgroup[/.][\w-]+[/.][0-9a-f]{16}`)

// findDimensions returns the dimensions whose values stand in a text as resource IDs, each dimension once.
func findDimensions(text string) (dims dimensions) {
	for _, at := range resourceID().FindAllStringSubmatchIndex(text, -1) {
		id := text[at[0]:at[1]]
		if at[0] > 0 && isAlnum(text[at[0]-1]) || at[1] < len(text) && isAlnum(text[at[1]]) {
			continue // part of another ID: eni-0abc ends like an instance ID
		}
		name := "LoadBalancer"
		switch {
		case at[2] >= 0:
			name = idPrefixes[text[at[2]:at[3]]]
		case at[4] >= 0: // of Direct Connect, whose IDs have other letters, too
			name = idPrefixes[text[at[4]:at[5]]]
		case strings.HasPrefix(id, "targetgroup"):
			name = "TargetGroup"
		}
		if name == "TargetGroup" || name == "LoadBalancer" {
			id = strings.ReplaceAll(id, ".", "/") // as a file may be called, like those of access logs
		}
		dims = dims.with(name, id)
	}
	return dims
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// statNames are the spellings of the basic statistics, in lower case.
var statNames = map[string]string{
	"average": "Average", "avg": "Average", "mean": "Average",
	"sum":     "Sum",
	"minimum": "Minimum", "min": "Minimum",
	"maximum": "Maximum", "max": "Maximum",
	"samplecount": "SampleCount",
}

// extendedStat is a percentile, a trimmed or winsorized mean, a count or sum within bounds, or a percentile rank.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
var extendedStat = lazy.Regexp(`^(?:(?:p|tm|wm|tc|ts)\d{1,2}(?:\.\d+)?|p100|IQM|(?:TM|WM|PR|TC|TS)\([\d.%:]+\))$`)

// statistic returns the statistic in CloudWatch's spelling; ok is false if the text names none.
func statistic(text string) (stat string, ok bool) {
	if stat, ok = statNames[strings.ToLower(text)]; ok {
		return stat, true
	}
	return text, extendedStat().MatchString(text)
}
