package cloudtrail

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"hamari/parsers"
)

// kept is a copy of what matters of an event.
type kept struct {
	Time, End time.Time
	ID        string
	Pos       parsers.Pos
	Raw       string
	Fields    map[string]string
}

// collector is a sink that keeps everything.
type collector struct {
	events   []kept
	rejects  []string
	rejected []int // record numbers of the rejects
	notes    []string
}

func (c *collector) Event(e *parsers.Event) error {
	k := kept{Time: e.Time, End: e.End, ID: e.ID, Pos: e.Pos, Raw: string(e.Raw), Fields: map[string]string{}}
	for slot, f := range e.Kind.Fields {
		if v := e.Value(slot); v.Exists() {
			k.Fields[f.Name] = v.String()
		}
	}
	c.events = append(c.events, k)
	return nil
}

func (c *collector) Reject(e *parsers.SyntaxError) {
	c.rejects = append(c.rejects, e.Error())
	c.rejected = append(c.rejected, e.Pos.Record)
}

func (c *collector) Note(text string) {
	if !slices.Contains(c.notes, text) {
		c.notes = append(c.notes, text)
	}
}

// readAll reads a member that must be readable to its end.
func readAll(t *testing.T, text string) *collector {
	t.Helper()
	c := &collector{}
	if err := readFrom(strings.NewReader(text), c); err != nil {
		t.Fatal(err)
	}
	return c
}

func readFrom(r io.Reader, sink parsers.Sink) error {
	return Format.Read(context.Background(), r, &parsers.Source{Member: "trail.json"}, sink)
}
