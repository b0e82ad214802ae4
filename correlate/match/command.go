package match

import (
	"regexp"
	"sync"
)

var overOne = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^for (\w+) in (\S+); do (.*); done$`) })

// plain writes a shell loop over a single word, such as one over the only metric that is lacking, as the command that it runs.
func plain(command string) string {
	loop := overOne().FindStringSubmatch(command)
	if loop == nil {
		return command
	}
	variable := regexp.MustCompile(`\$` + loop[1] + `\b`)
	return variable.ReplaceAllLiteralString(loop[3], loop[2])
}
