// Package alb reads the access logs of Application Load Balancers.
//
// A record is one request, written when the response was sent: a line of columns that are separated by blanks, those
// that a client has a say in within quotes (wrapped here):
//
//	https 2026-03-04T09:15:02.482913Z app/shop/0a1b2c3d4e5f6071 198.51.100.24:51322 10.0.3.17:8443 0.001 0.214 0.000
//	502 502 431 277 "GET https://shop.example.com:443/cart?id=7 HTTP/2.0" "Mozilla/5.0 (X11)" TLS_AES_128_GCM_SHA256
//	TLSv1.3 arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/cart/9f8e7d6c5b4a3920
//	"Root=1-69a7f4d6-1b2c3d4e5f60718293a4b5c6" "shop.example.com" "session-reused" 3 2026-03-04T09:15:02.267000Z
//	"forward" "-" "-" "10.0.3.17:8443" "502" "-" "-" TID_9c1f0a7be4d24f0fb1e0f4f1c0b2a3d4 "-" "-" "-"
//
// Logs of the years before 2018 end after 17, 18 or 20 columns, later ones after 25 or 29, today's after 33 or more.
// As vended logs the same records come as JSON objects or below a header line, with the columns that someone chose.
//
// # Times
//
// An event begins when the load balancer received the request (request_creation_time, which has milliseconds) and ends
// when it sent the response (time, which has microseconds); that of a WebSocket ends when the connection is closed. Where
// a record has no request_creation_time, it is the end less the three processing times. A processing time of -1 means
// that the request never came so far: it was not dispatched to a target, or the target closed the connection.
//
// See https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html. Deliveries are
// best effort: a request may be missing.
package alb
