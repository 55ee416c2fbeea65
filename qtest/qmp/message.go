package qmp

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Version is QEMU's version as its greeting has it.
type Version struct {
	Major, Minor, Micro int
	Package             string // the distribution's, may be ""
}

// String returns "11.1.2", with the package in parentheses where there is one.
func (v Version) String() string {
	s := fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Micro)
	if v.Package != "" {
		s += " (" + v.Package + ")"
	}
	return s
}

// Event is an asynchronous report of QEMU.
type Event struct {
	Name string          // "RESET"
	Data json.RawMessage // an object, nil if the event has no data
	Time time.Time       // QEMU's clock, to the microsecond
}

// DecodeEvent unmarshals the event's data, an object, into a T.
func DecodeEvent[T any](e Event) (T, error) {
	var data T
	if e.Data == nil {
		return data, fmt.Errorf("qmp: event %s has no data", e.Name)
	}
	if err := json.Unmarshal(e.Data, &data); err != nil {
		return data, fmt.Errorf("qmp: event %s: %w", e.Name, err)
	}
	return data, nil
}

// message is one JSON object from QEMU: exactly one of its kinds.
type message struct {
	greeting *Version
	event    *Event
	reply    *reply
}

// reply answers the command with that id.
type reply struct {
	id      uint64
	result  json.RawMessage
	refusal *Error // without its Command, which is not known here
}

// The wire forms.
type (
	rawMessage struct {
		QMP       *rawGreeting    `json:"QMP"`
		Event     string          `json:"event"`
		Data      json.RawMessage `json:"data"`
		Timestamp rawTimestamp    `json:"timestamp"`
		ID        *uint64         `json:"id"`
		Return    json.RawMessage `json:"return"`
		Error     *rawError       `json:"error"`
	}
	rawGreeting struct {
		Version struct {
			QEMU struct {
				Major int `json:"major"`
				Minor int `json:"minor"`
				Micro int `json:"micro"`
			} `json:"qemu"`
			Package string `json:"package"`
		} `json:"version"`
	}
	rawTimestamp struct {
		Seconds      int64 `json:"seconds"`
		Microseconds int64 `json:"microseconds"`
	}
	rawError struct {
		Class string `json:"class"`
		Desc  string `json:"desc"`
	}
	rawRequest struct {
		Execute   string          `json:"execute"`
		Arguments json.RawMessage `json:"arguments,omitempty"`
		ID        uint64          `json:"id"`
	}
)

// parseMessage parses one line.
func parseMessage(line []byte) (message, error) {
	var raw rawMessage
	if err := json.Unmarshal(line, &raw); err != nil {
		return message{}, err
	}
	switch {
	case raw.QMP != nil:
		v := raw.QMP.Version
		return message{greeting: &Version{v.QEMU.Major, v.QEMU.Minor, v.QEMU.Micro, v.Package}}, nil
	case raw.Event != "":
		at := time.Unix(raw.Timestamp.Seconds, raw.Timestamp.Microseconds*1000)
		return message{event: &Event{Name: raw.Event, Data: raw.Data, Time: at}}, nil
	case raw.Error != nil && raw.ID == nil:
		// QEMU could not tell which command it refused: it did not understand a line.
		return message{}, fmt.Errorf("error that answers no command: %s", raw.Error.Desc)
	case raw.Error != nil:
		return message{reply: &reply{id: *raw.ID, refusal: &Error{Class: raw.Error.Class, Desc: raw.Error.Desc}}}, nil
	case raw.Return != nil && raw.ID == nil:
		return message{}, errors.New("return that answers no command")
	case raw.Return != nil:
		return message{reply: &reply{id: *raw.ID, result: raw.Return}}, nil
	}
	return message{}, errors.New("neither greeting, event, return nor error")
}
