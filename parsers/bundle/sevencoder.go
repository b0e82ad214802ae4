package bundle

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"unicode/utf16"

	"github.com/klauspost/compress/flate"
)

// IDs of the methods, see DOC/Methods.txt in the sources of 7-Zip.
const (
	sevenCopy      = "\x00"
	sevenLZMA2     = "\x21"
	sevenLZMA      = "\x03\x01\x01"
	sevenDeflate   = "\x04\x01\x08"
	sevenDeflate64 = "\x04\x01\x09"
	sevenBzip2     = "\x04\x02\x02"
	sevenZstd      = "\x04\xf7\x11\x01"
	sevenAES       = "\x06\xf1\x07\x01"
)

// sevenUnread names methods that are not read.
var sevenUnread = map[string]string{
	"\x03":             "Delta, which is for sound",
	"\x04":             "BCJ, which is for programs",
	"\x03\x03\x01\x03": "BCJ, which is for programs",
	"\x03\x03\x01\x1b": "BCJ2, which is for programs",
	"\x03\x03\x05\x01": "ARM, which is for programs",
	"\x0a":             "ARM64, which is for programs",
	"\x03\x04\x01":     "PPMd",
	"\x04\xf7\x11\x02": "Brotli",
	"\x04\xf7\x11\x04": "LZ4",
}

func sevenMethodRead(id string) bool {
	switch id {
	case sevenCopy, sevenLZMA2, sevenLZMA, sevenDeflate, sevenDeflate64, sevenBzip2, sevenZstd, sevenAES:
		return true
	}
	return false
}

// forbidden says why a folder cannot be read; nil if it can.
func (f *sevenFolder) forbidden() *fault {
	for _, c := range f.coders {
		if sevenMethodRead(c.id) {
			continue
		}
		name, ok := sevenUnread[c.id]
		if !ok {
			name = fmt.Sprintf("number % x", c.id)
		}
		return faultf(UnsupportedMethod, "%s, in the 7z", name)
	}
	if f.strange {
		return faultf(UnsupportedMethod, "several streams of the 7z become one")
	}
	return nil
}

func (f *sevenFolder) encrypted() bool { return f.has(sevenAES) }

func (f *sevenFolder) has(ids ...string) bool {
	for _, c := range f.coders {
		for _, id := range ids {
			if c.id == id {
				return true
			}
		}
	}
	return false
}

// open gives the content of the folder, as long as it is stated to be. close frees what the reader holds.
func (f *sevenFolder) open(archive io.ReaderAt, keys *sevenKeys, password string, window int64) (io.Reader, func(), error) {
	o := &sevenOpening{folder: f, keys: keys, password: password, window: window}
	r, err := o.output(io.NewSectionReader(archive, f.at, f.packed), f.main, 0)
	if err != nil {
		o.close()
		return nil, nil, err
	}
	return r, o.close, nil
}

// sevenOpening is a folder whose coders are being put together.
type sevenOpening struct {
	folder   *sevenFolder
	keys     *sevenKeys
	password string
	window   int64
	closers  []func()
}

func (o *sevenOpening) close() {
	for _, closeFn := range o.closers {
		closeFn()
	}
}

// output is what a coder gives.
func (o *sevenOpening) output(packed io.Reader, coder, depth int) (io.Reader, error) {
	f := o.folder
	if depth >= len(f.coders) {
		return nil, sevenDamaged(errSevenProp) // coders that feed one another in a circle
	}
	in := packed
	if feed := f.feeds[coder]; feed >= 0 {
		var err error
		if in, err = o.output(packed, feed, depth+1); err != nil {
			return nil, err
		}
	}
	r, err := o.decode(in, coder)
	if err != nil {
		return nil, err
	}
	return io.LimitReader(r, f.sizes[coder]), nil
}

func (o *sevenOpening) decode(in io.Reader, coder int) (io.Reader, error) {
	c, size := &o.folder.coders[coder], o.folder.sizes[coder]
	switch c.id {
	case sevenCopy:
		return in, nil
	case sevenAES:
		return o.keys.decrypt(in, c.properties, o.password)
	}
	buffer := getBuffer(in)
	o.closers = append(o.closers, func() { putBuffer(buffer) })
	var s *stream
	switch c.id {
	case sevenLZMA:
		s = newUnlzma(buffer, c.properties, size, o.window)
	case sevenLZMA2:
		s = newUnlzma2(buffer, c.properties, size, o.window)
	case sevenBzip2:
		s = newBunzip(buffer)
	case sevenDeflate:
		s = newStream("deflate", func() (io.Reader, error) { return flate.NewReader(buffer), nil })
	case sevenDeflate64:
		s = newInflate64(buffer)
	case sevenZstd:
		s = newUnzstd(buffer, o.window)
	default:
		return nil, o.folder.forbidden()
	}
	o.closers = append(o.closers, s.close)
	return s, nil
}

// sevenKeys derives keys from passwords, which is made slow on purpose, and remembers them.
type sevenKeys struct {
	mu   sync.Mutex
	keys map[string][]byte
}

// maxSevenRounds bounds the power of two that says how often a password is hashed. 7-Zip uses 19.
const maxSevenRounds = 22

// decrypt undoes AES-256 in CBC mode.
func (k *sevenKeys) decrypt(in io.Reader, properties []byte, password string) (io.Reader, error) {
	rounds, salt, iv, ok := sevenAESProperties(properties)
	if !ok {
		return nil, sevenDamaged(errSevenProp)
	}
	if rounds > maxSevenRounds {
		return nil, faultf(Damaged, "the encryption asks for 2^%d rounds of hashing", rounds)
	}
	block, err := aes.NewCipher(k.key(password, rounds, salt))
	if err != nil {
		return nil, err
	}
	return &cbcReader{r: in, mode: cipher.NewCBCDecrypter(block, iv)}, nil
}

// sevenAESProperties takes the properties of the AES coder apart.
func sevenAESProperties(p []byte) (rounds int, salt, iv []byte, ok bool) {
	iv = make([]byte, aes.BlockSize)
	if len(p) == 0 {
		return 0, nil, nil, false
	}
	rounds = int(p[0] & 0x3f)
	if p[0]&0xc0 == 0 {
		return rounds, nil, iv, true
	}
	if len(p) < 2 {
		return 0, nil, nil, false
	}
	saltLen, ivLen := int(p[0]>>7)+int(p[1]>>4), int(p[0]>>6&1)+int(p[1]&0x0f)
	if len(p) < 2+saltLen+ivLen || ivLen > aes.BlockSize {
		return 0, nil, nil, false
	}
	copy(iv, p[2+saltLen:][:ivLen])
	return rounds, p[2:][:saltLen], iv, true
}

// key hashes the password, in UTF-16, together with the salt and a counter, over and over.
func (k *sevenKeys) key(password string, rounds int, salt []byte) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	name := fmt.Sprintf("%d %x %s", rounds, salt, password)
	if key, ok := k.keys[name]; ok {
		return key
	}
	var seed []byte
	seed = append(seed, salt...)
	for _, unit := range utf16.Encode([]rune(password)) {
		seed = binary.LittleEndian.AppendUint16(seed, unit)
	}
	seed = append(seed, make([]byte, 8)...)
	counter := seed[len(seed)-8:]
	h := sha256.New()
	for i := range uint64(1) << rounds {
		binary.LittleEndian.PutUint64(counter, i)
		h.Write(seed)
	}
	if k.keys == nil {
		k.keys = make(map[string][]byte)
	}
	key := h.Sum(nil)
	k.keys[name] = key
	return key
}

// cbcReader decrypts whole blocks. What follows the last whole block is no data.
type cbcReader struct {
	r     io.Reader
	mode  cipher.BlockMode
	buf   [4 << 10]byte
	ready []byte
	err   error
}

func (c *cbcReader) Read(p []byte) (int, error) {
	for len(c.ready) == 0 {
		if c.err != nil {
			return 0, c.err
		}
		n, err := io.ReadFull(c.r, c.buf[:])
		if err == io.ErrUnexpectedEOF {
			err = io.EOF
		}
		c.err = err
		c.ready = c.buf[:n-n%aes.BlockSize]
		c.mode.CryptBlocks(c.ready, c.ready)
	}
	n := copy(p, c.ready)
	c.ready = c.ready[n:]
	return n, nil
}

func isSevenZip(head []byte) bool { return bytes.HasPrefix(head, sevenMagic) }
