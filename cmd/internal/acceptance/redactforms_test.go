package acceptance

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	gocmp "github.com/google/go-cmp/cmp"

	"hamari/correlate/patterntest"
	"hamari/correlate/redact"
	"hamari/parsers"
	"hamari/parsers/formats"
	"hamari/parsers/parquet/parquettest"
)

// What is planted into records of every format, and the words by which it is told in whatever it becomes: account, user, role,
// session, addresses (of a network interface, too), host, e-mail address, access key and password all hold one of them.
var plantedWords = []string{"735192846013", "petra", "geheim", "203.0.113.99", "10.77.88.99", "77:88::99", "c7:53:99:1b:5d", "c7-53-99-1b-5d", "c753991b5d"}

var planting = strings.NewReplacer(
	"ACCOUNT", "735192846013", "USER", "petra.geheim", "ROLE", "GeheimOperator", "SESSION", "petra-am-morgen", "PUBLIC", "203.0.113.99", "PRIVATE", "10.77.88.99",
	"SIX", "2001:db8:77:88::99", "HOST", "db7.geheim.example.com", "EMAIL", "petra@geheim.example.com", "KEYID", "AKIAGEHEIM7EXAMPLE44", "TOKEN", "geheimes+Wort/42",
	"HARDWARE", "02:c7:53:99:1b:5d", "DASHED", "02-C7-53-99-1B-5D",
	"DEEP", deep(), "AGENT", "Mozilla/5.0%20(petra@geheim.example.com)",
)

// deep is a text that hides originals in one encoding within another.
func deep() string {
	const text = `{"by":"arn:aws:iam::735192846013:user/petra.geheim","from":"203.0.113.99 and 10.77.88.99","mail":"petra@geheim.example.com","password":"geheimes+Wort/42"}`
	encode := base64.StdEncoding.EncodeToString
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(text)) // into memory
	_ = w.Close()
	return strings.Join([]string{
		encode([]byte(text)), base64.RawURLEncoding.EncodeToString([]byte(text)), encode(packed.Bytes()), encode([]byte(encode([]byte(text)))),
		encode(zlibbed(text)), url.QueryEscape(text), url.QueryEscape(url.QueryEscape(text)), url.QueryEscape(encode([]byte(text))),
	}, ",")
}

func zlibbed(text string) []byte {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write([]byte(text)) // into memory
	_ = w.Close()
	return packed.Bytes()
}

// subscribed is a record as CloudWatch Logs hands it to a subscription: JSON, compressed, in Base64.
func subscribed(message string) string {
	quoted, err := json.Marshal(message)
	if err != nil {
		panic(err)
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = fmt.Fprintf(w, `{"messageType":"DATA_MESSAGE","owner":"735192846013","logGroup":"flow","logStream":"eni-0a1b2c3d4e5f60718-all","subscriptionFilters":["x"],"logEvents":[{"id":"1","timestamp":1772590200000,"message":%s}]}`, quoted)
	_ = w.Close()
	return base64.StdEncoding.EncodeToString(packed.Bytes())
}

// inLines is Base64 as mails hold it.
func inLines(text string) string {
	packed, lines := base64.StdEncoding.EncodeToString([]byte(text)), ""
	for ; len(packed) > 76; packed = packed[76:] {
		lines += packed[:76] + "\n"
	}
	return lines + packed
}

// planted are members of all formats, in which the words above stand wherever somebody's own words may stand.
var planted = []struct{ name, format, text string }{
	{"AWSLogs/ACCOUNT/CloudTrail/eu-central-1/2026/03/04/ACCOUNT_CloudTrail_eu-central-1_20260304T0200Z_a.json", "cloudtrail",
		`{"Records":[{"eventVersion":"1.08","eventID":"e1","eventTime":"2026-03-04T02:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","awsRegion":"eu-central-1","sourceIPAddress":"PUBLIC","userAgent":"aws-cli/2.15 DEEP","recipientAccountId":"ACCOUNT","errorMessage":"User: arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION is not authorized. Encoded: {\"k\":\"{\\\"mail\\\":\\\"EMAIL\\\"}\"} \u0070etra.geheim","requestParameters":{"userData":"DEEP","keyName":"x","password":"TOKEN","policyDocument":"%7B%22AWS%22%3A%22arn%3Aaws%3Aiam%3A%3AACCOUNT%3Auser%2FUSER%22%7D","privateDnsName":"ip-10-77-88-99.eu-central-1.compute.internal","address":"SIX"},"userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLEEXAMPLE123:SESSION","accountId":"ACCOUNT","accessKeyId":"KEYID","arn":"arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION","sessionContext":{"sessionIssuer":{"userName":"ROLE","arn":"arn:aws:iam::ACCOUNT:role/ROLE"}}}}]}`},
	{"history/SESSION.csv", "cloudtrail",
		"Event name,Event time,User name,Event source,Resource type,Resource name,Read-only,AWS access key,Source IP address,AWS region,Error code,Event ID,Request ID,Resources,CloudTrail event\nStopInstances,2026-03-04T02:00:00Z,USER,ec2.amazonaws.com,,,false,KEYID,PUBLIC,eu-central-1,,e2,r2,[],\n"},
	{"flow/ACCOUNT_vpcflowlogs_eu-central-1.log", "flowlog",
		"version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n2 ACCOUNT eni-0a1b2c3d4e5f60718 PRIVATE PUBLIC 52011 443 6 10 840 1772590200 1772590260 ACCEPT OK\n2 ACCOUNT eni-0a1b2c3d4e5f60718 SIX SIX 52011 443 6 10 840 1772590200 1772590260 ACCEPT OK\n"},
	{"flow/tgw.log", "tgwflowlog",
		"version resource-type account-id tgw-id tgw-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status\n6 TransitGateway ACCOUNT tgw-0a1b2c3d4e5f60718 tgw-attach-0a1b2c3d4e5f60718 PRIVATE PUBLIC 52011 443 6 10 840 1772590200 1772590260 OK\n"},
	{"lb/ACCOUNT_elasticloadbalancing_eu-central-1_app.shop.log", "alb",
		`https 2026-03-04T09:15:02.482913Z app/shop/0a1b2c3d4e5f6071 PUBLIC:51322 PRIVATE:8443 0.001 0.214 0.000 502 502 431 277 "GET https://HOST:443/cart?user=USER&mail=petra%40geheim.example.com&token=TOKEN&state=DEEP HTTP/2.0" "AGENT" TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:eu-west-1:ACCOUNT:targetgroup/cart/9f8e7d6c5b4a3920 "Root=1-69a7f4d6-1b2c3d4e5f60718293a4b5c6" "HOST" "arn:aws:acm:eu-west-1:ACCOUNT:certificate/01234567-89ab-cdef-0123-456789abcdef" 3 2026-03-04T09:15:02.267000Z "forward" "-" "-" "PRIVATE:8443" "502" "-" "-"` + "\n"},
	{"lb/conn.log", "albconn",
		`2026-03-04T09:15:02.104226Z PUBLIC 51322 443 TLSv1.3 TLS_AES_128_GCM_SHA256 0.012 "CN=USER,O=Example Ltd" NotBefore=2025-01-02T03:04:05Z;NotAfter=2026-01-02T03:04:05Z 5F0E1D2C3B4A Failed:ClientCertExpired` + "\n"},
	{"lb/net.log", "nlb",
		"tls 2.0 2026-03-04T09:15:02 net/mail/0a1b2c3d4e5f6071 9f8e7d6c5b4a3920 PUBLIC:51322 PRIVATE:993 4211 18 981 2466 - arn:aws:acm:eu-west-1:ACCOUNT:certificate/01234567-89ab-cdef-0123-456789abcdef - ECDHE-RSA-AES128-SHA tlsv12 - HOST - - - 2026-03-04T09:14:58\n"},
	{"lb/classic.log", "clb",
		`2026-03-04T09:15:02.482913Z legacy-shop PUBLIC:51322 PRIVATE:80 0.000041 0.214 0.000037 200 200 0 2771 "GET http://HOST:80/u/USER?password=TOKEN HTTP/1.1" "AGENT" - -` + "\n"},
	{"cdn.log", "cloudfront",
		"#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for\n" +
			"2026-03-04\t09:15:02\tFRA60-P4\t2771\tPUBLIC\tGET\td0example1abcd.cloudfront.net\t/cart\t502\thttps://HOST/x\tAGENT\tmail=petra%2540geheim.example.com\tid=geheim77;%20theme=petra\tError\tkQ3w==\tHOST\thttps\t231\t0.214\tPRIVATE\n"},
	{"bucket.log", "s3access",
		`79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be media [04/Mar/2026:09:15:02 +0000] PUBLIC arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION 5N2EXAMPLE7K1Q9Z REST.GET.OBJECT img/USER/cart.png "GET /img/USER/cart.png?X-Amz-Credential=KEYID%2F20260304&X-Amz-Signature=geheim99 HTTP/1.1" 403 AccessDenied 243 - 14 - "-" "AGENT" - 9vKBE6vMhrNiWHZmb2L0mXOcqPGzQOI5XLnCtZNPxev= SigV4 TLS_AES_128_GCM_SHA256 AuthHeader media.s3.eu-west-1.amazonaws.com TLSv1.3 - - eu-west-1` + "\n"},
	{"metrics.json", "metrics",
		`{"MetricDataResults":[{"Id":"m1","Label":"PRIVATE of EMAIL","Timestamps":["2026-03-04T02:00:00Z"],"Values":[1.0],"StatusCode":"Complete"}],"Messages":[]}`},
	{"describe-instances.json", "inventory",
		`{"Reservations":[{"OwnerId":"ACCOUNT","Instances":[{"InstanceId":"i-0a1b2c3d4e5f60718","PrivateIpAddress":"PRIVATE","PublicIpAddress":"PUBLIC","PrivateDnsName":"ip-10-77-88-99.eu-central-1.compute.internal","PublicDnsName":"ec2-203-0-113-99.eu-central-1.compute.amazonaws.com","IamInstanceProfile":{"Arn":"arn:aws:iam::ACCOUNT:instance-profile/x"},"Tags":[{"Key":"Contact","Value":"EMAIL"},{"Key":"who","Value":"USER"}],"UserData":{"Value":"DEEP"}}]}]}`},
	{"describe-instances.yaml", "inventory",
		"Reservations:\n- OwnerId: 'ACCOUNT'\n  Instances:\n  - InstanceId: i-0a1b2c3d4e5f60719\n    PrivateIpAddress: PRIVATE\n    Ipv6Address: SIX\n    Tags:\n    - Key: Contact\n      Value: EMAIL\n"},
	{"amazon-ssm-agent.log", "ssmagent",
		"2026-03-04 10:18:00 ERROR [ssm-agent-worker] [MessageService] AccessDeniedException: User: arn:aws:sts::ACCOUNT:assumed-role/ROLE/i-0a1b2c3d4e5f60718 may not; dial tcp PRIVATE:443: i/o timeout, proxy http://petra:geheim42@HOST:3128, Authorization: Bearer geheim77\n"},
	{"messages", "ssmagent",
		"Mar  4 10:18:01 geheimbox amazon-ssm-agent[17]: 2026-03-04 10:18:00 INFO [amazon-ssm-agent] Starting Core Agent on geheimbox\n"},
	{"events.json", "rdsevent",
		`{"Events":[{"SourceType":"db-instance","SourceIdentifier":"orders","EventCategories":["failover"],"Message":"Failover asked for by EMAIL from PUBLIC","Date":"2026-03-04T09:15:02.983Z","SourceArn":"arn:aws:rds:eu-west-1:ACCOUNT:db:orders"}]}`},
	{"postgresql.log", "postgres",
		"2026-03-04 09:15:00 UTC:PRIVATE(52834):USER@orders:[312]:FATAL:  password authentication failed for user \"USER\"\n2026-03-04 09:15:01 UTC:HOST(52834):USER@orders:[312]:LOG:  statement: ALTER ROLE USER PASSWORD 'TOKEN'\n"},
	{"mysql-error.log", "mysqlerror",
		"2026-03-04T09:15:03.123456Z 813 [Note] [MY-010914] [Server] Aborted connection 813 to db: 'orders' user: 'USER' host: 'PRIVATE' (Got timeout reading communication packets).\n2026-03-04T09:15:02.123456Z 812 [Warning] [MY-010055] [Server] IP address 'PUBLIC' could not be resolved: Name or service not known\n"},
	{"slow.log", "mysqlslow",
		"# Time: 2026-03-04T09:15:12.500000Z\n# User@Host: petra[petra] @ geheimbox [PRIVATE]  Id:   812\n# Query_time: 10.500000  Lock_time: 0.000074 Rows_sent: 1  Rows_examined: 95557073\nuse orders;\nSET timestamp=1772615702;\nSELECT * FROM people WHERE mail='EMAIL' AND name='petra';\n"},
	{"general.log", "mysqlgeneral",
		"/rdsdbbin/mysql/bin/mysqld, Version: 8.0.35 (Source distribution). started with:\nTcp port: 3306  Unix socket: /tmp/mysql.sock\nTime                 Id Command    Argument\n2026-03-04T09:15:02.123456Z\t  812 Connect\tpetra@HOST on orders using TCP/IP\n2026-03-04T09:15:02.223456Z\t  812 Query\tALTER USER petra IDENTIFIED BY 'TOKEN'\n"},
	{"audit.log", "mysqlaudit",
		"1772615702123456,geheimdb-1,petra,PRIVATE,812,4711,QUERY,orders,'SELECT \\'EMAIL\\' FROM t',0\n"},
	{"log-events.json", "applog",
		`{"events":[{"timestamp":1772590200000,"message":"[ERROR]\tno answer from HOST (PRIVATE) for EMAIL, password=TOKEN\n"},{"timestamp":1772590201000,"message":"User: arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION is not authorized to perform: s3:GetObject"}]}`},
	{"ticket.txt", "console",
		"From: Petra <EMAIL>\nDate: Wed, 04 Mar 2026 18:20:00 +0900\n\n$ aws ec2 start-instances --profile x\nAn error occurred (UnauthorizedOperation) when calling the StartInstances operation: You are not authorized to perform this operation. User: arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION is not authorized to perform: ec2:StartInstances\n\nwe are account 7351-9284-6013, export AWS_SECRET_ACCESS_KEY=geheimwJalrXUtnFEMI\n"},
	{"describe-network-interfaces.json", "inventory",
		`{"NetworkInterfaces":[{"NetworkInterfaceId":"eni-0a1b2c3d4e5f60718","MacAddress":"HARDWARE","OwnerId":"ACCOUNT","PrivateIpAddress":"PRIVATE","Ipv6Addresses":[{"Ipv6Address":"SIX"}],"Association":{"PublicIp":"PUBLIC","PublicDnsName":"ec2-203-0-113-99.eu-central-1.compute.amazonaws.com"},"RequesterId":"ACCOUNT"}]}`},
	{"describe-target-health.json", "inventory",
		`{"TargetHealthDescriptions":[{"Target":{"Id":"PRIVATE","Port":443},"TargetHealth":{"State":"unhealthy","Description":"HOST"}}],"TargetGroups":[{"TargetGroupArn":"arn:aws:elasticloadbalancing:eu-central-1:ACCOUNT:targetgroup/x/0a1b2c3d4e5f6071"}],"Rules":[{"Conditions":[{"Field":"host-header","Values":["shop.geheim.photos","*.petra.photos"]}]}]}`},
	{"describe-instances-2.json", "inventory",
		`{"Reservations":[{"Instances":[{"InstanceId":"i-0a1b2c3d4e5f60720","Parameters":[{"Name":"/prod/db","Type":"SecureString","Value":"geheim9"}],"environment":[{"name":"DB_PASSWORD","value":"geheim8"}],"Policy":{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::ACCOUNT:root","arn:aws:iam::ACCOUNT:user/USER"]},"Resource":["arn:aws:s3:::logsACCOUNT/*","arn:aws:s3:::x-ACCOUNT-eu-central-1/AWSLogs/ACCOUNT/*"],"Condition":{"StringEquals":{"aws:SourceAccount":"ACCOUNT"},"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::ACCOUNT:role/ROLE"},"IpAddress":{"aws:SourceIp":["PUBLIC/32","SIX/128"]}}}]},"Output":"[    0.0] x\\r\\nci-info: | ens5 | True | PRIVATE | 255.255.255.0 | global | HARDWARE |\\r\\nfe80::c7:53ff:fe99:1b5d/64\\r\\n2026-03-04T02:00:00.1+00:00 geheimbox kernel: IN=eth0 MAC=HARDWARE:0a:00:00:00:00:01:08:00 SRC=PUBLIC\\r\\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF petra@geheimlaptop\\r\\n\\r\\ngeheimhost3 login: "}]}]}`},
	{"subscription.json", "flowlog", // handed over as a function or a stream gets it
		`{"awslogs":{"data":"` + subscribed("2 735192846013 eni-0a1b2c3d4e5f60718 10.77.88.99 203.0.113.99 52011 443 6 10 840 1772590200 1772590260 ACCEPT OK") + `"}}`},
	{"mail.eml", "console",
		"From: =?utf-8?Q?petra=40geheim.example.com?= <EMAIL>\nDate: Wed, 04 Mar 2026 18:20:00 +0900\nContent-Transfer-Encoding: quoted-printable\n\npetra=40geheim.example.com of petra.ge=\nheim at 203.0=2E113.99, 10.77.8=\n8.99, account 7351928=\n46013\n\nAn error occurred (UnauthorizedOperation) when calling the StartInstances o=\nperation: User: arn:aws:sts::735192846=\n013:assumed-role/ROLE/petra-am-mor=\ngen is not authorized to perform: ec2:StartInstances\n\nEthernet DASHED, see https://b.s3.eu-central-1.amazonaws.com/logs-ACCOUNT/x?X-Amz-Cred=\nential=3DKEYID%2F20260304%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Securi=\nty-Token=3Dgeheim77&X-Amz-Signature=3Dgehei=\nm78\n\n--b\nContent-Transfer-Encoding: base64\n\n" +
			inLines("Von petra.geheim: der Rechner db7.geheim.example.com hat 203.0.113.99, und das Passwort password=geheimes+Wort/42 stimmt.\n") + "\n"},
}

// notPlanted are formats that a redacted bundle does not hold.
var notPlanted = map[string]string{"traildigest": "digests are left out"}

// TestNothingPlantedIsLeft plants originals into records of every format that is read, in every way to write them that occurs in
// logs, and looks for them in the redacted bundle and in everything that is encoded there.
func TestNothingPlantedIsLeft(t *testing.T) {
	var members []packedFile
	covered := map[string]bool{}
	for _, p := range planted {
		covered[p.format] = true
		text := planting.Replace(p.text)
		members = append(members, packedFile{planting.Replace(p.name), []byte(text)})
		if got := formatOf(t, p.name, text); got != p.format {
			t.Errorf("%s is read as %q, not as %s", p.name, got, p.format)
		}
		if len(left(text)) == 0 {
			t.Errorf("%s: nothing is planted", p.name)
		}
	}
	for _, f := range formats.All() {
		if !covered[f.Name] && notPlanted[f.Name] == "" {
			t.Errorf("nothing is planted into format %s", f.Name)
		}
	}
	redacted, _ := redactedBundle(t, zipped(t, members, zip.Deflate))
	for name, text := range membersOf(t, redacted) {
		for _, found := range left(name + "\n" + text) {
			t.Errorf("%s: %s", name, found)
		}
	}
}

// TestRowsOfUnknownTable holds that names are gathered from the rows of a Parquet file of any kind, since these are written,
// and that rows which cannot be written are told of.
func TestRowsOfUnknownTable(t *testing.T) {
	table, err := parquettest.Table([]string{"actor", "note"}, [][]string{
		{planting.Replace("arn:aws:iam::ACCOUNT:user/USER"), "x"}, {planting.Replace("PUBLIC"), "y"}, {"z", planting.Replace("USER came")},
	}, parquettest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	redacted, _, leftOut := redactedCase(t, zipOf(t, map[string]string{"export.parquet": string(table), "log.txt": planting.Replace("by USER, again\n")}))
	if len(leftOut) != 1 || leftOut[0].Member != "export.parquet" || !strings.HasPrefix(leftOut[0].Why, "1 of its rows") {
		t.Errorf("left out %v", leftOut)
	}
	members := membersOf(t, redacted)
	if rows := members["export.log"]; !strings.Contains(rows, ":user/") || strings.Count(rows, "\n") != 3 || len(members) != 2 {
		t.Errorf("the rows are not there: %q", members)
	}
	for name, text := range members {
		for _, found := range left(name + "\n" + text) {
			t.Errorf("%s: %s", name, found)
		}
	}
}

// formatOf recognises a member the way an analysis does.
func formatOf(t *testing.T, name, text string) string {
	t.Helper()
	result, err := formats.Read(t.Context(), strings.NewReader(text), &parsers.Source{Member: name}, collecting(func(*parsers.Event) {}))
	if err != nil || result.Format == nil {
		t.Errorf("%s: %v", name, err)
		return ""
	}
	return result.Format.Name
}

// collecting is a sink that hands on events.
type collecting func(*parsers.Event)

func (c collecting) Event(ev *parsers.Event) error { c(ev); return nil }
func (collecting) Reject(*parsers.SyntaxError)     {}
func (collecting) Note(string)                     {}

// left lists the planted words that a text holds, also in what is encoded in it.
func left(text string) (found []string) {
	for _, form := range decoded(text, 5) {
		lower := strings.ToLower(form)
		for _, word := range plantedWords {
			if i := strings.Index(lower, word); i >= 0 {
				found = append(found, fmt.Sprintf("%s in %.160q", word, lower[max(0, i-60):]))
			}
		}
	}
	return found
}

var (
	base64Run  = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}={0,2}`)
	quotedRun  = regexp.MustCompile(`=\r?\n|=([0-9A-F]{2})`)
	percentRun = regexp.MustCompile(`[^\s"'<>]*%[0-9A-Fa-f]{2}[^\s"'<>]*`)
	escapeRun  = regexp.MustCompile(`\\+u00([2-7][0-9a-fA-F])`)
)

// decoded is a text and everything that can be decoded from parts of it, by other means than the program has.
func decoded(text string, depth int) []string {
	all := []string{text}
	if depth == 0 {
		return all
	}
	add := func(plain string) { all = append(all, decoded(plain, depth-1)...) }
	for _, run := range base64Run.FindAllString(text, -1) {
		data, err := base64.StdEncoding.DecodeString(run)
		if err != nil {
			data, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(run, "="))
		}
		if err != nil {
			continue
		}
		if z, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
			data, _ = io.ReadAll(z) // as much as there is
		}
		if z, err := zlib.NewReader(bytes.NewReader(data)); err == nil {
			data, _ = io.ReadAll(z) // as much as there is
		}
		if len(data) > 3 && data[1] == 0 && data[3] == 0 {
			units := make([]uint16, len(data)/2)
			for i := range units {
				units[i] = uint16(data[2*i]) | uint16(data[2*i+1])<<8
			}
			data = []byte(string(utf16.Decode(units)))
		}
		add(string(data))
	}
	for _, run := range percentRun.FindAllString(text, -1) {
		if plain, err := url.PathUnescape(run); err == nil && plain != run {
			add(plain)
		}
	}
	if plain := quotedRun.ReplaceAllStringFunc(text, func(m string) string {
		if strings.HasSuffix(m, "\n") {
			return ""
		}
		var c byte
		_, _ = fmt.Sscanf(m[1:], "%02X", &c) // the expression holds digits there
		return string(c)
	}); plain != text {
		add(plain)
	}
	if plain := escapeRun.ReplaceAllStringFunc(text, func(m string) string {
		var c rune
		_, _ = fmt.Sscanf(m[len(m)-2:], "%02x", &c) // the expression holds digits there
		return string(c)
	}); plain != text {
		add(plain)
	}
	return all
}

// membersOf are the members of a zip, by name.
func membersOf(t *testing.T, packed []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var r io.Reader = in
		if strings.HasSuffix(f.Name, ".gz") {
			if r, err = gzip.NewReader(in); err != nil {
				t.Fatal(err)
			}
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(text)
		in.Close()
	}
	return all
}

// TestRedactedPatternBundles holds that the analysis of every test bundle of the catalogue finds the same on the pseudonyms, and
// that no value of an account, address, key or user is left. Only bundles with digests may give other findings.
func TestRedactedPatternBundles(t *testing.T) {
	paths, err := filepath.Glob("../../../correlate/catalogue/*/testdata/*.txtar")
	if err != nil || len(paths) < 50 {
		t.Fatalf("%d test bundles, %v", len(paths), err)
	}
	for i, path := range paths {
		if testing.Short() && i%8 != 0 {
			continue
		}
		name := filepath.Base(filepath.Dir(filepath.Dir(path))) + "/" + filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			b, err := patterntest.Load(path)
			if err != nil {
				t.Fatal(err)
			}
			packed, err := b.Zip(nil)
			if err != nil {
				t.Fatal(err)
			}
			redacted, r, leftOut := redactedCase(t, packed)
			before, after := analyzeIn(t, packed, b.Expect.Timezone, 1), analyzeIn(t, redacted, b.Expect.Timezone, 1)
			diff := gocmp.Diff(essence(before, r.Text), essence(after, func(s string) string { return s }))
			if diff != "" && len(leftOut) == 0 { // digests are left out, since they would accuse the pseudonyms
				t.Errorf("the redacted bundle gives other findings:\n%s", diff)
			}
			holdValuesGone(t, membersOf(t, packed), redacted, r)
		})
	}
}

// TestRedactedSamples looks for the values of accounts, addresses, keys and users of the samples of all parsers, and of the logs
// that others published where they are at hand, in their redacted form.
func TestRedactedSamples(t *testing.T) {
	var roots []string
	samples, err := filepath.Glob("../../../parsers/*/testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range samples {
		if !strings.Contains(dir, "bundle") {
			roots = append(roots, dir)
		}
	}
	shared := os.Getenv("HAMARI_SAMPLES")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "..", "shared")
	}
	published, err := filepath.Glob(filepath.Join(shared, "samples", "*"))
	if err == nil && !testing.Short() {
		roots = append(roots, published...)
	}
	for _, root := range roots {
		members := map[string]string{}
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.Contains(path, "fuzz") {
				return err
			}
			data, err := os.ReadFile(path)
			if len(data) < 1<<20 {
				rel, _ := filepath.Rel(root, path) // it lies below
				members[filepath.ToSlash(rel)] = string(data)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(members) == 0 {
			continue
		}
		t.Run(filepath.Base(filepath.Dir(root))+"/"+filepath.Base(root), func(t *testing.T) {
			redacted, r, _ := redactedCase(t, zipOf(t, members))
			holdValuesGone(t, members, redacted, r)
		})
	}
}

func zipOf(t *testing.T, members map[string]string) []byte {
	t.Helper()
	var files []packedFile
	for _, name := range slices.Sorted(maps.Keys(members)) {
		files = append(files, packedFile{name, []byte(members[name])})
	}
	return zipped(t, files, zip.Deflate)
}

// personal are fields that name somebody, beside those whose entity is an account, an address or a key.
var personal = map[string]bool{"user": true, "userIdentity.userName": true, "domain_name": true}

// Names and addresses that belong to nobody, and hosts of AWS.
var (
	nobodys  = regexp.MustCompile(`(?i)^(root|rdsadmin|admin|postgres|mysql|localhost|system|unknown|ec2-user|user|test|prod|stage|-|\[unknown\])$|amazonaws\.com$|^AWS|^i-[0-9a-f]+$`)
	keptNets = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("224.0.0.0/3")}
)

// holdValuesGone reads the members with the parsers and looks for the values of fields that name somebody.
func holdValuesGone(t *testing.T, members map[string]string, redacted []byte, r *redact.Redactor) {
	t.Helper()
	originals := map[string]bool{}
	for name, text := range members {
		if strings.HasSuffix(name, ".gz") {
			continue
		}
		src := &parsers.Source{Member: name}
		_, _ = formats.Read(t.Context(), strings.NewReader(text), src, collecting(func(ev *parsers.Event) { // what is no log has no values
			for slot, f := range ev.Kind.Fields {
				value := ev.Value(slot).String()
				switch {
				case f.Entity == "account" && len(value) == 12, f.Entity == "access-key" && len(value) >= 16, personal[f.Name] && len(value) > 2 && !nobodys.MatchString(value):
					originals[value] = true
				case f.Entity == "address" || f.Type == parsers.Address:
					if a, err := netip.ParseAddr(value); err == nil && !slices.ContainsFunc(keptNets, func(p netip.Prefix) bool { return p.Contains(a) }) && a.Is4() {
						originals[value] = true
					}
				}
			}
		}))
	}
	after := strings.Builder{}
	for name, text := range membersOf(t, redacted) {
		after.WriteString(name + "\n" + text + "\n")
	}
	text := after.String()
	pseudonyms := map[string]bool{} // of other originals: one address may stand for another
	for original := range originals {
		if to := r.Text(original); to != original {
			pseudonyms[to] = true
		}
	}
	for original := range originals {
		if pseudonyms[original] {
			continue
		}
		for from := 0; ; {
			i := strings.Index(text[from:], original)
			if i < 0 {
				break
			}
			from += i + len(original)
			if isWhole(text, from-len(original), from) {
				t.Errorf("%s is left: %.120q", original, text[max(0, from-len(original)-60):])
				break
			}
		}
	}
}

// isWhole reports whether a part of a text is not itself part of a longer word or number.
func isWhole(text string, from, to int) bool {
	part := func(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '.' }
	return (from == 0 || !part(text[from-1])) && (to == len(text) || !part(text[to]))
}
