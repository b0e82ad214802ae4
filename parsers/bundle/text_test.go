package bundle

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"
)

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

func in16(text string, order byteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func in32(text string, order byteOrder) string {
	var b []byte
	for _, c := range text {
		b = order.AppendUint32(b, uint32(c))
	}
	return string(b)
}

// TestText reads the same text however it is written, in large and in small pieces.
func TestText(t *testing.T) {
	le, be := binary.LittleEndian, binary.BigEndian
	long := strings.Repeat("2 123456789012 eni-0a ログ 😀 OK\n", 3000)
	old := strings.ReplaceAll(long, "\n", "\r")
	for _, test := range []struct{ name, stored, want, encoding string }{
		{"UTF-8", long, long, ""},
		{"UTF-8 with a mark", "\ufeff" + long, long, "UTF-8"},
		{"UTF-16LE with a mark", "\xff\xfe" + in16(long, le), long, "UTF-16LE"},
		{"UTF-16BE with a mark", "\xfe\xff" + in16(long, be), long, "UTF-16BE"},
		{"UTF-16LE", in16(long, le), long, "UTF-16LE"},
		{"UTF-16BE", in16(long, be), long, "UTF-16BE"},
		{"UTF-32LE", "\xff\xfe\x00\x00" + in32(long, le), long, "UTF-32LE"},
		{"UTF-32BE", "\x00\x00\xfe\xff" + in32(long, be), long, "UTF-32BE"},
		{"UTF-16 of JSON", in16(`{"Records":[]}`, le), `{"Records":[]}`, "UTF-16LE"},
		{"carriage returns", old, long, ""},
		{"carriage returns in UTF-16", in16(old, le), long, "UTF-16LE"},
		{"carriage returns, then pairs", "a\r" + strings.Repeat("b", bufferSize) + "c\r\nd\re", "a\n" + strings.Repeat("b", bufferSize) + "c\r\nd\ne", ""},
		{"pairs", "a\r\nb\r\n", "a\r\nb\r\n", ""},
		{"a single carriage return", "a\r", "a\n", ""},
		{"Shift-JIS", "\x83\x8d\x83O a\n", "\x83\x8d\x83O a\n", ""},
		{"Windows-1252", "M\xfcller \x80\n", "M\xfcller \x80\n", ""},
		{"text with NULs", "a line\x00with one\r\n", "a line\x00with one\r\n", ""},
		{"binary", "PAR1\r\x00\x15\x04\x00\r", "PAR1\r\x00\x15\x04\x00\r", ""},
		{"Parquet without zeros", "PAR1\rabc", "PAR1\rabc", ""},
		{"numbers of two bytes", in16("\x01\x02\x03\x04\x05\x06\x07\x08\x0a\x0b", le), in16("\x01\x02\x03\x04\x05\x06\x07\x08\x0a\x0b", le), ""},
		{"half a pair at the end", "\xff\xfe" + in16("a", le) + "\x3d\xd8", "a\ufffd", "UTF-16LE"},
		{"half a pair and more", "\xff\xfe" + "\x3d\xd8" + in16("a", le), "\ufffda", "UTF-16LE"},
		{"no such character", "\x00\x00\xfe\xff" + "\x00\x11\x00\x00" + in32("a", be), "\ufffda", "UTF-32BE"},
		{"cut UTF-32", "\x00\x00\xfe\xff" + in32("a", be) + "\x00\x00", "a\ufffd", "UTF-32BE"},
		{"empty", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, slow := range []bool{false, true} {
				var r io.Reader = strings.NewReader(test.stored)
				if slow {
					r = iotest.OneByteReader(r)
				}
				text, encoding := plainText(bufio.NewReaderSize(r, bufferSize))
				if slow {
					text = iotest.OneByteReader(text)
				}
				got, err := io.ReadAll(text)
				if err != nil || string(got) != test.want || encoding != test.encoding {
					t.Errorf("slow %t: %.60q in %q (%v), want %.60q in %q", slow, got, encoding, err, test.want, test.encoding)
				}
			}
		})
	}
}

// FuzzText holds that text is never lost: what was UTF-16 becomes UTF-8, everything else keeps its length.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"a\rb", "\xff\xfea\x00", "\x00\x00\xfe\xff\x00\x00\x00a", in16("0123456789", binary.BigEndian)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, stored []byte) {
		text, encoding := plainText(bufio.NewReaderSize(bytes.NewReader(stored), bufferSize))
		got, err := io.ReadAll(text)
		switch {
		case err != nil:
			t.Error(err)
		case encoding == "" && len(got) != len(stored), encoding == "UTF-8" && len(got) != len(stored)-3:
			t.Errorf("%d bytes became %d", len(stored), len(got))
		case strings.HasPrefix(encoding, "UTF-16") || strings.HasPrefix(encoding, "UTF-32"):
			if !utf8.Valid(got) {
				t.Errorf("not UTF-8: %q", got)
			}
		}
	})
}
