// Package catalogue holds the built-in failure patterns: one folder each, with its pattern.yaml and, under testdata,
// bundles that must and must not match. A new pattern is a new folder; nothing else has to change.
package catalogue
