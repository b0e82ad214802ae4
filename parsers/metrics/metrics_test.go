package metrics

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

// recorder keeps what a format emits as short texts.
type recorder struct {
	points, rejects, notes []string
	positions              []parsers.Pos
	raws                   []string
}

// Event writes "#series time[~][+period] namespace|metric|stat|dimensions=value"; ~ marks a wall clock.
func (r *recorder) Event(e *parsers.Event) error {
	var b strings.Builder
	fmt.Fprintf(&b, "#%d %s", e.Series, e.Time.Format("0102 15:04:05"))
	if e.WallClock {
		b.WriteByte('~')
	}
	if !e.End.IsZero() {
		fmt.Fprintf(&b, "+%d", int(e.End.Sub(e.Time).Seconds()))
		if got, _ := e.Value(SlotPeriod).Int(); got != int64(e.End.Sub(e.Time).Seconds()) {
			b.WriteString(" period differs from end")
		}
	}
	fmt.Fprintf(&b, " %s|%s|%s|%s=%s", e.Value(SlotNamespace), e.Value(SlotMetric), e.Value(SlotStat), e.Value(SlotDimensions), e.Value(SlotValue))
	r.points = append(r.points, b.String())
	r.positions = append(r.positions, e.Pos)
	r.raws = append(r.raws, string(e.Raw))
	return nil
}

func (r *recorder) Reject(e *parsers.SyntaxError) {
	r.rejects = append(r.rejects, fmt.Sprintf("%d/%d %v", e.Pos.Line, e.Pos.Record, e.Err))
}

func (r *recorder) Note(text string) {
	if !slices.Contains(r.notes, text) {
		r.notes = append(r.notes, text)
	}
}

func readText(t *testing.T, member, text string) *recorder {
	t.Helper()
	var got recorder
	if err := Format.Read(context.Background(), strings.NewReader(text), &parsers.Source{Member: member}, &got); err != nil {
		t.Fatalf("%s: %v", member, err)
	}
	return &got
}

const twoMetrics = `Id,m1,m2
StatusCode,Complete,PartialData
Messages,,
Full label,us-east-1:AWS/EBS InstanceId:i-0abc VolumeId:vol-0aaa VolumeReadOps Sum 60,us-east-1:AWS/EC2 InstanceId:i-0abc CPUUtilization Average 300
Label,"reads, all","say ""cpu"""
2026/02/14 15:00:00,2.083,
2026/02/14 15:01:00,3,-4e2
`

var readTests = []struct {
	name, member, text     string
	points, rejects, notes []string
}{
	{
		name: "get-metric-statistics with --output text", member: "VolumeReadOps-vol-0aaa-Sum.txt",
		text: "VolumeReadOps\r\nDATAPOINTS\t12.0\t2026-02-14T15:02:00+00:00\tCount\r\nDATAPOINTS\t10.5\t2026-02-14T15:00:00+00:00\tCount\r\nDATAPOINTS\t1e-05\t2026-02-14T15:01:00+00:00\tCount\r\n",
		points: []string{
			"#1 0214 15:02:00+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=12.0",
			"#1 0214 15:00:00+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=10.5",
			"#1 0214 15:01:00+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=1e-05",
		},
	},
	{
		name: "several of them, and what they leave out", member: "all.txt",
		text: "CPUUtilization\nDATAPOINTS\t4.25\t9.5\t2026-02-14T15:00:00Z\tPercent\nDATAPOINTS\tnone\t2026-02-14T15:00:00Z\tPercent\nDATAPOINTS\t2026-02-14T15:00:00Z\tPercent\nEXTENDEDSTATISTICS\t3.0\n" +
			"NetworkIn\nDATAPOINTS\t7\t2026-02-14T15:05:00Z\tBytes\nDATAPOINTS\n",
		points: []string{"#1 0214 15:05:00 AWS/EC2|NetworkIn||=7"},
		rejects: []string{
			"2/0 several statistics, whose names --output text leaves out: run the command again with --output json",
			`3/1 "none": not a finite number`,
			"5/2 percentiles, whose names --output text leaves out: run the command again with --output json",
			"8/4 value without a timestamp",
		},
		notes: []string{"the statistic of NetworkIn is not stated"},
	},
	{
		name: "console graph", member: "graph.csv", text: twoMetrics,
		points: []string{
			"#1 0214 15:00:00~+60 AWS/EBS|VolumeReadOps|Sum|InstanceId=i-0abc,VolumeId=vol-0aaa=2.083",
			"#1 0214 15:01:00~+60 AWS/EBS|VolumeReadOps|Sum|InstanceId=i-0abc,VolumeId=vol-0aaa=3",
			"#2 0214 15:01:00~+300 AWS/EC2|CPUUtilization|Average|InstanceId=i-0abc=-4e2"},
		notes: []string{`StatusCode PartialData: 1 series of 2 series may lack points (first: m2 say "cpu")`},
	},
	{
		name: "console rows in another order, labels only", member: "x.csv",
		text: "\xef\xbb\xbfLabel,vol-0aaa VolumeReadOps,i-0abc CPUUtilization Average\r\nId,m2,m1\r\n2026/02/14 15:00:00,1,2\r\n2026/02/14 15:01:00,1,2\r\n2026/02/14 15:02:00,1,\r\n",
		points: []string{
			"#1 0214 15:00:00~+60 AWS/EBS|VolumeReadOps||VolumeId=vol-0aaa=1",
			"#1 0214 15:01:00~+60 AWS/EBS|VolumeReadOps||VolumeId=vol-0aaa=1",
			"#1 0214 15:02:00~+60 AWS/EBS|VolumeReadOps||VolumeId=vol-0aaa=1",
			"#2 0214 15:00:00~ AWS/EC2|CPUUtilization|Average|InstanceId=i-0abc=2",
			"#2 0214 15:01:00~ AWS/EC2|CPUUtilization|Average|InstanceId=i-0abc=2"},
		notes: []string{"the statistic of VolumeReadOps is not stated"},
	},
	{
		name: "custom label, the path tells", member: "case/vol-0aaa/VolumeQueueLength_Average_60s.csv",
		text:   "Id,m1\nFull label,my queue\nLabel,my queue\n2026-02-14T15:00:00Z,1\n",
		points: []string{"#1 0214 15:00:00+60 AWS/EBS|VolumeQueueLength|Average|VolumeId=vol-0aaa=1"},
	},
	{
		name: "two downloads in one file", member: "x.csv",
		text: "Full label,us-east-1:AWS/EBS VolumeId:vol-0aaa VolumeReadOps Sum 60\n2026/02/14 15:00:00,1\n" +
			"Full label,us-east-1:AWS/EBS VolumeId:vol-0bbb VolumeReadOps Sum 60\n2026/02/14 15:00:00,2\n" +
			"Full label,us-east-1:AWS/EBS VolumeId:vol-0aaa VolumeReadOps Sum 60\n2026/02/14 15:01:00,3\n",
		points: []string{
			"#1 0214 15:00:00~+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=1",
			"#2 0214 15:00:00~+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0bbb=2",
			"#1 0214 15:01:00~+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=3"},
	},
	{
		name: "label with a line break", member: "x.csv",
		text:    "Full label,us-east-1:AWS/EBS VolumeId:vol-0aaa VolumeReadOps Sum 60\nLabel,\"two\nlines\"\n2026/02/14 15:00:00,1\nyesterday,2\n",
		points:  []string{"#1 0214 15:00:00~+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=1"},
		rejects: []string{`5/1 "yesterday": not a time`},
	},
	{
		name: "broken cells and rows", member: "x.csv",
		text: twoMetrics[:strings.Index(twoMetrics, "2026")] +
			"2026/02/14 15:00:00,NaN,Inf\n2026/02/30 15:00:00,1,2\n2026/02/14 15:01:00,1\n2026/02/14 15:02:00,1,2,3\n" +
			"2026/02/14 15:03:00,1e999,0x10\n2026/02/14 15:04:00,1.2.3,\"1,5\"\n\n,,\n2026/02/14 15:05:00, 7 ,,,\n,8,9\n2026/02/14 15:06:00,1 2,-",
		points: []string{"#1 0214 15:05:00~+60 AWS/EBS|VolumeReadOps|Sum|InstanceId=i-0abc,VolumeId=vol-0aaa=7"},
		rejects: []string{
			`6/0 "NaN": not a finite number`, `6/0 "Inf": not a finite number`, `7/1 "2026/02/30 15:00:00": not a time`,
			`8/2 2 columns, the header has 3`, `9/3 4 columns, the header has 3`,
			`10/4 "1e999": not a finite number`, `10/4 "0x10": not a finite number`,
			`11/5 "1.2.3": not a finite number`, `11/5 "1,5": not a finite number`, `15/7 "": not a time`,
			`16/8 "1 2": not a finite number`, `16/8 "-": not a finite number`},
		notes: []string{`StatusCode PartialData: 1 series of 2 series may lack points (first: m2 say "cpu")`},
	},
	{
		name: "day and month proven by a later row", member: "AWS_EBS-VolumeReadBytes-vol-0aaa-Sum-60s.csv",
		text: "timestamp,value\n2/3/2026 15:00,1\n2/4/2026 15:00,2\n2/13/2026 15:00,3\n13/2/2026 15:00,4\n3/1/2026 9:05,5\n",
		points: []string{
			"#1 0203 15:00:00~+60 AWS/EBS|VolumeReadBytes|Sum|VolumeId=vol-0aaa=1",
			"#1 0204 15:00:00~+60 AWS/EBS|VolumeReadBytes|Sum|VolumeId=vol-0aaa=2",
			"#1 0213 15:00:00~+60 AWS/EBS|VolumeReadBytes|Sum|VolumeId=vol-0aaa=3",
			"#1 0301 09:05:00~+60 AWS/EBS|VolumeReadBytes|Sum|VolumeId=vol-0aaa=5"},
		rejects: []string{`5/3 "13/2/2026 15:00": not a time`},
	},
	{
		name: "day and month never proven", member: "VolumeReadOps_vol-0aaa_Sum_60s.csv",
		text:    "timestamp,value\n02/03/2026 15:00,1\n02/02/2026 15:00,1\n",
		points:  []string{"#1 0202 15:00:00~+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=1"},
		rejects: []string{"2/0 " + errAmbiguous.Error()},
	},
	{
		name: "long table", member: "m.csv",
		text: "timestamp,namespace,metric,dimension,stat,period,value\n" +
			"2026-03-04T10:00:00Z,AWS/EBS,VolumeReadOps,vol-0aaa,Sum,60,18000\n" +
			"2026-03-04T10:00:00Z,AWS/EBS,VolumeQueueLength,vol-0aaa,avg,60,9.0\n" +
			"2026-03-04T10:01:00Z,AWS/EBS,VolumeReadOps,vol-0aaa,Sum,60,\n" +
			"2026-03-04T10:01:00Z,AWS/Lambda,Errors,my-function,Sum,60,1\n" +
			"2026-03-04T10:02:00Z,Mine,Depth,\"Queue=a,Host=b\",p99.9,60,1\n",
		points: []string{
			"#1 0304 10:00:00+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=18000",
			"#2 0304 10:00:00+60 AWS/EBS|VolumeQueueLength|Average|VolumeId=vol-0aaa=9.0",
			"#3 0304 10:01:00+60 AWS/Lambda|Errors|Sum|FunctionName=my-function=1",
			"#4 0304 10:02:00+60 Mine|Depth|p99.9|Host=b,Queue=a=1"},
	},
	{
		name: "long table, other names and order, semicolons, no period", member: "m.csv",
		text: "Metric Name;Instance ID;Time (UTC);Value\n" +
			"CPUUtilization;i-0abc;2026-03-04 10:10:00;1\nCPUUtilization;i-0abc;2026-03-04 10:05:00;2\n" +
			"CPUUtilization;i-0abc;2026-03-04 10:00:00;3\nCPUUtilization;i-0def;2026-03-04 10:00:00;4\n",
		points: []string{
			"#1 0304 10:10:00+300 AWS/EC2|CPUUtilization||InstanceId=i-0abc=1",
			"#1 0304 10:05:00+300 AWS/EC2|CPUUtilization||InstanceId=i-0abc=2",
			"#1 0304 10:00:00+300 AWS/EC2|CPUUtilization||InstanceId=i-0abc=3",
			"#2 0304 10:00:00 AWS/EC2|CPUUtilization||InstanceId=i-0def=4"},
		notes: []string{"the statistic of CPUUtilization is not stated"},
	},
	{
		name: "table that begins with an Id", member: "m.csv",
		text:   "Id,Timestamp,Metric,Stat,Period,Value\nm1,2026-03-04T10:00:00Z,VolumeReadOps,Sum,60,1\n",
		points: []string{"#1 0304 10:00:00+60 AWS/EBS|VolumeReadOps|Sum|=1"},
	},
	{
		name: "one metric per column", member: "vol-0aaa-60s.csv",
		text: "timestamp,VolumeReadOps (Sum),VolumeQueueLength_Average,remark\n1772618400,5,1,hello\n1772618460000,6,,\n",
		points: []string{
			"#1 0304 10:00:00+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=5",
			"#2 0304 10:00:00+60 AWS/EBS|VolumeQueueLength|Average|VolumeId=vol-0aaa=1",
			"#1 0304 10:01:00+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=6"},
		notes: []string{"1 column not known and not read: remark"},
	},
	{
		name: "one statistic per column", member: "metrics/i-0abc/CPUUtilization.csv",
		text: "Timestamp,Average,Maximum,Unit\n2026-03-04T10:00:00+09:00,5,50,Percent\n",
		points: []string{
			"#1 0304 01:00:00 AWS/EC2|CPUUtilization|Average|InstanceId=i-0abc=5",
			"#2 0304 01:00:00 AWS/EC2|CPUUtilization|Maximum|InstanceId=i-0abc=50"},
	},
	{
		name: "no header at all", member: "metrics/i-0abc/CPUUtilization_Average_300s.csv",
		text:   "2026/02/14 15:00:00,2.083\n",
		points: []string{"#1 0214 15:00:00~+300 AWS/EC2|CPUUtilization|Average|InstanceId=i-0abc=2.083"},
	},
	{
		name: "get-metric-data", member: "data.json",
		text: `{"MetricDataResults":[
{"Id":"m1","Label":"vol-0aaa VolumeReadOps","Timestamps":["2026-03-04T10:10:00+00:00","2026-03-04T10:05:00+00:00","2026-03-04T19:00:00+09:00"],"Values":[3.5,2,1],"StatusCode":"PartialData"},
{"Id":"m2","Label":"CPUUtilization","Timestamps":[1772618400.0,1772618460.5,"soon",1772618520],"Values":[1,null,2],"StatusCode":"Complete"},
{"Id":"m3","Label":"none","Timestamps":[],"Values":[1]},
7],"Messages":[{"Code":"Over","Value":"too much"}],"NextToken":"abc"}`,
		points: []string{
			"#1 0304 10:10:00+300 AWS/EBS|VolumeReadOps||VolumeId=vol-0aaa=3.5",
			"#1 0304 10:05:00+300 AWS/EBS|VolumeReadOps||VolumeId=vol-0aaa=2",
			"#1 0304 10:00:00+300 AWS/EBS|VolumeReadOps||VolumeId=vol-0aaa=1",
			"#2 0304 10:00:00+60 |CPUUtilization||=1"},
		rejects: []string{`3/4 "null": not a finite number`, `3/5 "soon": not a time`, `3/6 timestamp without a value`,
			`4/7 value without a timestamp`, `5/8 no metric data in it`},
		notes: []string{"CloudWatch message: Over too much", "NextToken present: the answer was cut",
			"the statistic of VolumeReadOps is not stated", "the statistic of CPUUtilization is not stated",
			"the statistic of some metrics is not stated",
			"StatusCode PartialData: 1 series of 3 series may lack points (first: m1 vol-0aaa VolumeReadOps)"},
	},
	{
		name: "request before the answer", member: "data.json",
		text: `{"MetricDataQueries":[` + queryOf("vol-0aaa") + `],"MetricDataResults":[` + resultOf("VolumeReadOps", 1) + `]}` +
			`{"MetricDataQueries":[` + queryOf("vol-0ccc") + `],"MetricDataResults":[` + resultOf("vol-0ddd VolumeWriteOps", 3) + `]}`,
		points: []string{
			"#1 0304 10:00:00+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=1",
			"#2 0304 10:00:00 AWS/EBS|VolumeWriteOps||VolumeId=vol-0ddd=3"},
		notes: []string{"the statistic of VolumeWriteOps is not stated"},
	},
	{
		name: "request behind the answer", member: "data.json",
		text: `{"MetricDataResults":[` + resultOf("VolumeReadOps", 1) + `],"MetricDataQueries":[` + queryOf("vol-0aaa") + `]}` +
			`{"MetricDataResults":[` + resultOf("VolumeReadOps", 2) + `],"MetricDataQueries":[` + queryOf("vol-0bbb") + `]}`,
		points: []string{
			"#1 0304 10:00:00+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=1",
			"#2 0304 10:00:00+60 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0bbb=2"},
	},
	{
		name: "get-metric-statistics", member: "i-0abc.json",
		text: `{"Label":"CPUUtilization","Datapoints":[
{"Timestamp":"2026-03-04T10:10:00Z","Average":1.5,"Maximum":9,"Unit":"Percent"},
{"Timestamp":"2026-03-04T10:00:00Z","Average":2.5,"Unit":"Percent","ExtendedStatistics":{"p95":3}},
{"Timestamp":"2026-03-04T10:05:00Z","Average":"high","Unit":"Percent"},
{"Timestamp":"2026-03-04T10:15:00Z","Unit":"Percent"}]}`,
		points: []string{
			"#1 0304 10:10:00+300 AWS/EC2|CPUUtilization|Average|InstanceId=i-0abc=1.5",
			"#2 0304 10:10:00+300 AWS/EC2|CPUUtilization|Maximum|InstanceId=i-0abc=9",
			"#1 0304 10:00:00+300 AWS/EC2|CPUUtilization|Average|InstanceId=i-0abc=2.5",
			"#3 0304 10:00:00+300 AWS/EC2|CPUUtilization|p95|InstanceId=i-0abc=3"},
		rejects: []string{`4/4 "\"high\"": not a finite number`, `5/5 datapoint without a statistic`},
	},
	{
		name: "words of Python for what is no number", member: "VolumeReadOps_vol-0aaa.json",
		text: `{"Label":"is NaN \" -Infinity","Datapoints":[{"Timestamp":"2026-03-04T10:10:00Z","Sum":NaN},{"Timestamp":"2026-03-04T10:05:00Z","Sum":-Infinity},` +
			`{"Timestamp":"2026-03-04T10:15:00Z","Sum":3}]}`,
		points:  []string{"#1 0304 10:15:00+300 |is NaN \" -Infinity|Sum|VolumeId=vol-0aaa=3"},
		rejects: []string{`1/0 "\"NaN\"": not a finite number`, `1/1 "\"-Infinity\"": not a finite number`},
	},
	{
		name: "bare datapoints", member: "VolumeReadOps_vol-0aaa.json",
		text: `[{"Timestamp":"2026-03-04T10:10:00Z","Sum":1},{"Timestamp":"2026-03-04T10:05:00Z","Sum":2},{"Timestamp":"2026-03-04T10:15:00Z","Sum":3}]`,
		points: []string{
			"#1 0304 10:10:00+300 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=1",
			"#1 0304 10:05:00+300 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=2",
			"#1 0304 10:15:00+300 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=3"},
	},
	{
		name: "metric stream", member: "stream.json",
		text: `{"metric_stream_name":"s","account_id":"123456789012","region":"us-east-1","namespace":"AWS/EBS","metric_name":"VolumeReadOps","dimensions":{"VolumeId":"vol-0aaa"},"timestamp":1772618400000,"value":{"count":4,"sum":10,"max":4,"min":1,"p99":3.9},"unit":"Count"}
{"metric_stream_name":"s","namespace":"AWS/EBS","metric_name":"VolumeReadOps","timestamp":"never","value":{"sum":1}}
{"metric_stream_name":"s","metric_name":"VolumeReadOps","timestamp":1772618400000,"value":{}}
{"other":1}
{"metric_stream_name":`,
		points: []string{
			"#1 0304 10:00:00 AWS/EBS|VolumeReadOps|SampleCount|VolumeId=vol-0aaa=4",
			"#2 0304 10:00:00 AWS/EBS|VolumeReadOps|Sum|VolumeId=vol-0aaa=10",
			"#3 0304 10:00:00 AWS/EBS|VolumeReadOps|Maximum|VolumeId=vol-0aaa=4",
			"#4 0304 10:00:00 AWS/EBS|VolumeReadOps|Minimum|VolumeId=vol-0aaa=1",
			"#5 0304 10:00:00 AWS/EBS|VolumeReadOps|p99|VolumeId=vol-0aaa=3.9",
			"#6 0304 10:00:00 AWS/EBS|VolumeReadOps|Average|VolumeId=vol-0aaa=2.5"},
		rejects: []string{`2/6 "never": not a time`, `3/7 metric stream record without values`, `4/8 no metric data in it`,
			`5/9 the text ends inside a record`},
	},
}

func queryOf(volume string) string {
	return `{"Id":"m1","MetricStat":{"Metric":{"Namespace":"AWS/EBS","MetricName":"VolumeReadOps","Dimensions":[{"Name":"VolumeId","Value":"` +
		volume + `"}]},"Period":60,"Stat":"Sum"}}`
}

func resultOf(label string, value int) string {
	return fmt.Sprintf(`{"Id":"m1","Label":%q,"Timestamps":["2026-03-04T10:00:00Z"],"Values":[%d],"StatusCode":"Complete"}`, label, value)
}

func TestRead(t *testing.T) {
	for _, tt := range readTests {
		got := readText(t, tt.member, tt.text)
		for what, pair := range map[string][2][]string{"points": {tt.points, got.points}, "rejects": {tt.rejects, got.rejects}, "notes": {tt.notes, got.notes}} {
			want, have := slices.Clone(pair[0]), pair[1]
			if what == "notes" {
				slices.Sort(want)
				slices.Sort(have)
			}
			if diff := cmp.Diff(want, have); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", tt.name, what, diff)
			}
		}
		byByte := &recorder{}
		err := Format.Read(context.Background(), iotest.OneByteReader(strings.NewReader(tt.text)), &parsers.Source{Member: tt.member}, byByte)
		if diff := cmp.Diff(got.points, byByte.points); err != nil || diff != "" {
			t.Errorf("%s, byte by byte: %v %s", tt.name, err, diff)
		}
	}
}

// TestDetectsWhatItReads holds that every member of the read tests is also recognised.
func TestDetectsWhatItReads(t *testing.T) {
	for _, tt := range readTests {
		if got := Format.Detect(&parsers.Header{Name: tt.member, Prefix: []byte(tt.text), Complete: true}); got != parsers.ByContent {
			t.Errorf("%s: confidence %d", tt.name, got)
		}
	}
}

func TestDetectLeavesOthersAlone(t *testing.T) {
	for name, text := range map[string]string{
		"event_history.csv":            "User name,AWS access key,Event time,Event source,Event name\nroot,,2021-01-26T22:48:41Z,ec2.amazonaws.com,RunInstances\n",
		"log-events-viewer-result.csv": "timestamp,message\n1772618400000,2 123456789010 eni-1235b8ca 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 REJECT OK\n",
		"logs-insights-results.csv":    "@timestamp,@message\n2026-02-20 22:20:53.168,hello\n",
		"insights/Duration.csv":        "@timestamp,Duration\n2026-02-20 22:20:53.168,1\n",
		"flow.csv":                     "version,account-id,interface-id,srcaddr,dstaddr,packets,bytes,start,end,action\n2,123456789012,eni-0a,10.0.0.1,10.0.0.2,1,2,1772618400,1772618460,ACCEPT\n",
		"cost.csv":                     "identity/LineItemId,identity/TimeInterval,bill/InvoiceId,lineItem/UsageAmount\na,2026-02-01T00:00:00Z/2026-02-02T00:00:00Z,,1\n",
		"people.csv":                   "Id,Name\n1,Ada\n",
		"unknown.csv":                  "timestamp,value\n2026-02-20 22:20:53,1\n",
		"CPUUtilization.csv":           "timestamp,value\nno time,1\n",
		"CPUUtilization.txt":           "CPUUtilization was high\n",
		"alarms.json":                  `{"MetricAlarms":[{"MetricName":"CPUUtilization"}],"CompositeAlarms":[]}`,
		"list-metrics.json":            `{"Metrics":[{"Namespace":"AWS/EC2","MetricName":"CPUUtilization"}]}`,
		"trail.json":                   `{"Records":[{"eventName":"GetMetricData","requestParameters":{"MetricDataResults":1,"Datapoints":[]}}]}`,
		"events.json":                  `{"events":[{"timestamp":1,"message":"{\"MetricDataResults\":[]}"}]}`,
		"array.json":                   `["Timestamps","Values"]`,
		"empty":                        "",
	} {
		for _, complete := range []bool{true, false} {
			if got := Format.Detect(&parsers.Header{Name: name, Prefix: []byte(text), Complete: complete}); got != parsers.No {
				t.Errorf("%s: confidence %d", name, got)
			}
		}
	}
}

// TestDetectTruncated holds that a prefix that ends anywhere behind the first keys is enough.
func TestDetectTruncated(t *testing.T) {
	wide := string(consoleCSV(2000, 1))
	for name, prefix := range map[string]string{
		"graph.csv": wide[:parsers.HeaderSize],
		"data.json": string(metricDataJSON(1, 5000))[:parsers.HeaderSize],
	} {
		if got := Format.Detect(&parsers.Header{Name: name, Prefix: []byte(prefix)}); got != parsers.ByContent {
			t.Errorf("%s: confidence %d", name, got)
		}
	}
}

// TestPositions holds that offsets and lines lead to the record, and that the raw record shows the value.
func TestPositions(t *testing.T) {
	for _, tt := range readTests {
		got := readText(t, tt.member, tt.text)
		for i, pos := range got.positions {
			if pos.Line != 1+strings.Count(tt.text[:pos.Offset], "\n") || pos.Member != tt.member {
				t.Errorf("%s: point %d at line %d, offset %d", tt.name, i, pos.Line, pos.Offset)
			}
			value := got.points[i][strings.LastIndex(got.points[i], "=")+1:]
			if strings.HasSuffix(tt.member, ".csv") || strings.HasSuffix(tt.member, ".txt") {
				if !strings.HasPrefix(tt.text[pos.Offset:], got.raws[i]) || !strings.Contains(got.raws[i], value) {
					t.Errorf("%s: point %d: raw %q at %d", tt.name, i, got.raws[i], pos.Offset)
				}
			} else if !json.Valid([]byte(got.raws[i])) || !strings.Contains(got.raws[i], value) && !strings.Contains(got.points[i], "|Average|") {
				t.Errorf("%s: point %d: raw %q", tt.name, i, got.raws[i])
			}
		}
	}
	got := readText(t, "d.json", `{"MetricDataResults":[`+resultOf("a\"b", 5)+`]}`)
	if want := `{"Id":"m1","Label":"a\"b","Timestamp":"2026-03-04T10:00:00Z","Value":5}`; len(got.raws) != 1 || got.raws[0] != want {
		t.Errorf("raw %q, want %q", got.raws, want)
	}
}

func TestKindSlots(t *testing.T) {
	if len(Kind.Fields) != slotCount {
		t.Fatalf("%d fields, %d slots", len(Kind.Fields), slotCount)
	}
	for slot, name := range map[int]string{
		SlotNamespace: "namespace", SlotMetric: "metric", SlotStat: "stat", SlotPeriod: "period", SlotUnit: "unit",
		SlotRegion: "region", SlotAccount: "account", SlotID: "id", SlotLabel: "label", SlotDimensions: "dimensions",
		SlotInstance: "instance", SlotVolume: "volume", SlotInstanceType: "instance_type", SlotLoadBalancer: "load_balancer",
		SlotTargetGroup: "target_group", SlotVPN: "vpn", SlotTunnel: "tunnel", SlotTransitGateway: "tgw",
		SlotTransitGatewayAttachment: "tgw_attachment", SlotNATGateway: "nat_gateway", SlotFunction: "function",
		SlotDBInstance: "db_instance", SlotDBCluster: "db_cluster", SlotASG: "asg", SlotAZ: "az", SlotBucket: "bucket",
		SlotDistribution: "distribution", SlotValue: "value",
	} {
		if Kind.Slot(name) != slot || Kind.Fields[slot].Doc == "" {
			t.Errorf("field %s has slot %d, want %d", name, Kind.Slot(name), slot)
		}
	}
}

func TestSinkErrorStops(t *testing.T) {
	stop := errors.New("stop")
	for _, tt := range readTests {
		sink := &failingSink{err: stop}
		err := Format.Read(context.Background(), strings.NewReader(tt.text), &parsers.Source{Member: tt.member}, sink)
		if !errors.Is(err, stop) || sink.calls != 1 {
			t.Errorf("%s: error %v after %d events", tt.name, err, sink.calls)
		}
	}
}

type failingSink struct {
	recorder
	err   error
	calls int
}

func (s *failingSink) Event(*parsers.Event) error { s.calls++; return s.err }

func TestLimits(t *testing.T) {
	long := "2026/02/14 15:00:00," + strings.Repeat("1", maxLine) + "\n"
	got := readText(t, "x.csv", twoMetrics+long+"2026/02/14 15:02:00,5,\n")
	if len(got.rejects) != 1 || !strings.Contains(got.rejects[0], errLineTooLong.Error()) || len(got.points) != 4 {
		t.Errorf("long row: %d points, rejects %v", len(got.points), got.rejects)
	}
	wide := "Id" + strings.Repeat(",m", maxColumns) + "\n"
	err := Format.Read(context.Background(), strings.NewReader(wide), &parsers.Source{}, &recorder{})
	if !errors.Is(err, errTooManyColumns) {
		t.Errorf("wide table: %v", err)
	}
	stuck := errors.New("bad checksum")
	r := io.MultiReader(strings.NewReader(twoMetrics), iotest.ErrReader(stuck))
	got = &recorder{}
	if err := Format.Read(context.Background(), r, &parsers.Source{}, got); !errors.Is(err, stuck) || len(got.points) != 3 {
		t.Errorf("reader's error: %v after %d points", err, len(got.points))
	}
}

// TestSamples reads the answers and exports that others published.
func TestSamples(t *testing.T) {
	root := os.Getenv("HAMARI_SAMPLES")
	if root == "" {
		root = "../../../shared"
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("no samples: set HAMARI_SAMPLES to the folder that holds them")
	}
	files, _ := filepath.Glob(filepath.Join(root, "samples/describe-cloud-custodian/monitoring/GetMetricStatistics/*.json"))
	for _, answer := range []string{"data", "statistics"} {
		more, _ := filepath.Glob(filepath.Join(root, "samples/cli-examples/cloudwatch__get-metric-"+answer+"__*.json"))
		files = append(files, more...)
	}
	points := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if Format.Detect(&parsers.Header{Name: file, Prefix: text[:min(len(text), parsers.HeaderSize)]}) == parsers.No {
			if !bytes.Contains(text, []byte(`"MetricStat"`)) { // a request on its own
				t.Errorf("%s is not recognised", file)
			}
			continue
		}
		got := readText(t, filepath.Base(file), string(text))
		points += len(got.points)
		if len(got.rejects) > 0 {
			t.Errorf("%s: %v", file, got.rejects)
		}
	}
	if points < 20 {
		t.Errorf("only %d points in all samples", points)
	}
	z, err := zip.OpenReader(filepath.Join(root, "cases/slow-after-migration.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open("metrics/ebs-volume.csv")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	got := readText(t, "metrics/ebs-volume.csv", string(text))
	cells := 8 * (bytes.Count(text, []byte{'\n'}) - 5)
	if len(got.points) != cells || len(got.rejects) != 0 || len(got.notes) != 0 {
		t.Errorf("%d points of %d, rejects %v, notes %v", len(got.points), cells, got.rejects, got.notes)
	}
}

// TestLabelAcrossBuffer holds that a label with a line break is read where the reader's buffer ends within it.
func TestLabelAcrossBuffer(t *testing.T) {
	full := "Full label,us-east-1:AWS/EBS VolumeId:vol-0aaa VolumeReadOps Sum 60\n"
	for _, pad := range []int{bufferSize - 200, bufferSize - 100, bufferSize - len(full) - 20, bufferSize - len(full) - 14} {
		text := "Messages," + strings.Repeat("x", pad) + "\n" + full + "Label,\"two\nlines\"\n2026/02/14 15:00:00,1\n"
		got := readText(t, "x.csv", text)
		if len(got.points) != 1 || len(got.rejects) > 0 {
			t.Errorf("padding %d: %v, rejects %v", pad, got.points, got.rejects)
		}
	}
}
