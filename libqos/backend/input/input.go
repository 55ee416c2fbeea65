package input

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// Event is something that the user does.
type Event struct {
	Type string `json:"type"`
	Data any    `json:"data"`
}

// Key presses or releases a key, by QEMU's name (QEMU QMP Reference Manual, "QKeyCode").
func Key(code string, down bool) Event {
	type key struct {
		Type string `json:"type"`
		Data string `json:"data"`
	}
	type change struct {
		Down bool `json:"down"`
		Key  key  `json:"key"`
	}
	return Event{"key", change{down, key{"qcode", code}}}
}

// Button presses or releases a button of a mouse, or turns its wheel ("InputButton").
func Button(name string, down bool) Event {
	type change struct {
		Down   bool   `json:"down"`
		Button string `json:"button"`
	}
	return Event{"btn", change{down, name}}
}

// move is "InputMoveEvent".
type move struct {
	Axis  string `json:"axis"`
	Value int64  `json:"value"`
}

// Move moves a mouse along an axis, "x" or "y".
func Move(axis string, by int64) Event { return Event{"rel", move{axis, by}} }

// Position puts a pen on a position of an axis, from 0 to 0x7fff.
func Position(axis string, at int64) Event { return Event{"abs", move{axis, at}} }

// Touch is an action of a finger on a touch screen ("InputMultiTouchEvent").
type Touch struct {
	Type       string `json:"type"` // "begin", "update", "end", "cancel" or "data"
	Slot       int64  `json:"slot"`
	TrackingID int64  `json:"tracking-id"` // the finger
	Axis       string `json:"axis"`        // of "data"
	Value      int64  `json:"value"`       // of "data", from 0 to 0x7fff
}

// Finger does something with a finger.
func Finger(t Touch) Event { return Event{"mtt", t} }

// Send has the user do these things at once.
func Send(ctx context.Context, c *qmp.Client, events ...Event) error {
	type arguments struct {
		Events []Event `json:"events"`
	}
	if _, err := qmp.Execute[qmp.Empty](ctx, c, "input-send-event", arguments{events}); err != nil {
		return fmt.Errorf("input: %w", err)
	}
	return nil
}
