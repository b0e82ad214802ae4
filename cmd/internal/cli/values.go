package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Completion is what may stand in a place of the command line, as far as it is known.
type Completion struct {
	Words          []Word
	Files, Folders bool   // names on the disk, too
	Prefix         string // what precedes a name on the disk: json= of json=report.json
}

// Word is a word that may stand somewhere, with what it means in a few words.
type Word struct{ Text, Means string }

// WordsOf are words that explain themselves.
func WordsOf(texts ...string) []Word {
	words := make([]Word, len(texts))
	for i, text := range texts {
		words[i].Text = text
	}
	return words
}

// Files completes to names of files and folders.
func Files(string) Completion { return Completion{Files: true} }

// Folders completes to names of folders.
func Folders(string) Completion { return Completion{Folders: true} }

// completer is a flag's value that knows what it may be. The argument is what is typed already.
type completer interface {
	complete(typed string) Completion
}

// Text returns a flag value that may be any text. Complete may be nil.
func Text(into *string, complete func(typed string) Completion) pflag.Value {
	return &textValue{into: into, with: complete}
}

type textValue struct {
	into  *string
	with  func(string) Completion
	given bool
}

// Set refuses a second value: whoever gives two means both.
func (v *textValue) Set(s string) error {
	if v.given {
		return fmt.Errorf("it is given twice, and before as %q", *v.into)
	}
	*v.into, v.given = s, true
	return nil
}

func (v *textValue) String() string                   { return *v.into }
func (v *textValue) Type() string                     { return "string" }
func (v *textValue) complete(typed string) Completion { return completeWith(v.with, typed) }

func completeWith(complete func(string) Completion, typed string) Completion {
	if complete == nil {
		return Completion{}
	}
	return complete(typed)
}

// List returns a flag value that may be given several times. Complete may be nil.
func List(into *[]string, complete func(typed string) Completion) pflag.Value {
	return &listValue{into, complete}
}

type listValue struct {
	into *[]string
	with func(string) Completion
}

func (v *listValue) Set(s string) error               { *v.into = append(*v.into, s); return nil }
func (v *listValue) String() string                   { return strings.Join(*v.into, ",") }
func (v *listValue) Type() string                     { return "strings" }
func (v *listValue) complete(typed string) Completion { return completeWith(v.with, typed) }

// repeatable reports whether a flag may be given more than once.
func repeatable(f *pflag.Flag) bool {
	_, list := f.Value.(*listValue)
	return list
}

func (c *choice) complete(string) Completion { return Completion{Words: WordsOf(c.words...)} }

// matching returns the words that begin with what is typed.
func matching(words []Word, typed string) []Word {
	return slices.DeleteFunc(slices.Clone(words), func(w Word) bool { return !strings.HasPrefix(w.Text, typed) })
}
