package failure

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/alb"
	"hamari/parsers/albconn"
	"hamari/parsers/applog"
	"hamari/parsers/clb"
	"hamari/parsers/cloudfront"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/console"
	"hamari/parsers/inventory"
	"hamari/parsers/mysql"
	"hamari/parsers/nlb"
	"hamari/parsers/postgres"
	"hamari/parsers/rdsevent"
	"hamari/parsers/s3access"
	"hamari/parsers/ssmagent"
)

// A rule says which records of a kind are failures, and of what sort.
type rule struct {
	// sort appends to an empty key what sort of failure a record tells of: its code, a line feed, and what it concerns. The
	// key stays empty where the record tells of none.
	sort func(key []byte, ev *parsers.Event) []byte

	// says are the fields of which the first that is there is what the record says of its failure in its own words.
	says []int

	// tell returns that of records which have it in no field; nil for the others.
	tell func(ev *parsers.Event) string
}

// rules are those of the kinds of log whose records can be failures.
var rules = map[*parsers.Kind]*rule{
	cloudtrail.Kind: {sort: call, says: []int{cloudtrail.SlotErrorMessage}},
	alb.Kind: {sort: balancerRequest(alb.SlotELBStatusCode, alb.SlotTargetStatusCode, alb.SlotTarget, alb.SlotELB, alb.SlotErrorReason),
		says: []int{alb.SlotErrorReason, alb.SlotRequest}},
	clb.Kind:        {sort: balancerRequest(clb.SlotELBStatusCode, clb.SlotBackendStatusCode, clb.SlotBackend, clb.SlotELB, -1), says: []int{clb.SlotRequest}},
	albconn.Kind:    {sort: albConnection},
	nlb.Kind:        {sort: nlbConnection},
	cloudfront.Kind: {sort: cloudFrontRequest},
	s3access.Kind:   {sort: s3Request, says: []int{s3access.SlotRequestURI}},
	rdsevent.Kind:   {sort: rdsEvent, says: []int{rdsevent.SlotMessage}},
	postgres.Kind:   levelled(postgres.SlotSeverity, postgres.SlotMessage, "ERROR", "FATAL", "PANIC"),
	mysql.ErrorKind: levelled(mysql.ErrorSlotLevel, mysql.ErrorSlotMessage, "Error", "ERROR"),
	mysql.AuditKind: {sort: query},
	ssmagent.Kind:   levelled(ssmagent.SlotLevel, ssmagent.SlotMessage, "ERROR", "CRITICAL"),
	console.Kind:    {sort: pasted, says: []int{console.SlotMessage}},
	applog.Kind:     {sort: logged, says: []int{applog.SlotMessage}},
	inventory.Kind:  {sort: described, tell: reasonOf},
}

// message is what a record says of its failure in its own words, "" where it has none.
func (r *rule) message(ev *parsers.Event) string {
	if r.tell != nil {
		return shorten(r.tell(ev))
	}
	return shorten(ev.First(r.says...).String())
}

// maxMessage is how much of a message is kept, in bytes.
const maxMessage = 300

func shorten(s string) string {
	if len(s) > maxMessage {
		s = strings.ToValidUTF8(s[:maxMessage], "") + " ..."
	}
	return strings.Clone(s)
}

// sortOf is the key of a sort.
func sortOf(key, code []byte, concern ...string) []byte {
	key = append(appendLine(key, code), '\n')
	for _, c := range concern {
		key = appendLine(key, c)
	}
	return key
}

// appendLine appends a text with blanks in place of line feeds, which divide a key, and other control characters: programs
// write whatever they like into an error code.
func appendLine[T string | []byte](key []byte, text T) []byte {
	from := len(key)
	key = append(key, text...)
	for i := from; i < len(key); i++ {
		if key[i] < ' ' {
			key[i] = ' '
		}
	}
	return key
}

// A call fails with an error code; a sign-in to the console that fails has a message alone.
func call(key []byte, ev *parsers.Event) []byte {
	code := ev.Value(cloudtrail.SlotErrorCode)
	if !code.Exists() {
		if !ev.Value(cloudtrail.SlotErrorMessage).Exists() {
			return key
		}
		code = parsers.Value("refused")
	}
	if strings.HasSuffix(string(code), "DryRunOperation") { // the call would have succeeded
		return key
	}
	return sortOf(key, code, ev.Value(cloudtrail.SlotEventName).String(), " of ", ev.Value(cloudtrail.SlotEventSource).String())
}

// served reports whether a status is that of a request which neither the server nor the way to it failed. Statuses that
// the client's own request deserves are no failures of what serves it.
func served(status parsers.Value) bool {
	n, ok := status.Int()
	return !ok || n < 500 && n != 460 && n != 463 && n != 464
}

// explained puts in words what a status stands for that is the load balancer's own.
// AWS: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
func explained(status parsers.Value) []byte {
	switch string(status) {
	case "460":
		return []byte("460 the client closed the connection")
	case "463":
		return []byte("463 more than 30 addresses in X-Forwarded-For")
	case "464":
		return []byte("464 the protocols of client and target group do not go together")
	case "561":
		return []byte("561 error of the identity provider")
	}
	return status
}

// balancerRequest makes a rule for requests to a load balancer from the fields that say with which status it answered, with
// which the target did, which target that was, which load balancer, and why that answered itself (-1 where no field says so).
func balancerRequest(status, targetStatus, target, balancer, reason int) func([]byte, *parsers.Event) []byte {
	return func(key []byte, ev *parsers.Event) []byte {
		code := ev.Value(status)
		if served(code) {
			return key
		}
		who := answerer(ev.Value(targetStatus), ev.Value(target))
		if reason >= 0 && strings.HasPrefix(string(ev.Value(reason)), "Lambda") { // such a target has no address
			who = "made by the load balancer for a Lambda function"
		}
		return sortOf(key, explained(code), who, ", ", ev.Value(balancer).String())
	}
}

// answerer says whose answer a status was.
func answerer(status, target parsers.Value) string {
	switch n, _ := status.Int(); {
	case n > 0:
		return "the target's own answer"
	case target.Exists():
		return "made by the load balancer, which had a target"
	}
	return "made by the load balancer, which sent the request to no target"
}

func albConnection(key []byte, ev *parsers.Event) []byte {
	status := ev.Value(albconn.SlotTLSVerifyStatus)
	if !strings.HasPrefix(string(status), "Failed") {
		return key
	}
	return sortOf(key, status, "client's certificate, ", ev.Value(albconn.SlotELB).String())
}

func nlbConnection(key []byte, ev *parsers.Event) []byte {
	if ev.Value(nlb.SlotTLSHandshakeTime).Exists() {
		return key
	}
	code := parsers.Value("no TLS handshake")
	if alert := ev.Value(nlb.SlotIncomingTLSAlert); alert.Exists() {
		code = append(parsers.Value("TLS alert "), alert...)
	}
	return sortOf(key, code, ev.Value(nlb.SlotELB).String())
}

// Of a distribution, 403 is a failure as well: an origin in S3 answers so for what it may not, or cannot, find.
func cloudFrontRequest(key []byte, ev *parsers.Event) []byte {
	status := ev.Value(cloudfront.SlotSCStatus)
	if served(status) && string(status) != "403" {
		return key
	}
	return sortOf(key, status, ev.First(cloudfront.SlotXEdgeDetailedResultType, cloudfront.SlotXEdgeResultType).String(), ", ",
		ev.First(cloudfront.SlotCSHost, cloudfront.SlotXHostHeader).String())
}

// Objects that are not there, or have not changed, are asked for all the time.
func s3Request(key []byte, ev *parsers.Event) []byte {
	status := ev.Value(s3access.SlotHTTPStatus)
	if n, ok := status.Int(); !ok || n < 400 || n == 404 || n == 412 {
		return key
	}
	code := status
	if name := ev.Value(s3access.SlotErrorCode); name.Exists() {
		code = append(append(append(parsers.Value(nil), status...), ' '), name...)
	}
	return sortOf(key, code, ev.Value(s3access.SlotOperation).String(), ", ", ev.Value(s3access.SlotBucket).String())
}

// rdsTroubles are the categories of RDS events that tell of trouble.
// AWS: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
var rdsTroubles = []string{"failure", "low storage", "failover", "availability", "recovery"}

func rdsEvent(key []byte, ev *parsers.Event) []byte {
	categories := string(ev.Value(rdsevent.SlotCategories))
	for _, trouble := range rdsTroubles {
		for c := range strings.SplitSeq(categories, ",") {
			if strings.TrimSpace(c) == trouble {
				key = sortOf(key, []byte(trouble), ev.Value(rdsevent.SlotSourceIdentifier).String(), ": ")
				return appendShape(key, ev.Value(rdsevent.SlotMessage))
			}
		}
	}
	return key
}

// levelled makes a rule for logs whose messages have a level.
func levelled(level, message int, bad ...string) *rule {
	return &rule{sort: func(key []byte, ev *parsers.Event) []byte {
		l := ev.Value(level)
		if !slices.Contains(bad, string(l)) {
			return key
		}
		return appendShape(sortOf(key, l), ev.Value(message))
	}, says: []int{message}}
}

// badLevels are the levels of failures, as the loggers of several languages call them.
var badLevels = []string{"ERROR", "FATAL", "CRITICAL", "SEVERE", "ERR", "CRIT", "EMERG"}

func logged(key []byte, ev *parsers.Event) []byte {
	code := ev.Value(applog.SlotFailure)
	if !code.Exists() {
		if code = ev.Value(applog.SlotLevel); !slices.Contains(badLevels, string(code)) {
			return key
		}
	}
	return appendShape(sortOf(key, code), ev.Value(applog.SlotMessage))
}

// A row of an audit log has the code of the error that the server answered with.
func query(key []byte, ev *parsers.Event) []byte {
	code := ev.Value(mysql.AuditSlotReturnCode)
	if n, ok := code.Int(); !ok || n == 0 {
		return key
	}
	return sortOf(key, code, ev.Value(mysql.AuditSlotOperation).String())
}

// Of what is described, two kinds tell of failures: what Auto Scaling tried, and alarms.
func described(key []byte, ev *parsers.Event) []byte {
	switch string(ev.Value(inventory.SlotType)) {
	case "scaling-activity":
		return scalingActivity(key, ev)
	case "alarm":
		return alarm(key, ev)
	}
	return key
}

func reasonOf(ev *parsers.Event) string {
	found := gjson.GetManyBytes(ev.Raw, "StatusMessage", "StateReason")
	return cmp.Or(found[0].String(), found[1].String())
}

const maxDimensions = 4

// An alarm of CloudWatch that was in ALARM when it was described. Those that scale by a target are so whenever there is
// little to do.
func alarm(key []byte, ev *parsers.Event) []byte {
	name := ev.Value(inventory.SlotID).String()
	if gjson.GetBytes(ev.Raw, "StateValue").String() != "ALARM" || strings.HasPrefix(name, "TargetTracking-") {
		return key
	}
	key = sortOf(key, []byte("ALARM"), "CloudWatch alarm ", name)
	if metric := gjson.GetBytes(ev.Raw, "MetricName").String(); metric != "" {
		key = appendLine(appendLine(key, " on "), metric)
		values := gjson.GetBytes(ev.Raw, "Dimensions.#.Value").Array()
		for _, value := range values[:min(len(values), maxDimensions)] {
			key = appendLine(appendLine(key, " of "), value.String())
		}
	}
	return key
}

// What EC2 Auto Scaling tried is described, whether or not it could.
// AWS: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Activity.html
func scalingActivity(key []byte, ev *parsers.Event) []byte {
	status, message := gjson.GetBytes(ev.Raw, "StatusCode").String(), gjson.GetBytes(ev.Raw, "StatusMessage").String()
	// One whose instance did not come up is cancelled, and has EC2's reason: "Client.InvalidKMSKey.InvalidState: ...".
	if status != "Failed" && (status != "Cancelled" || !strings.Contains(message, "Client.") && !strings.Contains(message, "Server.")) {
		return key
	}
	key = sortOf(key, []byte(status), "scaling activity of ", ev.Value(inventory.SlotParent).String(), ": ")
	return appendShape(key, []byte(message))
}

func pasted(key []byte, ev *parsers.Event) []byte {
	code := ev.Value(console.SlotErrorCode)
	if !code.Exists() {
		code = parsers.Value("message")
	}
	if what := ev.First(console.SlotOperation, console.SlotAPI); what.Exists() {
		return sortOf(key, code, what.String())
	}
	return appendShape(sortOf(key, code), ev.Value(console.SlotMessage))
}
