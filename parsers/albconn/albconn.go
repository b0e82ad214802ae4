package albconn

import (
	"bytes"
	"time"

	"hamari/parsers"
	"hamari/parsers/accesslog"
	"hamari/parsers/lazy"
)

// Slots of a record in [parsers.Event].Values. Up to SlotTLSKeyExchange they follow the columns of a line.
const (
	SlotTime int = iota
	SlotClientIP
	SlotClientPort
	SlotListenerPort
	SlotTLSProtocol
	SlotTLSCipher
	SlotTLSHandshakeLatency
	SlotLeafClientCertSubject
	SlotLeafClientCertValidity
	SlotLeafClientCertSerialNumber
	SlotTLSVerifyStatus
	SlotConnTraceID
	SlotTLSKeyExchange
	SlotELB
	SlotIPAddress

	// Taken from the columns above, or from the name of the file.
	SlotLeafClientCertNotBefore
	SlotLeafClientCertNotAfter
	SlotAccount
	SlotRegion
)

// Kind is the vocabulary of ALB connection logs, in AWS's own names.
var Kind = parsers.NewKind("albconn", "Connection to an Application Load Balancer", fields)

var fields = []parsers.Field{
	{Name: "time", Type: parsers.Timestamp, Doc: "When the connection was established, or could not be."},
	{Name: "client_ip", Type: parsers.Address, Entity: "address", Doc: "The client's address."},
	{Name: "client_port", Type: parsers.Int, Doc: "The client's port."},
	{Name: "listener_port", Type: parsers.Int, Doc: "Port of the listener."},
	{Name: "tls_protocol", Doc: "TLS version; absent if the handshake failed or the listener is an HTTP one."},
	{Name: "tls_cipher", Doc: "Cipher; absent as the version is."},
	{Name: "tls_handshake_latency", Type: parsers.Float, Unit: "seconds", Doc: "How long the handshake took; absent if it failed."},
	{Name: "leaf_client_cert_subject", Doc: "Subject of the client's certificate; absent if it showed none."},
	{Name: "leaf_client_cert_validity", Doc: "Validity of the client's certificate, as NotBefore=TIME;NotAfter=TIME."},
	{Name: "leaf_client_cert_serial_number", Doc: "Serial number of the client's certificate."},
	{Name: "tls_verify_status", Doc: "Success, or Failed:REASON such as Failed:ClientCertExpired; absent where no mutual TLS is asked for."},
	{Name: "conn_trace_id", Doc: "The connection, as in the access log."},
	{Name: "tls_keyexchange", Doc: "Group or algorithm of the key exchange."},
	{Name: "elb", Entity: "load-balancer", Doc: "The load balancer, as app/NAME/ID, from the record or the name of the file."},
	{Name: "ip_address", Type: parsers.Address, Doc: "Address of the load balancer's node."},

	{Name: "leaf_client_cert_not_before", Type: parsers.Timestamp, Doc: "Beginning of the validity."},
	{Name: "leaf_client_cert_not_after", Type: parsers.Timestamp, Doc: "End of the validity."},
	{Name: "account", Entity: "account", Doc: "Account of the load balancer, from the name of the file."},
	{Name: "region", Entity: "region", Doc: "Region of the load balancer, from the name of the file."},
}

// Format reads ALB connection logs.
var Format = accesslog.NewFormat("albconn", "ALB connection logs",
	"https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html", Kind, layout)

func layout() *accesslog.Log {
	return &accesslog.Log{
		Columns: accesslog.Fields(Kind, SlotTime, SlotTLSKeyExchange),
		Named:   accesslog.Fields(Kind, SlotELB, SlotIPAddress),
		Fewest:  11,
		Cut:     accesslog.Quoted,
		Looks:   looks,
		Marks: []string{
			"tls_handshake_latency", "leaf_client_cert_subject", "leaf_client_cert_validity", "leaf_client_cert_serial_number",
			"tls_verify_status",
		},
		Sure:     1,
		FileName: lazy.Regexp(`(?:^|/)conn_log[._][^/]*_elasticloadbalancing_[^/]*$`),
		Finish:   finish,
	}
}

func looks(cells [][]byte) bool {
	_, timed := accesslog.ParseTime(cells[SlotTime])
	return timed && accesslog.IsAddress(cells[SlotClientIP]) && accesslog.IsPort(cells[SlotClientPort]) &&
		accesslog.IsPort(cells[SlotListenerPort])
}

func finish(r *accesslog.Record) error {
	established, err := r.Timestamp(SlotTime)
	if err != nil {
		return err
	}
	if err := r.Span(time.Time{}, established, r.Duration(SlotTLSHandshakeLatency, time.Second)); err != nil {
		return err
	}
	notBefore, notAfter := splitValidity(r.Values[SlotLeafClientCertValidity])
	r.Fill(SlotLeafClientCertNotBefore, notBefore)
	r.Fill(SlotLeafClientCertNotAfter, notAfter)
	r.Fill(SlotELB, r.Place.LoadBalancer)
	r.Fill(SlotAccount, r.Place.Account)
	r.Fill(SlotRegion, r.Place.Region)
	return nil
}

// splitValidity takes NotBefore=2025-01-02T03:04:05Z;NotAfter=2026-01-02T03:04:05Z apart.
func splitValidity(text []byte) (notBefore, notAfter []byte) {
	before, after, _ := bytes.Cut(text, []byte(";"))
	notBefore, _ = bytes.CutPrefix(before, []byte("NotBefore="))
	notAfter, _ = bytes.CutPrefix(after, []byte("NotAfter="))
	return notBefore, notAfter
}
