package nlb

import (
	"bytes"
	"slices"
	"time"

	"hamari/parsers"
	"hamari/parsers/accesslog"
	"hamari/parsers/lazy"
)

// Slots of a record in [parsers.Event].Values. Up to SlotTLSConnectionCreationTime they follow the columns of a line.
const (
	SlotType int = iota
	SlotVersion
	SlotTime
	SlotELB
	SlotListener
	SlotClientIP
	SlotClientPort
	SlotDestinationIP
	SlotDestinationPort
	SlotConnectionTime
	SlotTLSHandshakeTime
	SlotReceivedBytes
	SlotSentBytes
	SlotIncomingTLSAlert
	SlotChosenCertARN
	SlotChosenCertSerial
	SlotTLSCipher
	SlotTLSProtocolVersion
	SlotTLSNamedGroup
	SlotDomainName
	SlotALPNFEProtocol
	SlotALPNBEProtocol
	SlotALPNClientPreferenceList
	SlotTLSConnectionCreationTime

	// Taken from the columns above, or from the name of the file.
	SlotAccount
	SlotRegion
)

// Kind is the vocabulary of NLB access logs, in AWS's own names; client:port and destination:port are split.
var Kind = parsers.NewKind("nlb", "TLS connection to a Network Load Balancer", fields)

var fields = []parsers.Field{
	{Name: "type", Doc: "Type of the listener: tls."},
	{Name: "version", Doc: "Version of the record: 1.0 or 2.0."},
	{Name: "time", Type: parsers.Timestamp, Doc: "When the connection ended."},
	{Name: "elb", Entity: "load-balancer", Doc: "The load balancer, as net/NAME/ID."},
	{Name: "listener", Doc: "Id of the listener."},
	{Name: "client_ip", Type: parsers.Address, Entity: "address", Doc: "The client's address."},
	{Name: "client_port", Type: parsers.Int, Doc: "The client's port."},
	{Name: "destination_ip", Type: parsers.Address, Entity: "address", Doc: "Where the client connected to: the listener, or a VPC endpoint; not a target."},
	{Name: "destination_port", Type: parsers.Int, Doc: "Port that the client connected to."},
	{Name: "connection_time", Type: parsers.Int, Unit: "milliseconds", Doc: "How long the connection lasted."},
	{Name: "tls_handshake_time", Type: parsers.Int, Unit: "milliseconds", Doc: "How long the handshake took once the TCP connection stood; absent if it was not completed."},
	{Name: "received_bytes", Type: parsers.Int, Unit: "bytes", Doc: "Received from the client, after decryption."},
	{Name: "sent_bytes", Type: parsers.Int, Unit: "bytes", Doc: "Sent to the client, before encryption."},
	{Name: "incoming_tls_alert", Type: parsers.Int, Doc: "Number of the TLS alert that the client sent; absent without one."},
	{Name: "chosen_cert_arn", Doc: "ARN of the certificate shown to the client; absent if its hello was not valid."},
	{Name: "chosen_cert_serial", Doc: "Reserved, always absent."},
	{Name: "tls_cipher", Doc: "Cipher; absent if none was agreed on."},
	{Name: "tls_protocol_version", Doc: "TLS version, as tlsv12; absent if none was agreed on."},
	{Name: "tls_named_group", Doc: "Group or algorithm of the key exchange."},
	{Name: "domain_name", Doc: "Name that the client asked for in its handshake (SNI)."},
	{Name: "alpn_fe_protocol", Doc: "Protocol agreed on with the client by ALPN."},
	{Name: "alpn_be_protocol", Doc: "Protocol agreed on with the target by ALPN."},
	{Name: "alpn_client_preference_list", Doc: "Protocols that the client offered by ALPN, each in quotes if there are several."},
	{Name: "tls_connection_creation_time", Type: parsers.Timestamp, Doc: "When the connection was opened."},

	{Name: "account", Entity: "account", Doc: "Account of the load balancer, from the certificate's ARN or the name of the file."},
	{Name: "region", Entity: "region", Doc: "Region of the load balancer, from the certificate's ARN or the name of the file."},
}

// Format reads NLB access logs.
var Format = accesslog.NewFormat("nlb", "NLB access logs",
	"https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html", Kind, layout)

func layout() *accesslog.Log {
	return &accesslog.Log{
		Columns: slices.Concat(
			accesslog.Fields(Kind, SlotType, SlotListener),
			[]accesslog.Column{
				accesslog.Endpoint("client:port", accesslog.None, SlotClientIP, SlotClientPort),
				accesslog.Endpoint("destination:port", accesslog.None, SlotDestinationIP, SlotDestinationPort),
			},
			accesslog.Fields(Kind, SlotConnectionTime, SlotTLSProtocolVersion),
			[]accesslog.Column{accesslog.Field(Kind, SlotTLSNamedGroup, "tls_keyexchange")},
			accesslog.Fields(Kind, SlotDomainName, SlotTLSConnectionCreationTime),
		),
		Named:  []accesslog.Column{accesslog.Field(Kind, SlotClientIP), accesslog.Field(Kind, SlotDestinationIP)},
		Fewest: 16,
		Cut:    accesslog.Quoted,
		Looks:  looks,
		Marks: []string{
			"destination:port", "tls_handshake_time", "incoming_tls_alert", "chosen_cert_serial", "tls_protocol_version",
			"alpn_fe_protocol", "alpn_be_protocol", "alpn_client_preference_list", "tls_connection_creation_time",
		},
		Sure:     2,
		FileName: lazy.Regexp(`(?:^|/)[0-9]{12}_elasticloadbalancing_[a-z0-9-]+_net\.[^/]*$`),
		Finish:   finish,
	}
}

func looks(cells [][]byte) bool {
	_, timed := accesslog.ParseTime(cells[2])
	return timed && string(cells[0]) == "tls" && bytes.HasPrefix(cells[3], []byte("net/"))
}

func finish(r *accesslog.Record) error {
	opened, err := r.Timestamp(SlotTLSConnectionCreationTime)
	if err != nil {
		return err
	}
	closed, err := r.Timestamp(SlotTime)
	if err != nil {
		return err
	}
	if err := r.Span(opened, closed, r.Duration(SlotConnectionTime, time.Millisecond)); err != nil {
		return err
	}
	r.Fill(SlotELB, r.Place.LoadBalancer)
	r.FillFromARN(SlotChosenCertARN, SlotAccount, SlotRegion)
	r.Fill(SlotAccount, r.Place.Account)
	r.Fill(SlotRegion, r.Place.Region)
	return nil
}
