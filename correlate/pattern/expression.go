package pattern

import (
	"fmt"
	"regexp"
	"regexp/syntax"
)

// Limits of a regular expression. Its time grows with the length of the text alone, but for each character with what it has been
// compiled to: (a|b){1,900} is short and takes a thousand steps.
const (
	maxExpression   = 4096 // bytes
	maxInstructions = 5000
)

// compileExpression compiles a regular expression that somebody wrote.
func compileExpression(text string) (*regexp.Regexp, error) {
	if len(text) > maxExpression {
		return nil, fmt.Errorf("it has %d bytes, more than %d", len(text), maxExpression)
	}
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil, err
	}
	if n := len(prog.Inst); n > maxInstructions {
		return nil, fmt.Errorf("it repeats too much: %d steps, more than %d", n, maxInstructions)
	}
	return regexp.Compile(text)
}
