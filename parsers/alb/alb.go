package alb

import (
	"bytes"
	"slices"
	"time"

	"hamari/parsers/accesslog"
	"hamari/parsers/lazy"
)

// Format reads ALB access logs.
var Format = accesslog.NewFormat("alb", "ALB access logs",
	"https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html", Kind, layout)

func layout() *accesslog.Log {
	return &accesslog.Log{
		Columns: slices.Concat(
			accesslog.Fields(Kind, SlotType, SlotELB),
			[]accesslog.Column{
				accesslog.Endpoint("client:port", accesslog.None, SlotClientIP, SlotClientPort),
				accesslog.Endpoint("target:port", SlotTarget, SlotTargetIP, SlotTargetPort),
			},
			accesslog.Fields(Kind, SlotRequestProcessingTime, SlotSentBytes),
			[]accesslog.Column{accesslog.Field(Kind, SlotRequest, "request_line")},
			accesslog.Fields(Kind, SlotUserAgent, SlotRequestTransformStatus),
			[]accesslog.Column{accesslog.Field(Kind, SlotIPAddress, "alb_node_ip")},
		),
		Named: []accesslog.Column{
			accesslog.Field(Kind, SlotClientIP), accesslog.Field(Kind, SlotTargetIP),
			accesslog.Field(Kind, SlotRequestVerb), accesslog.Field(Kind, SlotRequestURL), accesslog.Field(Kind, SlotRequestProto),
		},
		Fewest: 17,
		Cut:    accesslog.Quoted,
		Looks:  looks,
		Marks: []string{
			"elb", "elb_status_code", "target_status_code", "target_processing_time", "target_group_arn", "matched_rule_priority",
			"request_creation_time", "actions_executed", "redirect_url", "error_reason", "target:port_list",
			"target_status_code_list", "classification_reason", "request_transform_status",
		},
		Sure: 2,
		// Classic and Network Load Balancers, and the connection log, name some columns alike.
		Foreign:  []string{"backend:port", "backend_ip", "backend_status_code", "destination:port", "tls_handshake_time", "tls_handshake_latency"},
		FileName: lazy.Regexp(`(?:^|/)[0-9]{12}_elasticloadbalancing_[a-z0-9-]+_app\.[^/]*$`),
		Finish:   finish,
	}
}

// types are the values of the first column that AWS documents.
var types = []string{"http", "https", "h2", "grpcs", "ws", "wss"}

func looks(cells [][]byte) bool {
	_, timed := accesslog.ParseTime(cells[1])
	return timed && (slices.Contains(types, string(cells[0])) || bytes.HasPrefix(cells[2], []byte("app/")))
}

func finish(r *accesslog.Record) error {
	created, err := r.Timestamp(SlotRequestCreationTime)
	if err != nil {
		return err
	}
	sent, err := r.Timestamp(SlotTime)
	if err != nil {
		return err
	}
	took := r.Durations(time.Second, SlotRequestProcessingTime, SlotTargetProcessingTime, SlotResponseProcessingTime)
	if err := r.Span(created, sent, took); err != nil {
		return err
	}
	verb, url, proto := accesslog.SplitRequest(r.Values[SlotRequest])
	r.Fill(SlotRequestVerb, verb)
	r.Fill(SlotRequestURL, url)
	r.Fill(SlotRequestProto, proto)
	r.Fill(SlotELB, r.Place.LoadBalancer)
	r.FillFromARN(SlotTargetGroupARN, SlotAccount, SlotRegion)
	r.FillFromARN(SlotChosenCertARN, SlotAccount, SlotRegion)
	r.Fill(SlotAccount, r.Place.Account)
	r.Fill(SlotRegion, r.Place.Region)
	return nil
}
