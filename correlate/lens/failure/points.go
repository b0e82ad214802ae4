package failure

import (
	"strings"

	"hamari/correlate/lens"
	"hamari/correlate/lens/metric"
)

// watched are the metrics whose values alone tell of a failure, by the namespaces that have them.
//
// AWS: https://docs.aws.amazon.com/ebs/latest/userguide/using_cloudwatch_ebs.html for VolumeStalledIOCheck (0 passed, 1
// failed), https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-cloudwatch-vpn.html for TunnelState (0 down, or with BGP
// not established; 1 up; a fraction where some of the tunnels are down, or for some of the time),
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html for the status checks,
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html and
// https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html.
var watched = map[string]string{
	"VolumeStalledIOCheck":          "AWS/EBS",
	"TunnelState":                   "AWS/VPN",
	"StatusCheckFailed":             "AWS/EC2",
	"StatusCheckFailed_System":      "AWS/EC2",
	"StatusCheckFailed_Instance":    "AWS/EC2",
	"StatusCheckFailed_AttachedEBS": "AWS/EC2",
	"HTTPCode_ELB_5XX_Count":        "AWS/ApplicationELB",
	"HTTPCode_ELB_500_Count":        "AWS/ApplicationELB",
	"HTTPCode_ELB_502_Count":        "AWS/ApplicationELB",
	"HTTPCode_ELB_503_Count":        "AWS/ApplicationELB",
	"HTTPCode_ELB_504_Count":        "AWS/ApplicationELB",
	"HTTPCode_Target_5XX_Count":     "AWS/ApplicationELB",
	"RejectedConnectionCount":       "AWS/ApplicationELB",
	"TargetConnectionErrorCount":    "AWS/ApplicationELB",
	"ErrorPortAllocation":           "AWS/NATGateway",
}

// Watched reports whether points of a metric may be failures. Not every source states the namespace.
func Watched(namespace, name string) bool {
	of, ok := watched[name]
	return ok && (namespace == of || namespace == "")
}

// Points takes in the points of one metric. A series that another one says better is left out.
func (l *Lens) Points(series lens.Series) {
	field := func(name string) string {
		column := series.Column(metric.PointKind.Slot(name))
		return column.Value(0).String()
	}
	if series.Len() == 0 || field("repeats") == "true" || field("stat") == "SampleCount" {
		return
	}
	t := l.of(metric.PointKind)
	values := series.Column(metric.PointKind.Slot("value"))
	found := map[string]*tally{}
	for i := range series.Len() {
		value, ok := values.Value(i).Float()
		state := failing(field("name"), field("stat"), value)
		if !ok || state == "" {
			continue
		}
		key := state + "\n" + subject(field("dimensions"))
		start, end := series.Span(i)
		if found[key] == nil {
			found[key] = &tally{cite: series.Cites(i)[0]}
		}
		found[key].n++
		found[key].extend(start, end)
	}
	t.join(found)
	t.bound()
}

// failing says what a value of a watched metric tells of, "" where all is well.
func failing(name, stat string, value float64) string {
	switch {
	case name != "TunnelState" && value > 0:
		return name + " above 0"
	case name == "TunnelState" && value == 0:
		return name + " 0"
	case name == "TunnelState" && value > 0 && value < 1 && stat != "Sum":
		return name + " below 1"
	}
	return ""
}

// subject is what a metric is of, in CloudWatch's words.
func subject(dimensions string) string {
	if dimensions == "" {
		return "its file does not say of what"
	}
	return strings.ReplaceAll(dimensions, ",", ", ")
}
