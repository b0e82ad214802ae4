package bundle

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// TestOverlappingMembers lists one member a hundred times. Together they may become what one of the archive's size might;
// a member that stands by itself is read whatever they do, and so are all where only a header lies.
func TestOverlappingMembers(t *testing.T) {
	zeros := strings.Repeat("\x00", 1<<20)
	packed := zipOf(t, file{"bomb", zeros}, file{"good", "fine"})
	at := strings.Index(packed, string(zipCentral))
	directory := packed[at : len(packed)-zipEndLen]
	bomb := directory[:zipCentralLen+len("bomb")]
	end := []byte(packed[len(packed)-zipEndLen:])
	binary.LittleEndian.PutUint16(end[10:], 2+99)
	binary.LittleEndian.PutUint32(end[12:], uint32(len(directory)+99*len(bomb)))
	c := openBytes(t, Options{Limits: Limits{RatioBytes: 4 << 20}, Jobs: 1}, "case.zip", packed[:at]+strings.Repeat(bomb, 99)+directory+string(end))
	for range 2 { // a second walk has as much room as the first
		w := walk(t, c)
		refused := 0
		for _, reason := range w.reasons() {
			if reason == RatioLimit {
				refused++
			}
		}
		// The archive is some 6,000 bytes long, and each may become 1,200.
		if len(w.results) != 101 || refused < 90 || refused > 97 || w.content["good"] != "fine" {
			t.Errorf("%d of %d members are refused; the good one holds %q", refused, len(w.results), w.content["good"])
		}
	}
	lying := patchZip(t, "x", 20, 1<<30)
	if w := walk(t, openBytes(t, Options{}, "case.zip", lying)); w.content["good"] != "fine" || w.content["bad"] != "x" {
		t.Errorf("where a member claims all of the file: %v", w.reasons())
	}
}

// TestManyBombs holds that the second thousand of bombs costs little.
func TestManyBombs(t *testing.T) {
	zeros := gz(t, strings.Repeat("\x00", 1<<20))
	var files []file
	for i := range 100 {
		files = append(files, file{fmt.Sprintf("b%d", i), zeros})
	}
	c := openBytes(t, Options{Limits: Limits{MaxRatio: 100, RatioBytes: 512 << 10}, Jobs: 1}, "case.tar", tarOf(t, files...))
	var read int64
	for _, r := range walk(t, c).results {
		if r.Err == nil || r.Err.Reason != RatioLimit {
			t.Errorf("%s: %v", r.Member.Path, r.Err)
		}
		read += r.Member.Content
	}
	if read > 16<<20 {
		t.Errorf("%d bytes were read", read)
	}
}
