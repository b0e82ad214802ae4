package mysql

import (
	"bytes"
	"regexp"
)

// opening are the three lines that a server writes when it opens its slow or general log, which RDS does every hour.
var opening = regexp.MustCompile(`, Version: .*started with:|^(?:Tcp|TCP) [Pp]ort: |^Time\s+Id\s+Command\s+Argument`)

// isOpening reports whether a line is one of them. They are no records, and continue none.
func isOpening(line []byte) bool {
	if len(line) == 0 || line[0] != '/' && line[0] != 'T' && !bytes.Contains(line, []byte("started with:")) {
		return false
	}
	return opening.Match(line)
}

const openingNote = "lines that the server writes when it opens the log are left out"

// hostOf returns what tells where a client is: the address in brackets if there is one, else the name.
func hostOf(name, address []byte) []byte {
	if len(address) > 0 {
		return address
	}
	return name
}
