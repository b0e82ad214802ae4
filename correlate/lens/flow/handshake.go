package flow

// repeats is how many packets of one record, all of them SYNs or SYN-ACKs, show them sent again. It is a judgement: two packets
// of an open connection more often come to the same number of bytes by chance.
const repeats = 3

// SentAgain reports whether a record with the flag SYN and neither an end nor a reset shows the packet sent again: all packets of it
// are of one size that such a packet may have. Once a connection is open, packets of other sizes follow.
func SentAgain(packets, bytes int64) bool {
	const smallest, largest = 44, 80 // IPv4 with the option that every SYN has; IPv6 with all that it mostly has
	return packets >= repeats && bytes%(4*packets) == 0 && bytes/packets >= smallest && bytes/packets <= largest
}
