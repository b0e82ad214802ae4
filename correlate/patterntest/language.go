package patterntest

import (
	_ "embed"

	"hamari/correlate/pattern"
)

//go:embed doc.go
var doc string

// Language describes test bundles in words: it is the documentation of this package.
func Language() string { return pattern.Documentation(doc) }
