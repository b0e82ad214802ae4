package redact

import (
	"bytes"
	"strings"

	"hamari/parsers/lazy"
)

// hosts gathers names of hosts from where they are told by what stands beside them.
func (c *Collector) hosts(text []byte) {
	c.syslogHosts(text)
	c.loginHosts(text)
	c.urlHosts(text)
	c.listedHosts(text)
	c.rootedHosts(text)
	c.keyOwners(text)
	c.windowsHosts(text)
	c.clients(text)
}

// windowsHost is a name that Windows gives itself, or EC2 to it.
var windowsHost = lazy.Regexp(`^(?:WIN|EC2AMAZ|DESKTOP|LAPTOP)-[A-Z0-9]{6,11}\b`)

func (c *Collector) windowsHosts(text []byte) {
	for _, mark := range []string{"WIN-", "EC2AMAZ-", "DESKTOP-", "LAPTOP-"} {
		each(text, mark, func(from []byte, at int) {
			if at == 0 || !is(text[at-1], alnum) {
				c.names.host(string(windowsHost().Find(window(from))))
			}
		})
	}
}

// client is who sent a query that MySQL found slow.
var client = lazy.Regexp(`^User@Host: ([^\[\s]{1,80})?\[[^\]\n]{0,80}\] @ +([\w.-]{1,255}) +\[`)

func (c *Collector) clients(text []byte) {
	each(text, "User@Host: ", func(from []byte, _ int) {
		if m := client().FindSubmatch(window(from)); m != nil {
			c.names.user(string(m[1]))
			c.names.host(string(m[2]))
		}
	})
}

// bsdLine is the beginning of a line of a system log: time, host, program.
var bsdLine = lazy.Regexp(`^... [ \d]\d \d\d:\d\d:\d\d (\S{1,255}) [\w./()-]{1,64}(?:\[\d{1,10}\])?: `)

// levels are words that may stand where a system log names its host.
var levels = setOf("trace debug info notice warn warning err error crit critical alert emerg fatal panic utc gmt")

func (c *Collector) syslogHosts(text []byte) {
	take := func(name []byte) {
		if !levels()[strings.ToLower(strings.Trim(string(name), "[]:"))] {
			c.names.host(string(name))
		}
	}
	for _, mark := range []string{"]: ", "kernel: "} {
		each(text, mark, func(_ []byte, at int) {
			if host := hostBefore(text[:at+len(mark)-len(": ")]); host != nil {
				take(host)
			}
		})
	}
	for _, month := range []string{"Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec "} {
		each(text, month, func(from []byte, _ int) {
			const colon = len("Jan  4 10:") - 1
			if len(from) <= colon || from[colon] != ':' {
				return
			}
			if m := bsdLine().FindSubmatch(window(from)); m != nil {
				take(m[1])
			}
		})
	}
}

// hostBefore returns the host in a beginning of a line that a text ends with, where the time is written as in ISO 8601:
// 2026-03-04T02:00:00Z HOST PROGRAM[PID]
func hostBefore(text []byte) []byte {
	text = text[max(0, len(text)-400):]
	if bytes.HasSuffix(text, []byte("]")) {
		text = bytes.TrimRight(text[:len(text)-1], "0123456789")
	}
	if i := bytes.LastIndexByte(text, ' '); i >= 0 {
		text = text[:i]
	}
	i := bytes.LastIndexByte(text, ' ')
	if i < 0 {
		return nil
	}
	stamp, host := text[:i], text[i+1:]
	stamp = stamp[max(0, len(stamp)-45):]
	stamp = stamp[bytes.LastIndexByte(stamp, ' ')+1:]
	const date = "2026-03-04"
	t := bytes.LastIndexByte(stamp, 'T')
	if t < len(date) || len(stamp)-t < len("T02:00:00") || stamp[t-len("-04")] != '-' || stamp[t-len("-03-04")] != '-' || !is(stamp[t-1], digits) || !is(stamp[t-len(date)], digits) {
		return nil
	}
	return host
}

// loginHosts gathers from the prompt of a console that waits for somebody, which stands behind an empty line.
func (c *Collector) loginHosts(text []byte) {
	each(text, " login:", func(_ []byte, at int) {
		name := text[max(0, at-80):at]
		begins := len(name) == at
		for _, empty := range []string{"\n\n", "\n\r\n", `\n\n`, `\n\r\n`, `\\n\\n`, `\\n\\r\\n`} {
			if i := bytes.LastIndex(name, []byte(empty)); i >= 0 {
				name, begins = name[i+len(empty):], true
			}
		}
		if !begins || runLength(name, labels, len(name)) < len(name) {
			return
		}
		switch word := string(name); strings.ToLower(word) {
		case "last", "first", "failed", "previous":
		default:
			c.names.host(word)
		}
	})
}

// urlSchemes are those whose URLs name a host; that of s3 names a bucket.
var urlSchemes = setOf("http https ws wss ftp ftps sftp ssh ldap ldaps redis rediss postgres postgresql mysql mariadb amqp amqps mongodb")

// isURLHost reports whether what stands at a place of a text is the host of a URL.
func isURLHost(text []byte, at int) bool {
	const sign = "://"
	i := at
	if i > 0 && text[i-1] == '@' { // behind a name and a password
		most := max(0, i-300)
		for i > most && text[i-1] > ' ' && text[i-1] != '/' {
			i--
		}
	}
	if i < len(sign) || string(text[i-len(sign):i]) != sign {
		return false
	}
	i -= len(sign)
	from := i
	for from > 0 && is(text[from-1], letters) && i-from < 16 {
		from--
	}
	return urlSchemes()[strings.ToLower(string(text[from:i]))]
}

// urlHosts gathers the hosts of URLs that are not told by their own names. A plain word is replaced there, and nowhere else.
func (c *Collector) urlHosts(text []byte) {
	each(text, "://", func(from []byte, at int) {
		host := at + len("://")
		rest := window(text[host:])
		if i := bytes.IndexAny(rest, "/ \t\r\n\"'<>?#\\"); i >= 0 {
			rest = rest[:i]
		}
		if i := bytes.LastIndexByte(rest, '@'); i >= 0 {
			host, rest = host+i+1, rest[i+1:]
		}
		name := strings.TrimRight(string(rest[:runLength(rest, labels, maxHost)]), ".-")
		if strings.ContainsAny(name, ".-0123456789") && !looksLikeHost(name) && isURLHost(text, host) {
			c.names.host(name)
		}
	})
}

// Fields that hold names of hosts, and lists of them.
var (
	oneHost   = lazy.Regexp(`^omainName\\*["']?\s*[:=]\s*\\*["']?(?:\*\.)?([\w-]+(?:\.[\w-]+)+)`)
	quotedOne = lazy.Regexp(`["'](?:\*\.)?([\w-]+(?:\.[\w-]+)+)\.?\\*["']`)
)

// listedHosts gathers from rules of load balancers, certificates and distributions.
func (c *Collector) listedHosts(text []byte) {
	for _, mark := range []string{"host-header", "HostHeaderConfig", "AlternativeName", "Aliases"} {
		each(text, mark, func(from []byte, _ int) {
			near := from[:min(len(from), 100)]
			open := bytes.IndexByte(near, '[')
			if open < 0 || bytes.IndexByte(near[:open], ']') >= 0 {
				return
			}
			list := window(from)[open:]
			end := bytes.IndexByte(list, ']')
			if end < 0 {
				return
			}
			for _, name := range quotedOne().FindAllSubmatch(list[:end], -1) {
				c.names.host(string(name[1]))
			}
		})
	}
	each(text, "omainName", func(from []byte, _ int) {
		if m := oneHost().FindSubmatch(window(from)); m != nil {
			c.names.host(string(m[1]))
		}
	})
}

// rootedHosts gathers names that end with the DNS's root, as records of zones do.
func (c *Collector) rootedHosts(text []byte) {
	each(text, `."`, func(_ []byte, at int) {
		from := at
		for from > 0 && at-from < maxHost && is(text[from-1], labels) {
			from--
		}
		name := string(text[from:at])
		last := name[strings.LastIndexByte(name, '.')+1:]
		if from == 0 || text[from-1] != '"' && !bytes.HasSuffix(text[:from], []byte("052")) || len(last) == len(name) || len(last) < 2 || strings.ContainsAny(last, "0123456789") {
			return
		}
		c.names.host(strings.TrimLeft(name, "."))
	})
}

// keyComment is who a public key of SSH belongs to: a user at a host.
var keyComment = lazy.Regexp(`^(?:ssh-\w{2,10}|sha2-nistp\d{3}) [A-Za-z0-9+/=]{20,1000} ([\w.-]{1,64})@([\w.-]{1,255})`)

func (c *Collector) keyOwners(text []byte) {
	for _, mark := range []string{"ssh-rsa ", "ssh-ed25519 ", "sha2-nistp"} {
		each(text, mark, func(from []byte, _ int) {
			if m := keyComment().FindSubmatch(window(from)); m != nil {
				c.names.user(string(m[1]))
				c.names.host(string(m[2]))
			}
		})
	}
}
