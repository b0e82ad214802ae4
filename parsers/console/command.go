package console

import (
	"bytes"

	"hamari/parsers/lazy"
)

// Commands of the CLI. People paste what they typed above what it answered.
var (
	commandLine  = lazy.Regexp(`(?:\bAWS_(?:DEFAULT_)?REGION=\S+[ \t]+)?\baws(?:\.exe)?[ \t]+(?:--[\w-]+(?:[ \t=]+[^\s-]\S*)?[ \t]+)*[a-z][a-z0-9-]+[ \t]+([a-z][a-z0-9-]+)(?:[^\n]*[\\^` + "`" + `][ \t\r]*\n)*[^\n]*`)
	regionOption = lazy.Regexp(`(?:--region[ \t=]+|\bAWS_(?:DEFAULT_)?REGION=)["']?([a-z]{2}(?:-[a-z]+)+-[0-9])\b`)
	// Of one instance alone: which of several a message is about, the command does not tell.
	instanceOption = lazy.Regexp(`--instance-ids?[ \t=]+["']?(i-[0-9a-f]{8}(?:[0-9a-f]{9})?)["']?(?:[ \t\r]+[^i\s]|\s*$)`)
	typeOption     = lazy.Regexp(`--instance-type[ \t=]+["']?([a-z][a-z0-9-]*\.[a-z0-9-]+)`)
)

// lastCommand returns the last command in a text.
func lastCommand(text []byte) []byte {
	if !bytes.Contains(text, []byte("aws")) {
		return nil
	}
	all := commandLine().FindAll(text, -1)
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

// command returns the command that a message answers: the last one above it, if it makes the call that failed. The CLI prints
// a blank line before an error.
func (p *page) command(now *paragraph, m *found) []byte {
	if m.form.name != "cli" {
		return nil
	}
	text := lastCommand(now.text[:m.begin])
	if text == nil {
		text = p.above
	}
	c := commandLine().FindSubmatch(text)
	place := m.parts["operation"]
	if c == nil || !bytes.EqualFold(bytes.ReplaceAll(c[1], []byte{'-'}, nil), now.text[place[0]:place[1]]) {
		return nil
	}
	return text
}
