// Package nlb reads the access logs of Network Load Balancers, which exist for TLS listeners only.
//
// A record is one TLS connection, written when it ended (wrapped here):
//
//	tls 2.0 2026-03-04T09:15:02 net/mail/0a1b2c3d4e5f6071 9f8e7d6c5b4a3920 198.51.100.24:51322 10.0.3.17:993 4211 18 981
//	2466 - arn:aws:acm:eu-west-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef - ECDHE-RSA-AES128-SHA
//	tlsv12 - mail.example.com h2 h2 "h2","http/1.1" 2026-03-04T09:14:58
//
// Logs of version 1.0 end with the TLS version or the domain name. As vended logs the same records come as JSON objects
// or below a header line, with the columns that someone chose. A connection without a handshake has "-" for its time.
//
// An event begins when the connection was opened (tls_connection_creation_time, or time less connection_time) and ends
// when it was closed (time). Both have whole seconds and no zone; they are UTC.
//
// See https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html
package nlb
