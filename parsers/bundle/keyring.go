package bundle

import (
	"context"
	"slices"
	"sync"
)

// AskPassword asks whoever runs the program for the password of an archive. An error means that there is no answer.
type AskPassword func(ctx context.Context, archive string) (password string, err error)

// maxAsked is how often a password is asked for in all.
const maxAsked = 3

// keyring holds the passwords that encrypted archives are tried with. A password appears in no error and no note.
type keyring struct {
	ask AskPassword // nil where there is nobody to ask

	mu    sync.Mutex
	known []string
	asked int
}

// passwords returns what is known by now.
func (k *keyring) passwords() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.known)
}

// find returns the password that opens something in the archive. fits is a quick test that a wrong password may pass
// by chance; proves is asked where several pass it.
func (k *keyring) find(ctx context.Context, archive string, fits, proves func(password string) bool) (string, error) {
	tried := k.passwords()
	if password, ok := choose(tried, fits, proves); ok {
		return password, nil
	}
	if k.ask != nil {
		return k.askFor(ctx, archive, tried, fits)
	}
	return "", noPassword(len(tried))
}

// choose returns the password that fits; the first that proves itself where several fit.
func choose(passwords []string, fits, proves func(string) bool) (string, bool) {
	var fitting []string
	for _, password := range passwords {
		if fits(password) {
			fitting = append(fitting, password)
		}
	}
	if len(fitting) > 1 {
		if i := slices.IndexFunc(fitting, proves); i >= 0 {
			return fitting[i], true
		}
	}
	if len(fitting) > 0 {
		return fitting[0], true
	}
	return "", false
}

// askFor asks until the answer fits. Several workers may need a password at once: one asks, the others wait and try
// what it was told.
func (k *keyring) askFor(ctx context.Context, archive string, tried []string, fits func(string) bool) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, password := range k.known {
		if !slices.Contains(tried, password) && fits(password) {
			return password, nil
		}
	}
	for k.asked < maxAsked {
		k.asked++
		password, err := k.ask(ctx, archive)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err != nil {
			break
		}
		k.known = append(k.known, password)
		if fits(password) {
			return password, nil
		}
	}
	return "", noPassword(len(k.known))
}

func noPassword(tried int) *fault {
	switch tried {
	case 0:
		return faultf(Encrypted, "give the password with --password-file FILE")
	case 1:
		return faultf(Encrypted, "the password that was given does not open it (--password-file FILE)")
	}
	return faultf(Encrypted, "none of the %d passwords that were given opens it (--password-file FILE)", tried)
}
