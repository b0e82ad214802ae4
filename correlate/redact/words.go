package redact

import (
	"strings"
	"sync"
)

// setOf is a set of the words of a text, made when it is first asked for: most commands redact nothing.
func setOf(words string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		set := map[string]bool{}
		for word := range strings.FieldsSeq(words) {
			set[word] = true
		}
		return set
	})
}
