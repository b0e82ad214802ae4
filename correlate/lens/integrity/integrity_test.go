package integrity

import (
	"bytes"
	"context"
	"crypto"
	cryptorand "crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/traildigest"
)

var day = time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)

func stampOf(t time.Time) string { return t.Format("2006-01-02T15:04:05Z") }

func shaHex(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

// trail writes digests as CloudTrail does.
type trail struct {
	key             *rsa.PrivateKey
	object          string // of the last digest, "" before the first
	text, signature string
	digests         []string
}

func newTrail(t *testing.T) *trail {
	key, err := rsa.GenerateKey(cryptorand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return &trail{key: key}
}

func (tr *trail) publicKey() string {
	der := x509.MarshalPKCS1PublicKey(&tr.key.PublicKey)
	return fmt.Sprintf(`{"Value":%q,"Fingerprint":"fp"}`, base64.StdEncoding.EncodeToString(der))
}

func digestName(end time.Time) string {
	return "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_" + end.Format("20060102T150405Z") + ".json.gz"
}

func logName(at time.Time, n int) string {
	return fmt.Sprintf("111122223333_CloudTrail_eu-west-1_%s_Zx81qLmP0aTT%04d.json.gz", at.Format("20060102T1504Z"), n)
}

// hour writes the digest of one hour over log files with the given names and contents.
func (tr *trail) hour(t *testing.T, n int, logs ...[2]string) string {
	start := day.Add(time.Duration(n) * time.Hour)
	end := start.Add(time.Hour)
	files := []map[string]any{}
	for _, l := range logs {
		files = append(files, map[string]any{"s3Bucket": "trails", "s3Object": "AWSLogs/" + l[0], "hashValue": shaHex(l[1]), "hashAlgorithm": "SHA-256",
			"oldestEventTime": stampOf(start.Add(time.Minute)), "newestEventTime": stampOf(start.Add(5 * time.Minute))})
	}
	d := map[string]any{"awsAccountId": "111122223333", "digestStartTime": stampOf(start), "digestEndTime": stampOf(end), "digestS3Bucket": "trails",
		"digestS3Object": digestName(end), "digestPublicKeyFingerprint": "fp", "logFiles": files}
	previous := "null"
	if tr.object != "" {
		d["previousDigestS3Object"], d["previousDigestHashValue"], d["previousDigestSignature"] = tr.object, shaHex(tr.text), tr.signature
		previous = tr.signature
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	tr.object, tr.text = digestName(end), string(text)
	sum := sha256.Sum256([]byte(stampOf(end) + "\ntrails/" + tr.object + "\n" + shaHex(tr.text) + "\n" + previous))
	signature, err := rsa.SignPKCS1v15(nil, tr.key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	tr.signature = hex.EncodeToString(signature)
	tr.digests = append(tr.digests, tr.text)
	return tr.text
}

// feed gives digests and sign files to a lens, each as a member of its own.
func feed(t *testing.T, l *Lens, texts map[string]string) {
	for member, text := range texts {
		sink := &toLens{lens: l}
		if err := traildigest.Format.Read(context.Background(), strings.NewReader(text), &parsers.Source{Member: member}, sink); err != nil || sink.rejects > 0 {
			t.Fatalf("%s: %v, %d rejects", member, err, sink.rejects)
		}
	}
}

type toLens struct {
	lens    *Lens
	rejects int
}

func (s *toLens) Event(ev *parsers.Event) error { s.lens.Event(ev); return nil }
func (s *toLens) Reject(*parsers.SyntaxError)   { s.rejects++ }
func (s *toLens) Note(string)                   {}

// check settles the lens over members with the given contents and describes the rows.
func check(l *Lens, members map[string]string) (rows, notes []string) {
	var list []Member
	for path, content := range members {
		list = append(list, Member{Path: path, Stored: shaHex(content)})
	}
	l.Settle(list)
	for _, path := range l.ToHash() {
		if members[path] == "cut" {
			l.Hashed(path, Sums{}, errors.New("unexpected EOF"))
			continue
		}
		sums, err := SumsOf(strings.NewReader(members[path]))
		l.Hashed(path, sums, err)
	}
	notes = l.Check()
	for _, r := range l.Rows() {
		var parts []string
		for _, slot := range []int{slotChecked, slotState, slotReformatted, slotSignature, slotCause, slotMember} {
			if v := r.Value(slot); v.Exists() {
				parts = append(parts, v.String())
			}
		}
		if !r.Value(slotMember).Exists() {
			parts = append(parts, r.Value(slotObject).String())
		}
		rows = append(rows, strings.Join(parts, " "))
	}
	slices.Sort(rows)
	return rows, notes
}

func short(rows []string) []string {
	for i := range rows {
		rows[i] = strings.NewReplacer("AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20260304", "", "111122223333_CloudTrail_eu-west-1_20260304", "").Replace(rows[i])
	}
	return rows
}

const content = `{"Records":[{"eventName":"A","note":"a \" b  c"}]}`

func TestCheck(t *testing.T) {
	at := func(h, m int) time.Time { return day.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute) }
	a, b, c := logName(at(9, 5), 1), logName(at(9, 10), 2), logName(at(10, 5), 3)
	for _, tt := range []struct {
		name    string
		digests func(tr *trail) map[string]string
		members map[string]string
		key     bool
		want    []string
		notes   []string // parts of them
		holes   []string
	}{
		{name: "all well, anywhere, un-gzipped, renamed by a browser", key: true,
			digests: func(tr *trail) map[string]string {
				return map[string]string{"d1": tr.hour(t, 9, [2]string{a, content}, [2]string{b, content}), "d2": tr.hour(t, 10, [2]string{c, content})}
			},
			members: map[string]string{"x/" + a: content, "logs.zip!/y/" + strings.TrimSuffix(b, ".json.gz") + " (1).json": content, "AWSLogs_111_" + strings.TrimSuffix(c, ".gz"): content},
			want: []string{"digest ok valid d1", "digest unchecked not-recorded d2", "log-file ok AWSLogs_111_T1005Z_Zx81qLmP0aTT0003.json",
				"log-file ok logs.zip!/y/T0910Z_Zx81qLmP0aTT0002 (1).json", "log-file ok x/T0905Z_Zx81qLmP0aTT0001.json.gz"}},
		{name: "changed, cut, laid out anew, missing",
			digests: func(tr *trail) map[string]string {
				return map[string]string{"d1": tr.hour(t, 9, [2]string{a, content}, [2]string{b, content}), "d2": tr.hour(t, 10, [2]string{c, content}, [2]string{logName(at(10, 10), 4), content})}
			},
			members: map[string]string{a: strings.Replace(content, "A", "B", 1), b: "cut", c: "{\n  \"Records\": [\n{\"eventName\": \"A\",\t\"note\":\"a \\\" b  c\"}\r\n]\n}\n"},
			want: []string{"digest ok no-key d1", "digest unchecked not-recorded d2", "log-file differs T0905Z_Zx81qLmP0aTT0001.json.gz",
				"log-file missing file-absent AWSLogs/T1010Z_Zx81qLmP0aTT0004.json.gz", "log-file ok true T1005Z_Zx81qLmP0aTT0003.json.gz", "log-file unchecked T0910Z_Zx81qLmP0aTT0002.json.gz"},
			holes: []string{"10:01:00-10:05:01"},
			notes: []string{"1 as delivered, 1 changed or rewritten, 1 not in the bundle, 1 not checked", "list-public-keys --start-time 2026-03-04T09:00:00Z --end-time 2026-03-04T11:00:00Z"}},
		{name: "blanks inside a string count",
			digests: func(tr *trail) map[string]string {
				return map[string]string{"d1": tr.hour(t, 9, [2]string{a, content})}
			},
			members: map[string]string{a: strings.Replace(content, "b  c", "b c", 1)},
			want:    []string{"digest unchecked not-recorded d1", "log-file differs T0905Z_Zx81qLmP0aTT0001.json.gz"}},
		{name: "a digest laid out anew, another one changed, a third one signed with another key", key: true,
			digests: func(tr *trail) map[string]string {
				d := map[string]string{}
				var pretty bytes.Buffer
				if err := json.Indent(&pretty, []byte(tr.hour(t, 9)), "", " "); err != nil {
					t.Fatal(err)
				}
				d["d1"] = pretty.String()
				d["d2"] = strings.Replace(tr.hour(t, 10), `"trails"`, `"frails"`, 1)
				d["d3"] = tr.hour(t, 11)
				d["d4"] = strings.Replace(tr.hour(t, 12), `"previousDigestSignature":"`, `"previousDigestSignature":"00`, 1)
				return d
			},
			want: []string{"digest differs not-verified d2", "digest ok invalid d3", "digest ok true valid d1", "digest unchecked not-recorded d4"}},
		{name: "hours without a digest",
			digests: func(tr *trail) map[string]string {
				d := map[string]string{"d1": tr.hour(t, 9)}
				d["d2"] = tr.hour(t, 12) // the chain goes on
				tr.hour(t, 13)
				d["d3"] = tr.hour(t, 14)
				tr.object = ""
				d["d4"] = tr.hour(t, 20)
				return d
			},
			want: []string{"digest missing file-absent T140000Z.json.gz", "digest ok no-key d1", "digest unchecked not-recorded d2", "digest unchecked not-recorded d3",
				"digest unchecked not-recorded d4", "hours missing chain-begins-anew ", "hours missing digest-absent ", "hours missing no-digest-made "},
			holes: []string{"10:00:00-12:00:00", "13:00:00-14:00:00", "15:00:00-20:00:00"}},
		{name: "a file that no digest names, with and without the next hour's digest",
			digests: func(tr *trail) map[string]string {
				return map[string]string{"d1": tr.hour(t, 9, [2]string{a, content}), "d2": tr.hour(t, 10)}
			},
			members: map[string]string{a: content, b: content, c: content},
			want: []string{"digest ok no-key d1", "digest unchecked not-recorded d2", "log-file not-named T0910Z_Zx81qLmP0aTT0002.json.gz",
				"log-file ok T0905Z_Zx81qLmP0aTT0001.json.gz"}},
		{name: "no log file under its name",
			digests: func(tr *trail) map[string]string {
				return map[string]string{"d1": tr.hour(t, 9, [2]string{a, content})}
			},
			members: map[string]string{"all.json": content},
			want:    []string{"digest unchecked not-recorded d1", "log-file unchecked AWSLogs/T0905Z_Zx81qLmP0aTT0001.json.gz"}, notes: []string{"none is in the bundle under its name", "1 not checked"}},
		{name: "the same digest twice", key: true,
			digests: func(tr *trail) map[string]string {
				one := tr.hour(t, 9)
				return map[string]string{"d1": one, "copy": one, "d2": tr.hour(t, 10)}
			},
			want: []string{"digest ok valid copy", "digest unchecked not-recorded d2"}},
	} {
		tr := newTrail(t)
		digests := tt.digests(tr)
		one, other := New(), New() // what two workers see is merged
		for member, text := range digests {
			if rand.IntN(2) == 0 {
				feed(t, one, map[string]string{member: text})
			} else {
				feed(t, other, map[string]string{member: text})
			}
		}
		if tt.key {
			other.Key([]byte(tr.publicKey()))
		}
		one.Merge(other)
		rows, notes := check(one, tt.members)
		if diff := cmp.Diff(tt.want, short(rows)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		for _, want := range tt.notes {
			if !strings.Contains(strings.Join(notes, "\n"), want) {
				t.Errorf("%s: notes %q, want %q", tt.name, notes, want)
			}
		}
		var holes []string
		for _, h := range one.Holes() {
			holes = append(holes, h.Start.Format("15:04:05-")+h.End.Format("15:04:05"))
		}
		if diff := cmp.Diff(tt.holes, holes); diff != "" {
			t.Errorf("%s: holes %s", tt.name, diff)
		}
	}
}

// TestQueryResults holds that result files are checked by the hash of the file as it is stored.
func TestQueryResults(t *testing.T) {
	tr := newTrail(t)
	hashes := []string{shaHex("zipped 1"), shaHex("zipped 2"), shaHex("zipped 3"), shaHex("zipped 4")}
	sum := sha256.Sum256([]byte(strings.Join(hashes, " ")))
	signature, err := rsa.SignPKCS1v15(nil, tr.key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for i, h := range hashes {
		files = append(files, fmt.Sprintf(`{"fileHashValue":%q,"fileName":"result_%d.csv.gz"}`, h, i+1))
	}
	l := New()
	l.Key([]byte(tr.publicKey()))
	feed(t, l, map[string]string{"q/result_sign.json": fmt.Sprintf(`{"version":"1.0","region":"eu-west-1","files":[%s],"queryCompleteTime":"2026-03-04T11:20:00Z","hashSignature":"%x","publicKeyFingerprint":"fp"}`,
		strings.Join(files, ","), signature)})
	rows, _ := check(l, map[string]string{
		"q/result_1.csv.gz": "zipped 1", "q/result_2.csv.gz": "zipped anew", "q/result_3.csv": "plain text",
		"other/result_1.csv.gz": "another query's",
	})
	want := []string{"query-result differs valid q/result_2.csv.gz", "query-result missing valid file-absent result_4.csv.gz",
		"query-result ok valid q/result_1.csv.gz", "query-result unchecked valid q/result_3.csv"}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

// TestHostileKeys holds that what only looks like a key or a signature is refused.
func TestHostileKeys(t *testing.T) {
	l := New()
	for i, value := range []string{"", "!", "AAAA", strings.Repeat("A", maxKey+1)} {
		l.Key(fmt.Appendf(nil, `{"Value":%q,"Fingerprint":"k%d"}`, value, i))
		if got := l.verify(fmt.Sprint("k", i), "text", "00ff"); got == valid {
			t.Errorf("%.10q is taken for a key", value)
		}
	}
}

func BenchmarkSums(b *testing.B) {
	text := strings.Repeat(content, 10_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := SumsOf(strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
