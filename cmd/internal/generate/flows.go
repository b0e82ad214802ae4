package generate

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// flows lays out flow logs: everyday traffic with the sessions of the story among it.
type flows struct {
	net     flowNet
	nics    []*nic // of servers, with everyday traffic
	peers   []uint32
	busy    popularity // which peer talks
	session func(r *random, when span, emit func(*flow))
	speak   []*nic // the interfaces of the sessions
	form    string
	when    span
	seed    uint64
	id      string // of the flow log
	crowd   *crowd // whose traffic the everyday traffic is; nil for that of nics with peers
}

// newFlows returns the traffic of servers with a few thousand peers, most of which are rarely seen.
func newFlows(r *random, net flowNet, nics []*nic, when span, form string) *flows {
	f := &flows{net: net, nics: nics, when: when, form: form, seed: r.Uint64(), id: r.id("fl-")}
	for range 3000 {
		f.peers = append(f.peers, ip(10, r.between(50, 250), r.IntN(256), r.between(1, 254)))
	}
	f.busy = newPopularity(len(f.peers), 1.1)
	return f
}

// files returns about n members of about the given size each. An export from CloudWatch Logs has a member for each
// interface and slot, delivery to S3 one for each slot.
func (f *flows) files(n int, size int64) []file {
	if f.form != "cwl-export" {
		files := make([]file, 0, n)
		for i := range n {
			files = append(files, file{
				name: f.name(i, n), gzip: f.form != "cwl-csv", size: size,
				render: func(out *text) { f.render(out, nil, i, n, size, size) },
			})
		}
		return files
	}
	speakers := append(append([]*nic{}, f.speak...), f.nics...)
	slots := max(1, n/len(speakers))
	slotSize := size * int64(n) / int64(slots)
	task := newRandom(f.seed, 1).uuid()
	var files []file
	for i := range slots {
		for _, only := range speakers {
			share := slotSize / int64(len(speakers))
			files = append(files, file{
				name: fmt.Sprintf("exportedlogs/%s/%s-all/%06d", task, only.id, i), gzip: true, size: share,
				render: func(out *text) { f.render(out, only, i, slots, share, slotSize) },
			})
		}
	}
	return files
}

func (f *flows) name(i, n int) string {
	if f.form == "cwl-csv" {
		return fmt.Sprintf("flowlogs/log-events-viewer-result (%d).csv", i+1)
	}
	r := newRandom(f.seed, 0xf11e<<32|uint64(i))
	delivered := time.Unix(f.when.slot(i, n).end, 0).UTC().Truncate(5 * time.Minute)
	return "AWSLogs/" + f.net.account + "/vpcflowlogs/" + f.net.region.name + delivered.Format("/2006/01/02/") + f.net.account +
		"_vpcflowlogs_" + f.net.region.name + "_" + f.id + delivered.Format("_20060102T1504Z_") + string(r.appendHex(nil, 8)) + ".log"
}

// sessionBytes is about what one session of the story takes, and storyShare how much of a slot the sessions make up.
const (
	sessionBytes = 900
	storyShare   = 0.3
)

// render writes the records of one slot, of one interface only or of all. The sessions of a slot are the same for every
// interface, so that each shows its hop of them.
func (f *flows) render(out *text, only *nic, i, n int, size, slotSize int64) {
	f.open(out)
	when := f.when.slot(i, n)
	everyday := newRandom(f.seed, 0xda11<<32|uint64(i))
	if only != nil {
		everyday = newRandom(f.seed^uint64(only.address), 0xda11<<32|uint64(i))
	}
	var e flow
	emit := func(r *flow) {
		if only == nil || r.nic == only {
			f.write(out, r)
		}
	}
	noise := func() {
		f.everyday(&e, everyday, when, only)
		f.write(out, &e)
	}
	quiet := only != nil && only.instance == "" // a Transit Gateway's interface has only the sessions
	if f.session != nil {
		r := newRandom(f.seed, 0x5e55<<32|uint64(i))
		for range max(8, int(float64(slotSize)*storyShare/sessionBytes)) {
			f.session(r, when, emit)
			for k := r.IntN(8); k > 0 && !quiet && out.size() < size; k-- {
				noise()
			}
		}
	}
	for out.ok() && !quiet && out.size() < size {
		noise()
	}
}

func (f *flows) open(out *text) {
	switch f.form {
	case "s3-header", "custom":
		out.string(strings.Join(f.net.names(), " "))
		out.string("\n")
	case "cwl-csv":
		out.string("timestamp,message\n")
	}
}

func (f *flows) write(out *text, r *flow) {
	switch f.form {
	case "cwl-export":
		out.buf = append(appendClock(out.buf, r.start, '-', 'T'), ".000Z "...)
	case "cwl-csv":
		out.buf = append(strconv.AppendInt(out.buf, r.start*1000, 10), ',')
	}
	out.buf = append(f.net.appendTo(out.buf, r), '\n')
	out.counts.flows++
	out.commit()
}

// everyday fills in one record of everyday traffic.
func (f *flows) everyday(e *flow, r *random, when span, only *nic) {
	n := only
	if n == nil {
		n = pick(r, f.nics)
	}
	start := when.at(r)
	*e = flow{nic: n, start: start, end: start + int64(r.between(1, 58)), packets: r.between(4, 60)}
	e.bytes = e.packets * r.between(52, 1400)
	if f.crowd != nil && only == nil {
		f.crowd.fill(e, f, r)
		return
	}
	switch kind := r.IntN(100); {
	case kind < 6 && n.public: // a scanner that will not be seen again, at a port that is closed
		e.src, e.dst, e.sport, e.dport = scanner(r), n.address, r.between(1024, 65535), pick(r, closedPorts)
		e.packets, e.bytes, e.flags, e.reject = 1, 44, flagSYN, true
	case kind < 25: // to a service of AWS
		e.src, e.dst, e.sport, e.dport = n.address, ip(52, 219, r.IntN(256), r.IntN(256)), r.between(32768, 60999), 443
		e.flags, e.egress, e.dstService, e.path = flagSYNFIN, true, "S3", 7
	case kind < 62: // a request from a peer
		e.src, e.dst, e.sport, e.dport = f.peers[f.busy.pick(r)], n.address, r.between(32768, 60999), pick(r, openPorts)
		e.flags = flagSYNFIN
	default: // an answer to a peer
		e.src, e.dst, e.sport, e.dport = n.address, f.peers[f.busy.pick(r)], pick(r, openPorts), r.between(32768, 60999)
		e.flags, e.egress, e.path = flagSYNACKFIN, true, 1
	}
	e.pktSrc, e.pktDst = e.src, e.dst
}

var (
	openPorts   = []int{443, 443, 443, 8080, 5432}
	closedPorts = []int{22, 23, 445, 1433, 3389, 5900, 6379, 8088, 9200, 27017}
)

// scanner returns an address of the wide internet.
func scanner(r *random) uint32 {
	return ip(r.between(77, 95), r.IntN(256), r.IntN(256), r.between(1, 254))
}
