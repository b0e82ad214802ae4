package match

import (
	"regexp"

	"hamari/correlate/pattern"
	"hamari/parsers/lazy"
)

var overOne = lazy.Regexp(`^for (\w+) in (\S+); do (.*); done$`)

// plain writes a shell loop over a single word, such as one over the only metric that is lacking, as the command that it runs.
// A word that is quoted stays in its loop: the variable may stand within other quotes.
func plain(command string) string {
	loop := overOne().FindStringSubmatch(command)
	if loop == nil || !pattern.Plain(loop[2]) {
		return command
	}
	variable := regexp.MustCompile(`\$` + loop[1] + `\b`)
	return variable.ReplaceAllLiteralString(loop[3], loop[2])
}
