package failure

import (
	"maps"
	"math"
	"slices"
)

// maxHashes is up to how many different records are counted exactly. Of more, the smallest hashes tell how many there are,
// give or take two in a hundred.
const maxHashes = 2_048

// distinct counts records that may have been delivered several times, by the hashes of their identities.
type distinct struct {
	hashes map[uint64]struct{}
	most   uint64 // the greatest that is kept, where not all are; else 0
}

func (d *distinct) add(hash uint64) {
	if d.most != 0 && hash > d.most {
		return
	}
	if d.hashes == nil {
		d.hashes = map[uint64]struct{}{}
	}
	d.hashes[hash] = struct{}{}
	if len(d.hashes) > 2*maxHashes {
		d.prune()
	}
}

func (d *distinct) prune() {
	if len(d.hashes) <= maxHashes {
		return
	}
	sorted := slices.Sorted(maps.Keys(d.hashes))
	for _, h := range sorted[maxHashes:] {
		delete(d.hashes, h)
	}
	d.most = sorted[maxHashes-1]
}

func (d *distinct) merge(o *distinct) {
	if o.most != 0 && (d.most == 0 || o.most < d.most) {
		d.most = o.most
		maps.DeleteFunc(d.hashes, func(h uint64, _ struct{}) bool { return h > d.most })
	}
	for h := range o.hashes {
		d.add(h)
	}
}

// count returns how many different records there are, and whether that is an estimate.
func (d *distinct) count() (n int64, estimated bool) {
	d.prune()
	if d.most == 0 {
		return int64(len(d.hashes)), false
	}
	return int64(math.Round(float64(len(d.hashes)-1) / (float64(d.most) / math.MaxUint64))), true
}
