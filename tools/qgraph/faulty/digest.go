package faulty

import (
	"hash/maphash"
	"strings"
)

// seed makes digests of one program comparable.
var seed = maphash.MakeSeed()

// digest is the digest of what QEMU said: its replies, and, apart from them, the changes of
// its interrupt lines, as it is chance which of the two comes first. How often a test polls, and
// what it is told before the last time, is chance, too.
type digest struct {
	replies, lines maphash.Hash
	said           map[string]string // by command, QEMU's last reply
	command, reply string            // the last one, which may be one of a poll
}

func newDigest() *digest {
	d := &digest{said: map[string]string{}}
	d.replies.SetSeed(seed)
	d.lines.SetSeed(seed)
	return d
}

// line adds the change of an interrupt line.
func (d *digest) line(text string) {
	_, _ = d.lines.WriteString(text + "\n") // it does not fail
}

// add adds the reply to a command that writes nothing. Steps of the clock are none.
func (d *digest) add(command, reply string) {
	if strings.HasPrefix(command, "clock_") {
		return
	}
	if command != d.command {
		d.flush()
	}
	d.command, d.reply = command, reply
}

// flush adds the last reply, if the command's reply before it was another.
func (d *digest) flush() {
	if d.command != "" && d.said[d.command] != d.reply {
		d.said[d.command] = d.reply
		_, _ = d.replies.WriteString(d.command + "\n" + d.reply + "\n")
	}
	d.command = ""
}

// sum returns the digest of all that was added.
func (d *digest) sum() uint64 {
	d.flush()
	return d.replies.Sum64() ^ d.lines.Sum64()*3
}
