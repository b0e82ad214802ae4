// Package traildigest reads the two kinds of files by which CloudTrail vouches for what it delivered: the hourly digest
// files of a trail, and the sign files of CloudTrail Lake query results (result_sign.json).
//
// # Digest files
//
// A trail with log file validation writes one digest an hour into the bucket of its logs, below CloudTrail-Digest
// instead of CloudTrail, also for hours without events. It is a JSON object, on one line and gzipped:
//
//	{"awsAccountId":"111122223333",
//	 "digestStartTime":"2026-03-04T09:00:00Z", "digestEndTime":"2026-03-04T10:00:00Z",
//	 "digestS3Bucket":"trails",
//	 "digestS3Object":"AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/03/04/111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20260304T100000Z.json.gz",
//	 "digestPublicKeyFingerprint":"0f1e...", "digestSignatureAlgorithm":"SHA256withRSA",
//	 "newestEventTime":"2026-03-04T09:58:11Z", "oldestEventTime":"2026-03-04T09:00:07Z",
//	 "previousDigestS3Bucket":"trails", "previousDigestS3Object":"AWSLogs/...T090000Z.json.gz",
//	 "previousDigestHashValue":"5a1c...", "previousDigestHashAlgorithm":"SHA-256", "previousDigestSignature":"77ab...",
//	 "logFiles":[{"s3Bucket":"trails","s3Object":"AWSLogs/...T0905Z_Zx81qLmP0aTTy2Wd.json.gz","hashValue":"c0ff...",
//	   "hashAlgorithm":"SHA-256","newestEventTime":"2026-03-04T09:04:55Z","oldestEventTime":"2026-03-04T09:00:07Z"}]}
//
// All hashes are of the uncompressed bytes. The members about the previous digest are null in the first digest of a
// chain. A digest's own signature stands in the metadata of its S3 object, which a download loses; the next digest
// repeats it. See
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
//
// # Sign files
//
// Beside the result_1.csv.gz and so on of a saved query lies one JSON object:
//
//	{"version":"1.0", "region":"eu-west-1", "hashAlgorithm":"SHA-256", "signatureAlgorithm":"SHA256withRSA",
//	 "files":[{"fileHashValue":"9b3d...","fileName":"result_1.csv.gz"}],
//	 "queryCompleteTime":"2026-03-04T11:20:00Z", "hashSignature":"4e01...", "publicKeyFingerprint":"0f1e..."}
//
// Here the hashes are of the compressed files as delivered, and the signature is over the hashes with a blank between
// each two. See
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-results-file-validation-sign-file-structure.html
//
// Each file becomes one event whose Raw is the object as it stands in the file, so that its hash is the hash of the
// digest. Several of them, one after the other or in an array, are read as well. What the hashes say of the other
// members of a bundle is found out by package correlate/lens/integrity.
package traildigest
