package advice

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/entity"
)

// Numbers that rules of a network ACL may have; the rule that denies the rest is listed behind them.
// AWS: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
const lastRuleNumber = 32766

// aclRules are the rules of a network ACL in one direction, in order of number.
type aclRules []gjson.Result

// rulesOf returns the rules of a network ACL in a direction, "ingress" or "egress"; known is false unless all are described:
// the rule that denies the rest is always among them.
func rulesOf(graph *entity.Graph, acl, direction string) (rules aclRules, known bool) {
	entries := graph.Attr(entity.ID{Kind: "network-acl", Name: acl}, "entries", time.Time{})
	for _, e := range gjson.Parse(entries).Array() {
		switch {
		case e.Get("Egress").Bool() != (direction == "egress"):
		case e.Get("RuleNumber").Int() > lastRuleNumber:
			known = true
		default:
			rules = append(rules, e)
		}
	}
	slices.SortFunc(rules, func(a, b gjson.Result) int { return int(a.Get("RuleNumber").Int() - b.Get("RuleNumber").Int()) })
	return rules, known
}

// freeRule gives the nth of the numbers, from 0, that a network ACL has free for a rule which is to hold before the one that
// blocks; where that is not known ("") before all that deny. "*" is the rule that denies the rest. It gives nothing where the
// rules are not described, or no number is free.
func freeRule(graph *entity.Graph, acl, direction, blocking string, nth int) string {
	rules, known := rulesOf(graph, acl, direction)
	if !known {
		return ""
	}
	limit := lastRuleNumber + 1
	if n, err := strconv.Atoi(blocking); err == nil {
		limit = min(n, limit)
	} else if i := slices.IndexFunc(rules, denies); i >= 0 && blocking != "*" {
		limit = int(rules[i].Get("RuleNumber").Int())
	}
	return numberBelow(rules, limit, nth)
}

// numberBelow gives the nth number below a limit that no rule has: behind the last rule there, in tens where there is room.
func numberBelow(rules aclRules, limit, nth int) string {
	used, before := map[int]bool{}, 0
	for _, r := range rules {
		n := int(r.Get("RuleNumber").Int())
		used[n] = true
		if n < limit {
			before = max(before, n)
		}
	}
	if n := before - before%10 + 10*(nth+1); n < limit {
		return fmt.Sprint(n)
	}
	for n := limit - 1; n > 0; n-- {
		if used[n] {
			continue
		}
		if nth == 0 {
			return fmt.Sprint(n)
		}
		nth--
	}
	return ""
}

func denies(rule gjson.Result) bool { return rule.Get("RuleAction").String() == "deny" }

// openRule gives the number of a rule that opens a direction of a network ACL for everything of an IP version: one that is
// free before all rules that deny, but for the one that is taken away. It gives nothing where the direction is open already,
// and what stands for a number where the rules are not described.
func openRule(graph *entity.Graph, acl, direction string, version float64, without string) string {
	rules, known := rulesOf(graph, acl, direction)
	rules = slices.DeleteFunc(rules, func(r gjson.Result) bool { return r.Get("RuleNumber").String() == without })
	limit := lastRuleNumber + 1
	for _, r := range rules {
		if denies(r) {
			limit = int(r.Get("RuleNumber").Int())
			break
		}
		if everything := "0.0.0.0/0"; r.Get("Protocol").String() == "-1" {
			if version == 6 {
				everything = "::/0"
			}
			if r.Get("CidrBlock").String() == everything || r.Get("Ipv6CidrBlock").String() == everything {
				return ""
			}
		}
	}
	if known {
		if n := numberBelow(rules, limit, 0); n != "" {
			return n
		}
	}
	return ruleNumber
}

// ruleNumber stands in commands for a number that the reader has to choose.
const ruleNumber = "RULE_NUMBER"

// placeholder is that of the nth rule, from 0: no two rules may have one number.
func placeholder(nth int) string {
	if nth == 0 {
		return ruleNumber
	}
	return fmt.Sprintf("%s_%d", ruleNumber, nth+1)
}
