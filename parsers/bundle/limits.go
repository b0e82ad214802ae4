package bundle

import "sync/atomic"

// Limits bound what a hostile or merely huge bundle can cost. Zero values mean the defaults.
type Limits struct {
	// MaxBytes is how many bytes the whole case may expand to. Every layer of compression counts what comes out of it:
	// a .json.gz inside a zip counts its gzip bytes and its plain bytes.
	MaxBytes int64

	MaxMembers int // members in the whole case
	MaxDepth   int // archives around a member; also layers of compression on one member

	// MaxRatio is how many times larger than its compressed bytes a member may become, through all layers together,
	// once it exceeds RatioBytes; every member that does so halves RatioBytes for those that follow, down to a thousandth.
	// One layer of deflate cannot exceed 1032. Members of a zip that lie one upon the other count together.
	MaxRatio   int
	RatioBytes int64

	// MaxWindow is how many bytes of what it gave out a decompressor may keep to refer back to: the window of Zstandard,
	// the dictionary of LZMA. Each further layer around which such a decompressor stands may keep half as much.
	MaxWindow int64
}

// DefaultLimits are wide enough for every bundle seen in earnest.
func DefaultLimits() Limits {
	return Limits{
		MaxBytes:   64 << 30,
		MaxMembers: 2_000_000,
		MaxDepth:   5,
		MaxRatio:   1200,
		RatioBytes: 64 << 20,
		MaxWindow:  256 << 20,
	}
}

// orDefault fills in what the caller left open.
func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	if l.MaxBytes <= 0 {
		l.MaxBytes = d.MaxBytes
	}
	if l.MaxMembers <= 0 {
		l.MaxMembers = d.MaxMembers
	}
	if l.MaxDepth <= 0 {
		l.MaxDepth = d.MaxDepth
	}
	if l.MaxRatio <= 0 {
		l.MaxRatio = d.MaxRatio
	}
	if l.RatioBytes <= 0 {
		l.RatioBytes = d.RatioBytes
	}
	if l.MaxWindow <= 0 {
		l.MaxWindow = d.MaxWindow
	}
	return l
}

// budget is the number of expanded bytes that all workers together may still read.
type budget struct{ left atomic.Int64 }

// take spends n bytes and returns how many of them were still allowed.
func (b *budget) take(n int) int {
	left := b.left.Add(-int64(n))
	if left >= 0 {
		return n
	}
	return max(0, n+int(left))
}

func (b *budget) spent() bool { return b.left.Load() <= 0 }
