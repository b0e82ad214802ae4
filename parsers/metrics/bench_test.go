package metrics

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"hamari/parsers"
)

// nullSink counts and forgets.
type nullSink struct{ events, rejects int }

func (s *nullSink) Event(*parsers.Event) error  { s.events++; return nil }
func (s *nullSink) Reject(*parsers.SyntaxError) { s.rejects++ }
func (s *nullSink) Note(string)                 {}

// consoleCSV is a graph of the given size as the console writes it.
func consoleCSV(columns, rows int) []byte {
	var id, full, label strings.Builder
	for i := range columns {
		fmt.Fprintf(&id, ",m%d", i)
		fmt.Fprintf(&full, ",us-east-1:AWS/EBS VolumeId:vol-%017x VolumeReadOps Sum 60", i)
		fmt.Fprintf(&label, ",vol-%017x VolumeReadOps", i)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "Id%s\nFull label%s\nLabel%s\n", &id, &full, &label)
	start := time.Date(2026, 5, 28, 0, 0, 0, 0, time.UTC)
	for r := range rows {
		b.WriteString(start.Add(time.Duration(r) * time.Minute).Format("2006/01/02 15:04:05"))
		for c := range columns {
			fmt.Fprintf(&b, ",%d.%02d", 10+(r*7+c)%900, (r+c)%100)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func longCSV(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("timestamp,namespace,metric,dimension,stat,period,value\n")
	start := time.Date(2026, 5, 28, 0, 0, 0, 0, time.UTC)
	for r := range rows {
		at := start.Add(time.Duration(r/4) * time.Minute).Format(time.RFC3339)
		metric := []string{"VolumeReadOps", "VolumeWriteOps", "VolumeReadBytes", "VolumeIdleTime"}[r%4]
		fmt.Fprintf(&b, "%s,AWS/EBS,%s,vol-0aaa,Sum,60,%d\n", at, metric, r*3)
	}
	return b.Bytes()
}

func metricDataJSON(results, points int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"MetricDataResults":[`)
	start := time.Date(2026, 5, 28, 0, 0, 0, 0, time.UTC)
	for r := range results {
		if r > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "{\"Id\":\"m%d\",\"Label\":\"vol-%08x VolumeReadOps\",\"Timestamps\":[", r, r)
		for p := range points {
			if p > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "\n%q", start.Add(-time.Duration(p)*time.Minute).Format(time.RFC3339))
		}
		b.WriteString(`],"Values":[`)
		for p := range points {
			if p > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "\n%d.25", p*3)
		}
		b.WriteString(`],"StatusCode":"Complete"}`)
	}
	b.WriteString("]}")
	return b.Bytes()
}

func streamJSON(records int) []byte {
	var b bytes.Buffer
	for r := range records {
		fmt.Fprintf(&b, `{"metric_stream_name":"s","account_id":"123456789012","region":"us-east-1","namespace":"AWS/EBS",`+
			`"metric_name":"VolumeReadOps","dimensions":{"VolumeId":"vol-%04d"},"timestamp":%d,`+
			`"value":{"count":4.0,"sum":%d.0,"max":9.0,"min":1.0},"unit":"Count"}`+"\n", r%100, 1779900000000+int64(r/100)*60000, r)
	}
	return b.Bytes()
}

// nullPoints counts points that come by the hundred.
type nullPoints struct{ nullSink }

func (s *nullPoints) TakesPoints() bool { return true }
func (s *nullPoints) Points(_ *parsers.Event, _ time.Duration, points []Point) error {
	s.events += len(points)
	return nil
}

// BenchmarkReadPoints is BenchmarkRead for a sink that takes points by the hundred.
func BenchmarkReadPoints(b *testing.B) {
	for _, bb := range []struct {
		name  string
		input []byte
	}{
		{"console", consoleCSV(50, 10_080)},
		{"console narrow", consoleCSV(1, 100_000)},
		{"long", longCSV(50_000)},
		{"get-metric-data", metricDataJSON(50, 1440)},
		{"metric stream", streamJSON(20_000)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(bb.input)))
			b.ReportAllocs()
			var sink nullPoints
			for b.Loop() {
				sink = nullPoints{}
				if err := Format.Read(context.Background(), bytes.NewReader(bb.input), &parsers.Source{Member: "m"}, &sink); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(sink.events), "ns/point")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for _, bb := range []struct {
		name  string
		input []byte
	}{
		{"console wide", consoleCSV(2000, 300)},
		{"console narrow", consoleCSV(1, 100_000)},
		{"long", longCSV(50_000)},
		{"get-metric-data", metricDataJSON(50, 1440)},
		{"metric stream", streamJSON(20_000)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(bb.input)))
			b.ReportAllocs()
			var sink nullSink
			for b.Loop() {
				sink = nullSink{}
				if err := Format.Read(context.Background(), bytes.NewReader(bb.input), &parsers.Source{Member: "m"}, &sink); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(sink.events), "points")
		})
	}
}
