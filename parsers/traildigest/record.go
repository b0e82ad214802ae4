package traildigest

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/lazy"
)

// Reasons why a record is rejected.
var (
	errNotObject = errors.New("not a JSON object")
	errNotJSON   = errors.New("not valid JSON")
	errNotDigest = errors.New("neither a digest (digestS3Object) nor a sign file (files with fileHashValue)")
)

// record turns one file after the other into events.
type record struct {
	event  parsers.Event
	values [max(slots, signSlots)]parsers.Value
}

func (r *record) read(raw []byte) error {
	clear(r.values[:])
	if raw[0] != '{' {
		return errNotObject
	}
	if !gjson.ValidBytes(raw) {
		return errNotJSON
	}
	r.event = parsers.Event{Raw: raw}
	doc := gjson.ParseBytes(raw)
	switch {
	case doc.Get("digestS3Object").Exists():
		return r.digest(doc)
	case isSign(raw):
		return r.sign(doc)
	}
	return errNotDigest
}

// digest fills the event from a digest file.
func (r *record) digest(doc gjson.Result) (err error) {
	r.event.Kind, r.event.Values = Kind, r.values[:slots]
	if r.event.Time, err = timeOf(doc, "digestStartTime"); err != nil {
		return err
	}
	if r.event.End, err = timeOf(doc, "digestEndTime"); err != nil {
		return err
	}
	if r.event.End.Before(r.event.Time) {
		return errors.New("digestEndTime lies before digestStartTime")
	}
	if err := checkFiles(doc.Get("logFiles"), "logFiles", "hashValue", "s3Object"); err != nil {
		return err
	}
	for slot, key := range map[int]string{
		SlotAccount: "awsAccountId", SlotBucket: "digestS3Bucket", SlotObject: "digestS3Object",
		SlotFingerprint: "digestPublicKeyFingerprint", SlotPreviousObject: "previousDigestS3Object",
		SlotPreviousHash: "previousDigestHashValue", SlotOldest: "oldestEventTime", SlotNewest: "newestEventTime",
	} {
		r.values[slot] = text(doc.Get(key))
	}
	if r.values[SlotObject] == nil {
		return errors.New("digestS3Object is empty")
	}
	if previous := r.values[SlotPreviousHash]; previous != nil && !isSHA256(previous.String()) {
		return errors.New("previousDigestHashValue is no SHA-256 in hex")
	}
	r.values[SlotFiles] = strconv.AppendInt(nil, doc.Get("logFiles.#").Int(), 10)
	name := ParseName(r.values[SlotObject].String())
	r.values[SlotRegion], r.values[SlotTrail], r.values[SlotHomeRegion] = value(name.Region), value(name.Trail), value(name.HomeRegion)
	r.values[SlotBackfill] = strconv.AppendBool(nil, name.Backfill)
	return nil
}

// sign fills the event from a sign file.
func (r *record) sign(doc gjson.Result) (err error) {
	r.event.Kind, r.event.Values = SignKind, r.values[:signSlots]
	if r.event.Time, err = timeOf(doc, "queryCompleteTime"); err != nil {
		return err
	}
	if err := checkFiles(doc.Get("files"), "files", "fileHashValue", "fileName"); err != nil {
		return err
	}
	r.values[SignSlotRegion], r.values[SignSlotFingerprint] = text(doc.Get("region")), text(doc.Get("publicKeyFingerprint"))
	r.values[SignSlotFiles] = strconv.AppendInt(nil, doc.Get("files.#").Int(), 10)
	return nil
}

// checkFiles holds that each entry of a list has the name and the hash of a file.
func checkFiles(list gjson.Result, key, hash, name string) (err error) {
	if !list.IsArray() {
		return fmt.Errorf("%s is not a list", key)
	}
	n := 0
	list.ForEach(func(_, file gjson.Result) bool {
		switch {
		case !isSHA256(file.Get(hash).String()):
			err = fmt.Errorf("%s[%d]: %s is no SHA-256 in hex", key, n, hash)
		case file.Get(name).String() == "":
			err = fmt.Errorf("%s[%d]: no %s", key, n, name)
		}
		n++
		return err == nil
	})
	return err
}

func isSHA256(text string) bool {
	const digits = 64
	_, err := hex.DecodeString(text)
	return err == nil && len(text) == digits
}

// timeLayouts are what CloudTrail writes, and what is left where a tool has rewritten the file.
var timeLayouts = []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05"}

func timeOf(doc gjson.Result, key string) (time.Time, error) {
	text := doc.Get(key).String()
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	if text == "" {
		return time.Time{}, fmt.Errorf("no %s", key)
	}
	return time.Time{}, fmt.Errorf("%s: %.40q is not a time", key, text)
}

func text(r gjson.Result) parsers.Value {
	if r.Type == gjson.Null {
		return nil
	}
	return value(r.String())
}

func value(s string) parsers.Value {
	if s == "" {
		return nil
	}
	return parsers.Value(s)
}

// Name is what a digest file is called.
type Name struct {
	Region, Trail, HomeRegion string
	Backfill                  bool
}

var digestName = lazy.Regexp(`^(?:\d{12}|[^_]*)_CloudTrail-Digest_([a-z0-9-]+)_(.+)_([a-z0-9-]+)_\d{8}T\d{6}Z(_backfill)?$`)

// ParseName takes the object key of a digest apart; the zero Name for one that is not of CloudTrail's making.
func ParseName(object string) Name {
	base, _, _ := strings.Cut(path.Base(object), ".json")
	m := digestName().FindStringSubmatch(base)
	if m == nil {
		return Name{}
	}
	return Name{Region: m[1], Trail: m[2], HomeRegion: m[3], Backfill: m[4] != ""}
}
