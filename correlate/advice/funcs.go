package advice

import (
	"cmp"
	"maps"
	"math"
	"strings"
	"text/template"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/limits"
	"hamari/correlate/pattern"
)

// Lookup answers for a comparison whether a step was sighted for an entity, and gives a field of the first sighting
// that is later than a time stamp.
type Lookup func(step, entity, field, after string) string

// Funcs are the functions that templates may call.
func Funcs(graph *entity.Graph, lookup Lookup) template.FuncMap {
	all := template.FuncMap{}
	for _, some := range []template.FuncMap{
		numberFuncs, wordFuncs, iamFuncs, entityFuncs(graph), stepFuncs(lookup), networkFuncs(graph), sizeFuncs(graph),
	} {
		maps.Copy(all, some)
	}
	return all
}

var numberFuncs = template.FuncMap{
	"num":        num,
	"count":      count,
	"percentage": percentage,
	"num_plain":  func(v any) string { return dec(0, v) },
	"dec":        dec,
	"stat":       stat,
	"pct":        func(v any) string { return dec(0, float(v)*100) + " %" },
	"hour":       func(v any) string { return duration(float(v) * float64(time.Hour)) },
	"mins":       func(v any) string { return duration(float(v) * float64(time.Minute)) },
	"max":        func(a, b any) float64 { return math.Max(float(a), float(b)) },
	"min":        func(a, b any) float64 { return math.Min(float(a), float(b)) },
	"add":        func(a, b any) float64 { return float(a) + float(b) },
	"mul":        func(a, b any) float64 { return float(a) * float(b) },
}

var wordFuncs = template.FuncMap{
	"or_else":        func(fallback, v any) string { return cmp.Or(text(v), text(fallback)) },
	"has":            func(part string, whole any) bool { return strings.Contains(text(whole), part) },
	"first":          func(list any) string { s, _, _ := strings.Cut(text(list), ","); return strings.TrimSpace(s) },
	"split":          split,
	"networks":       networks,
	"networks_named": networksNamed,
	"network":        commonNetwork,
	"ports":          portSpan,
	"one_port":       onePort,
	"json":           jsonList,
	"args":           arguments,
	"many":           func(list any) bool { return strings.Contains(text(list), ",") },
	"shorten":        shorten,
	"replace":        func(old, new string, in any) string { return strings.ReplaceAll(text(in), old, new) },
	"later":          later,
	"between":        between,
	"iso":            func(stamp any) string { return strings.Replace(text(stamp), " ", "T", 1) },
	"clock":          func(stamp any) string { return clock(text(stamp)) },
	"so_often":       soOften,
}

// iamFuncs have to do with principals.
var iamFuncs = template.FuncMap{
	"role_arn":       func(arn any) string { return roleARN(text(arn)) },
	"role_name":      func(arn any) string { return roleName(text(arn)) },
	"identity":       func(arn any) string { return cmp.Or(Identity(text(arn)), "a caller that is not recorded") },
	"who":            func(arn any) string { return cmp.Or(Who(text(arn)), "a caller that is not recorded") },
	"arn_part":       func(n int, arn any) string { return arnPart(n, text(arn)) },
	"permission_set": func(arn any) string { return permissionSet(text(arn)) },
	"holder":         func(arn any) string { return holder(text(arn)) },
	"ask_first":      askFirst,
	"denying": func(policy, action, principal any) string {
		return denying(text(policy), text(action), text(principal))
	},
	"allowing": func(policy, action, principal any) string {
		return allowing(text(policy), text(action), text(principal))
	},
	"trust": func(policy, action, caller any) Trust {
		return trustOf(text(policy), text(action), text(caller))
	},
	"conditions":    func(statements any) string { return conditionsOf(text(statements)) },
	"allowed_to":    func(policy, action any) string { return allowedTo(text(policy), text(action)) },
	"statement_ids": func(statements string) string { return statementIDs(statements) },
}

// entityFuncs tell what the bundle knows of entities.
func entityFuncs(graph *entity.Graph) template.FuncMap {
	of := func(kind string, name any) entity.ID {
		return entity.ID{Kind: kind, Name: entity.Canonical(kind, text(name))}
	}
	return template.FuncMap{
		"attr": func(kind string, name any, fact string) string { return graph.Attr(of(kind, name), fact, time.Time{}) },
		"linked": func(kind string, name any, other string) string {
			return strings.Join(graph.Linked(of(kind, name), other), ", ")
		},
		"known": func(kind string, name any) bool { return graph.Has(of(kind, name)) },
	}
}

// stepFuncs tell what other steps sighted.
func stepFuncs(lookup Lookup) template.FuncMap {
	if lookup == nil {
		lookup = func(_, _, _, _ string) string { return "" }
	}
	return template.FuncMap{
		"sighted_after": func(step string, name, after any) string { return lookup(step, text(name), "time", text(after)) },
		"sighted":       func(step string, name any, field string) string { return lookup(step, text(name), field, "") },
		"lacking":       Lacking(nil),
		"beside_logs":   BesideLogs(nil, nil),
		"records_end":   RecordsEnd(nil),
	}
}

// networkFuncs have to do with what a network lets through.
func networkFuncs(graph *entity.Graph) template.FuncMap {
	transits := transitsOf(graph)
	return template.FuncMap{
		"free_rule": func(acl any, direction string, blocking any, nth int) string {
			return cmp.Or(freeRule(graph, text(acl), direction, text(blocking), nth), placeholder(nth))
		},
		"open_rule": func(acl any, direction string, version, without any) string {
			return openRule(graph, text(acl), direction, float(version), text(without))
		},
		"beside_gateway":   func(eni, subnet any) string { return besideGateway(graph, text(eni), text(subnet)) },
		"gateway_rule":     func(row any, back bool) pattern.Arguments { return gatewayRule(sightingOf(row), back) },
		"without_endpoint": func(vpc, services any) string { return withoutEndpoint(graph, text(vpc), text(services)) },
		"unattached":       func(vpc any) string { return unattached(graph, text(vpc)) },
		"zone_subnets":     func(vpc, zone any) string { return zoneSubnets(graph, text(vpc), text(zone)) },
		"acl_elsewhere":    func(acl, subnet any) string { return aclElsewhere(graph, text(acl), text(subnet)) },
		"tgw_table":        func(attachment, tgw any) string { return transits.table(text(attachment), text(tgw)) },
		"tgw_routes":       func(table any) int { return transits.routes(text(table)) },
		"tgw_route":        func(table, network any) string { return transits.route(text(table), text(network)) },
		"tgw_wider": func(table, network any) string {
			found, _ := transits.wider(text(table), text(network))
			return found
		},
		"tgw_wider_to": func(table, network any) string {
			_, attachment := transits.wider(text(table), text(network))
			return attachment
		},
		"routed":      func(vpc, networks any) string { return routed(graph, text(vpc), text(networks)) },
		"sources":     func(vpc, clients any) string { return sources(graph, text(vpc), text(clients)) },
		"admitted":    func(group, clients any) string { return admitted(graph, text(group), text(clients)) },
		"endpoint_at": func(eni any) string { return endpointAt(graph, text(eni)) },
		"nat_instead": func(vpc, gone any) string { return natInstead(graph, text(vpc), text(gone)) },
		"lies_in":     func(networks, wider any) bool { return liesIn(text(networks), text(wider)) },
	}
}

// sizeFuncs follow from AWS's limits.
func sizeFuncs(graph *entity.Graph) template.FuncMap {
	ofType := func(name any) limits.Instance {
		description := graph.Attr(entity.ID{Kind: "instance-type", Name: text(name)}, "description", time.Time{})
		return limits.ForType(text(name), description)
	}
	instance := func(v sighting) rates {
		t := ofType(cmp.Or(retyped(graph, text(v["instance"]), text(v["time"])).Type, text(v["instance_type"])))
		return rates{float64(t.BaselineIOPS), t.BaselineMiBs()}
	}
	return template.FuncMap{
		"gp3_for": func(cause string, of any, peak ...any) (Setting, error) {
			var before any
			if len(peak) > 0 {
				before = peak[0]
			}
			return gp3For(cause, of, before, instance)
		},
		"raise_both":      func(cause string, of any) (Both, error) { return raiseBoth(cause, of, instance) },
		"beside_instance": func(of any) string { return besideInstance(sightingOf(of), ofType(sightingOf(of)["instance_type"])) },
		"io_iops":         func(of any) float64 { return provisionedIOPS(of, instance) },
		"bigger_types":    func(name, iops, mibs any) string { return biggerTypes(text(name), float(iops), float(mibs)) },
		"first_type": func(name, iops, mibs any) string {
			t, _, _ := strings.Cut(biggerTypes(text(name), float(iops), float(mibs)), " ")
			return t
		},
		"more_cpu":    func(name any) string { return limits.MoreCPU(text(name)) },
		"raised":      func(volume, since any) Raised { return raised(graph, text(volume), text(since)) },
		"retyped":     func(instance, since any) Retyped { return retyped(graph, text(instance), text(since)) },
		"type_limits": func(name any) string { return typeLimits(ofType(name)) },
		"type_words":  func(name any) string { return typeWords(text(name), ofType(name)) },
		"type_asked":  func(name any) bool { return text(name) != "" && ofType(name).Type == "" },
		"quota":       quota,
		"fsr":         fastSnapshotRestore,
		"initialize":  initialize,
	}
}
