package qtest

import (
	"bytes"
	"errors"
	"strconv"
)

// message is one line from QEMU, parsed.
type message struct {
	kind messageKind
	text string // a reply: the text after OK; a refusal: the whole line
	n    int    // an interrupt line: its number
	high bool   // an interrupt line: its level
}

type messageKind uint8

const (
	messageOK      messageKind = iota + 1 // "OK", "OK value"
	messageRefused                        // "FAIL reason", "ERR reason"
	messageIRQ                            // "IRQ raise n", "IRQ lower n": may come at any moment
)

// parseMessage parses one line without its end.
func parseMessage(line []byte) (message, error) {
	word, rest, _ := bytes.Cut(line, []byte(" "))
	switch string(word) {
	case "OK":
		return message{kind: messageOK, text: string(bytes.TrimSpace(rest))}, nil
	case "FAIL", "ERR":
		return message{kind: messageRefused, text: string(line)}, nil
	case "IRQ":
		return parseIRQ(rest)
	}
	return message{}, errors.New("neither OK, FAIL, ERR nor IRQ")
}

func parseIRQ(rest []byte) (message, error) {
	verb, number, _ := bytes.Cut(rest, []byte(" "))
	n, err := strconv.ParseUint(string(number), 10, 31)
	if err != nil {
		return message{}, errors.New("IRQ line without a number")
	}
	switch string(verb) {
	case "raise":
		return message{kind: messageIRQ, n: int(n), high: true}, nil
	case "lower":
		return message{kind: messageIRQ, n: int(n)}, nil
	}
	return message{}, errors.New("IRQ line that is neither raise nor lower")
}
