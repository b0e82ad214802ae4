// Package catalogue holds the built-in failure patterns: one folder each, with its pattern.yaml and, under testdata,
// bundles that must and must not match. A new pattern is a new folder, and a line in the README; where a pattern finds the
// same records as another, one names the other under explained_by.
//
// Beside each pattern.yaml lies its tree, which is what the program loads. A test holds the two together, and writes the
// tree when the file has changed:
//
//	go test ./correlate/catalogue -run Trees -update
package catalogue
