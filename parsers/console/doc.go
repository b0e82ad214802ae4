// Package console finds the error messages of AWS that a person pasted: from the console, the CLI, an SDK or Terraform,
// alone or within a mail, a ticket or a note.
//
//	An error occurred (UnauthorizedOperation) when calling the StartInstances operation: You are not authorized to ...
//	operation error EC2: StartInstances, https response error StatusCode: 403, RequestID: 0d6f..., api error UnauthorizedOperation: ...
//	... (Service: AmazonEC2; Status Code: 403; Error Code: UnauthorizedOperation; Request ID: 0d6f...; Proxy: null)
//	... (Service: Ec2, Status Code: 403, Request ID: 0d6f...) (SDK Attempt Count: 1)
//	UnauthorizedOperation: You are not authorized to perform this operation.
//		status code: 403, request id: 0d6f...
//	Aws::EC2::Errors::UnauthorizedOperation: ...
//	Error executing "StartInstances" on "https://..."; AWS HTTP error: ... UnauthorizedOperation (client): ...
//	UnauthorizedOperation: ... at ... requestId: '0d6f...'
//	Error { code: "UnauthorizedOperation", message: "...", aws_request_id: "0d6f..." }
//	<Error><Code>AccessDenied</Code><Message>...</Message><RequestId>...</RequestId></Error>
//	User: arn:aws:iam::111122223333:user/ann is not authorized to perform: ec2:StartInstances on resource: ...
//
// are the forms, in this order: CLI and boto3, Go SDK v2 (and Terraform), Java SDK v1 and v2 (Kotlin and CloudFormation,
// too), Go SDK v1 (older Terraform), Ruby, PHP, JavaScript, Rust, answers in XML, and what IAM says by itself, as the
// console's red bar shows it.
//
// Every message found is an event; the text around it is none, and is not rejected either: it was written by people.
// A message that a mail breaks over lines is put together again where that can be told: within a sentence, and within
// the encoded authorization message. Quote marks of a reply ("> ") and the soft breaks of quoted-printable are undone.
// Parts of a mail in base64 that are text are decoded; what they say has the place of the line of base64 in which it begins.
// Of HTML the text is read, and nothing where the plain text of the same mail had a message.
//
// # JSON
//
// An object or list that begins a line is gathered as far as it can be JSON, up to 1 MiB, and shown to [parsers.Source].Pasted,
// which has it read by the format that knows it: records of CloudTrail, answers of describe calls. What no format knows, and what
// is not whole, is text like any other. So is JSON in HTML, and a policy by itself, which does not say whose it is.
//
// # Time
//
// A time that stands at the beginning of the message's line, or alone in the line above it, is the event's time, a
// reading of a wall clock where it has no zone; the field timeSource tells where it is from. Otherwise there is none: the
// Date of a mail's header is later, by minutes or days, than what the mail tells of. It stands in the field mail.
//
// # What is claimed
//
// Such messages stand in the logs of every service, too. The format claims a text as one that has its records in part
// of it, which any format that knows the text as a whole goes before. It leaves texts alone that are JSON and nothing else, whose strings are not text
// that somebody pasted, and log events to applog, which finds the messages in them by means of [Lines]. Not found: attachments in base64 that are neither plain text nor HTML, HTML beside mails and documents of Word
// in which tags stand between the words, screenshots, and what has no words of IAM in it where the SDK writes no code
// (.NET, PowerShell), or no request (JavaScript).
//
// The files: fields.go is the vocabulary, command.go finds the command that a message answers, forms.go knows the wordings, read.go goes through the text, mail.go undoes
// what mails do to it, pasted.go gathers JSON, html.go takes the text out of HTML, parts.go takes a message apart, lines.go finds messages for another format.
//
//   - https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
//   - https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
package console
