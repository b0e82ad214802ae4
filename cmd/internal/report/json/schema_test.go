package json

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/report"
)

// object is the part of a JSON Schema that the model determines.
type object struct {
	AdditionalProperties *bool
	Required             []string
	Properties           map[string]property
}

type property struct {
	Type   any
	Format string
	Ref    string `json:"$ref"`
	Items  *property
}

// TestSchemaFollowsModel holds every field of the model against the schema, and every property against the model.
func TestSchemaFollowsModel(t *testing.T) {
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(Schema, &schema); err != nil {
		t.Fatal(err)
	}
	root := reflect.TypeFor[report.Report]()
	seen := map[reflect.Type]bool{root: true}
	for open := []reflect.Type{root}; len(open) > 0; open = open[1:] {
		def := schema.object
		if open[0] != root {
			def = schema.Defs[strings.ToLower(open[0].Name())]
		}
		for _, inner := range compare(t, open[0], def) {
			if !seen[inner] {
				seen[inner] = true
				open = append(open, inner)
			}
		}
	}
	if len(schema.Defs) != len(seen)-1 {
		t.Errorf("%d definitions for %d types", len(schema.Defs), len(seen)-1)
	}
}

// compare holds one type against its definition and returns the types that it refers to.
func compare(t *testing.T, model reflect.Type, def object) (inner []reflect.Type) {
	if def.AdditionalProperties == nil || *def.AdditionalProperties {
		t.Errorf("%s allows additional properties", model.Name())
	}
	var required []string
	left := make(map[string]bool)
	for name := range def.Properties {
		left[name] = true
	}
	for i := range model.NumField() {
		field := model.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if options != "omitempty" && options != "omitzero" {
			required = append(required, name)
		}
		p, ok := def.Properties[name]
		if !ok {
			t.Errorf("%s.%s is not in the schema", model.Name(), name)
			continue
		}
		delete(left, name)
		typ := listed(field.Type)
		if typ.Kind() == reflect.Pointer && options == "omitempty" {
			typ = typ.Elem() // absent rather than null
		}
		if reason := mismatch(typ, p); reason != "" {
			t.Errorf("%s.%s: %s", model.Name(), name, reason)
		}
		if typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() == reflect.Struct && typ != reflect.TypeFor[time.Time]() {
			inner = append(inner, typ)
		}
	}
	for name := range left {
		t.Errorf("%s.%s is not in the model", model.Name(), name)
	}
	slices.Sort(required)
	slices.Sort(def.Required)
	if diff := cmp.Diff(required, def.Required); diff != "" {
		t.Errorf("%s: required (-model +schema):\n%s", model.Name(), diff)
	}
	return inner
}

// listed is the type as JSON has it: sources are a list.
func listed(typ reflect.Type) reflect.Type {
	if typ == reflect.TypeFor[report.Sources]() {
		return reflect.TypeFor[[]report.Source]()
	}
	return typ
}

// mismatch says how a property differs from the type of its field; "" where it does not.
func mismatch(model reflect.Type, p property) string {
	switch {
	case model == reflect.TypeFor[json.RawMessage]():
		return differ([]any{"object", "string", "null"}, p.Type)
	case model == reflect.TypeFor[time.Time]():
		return differ("date-time string", p.Format+" "+p.Type.(string))
	case model == reflect.TypeFor[report.Values]():
		return differ("array", p.Type) + differ([]any{"number", "null"}, p.Items.Type)
	case model == reflect.TypeFor[*time.Time]():
		return differ([]any{"string", "null"}, p.Type) + differ("date-time", p.Format)
	}
	switch model.Kind() {
	case reflect.Struct:
		return differ("#/$defs/"+strings.ToLower(model.Name()), p.Ref)
	case reflect.Slice:
		if p.Items == nil {
			return "no items"
		}
		return differ("array", p.Type) + mismatch(model.Elem(), *p.Items)
	case reflect.Map:
		return differ("object", p.Type)
	case reflect.Bool:
		return differ("boolean", p.Type)
	case reflect.String:
		return differ("string", p.Type)
	case reflect.Int, reflect.Int64:
		return differ("integer", p.Type)
	case reflect.Float64:
		return differ("number", p.Type)
	}
	return "no JSON type for " + model.String()
}

func differ(want, got any) string { return cmp.Diff(want, got) }
