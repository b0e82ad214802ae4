package correlate

import (
	"testing"

	"hamari/parsers/bundle"
)

// TestProgress holds that an analysis tells of each pass over the bundle, and ends with everything read.
func TestProgress(t *testing.T) {
	for name, opts := range map[string]Options{
		"one pass":                     {},
		"a span back, which takes two": {Since: Bound{Back: 1 << 40}},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := bundle.Open(t.Context(), []string{"../testdata/start-denied.zip"}, nil, bundle.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			opts.Progress = new(Progress)
			if r := opts.Progress.Reached(); r != (Reached{}) {
				t.Errorf("before the beginning: %+v", r)
			}
			rep, err := List(t.Context(), c, opts)
			if err != nil {
				t.Fatal(err)
			}
			passes := int64(1)
			if opts.Since.Back > 0 {
				passes = 2
			}
			size := passes * rep.Bundle[0].Bytes
			want := Reached{Read: size, Size: size, Members: int64(rep.Sources.Len()), Judging: true}
			if r := opts.Progress.Reached(); r != want {
				t.Errorf("in the end: %+v, want %+v", r, want)
			}
		})
	}
}
