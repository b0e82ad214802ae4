package bundle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
)

// What is in the archives below testdata, which 7-Zip, Info-ZIP, bzip2, XZ Utils and zstd made.
const password = "correct horse"

var packedFiles = map[string]string{"dir/a.json": `{"Records":[]}`, "b.log": strings.Repeat("one\ntwo\n", 100)}

// TestPackedByOthers opens archives in every container and compression that other programs write: as the bundle, in a
// folder, and in a zip.
func TestPackedByOthers(t *testing.T) {
	log := packedFiles["b.log"]
	stream := map[string]string{"-": log}
	special := map[string]map[string]string{
		"b.log.bz2": {"b.log.bz2": log}, "twice.bz2": {"twice.bz2": log + log}, "b.log.xz": {"b.log.xz": log},
		"b.log.zst": {"b.log.zst": log}, "x86.xz": {"x86.xz": log}, "zipcrypto-stream.zip": stream,
		"empty.7z": {"b.log": log, "empty": "", "dir/a.json": packedFiles["dir/a.json"]},
	}
	unread := map[string]map[string]Reason{
		"ppmd.zip": {"b.log": UnsupportedMethod}, "ppmd.7z": {"dir/a.json": UnsupportedMethod, "b.log": UnsupportedMethod},
		"bcj.7z":   {"dir/a.json": UnsupportedMethod, "b.log": UnsupportedMethod},
		"delta.7z": {"dir/a.json": UnsupportedMethod, "b.log": UnsupportedMethod},
	}
	paths, err := filepath.Glob(filepath.Join("testdata", "*"))
	check(t, err)
	seen := 0
	for _, path := range paths {
		name := filepath.Base(path)
		if name == "fuzz" {
			continue
		}
		seen++
		packed, err := os.ReadFile(path)
		check(t, err)
		want := packedFiles
		if own, ok := special[name]; ok {
			want = own
		}
		opts := Options{Passwords: []string{"wrong", password}}
		holds := func(t *testing.T, c *Case, prefix string) {
			t.Helper()
			w := walk(t, c)
			reasons := map[string]Reason{}
			for member, reason := range unread[name] {
				reasons[prefix+member] = reason
			}
			if diff := cmp.Diff(reasons, w.reasons()); diff != "" {
				t.Errorf("not read (-want +got):\n%s", diff)
			}
			for member, content := range want {
				if _, not := unread[name][member]; !not && w.content[prefix+member] != content {
					t.Errorf("%s holds %.40q", prefix+member, w.content[prefix+member])
				}
			}
			if len(w.results) != len(want) {
				t.Errorf("%d members, want %d", len(w.results), len(want))
			}
			reopens(t, c, w)
		}
		t.Run(name, func(t *testing.T) { holds(t, openBytes(t, opts, name, string(packed)), "") })
		prefix := "sub/" + name + inArchive
		if len(want) == 1 && name != "zipcrypto-stream.zip" {
			prefix, want = "", map[string]string{"sub/" + name: want[name]}
		}
		t.Run("in a folder/"+name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "sub/"+name, string(packed))
			holds(t, open(t, opts, dir), prefix)
		})
		t.Run("in a zip/"+name, func(t *testing.T) {
			holds(t, openBytes(t, opts, "case.zip", zipOf(t, file{"sub/" + name, string(packed)})), prefix)
		})
	}
	if seen < 30 {
		t.Errorf("only %d archives were found", seen)
	}
}

// reopens reads all intact members once more, in one pass, and holds them to what they were.
func reopens(t *testing.T, c *Case, w walked) {
	t.Helper()
	var mu sync.Mutex
	again := map[string]string{}
	check(t, c.Reopen(t.Context(), w.paths(), func(_ *Worker, path string, r io.Reader) error {
		b, err := io.ReadAll(r)
		mu.Lock()
		defer mu.Unlock()
		again[path] = string(b)
		return err
	}))
	for _, path := range w.paths() {
		if again[path] != w.content[path] {
			t.Errorf("%s has other content when it is opened again", path)
		}
	}
}

func testdata(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	check(t, err)
	return string(b)
}

// TestPasswords holds that an encrypted member without its password costs itself only, that the reason names the flag,
// and that no password is told.
func TestPasswords(t *testing.T) {
	for _, name := range []string{"aes128.zip", "aes256.zip", "zipcrypto.zip", "aes.7z", "aes-header.7z"} {
		for _, passwords := range [][]string{nil, {"secret one"}, {"secret one", "secret two"}} {
			content := zipOf(t, file{"good", "fine"}, file{"in", testdata(t, name)})
			w := walk(t, openBytes(t, Options{Passwords: passwords}, "case.zip", content))
			if w.content["good"] != "fine" {
				t.Errorf("%s: the good member holds %q", name, w.content["good"])
			}
			failed := 0
			for _, results := range []map[string]Result{w.results, w.archive} {
				for path, r := range results {
					if path == "good" {
						continue
					}
					failed++
					text := r.Err.Error()
					if r.Err.Reason != Encrypted || !strings.Contains(text, "--password-file") || strings.Contains(text, "secret") {
						t.Errorf("%s, %s: %v", name, path, r.Err)
					}
				}
			}
			if want := map[bool]int{true: 1, false: 2}[name == "aes-header.7z"]; failed != want {
				t.Errorf("%s: %d members or archives were not read, want %d", name, failed, want)
			}
		}
	}
}

// TestAskPassword asks once for what several workers need, and gives up after three wrong answers.
func TestAskPassword(t *testing.T) {
	for _, name := range []string{"aes256.zip", "zipcrypto.zip", "aes.7z", "aes-header.7z"} {
		asked := 0
		ask := func(_ context.Context, archive string) (string, error) {
			asked++
			return map[bool]string{true: password, false: "not this"}[asked == 2], nil
		}
		w := walk(t, openBytes(t, Options{AskPassword: ask, Jobs: 4}, name, testdata(t, name)))
		if diff := cmp.Diff(packedFiles, w.content); diff != "" || asked != 2 {
			t.Errorf("%s: asked %d times (-want +got):\n%s", name, asked, diff)
		}
		asked = 0
		never := func(context.Context, string) (string, error) {
			asked++
			return "not this", nil
		}
		walk(t, openBytes(t, Options{AskPassword: never, Jobs: 4}, name, testdata(t, name)))
		if asked != maxAsked {
			t.Errorf("%s: asked %d times", name, asked)
		}
		nobody := func(context.Context, string) (string, error) { return "", errors.New("no terminal") }
		if w := walk(t, openBytes(t, Options{AskPassword: nobody}, name, testdata(t, name))); len(w.paths()) > 0 {
			t.Errorf("%s was read without a password", name)
		}
	}
}

// TestForgedAES changes encrypted bytes: only the authentication code can tell where there is no CRC.
func TestForgedAES(t *testing.T) {
	forged := []byte(testdata(t, "aes256-stored.zip"))
	at := bytes.Index(forged, []byte("b.log")) + 200
	forged[at] ^= 1
	w := walk(t, openBytes(t, Options{Passwords: []string{password}}, "case.zip", string(forged)))
	if len(w.reasons()) != 1 {
		t.Errorf("got %v", w.reasons())
	}
	for path, r := range w.results {
		if r.Err != nil && (r.Err.Reason != BadChecksum || !strings.Contains(r.Err.Detail, "authentication code")) {
			t.Errorf("%s: %v", path, r.Err)
		}
	}
}

func zst(t testing.TB, content string, opts ...zstd.EOption) string {
	t.Helper()
	w, err := zstd.NewWriter(nil, opts...)
	check(t, err)
	defer w.Close()
	return string(w.EncodeAll([]byte(content), nil))
}

// TestBrokenPackings cuts and damages every kind of stream.
func TestBrokenPackings(t *testing.T) {
	text := noise(5000)
	log := testdata(t, "b.log.xz")
	flip := func(s string, at int) string { return s[:at] + string([]byte{s[at] ^ 0x55}) + s[at+1:] }
	for _, test := range []struct {
		name, content string
		want          Reason
	}{
		{"cut zstd", zst(t, text)[:3000], Truncated},
		{"zstd header only", "\x28\xb5\x2f\xfd", Truncated},
		{"damaged zstd", flip(zst(t, text), 2500), BadChecksum},
		{"cut bzip2", testdata(t, "b.log.bz2")[:40], Truncated},
		{"damaged bzip2", flip(testdata(t, "b.log.bz2"), 12), BadChecksum},
		{"cut xz", log[:50], Truncated},
		{"xz header only", log[:6], Truncated},
		{"damaged xz", flip(log, 40), Damaged},
		{"cut 7z", testdata(t, "lzma2.7z")[:100], Truncated},
		{"7z header only", testdata(t, "lzma2.7z")[:20], Truncated},
		{"damaged 7z header", flip(testdata(t, "plainheader.7z"), 150), BadChecksum},
		{"damaged 7z start", flip(testdata(t, "plainheader.7z"), 15), BadChecksum},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := walk(t, openBytes(t, Options{}, "case.zip", zipOf(t, file{"bad", test.content}, file{"good", "fine"})))
			reasons := w.reasons()
			if reasons["bad"] == "" {
				reasons["bad"] = reasons["archive bad"]
			}
			if reasons["bad"] != test.want || w.content["good"] != "fine" {
				t.Errorf("got %v, want %s; the good member holds %q", reasons, test.want, w.content["good"])
			}
		})
	}
	// Only the folder that is damaged suffers.
	w := walk(t, openBytes(t, Options{}, "case.7z", flip(testdata(t, "lzma2.7z"), 45)))
	if len(w.results) != 2 || len(w.reasons()) == 0 {
		t.Errorf("damaged content of a 7z: %v", w.reasons())
	}
}

func TestGarbageBehindPackings(t *testing.T) {
	for name, content := range map[string]string{"a.zst": zst(t, "text"), "a.bz2": testdata(t, "b.log.bz2")} {
		r := walk(t, openBytes(t, Options{}, name, content+"garbage")).results[name]
		if r.Err != nil || len(r.Member.Notes) != 1 || r.Member.SHA256 != sha(content+"garbage") {
			t.Errorf("%s: %v, %+v", name, r.Err, r.Member)
		}
	}
}

// TestUnreadable holds that a container that is not read is told as something that is missing.
func TestUnreadable(t *testing.T) {
	for name, content := range map[string]string{"a.rar": "Rar!\x1a\x07\x01\x00rest", "a.lz4": "\x04\x22\x4d\x18rest", "a.Z": "\x1f\x9d\x90rest"} {
		r := walk(t, openBytes(t, Options{}, "case.zip", zipOf(t, file{name, content}, file{"good", "fine"}))).results[name]
		if r.Err == nil || r.Err.Reason != UnsupportedMethod || !r.Err.Skipped() || r.Member.SHA256 != sha(content) {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
}

func TestSnappy(t *testing.T) {
	text := strings.Repeat("one\ntwo\n", 50000)
	var b bytes.Buffer
	w := snappy.NewBufferedWriter(&b)
	_, err := io.WriteString(w, text)
	check(t, err)
	check(t, w.Close())
	if got := walk(t, openBytes(t, Options{}, "a.sz", b.String())).content["a.sz"]; got != text {
		t.Errorf("got %.40q", got)
	}
	r := walk(t, openBytes(t, Options{}, "a.sz", b.String()[:b.Len()-10])).results["a.sz"]
	if r.Err == nil || r.Err.Reason != Damaged {
		t.Errorf("cut: %v", r.Err)
	}
}

// TestBombs opens what grows beyond all measure or asks for memory. The good members are read all the same.
func TestBombs(t *testing.T) {
	zeros := strings.Repeat("\x00", 8<<20)
	limits := Limits{RatioBytes: 1 << 20, MaxRatio: 50, MaxWindow: 1 << 20}
	narrow := zstd.WithWindowSize(256 << 10)
	wide := zst(t, noise(3<<20), zstd.WithWindowSize(8<<20))
	for name, test := range map[string]struct {
		content string
		want    Reason
	}{
		"zstd bomb":         {zst(t, zeros, narrow), RatioLimit},
		"zstd twice":        {zst(t, zst(t, zeros, narrow), narrow), RatioLimit},
		"zstd window":       {wide, SizeLimit},
		"bzip2 bomb":        {testdata(t, "b.log.bz2") + strings.Repeat(testdata(t, "b.log.bz2"), 20000), RatioLimit},
		"layers of zstd":    {zst(t, zst(t, zst(t, zst(t, zst(t, zst(t, "x")))))), DepthLimit},
		"xz dictionary":     {wideXz(t), SizeLimit},
		"7z dictionary":     {patchSeven(t, func(h []byte) { h[bytes.Index(h, []byte{0x21, 0x21, 0x01})+3] = 40 }), ""},
		"7z count of files": {patchSeven(t, func(h []byte) { h[bytes.Index(h, []byte{sevenEnd, sevenFilesInfo, 2})+2] = 0x7f }), Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			w := walk(t, openBytes(t, Options{Limits: limits}, "case.zip", zipOf(t, file{"bad", test.content}, file{"good", "fine"})))
			if got := w.reasons()["bad"]; got != test.want || w.content["good"] != "fine" {
				t.Errorf("got %v, want %q; good holds %q", w.reasons(), test.want, w.content["good"])
			}
		})
	}
}

// wideXz is an xz file that states a dictionary of 4 GiB.
func wideXz(t testing.TB) string {
	b := []byte(testdata(t, "b.log.xz"))
	at := 12 + bytes.Index(b[12:], []byte{0x21, 0x01}) + 2
	b[at] = 40
	crc := crcOf(string(b[12 : 12+8]))
	for i := range 4 {
		b[20+i] = byte(crc >> (8 * i))
	}
	return string(b)
}

// patchSeven changes the header of a 7z and makes its checksums fit.
func patchSeven(t testing.TB, change func(header []byte)) string {
	t.Helper()
	b := []byte(testdata(t, "plainheader.7z"))
	offset := sevenSignatureLen + int(b[12]) + int(b[13])<<8
	header := b[offset:]
	change(header)
	put := func(at int, crc uint32) {
		for i := range 4 {
			b[at+i] = byte(crc >> (8 * i))
		}
	}
	put(28, crcOf(string(header)))
	put(8, crcOf(string(b[12:32])))
	return string(b)
}

// TestSolidOnce holds that a solid archive is read from front to back once, not once for each member.
func TestSolidOnce(t *testing.T) {
	c := openBytes(t, Options{Jobs: 1}, "case.7z", testdata(t, "lzma2.7z"))
	p := c.newPass(t.Context(), func(_ context.Context, _ *Worker, _ *Member, r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	}, func(int, Result) {})
	p.complete = true
	check(t, p.run(c.jobs, 1))
	spent := p.limits.MaxBytes - p.budget.left.Load()
	stored := int64(len(testdata(t, "lzma2.7z"))) // counted as the bytes of an input, too
	want := int64(len(packedFiles["b.log"]) + len(packedFiles["dir/a.json"]))
	if spent != want && spent != want+stored {
		t.Errorf("%d bytes were unpacked for %d bytes of content", spent, want)
	}
}

func TestWindowHalves(t *testing.T) {
	l := DefaultLimits()
	sum := int64(0)
	for held := range 100 {
		sum += l.window(held)
	}
	if sum > 2*l.MaxWindow {
		t.Errorf("layers may keep %d bytes", sum)
	}
}

func FuzzSevenZip(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*.7z"))
	check(f, err)
	for _, path := range paths {
		b, err := os.ReadFile(path)
		check(f, err)
		f.Add(b)
	}
	f.Add([]byte(patchSeven(f, func(h []byte) { h[10] ^= 0x40 })))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > sevenSignatureLen { // checksums that fit, so that what they guard is reached
			content = bytes.Clone(content)
			copy(content, sevenMagic)
			header := content[min(len(content), sevenSignatureLen+int(content[12])+int(content[13])<<8):]
			for i := range 4 {
				content[28+i] = byte(crcOf(string(header)) >> (8 * i))
			}
			start := crcOf(string(content[12:32]))
			for i := range 4 {
				content[8+i] = byte(start >> (8 * i))
			}
		}
		limits := Limits{MaxBytes: 1 << 20, MaxMembers: 50, MaxDepth: 3, MaxWindow: 1 << 20}
		c, err := Open(t.Context(), []string{Stdin}, bytes.NewReader(content), Options{Limits: limits, Jobs: 2})
		if err != nil {
			return
		}
		defer c.Close()
		walk(t, c)
	})
}

// FuzzStreams reads arbitrary bytes as each kind of compressed data.
func FuzzStreams(f *testing.F) {
	for _, name := range []string{"b.log.bz2", "b.log.xz", "b.log.zst", "deflate64.zip", "lzma.zip"} {
		f.Add([]byte(testdata(f, name)))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		const window, most = 1 << 20, 4 << 20
		for _, open := range []func(io.Reader) *stream{
			func(r io.Reader) *stream { return newBunzip(getBuffer(r)) },
			func(r io.Reader) *stream { return newUnzstd(getBuffer(r), window) },
			func(r io.Reader) *stream { return newUnxz(getBuffer(r), window) },
			func(r io.Reader) *stream { return newInflate64(getBuffer(r)) },
			func(r io.Reader) *stream { return newUnlzma(getBuffer(r), []byte{0x5d, 0, 0, 1, 0}, -1, window) },
			func(r io.Reader) *stream { return newUnlzma2(getBuffer(r), []byte{10}, most, window) },
		} {
			s := open(bytes.NewReader(content))
			_, err := io.Copy(io.Discard, io.LimitReader(s, most))
			var f *fault
			if err != nil && !errors.As(err, &f) {
				t.Errorf("%s: an error without a reason: %v", s.name, err)
			}
			if err != nil && strings.Contains(fmt.Sprint(err), "gave up") {
				t.Errorf("%s: %v", s.name, err)
			}
			s.close()
		}
	})
}
