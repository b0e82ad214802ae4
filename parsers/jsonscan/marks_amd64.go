package jsonscan

import "golang.org/x/sys/cpu"

// markAVX2 fills in the marks of at least one block.
//
//go:noescape
func markAVX2(text *byte, marks *Marks, blocks int)

// markBlocks fills in the marks of whole blocks.
func markBlocks(text []byte, marks []Marks) {
	if !cpu.X86.HasAVX2 {
		markPlain(text, marks)
		return
	}
	if len(marks) > 0 {
		markAVX2(&text[:len(marks)*BlockSize][0], &marks[0], len(marks))
	}
}
