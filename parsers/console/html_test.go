package console

import (
	"strings"
	"testing"

	"hamari/parsers/textlog/logtest"
)

// TestHTMLParts holds that a message in HTML is read as its text, and not again where the plain text beside it has it.
func TestHTMLParts(t *testing.T) {
	const (
		mail   = "From: Ann <ann@example.com>\nDate: Wed, 04 Mar 2026 18:20:00 +0900\nMIME-Version: 1.0\n"
		both   = mail + "Content-Type: multipart/alternative;\n boundary=\"b1\"\n\n"
		plain  = "--b1\nContent-Type: text/plain; charset=utf-8\n\n"
		html   = "--b1\nContent-Type: text/html; charset=utf-8\n"
		tagged = "<html><head><title>x</title><style>\n\np > a { color: red }\n\n</style></head><body>\n<p>Hello,<br>it says:</p>\n\n<p>An error <b>occurred</b>\n(UnauthorizedOperation) when calling the <span\n style=\"a > b\">StartInstances</span>\noperation: You are not&nbsp;authorized to perform this operation. " +
			"<!-- <p> --\n> -->User: " + caller + " is not authorized to perform: ec2:StartInstances on resource: " + target + " because &quot;no&quot; policy</p>\n<p>Bye</p></body></html>\n"
		inHTML = "You are not authorized to perform this operation. User: " + caller + " is not authorized to perform: ec2:StartInstances on resource: " + target + ` because "no" policy`
	)
	soft := strings.NewReplacer("=\"", "=3D\"", "occurred", "occ=\nurred", "&quot;no", "&qu=\not;no")
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"alternatives", both + plain + cli + "\n\n" + html + "\n" + tagged + "--b1--\n", []string{"plain"}},
		{"alternatives without blank lines between", both + plain + cli + "\n" + html + "\n" + tagged + "--b1--\n", []string{"plain"}},
		{"plain text that says nothing", both + plain + "Your program cannot show HTML.\n" + html + "\n" + tagged + "--b1--\n", []string{inHTML}},
		{"HTML alone", mail + "Content-Type: text/html\n\n" + tagged, []string{inHTML}},
		{"HTML in quoted-printable", mail + "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n" + soft.Replace(tagged), []string{inHTML}},
		{"HTML in base64", mail + "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n" + inBase64(tagged, 76, "\n"), []string{inHTML}},
		{"text behind HTML", both + html + "\n" + strings.TrimSuffix(tagged, "\n") + "\n--b1\nContent-Type: text/plain\n\n" + cli + "\n--b1--\n", []string{inHTML, "plain"}},
		{"attached HTML", both + plain + cli + "\n" + html + "Content-Disposition: attachment\n\n" + tagged + "--b1--\n", []string{"plain", inHTML}},
		{"XML shown in HTML", mail + "Content-Type: text/html\n\n<pre>&lt;Error&gt;&lt;Code&gt;AccessDenied&lt;/Code&gt;&lt;Message&gt;Access Denied&lt;/Message&gt;</pre>\n", []string{"Access Denied"}},
		{"an answer of HTTP in plain text", mail + "Content-Type: text/plain\n\nlook:\n\nDate: Wed, 04 Mar 2026 18:20:00 GMT\nContent-Type: text/html\n\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>\n", []string{"Access Denied"}},
	} {
		l := logtest.Read(t, Format, "m", tt.text)
		var got []string
		for _, e := range l.Events {
			m := e.Fields["message"]
			if strings.Contains(m, "because no identity-based policy") {
				m = "plain"
			}
			got = append(got, m)
		}
		if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
			t.Errorf("%s:\ngot  %q\nwant %q", tt.name, got, tt.want)
		}
		logtest.Holds(t, Format, "m", tt.text)
	}
}
