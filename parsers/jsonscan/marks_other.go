//go:build !amd64

package jsonscan

// markBlocks fills in the marks of whole blocks.
func markBlocks(text []byte, marks []Marks) { markPlain(text, marks) }
