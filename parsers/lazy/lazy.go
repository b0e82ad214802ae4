package lazy

import (
	"regexp"
	"sync"
)

// Regexp returns a function that compiles the expression when it is called for the first time, and panics, like
// regexp.MustCompile, if it is not valid: a test must call it.
func Regexp(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
