package pattern_test

import (
	"strings"
	"testing"

	"hamari/correlate/pattern"
	"hamari/parsers"
)

func TestWhere(t *testing.T) {
	call := parsers.NewKind("call", "", []parsers.Field{{Name: "eventName"}, {Name: "errorCode"}, {Name: "count", Type: parsers.Int}})
	call.Nested, call.Roots = true, []string{"requestParameters"}
	flow := parsers.NewKind("flow", "", []parsers.Field{{Name: "srcaddr", Type: parsers.Address}, {Name: "action"}})
	kinds := []*parsers.Kind{call, flow}
	start := &parsers.Event{Kind: call, Values: []parsers.Value{parsers.Value("StartInstances"), nil, parsers.Value("12")},
		Raw: []byte(`{"requestParameters":{"instancesSet":{"items":[{"instanceId":"i-1,x"}]}}}`)}
	packet := &parsers.Event{Kind: flow, Values: []parsers.Value{parsers.Value("10.1.2.3"), parsers.Value("REJECT")}}
	for _, tt := range []struct {
		text         string
		call, packet bool
	}{
		{"eventName=StartInstances", true, false},
		{"eventName=StopInstances", false, false},
		{"eventName=StopInstances,StartInstances", true, false},
		{"eventName|startswith=Start", true, false},
		{"eventName|nocase=startinstances", true, false},
		{"eventName|re=^S(tart|top),?I", true, false},
		{"errorCode|exists=false", true, false},
		{"count|gte=12", true, false},
		{"count=13", false, false},
		{"requestParameters.instancesSet.items.#.instanceId|contains=i-1", true, false},
		{"srcaddr|cidr=10.0.0.0/8", false, true},
		{"srcaddr=10.1.2.4", false, false},
		{"action=REJECT", false, true},
	} {
		w, err := pattern.ParseWhere(tt.text, kinds)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if w.Selects(start) != tt.call || w.Selects(packet) != tt.packet {
			t.Errorf("%s selects the call: %v, the packet: %v", tt.text, w.Selects(start), w.Selects(packet))
		}
	}
}

func TestWhereMistakes(t *testing.T) {
	kinds := []*parsers.Kind{parsers.NewKind("flow", "", []parsers.Field{{Name: "srcaddr", Type: parsers.Address}, {Name: "bytes", Type: parsers.Int}})}
	for text, want := range map[string]string{
		"srcaddr":             "want FIELD=VALUE",
		"=x":                  "want FIELD=VALUE",
		"scraddr=10.0.0.1":    "did you mean srcaddr?",
		"srcaddr|like=x":      "unknown modifier like",
		"srcaddr=nowhere":     `"nowhere" is none`,
		"srcaddr|cidr=10.0.0": "not an address range",
		"bytes|gt=many":       "not a number",
		"srcaddr|re=(":        "bad regular expression",
	} {
		if _, err := pattern.ParseWhere(text, kinds); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
