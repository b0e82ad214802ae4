package redact

import (
	"bytes"
	"io"
)

// Sizes of the pieces in which long texts are looked at.
const (
	pieceSize = 1 << 20
	maxPiece  = 32 << 20 // of a text in which no place to part it is found
)

// pieces gives a text in pieces that part no original: at line ends, else between the parts of a JSON text.
func pieces(r io.Reader, take func(piece []byte) error) error {
	buf := make([]byte, 0, 2*pieceSize)
	for {
		n, err := io.ReadFull(r, buf[len(buf):min(cap(buf), len(buf)+pieceSize)])
		buf = buf[:len(buf)+n]
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			if len(buf) == 0 {
				return nil
			}
			return take(buf)
		}
		if err != nil {
			return err
		}
		cut := border(buf)
		if cut == 0 && len(buf) < maxPiece {
			if cap(buf)-len(buf) < pieceSize {
				buf = append(make([]byte, 0, 2*cap(buf)), buf...)
			}
			continue
		}
		if cut == 0 {
			cut = len(buf)
		}
		if err := take(buf[:cut]); err != nil {
			return err
		}
		buf = append(buf[:0], buf[cut:]...)
	}
}

// border returns where a text may be parted, 0 for nowhere.
func border(text []byte) int {
	if cut := lineBorder(text); cut > 0 {
		return cut
	}
	for _, mark := range []string{"},", "],", "\",", " "} {
		if i := bytes.LastIndex(text, []byte(mark)); i > len(text)/2 {
			return i + len(mark)
		}
	}
	return 0
}

// lineBorder returns the end of a line in the second half of a text behind which neither Base64 nor a private key goes on.
func lineBorder(text []byte) int {
	least := len(text) / 2
	end := len(text)
	if begin := bytes.LastIndex(text[least:], pemBegin); begin > 0 && !bytes.Contains(text[least+begin:], pemEnd) {
		end = least + begin
	}
	for {
		i := bytes.LastIndexByte(text[:end], '\n')
		if i < least {
			return 0
		}
		line := bytes.TrimRight(text[bytes.LastIndexByte(text[:i], '\n')+1:i], "\r")
		line = bytes.TrimLeft(line, replyMarks)
		wrapped := len(line) >= minWrapped && runLength(line, base64s, len(line)) == len(line)
		if !wrapped && !bytes.HasPrefix(line, pemBegin) {
			return i + 1
		}
		end = i
	}
}
