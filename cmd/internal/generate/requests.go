package generate

import (
	"strconv"
	"time"
)

// requests lays out the access logs of a load balancer and of a bucket: everyday requests, a few of which fail.
type requests struct {
	world           *world
	balancer, group string // app/NAME/ID and the target group's ARN
	certificate     string
	bucket, owner   string // the owner by canonical user id
	targets         []uint32
	clients         []uint32
	busy            popularity   // which client asks
	readers         []*principal // of the bucket
	when            span
	seed            uint64
}

func newRequests(r *random, w *world, when span) *requests {
	at := ":" + w.region.name + ":" + w.account + ":"
	q := &requests{
		world: w, when: when, seed: r.Uint64(),
		balancer:    "app/shop/" + string(r.appendHex(nil, 16)),
		group:       "arn:aws:elasticloadbalancing" + at + "targetgroup/cart/" + string(r.appendHex(nil, 16)),
		certificate: "arn:aws:acm" + at + "certificate/" + r.uuid(),
		bucket:      "shop-media-" + w.account, owner: string(r.appendHex(nil, 64)),
	}
	for range 4 {
		q.targets = append(q.targets, ip(10, 0, r.between(1, 3), r.between(10, 250)))
	}
	for range 2000 {
		q.clients = append(q.clients, publicIP(r))
	}
	q.busy = newPopularity(len(q.clients), 1)
	for _, caller := range w.callers {
		if caller.invokedBy == "" && '0' <= caller.from[0] && caller.from[0] <= '9' { // not a service
			q.readers = append(q.readers, caller)
		}
	}
	return q
}

// files returns about n members of about the given size each, every other one of the bucket.
func (q *requests) files(n int, size int64) []file {
	files := make([]file, 0, n)
	for i := range n {
		slot := q.when.slot(i, n)
		name := newRandom(q.seed, 0xf11e<<32|uint64(i))
		f := file{name: q.balancerName(name, slot), gzip: true, size: size}
		write := q.appendBalanced
		if i%2 == 1 {
			f, write = file{name: q.bucketName(name, slot), size: size}, q.appendStored
		}
		f.render = func(out *text) {
			r := newRandom(q.seed, 0xacc<<32|uint64(i))
			for out.ok() && out.size() < size {
				out.buf = append(write(out.buf, r, slot.at(r)), '\n')
				out.counts.requests++
				out.commit()
			}
		}
		files = append(files, f)
	}
	return files
}

// balancerName is the object that a load balancer's node writes every five minutes.
//
// Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
func (q *requests) balancerName(r *random, when span) string {
	end := time.Unix(when.end+5*60-1, 0).UTC().Truncate(5 * time.Minute)
	account, region := q.world.account, q.world.region.name
	return "AWSLogs/" + account + "/elasticloadbalancing/" + region + end.Format("/2006/01/02/") + account +
		"_elasticloadbalancing_" + region + "_app.shop." + lastElement(q.balancer) + end.Format("_20060102T1504Z_") +
		ipString(publicIP(r)) + "_" + string(r.appendHex(nil, 8)) + ".log"
}

// bucketName is the object that S3 writes every few minutes, as small or large as it happens to be.
//
// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
func (q *requests) bucketName(r *random, when span) string {
	return "s3-access/" + time.Unix(when.end, 0).UTC().Format("2006-01-02-15-04-05-") + upperHex(r, 16)
}

func upperHex(r *random, n int) string {
	b := r.appendHex(nil, n)
	for i, c := range b {
		if c >= 'a' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// paths are what the clients ask for.
var paths = []string{"", "cart", "cart?id=7", "img/logo.png", "api/orders?page=2&size=50", "static/js/main.1fce72cf.js", "login"}

// appendBalanced appends a line of an ALB access log, with all the columns of 2025.
func (q *requests) appendBalanced(dst []byte, r *random, at int64) []byte {
	status, reached, millis := "200", true, r.between(2, 400)
	switch n := r.IntN(1000); {
	case n < 4:
		status, reached = "503", false
	case n < 8:
		status, millis = "502", r.between(5_000, 30_000)
	case n < 40:
		status = "404"
	}
	target := append(appendIP(nil, pick(r, q.targets)), ":8080"...)
	times, targetStatus := " 0.001 "+seconds(millis)+" 0.000 ", status
	if !reached {
		target, times, targetStatus = []byte("-"), " -1 -1 -1 ", "-"
	}
	dst = append(appendClock(append(dst, "https "...), at+int64(millis/1000), '-', 'T'), '.')
	dst = append(append(dst, strconv.Itoa(100_000+millis%1000*900)...), "Z "...)
	dst = append(append(dst, q.balancer...), ' ')
	dst = strconv.AppendInt(append(appendIP(dst, q.clients[q.busy.pick(r)]), ':'), int64(r.between(1024, 65535)), 10)
	dst = append(append(append(dst, ' '), target...), times...)
	dst = append(dst, status+" "+targetStatus+" "...)
	dst = append(strconv.AppendInt(dst, int64(r.between(80, 900)), 10), ' ')
	dst = append(strconv.AppendInt(dst, int64(r.between(200, 60_000)), 10), ` "GET https://shop.example.com:443/`...)
	dst = append(append(dst, pick(r, paths)...), ` HTTP/2.0" "`...)
	dst = append(append(dst, pick(r, browsers)...), `" TLS_AES_128_GCM_SHA256 TLSv1.3 `...)
	dst = append(append(dst, q.group...), ` "Root=1-`...)
	dst = append(r.appendHex(append(strconv.AppendInt(dst, at, 16), '-'), 24), `" "shop.example.com" "`...)
	dst = appendClock(append(append(dst, q.certificate...), `" 1 `...), at, '-', 'T')
	dst = append(append(append(dst, `.000000Z "forward" "-" "-" "`...), target...), `" "`+targetStatus+`" "-" "-" TID_`...)
	return append(r.appendHex(dst, 32), ` "-" "-" "-"`...)
}

// browsers are what clients of the load balancer say they are.
var browsers = []string{
	"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
	`agent \x22quoted\x22`, "curl/8.5.0", "-",
}

// appendStored appends a line of an S3 server access log, with all the columns of 2025.
func (q *requests) appendStored(dst []byte, r *random, at int64) []byte {
	status, code, sent := "200", "-", strconv.Itoa(r.between(300, 900_000))
	if r.chance(0.01) {
		status, code, sent = "403", "AccessDenied", "243"
	}
	caller, key := pick(r, q.readers), "img/"+strconv.Itoa(r.IntN(5000))+".png"
	dst = append(append(append(append(dst, q.owner...), ' '), q.bucket...), " ["...)
	dst = time.Unix(at, 0).UTC().AppendFormat(dst, "02/Jan/2006:15:04:05 -0700")
	dst = append(append(append(append(dst, "] "...), caller.from...), ' '), caller.arn...)
	dst = append(append(dst, ' '), upperHex(r, 16)+" REST.GET.OBJECT "+key+` "GET /`+key+` HTTP/1.1" `+status+" "+code+" "+sent+" "...)
	dst = append(dst, sent+" "+strconv.Itoa(r.between(9, 300))+" "+strconv.Itoa(r.between(4, 8))+` "-" "`+caller.agent+`" - `...)
	dst = append(r.appendHex(dst, 40), "= SigV4 TLS_AES_128_GCM_SHA256 AuthHeader "+q.bucket+".s3."+q.world.region.name...)
	return append(dst, ".amazonaws.com TLSv1.3 - - "+q.world.region.name...)
}

// seconds writes milliseconds as seconds.
func seconds(millis int) string {
	s := strconv.Itoa(1000 + millis%1000)
	return strconv.Itoa(millis/1000) + "." + s[1:]
}
