package catalogue

import (
	"hamari/correlate/advice"
	"hamari/correlate/entity"
	"hamari/correlate/lens/access"
	"hamari/correlate/lens/burst"
	"hamari/correlate/lens/changes"
	"hamari/correlate/lens/conversation"
	"hamari/correlate/lens/gateway"
	"hamari/correlate/lens/integrity"
	"hamari/correlate/lens/journey"
	"hamari/correlate/lens/life"
	"hamari/correlate/lens/metric"
	"hamari/correlate/lens/route"
	"hamari/correlate/lens/target"
	"hamari/correlate/lens/throttle"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/parsers"
	"hamari/parsers/formats"
	"hamari/parsers/inventory"
)

// derivedFrom are the kinds of rows that the lenses make, with the formats of which any is enough to make some.
var derivedFrom = []struct {
	kind    *parsers.Kind
	formats []string
}{
	{conversation.Kind, []string{"flowlog"}},
	{conversation.ExchangeKind, []string{"flowlog"}},
	{conversation.SilenceKind, []string{"flowlog"}},
	{conversation.EndpointKind, []string{"inventory"}},
	{gateway.Kind, []string{"tgwflowlog"}},
	{journey.Kind, []string{"flowlog"}},
	{journey.OpeningKind, []string{"flowlog"}},
	{journey.CrossingKind, []string{"tgwflowlog"}},
	{metric.PointKind, []string{"metrics"}},
	{metric.VolumeKind, []string{"metrics"}},
	{metric.InstanceKind, []string{"metrics"}},
	{metric.CPUKind, []string{"metrics"}},
	{life.Kind, []string{"cloudtrail", "metrics", "flowlog"}},
	{integrity.Kind, []string{"traildigest"}},
	{access.Kind, []string{"cloudtrail", "console"}},
	{access.AroundKind, []string{"cloudtrail"}},
	{throttle.Kind, []string{"cloudtrail"}},
	{throttle.CallerKind, []string{"cloudtrail"}},
	{burst.Kind, []string{"cloudtrail"}},
	{changes.Kind, []string{"cloudtrail"}},
	{target.Kind, []string{"alb"}},
	{route.Kind, []string{"inventory"}},
	{route.TransitKind, []string{"inventory"}},
	{match.FindingKind, nil}, // of whatever the other pattern needs
}

// DerivedKinds are the kinds of rows that the lenses make.
func DerivedKinds() (kinds []*parsers.Kind) {
	for _, d := range derivedFrom {
		kinds = append(kinds, d.kind)
	}
	return kinds
}

// LogKinds are the kinds of records that the formats emit.
func LogKinds() (kinds []*parsers.Kind) {
	for _, f := range formats.All() {
		kinds = append(kinds, f.Kinds...)
	}
	return kinds
}

// Vocabulary is what patterns may speak of.
func Vocabulary() *pattern.Vocabulary {
	v := &pattern.Vocabulary{
		Kinds:       append(LogKinds(), DerivedKinds()...),
		Origins:     map[string][]string{},
		Linking:     []string{inventory.Format.Name},
		EntityKeys:  match.EntityKeys,
		Funcs:       advice.Funcs(entity.NewGraph(), nil),
		RemedyKinds: []string{"iam-policy", "key-policy", "command", "setting", "advice"},
	}
	for _, t := range inventory.Types() {
		v.Resources = append(v.Resources, t.Name)
	}
	for _, f := range formats.All() {
		v.Formats = append(v.Formats, f.Name)
		for _, k := range f.Kinds {
			v.Origins[k.Name] = []string{f.Name}
		}
	}
	for _, d := range derivedFrom {
		v.Origins[d.kind.Name] = d.formats
	}
	return v
}
