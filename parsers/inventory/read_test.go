package inventory

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

// recorder keeps what a format hands to its sink, one line of text for each.
type recorder struct {
	events, rejects, notes []string
	positions              []parsers.Pos
	raws                   []string
	stop                   error
}

func (r *recorder) Event(e *parsers.Event) error {
	var line []string
	for slot, f := range Kind.Fields {
		if v := e.Value(slot); v.Exists() && f.Name != "call" {
			line = append(line, f.Name+"="+v.String())
		}
	}
	r.events = append(r.events, strings.Join(line, " "))
	r.positions = append(r.positions, e.Pos)
	r.raws = append(r.raws, string(e.Raw))
	return r.stop
}

func (r *recorder) Reject(e *parsers.SyntaxError) { r.rejects = append(r.rejects, e.Error()) }
func (r *recorder) Note(text string)              { r.notes = append(r.notes, text) }

func read(t testing.TB, name, in string) *recorder {
	t.Helper()
	var got recorder
	if err := Read(context.Background(), strings.NewReader(in), &parsers.Source{Member: name}, &got); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return &got
}

const (
	volume = `{"VolumeId":"vol-0a","Size":100,"AvailabilityZone":"ap-northeast-1c","VolumeType":"gp3","Tags":[{"Key":"env","Value":"prod"},{"Key":"Name","Value":"data \"1\""}]}`
	// A resource with lists in it that are the lists of other answers.
	instance = `{"NetworkInterfaces":[{"NetworkInterfaceId":"eni-0a","MacAddress":"02:aa"}],"SecurityGroups":[{"GroupId":"sg-0a"}],"InstanceId":"i-0a","ImageId":"ami-0a","InstanceType":"m5.large","Placement":{"AvailabilityZone":"us-west-2-lax-1a"}}`
	keyARN   = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"
)

var readTests = []struct {
	name, file, in string
	events         []string
	rejects, notes []string
	detect         parsers.Confidence
}{
	{name: "volumes", in: `{"Volumes":[` + volume + `,{"VolumeId":"vol-0b","Size":8,"AvailabilityZone":"eu-west-1a","Tags":[]}]}`,
		events: []string{`type=volume id=vol-0a region=ap-northeast-1 name=data "1"`, `type=volume id=vol-0b region=eu-west-1`}, detect: parsers.ByContent},
	{name: "instances", in: `{"Reservations":[{"OwnerId":"111122223333","ReservationId":"r-0a","Instances":[` + instance + `,{"InstanceId":"i-0b","ImageId":"ami-0b"}]},{"Instances":[]}]}`,
		events: []string{"type=instance id=i-0a account=111122223333 region=us-west-2", "type=instance id=i-0b account=111122223333"}, detect: parsers.ByContent},
	{name: "one instance cut out", in: instance,
		events: []string{"type=instance id=i-0a region=us-west-2"}, detect: parsers.ByContent},
	{name: "instances not flattened", in: `[[` + instance + `],[{"InstanceId":"i-0b","InstanceType":"t3.nano"}]]`,
		events: []string{"type=instance id=i-0a region=us-west-2", "type=instance id=i-0b"}, detect: parsers.ByContent},
	{name: "resources one per line", in: volume + "\n" + instance + "\n",
		events: []string{`type=volume id=vol-0a region=ap-northeast-1 name=data "1"`, "type=instance id=i-0a region=us-west-2"}, detect: parsers.ByContent},
	{name: "array of answers", in: `[{"Volumes":[` + volume + `]}]`,
		events: []string{`type=volume id=vol-0a region=ap-northeast-1 name=data "1"`}, detect: parsers.ByName},
	{name: "pages and regions in one file", file: "111122223333/describe-subnets-eu-central-1.json",
		in:     `{"Subnets":[{"SubnetId":"subnet-0a","CidrBlock":"10.0.0.0/24","VpcId":"vpc-0a"}],"NextToken":"abc"}` + "\n" + `{"Subnets":[{"SubnetId":"subnet-0b","CidrBlock":"10.0.1.0/24","AvailabilityZone":"eu-west-3b","OwnerId":"444455556666"}],"NextToken":null}`,
		events: []string{"type=subnet id=subnet-0a account=111122223333 region=eu-central-1 parent=vpc-0a", "type=subnet id=subnet-0b account=444455556666 region=eu-west-3"},
		notes:  []string{"the answer was cut: NextToken present"}, detect: parsers.ByContent},
	{name: "key", in: `{"KeyMetadata":{"AWSAccountId":"111122223333","KeyId":"11111111-2222-3333-4444-555555555555","Arn":"` + keyARN + `","KeyState":"Enabled"}}`,
		events: []string{"type=key id=11111111-2222-3333-4444-555555555555 arn=" + keyARN + " account=111122223333 region=eu-west-1"}, detect: parsers.ByContent},
	{name: "key policy", file: "kms/key-policy-11111111-2222-3333-4444-555555555555.json",
		in:     `{"Policy":"{\"Statement\":[{\"Principal\":\"*\",\"Action\":\"kms:*\"}]}","PolicyName":"default"}`,
		events: []string{"type=key-policy id=11111111-2222-3333-4444-555555555555 name=default parent=11111111-2222-3333-4444-555555555555"}, detect: parsers.ByContent},
	{name: "key policy as text", file: "get-key-policy.txt",
		in:     `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:Decrypt"}]}`,
		events: []string{"type=key-policy"}, detect: parsers.ByContent},
	{name: "bucket policy", in: `{"Policy":"{\"Statement\":[{\"Principal\":\"*\",\"Action\":\"s3:GetObject\"}]}"}`,
		events: []string{"type=bucket-policy"}, detect: parsers.ByContent},
	{name: "role policy", in: `{"RoleName":"Job","PolicyName":"start","PolicyDocument":{"Version":"2012-10-17","Statement":[]}}`,
		events: []string{"type=role-policy id=start name=start parent=Job"}, detect: parsers.ByContent},
	{name: "attached policies", file: "iam/list-attached-role-policies-JobRole.json",
		in:     `{"AttachedPolicies":[{"PolicyName":"Power","PolicyArn":"arn:aws:iam::aws:policy/Power"}],"IsTruncated":true}`,
		events: []string{"type=attached-policy id=arn:aws:iam::aws:policy/Power arn=arn:aws:iam::aws:policy/Power name=Power parent=JobRole"},
		notes:  []string{"the answer was cut: IsTruncated is true"}, detect: parsers.ByContent},
	{name: "Transit Gateway routes", file: "routes-tgw-rtb-0123456789abcdef0.json",
		in:     `{"Routes":[{"DestinationCidrBlock":"10.0.0.0/16","TransitGatewayAttachments":[{"ResourceId":"vpc-0a"}],"Type":"static","State":"active"}],"AdditionalRoutesAvailable":false}`,
		events: []string{"type=tgw-route id=10.0.0.0/16 parent=tgw-rtb-0123456789abcdef0"}, detect: parsers.ByContent},
	{name: "a list and a single resource beside it", in: `{"Group":{"GroupName":"ops","GroupId":"AGPA","Path":"/"},"Users":[{"UserName":"amy","UserId":"AIDA"}]}`,
		events: []string{"type=group id=ops name=ops", "type=user id=amy name=amy"}, detect: parsers.ByContent},
	{name: "one key for two things", in: `{"LoadBalancers":[{"LoadBalancerName":"old","State":"InService"}]}`,
		events: []string{"type=asg-load-balancer id=old name=old"}, detect: parsers.ByContent},
	{name: "recorded by boto3", in: `{"status_code":200,"data":{"ResponseMetadata":{},"NextToken":"t","Volumes":[{"VolumeId":"vol-0a","Size":1,"CreateTime":{"__class__":"datetime","year":2026,"month":3,"day":4,"hour":9,"minute":15,"second":2,"microsecond":5000}}]}}`,
		events: []string{"type=volume id=vol-0a"}, notes: []string{"the answer was cut: NextToken present"}, detect: parsers.ByContent},
	{name: "unknown list", in: `{"WidgetGateways":[{"WidgetGatewayId":"wgw-1","OwnerId":"111122223333"}],"ResponseMetadata":{}}`,
		events: []string{"type=other:WidgetGateways id=wgw-1 account=111122223333"}, detect: parsers.ByName},
	{name: "known list of something else", in: `{"Volumes":[{"Disk":"sda"}]}`,
		events: []string{"type=other:Volumes"}, detect: parsers.ByName},
	{name: "empty answer", in: `{"Volumes":[]}`, detect: parsers.ByContent},
	{name: "empty file", in: " \n"},
	{name: "CloudTrail is not ours", in: `{"Records":[{"eventVersion":"1.11"}]}`, rejects: []string{"f:1: " + errUnknown.Error()}},
	{name: "log events are not ours", in: `{"events":[{"timestamp":1,"message":"m"}]}`, rejects: []string{"f:1: " + errUnknown.Error()}},
	{name: "an error message in front", in: "Unable to locate credentials\n{\"Volumes\":[" + volume + "]}",
		events: []string{`type=volume id=vol-0a region=ap-northeast-1 name=data "1"`}, rejects: []string{"f:1: not JSON"}},
	{name: "shortened by a person", in: "{\"Volumes\":[" + volume + ",\n{\"VolumeId\":\"vol-0b\",\"Size\":1,\n...},\n" + volume + "]}",
		events:  []string{`type=volume id=vol-0a region=ap-northeast-1 name=data "1"`, `type=volume id=vol-0a region=ap-northeast-1 name=data "1"`},
		rejects: []string{"f:2: not JSON, in line 2 of the record: invalid character '.' looking for beginning of object key string"}, detect: parsers.ByContent},
	{name: "cut inside a resource", in: `{"NetworkInterfaces":[{"NetworkInterfaceId":"eni-0a","MacAddress":"02:aa"},{"NetworkInterfaceId":"eni-0b","Mac`,
		events: []string{"type=eni id=eni-0a"}, rejects: []string{"f#1: the text ends inside a record"}, detect: parsers.ByContent},
	{name: "cut between resources", in: `{"Volumes":[` + volume + `,`,
		events: []string{`type=volume id=vol-0a region=ap-northeast-1 name=data "1"`}, notes: []string{"the file ends inside a list: it was cut between two resources"}, detect: parsers.ByContent},
	{name: "no objects", in: `["t3.nano",1]`, rejects: []string{"f:1: " + errBare.Error(), "f#1: " + errBare.Error()}},
	{name: "arrays without end", in: strings.Repeat("[", 10) + volume + strings.Repeat("]", 10), rejects: []string{"f:1: " + errTooNested.Error()}},
}

func TestRead(t *testing.T) {
	for _, tt := range readTests {
		if tt.file == "" {
			tt.file = "f"
		}
		got := read(t, tt.file, tt.in)
		if diff := cmp.Diff(tt.events, got.events); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if diff := cmp.Diff(tt.rejects, got.rejects); diff != "" {
			t.Errorf("%s, rejects: %s", tt.name, diff)
		}
		if diff := cmp.Diff(tt.notes, got.notes); diff != "" {
			t.Errorf("%s, notes: %s", tt.name, diff)
		}
		if c := Detect(&parsers.Header{Name: tt.file, Prefix: []byte(tt.in), Complete: true}); c != tt.detect {
			t.Errorf("%s: Detect = %v, want %v", tt.name, c, tt.detect)
		}
	}
}

func TestPositions(t *testing.T) {
	in := "[\n [\n  " + volume + ",\n  " + volume + "\n ],\n " + instance + "]\n{\"Volumes\": [\n" + volume + "]}\n"
	got := read(t, "f", in)
	wantLines := []int{3, 4, 6, 8}
	if len(got.positions) != len(wantLines) {
		t.Fatalf("%d events, want %d", len(got.positions), len(wantLines))
	}
	for i, pos := range got.positions {
		if pos.Line != wantLines[i] || pos.Record != i || !strings.HasPrefix(in[pos.Offset:], got.raws[i]) {
			t.Errorf("event %d stands at %+v: %s", i, pos, in[pos.Offset:min(len(in), int(pos.Offset)+20)])
		}
	}
}

func TestRecordedDates(t *testing.T) {
	date := func(more string) string {
		return `{"__class__": "datetime", "year": 2026, "month": 3, "day": 4` + more + `}`
	}
	for in, want := range map[string]string{
		`{"a":` + date(`, "hour": 9, "minute": 15, "second": 2, "microsecond": 0`) + `,"b":[` + date("") + `]}`: `{"a":"2026-03-04T09:15:02Z","b":["2026-03-04T00:00:00Z"]}`,
		`{"a":` + date(`,"microsecond":5000`) + `}`:                                                             `{"a":"2026-03-04T00:00:00.005Z"}`,
		`{"a":{"__class__":"datetime","year":2026,"month":13,"day":1}}`:                                         `{"a":{"__class__":"datetime","year":2026,"month":13,"day":1}}`,
		`{"a":"\"__class__\"","__class__":"x"}`:                                                                 `{"a":"\"__class__\"","__class__":"x"}`,
	} {
		if got := string(plainDates([]byte(in), nil)); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
}

// TestLongAnswer holds that an answer longer than a record may be is read, even at a key that stands inside resources.
func TestLongAnswer(t *testing.T) {
	const count = 150
	element := `{"NetworkInterfaceId":"eni-0a","MacAddress":"02:aa","Description":"` + strings.Repeat("x", 128<<10) + `"}`
	in := `{"NetworkInterfaces":[` + strings.Repeat(element+",", count-1) + element + `]}`
	if got := read(t, "f", in); len(got.events) != count || len(got.rejects) != 0 {
		t.Errorf("%d events, %d rejects %.200q", len(got.events), len(got.rejects), got.rejects)
	}
}

func TestErrors(t *testing.T) {
	stop := errors.New("stop")
	err := Read(context.Background(), strings.NewReader(readTests[0].in), &parsers.Source{Member: "f"}, &recorder{stop: stop})
	if err != stop {
		t.Errorf("error of the sink came back as %v", err)
	}
	failing := io.MultiReader(strings.NewReader(`{"Volumes":[`+volume+`,`), iotest.ErrReader(errors.New("bad checksum")))
	var got recorder
	err = Read(context.Background(), failing, &parsers.Source{Member: "f"}, &got)
	if err == nil || err.Error() != "reading f: bad checksum" || len(got.events) != 1 {
		t.Errorf("error of the reader came back as %v after %d events", err, len(got.events))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Read(ctx, strings.NewReader(volume), &parsers.Source{}, &recorder{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled read returned %v", err)
	}
}

// FuzzRead holds that every record has one number, that positions point at what they stand for, and that detection
// and reading agree on what is a file of ours.
func FuzzRead(f *testing.F) {
	for _, tt := range readTests {
		f.Add(tt.file, []byte(tt.in))
	}
	f.Fuzz(func(t *testing.T, name string, in []byte) {
		var got recorder
		if err := Read(context.Background(), strings.NewReader(string(in)), &parsers.Source{Member: name}, &got); err != nil {
			t.Fatal(err)
		}
		for i, pos := range got.positions {
			if i > 0 && pos.Record <= got.positions[i-1].Record {
				t.Errorf("record %d after %d", pos.Record, got.positions[i-1].Record)
			}
			if pos.Record >= len(got.events)+len(got.rejects) {
				t.Errorf("record %d of %d", pos.Record, len(got.events)+len(got.rejects))
			}
			if !strings.Contains(got.raws[i], "Z\"") && !strings.HasPrefix(string(in[pos.Offset:]), got.raws[i]) {
				t.Errorf("offset %d does not point at %q", pos.Offset, got.raws[i])
			}
		}
		Detect(&parsers.Header{Name: name, Prefix: in})
	})
}

func BenchmarkRead(b *testing.B) {
	var in strings.Builder
	in.WriteString(`{"Reservations":[`)
	for i := range 2000 {
		if i > 0 {
			in.WriteByte(',')
		}
		fmt.Fprintf(&in, `{"OwnerId":"111122223333","Instances":[{"InstanceId":"i-%017x",%s]}`, i, instance[1:])
	}
	in.WriteString(`]}`)
	b.SetBytes(int64(in.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := Read(context.Background(), strings.NewReader(in.String()), &parsers.Source{Member: "f"}, discard{}); err != nil {
			b.Fatal(err)
		}
	}
}

type discard struct{ parsers.Unheard }

func (discard) Event(*parsers.Event) error { return nil }
