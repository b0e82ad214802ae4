// Package flowlog reads VPC flow logs and Transit Gateway flow logs in their text form.
//
// A flow log record is a line of columns. Which columns, and in what order, is chosen by whoever creates the flow log,
// so nothing can be read before the order is known. It comes, in this sequence, from a header line (S3 delivery,
// Athena and spreadsheet exports), from the LogFormat of a describe-flow-logs answer found elsewhere in the bundle
// ([parsers.Source].Layouts), or from the shape of the records where they follow an order that AWS documents. Where
// none of these settles it, Read returns [ErrUnknownLayout] instead of guessing.
//
// The files: fields.go and tgwfields.go hold the two vocabularies and their slots, layout.go the orders of columns and
// header lines, guess.go finds the layout of records without a header line, record.go takes a line apart and checks
// it, check.go says what a column may hold, read.go ties these together, detect.go
// recognises flow logs, addr.go and protocol.go help those who work with the values.
//
// # What the records mean
//
// A record covers one flow within one aggregation interval (one minute, or up to ten), so that a long connection is
// many records. "-" stands for "does not apply" and becomes an absent value. log-status NODATA says that nothing was
// seen in the interval, SKIPDATA that records were lost: both are events here, and only the latter is a hole. Traffic
// to the Amazon DNS server, 169.254.169.254, 169.254.169.123, DHCP and mirrored traffic is never logged. REJECT means a
// security group, a network ACL, or a packet that came after its connection was closed. Transit Gateway records have no
// action and no interface: what got lost is in the four packets-lost counters.
//
//   - VPC: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
//   - Transit Gateway: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html
//   - limits: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-limitations.html
package flowlog
