package pattern

import (
	"math"
	"slices"
	"testing"

	"hamari/correlate/lens"
	"hamari/parsers"
)

// conditions reads selections as a pattern file would have them.
func conditions(t *testing.T, kind int, text string) []Condition {
	t.Helper()
	voc := testVocabulary()
	root, problem := document([]byte(text))
	if problem != nil {
		t.Fatal(problem)
	}
	d := &decoder{file: "test", voc: voc}
	c := d.conditions(root, voc.Kinds[kind])
	if len(d.problems) > 0 {
		t.Fatal(d.problems)
	}
	return c
}

func TestEventConditions(t *testing.T) {
	raw := `{"requestParameters":{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]},"size":50,"empty":[],"blank":[ ],"nulls":[null,null],"mixed":[null,"x"],"deep":[["a"],["b","c"]],"nothing":null}}`
	ev := &parsers.Event{Raw: []byte(raw), Values: []parsers.Value{
		parsers.Value("StartInstances"), nil, parsers.Value("false"), parsers.Value("10.1.2.3"), parsers.Value("111122223333"),
	}}
	for text, want := range map[string]bool{
		"eventName: StartInstances":                                      true,
		"eventName: [StopInstances, StartInstances]":                     true,
		"eventName: startinstances":                                      false,
		"eventName|nocase: startinstances":                               true,
		"eventName|contains: art":                                        true,
		"eventName|contains: [xx, Inst]":                                 true,
		"eventName|startswith: Start":                                    true,
		"eventName|startswith: Stop":                                     false,
		"eventName|endswith: Instances":                                  true,
		"eventName|re: ^St(art|op)":                                      true,
		"errorCode|exists: false":                                        true,
		"errorCode|exists: true":                                         false,
		"errorCode: AccessDenied":                                        false,
		"readOnly: false":                                                true,
		"sourceIPAddress|cidr: 10.0.0.0/8":                               true,
		"sourceIPAddress|cidr: [192.168.0.0/16, 172.16.0.0/12]":          false,
		"requestParameters.size|gte: 50":                                 true,
		"requestParameters.size|gt: 50":                                  false,
		"requestParameters.instancesSet.items.#.instanceId: i-2":         true,
		"requestParameters.instancesSet.items.#.instanceId: i-3":         false,
		"requestParameters.instancesSet.items.#.instanceId|exists: true": true,
		"requestParameters.nothing|exists: true":                         false,
		"requestParameters.nothing|exists: false":                        true,
		"requestParameters.missing|exists: false":                        true,
		"requestParameters.empty|exists: true":                           false,
		"requestParameters.empty|exists: false":                          true,
		"requestParameters.blank|exists: true":                           false,
		"requestParameters.nulls|exists: true":                           false,
		"requestParameters.nulls|exists: false":                          true,
		"requestParameters.mixed|exists: true":                           true,
		"requestParameters.mixed|exists: false":                          false,
		"requestParameters.mixed: x":                                     true,
		"requestParameters.deep: c":                                      true,
		"requestParameters.deep|startswith: d":                           false,
		"requestParameters.size|lt: 50.5":                                true,
		"requestParameters.size|lte: 49":                                 false,
		"requestParameters.nothing: ''":                                  false,
		"eventName|re|nocase: ^startINST":                                true,
		"eventName|nocase|re: ^stop":                                     false,
		"eventName|contains|nocase: INSTANCE":                            true,
		"eventName|endswith: [Volumes, Instances]":                       true,
		"errorCode|re: .*":                                               false,
		"readOnly: False":                                                true,
	} {
		c := conditions(t, 0, text)
		if got := c[0].Event(ev); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestServiceNameIsNoAddress(t *testing.T) {
	ev := &parsers.Event{Values: []parsers.Value{nil, nil, nil, parsers.Value("ec2.amazonaws.com")}}
	if c := conditions(t, 0, "sourceIPAddress|cidr: 0.0.0.0/0"); c[0].Event(ev) {
		t.Error("a service's name lies in an address range")
	}
}

func TestRowConditions(t *testing.T) {
	row := &lens.Row{Values: []lens.Value{lens.Text("vol-1"), lens.Number(3000)}}
	for text, want := range map[string]bool{
		"iops|gte: 3000": true, "iops|lt: 3000": false, "iops|gt: [5000, 100]": true, "iops: 3000": true,
		"volume: vol-1": true, "volume|exists: false": false, "volume|startswith: vol-": true,
		"iops: 3000.0": true, "iops: 3e3": true, "iops: [1, 2]": false, "iops|lte: 2999.9": false, "iops|re: ^3": true,
		"volume|nocase: VOL-1": true, "volume|contains|nocase: L-": true, "iops|exists: true": true,
	} {
		c := conditions(t, 1, text)
		if got := c[0].Value(row.Value(c[0].Field.Slot)); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	c := conditions(t, 1, "iops|gte: 0")
	if c[0].Value(lens.Value{}) {
		t.Error("an absent number is at least 0")
	}
}

// TestNarrow holds that a condition selects down a column what it selects row by row.
func TestNarrow(t *testing.T) {
	nan := math.NaN()
	numbers := []float64{0, 1, nan, 3000, -5, 2999.5, 1e300, nan, 3000}
	for _, text := range []string{
		"iops|gte: 3000", "iops|gt: 3000", "iops|lt: 3000", "iops|lte: 3000", "iops: 3000", "iops: [1, 3000]", "iops|gt: [5000, 100]",
		"iops|exists: true", "iops|exists: false", "iops|re: ^3", "iops|lt: -1",
	} {
		c := conditions(t, 1, text)
		column := lens.Column{Numbers: numbers}
		each := lens.Column{Each: column.Value}
		for _, wanted := range []bool{true, false} {
			for _, col := range []lens.Column{column, each} {
				fits := []bool{true, true, true, true, true, true, true, true, false}
				left := c[0].Narrow(col, fits, wanted)
				any := false
				for i := range fits {
					want := i < 8 && c[0].Value(column.Value(i)) == wanted
					any = any || want
					if fits[i] != want {
						t.Errorf("%s, wanted %v: row %d fits %v", text, wanted, i, fits[i])
					}
				}
				if left != any {
					t.Errorf("%s, wanted %v: rows left %v", text, wanted, left)
				}
			}
		}
	}
}

func TestLiterals(t *testing.T) {
	for text, want := range map[string][]string{
		"eventName: [StartInstances, StopInstances]": {"StartInstances", "StopInstances"},
		"eventName|nocase: StartInstances":           nil,
		"eventName|startswith: Start":                nil,
		"eventName|exists: true":                     nil,
	} {
		c := conditions(t, 0, text)
		if got, ok := c[0].Literals(); ok != (want != nil) || ok && !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v", text, got, ok)
		}
	}
}

func TestText(t *testing.T) {
	c := conditions(t, 0, "errorCode|contains: Denied")
	if !c[0].Text("AccessDenied", true) || c[0].Text("Throttling", true) || c[0].Text("", false) {
		t.Error("a kept text is judged in another way than a record")
	}
	c = conditions(t, 0, "errorCode|exists: false")
	if !c[0].Text("", false) || c[0].Text("AccessDenied", true) {
		t.Error("absence is judged in another way than of a record")
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"eventName: [A, B]":                "eventName is A or B",
		"errorCode|exists: false":          "errorCode is absent",
		"errorCode|exists: true":           "errorCode is there",
		"sourceIPAddress|cidr: 10.0.0.0/8": "sourceIPAddress is in 10.0.0.0/8",
		"eventName|re: ^A":                 "eventName matches ^A",
	} {
		if got := conditions(t, 0, text)[0].String(); got != want {
			t.Errorf("%s reads %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"iops|gte: 1000000": "iops is at least 1000000",
		"iops: 0.5":         "iops is 0.5",
	} {
		if got := conditions(t, 1, text)[0].String(); got != want {
			t.Errorf("%s reads %q, want %q", text, got, want)
		}
	}
}
