package clb

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"hamari/parsers"
	"hamari/parsers/accesslog"
	"hamari/parsers/lazy"
)

// Slots of a record in [parsers.Event].Values. Up to SlotSSLProtocol they follow the columns of a line.
const (
	SlotTime int = iota
	SlotELB
	SlotClientIP
	SlotClientPort
	SlotBackend
	SlotBackendIP
	SlotBackendPort
	SlotRequestProcessingTime
	SlotBackendProcessingTime
	SlotResponseProcessingTime
	SlotELBStatusCode
	SlotBackendStatusCode
	SlotReceivedBytes
	SlotSentBytes
	SlotRequest
	SlotUserAgent
	SlotSSLCipher
	SlotSSLProtocol

	// Taken from the columns above, or from the name of the file.
	SlotRequestVerb
	SlotRequestURL
	SlotRequestProto
	SlotAccount
	SlotRegion
)

// Kind is the vocabulary of Classic Load Balancer access logs. Fields that are columns are named as AWS names them;
// client:port and backend:port are split as in AWS's table definition for Athena, and the latter is a target as a whole.
var Kind = parsers.NewKind("clb", "Request to a Classic Load Balancer", fields)

var fields = []parsers.Field{
	{Name: "time", Type: parsers.Timestamp, Doc: "When the request or the connection was received."},
	{Name: "elb", Entity: "load-balancer", Doc: "Name of the load balancer."},
	{Name: "client_ip", Type: parsers.Address, Entity: "address", Doc: "The client, or the proxy that is nearest to the load balancer."},
	{Name: "client_port", Type: parsers.Int, Doc: "The client's port."},
	{Name: "backend", Entity: "target", Doc: "The instance that the request was sent to, as ADDRESS:PORT; absent if to none."},
	{Name: "backend_ip", Type: parsers.Address, Entity: "address", Doc: "The instance's address."},
	{Name: "backend_port", Type: parsers.Int, Doc: "The instance's port."},
	{Name: "request_processing_time", Type: parsers.Float, Unit: "seconds", Doc: "From receiving the request to sending it to an instance; -1 if it was not sent."},
	{Name: "backend_processing_time", Type: parsers.Float, Unit: "seconds", Doc: "From sending the request to the instance's first response header; -1 if none came."},
	{Name: "response_processing_time", Type: parsers.Float, Unit: "seconds", Doc: "From the instance's response header to the first byte sent to the client; -1 if there was none."},
	{Name: "elb_status_code", Type: parsers.Int, Doc: "Status of the response that the load balancer sent; absent for TCP and SSL listeners."},
	{Name: "backend_status_code", Type: parsers.Int, Doc: "Status of the instance's response; absent or 0 if there was none."},
	{Name: "received_bytes", Type: parsers.Int, Unit: "bytes", Doc: "Size of the request without its headers; of a connection, all that was received."},
	{Name: "sent_bytes", Type: parsers.Int, Unit: "bytes", Doc: "Size of the response without its headers; of a connection, all that was sent."},
	{Name: "request", Doc: "Request line: method, URL and protocol version; \"- - - \" of a connection."},
	{Name: "user_agent", Entity: "user-agent", Doc: "The client's User-Agent."},
	{Name: "ssl_cipher", Doc: "Cipher of an HTTPS or SSL listener."},
	{Name: "ssl_protocol", Doc: "TLS version of an HTTPS or SSL listener."},

	{Name: "request_verb", Doc: "Method of the request."},
	{Name: "request_url", Doc: "URL of the request: PROTOCOL://HOST:PORT/PATH."},
	{Name: "request_proto", Doc: "Protocol version of the request."},
	{Name: "account", Entity: "account", Doc: "Account of the load balancer, from the name of the file."},
	{Name: "region", Entity: "region", Doc: "Region of the load balancer, from the name of the file."},
}

// Format reads Classic Load Balancer access logs.
var Format = accesslog.NewFormat("clb", "Classic Load Balancer access logs",
	"https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html", Kind, layout)

func layout() *accesslog.Log {
	return &accesslog.Log{
		Columns: slices.Concat(
			[]accesslog.Column{
				accesslog.Field(Kind, SlotTime, "timestamp"), accesslog.Field(Kind, SlotELB),
				accesslog.Endpoint("client:port", accesslog.None, SlotClientIP, SlotClientPort),
				accesslog.Endpoint("backend:port", SlotBackend, SlotBackendIP, SlotBackendPort),
			},
			accesslog.Fields(Kind, SlotRequestProcessingTime, SlotSSLProtocol),
		),
		Named: []accesslog.Column{
			accesslog.Field(Kind, SlotClientIP), accesslog.Field(Kind, SlotBackendIP),
			accesslog.Field(Kind, SlotRequestVerb), accesslog.Field(Kind, SlotRequestURL), accesslog.Field(Kind, SlotRequestProto),
		},
		Fewest:   12,
		Cut:      cut,
		Looks:    looks,
		Marks:    []string{"backend:port", "backend_ip", "backend_processing_time", "backend_status_code"},
		Sure:     2,
		FileName: lazy.Regexp(`(?:^|/)[0-9]{12}_elasticloadbalancing_[a-z0-9-]+_[^/_.]+_[0-9]{8}T[^/]*$`),
		Finish:   finish,
	}
}

func looks(cells [][]byte) bool {
	_, timed := accesslog.ParseTime(cells[0])
	for _, seconds := range cells[4:7] {
		if _, ok := parsers.Value(seconds).Float(); !ok {
			return false
		}
	}
	return timed && bytes.IndexByte(cells[2], ':') > 0
}

const (
	oldColumns = 12 // up to the request
	columns    = 15
)

var errUnfinished = errors.New("the quoted User-Agent does not end on its line")

// cut cuts a line at its blanks, except within quotes. Quotes in a User-Agent are not escaped: it ends with the last one
// of the line.
func cut(cells [][]byte, line []byte) ([][]byte, error) {
	request := bytes.IndexByte(line, '"') + 1
	requestEnd := bytes.Index(line[request:], []byte(`" "`))
	if request == 0 || requestEnd < 0 {
		cells, err := accesslog.Quoted(cells, line)
		if n := len(cells); err == nil && oldColumns < n && n < columns {
			err = fmt.Errorf("%d columns, where %d or %d belong", n, oldColumns, columns)
		}
		return cells, err
	}
	cells, err := accesslog.Quoted(cells, line[:request-1])
	if err != nil {
		return cells, err
	}
	requestEnd += request
	agent := line[requestEnd+len(`" "`):]
	agentEnd := bytes.LastIndexByte(agent, '"')
	if agentEnd < 0 {
		return cells, errUnfinished
	}
	cells = append(cells, line[request:requestEnd:requestEnd], agent[:agentEnd:agentEnd])
	return accesslog.Quoted(cells, agent[agentEnd+1:])
}

func finish(r *accesslog.Record) error {
	received, err := r.Timestamp(SlotTime)
	if err != nil {
		return err
	}
	took := r.Durations(time.Second, SlotRequestProcessingTime, SlotBackendProcessingTime, SlotResponseProcessingTime)
	if err := r.Span(received, time.Time{}, took); err != nil {
		return err
	}
	verb, url, proto := accesslog.SplitRequest(r.Values[SlotRequest])
	r.Fill(SlotRequestVerb, verb)
	r.Fill(SlotRequestURL, url)
	r.Fill(SlotRequestProto, proto)
	r.Fill(SlotELB, r.Place.LoadBalancer)
	r.Fill(SlotAccount, r.Place.Account)
	r.Fill(SlotRegion, r.Place.Region)
	return nil
}
