package stringblock

import (
	"strings"
	"testing"
)

func TestBlock(t *testing.T) {
	k := Block{Size: 8}
	var made []string
	texts := []string{"", "abc", "defgh", "i", strings.Repeat("long", 10), "jk", ""}
	for _, text := range texts {
		buf := []byte(text)
		made = append(made, k.String(buf))
		clear(buf) // the strings are copies
	}
	for i, text := range texts {
		if made[i] != text {
			t.Errorf("string %d is %q, want %q", i, made[i], text)
		}
	}
}

func TestBlockAllocatesSeldom(t *testing.T) {
	text := []byte("0123456789abcdef")
	var k Block
	if n := testing.AllocsPerRun(1000, func() { k.String(text) }); n > 0.5 {
		t.Errorf("%.2f allocations for a string of 16 bytes", n)
	}
}
