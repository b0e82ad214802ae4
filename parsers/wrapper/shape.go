package wrapper

import (
	"bytes"
	"iter"
)

// valuesAt finds the values at a path in the first bytes of a JSON text, which may be cut anywhere and may hold
// several documents. A path is a list of keys, with "[]" for each element of an array. Values may be cut, too.
func valuesAt(prefix []byte, path ...string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := skipSpace(prefix, 0); i < len(prefix) && (prefix[i] == '{' || prefix[i] == '['); {
			end := containerEnd(prefix, i)
			if !descend(prefix[i:end], path, yield) {
				return
			}
			i = skipSpace(prefix, end)
		}
	}
}

// descend gives the values at the path within one value; false says that enough were seen.
func descend(value []byte, path []string, yield func([]byte) bool) bool {
	if len(path) == 0 {
		return yield(value)
	}
	goOn := true
	if path[0] == "[]" {
		eachElement(value, func(element []byte) bool {
			goOn = descend(element, path[1:], yield)
			return goOn
		})
		return goOn
	}
	eachMember(value, func(key, inner []byte) bool {
		if string(key) == path[0] {
			goOn = descend(inner, path[1:], yield)
		}
		return goOn
	})
	return goOn
}

// has reports whether there is a value at the path. Looking for the last key as mere text first keeps the test cheap
// for everything else in a bundle.
func has(prefix []byte, path ...string) bool {
	if !bytes.Contains(prefix, []byte(path[len(path)-1])) {
		return false
	}
	for range valuesAt(prefix, path...) {
		return true
	}
	return false
}
