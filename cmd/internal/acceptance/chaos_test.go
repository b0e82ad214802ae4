package acceptance

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"compress/gzip"
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hamari/cmd/internal/generate"
	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
	"hamari/correlate/patterntest"
	"hamari/correlate/report"
)

var (
	chaosRounds = flag.Int("chaos.rounds", 0, "rounds of TestChaos for each kind of damage (default: 150, with -short 10)")
	chaosSeed   = flag.Uint64("chaos.seed", 1, "seed of TestChaos")
)

// damage is one way in which a bundle gets broken, and what must hold of the broken one.
type damage struct {
	name string
	do   func(*chaos, *rand.Rand) (packed []byte, touched map[string]bool) // the members that are no longer what they were

	same    bool // nothing may change
	told    bool // the report must say of each changed member that it is broken
	unsound bool // what stands in the text may have become something else, and so may what is found
}

// damages are all kinds. Zip keeps a checksum of each member: where one is wrong the report says so, and a finding that rests on
// the member may be as wrong as that. What is changed with its checksum, or in the names of members, nobody can notice.
var damages = []damage{
	{name: "members are gone", do: (*chaos).drop},
	{name: "members are there twice", do: (*chaos).double, same: true},
	{name: "members are in another order", do: (*chaos).shuffle, same: true},
	{name: "lines are cut off", do: (*chaos).cutLines},
	{name: "the bundle is cut off", do: (*chaos).cut},
	{name: "bits of compressed members are flipped", do: (*chaos).flipStored, told: true},
	{name: "parts of compressed members are exchanged", do: (*chaos).spliceStored, told: true},
	{name: "bits of the bundle are flipped", do: (*chaos).flipAnywhere, unsound: true},
	{name: "bits of texts are flipped", do: (*chaos).flipText, unsound: true},
	{name: "parts of texts are exchanged", do: (*chaos).spliceText, unsound: true},
}

// chaos is a good bundle.
type chaos struct {
	name    string
	packed  []byte
	members []member
	report  *report.Report
}

// TestChaos breaks good bundles in every way and holds that nothing is found in the broken ones that is not in the good ones, that
// intact members are read in full, and that whatever is broken is told.
//
//	go test ./cmd/internal/acceptance -run Chaos -chaos.rounds 1000 -chaos.seed 7
func TestChaos(t *testing.T) {
	rounds := cmp.Or(*chaosRounds, 150)
	if testing.Short() && *chaosRounds == 0 {
		rounds = 10
	}
	patterns, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	bundles := goodBundles(t, patterns)
	for i, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(*chaosSeed, uint64(i)))
			for round := range rounds {
				good := bundles[random.IntN(len(bundles))]
				packed, touched := d.do(good, random)
				rep, err := patterntest.Analyze(t.Context(), packed, patterns, "", 2)
				if err != nil {
					continue // it can no longer be opened, which is told
				}
				for _, problem := range d.problems(good, rep, touched) {
					t.Errorf("round %d, %s: %s", round, good.name, problem)
				}
				if t.Failed() {
					return
				}
			}
		})
	}
}

// goodBundles are those of the repository and some with other forms of logs.
func goodBundles(t *testing.T, patterns []*pattern.Pattern) (list []*chaos) {
	t.Helper()
	add := func(name string, packed []byte) {
		rep, err := patterntest.Analyze(t.Context(), packed, patterns, "", 2)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, &chaos{name, packed, unpack(t, packed), rep})
	}
	paths, err := filepath.Glob("../../../testdata/*.zip")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d bundles, %v", len(paths), err)
	}
	for _, path := range paths {
		if packed, err := os.ReadFile(path); err != nil {
			t.Fatal(err)
		} else if len(packed) < 1<<20 {
			add(filepath.Base(path), packed)
		}
	}
	for _, g := range []struct {
		scenario string
		forms    generate.Forms
	}{
		{"start-denied", generate.Forms{}}, {"start-denied", generate.Forms{CloudTrail: "cwl-csv"}}, {"slow-after-migration", generate.Forms{Metrics: "get-metric-data"}},
		{"intermittent", generate.Forms{FlowLog: "cwl-csv"}}, {"intermittent", generate.Forms{}},
	} {
		packed, _ := written(t, g.scenario, generate.Options{Seed: 31, Size: 60_000, Forms: g.forms})
		add(fmt.Sprintf("%s %v", g.scenario, g.forms), packed)
	}
	return list
}

// problems lists what does not hold of the analysis of a broken bundle.
func (d *damage) problems(good *chaos, rep *report.Report, touched map[string]bool) (problems []string) {
	if d.same {
		if was, is := claims(good.report, true), claims(rep, true); !slices.Equal(was, is) {
			problems = append(problems, fmt.Sprintf("other findings:\n%s\ninstead of\n%s", strings.Join(is, "\n"), strings.Join(was, "\n")))
		}
	}
	broken := map[string]bool{}
	for _, s := range rep.Sources.All() {
		broken[s.Member] = s.State == report.Partial || s.State == report.Failed
	}
	if !d.unsound && !d.same {
		for _, f := range flat(rep.Findings) {
			if f.Verdict == report.Possible {
				continue // what is gone may have refuted it, and the finding does not claim more
			}
			// A name that no good member holds comes out of a broken one, of which the report tells.
			garbled := func(name string) bool { return d.told && !good.holds(name) }
			if !slices.ContainsFunc(flat(good.report.Findings), func(g report.Finding) bool { return contains(g, f, garbled) }) && !restsOn(f, broken) {
				problems = append(problems, fmt.Sprintf("found, but not in the good bundle: %s (%s) on %v: %s", f.Pattern, f.Verdict, f.Entities, f.Summary))
			}
		}
	}
	if touched == nil {
		return problems
	}
	was := map[string]report.Source{}
	for _, s := range good.report.Sources.All() {
		was[s.Member] = *s
	}
	for _, s := range rep.Sources.All() {
		g, known := was[s.Member]
		if d.told && touched[s.Member] && s.SHA256 != g.SHA256 && s.State == report.OK {
			problems = append(problems, s.Member+" is broken, and nothing tells so")
		}
		if !known || touched[s.Member] {
			continue
		}
		if s.Records+s.Duplicates != g.Records+g.Duplicates || s.Rejected != g.Rejected || s.SHA256 != g.SHA256 {
			problems = append(problems, fmt.Sprintf("%s is intact, but %d records, %d duplicates and %d rejects were read of it, not %d, %d and %d",
				s.Member, s.Records, s.Duplicates, s.Rejected, g.Records, g.Duplicates, g.Rejected))
		}
	}
	return problems
}

// flat is all findings, those that others explain among them.
func flat(findings []report.Finding) (all []report.Finding) {
	for _, f := range findings {
		all = append(append(all, f), flat(f.Explains)...)
	}
	return all
}

// claims are what a report says was found.
func claims(rep *report.Report, verdicts bool) (list []string) {
	for _, f := range flat(rep.Findings) {
		c := fmt.Sprint(f.Pattern, f.Entities)
		if verdicts {
			c += fmt.Sprint(f.Verdict, f.Count, f.Start, f.End)
		}
		list = append(list, c)
	}
	slices.Sort(list)
	return list
}

// contains reports whether a finding names everything that another of the same pattern does, with exceptions.
func contains(f, other report.Finding, except func(name string) bool) bool {
	// Where the zone that lets packets pass is gone, that another rejects them is left.
	left := f.Pattern == "tgw-az-nacl-intermittent" && other.Pattern == "tgw-nacl-blocked"
	if f.Pattern != other.Pattern && !left {
		return false
	}
	for key, names := range other.Entities {
		for _, name := range names {
			if !slices.Contains(f.Entities[key], name) && !except(name) {
				return false
			}
		}
	}
	return true
}

// restsOn reports whether a finding cites a member of which the report says that it is broken.
func restsOn(f report.Finding, broken map[string]bool) bool {
	return slices.ContainsFunc(f.Evidence, func(e report.Evidence) bool { return broken[e.At.Member] })
}

// holds reports whether a name stands in a member.
func (c *chaos) holds(name string) bool {
	return slices.ContainsFunc(c.members, func(m member) bool { return bytes.Contains(plain(m), []byte(name)) })
}

// some picks members by chance, at least one.
func (c *chaos) some(random *rand.Rand) map[int]bool {
	picked := map[int]bool{random.IntN(len(c.members)): true}
	for random.IntN(2) == 0 {
		picked[random.IntN(len(c.members))] = true
	}
	return picked
}

func (c *chaos) drop(random *rand.Rand) ([]byte, map[string]bool) {
	picked := c.some(random)
	var kept []member
	for i, m := range c.members {
		if !picked[i] {
			kept = append(kept, m)
		}
	}
	return packed(kept), map[string]bool{}
}

func (c *chaos) double(random *rand.Rand) ([]byte, map[string]bool) {
	members, touched := slices.Clone(c.members), map[string]bool{}
	for i := range c.some(random) {
		m := c.members[i]
		m.header.Name = "again/" + m.header.Name
		touched[m.header.Name] = true
		members = slices.Insert(members, random.IntN(len(members)+1), m)
	}
	return packed(members), touched
}

func (c *chaos) shuffle(random *rand.Rand) ([]byte, map[string]bool) {
	members := slices.Clone(c.members)
	random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return packed(members), map[string]bool{}
}

func (c *chaos) cut(random *rand.Rand) ([]byte, map[string]bool) {
	return c.packed[:random.IntN(len(c.packed))], nil
}

func (c *chaos) flipAnywhere(random *rand.Rand) ([]byte, map[string]bool) {
	return flipped(c.packed, random), nil
}

func flipped(data []byte, random *rand.Rand) []byte {
	data = slices.Clone(data)
	for range 1 + random.IntN(8) {
		if len(data) > 0 {
			data[random.IntN(len(data))] ^= 1 << random.IntN(8)
		}
	}
	return data
}

// spliced copies a part of the data over another.
func spliced(data []byte, random *rand.Rand) []byte {
	data = slices.Clone(data)
	if len(data) > 1 {
		from, to := random.IntN(len(data)), random.IntN(len(data))
		n := 1 + random.IntN(min(1000, len(data)))
		copy(data[to:], slices.Clone(data[from:min(len(data), from+n)]))
	}
	return data
}

// changed changes members as the zip keeps them, whose checksums stay.
func (c *chaos) changed(random *rand.Rand, change func([]byte, *rand.Rand) []byte) ([]byte, map[string]bool) {
	members, touched := slices.Clone(c.members), map[string]bool{}
	for i := range c.some(random) {
		members[i].stored = change(members[i].stored, random)
		touched[members[i].header.Name] = true
	}
	return packed(members), touched
}

func (c *chaos) flipStored(random *rand.Rand) ([]byte, map[string]bool) {
	return c.changed(random, flipped)
}
func (c *chaos) spliceStored(random *rand.Rand) ([]byte, map[string]bool) {
	return c.changed(random, spliced)
}

// retold changes the texts of members and packs them anew, so that their checksums are right.
func (c *chaos) retold(random *rand.Rand, change func([]byte, *rand.Rand) []byte) ([]byte, map[string]bool) {
	members, touched := slices.Clone(c.members), map[string]bool{}
	for _, i := range slices.Sorted(maps.Keys(c.some(random))) {
		name := members[i].header.Name
		members[i] = repacked(name, change(plain(members[i]), random))
		touched[name] = true
	}
	return packed(members), touched
}

func (c *chaos) flipText(random *rand.Rand) ([]byte, map[string]bool) {
	return c.retold(random, flipped)
}
func (c *chaos) spliceText(random *rand.Rand) ([]byte, map[string]bool) {
	return c.retold(random, spliced)
}

// cutLines leaves out the last lines of members, or the last of the records that stand on one line.
func (c *chaos) cutLines(random *rand.Rand) ([]byte, map[string]bool) {
	return c.retold(random, func(text []byte, random *rand.Rand) []byte {
		at := random.IntN(len(text) + 1)
		if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
			return text[:at+i+1]
		}
		if i := bytes.Index(text[at:], []byte("},{")); i >= 0 {
			return text[:at+i+1]
		}
		return text
	})
}

// plain is the text of a member of a good bundle, without the compression of the zip and of gzip.
func plain(m member) []byte {
	text := m.stored
	if m.header.Method == zip.Deflate {
		text = unpacked(flate.NewReader(bytes.NewReader(text)))
	}
	if strings.HasSuffix(m.header.Name, ".gz") {
		if z, err := gzip.NewReader(bytes.NewReader(text)); err == nil {
			return unpacked(z)
		}
	}
	return text
}

// unpacked is what a good stream holds.
func unpacked(r io.Reader) []byte {
	text, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return text
}

func repacked(name string, text []byte) member {
	if strings.HasSuffix(name, ".gz") {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		_, _ = w.Write(text) // into memory
		_ = w.Close()
		text = out.Bytes()
	}
	return member{zip.FileHeader{Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(text), UncompressedSize64: uint64(len(text))}, text}
}

// packed writes a zip of members with the checksums that they state, right or wrong.
func packed(members []member) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, m := range members {
		header := m.header
		header.CompressedSize64 = uint64(len(m.stored))
		part, err := w.CreateRaw(&header)
		if err == nil {
			_, err = part.Write(m.stored)
		}
		if err != nil {
			panic(err) // into memory
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}
