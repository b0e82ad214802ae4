package metric

import "math"

// known is a figure, or 0 where it is absent.
func known(f float64) (value float64, ok bool) {
	if f != f {
		return 0, false
	}
	return f, true
}

// finite is a figure, or NaN where a quotient is none.
func finite(f float64) float64 {
	if f > -huge && f < huge {
		return f
	}
	return math.NaN()
}

// rate is a sum turned into a rate per second in each period. Its column is all NaN where the measure is absent.
func (l *volumeLoad) rate(m measure) []float64 {
	column := l.columns[m]
	if column == nil {
		return l.nothing()
	}
	rate := l.room.numbers(l.n)[:l.n]
	periods := l.periods[:l.n]
	for i, sum := range column[:l.n] {
		rate[i] = sum / float64(periods[i])
	}
	return rate
}

// level is a measure as it is.
func (l *volumeLoad) level(m measure) []float64 {
	if column := l.columns[m]; column != nil {
		return column
	}
	return l.nothing()
}

// nothing is a column without any figure, which all may read.
func (l *volumeLoad) nothing() []float64 {
	if l.empty == nil {
		l.empty = l.room.absent(l.n)
	}
	return l.empty
}

// fresh makes a column whose every period the caller enters.
func (l *volumeLoad) fresh(slot int) []float64 {
	column := l.room.numbers(l.n)[:l.n]
	l.numbers[slot] = column
	return column
}

// measure turns the sums of the periods into rates.
func (l *volumeLoad) measure() {
	reads, writes := l.rate(readOps), l.rate(writeOps)
	l.measureIOPS(reads, writes)
	if l.has(readBytes, writeBytes, avgThroughput) {
		l.measureThroughput(reads, writes)
	}
	if l.has(readTime, writeTime, avgReadLatency, avgWriteLatency, queueLength) {
		l.measureLatency(reads, writes)
	}
	if l.has(idleTime) {
		busy := l.fresh(volBusy)
		for i, idle := range l.rate(idleTime) {
			busy[i] = finite(max(0, 1-idle))
		}
	}
	if l.has(burstBalance) {
		burst := l.fresh(volBurst)
		for i, balance := range l.columns[burstBalance] {
			burst[i] = finite(balance)
		}
	}
	if l.has(iopsCheck, throughputCheck) {
		for i := range l.n {
			l.checkAt(i, frame{l.grid, i}, check{volExceededIOPS, iopsCheck}, check{volExceededMiBs, throughputCheck}, volExceeded)
		}
	}
}

// iopsAt is the rate of all operations in a period.
func iopsAt(reads, writes, average float64) (iops float64, ok bool) {
	r, hasReads := known(reads)
	w, hasWrites := known(writes)
	if !hasReads && !hasWrites {
		return known(average)
	}
	return r + w, true
}

func (l *volumeLoad) measureIOPS(reads, writes []float64) {
	if !l.has(readOps, writeOps, avgIOPS) {
		return
	}
	average := l.level(avgIOPS)
	readIOPS, writeIOPS, all := l.fresh(volReadIOPS), l.fresh(volWriteIOPS), l.fresh(volIOPS)
	for i := range all {
		readIOPS[i], writeIOPS[i], all[i] = finite(reads[i]), finite(writes[i]), math.NaN()
		if iops, ok := iopsAt(reads[i], writes[i], average[i]); ok {
			all[i] = finite(iops)
		}
	}
}

func (l *volumeLoad) measureThroughput(reads, writes []float64) {
	bytesRead, bytesWritten, average := l.rate(readBytes), l.rate(writeBytes), l.level(avgThroughput)
	averageIOPS := l.level(avgIOPS)
	readMiBs, writeMiBs, all, size := l.fresh(volReadMiBs), l.fresh(volWriteMiBs), l.fresh(volThroughput), l.fresh(volIOSize)
	for i := range all {
		readMiBs[i], writeMiBs[i] = finite(bytesRead[i]/mebibyte), finite(bytesWritten[i]/mebibyte)
		all[i], size[i] = math.NaN(), math.NaN()
		r, hasReads := known(bytesRead[i])
		w, hasWrites := known(bytesWritten[i])
		mibs := (r + w) / mebibyte
		if !hasReads && !hasWrites {
			kibs, ok := known(average[i])
			if !ok {
				continue
			}
			mibs = kibs / 1024
		}
		all[i] = finite(mibs)
		if iops, _ := iopsAt(reads[i], writes[i], averageIOPS[i]); iops > 0 {
			size[i] = finite(mibs * 1024 / iops)
		}
	}
}

// measureLatency turns total times into milliseconds per operation, and takes the queue from them where CloudWatch's
// own metric is missing.
func (l *volumeLoad) measureLatency(reads, writes []float64) {
	readTimes, writeTimes, queues := l.rate(readTime), l.rate(writeTime), l.level(queueLength)
	averageRead, averageWrite := l.level(avgReadLatency), l.level(avgWriteLatency)
	readLatency, writeLatency, latency, queue := l.fresh(volReadLatency), l.fresh(volWriteLatency), l.fresh(volLatency), l.fresh(volQueue)
	for i := range queue {
		r, _ := known(reads[i])
		w, _ := known(writes[i])
		reading, hasReading := known(readTimes[i])
		writing, hasWriting := known(writeTimes[i])
		readLatency[i], writeLatency[i], latency[i] = finite(averageRead[i]), finite(averageWrite[i]), math.NaN()
		if hasReading && r > 0 {
			readLatency[i] = finite(reading / r * 1000)
		}
		if hasWriting && w > 0 {
			writeLatency[i] = finite(writing / w * 1000)
		}
		whole := (hasReading || r == 0) && (hasWriting || w == 0)
		if whole && r+w > 0 {
			latency[i] = finite((reading + writing) / (r + w) * 1000)
		}
		queue[i] = finite(queues[i])
		if queues[i] != queues[i] && whole && (hasReading || hasWriting) {
			queue[i] = finite(reading + writing) // Little's law: operations per second times seconds per operation
		}
	}
}
