package stringblock

import "strings"

// Block makes strings of which many share one allocation. Whoever keeps few of many had better clone them, since each of
// them keeps its whole block in memory. The zero value is ready.
type Block struct {
	// Size is how many bytes are taken at a time; 0 for 4 KiB.
	Size int

	b strings.Builder
}

const defaultSize = 4 << 10

// String returns the text as a string.
func (k *Block) String(text []byte) string {
	if k.b.Cap()-k.b.Len() < len(text) {
		k.b = strings.Builder{}
		k.b.Grow(max(k.size(), len(text)))
	}
	from := k.b.Len()
	k.b.Write(text)
	return k.b.String()[from:]
}

func (k *Block) size() int {
	if k.Size > 0 {
		return k.Size
	}
	return defaultSize
}
