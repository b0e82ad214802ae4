package acceptance

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"hamari/correlate"
	"hamari/correlate/catalogue"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
	"hamari/parsers/parquet/parquettest"
)

// The files below testdata/containers hold one and the same case: test bundles of all patterns, with CloudTrail in JSON
// and CSV, flow logs, metrics and descriptions. 7-Zip, Info-ZIP, tar, bzip2 and XZ Utils packed it; containerPassword
// opens those that are encrypted. The other forms are made here.
const (
	containers        = "testdata/containers"
	plainContainer    = "case.zip"
	containerPassword = "open sesame"
)

// packedFile is a file of the case.
type packedFile struct {
	name string
	data []byte
}

func containerMembers(t *testing.T) []packedFile {
	t.Helper()
	r, err := zip.OpenReader(filepath.Join(containers, plainContainer))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var members []packedFile
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		members = append(members, packedFile{f.Name, data})
	}
	return members
}

// analyzeFile judges a bundle on disk by all patterns, with the password.
func analyzeFile(t *testing.T, path string) *report.Report {
	t.Helper()
	patterns, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, err := bundle.Open(t.Context(), []string{path}, nil, bundle.Options{Passwords: []string{"wrong", containerPassword}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rep, err := correlate.Analyze(t.Context(), c, patterns, correlate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// content is a report without what is of the container: hashes and sizes, and the offsets of rejects.
func content(t *testing.T, rep *report.Report) string {
	t.Helper()
	rep.Bundle = []report.Bundle{}
	sources := rep.Sources.List()
	rep.Sources = report.SourcesOf(sources...)
	for i := range sources {
		s := &sources[i]
		s.Bytes, s.SHA256 = 0, ""
		for j := range s.Rejects {
			s.Rejects[j].Offset = 0
		}
	}
	return string(rendered(t, rep))
}

// wantedContent is the content of the plain case. It must have findings with their records, or nothing is compared.
func wantedContent(t *testing.T) string {
	t.Helper()
	rep := analyzeFile(t, filepath.Join(containers, plainContainer))
	if len(rep.Findings) != 4 {
		t.Fatalf("%d findings in the plain case", len(rep.Findings))
	}
	for _, f := range rep.Findings {
		if len(f.Evidence) == 0 || !slices.ContainsFunc(f.Evidence, func(e report.Evidence) bool { return string(e.Raw) != "null" }) {
			t.Errorf("%s cites no record", f.Pattern)
		}
	}
	return content(t, rep)
}

// TestContainers holds that a case gives the same report, evidence included, in whatever container it comes.
func TestContainers(t *testing.T) {
	want := wantedContent(t)
	paths, err := filepath.Glob(filepath.Join(containers, "*"))
	if err != nil || len(paths) < 10 {
		t.Fatal("archives are missing", paths, err)
	}
	hold := func(t *testing.T, name string, packed []byte, prefix string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, packed, 0o600); err != nil {
			t.Fatal(err)
		}
		got := strings.ReplaceAll(content(t, analyzeFile(t, path)), prefix+"!/", "")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("another report:\n%s", diff)
		}
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			packed, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			hold(t, filepath.Base(path), packed, "")
			inside := zipped(t, []packedFile{{"inner", packed}}, zip.Store)
			hold(t, "outer.zip", inside, "inner")
		})
	}
	members := containerMembers(t)
	for name, packed := range map[string][]byte{
		"case.tar":     tarred(t, members),
		"case.tar.gz":  gzipped(t, tarred(t, members)),
		"case.tar.zst": zstandard(t, tarred(t, members)),
		"zstd.zip":     zipped(t, members, zstd.ZipMethodWinZip),
		"members.gz":   zipped(t, changed(members, func(m packedFile) []byte { return gzipped(t, m.data) }), zip.Store),
		"members.zst":  zipped(t, changed(members, func(m packedFile) []byte { return zstandard(t, m.data) }), zip.Store),
	} {
		t.Run(name, func(t *testing.T) { hold(t, name, packed, "") })
	}
	t.Run("folder", func(t *testing.T) {
		dir := t.TempDir()
		for _, m := range members {
			path := filepath.Join(dir, filepath.FromSlash(m.name))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, zstandard(t, m.data), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, content(t, analyzeFile(t, dir))); diff != "" {
			t.Errorf("another report:\n%s", diff)
		}
	})
}

// TestEncodings holds the same for the ways in which text is written.
func TestEncodings(t *testing.T) {
	want := wantedContent(t)
	ends := func(end string) func(string) string {
		return func(s string) string { return strings.ReplaceAll(s, "\n", end) }
	}
	for name, encode := range map[string]func(string) string{
		"UTF-8 with a mark":      func(s string) string { return "\ufeff" + s },
		"UTF-16LE with a mark":   func(s string) string { return utf16Of("\ufeff"+s, binary.LittleEndian) },
		"UTF-16BE with a mark":   func(s string) string { return utf16Of("\ufeff"+s, binary.BigEndian) },
		"UTF-16LE":               func(s string) string { return utf16Of(s, binary.LittleEndian) },
		"UTF-16BE":               func(s string) string { return utf16Of(s, binary.BigEndian) },
		"UTF-32LE with a mark":   func(s string) string { return utf32Of("\ufeff"+s, binary.LittleEndian) },
		"carriage return and LF": ends("\r\n"),
		"carriage returns":       ends("\r"),
		"as PowerShell writes":   func(s string) string { return utf16Of("\ufeff"+ends("\r\n")(s), binary.LittleEndian) },
	} {
		t.Run(name, func(t *testing.T) {
			members := changed(containerMembers(t), func(m packedFile) []byte { return []byte(encode(string(m.data))) })
			path := filepath.Join(t.TempDir(), "case.zip")
			if err := os.WriteFile(path, zipped(t, members, zip.Deflate), 0o600); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, content(t, analyzeFile(t, path))); diff != "" {
				t.Errorf("another report:\n%s", diff)
			}
		})
	}
}

// TestParquet holds that flow logs in Parquet lead to the same findings and that the right rows are cited.
func TestParquet(t *testing.T) {
	members, isFlow := containerMembers(t), func(m packedFile) bool { return strings.HasSuffix(m.name, "flow.log") }
	i := slices.IndexFunc(members, isFlow)
	text := string(members[i].data)
	lines := strings.Split(strings.TrimSpace(text), "\n")
	packed, err := parquettest.Lines(text, parquettest.Options{RowGroup: len(lines) / 3})
	if err != nil {
		t.Fatal(err)
	}
	members = changed(members, func(m packedFile) []byte {
		if isFlow(m) {
			return packed
		}
		return m.data
	})
	path := filepath.Join(t.TempDir(), "case.zip")
	if err := os.WriteFile(path, zipped(t, members, zip.Deflate), 0o600); err != nil {
		t.Fatal(err)
	}
	want, got := analyzeFile(t, filepath.Join(containers, plainContainer)), analyzeFile(t, path)
	cited := 0
	for _, rep := range []*report.Report{want, got} {
		for _, f := range rep.Findings {
			for k := range f.Evidence {
				e := &f.Evidence[k]
				if !strings.HasSuffix(e.At.Member, "flow.log") || e.At.Line == 0 && string(e.Raw) == "null" {
					continue
				}
				if rep == got {
					cited++
				}
				e.Raw, e.At.Line = json.RawMessage(sortedWords(t, e.Raw)), 0
			}
		}
	}
	if cited == 0 {
		t.Error("no row is cited")
	}
	if diff := cmp.Diff(want.Findings, got.Findings); diff != "" {
		t.Errorf("other findings:\n%s", diff)
	}
}

// sortedWords makes lines equal whose columns stand in another order.
func sortedWords(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	var line string
	if err := json.Unmarshal(raw, &line); err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(line)
	slices.Sort(words)
	return strings.Join(words, " ")
}

func changed(members []packedFile, change func(packedFile) []byte) []packedFile {
	var out []packedFile
	for _, m := range members {
		out = append(out, packedFile{m.name, change(m)})
	}
	return out
}

func zipped(t *testing.T, members []packedFile, method uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zstd.ZipMethodWinZip, zstd.ZipCompressor())
	for _, m := range members {
		out, err := w.CreateHeader(&zip.FileHeader{Name: m.name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(m.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarred(t *testing.T, members []packedFile) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		if err := w.WriteHeader(&tar.Header{Name: m.name, Size: int64(len(m.data)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(m.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstandard(t *testing.T, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.EncodeAll(data, nil)
}

func utf16Of(s string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func utf32Of(s string, order binary.AppendByteOrder) string {
	var b []byte
	for _, c := range s {
		b = order.AppendUint32(b, uint32(c))
	}
	return string(b)
}
