package mysql

import "bytes"

// isOpening reports whether a line is one of the three that a server writes when it opens its slow or general log,
// which RDS does every hour. They are no records, and continue none.
func isOpening(line []byte) bool {
	switch {
	case bytes.HasPrefix(line, []byte("Tcp port: ")), bytes.HasPrefix(line, []byte("TCP Port: ")):
		return true
	case bytes.HasPrefix(line, []byte("Time ")):
		return len(bytes.Fields(line)) == 4 && bytes.HasSuffix(bytes.TrimRight(line, " "), []byte("Argument"))
	}
	return bytes.HasSuffix(bytes.TrimRight(line, " "), []byte("started with:")) && bytes.Contains(line, []byte(", Version: "))
}

const openingNote = "lines that the server writes when it opens the log are left out"

// hostOf returns what tells where a client is: the address in brackets if there is one, else the name.
func hostOf(name, address []byte) []byte {
	if len(address) > 0 {
		return address
	}
	return name
}
