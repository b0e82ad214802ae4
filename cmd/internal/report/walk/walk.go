package walk

import (
	"encoding/json"
	"reflect"
	"time"

	"hamari/correlate/report"
)

var (
	rawType  = reflect.TypeFor[json.RawMessage]()
	timeType = reflect.TypeFor[time.Time]()

	sourcesType = reflect.TypeFor[report.Sources]()
)

// Copy returns a deep copy of the report. Edit is given every value of the copy once, together with the name of the
// Go field that it stands in or below, and may change it: strings (also the keys of maps), times, raw records, and
// lists and maps after their elements. The report itself is not touched.
func Copy(r *report.Report, edit func(field string, v reflect.Value)) *report.Report {
	c := copier{edit}
	return c.copy("", reflect.ValueOf(r)).Interface().(*report.Report)
}

type copier struct {
	edit func(field string, v reflect.Value)
}

func (c copier) copy(field string, from reflect.Value) reflect.Value {
	to := reflect.New(from.Type()).Elem()
	to.Set(from)
	switch {
	case from.Type() == rawType || from.Type() == timeType:
		// leaves, although they are made of parts
	case from.Kind() == reflect.Pointer && !from.IsNil():
		to.Set(reflect.New(from.Type().Elem()))
		to.Elem().Set(c.copy(field, from.Elem()))
		return to
	case from.Type() == sourcesType:
		list := from.Interface().(report.Sources).List()
		copied := c.copy(field, reflect.ValueOf(list)).Interface().([]report.Source)
		to.Set(reflect.ValueOf(report.SourcesOf(copied...)))
		return to
	case from.Kind() == reflect.Struct:
		for i := range from.NumField() {
			to.Field(i).Set(c.copy(from.Type().Field(i).Name, from.Field(i)))
		}
		return to
	case from.Kind() == reflect.Slice && !from.IsNil():
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			to.Index(i).Set(c.copy(field, from.Index(i)))
		}
	case from.Kind() == reflect.Map && !from.IsNil():
		to.Set(reflect.MakeMapWithSize(from.Type(), from.Len()))
		for _, key := range from.MapKeys() {
			to.SetMapIndex(c.copy(field, key), c.copy(field, from.MapIndex(key)))
		}
	}
	c.edit(field, to)
	return to
}
