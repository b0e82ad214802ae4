package inventory

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// A path of a pattern into the JSON of a role may end in one of these modifiers, behind its trust policy: @trusts lists the identity providers
// that its statements let in, each with the subjects of tokens that the conditions take, and @lets_in has these in words. gjson
// keeps its modifiers in a map, which may not be written once anything reads JSON.
func init() {
	gjson.AddModifier("trusts", func(policy, _ string) string { return marshal(trusts(policy)) })
	gjson.AddModifier("lets_in", func(policy, _ string) string {
		var all []string
		for _, t := range trusts(policy) {
			for _, s := range t.Subjects {
				if !slices.Contains(all, s) {
					all = append(all, s)
				}
			}
		}
		return marshal(strings.Join(all, " or "))
	})
}

// trusted is a provider whose tokens a statement lets in.
type trusted struct {
	Provider string   `json:"provider"`
	Subjects []string `json:"subjects"`
}

func trusts(policy string) (all []trusted) {
	list := gjson.Get(policy, "Statement")
	for _, s := range list.Array() { // one statement may stand without a list around it
		if s.Get("Effect").String() != "Allow" {
			continue
		}
		for _, provider := range s.Get("Principal.Federated").Array() {
			all = append(all, trusted{provider.String(), subjects(s.Get("Condition"))})
		}
	}
	return all
}

// subjects are those that a statement's conditions take: anyone where they say nothing of it, or in a way that is not looked
// into, such as wildcards.
func subjects(conditions gjson.Result) []string {
	list := []string{"*"}
	conditions.ForEach(func(operator, keys gjson.Result) bool {
		keys.ForEach(func(key, values gjson.Result) bool {
			if !strings.HasSuffix(strings.ToLower(key.String()), ":sub") {
				return true
			}
			switch op := operator.String(); op[strings.IndexByte(op, ':')+1:] {
			case "StringLike":
				if list = leaves(values); slices.ContainsFunc(list, func(v string) bool { return strings.ContainsAny(v, "*?") }) {
					list = []string{"*"} // a pseudonym in a redacted bundle would not fit what its original does
				}
			case "StringEquals":
				list = nil
				for _, v := range leaves(values) {
					if strings.ContainsAny(v, "*?") {
						v += " (letter by letter, as it is StringEquals)"
					}
					list = append(list, v)
				}
			}
			return true
		})
		return true
	})
	return list
}

func leaves(values gjson.Result) (list []string) {
	for _, v := range values.Array() {
		list = append(list, v.String())
	}
	return list
}

func marshal(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(text)
}
