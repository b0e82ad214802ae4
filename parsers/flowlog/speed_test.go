package flowlog

import (
	"bytes"
	"fmt"
	"testing"

	"hamari/parsers"
)

// flowText returns a member of about the given size: a header line and records that differ in ways that matter to a
// parser's branches.
func flowText(size int) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, defaultHeader)
	for i := 0; b.Len() < size; i++ {
		switch {
		case i%50 == 0:
			fmt.Fprintf(&b, "2 123456789012 eni-0123456789abc%04x - - - - - - - %d %d - NODATA\n", i%65536, 1700000000+i/100, 1700000060+i/100)
		case i%9 == 0:
			fmt.Fprintf(&b, "2 123456789012 eni-0123456789abc%04x 2001:db8::%x fe80::%x %d 443 6 %d %d %d %d REJECT OK\n",
				i%65536, i%65536, i%4096, 1024+i%60000, 1+i%30, 40+i%90000, 1700000000+i/100, 1700000060+i/100)
		default:
			fmt.Fprintf(&b, "2 123456789012 eni-0123456789abc%04x 10.%d.%d.7 192.168.7.%d %d 443 6 %d %d %d %d ACCEPT OK\n",
				i%65536, i%256, i%199, i%251, 1024+i%60000, 1+i%30, 40+i%90000, 1700000000+i/100, 1700000060+i/100)
		}
	}
	return b.Bytes()
}

// counter is a sink that counts.
type counter struct{ events, rejects int }

func (c *counter) Event(*parsers.Event) error  { c.events++; return nil }
func (c *counter) Reject(*parsers.SyntaxError) { c.rejects++ }
func (c *counter) Note(string)                 {}

func BenchmarkRead(b *testing.B) {
	v2 := flowText(8 << 20)
	v5 := bytes.ReplaceAll(v2, []byte(" OK\n"), []byte(" OK vpc-0a1b2c3d4e5f60718 subnet-0a1b2c3d4e5f60718 i-0a1b2c3d4e5f60718 3 IPv4 10.2.3.4 10.4.5.6 us-east-1 use1-az1 - - - S3 egress 8\n"))
	v5 = bytes.ReplaceAll(v5, []byte(" NODATA\n"), []byte(" NODATA - - - - - - - - - - - - - - -\n"))
	v5 = bytes.Replace(v5, []byte("log-status\n"), []byte("log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path\n"), 1)
	csv := bytes.ReplaceAll(v2, []byte(" "), []byte(","))
	for name, text := range map[string][]byte{"version 2": v2, "version 5": v5, "export": csv} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				var c counter
				if err := VPC.Read(b.Context(), bytes.NewReader(text), &parsers.Source{}, &c); err != nil || c.rejects > 0 {
					b.Fatal(err, c)
				}
			}
		})
	}
}

// TestReadAllocations holds that memory does not grow with the number of records.
func TestReadAllocations(t *testing.T) {
	allocations := func(text []byte) float64 {
		return testing.AllocsPerRun(3, func() {
			var c counter
			if err := VPC.Read(t.Context(), bytes.NewReader(text), &parsers.Source{}, &c); err != nil || c.rejects > 0 || c.events == 0 {
				t.Fatal(err, c)
			}
		})
	}
	// The race detector makes pools forget what they are given, now and then.
	const forgotten = 10
	few, many := allocations(flowText(10<<10)), allocations(flowText(1<<20))
	if many > few+forgotten {
		t.Errorf("%v allocations for 1 MiB, %v for 10 KiB: want the same", many, few)
	}
}
