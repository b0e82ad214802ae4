// Package clb reads the access logs of Classic Load Balancers.
//
// A record is one request of an HTTP or HTTPS listener, or one connection of a TCP or SSL listener (wrapped here):
//
//	2026-03-04T09:15:02.482913Z legacy-shop 198.51.100.24:51322 10.0.3.17:80 0.000041 0.214 0.000037 200 200 0 2771
//	"GET http://shop.example.com:80/ HTTP/1.1" "curl/8.5.0" - -
//
// The request of a connection is "- - - " and its statuses are "-". Logs before 2015 end with the request. There are
// no vended logs of Classic Load Balancers.
//
// An event begins when the load balancer received the request or the connection (time) and ends when the three processing
// times are over. A processing time of -1 means that the request never came so far.
//
// See https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html
package clb
