package generate

import (
	"math"
	"math/rand/v2"
)

// random is a seeded source of the things that logs are made of.
type random struct{ *rand.Rand }

// newRandom returns a source that depends on nothing but its seeds.
func newRandom(seed, stream uint64) *random {
	return &random{rand.New(rand.NewPCG(seed, stream*0x9e3779b97f4a7c15+1))}
}

const (
	hexDigits    = "0123456789abcdef"
	base32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
)

// appendHex appends n hexadecimal digits.
func (r *random) appendHex(dst []byte, n int) []byte {
	for n > 0 {
		bits := r.Uint64()
		for k := min(n, 16); k > 0; k-- {
			dst = append(dst, hexDigits[bits&15])
			bits >>= 4
		}
		n -= 16
	}
	return dst
}

// appendUUID appends a random (version 4) UUID.
func (r *random) appendUUID(dst []byte) []byte {
	at := len(dst)
	dst = r.appendHex(dst, 36)
	id := dst[at:]
	id[8], id[13], id[18], id[23] = '-', '-', '-', '-'
	id[14], id[19] = '4', "89ab"[id[19]&3]
	return dst
}

// id returns a resource id such as i-0f3a….
func (r *random) id(prefix string) string { return string(r.appendHex([]byte(prefix+"0"), 16)) }

// uuid returns a random UUID.
func (r *random) uuid() string { return string(r.appendUUID(nil)) }

// keyID returns an IAM unique id or access key id: a four-letter prefix and 17 or 16 characters.
func (r *random) keyID(prefix string, n int) string {
	b := []byte(prefix)
	for range n {
		b = append(b, base32Digits[r.IntN(32)])
	}
	return string(b)
}

// digits returns a number of exactly n digits.
func (r *random) digits(n int) string {
	b := []byte{byte('1' + r.IntN(9))}
	for len(b) < n {
		b = append(b, byte('0'+r.IntN(10)))
	}
	return string(b)
}

// between returns a number of the closed interval.
func (r *random) between(low, high int) int { return low + r.IntN(high-low+1) }

// chance reports true with the given probability.
func (r *random) chance(p float64) bool { return r.Float64() < p }

func pick[T any](r *random, list []T) T { return list[r.IntN(len(list))] }

// popularity draws from n items of which the first are by far the most frequent: the i-th with a weight of 1/i^s.
type popularity []uint16

func newPopularity(n int, s float64) popularity {
	weights := make([]float64, n)
	var sum float64
	for i := range weights {
		weights[i] = math.Pow(float64(i+1), -s)
		sum += weights[i]
	}
	const slots = 1 << 16
	p := make(popularity, 0, slots)
	var reached float64
	for i, w := range weights {
		reached += w
		for float64(len(p)) < reached/sum*slots && len(p) < slots {
			p = append(p, uint16(i))
		}
	}
	return p
}

func (p popularity) pick(r *random) int { return int(p[r.IntN(len(p))]) }
