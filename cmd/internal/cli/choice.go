package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Choice returns a flag value that must be one of some words. What into holds is the default.
func Choice(into *string, words ...string) pflag.Value { return &choice{into, words} }

type choice struct {
	into  *string
	words []string
}

func (c *choice) Set(s string) error {
	if !slices.Contains(c.words, s) {
		return fmt.Errorf("it is none of %s%s", strings.Join(c.words, ", "), DidYouMean(s, c.words))
	}
	*c.into = s
	return nil
}

func (c *choice) String() string { return *c.into }
func (c *choice) Type() string   { return strings.Join(c.words, "|") }
