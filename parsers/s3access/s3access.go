package s3access

import (
	"bytes"
	"fmt"
	"time"

	"hamari/parsers"
	"hamari/parsers/accesslog"
	"hamari/parsers/lazy"
)

// Format reads S3 server access logs.
var Format = accesslog.NewFormat("s3access", "S3 server access logs",
	"https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html", Kind, layout)

func layout() *accesslog.Log {
	return &accesslog.Log{
		Columns: columns(),
		Named:   accesslog.Fields(Kind, SlotSchemaVersionID, SlotBucketARN),
		Fewest:  17,
		Cut:     cut,
		Looks:   looks,
		Marks: []string{"schema_version_id", "bucket_arn", "bucket_owner", "turn_around_time", "access_point_arn", "acl_required",
			"signature_version", "host_id", "bucket"},
		Sure:     3,
		FileName: lazy.Regexp(`[0-9]{4}(?:-[0-9]{2}){5}-[0-9A-F]{16}(?:\.[a-z]+)?$`),
		Finish:   finish,
	}
}

// otherNames are how JSON records, and AWS's table definition for Athena, name columns.
var otherNames = map[int][]string{
	SlotBucketOwner: {"bucket_owner_id", "bucketowner"}, SlotBucket: {"bucket_name"}, SlotTime: {"request_time", "requestdatetime"},
	SlotRemoteIP: {"remoteip"}, SlotRequestID: {"requestid"}, SlotKey: {"key_name"}, SlotHTTPStatus: {"httpstatus"},
	SlotErrorCode: {"errorcode"}, SlotBytesSent: {"bytessent"}, SlotObjectSize: {"objectsize"},
	SlotTotalTime: {"total_time_ms", "totaltime"}, SlotTurnAroundTime: {"turn_around_time_ms", "turnaround_time", "turnaroundtime"},
	SlotReferer: {"referrer"}, SlotUserAgent: {"useragent"}, SlotVersionID: {"versionid"}, SlotHostID: {"hostid"},
	SlotSignatureVersion: {"sigv"}, SlotCipherSuite: {"ciphersuite"}, SlotAuthenticationType: {"auth_type", "authtype"},
	SlotHostHeader: {"endpoint"}, SlotTLSVersion: {"tlsversion"}, SlotAccessPointARN: {"accesspointarn"},
	SlotACLRequired: {"aclrequired"}, SlotSourceRegion: {"sourceregion"},
}

func columns() (list []accesslog.Column) {
	for slot := SlotBucketOwner; slot <= SlotSourceRegion; slot++ {
		list = append(list, accesslog.Field(Kind, slot, otherNames[slot]...))
	}
	return list
}

func looks(cells [][]byte) bool {
	_, timed := parseTime(cells[SlotTime])
	return timed && bytes.IndexByte(cells[SlotOperation], '.') > 0
}

func finish(r *accesslog.Record) error {
	received, err := received(r)
	if err != nil {
		return err
	}
	if err := r.Span(received, time.Time{}, r.Duration(SlotTotalTime, time.Millisecond)); err != nil {
		return err
	}
	r.Fill(SlotRegion, regionOf(r.Values[SlotHostHeader]))
	r.FillFromARN(SlotBucketARN, SlotAccount, SlotRegion)
	r.Fill(SlotAccount, r.Place.Account)
	r.Fill(SlotRegion, r.Place.Region)
	return nil
}

func received(r *accesslog.Record) (time.Time, error) {
	text := r.Values[SlotTime]
	if text == nil {
		return time.Time{}, nil
	}
	if t, ok := parseTime(text); ok {
		return t, nil
	}
	if t, ok := accesslog.ParseTime(text); ok && r.Named {
		return t, nil
	}
	return time.Time{}, fmt.Errorf("time %q is not a time", text[:min(len(text), 60)])
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// parseTime reads 04/Mar/2026:09:15:02 +0000. S3 writes no other zone.
func parseTime(b []byte) (time.Time, bool) {
	if len(b) != len("04/Mar/2026:09:15:02 +0000") || b[2] != '/' || b[6] != '/' || b[11] != ':' || string(b[20:]) != " +0000" {
		return time.Time{}, false
	}
	day, ok0 := parsers.Value(b[0:2]).Int()
	month := bytes.Index([]byte(months), b[3:6])
	year, ok1 := parsers.Value(b[7:11]).Int()
	since, ok2 := accesslog.ParseClock(b[12:20])
	if !(ok0 && ok1 && ok2) || month%3 != 0 {
		return time.Time{}, false
	}
	t, ok := accesslog.Date(int(year), month/3+1, int(day))
	return t.Add(since), ok
}

// regionOf finds the Region in an endpoint: bucket.s3.eu-west-1.amazonaws.com, s3-eu-west-1.amazonaws.com,
// s3-website-eu-west-1.amazonaws.com. The endpoint s3.amazonaws.com serves buckets of any.
func regionOf(endpoint []byte) []byte {
	end := bytes.LastIndex(endpoint, []byte(".amazonaws.com"))
	if end < 0 {
		return nil
	}
	label := endpoint[bytes.LastIndexByte(endpoint[:end], '.')+1 : end : end]
	label = bytes.TrimPrefix(bytes.TrimPrefix(label, []byte("s3-")), []byte("website-"))
	if bytes.Count(label, []byte("-")) < 2 || label[len(label)-1] < '0' || label[len(label)-1] > '9' {
		return nil
	}
	return label
}
