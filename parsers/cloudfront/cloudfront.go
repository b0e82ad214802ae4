package cloudfront

import (
	"errors"
	"fmt"
	"time"

	"hamari/parsers"
	"hamari/parsers/accesslog"
	"hamari/parsers/lazy"
)

// Format reads CloudFront access logs.
var Format = accesslog.NewFormat("cloudfront", "CloudFront access logs",
	"https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html", Kind, layout)

func layout() *accesslog.Log {
	return &accesslog.Log{
		Columns: accesslog.Fields(Kind, SlotDate, SlotSCRangeEnd),
		Named:   accesslog.Fields(Kind, SlotTimestamp, SlotDistributionID),
		Fewest:  19,
		Cut:     accesslog.Tabbed,
		Looks:   looks,
		Marks: []string{
			"x-edge-location", "x-edge-result-type", "x-edge-request-id", "x-edge-response-result-type",
			"x-edge-detailed-result-type", "x-host-header", "cs-method", "cs(Host)", "cs-uri-stem", "cs-uri-query", "cs(Referer)",
			"cs(User-Agent)", "cs-protocol", "cs-protocol-version", "cs-bytes", "sc-bytes", "sc-status", "sc-content-type",
			"c-ip", "time-taken", "time-to-first-byte", "cache-behavior-path-pattern", "origin-fbl", "primary-distribution-id",
		},
		Sure: 3,
		// Internet Information Services name some columns alike.
		Foreign:  []string{"s-ip", "s-port", "s-sitename", "s-computername", "sc-substatus", "sc-win32-status", "cs-username"},
		FileName: lazy.Regexp(`(?:^|[^A-Z0-9])E[A-Z0-9]{9,14}\.[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}\.[0-9a-f]{8}[^/]*$`),
		Finish:   finish,
	}
}

func looks(cells [][]byte) bool {
	_, dated := parseDate(cells[SlotDate])
	_, timed := accesslog.ParseClock(cells[SlotTime])
	return dated && timed && isEdge(cells[SlotXEdgeLocation]) && accesslog.IsAddress(cells[SlotCIP])
}

// isEdge tells the looks of an edge location: FRA60-P4.
func isEdge(text []byte) bool {
	if len(text) < 4 {
		return false
	}
	for _, c := range text[:3] {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return '0' <= text[3] && text[3] <= '9'
}

func finish(r *accesslog.Record) error {
	sent, err := whenSent(r.Values)
	if err != nil {
		return err
	}
	if err := r.Span(time.Time{}, sent, r.Duration(SlotTimeTaken, time.Second)); err != nil {
		return err
	}
	r.Fill(SlotDistributionID, r.Place.Distribution)
	r.Fill(SlotAccount, r.Place.Account)
	return nil
}

var errNoDate = errors.New("time without a date")

// whenSent reads the time at which the response was sent from the most exact column that tells it.
func whenSent(values []parsers.Value) (time.Time, error) {
	for _, epoch := range []struct {
		slot int
		unit time.Duration
	}{{SlotTimestampMS, time.Millisecond}, {SlotTimestamp, time.Second}} {
		text := values[epoch.slot]
		if text == nil {
			continue
		}
		t, ok := accesslog.ParseEpoch(text, epoch.unit)
		if !ok {
			t, ok = accesslog.ParseTime(text)
		}
		if !ok {
			return time.Time{}, fmt.Errorf("%s %q is not a time", Kind.Fields[epoch.slot].Name, text)
		}
		return t, nil
	}
	date, clock := values[SlotDate], values[SlotTime]
	switch {
	case clock == nil:
		return time.Time{}, nil
	case date == nil:
		return time.Time{}, errNoDate
	}
	day, ok := parseDate(date)
	if !ok {
		return time.Time{}, fmt.Errorf("date %q is not a day", date)
	}
	since, ok := accesslog.ParseClock(clock)
	if !ok {
		return time.Time{}, fmt.Errorf("time %q is not a time of day", clock)
	}
	return day.Add(since), nil
}

// parseDate reads 2026-03-04.
func parseDate(text []byte) (time.Time, bool) {
	if len(text) != len("2026-03-04") {
		return time.Time{}, false
	}
	return accesslog.ParseTime(append(append(make([]byte, 0, 19), text...), "T00:00:00"...))
}
