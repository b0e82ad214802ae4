package markdown

import "testing"

func TestProse(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"a sentence", `The call reported no error, but at 02:12:02Z (UTC) KMS "denied" 3 of 1,000 it's 9 %.`, `The call reported no error, but at 02:12:02Z (UTC) KMS "denied" 3 of 1,000 it's 9 %.`},
		{"times", "2026-03-04 09:00:00.25 to 2026-03-04T09:00:00Z", "2026-03-04 09:00:00.25 to 2026-03-04T09:00:00Z"},
		{"spaces", "  one\n two\t\tthree ", "one two three"},
		{"an identifier", "of (i-0123456789abcdef0), as", "of (`i-0123456789abcdef0`), as"},
		{"an ARN", "arn:aws:kms:eu-west-1:111122223333:key/*.", "`arn:aws:kms:eu-west-1:111122223333:key/*`."},
		{"a mention", "ask @here, please", "ask `@here`, please"},
		{"an issue", "see #1 and GH-2 and o/r#3", "see `#1` and `GH-2` and `o/r#3`"},
		{"addresses", "http://a.b www.a.b evil.com a@b.c mailto:x", "`http://a.b` `www.a.b` `evil.com` `a@b.c` `mailto:x`"},
		{"emphasis", "*a* _b_ ~~c~~ -d- a_b", "`*a*` `_b_` `~~c~~` `-d-` `a_b`"},
		{"emoji", ":fire: a:smile:b :100: 10:15:00", "`:fire`: `a:smile:b` `:100`: 10:15:00"},
		{"HTML", `<b onclick="x">y</b> &lt; <!-- a`, "`<b` `onclick=\"x\">y</b>` `&lt`; `<!--` a"},
		{"a link", "[a](javascript:b) ![c](d)", "`[a](javascript:b`) `![c](d`)"},
		{"a bar", "a|b", "`a|b`"},
		{"backticks", "a`b ``` `", "``a`b`` ```` ``` ```` `` ` ``"},
		{"a backslash", `\x1b[31m a\`, "`\\x1b[31m` `a\\`"},
		{"a list", "- a - b", "`-` a - b"},
		{"a numbered list", "1. a 2. b", "`1`. a 2. b"},
		{"a rule", "=== a", "`===` a"},
		{"a quotation", "> a", "`>` a"},
		{"a formula", "$x^2$ {code}", "`$x^2$` `{code}`"},
		{"other scripts", "東京 Zürich", "東京 Zürich"},
		{"nothing", " ", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := prose(test.text); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestCellCode(t *testing.T) {
	for value, want := range map[string]string{
		"a": "`a`", "a|b": "`a\\|b`", `a\|b`: "`a\\\\x7cb`", "|": "`\\|`", "": "", " ": "", "- ": "`- `",
	} {
		if got := cellCode(value); got != want {
			t.Errorf("%q: got %s, want %s", value, got, want)
		}
	}
}

func TestBlock(t *testing.T) {
	if got := block("sh", "echo `date`\n"); got != "```sh\necho `date`\n```\n" {
		t.Errorf("got %s", got)
	}
	if got := block("", "```\nx\n`````"); got != "``````\n```\nx\n`````\n``````\n" {
		t.Errorf("got %s", got)
	}
}

func TestLink(t *testing.T) {
	for address, want := range map[string]string{
		"https://docs.aws.amazon.com/a_b/c.html#d": "`https://docs.aws.amazon.com/a_b/c.html#d`",
		"https://docs.aws.amazon.com/a/c.html#d":   "https://docs.aws.amazon.com/a/c.html#d",
		"http://a.b":                               "`http://a.b`",
		"https://a.b/<script>":                     "`https://a.b/<script>`",
		"javascript:x":                             "`javascript:x`",
		"https://":                                 "`https://`",
	} {
		if got := link(address); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
