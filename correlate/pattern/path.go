package pattern

import (
	"bytes"
	"strings"

	"github.com/tidwall/gjson"
)

// pathTo refers to a part of a JSON record.
func pathTo(path string) FieldRef {
	return FieldRef{Name: path, Slot: -1, Path: path, key: lastKey(path)}
}

// lastKey returns the last key of a path that is nothing but keys and lists: no record without that key has such a part.
// It is empty for a path that may find more.
func lastKey(path string) (key string) {
	for part := range strings.SplitSeq(path, ".") {
		if strings.ContainsFunc(part, func(r rune) bool { return !strings.ContainsRune(keyRunes, r) }) && part != "#" {
			return ""
		}
		if strings.Trim(part, "#0123456789") != "" { // else it may be a place in a list
			key = part
		}
	}
	return key
}

const keyRunes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_:"

// In returns the part of a JSON record that the reference's path leads to. Most records do not have it, which is seen
// without going through them: the key does not stand in them. Where something is escaped, it might.
func (f *FieldRef) In(raw []byte) gjson.Result {
	if f.key != "" && !bytes.Contains(raw, []byte(f.key)) && bytes.IndexByte(raw, '\\') < 0 {
		return gjson.Result{}
	}
	return gjson.GetBytes(raw, f.Path)
}
