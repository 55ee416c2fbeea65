package transcript_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

const channelText = `0.1 * x86_64/pc/test
0.2 > readl 0x10
0.3 < OK 0x0
0.4 = net0 sends ffffffffffff
0.5 2= line0 receives 41
0.6 = net0 receives 0102
0.7 2= net0 receives ffffffffffff525400123456803500010800
`

// TestChannels compares what passed through channels with what a script makes the stand-ins do.
// An announcement of QEMU is left out.
func TestChannels(t *testing.T) {
	entries, err := transcript.Read(strings.NewReader(channelText))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"net0": true, "line0": true, "net1": false, "net": false} {
		if got := transcript.Passed(entries, id); got != want {
			t.Errorf("Passed(%q) = %t, want %t", id, got, want)
		}
	}
	steps, err := transcript.Exchange(entries)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range steps {
		if s.Kind == transcript.Act {
			got = append(got, s.Request)
		}
	}
	if diff := cmp.Diff([]string{"net0 sends ffffffffffff", "line0.2 receives 41", "net0 receives 0102"}, got); diff != "" {
		t.Errorf("acts mismatch (-want +got):\n%s", diff)
	}
}

// TestNewChannel compares the options and stand-ins of each kind of channel.
func TestNewChannel(t *testing.T) {
	for _, tc := range []struct {
		option  graph.Option
		channel graph.ChannelType
		want    string // the option; "" if there is none
		record  string
	}{
		{graph.Option{Flag: "-netdev", Type: "dgram", ID: "n"}, graph.Datagram, "-netdev dgram,id=n,local.type=unix,local.path=n.channel.qemu,remote.type=unix,remote.path=n.channel", "frames"},
		{graph.Option{Flag: "-chardev", Type: "socket", ID: "c"}, graph.Stream, "-chardev socket,id=c,path=c.channel", "bytes"},
		{graph.Option{Flag: "-netdev", Type: "stream", ID: "n"}, graph.Stream, "", ""},
		{graph.Option{Flag: "-fsdev", Type: "local", ID: "f"}, graph.Stream, "", ""},
	} {
		server, option, ok := transcript.NewChannel(tc.option, tc.channel, true)
		if ok != (tc.want != "") {
			t.Errorf("%v: NewChannel() = %t", tc.option, ok)
		}
		if !ok {
			continue
		}
		if got := strings.Join(option.Args(), " "); got != tc.want {
			t.Errorf("option %q, want %q", got, tc.want)
		}
		id := tc.option.ID
		want := transcript.Server{Program: "channel", Key: id + ".2", Socket: id + ".channel", Second: true, Record: []string{tc.record}}
		if diff := cmp.Diff(want, server); diff != "" {
			t.Errorf("stand-in mismatch (-want +got):\n%s", diff)
		}
	}
}
