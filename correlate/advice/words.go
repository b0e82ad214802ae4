package advice

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamari/correlate/pattern"
)

// text gives a value as a template sees it in words; nil is nothing.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// float gives a value as a number, 0 for what is none.
func float(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case string:
		f, err := strconv.ParseFloat(v, 64)
		if err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
	}
	return 0
}

// stat is one of the figures that many numbers have, such as "mean" or "max"; 0 where the record had none of them.
func stat(name string, of any) float64 {
	figures, _ := of.(map[string]any)
	return float(figures[name])
}

// num prints a figure as a person would say it: whole and with thousands apart, below ten with one decimal.
func num(v any) string {
	f := float(v)
	if f != math.Trunc(f) && math.Abs(f) < 10 {
		return strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0")
	}
	digits := strconv.FormatFloat(math.Round(math.Abs(f)), 'f', 0, 64)
	var b strings.Builder
	if f < 0 {
		b.WriteByte('-')
	}
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Num prints a figure with as many digits as are of use.
func Num(f float64) string { return num(f) }

// percentage prints a figure in percent as num does, but calls nothing 100 that is less.
func percentage(v any) string {
	if f := float(v); f < 100 && math.Round(f) == 100 {
		return strconv.FormatFloat(math.Floor(10*f)/10, 'f', 1, 64)
	}
	return num(v)
}

// count prints a figure with its noun.
func count(v any, one, many string) string {
	if n := num(v); n != "1" {
		return n + " " + many
	}
	return "1 " + one
}

func dec(places int, v any) string { return strconv.FormatFloat(float(v), 'f', places, 64) }

// duration prints a span in its two largest units: "1 h 5 min".
func duration(ns float64) string {
	d := time.Duration(ns).Round(time.Minute)
	switch h, m := int(d.Hours()), int(d.Minutes())%60; {
	case d < time.Minute:
		return "less than a minute"
	case h >= 48:
		return fmt.Sprintf("%d days", h/24)
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %d min", h, m)
	}
}

// clock takes the time of day out of a time stamp.
func clock(stamp string) string {
	_, after, ok := strings.Cut(stamp, " ")
	if !ok {
		return stamp
	}
	return after
}

// soOften is a sentence on how often something was that stands in a text once, and which of them that is: the longest, the
// worst. It is empty where it was once only.
func soOften(all any, which string) string {
	whole := sightingOf(all)
	if float(whole["times"]) < 2 {
		return ""
	}
	return fmt.Sprintf(" So it was %s times from %s to %s; this was %s.", num(whole["times"]), text(whole["time"]), text(whole["end"]), which)
}

// shorten cuts a text that is too long for its place, between words where it can, and marks that it did.
func shorten(most int, v any) string {
	s := []rune(text(v))
	if len(s) <= most {
		return string(s)
	}
	short := string(s[:most])
	if i := strings.LastIndexByte(string(s[:most+1]), ' '); i > 0 {
		short = short[:i]
	}
	return short + "..."
}

// split takes a list apart that was joined with commas; an empty one has no parts.
func split(list any) []string {
	s := strings.ReplaceAll(text(list), " ", "")
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// arguments makes of a list, or of words, as many arguments of a command.
func arguments(list any) pattern.Arguments {
	return strings.FieldsFunc(text(list), func(r rune) bool { return r == ',' || r == ' ' })
}

// networks turns a list of addresses and networks into one of networks, in order of address: each address by itself, or where
// there are many, its network (IPv4 /24, IPv6 /64). What lies in another is left out, and two that make up a whole become one,
// which holds no address more than they do. What is no network comes last.
func networks(list any) string {
	const most = 8
	parts := split(list)
	var all []netip.Prefix
	var others []string
	for _, part := range parts {
		prefix, err := netip.ParsePrefix(part)
		if a, isAddress := netip.ParseAddr(part); isAddress == nil {
			prefix, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			others = append(others, part)
			continue
		}
		bits := 64
		if prefix.Addr().Is4() {
			bits = 24
		}
		if len(parts) > most && prefix.Bits() > bits {
			prefix = netip.PrefixFrom(prefix.Addr(), bits)
		}
		all = append(all, prefix.Masked())
	}
	var names []string
	for _, n := range joined(all) {
		names = append(names, n.String())
	}
	return strings.Join(append(names, others...), ",")
}

// joined orders networks by address, and makes as few of them as hold the same addresses.
func joined(list []netip.Prefix) (out []netip.Prefix) {
	slices.SortFunc(list, func(a, b netip.Prefix) int { return cmp.Or(a.Addr().Compare(b.Addr()), a.Bits()-b.Bits()) })
	for _, n := range list {
		if last := len(out) - 1; last >= 0 && out[last].Contains(n.Addr()) {
			continue
		}
		out = append(out, n)
		for len(out) > 1 {
			low, high := out[len(out)-2], out[len(out)-1]
			whole := netip.PrefixFrom(low.Addr(), low.Bits()-1).Masked()
			if low.Bits() != high.Bits() || low.Bits() == 0 || low.Addr() != whole.Addr() || !whole.Contains(high.Addr()) {
				break
			}
			out = append(out[:len(out)-2], whole)
		}
	}
	return out
}

// networksNamed writes a list of networks as in a sentence: of many, how many they are, and what they lie in.
func networksNamed(list any) string {
	const most = 4
	parts := split(list)
	if len(parts) <= most {
		return anded(parts)
	}
	if common := commonNetwork(list); common != "" {
		return fmt.Sprintf("%d networks in %s", len(parts), common)
	}
	return anded(append(parts[:most-1:most-1], fmt.Sprintf("%d others", len(parts)-most+1)))
}

// commonNetwork gives the smallest network that all of a list of addresses and networks lie in; nothing where it would be so
// wide (IPv4 below /8, IPv6 below /32) that it says nothing.
func commonNetwork(list any) string {
	var common netip.Prefix
	for _, part := range split(list) {
		prefix, err := netip.ParsePrefix(part)
		if a, isAddress := netip.ParseAddr(part); isAddress == nil {
			prefix, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		switch {
		case err != nil:
			return ""
		case !common.IsValid():
			common = prefix.Masked()
		case common.Addr().Is4() != prefix.Addr().Is4():
			return ""
		}
		for bits := min(common.Bits(), prefix.Bits()); ; bits-- {
			common = netip.PrefixFrom(common.Addr(), bits).Masked()
			if common.Contains(prefix.Addr()) {
				break
			}
		}
	}
	if !common.IsValid() || common.Addr().Is4() && common.Bits() < 8 || common.Addr().Is6() && common.Bits() < 32 {
		return ""
	}
	if common.IsSingleIP() {
		return common.Addr().String()
	}
	return common.String()
}

// portSpan gives the span of a list of ports and ranges of ports.
func portSpan(list any) string {
	from, to := math.MaxInt, -1
	for _, part := range split(list) {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		low, err := strconv.Atoi(first)
		high, err2 := strconv.Atoi(last)
		if err != nil || err2 != nil {
			return ""
		}
		from, to = min(from, low), max(to, high)
	}
	switch {
	case to < 0:
		return ""
	case from == to:
		return strconv.Itoa(from)
	}
	return fmt.Sprintf("%d-%d", from, to)
}

// onePort gives the port of a list of ADDRESS:PORT, nothing where they have several or none.
func onePort(list any) string {
	port := ""
	for _, s := range split(list) {
		i := strings.LastIndexByte(s, ':')
		if i < 0 || port != "" && s[i+1:] != port {
			return ""
		}
		port = s[i+1:]
	}
	return port
}

// stampLayout is how reports write times.
const stampLayout = "2006-01-02 15:04:05Z"

// later moves a time stamp of the report by a span, which may be negative, and writes it as the AWS CLI reads it.
func later(span string, stamp any) string {
	d, err := time.ParseDuration(span)
	t, err2 := time.Parse(stampLayout, text(stamp))
	if err != nil || err2 != nil {
		return text(stamp)
	}
	return t.Add(d).Format(time.RFC3339)
}

// between tells how long after one time stamp of the report another is: "12 min".
func between(from, to any) string {
	a, err := time.Parse(stampLayout, text(from))
	b, err2 := time.Parse(stampLayout, text(to))
	if err != nil || err2 != nil {
		return ""
	}
	return duration(float64(b.Sub(a).Abs()))
}

// jsonList writes a list that was joined with commas as policies do: one as a string, several as an array.
func jsonList(list any) (string, error) {
	var v any = text(list)
	if parts := split(list); len(parts) > 1 {
		v = parts
	}
	out, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("json: %w", err)
	}
	return strings.ReplaceAll(string(out), `","`, `", "`), nil
}
