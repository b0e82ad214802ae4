package bundle

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func crcOf(s string) uint32 { return crc32.ChecksumIEEE([]byte(s)) }

// TestForms opens the same content in every form that it may be sent in.
func TestForms(t *testing.T) {
	a, b := file{"dir/a.json", `{"Records":[]}`}, file{"b.log", "one\ntwo\n"}
	both := map[string]string{"dir/a.json": a.content, "b.log": b.content}
	big := strings.Repeat("0123456789abcdef", blobSize/16+1)
	for _, test := range []struct {
		name, fileName, content string
		want                    map[string]string
	}{
		{"zip", "case.zip", zipOf(t, a, b), both},
		{"stored zip", "case.zip", storedZip(t, a, b), both},
		{"zip with a folder", "case.zip", zipOf(t, file{"dir/", ""}, a, b), both},
		{"zip behind other bytes", "case.zip", "PK\x03\x04#!/bin/sh\n" + storedZip(t, a, b), both},
		{"self-extracting zip", "case.exe", "MZ\x90\x00" + zipOf(t, a, b), both},
		{"program without a zip", "tool", "\x7fELF\x02" + b.content, map[string]string{"tool": "\x7fELF\x02" + b.content}},
		{"empty zip", "case.zip", zipOf(t), map[string]string{}},
		{"tar", "case.tar", tarOf(t, a, b), both},
		{"tar.gz", "case.tar.gz", gz(t, tarOf(t, a, b)), both},
		{"tar.gz under another name", "case.bin", gz(t, tarOf(t, a, b)), both},
		{"large member of a tar", "case.tar", tarOf(t, file{"big", big}, a), map[string]string{"big": big, "dir/a.json": a.content}},
		{"file", "b.log", b.content, map[string]string{"b.log": b.content}},
		{"empty file", "b.log", "", map[string]string{"b.log": ""}},
		{"gzip", "b.log.gz", gz(t, b.content), map[string]string{"b.log.gz": b.content}},
		{"gzip without suffix", "b", gz(t, b.content), map[string]string{"b": b.content}},
		{"plain text called gzip", "b.json.gz", b.content, map[string]string{"b.json.gz": b.content}},
		{"gzip of several streams", "b.gz", gz(t, "one\n") + gz(t, "") + gz(t, "two\n"), map[string]string{"b.gz": b.content}},
		{"gzip of gzip", "b.gz", gz(t, gz(t, b.content)), map[string]string{"b.gz": b.content}},
		{"gzip in zip", "case.zip", zipOf(t, file{"x.json.gz", gz(t, a.content)}, file{"y", gz(t, b.content)}),
			map[string]string{"x.json.gz": a.content, "y": b.content}},
		{"zip in zip", "case.zip", zipOf(t, file{"logs.zip", zipOf(t, a)}, b),
			map[string]string{"logs.zip!/dir/a.json": a.content, "b.log": b.content}},
		{"tgz in zip", "case.zip", zipOf(t, file{"logs.tgz", gz(t, tarOf(t, a))}, b),
			map[string]string{"logs.tgz!/dir/a.json": a.content, "b.log": b.content}},
		{"zip in tar.gz", "case.tgz", gz(t, tarOf(t, file{"logs.zip", zipOf(t, a)}, b)),
			map[string]string{"logs.zip!/dir/a.json": a.content, "b.log": b.content}},
		{"gzip of zip", "case.gz", gz(t, zipOf(t, a, b)), both},
		{"UTF-8 mark", "a.csv", "\ufeffa,b\n", map[string]string{"a.csv": "a,b\n"}},
		{"UTF-16LE", "a.csv", "\xff\xfea\x00\x42\x30\x3d\xd8\x00\xde", map[string]string{"a.csv": "aあ😀"}},
		{"UTF-16BE in gzip", "a.csv", gz(t, "\xfe\xff\x00a\x30\x42\xd8\x3d"), map[string]string{"a.csv": "aあ\ufffd"}},
		{"odd UTF-16", "a.csv", "\xff\xfea\x00b", map[string]string{"a.csv": "a\ufffd"}},
	} {
		for _, jobs := range []int{1, 4} {
			t.Run(fmt.Sprintf("%s, %d jobs", test.name, jobs), func(t *testing.T) {
				c := openBytes(t, Options{Jobs: jobs}, test.fileName, test.content)
				w := walk(t, c)
				if diff := cmp.Diff(test.want, w.content); diff != "" {
					t.Errorf("contents (-want +got):\n%s", diff)
				}
				if reasons := w.reasons(); len(reasons) > 0 {
					t.Errorf("not read: %v", reasons)
				}
				want := []Input{{Name: test.fileName, SHA256: sha(test.content), Bytes: int64(len(test.content)), Members: len(test.want)}}
				if diff := cmp.Diff(want, c.Inputs()); diff != "" {
					t.Errorf("inputs (-want +got):\n%s", diff)
				}
				for path, content := range test.want {
					check(t, c.Reopen(t.Context(), []string{path}, func(_ *Worker, _ string, r io.Reader) error {
						again, err := io.ReadAll(r)
						if string(again) != content {
							t.Errorf("%s has other content when it is opened again", path)
						}
						return err
					}))
				}
			})
		}
	}
}

// TestHash holds size and hash to the bytes as they are stored, not to the plain content.
func TestHash(t *testing.T) {
	stored := gz(t, "\ufeffa,b\n")
	for _, content := range []string{zipOf(t, file{"a.csv.gz", stored}), tarOf(t, file{"a.csv.gz", stored})} {
		got := walk(t, openBytes(t, Options{}, "case", content)).results["a.csv.gz"].Member
		want := &Member{Path: "a.csv.gz", Depth: 1, Bytes: int64(len(stored)), SHA256: sha(stored), Content: 4, Encoding: "UTF-8"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// TestUnread is about read functions that stop early: the rest is read by the walk.
func TestUnread(t *testing.T) {
	stop := errors.New("enough")
	c := openBytes(t, Options{}, "case.zip", zipOf(t, file{"a", strings.Repeat("x", 1<<20)}))
	read := func(context.Context, *Worker, *Member, io.Reader) error { return stop }
	done := func(_ int, r Result) {
		if r.Err != nil || r.ReadErr != stop || r.Member.Content != 1<<20 || r.Member.SHA256 != sha(strings.Repeat("x", 1<<20)) {
			t.Errorf("%+v: %v, %v", r.Member, r.Err, r.ReadErr)
		}
	}
	check(t, c.Walk(t.Context(), read, done))
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sent")
	write(t, dir, "sub/b.log", "bb")
	write(t, dir, "a.gz", gz(t, "a"))
	inner := zipOf(t, file{"x", "xx"}, file{"y", "yy"})
	write(t, dir, "z.zip", inner)
	write(t, dir, ".DS_Store", "?")
	check(t, os.Symlink("/etc/passwd", filepath.Join(dir, "link")))
	check(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	c := open(t, Options{}, dir)
	w := walk(t, c)
	if diff := cmp.Diff(map[string]string{"sub/b.log": "bb", "a.gz": "a", "z.zip!/x": "xx", "z.zip!/y": "yy"}, w.content); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]Reason{"link": NotRegular, "pipe": NotRegular, ".DS_Store": SystemFile}, w.reasons()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	lines := fmt.Sprintf("%s  a.gz\n%s  sub/b.log\n%s  z.zip\n", sha(gz(t, "a")), sha("bb"), sha(inner))
	want := []Input{{Name: "sent", SHA256: sha(lines), Bytes: int64(len(gz(t, "a")) + 2 + len(inner)), Members: 7}}
	if diff := cmp.Diff(want, c.Inputs()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSeveralInputs(t *testing.T) {
	dir := t.TempDir()
	c := open(t, Options{},
		write(t, dir, "1/case.zip", zipOf(t, file{"a", "1"})),
		write(t, dir, "2/case.zip", gz(t, tarOf(t, file{"a", "2"}))),
		write(t, dir, "a.log", "3"),
		filepath.Dir(write(t, dir, "folder/a", "4")))
	want := map[string]string{"case.zip!/a": "1", "case.zip (2)!/a": "2", "a.log": "3", "folder/a": "4"}
	if diff := cmp.Diff(want, walk(t, c).content); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got, mu := map[string]string{}, sync.Mutex{}
	paths := []string{"case.zip!/a", "case.zip (2)!/a", "folder/a"}
	check(t, c.Reopen(t.Context(), paths, func(_ *Worker, path string, r io.Reader) error {
		b, err := io.ReadAll(r)
		mu.Lock()
		defer mu.Unlock()
		got[path] = string(b)
		return err
	}))
	delete(want, "a.log")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("opened again (-want +got):\n%s", diff)
	}
	if err := c.Reopen(t.Context(), []string{"folder/b"}, nil); err == nil || !strings.Contains(err.Error(), "folder/b") {
		t.Errorf("a member that is not there: %v", err)
	}
}

func TestStdin(t *testing.T) {
	for name, content := range map[string]string{
		"zip": zipOf(t, file{"a", "content"}), "tgz": gz(t, tarOf(t, file{"a", "content"})),
	} {
		t.Run(name, func(t *testing.T) {
			temp := t.TempDir()
			c, err := Open(t.Context(), []string{"-"}, strings.NewReader(content), Options{TempDir: temp})
			check(t, err)
			if got := walk(t, c).content["a"]; got != "content" {
				t.Errorf("got %q", got)
			}
			if in := c.Inputs()[0]; in.Name != "stdin" || in.SHA256 != sha(content) {
				t.Errorf("got %+v", in)
			}
			check(t, c.Close())
		})
	}
}

func TestEmptyStdin(t *testing.T) {
	if _, err := Open(t.Context(), []string{"-"}, strings.NewReader(""), Options{}); !errors.Is(err, ErrNothing) {
		t.Errorf("got %v", err)
	}
}

// TestSpoolToFile reads a nested zip that is too large for memory and leaves nothing behind.
func TestSpoolToFile(t *testing.T) {
	noise := make([]byte, inMemory+1)
	rand.NewChaCha8([32]byte{}).Read(noise)
	temp := t.TempDir()
	c := openBytes(t, Options{TempDir: temp}, "case.zip", storedZip(t, file{"in.zip", storedZip(t, file{"noise", string(noise)})}))
	if w := walk(t, c); w.content["in.zip!/noise"] != string(noise) {
		t.Errorf("the content is not the same; reasons: %v", w.reasons())
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestNames(t *testing.T) {
	names := []string{
		"a", "a", "a (2)", "../../etc/passwd", "/etc/passwd", `C:\logs\x`, `win\dir\y`, "./b//c", "..",
		"logs.zip!/x", "mark!", "\x83\x8d\x83O.log", "日本.log",
	}
	want := []string{
		"a", "a (2)", "a (2) (2)", "etc/passwd", "etc/passwd (2)", "logs/x", "win/dir/y", "b/c", "unnamed",
		"logs.zip!!/x", "mark!!", "âìâO.log", "日本.log",
	}
	n := newNamer("", 0)
	var got []string
	for _, name := range names {
		path, _ := n.path(name)
		got = append(got, path)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(codePage437) != 128 {
		t.Errorf("code page 437 has %d upper characters", len(codePage437))
	}
	var files []file
	for _, name := range names {
		files = append(files, file{name, name})
	}
	for form, content := range map[string]string{"zip": storedZip(t, files...), "tar": tarOf(t, files...)} {
		w := walk(t, openBytes(t, Options{}, "case."+form, content))
		for i, path := range want {
			if w.content[path] != names[i] {
				t.Errorf("%s: %s holds %q", form, path, w.content[path])
			}
		}
		if notes := w.results["etc/passwd"].Member.Notes; len(notes) != 1 || !strings.Contains(notes[0], `"../../etc/passwd"`) {
			t.Errorf("%s: notes on a path that leads out: %q", form, notes)
		}
	}
}

// TestBroken changes archives and holds that only the broken member suffers, and that its reason is right.
func TestBroken(t *testing.T) {
	text := strings.Repeat("a line of a log, not always the same\n", 50)
	good := file{"good", "fine"}
	badGzip := []byte(gz(t, text))
	badGzip[len(badGzip)-5] ^= 1 // in the CRC
	for _, test := range []struct {
		name, content string
		want          map[string]Reason
	}{
		{"bad CRC in zip", strings.Replace(storedZip(t, file{"bad", text}, good), "a line", "A line", 1), map[string]Reason{"bad": BadChecksum}},
		{"bad CRC in gzip", zipOf(t, file{"bad", string(badGzip)}, good), map[string]Reason{"bad": BadChecksum}},
		{"cut gzip", zipOf(t, file{"bad", gz(t, text)[:60]}, good), map[string]Reason{"bad": Truncated}},
		{"gzip header only", zipOf(t, file{"bad", "\x1f\x8b\x08"}, good), map[string]Reason{"bad": Truncated}},
		{"damaged gzip", zipOf(t, file{"bad", gz(t, text)[:10] + "\xff\xff\xff\xff"}, good), map[string]Reason{"bad": Damaged}},
		{"smaller than stated", patchZip(t, text, 24, 4000), map[string]Reason{"bad": Truncated}},
		{"larger than stated", patchZip(t, text, 24, 40), map[string]Reason{"bad": WrongSize}},
		{"compressed size too small", patchZip(t, text, 20, 20), map[string]Reason{"bad": Truncated}},
		{"encrypted", patchZip(t, text, 8, 1|8), map[string]Reason{"bad": Encrypted}},
		{"PPMd in zip", patchZip(t, text, 8, 98<<16|8), map[string]Reason{"bad": UnsupportedMethod}},
		{"header elsewhere", patchZip(t, text, 42, 7), map[string]Reason{"bad": Damaged}},
		{"cut tar", tarOf(t, good, file{"bad", text})[:512*3+100], map[string]Reason{"bad": Truncated, "archive case": Truncated}},
		{"cut tar.gz", gz(t, tarOf(t, good, file{"bad", noise(20000)}))[:9000], map[string]Reason{"bad": Truncated, "archive case": Truncated}},
		{"damaged tar", tarOf(t, good)[:1024] + strings.Repeat("x", 512), map[string]Reason{"archive case": Damaged}},
		{"no zip inside", zipOf(t, file{"bad", "PK\x03\x04 is how a zip begins"}, good), map[string]Reason{"bad": Damaged}},
		{"system file", zipOf(t, file{"__MACOSX/._a", "x"}, file{"d/.DS_Store", "x"}, good),
			map[string]Reason{"__MACOSX/._a": SystemFile, "d/.DS_Store": SystemFile}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := walk(t, openBytes(t, Options{}, "case", test.content))
			if diff := cmp.Diff(test.want, w.reasons()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if w.content["good"] != "fine" {
				t.Errorf("the good member holds %q", w.content["good"])
			}
			if bad, ok := w.results["bad"]; ok && int64(len(w.content["bad"])) != bad.Err.Offset {
				t.Errorf("the error says byte %d, %d were read: %v", bad.Err.Offset, len(w.content["bad"]), bad.Err)
			}
		})
	}
}

// noise does not compress.
func noise(n int) string {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return string(b)
}

// patchZip makes a zip of a good and a bad member and changes four bytes in the bad one's directory header.
func patchZip(t *testing.T, content string, at int, value uint32) string {
	t.Helper()
	b := []byte(zipOf(t, file{"good", "fine"}, file{"bad", content}))
	header := bytes.LastIndex(b, zipCentral)
	binary.LittleEndian.PutUint32(b[header+at:], value)
	return string(b)
}

func TestTrailingGarbage(t *testing.T) {
	r := walk(t, openBytes(t, Options{}, "a.gz", gz(t, "text")+"garbage")).results["a.gz"]
	if r.Err != nil || len(r.Member.Notes) != 1 || r.Member.SHA256 != sha(gz(t, "text")+"garbage") {
		t.Errorf("%v, %+v", r.Err, r.Member)
	}
}

// TestRecover reads zips that lost their directory.
func TestRecover(t *testing.T) {
	a, b, c := file{"a", "first"}, file{"b", noise(5000)}, file{"c", noise(5000)}
	for _, build := range []func(testing.TB, ...file) string{zipOf, storedZip} {
		content := build(t, a, b, c)
		lost := content[:strings.Index(content, string(zipCentral))]
		w := walk(t, openBytes(t, Options{}, "case.zip", lost))
		if diff := cmp.Diff([]string{"a", "b", "c"}, w.paths()); diff != "" {
			t.Errorf("without directory (-want +got):\n%s", diff)
		}
		cs := openBytes(t, Options{}, "case.zip", content[:8000])
		w = walk(t, cs)
		if diff := cmp.Diff(map[string]Reason{"c": Truncated}, w.reasons()); diff != "" {
			t.Errorf("cut (-want +got):\n%s", diff)
		}
		if notes := cs.Notes(); len(notes) != 1 || !strings.Contains(notes[0], "central directory is missing") {
			t.Errorf("notes: %q", notes)
		}
		if got := w.content["c"]; got == "" || !strings.HasPrefix(c.content, got) {
			t.Errorf("what was left of the last member was not read")
		}
	}
	if _, err := Open(t.Context(), []string{write(t, t.TempDir(), "x.zip", "PK\x03\x04")}, nil, Options{}); err == nil {
		t.Error("a zip without any member was opened")
	}
}

func TestOpenErrors(t *testing.T) {
	for _, paths := range [][]string{nil, {"/does/not/exist"}, {"-"}, {"/dev/null"}} {
		if c, err := Open(t.Context(), paths, nil, Options{}); err == nil {
			c.Close()
			t.Errorf("%q was opened", paths)
		}
	}
}

func TestLimits(t *testing.T) {
	zeros := strings.Repeat("\x00", 1<<20)
	bomb := zipOf(t, file{"a.zip", zipOf(t, file{"b.gz", gz(t, zeros)}, file{"good", "x"})})
	deep := "x"
	for range 5 {
		deep = zipOf(t, file{"in.zip", deep})
	}
	sparse := sparseTar(t, 1<<40)
	for _, test := range []struct {
		name, content string
		limits        Limits
		want          map[string]Reason
	}{
		{"size", zipOf(t, file{"a", zeros}, file{"b", "x"}), Limits{MaxBytes: 1000}, map[string]Reason{"a": SizeLimit, "b": SizeLimit}},
		{"size, exactly met", storedZip(t, file{"a", "12345"}), Limits{MaxBytes: 5}, map[string]Reason{}},
		{"size in tar", gz(t, tarOf(t, file{"a", zeros}, file{"b", "x"})), Limits{MaxBytes: 1000}, map[string]Reason{"a": SizeLimit, "archive case": SizeLimit}},
		{"ratio", zipOf(t, file{"a", zeros}, file{"b", "x"}), Limits{MaxRatio: 100, RatioBytes: 1000}, map[string]Reason{"a": RatioLimit}},
		{"ratio below its threshold", zipOf(t, file{"a", zeros}), Limits{MaxRatio: 100}, map[string]Reason{}},
		{"ratio of layers that are each within it", bomb, Limits{RatioBytes: 100_000}, map[string]Reason{"a.zip!/b.gz": RatioLimit}},
		{"members", zipOf(t, file{"a", "1"}, file{"b", "2"}, file{"c", "3"}), Limits{MaxMembers: 2}, map[string]Reason{"archive case": MemberLimit}},
		{"members of tar", tarOf(t, file{"a", "1"}, file{"b", "2"}, file{"c", "3"}), Limits{MaxMembers: 2}, map[string]Reason{"archive case": MemberLimit}},
		{"depth", deep, Limits{MaxDepth: 3}, map[string]Reason{"in.zip!/in.zip!/in.zip": DepthLimit}},
		{"gzip depth", gz(t, gz(t, gz(t, "x"))), Limits{MaxDepth: 2}, map[string]Reason{"case": DepthLimit}},
		{"sparse tar", sparse, Limits{MaxBytes: 1 << 20}, map[string]Reason{"holes": SizeLimit}},
		{"sparse tar, ratio", sparse, Limits{RatioBytes: 1 << 20}, map[string]Reason{"holes": RatioLimit}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := openBytes(t, Options{Limits: test.limits, Jobs: 1}, "case", test.content)
			w := walk(t, c)
			got := w.reasons()
			if test.name == "sparse tar" {
				delete(got, "archive case") // the rest of it may be cut as well
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if sum := c.Inputs()[0].SHA256; sum != sha(test.content) {
				t.Errorf("the input's hash is %q", sum)
			}
		})
	}
}

// TestMembersBeyondTheLimit holds that they are counted, and that a part of a folder does not pass for the whole.
func TestMembersBeyondTheLimit(t *testing.T) {
	three := zipOf(t, file{"a", "1"}, file{"b", "2"}, file{"c", "3"})
	folder := t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		write(t, folder, name, name)
	}
	for path, want := range map[string]Input{
		write(t, t.TempDir(), "case", three): {Name: "case", SHA256: sha(three), Bytes: int64(len(three)), Members: 3},
		folder:                               {Name: filepath.Base(folder), Bytes: 2, Members: 3},
	} {
		c := open(t, Options{Limits: Limits{MaxMembers: 2}}, path)
		walk(t, c)
		if diff := cmp.Diff([]Input{want}, c.Inputs()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// sparseTar holds an old GNU sparse file that is one large hole.
func sparseTar(t *testing.T, size int64) string {
	t.Helper()
	head := make([]byte, 1536)
	copy(head, "holes")
	copy(head[100:], "0000600\x000000000\x000000000\x0000000000000\x0000000000000\x00        ")
	head[156] = tar.TypeGNUSparse
	copy(head[257:], "ustar  \x00")
	copy(head[386:], fmt.Sprintf("%011o\x00%011o\x00", 0, 0))
	// the real size, in the binary form for large numbers
	binary.BigEndian.PutUint64(head[483+4:], uint64(size))
	head[483] = 0x80
	sum := 0
	for _, c := range head[:512] {
		sum += int(c)
	}
	copy(head[148:], fmt.Sprintf("%06o\x00 ", sum))
	return string(head)
}

// TestSpecialTarEntries holds that links and devices are reported, not followed and not lost.
func TestSpecialTarEntries(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []*tar.Header{
		{Name: "dir/", Typeflag: tar.TypeDir}, {Name: "soft", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		{Name: "hard", Typeflag: tar.TypeLink, Linkname: "soft"}, {Name: "null", Typeflag: tar.TypeChar},
		{Name: "fifo", Typeflag: tar.TypeFifo},
	} {
		check(t, w.WriteHeader(h))
	}
	check(t, w.Close())
	want := map[string]Reason{"soft": NotRegular, "hard": NotRegular, "null": NotRegular, "fifo": NotRegular}
	if diff := cmp.Diff(want, walk(t, openBytes(t, Options{}, "case.tar", b.String())).reasons()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCancel stops a walk in the midst of a member that would expand for a long time.
func TestCancel(t *testing.T) {
	zeros := gz(t, strings.Repeat("\x00", 64<<20))
	c := openBytes(t, Options{Limits: Limits{MaxRatio: 1 << 30}}, "endless.gz", strings.Repeat(zeros, 200))
	ctx, cancel := context.WithCancel(t.Context())
	var cancelled time.Time
	read := func(_ context.Context, _ *Worker, _ *Member, r io.Reader) error {
		_, err := r.Read(make([]byte, 1))
		cancelled = time.Now()
		cancel()
		return err
	}
	err := c.Walk(ctx, read, func(_ int, r Result) { t.Errorf("reported after the cancellation: %+v", r) })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(cancelled); took > time.Second {
		t.Errorf("it took %v", took)
	}
}

// TestSameForAnyWorkers compares walks with different numbers of workers.
func TestSameForAnyWorkers(t *testing.T) {
	var files []file
	for i := range 300 {
		files = append(files, file{fmt.Sprintf("dir%d/%d.json.gz", i%7, i), gz(t, noise(i*10))})
	}
	content := zipOf(t, append(files, file{"in.tgz", gz(t, tarOf(t, files...))}, file{"in.zip", zipOf(t, files...)})...)
	first := walk(t, openBytes(t, Options{Jobs: 1}, "case.zip", content))
	if len(first.results) != 900 {
		t.Errorf("%d members", len(first.results))
	}
	for _, jobs := range []int{2, 8} {
		if diff := cmp.Diff(first.results, walk(t, openBytes(t, Options{Jobs: jobs}, "case.zip", content)).results); diff != "" {
			t.Errorf("%d workers (-1 worker):\n%s", jobs, diff)
		}
	}
}
