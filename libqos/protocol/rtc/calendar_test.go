package rtc_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

func TestCalendar(t *testing.T) {
	for _, tc := range []struct {
		name   string
		time   string
		format rtc.HourFormat
		want   rtc.Calendar
	}{
		{"leap day", "2028-02-29T23:59:58Z", rtc.Clock24, rtc.Calendar{0x58, 0x59, 0x23, 3, 0x29, 0x02, 0x28}},
		{"a Sunday", "2000-01-02T00:00:00Z", rtc.Clock24, rtc.Calendar{0, 0, 0, 1, 0x02, 0x01, 0x00}},
		{"a Saturday", "2099-12-26T10:10:10Z", rtc.Clock24, rtc.Calendar{0x10, 0x10, 0x10, 7, 0x26, 0x12, 0x99}},
		{"midnight", "2028-02-29T00:00:00Z", rtc.Clock12, rtc.Calendar{0, 0, 0x12, 3, 0x29, 0x02, 0x28}},
		{"eleven in the morning", "2028-02-29T11:00:00Z", rtc.Clock12, rtc.Calendar{0, 0, 0x11, 3, 0x29, 0x02, 0x28}},
		{"noon", "2028-02-29T12:00:00Z", rtc.Clock12, rtc.Calendar{0, 0, 0x32, 3, 0x29, 0x02, 0x28}},
		{"eleven in the evening", "2028-02-29T23:00:00Z", rtc.Clock12, rtc.Calendar{0, 0, 0x31, 3, 0x29, 0x02, 0x28}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			when, err := time.Parse(time.RFC3339, tc.time)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, rtc.Encode(when, tc.format)); diff != "" {
				t.Errorf("Encode mismatch (-want +got):\n%s", diff)
			}
			got, err := rtc.Decode(tc.want, tc.format)
			if err != nil || !got.Equal(when) {
				t.Errorf("Decode = %v, %v; want %v", got, err, when)
			}
		})
	}
}

func TestDecodeErrors(t *testing.T) {
	for _, tc := range []struct {
		name     string
		calendar rtc.Calendar
		format   rtc.HourFormat
		want     error
	}{
		{"seconds that are not BCD", rtc.Calendar{0x5a, 0, 0, 1, 1, 1, 0}, rtc.Clock24, rtc.ErrBCD},
		{"an hour that is not BCD", rtc.Calendar{0, 0, 0x1f, 1, 1, 1, 0}, rtc.Clock24, rtc.ErrBCD},
		{"60 seconds", rtc.Calendar{0x60, 0, 0, 1, 1, 1, 0}, rtc.Clock24, rtc.ErrRange},
		{"24 hours", rtc.Calendar{0, 0, 0x24, 1, 1, 1, 0}, rtc.Clock24, rtc.ErrRange},
		{"hour 0 of 12", rtc.Calendar{0, 0, 0, 1, 1, 1, 0}, rtc.Clock12, rtc.ErrRange},
		{"hour 13 of 12", rtc.Calendar{0, 0, 0x13, 1, 1, 1, 0}, rtc.Clock12, rtc.ErrRange},
		{"February 29 of a year without", rtc.Calendar{0, 0, 0, 1, 0x29, 2, 0x27}, rtc.Clock24, rtc.ErrRange},
		{"month 0", rtc.Calendar{0, 0, 0, 1, 1, 0, 0}, rtc.Clock24, rtc.ErrRange},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, err := rtc.Decode(tc.calendar, tc.format); !errors.Is(err, tc.want) {
				t.Errorf("Decode = %v, %v; want error %v", got, err, tc.want)
			}
		})
	}
}

func TestBase(t *testing.T) {
	got := rtc.Base(time.Date(2028, 2, 28, 23, 59, 58, 0, time.UTC)).Args()
	if diff := cmp.Diff([]string{"-rtc", "base=2028-02-28T23:59:58,clock=vm"}, got); diff != "" {
		t.Errorf("arguments mismatch (-want +got):\n%s", diff)
	}
}
