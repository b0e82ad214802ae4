package bundle

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"
)

// zipAESMethod stands in a header in place of the compression method, which is in the extra field then.
const zipAESMethod = 99

const zipFlagStrongEncryption = 1 << 6 // of PKWARE's own; APPNOTE 7 describes it, hardly anyone writes it

// zipAES is how a member is encrypted with AES, see https://www.winzip.com/en/support/aes-encryption/.
type zipAES struct {
	noCRC    bool // of the second version, which does not state the CRC-32
	strength byte // 1, 2 or 3: AES with keys of 128, 192 or 256 bits
}

const (
	aesVerifierLen   = 2
	aesMACLen        = 10
	aesRounds        = 1000
	zipCryptoHeadLen = 12
)

func (a zipAES) saltLen() int { return 4 + 4*int(a.strength) }
func (a zipAES) keyLen() int  { return 8 + 8*int(a.strength) }

// readAES reads the extra field of an encrypted member.
func (h *zipHeader) readAES(field []byte) {
	le := binary.LittleEndian
	if h.method != zipAESMethod || len(field) < 7 || string(field[2:4]) != "AE" || field[4] < 1 || field[4] > 3 {
		return
	}
	h.aes = zipAES{noCRC: le.Uint16(field) >= 2, strength: field[4]}
	h.method = le.Uint16(field[5:])
	if h.aes.noCRC {
		h.crc = 0 // the authentication code takes its place
	}
}

func (h *zipHeader) knownCipher() bool {
	return h.flags&zipFlagStrongEncryption == 0 && h.method != zipAESMethod
}

// zipCipher is a way to decrypt a member's data.
type zipCipher interface {
	fits(password string) bool
	open(password string) (io.Reader, error)
}

// cipher reads what stands before the encrypted data.
func (h *zipHeader) cipher(section *io.SectionReader) (zipCipher, error) {
	headLen := zipCryptoHeadLen
	if h.aes.strength > 0 {
		headLen = h.aes.saltLen() + aesVerifierLen
	}
	head := make([]byte, headLen)
	if _, err := section.ReadAt(head, 0); err != nil {
		return nil, &fault{Truncated, "the encrypted data end too early", noEOF(err)}
	}
	if h.aes.strength == 0 {
		return &zipCrypto{h: h, head: head, section: section}, nil
	}
	c := &zipAESCipher{aes: h.aes, head: head, section: section}
	if c.size() < 0 {
		return nil, faultf(Damaged, "the encrypted data are too short for AES")
	}
	return c, nil
}

// unlock opens an encrypted member with the password that fits.
func (h *zipHeader) unlock(section *io.SectionReader, p *pass, e *entry) (r io.Reader, closeFn func(), err error) {
	c, err := h.cipher(section)
	if err != nil {
		return nil, nil, err
	}
	window := p.limits.window(e.held)
	proves := func(password string) bool {
		r, closeFn, err := h.decrypt(c, password, window)
		if err != nil {
			return false
		}
		defer closeFn()
		return drain(&meter{pass: p, r: r, compressed: &h.compressed, factor: 1}) == nil
	}
	password, err := p.c.keys.find(p.ctx, e.path, c.fits, proves)
	if err != nil {
		return nil, nil, err
	}
	return h.decrypt(c, password, window)
}

// decrypt gives the member's content with a password.
func (h *zipHeader) decrypt(c zipCipher, password string, window int64) (r io.Reader, closeFn func(), err error) {
	data, err := c.open(password)
	if err != nil {
		return nil, nil, err
	}
	content, closeFn, err := h.unpack(data, window)
	if err != nil {
		return nil, nil, err
	}
	checked := h.check(content)
	return &decrypted{content: &checked, data: data}, closeFn, nil
}

// decrypted is the content of an encrypted member. At its end the data are read to theirs, where the code stands that
// authenticates them.
type decrypted struct {
	content io.Reader
	data    io.Reader
	err     error
}

func (d *decrypted) Read(p []byte) (int, error) {
	if d.err != nil {
		return 0, d.err
	}
	n, err := d.content.Read(p)
	if err == io.EOF {
		if rest := drain(d.data); rest != nil {
			err = rest
		}
	}
	if err != nil && err != io.EOF {
		err = mayBeWrongPassword(err)
	}
	d.err = err
	return n, err
}

// mayBeWrongPassword completes the reason: data that were decrypted with a wrong password look damaged.
func mayBeWrongPassword(err error) error {
	if isCancelled(err) {
		return err
	}
	f := asFault(err)
	switch f.reason {
	case Damaged, BadChecksum, WrongSize, Truncated:
		return &fault{f.reason, f.detail + "; or the password is wrong", err}
	}
	return f
}

// zipAESCipher decrypts AES in counter mode.
type zipAESCipher struct {
	aes     zipAES
	head    []byte // salt and verifier
	section *io.SectionReader
}

// size is how many bytes are encrypted.
func (c *zipAESCipher) size() int64 { return c.section.Size() - int64(len(c.head)) - aesMACLen }

// keys derives the keys for encryption and authentication, and the verifier of the password.
func (c *zipAESCipher) keys(password string) (encryption, authentication, verifier []byte, err error) {
	n := c.aes.keyLen()
	derived, err := pbkdf2.Key(sha1.New, password, c.head[:c.aes.saltLen()], aesRounds, 2*n+aesVerifierLen)
	if err != nil {
		return nil, nil, nil, err
	}
	return derived[:n], derived[n : 2*n], derived[2*n:], nil
}

func (c *zipAESCipher) fits(password string) bool {
	_, _, verifier, err := c.keys(password)
	return err == nil && string(verifier) == string(c.head[c.aes.saltLen():])
}

func (c *zipAESCipher) open(password string) (io.Reader, error) {
	encryption, authentication, _, err := c.keys(password)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(encryption)
	if err != nil {
		return nil, err
	}
	return &aesReader{
		r: io.NewSectionReader(c.section, int64(len(c.head)), c.size()+aesMACLen), left: c.size(),
		block: block, mac: hmac.New(sha1.New, authentication), used: aes.BlockSize,
	}, nil
}

// aesReader decrypts, and holds the data against the authentication code that follows them.
type aesReader struct {
	r       io.Reader
	left    int64 // encrypted bytes
	block   cipher.Block
	mac     hash.Hash
	counter [aes.BlockSize]byte // little-endian, from 1
	pad     [aes.BlockSize]byte
	used    int // bytes of pad
	err     error
}

func (a *aesReader) Read(p []byte) (int, error) {
	if a.err == nil && a.left == 0 {
		a.err = a.authenticate()
	}
	if a.err != nil {
		return 0, a.err
	}
	n, err := a.r.Read(p[:min(int64(len(p)), a.left)])
	a.left -= int64(n)
	a.mac.Write(p[:n])
	a.decrypt(p[:n])
	a.err = noEOF(err)
	return n, a.err
}

func (a *aesReader) authenticate() error {
	var code [aesMACLen]byte
	if _, err := io.ReadFull(a.r, code[:]); err != nil {
		return noEOF(err)
	}
	if !hmac.Equal(code[:], a.mac.Sum(nil)[:aesMACLen]) {
		return faultf(BadChecksum, "the authentication code does not fit: the encrypted data were changed")
	}
	return io.EOF
}

func (a *aesReader) decrypt(p []byte) {
	for i := range p {
		if a.used == aes.BlockSize {
			a.nextPad()
		}
		p[i] ^= a.pad[a.used]
		a.used++
	}
}

func (a *aesReader) nextPad() {
	for i := range a.counter {
		if a.counter[i]++; a.counter[i] != 0 {
			break
		}
	}
	a.block.Encrypt(a.pad[:], a.counter[:])
	a.used = 0
}

// zipCrypto is the traditional encryption, APPNOTE.TXT 6.1. It is weak, and old tools offer no other.
type zipCrypto struct {
	h       *zipHeader
	head    []byte
	section *io.SectionReader
}

// fits compares the one byte that says something of the password.
func (c *zipCrypto) fits(password string) bool {
	keys := newZipKeys(password)
	var last byte
	for _, b := range c.head {
		last = keys.decrypt(b)
	}
	if c.h.flags&zipFlagDescriptor != 0 { // the CRC was not known yet when this was written
		return last == byte(c.h.clock>>8)
	}
	return last == byte(c.h.crc>>24)
}

func (c *zipCrypto) open(password string) (io.Reader, error) {
	if c.section.Size() < zipCryptoHeadLen {
		return nil, errors.New("no encrypted data")
	}
	keys := newZipKeys(password)
	for _, b := range c.head {
		keys.decrypt(b)
	}
	return &zipCryptoReader{io.NewSectionReader(c.section, zipCryptoHeadLen, c.section.Size()-zipCryptoHeadLen), keys}, nil
}

type zipCryptoReader struct {
	r    io.Reader
	keys *zipKeys
}

func (z *zipCryptoReader) Read(p []byte) (int, error) {
	n, err := z.r.Read(p)
	for i, b := range p[:n] {
		p[i] = z.keys.decrypt(b)
	}
	return n, err
}

// zipKeys is the state of the traditional encryption.
type zipKeys [3]uint32

func newZipKeys(password string) *zipKeys {
	keys := &zipKeys{0x12345678, 0x23456789, 0x34567890}
	for i := range len(password) {
		keys.update(password[i])
	}
	return keys
}

func (k *zipKeys) update(plain byte) {
	k[0] = crc32Step(k[0], plain)
	k[1] = (k[1]+k[0]&0xff)*134775813 + 1
	k[2] = crc32Step(k[2], byte(k[1]>>24))
}

func (k *zipKeys) decrypt(b byte) byte {
	t := k[2] | 2
	plain := b ^ byte(t*(t^1)>>8)
	k.update(plain)
	return plain
}

func crc32Step(crc uint32, b byte) uint32 { return crc32.IEEETable[byte(crc)^b] ^ crc>>8 }
