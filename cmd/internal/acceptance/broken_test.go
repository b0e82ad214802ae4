package acceptance

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hamari/cmd/internal/generate"
	"hamari/correlate/report"
)

// member is a member of a zip as it is stored, with what the zip says of it.
type member struct {
	header zip.FileHeader
	stored []byte
}

// TestBrokenMembers analyses a bundle in which some members are broken, each in its own way. What can be read of them
// is, what cannot is told, and the others are judged as if nothing were wrong.
func TestBrokenMembers(t *testing.T) {
	packed, truth := written(t, "start-denied", generate.Options{Seed: 3, Size: 900_000})
	members := unpack(t, packed)
	whole := trailMember(t, members)
	text := gunzip(t, whole.stored)
	records := int64(bytes.Count(text, []byte(`"eventID"`)))

	half := gzipped(t, text)
	half = half[:len(half)/2]
	flipped := gzipped(t, text)
	flipped[len(flipped)-8] ^= 0xff // in the checksum at the end
	garbled := gzipped(t, text)
	copy(garbled[len(garbled)/2:], noise(500))

	const folder = "broken/"
	for _, b := range []struct {
		member
		state  report.State
		reason string // how it begins
		read   int64  // records, at least
		all    bool   // exactly that many
	}{
		{stored("cut.json.gz", half), report.Partial, "truncated: ", 1, false},
		{stored("checksum.json.gz", flipped), report.Partial, "bad checksum: ", records, true},
		{stored("garbled.json.gz", garbled), report.Partial, "bad checksum: ", 1, false},
		{stored("header-only.json.gz", half[:10]), report.Failed, "truncated: ", 0, true},
		{stored("noise.json.gz", noise(5000)), report.Unrecognised, "", 0, true},
		{stored("magic.json.gz", append([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff}, noise(5000)...)), report.Failed, "damaged: ", 0, true},
		{stored("empty.json", nil), report.Unrecognised, "", 0, true},
		{stored("cut.json", text[:len(text)/2]), report.Partial, "1 of ", 1, false},
		{lying(t, "crc.json", text, func(h *zip.FileHeader) { h.CRC32++ }), report.Partial, "bad checksum: ", records, true},
		{lying(t, "longer.json", text, func(h *zip.FileHeader) { h.UncompressedSize64 += 7 }), report.Partial, "truncated: ", records, true},
		{lying(t, "shorter.json", text, func(h *zip.FileHeader) { h.UncompressedSize64 = 100 }), report.Partial, "wrong size: ", 0, false},
		{lying(t, "method.json", text, func(h *zip.FileHeader) { h.Method = 97 }), report.Skipped, "unsupported compression method", 0, true},
	} {
		b.header.Name = folder + b.header.Name
		t.Run(b.header.Name, func(t *testing.T) {
			rep := analyze(t, repack(append(slices.Clone(members), b.member)), 2)
			sources := rep.Sources.List()
			i := slices.IndexFunc(sources, func(s report.Source) bool { return s.Member == b.header.Name })
			if i < 0 {
				t.Fatal("the member is not in the report")
			}
			s := sources[i]
			rep.Sources = report.SourcesOf(slices.Delete(sources, i, i+1)...)
			if s.State != b.state || !strings.HasPrefix(s.Reason, b.reason) {
				t.Errorf("%s: %q, want %s: %q", s.State, s.Reason, b.state, b.reason)
			}
			// The records are those of another member, so that on one side or the other they are duplicates.
			read := s.Records + s.Duplicates
			if read < b.read || b.all && read != b.read || read > records {
				t.Errorf("%d records read of %d, want %d", read, records, b.read)
			}
			holdTruth(t, rep, truth)
			noted := slices.ContainsFunc(rep.Notes, func(n string) bool { return strings.Contains(n, "could not be read in full") })
			if want := b.state == report.Partial || b.state == report.Failed; noted != want {
				t.Errorf("a note says that something could not be read: %v, want %v: %q", noted, want, rep.Notes)
			}
		})
	}
}

// TestBrokenMembersTogether holds that the parts which can be read are judged where a member with evidence is the one
// that is cut: everything before the cut counts.
func TestBrokenMembersTogether(t *testing.T) {
	packed, truth := written(t, "start-denied", generate.Options{Seed: 3, Size: 900_000})
	members := unpack(t, packed)
	for i := range members {
		if strings.HasSuffix(members[i].header.Name, ".gz") {
			text := gunzip(t, members[i].stored)
			members[i].stored = gzipped(t, text)
			members[i].stored = members[i].stored[:len(members[i].stored)-5] // all the text, but no end
		}
	}
	rep := analyze(t, repack(members), 2)
	var records int64
	sources := rep.Sources.List()
	rep.Sources = report.SourcesOf(sources...)
	for i := range sources {
		s := &sources[i]
		if s.Format == "cloudtrail" {
			records += s.Records + s.Rejected + s.Duplicates
			if s.State != report.Partial || !strings.HasPrefix(s.Reason, "truncated: ") {
				t.Errorf("%s is %s: %s", s.Member, s.State, s.Reason)
			}
			s.State = report.OK
		}
	}
	if records != truth.Events {
		t.Errorf("%d records are accounted for, %d were written", records, truth.Events)
	}
	holdTruth(t, rep, truth)
}

// unpack returns the members of a zip as they are stored.
func unpack(t *testing.T, packed []byte) (members []member) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		members = append(members, member{f.FileHeader, data})
	}
	return members
}

// repack writes a zip of the members, whatever they say of themselves.
func repack(members []member) []byte {
	members = slices.Clone(members)
	for i := range members {
		if m := &members[i]; m.header.Method == zip.Store {
			m.header.CRC32 = crc32.ChecksumIEEE(m.stored)
			m.header.UncompressedSize64 = uint64(len(m.stored))
		}
	}
	return packed(members)
}

// stored is a member that the zip keeps as it is.
func stored(name string, data []byte) member {
	return member{zip.FileHeader{Name: name, Method: zip.Store}, data}
}

// lying is a deflated member of which the zip says something wrong.
func lying(t *testing.T, name string, text []byte, lie func(*zip.FileHeader)) member {
	t.Helper()
	var deflated bytes.Buffer
	w, err := flate.NewWriter(&deflated, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	write(t, w, text)
	h := zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(text), UncompressedSize64: uint64(len(text))}
	lie(&h)
	return member{h, deflated.Bytes()}
}

func trailMember(t *testing.T, members []member) member {
	t.Helper()
	i := slices.IndexFunc(members, func(m member) bool { return strings.Contains(m.header.Name, "/CloudTrail/") })
	if i < 0 {
		t.Fatal("no CloudTrail member")
	}
	return members[i]
}

func gzipped(t *testing.T, text []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	write(t, gzip.NewWriter(&packed), text)
	return packed.Bytes()
}

func write(t *testing.T, w io.WriteCloser, text []byte) {
	t.Helper()
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func gunzip(t *testing.T, packed []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// noise is bytes that mean nothing, always the same.
func noise(n int) []byte {
	out := make([]byte, n)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range out {
		out[i] = byte(random.Uint32())
	}
	return out
}
