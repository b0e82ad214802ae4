package bundle

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// inArchive stands between an archive's path and the path of a member inside it.
const inArchive = "!/"

// namer gives each member of one archive or folder its unique path.
type namer struct {
	prefix string
	seen   map[string]int // path -> how often it was asked for
}

// newNamer expects about n names.
func newNamer(prefix string, n int) *namer {
	return &namer{prefix: prefix, seen: make(map[string]int, n)}
}

// reserve keeps a path, of the archive itself, from being given to a member.
func (n *namer) reserve(path string) { n.seen[path] = 1 }

// path returns the path of the member stored under the given name, and notes on what had to be changed in it.
func (n *namer) path(stored string) (path string, notes []string) {
	name, decoded := toUTF8(stored)
	if decoded {
		notes = append(notes, "the name is not UTF-8; it is shown as if written in code page 437")
	}
	clean, moved := cleanName(name, decoded)
	if moved {
		notes = append(notes, fmt.Sprintf("the name stored in the bundle is %q", name))
	}
	path = n.prefix + escapeMarks(clean)
	n.seen[path]++
	if n.seen[path] == 1 {
		return path, notes
	}
	notes = append(notes, "another file has the same name; the number in brackets tells them apart")
	for {
		unique := fmt.Sprintf("%s (%d)", path, n.seen[path])
		if n.seen[unique] == 0 {
			n.seen[unique] = 1
			return unique, notes
		}
		n.seen[path]++
	}
}

// cleanName makes a stored name relative and free of "." and ".."; moved reports that it pointed out of the bundle.
// Backslashes are separators where no slash is, as some Windows programs write them; in a name of unknown encoding a
// backslash may be half of a Shift-JIS character and stays.
func cleanName(name string, unknownEncoding bool) (clean string, moved bool) {
	if !unknownEncoding && !strings.Contains(name, "/") {
		name = strings.ReplaceAll(name, `\`, "/")
	}
	if len(name) >= 2 && name[1] == ':' && isLetter(name[0]) {
		name, moved = name[2:], true
	}
	if strings.HasPrefix(name, "/") {
		moved = true
	}
	if isCleanName(name) {
		return name, moved
	}
	var kept []string
	for _, element := range strings.Split(name, "/") {
		switch element {
		case "", ".":
		case "..":
			moved = true
		default:
			kept = append(kept, element)
		}
	}
	if len(kept) == 0 {
		return "unnamed", true
	}
	return strings.Join(kept, "/"), moved
}

// isCleanName reports, without allocating, that no element is empty or made of dots only.
func isCleanName(name string) bool {
	for {
		element, rest, more := strings.Cut(name, "/")
		if element == "" || element == "." || element == ".." {
			return false
		}
		if !more {
			return true
		}
		name = rest
	}
}

// escapeMarks doubles the exclamation marks that end a path element: an odd number of them is then always an archive.
func escapeMarks(path string) string {
	if !strings.Contains(path, inArchive) && !strings.HasSuffix(path, "!") {
		return path
	}
	elements := strings.Split(path, "/")
	for i, element := range elements {
		marks := len(element) - len(strings.TrimRight(element, "!"))
		elements[i] = element + strings.Repeat("!", marks)
	}
	return strings.Join(elements, "/")
}

// isSystemFile reports whether the path is a left-over of macOS, which never holds logs.
func isSystemFile(path string) bool {
	return strings.HasPrefix(path, "__MACOSX/") || strings.Contains(path, "/__MACOSX/") ||
		path == ".DS_Store" || strings.HasSuffix(path, "/.DS_Store")
}

// toUTF8 returns the name as it is if it is UTF-8, and otherwise, byte by byte, as code page 437, the encoding that
// the zip specification falls back to. Every byte has a character of its own, so nothing is lost.
func toUTF8(name string) (text string, decoded bool) {
	if utf8.ValidString(name) {
		return name, false
	}
	var b strings.Builder
	for i := range len(name) {
		if c := name[i]; c < utf8.RuneSelf {
			b.WriteByte(c)
		} else {
			b.WriteRune(codePage437[c-utf8.RuneSelf])
		}
	}
	return b.String(), true
}

// codePage437 holds the upper half, 0x80 to 0xff.
var codePage437 = []rune("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
	"└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0")

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
