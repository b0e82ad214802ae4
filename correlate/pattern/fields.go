package pattern

import "strings"

// fields are the keys that a mapping may have, each with what reads its value. They are a list and no map because a
// catalogue has thousands of mappings: a list needs no memory beyond the stack.
type fields []struct {
	key  string
	read func(*node)
}

// mapping reads a mapping; keys in required must be there.
func (d *decoder) mapping(n *node, what string, fs fields, required ...string) {
	if d.alias(n) {
		return
	}
	var given uint64 // one bit per field
	ok := d.pairs(n, func(key, value *node) {
		if i := fs.find(key.value); i >= 0 {
			given |= 1 << i
			fs[i].read(value)
		} else {
			d.problem(key, "unknown key %s in %s%s", key.value, what, suggest(key.value, fs.keys()))
		}
	})
	if !ok {
		d.problem(n, "%s must be a mapping", what)
		return
	}
	for _, r := range required {
		if given&(1<<fs.find(r)) == 0 {
			d.problem(n, "%s lacks %s", what, r)
		}
	}
}

// find returns the place of a key in the list, or -1.
func (fs fields) find(key string) int {
	for i := range fs {
		if fs[i].key == key {
			return i
		}
	}
	return -1
}

// keys returns copies, without which the compiler would take it that the list outlives its mapping.
func (fs fields) keys() []string {
	keys := make([]string, len(fs))
	for i := range fs {
		keys[i] = strings.Clone(fs[i].key)
	}
	return keys
}
