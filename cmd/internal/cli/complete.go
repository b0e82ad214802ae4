package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// completeCommand is the hidden command by which the scripts of shells ask what may be typed next. Its arguments are the
// words of the line behind the program's name; the last is the one that is being typed. It answers with a line for each
// candidate, the word and after a tab what it means, and a last line that says which names on the disk fit:
//
//	:words            none
//	:files PREFIX     files and folders, behind the prefix
//	:folders PREFIX   folders
const completeCommand = "__complete"

// printCompletion answers a script.
func (c *Command) printCompletion(w io.Writer, words []string) error {
	if len(words) == 0 {
		words = []string{""}
	}
	done := c.complete(words[:len(words)-1], words[len(words)-1])
	var b strings.Builder
	for _, word := range done.Words {
		b.WriteString(word.Text)
		if word.Means != "" {
			b.WriteString("\t" + word.Means)
		}
		b.WriteByte('\n')
	}
	switch {
	case done.Files:
		b.WriteString(":files " + done.Prefix)
	case done.Folders:
		b.WriteString(":folders " + done.Prefix)
	default:
		b.WriteString(":words")
	}
	_, err := fmt.Fprintln(w, b.String())
	return err
}

// complete returns what may stand in the place of typed, behind some words.
func (c *Command) complete(before []string, typed string) Completion {
	for i, word := range before {
		if len(c.Commands) == 0 {
			return c.completeLeaf(before[i:], typed)
		}
		if word == "help" {
			continue
		}
		if c = c.find(word); c == nil {
			return Completion{}
		}
	}
	if len(c.Commands) == 0 && !slices.Contains(before, "help") {
		return c.completeLeaf(nil, typed)
	}
	var words []Word
	for _, sub := range c.Commands {
		words = append(words, Word{sub.Name, sub.Short})
	}
	switch {
	case strings.HasPrefix(typed, "-"):
		words = []Word{{"--help", "show this help"}}
		if sub := c.find(versionName); sub != nil {
			words = append(words, Word{versionFlag, sub.Short})
		}
	case !slices.Contains(before, "help") && len(c.Commands) > 0:
		words = append(words, Word{"help", "explain a command"})
	}
	return Completion{Words: matching(words, typed)}
}

// completeLeaf completes flags, their values and the arguments of a command.
func (c *Command) completeLeaf(before []string, typed string) Completion {
	flags, _ := c.flags()
	addHelp(flags)
	l := readLine(flags, before)
	switch name, value, inline := strings.Cut(typed, "="); {
	case l.wants != nil:
		return valueOf(l.wants, typed, "")
	case !l.onlyArgs && inline && strings.HasPrefix(name, "--"):
		if f := flags.Lookup(name[2:]); f != nil {
			return valueOf(f, value, name+"=")
		}
		return Completion{}
	case !l.onlyArgs && strings.HasPrefix(typed, "-"):
		return Completion{Words: matching(flagWords(flags, l.given), typed)}
	case c.Complete == nil:
		return Completion{}
	}
	done := c.Complete(l.args, typed)
	done.Words = matching(done.Words, typed)
	return done
}

// line is what the words before the one that is being typed say.
type line struct {
	args     []string
	given    map[string]bool // names of flags
	wants    *pflag.Flag     // whose value comes next; nil for none
	onlyArgs bool            // behind --
}

// readLine reads words as pflag does, but takes mistakes for what will be mended. The values of flags are set, since what
// completes others may depend on them.
func readLine(flags *pflag.FlagSet, words []string) line {
	l := line{given: make(map[string]bool)}
	for _, word := range words {
		switch {
		case l.wants != nil:
			_ = l.wants.Value.Set(word)
			l.wants = nil
		case l.onlyArgs || len(word) < 2 || word[0] != '-':
			l.args = append(l.args, word)
		case word == "--":
			l.onlyArgs = true
		case strings.HasPrefix(word, "--"):
			name, value, inline := strings.Cut(word[2:], "=")
			l.flag(flags.Lookup(name), value, inline)
		default:
			l.shorthands(flags, word[1:])
		}
	}
	return l
}

func (l *line) flag(f *pflag.Flag, value string, inline bool) {
	if f == nil {
		return
	}
	l.given[f.Name] = true
	switch {
	case inline:
		_ = f.Value.Set(value)
	case f.NoOptDefVal == "":
		l.wants = f
	}
}

// shorthands reads -q, -qf json and -fjson.
func (l *line) shorthands(flags *pflag.FlagSet, letters string) {
	for i := range len(letters) {
		f := flags.ShorthandLookup(letters[i : i+1])
		if f == nil {
			return
		}
		rest := strings.TrimPrefix(letters[i+1:], "=")
		l.flag(f, rest, rest != "")
		if f.NoOptDefVal == "" {
			return
		}
	}
}

// valueOf completes the value of a flag that stands behind a prefix in the same word.
func valueOf(f *pflag.Flag, typed, prefix string) Completion {
	value, ok := f.Value.(completer)
	if !ok {
		return Completion{}
	}
	done := value.complete(typed)
	done.Words = matching(done.Words, typed)
	for i := range done.Words {
		done.Words[i].Text = prefix + done.Words[i].Text
	}
	done.Prefix = prefix + done.Prefix
	return done
}

// flagWords returns the flags that may still be given.
func flagWords(flags *pflag.FlagSet, given map[string]bool) []Word {
	var words []Word
	flags.VisitAll(func(f *pflag.Flag) {
		if !given[f.Name] || repeatable(f) {
			_, usage := pflag.UnquoteUsage(f)
			words = append(words, Word{"--" + f.Name, firstPart(usage)})
		}
	})
	return words
}

// firstPart is the beginning of an explanation that makes sense alone and fits beside a word.
func firstPart(usage string) string {
	const most = 60
	if i := strings.IndexAny(usage, ";:("); i > 0 {
		usage = usage[:i]
	}
	if len(usage) > most {
		usage = usage[:strings.LastIndexByte(usage[:most], ' ')] + " ..."
	}
	return strings.TrimSpace(usage)
}
