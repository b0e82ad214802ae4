// Package albconn reads the connection logs of Application Load Balancers.
//
// A record is one TLS handshake, or one connection to an HTTP listener (wrapped here):
//
//	2026-03-04T09:15:02.104226Z 198.51.100.24 51322 443 TLSv1.3 TLS_AES_128_GCM_SHA256 0.012
//	"CN=till-7.example.com,O=Example" NotBefore=2025-01-02T03:04:05Z;NotAfter=2026-01-02T03:04:05Z
//	5F0E1D2C3B4A Failed:ClientCertExpired TID_9c1f0a7be4d24f0fb1e0f4f1c0b2a3d4
//
// Logs before 2024 lack the last column. As vended logs the same records come as JSON objects or below a header line,
// with the columns that someone chose. Which load balancer a line is about is only in the name of its file.
//
// An event ends when the handshake did, or failed (time), and begins as much earlier as it took (tls_handshake_latency).
//
// See https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html
package albconn
