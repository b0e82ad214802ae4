package redact

// class is a set of sorts of characters.
type class uint16

// The sorts that are told apart. Bytes of characters beyond ASCII belong to names, e-mail addresses and host names.
const (
	digits class = 1 << iota
	letters
	hexes        // digits, too
	base64s      // of both alphabets, with their padding
	locals       // the part of an e-mail address before the @
	labels       // host names, with their dots
	urlChars     // what stands in a URL between its separators, percent signs among it
	fieldChars   // names of fields
	sessionChars // names of sessions of IAM

	alnum = digits | letters
)

var classes = func() (of [256]class) {
	for c := range of {
		b := byte(c)
		switch {
		case '0' <= b && b <= '9':
			of[c] = digits | hexes
		case 'a' <= b|0x20 && b|0x20 <= 'f':
			of[c] = letters | hexes
		case 'a' <= b|0x20 && b|0x20 <= 'z':
			of[c] = letters
		case b >= 0x80:
			of[c] = locals | labels
		}
		if of[c]&alnum != 0 {
			of[c] |= base64s | locals | labels | urlChars | fieldChars | sessionChars
		}
	}
	for signs, in := range map[string]class{"+/=_-": base64s, "._+-": locals, "-.": labels, "%-._~+*@:": urlChars, "_-": fieldChars, "_+=,.@-": sessionChars} {
		for i := range len(signs) {
			of[signs[i]] |= in
		}
	}
	return of
}()

func is(c byte, in class) bool { return classes[c]&in != 0 }

// runLength is how many characters of a class a text begins with, at most so many.
func runLength(text []byte, in class, most int) int {
	text = text[:min(len(text), most)]
	for i, c := range text {
		if classes[c]&in == 0 {
			return i
		}
	}
	return len(text)
}

// wordLength is how many letters and digits a text begins with.
func wordLength(text []byte) int { return runLength(text, alnum, len(text)) }
