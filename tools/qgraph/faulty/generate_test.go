package faulty

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/qgraph/qgraph/libqos/device/misc/edu"   // for the names of its registers
	_ "github.com/qgraph/qgraph/libqos/device/sound/ac97" // for the names of its registers
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

// lines returns rules as text.
func lines(rules []Rule) []string {
	var all []string
	for _, r := range rules {
		all = append(all, r.String())
	}
	return all
}

// generated returns the faults for one test.
func generated(r *Recorder, o Options) []Rule {
	return append(Generate([]*Recorder{r}, o), r.Own(o)...)
}

func TestGeneratedFaults(t *testing.T) {
	recorder := NewRecorder()
	m := startProxy(t, NewWatch(Setup{RAM: []Range{{0, ram - 1}}}, recorder))
	m.fake.OnRead(0x20004, func(qtest.Width) uint64 { return 0x80 })
	dma(t, m)                             // writes 1 to 0x20000
	m.write(t, qtest.Width32, 0x20000, 0) //
	m.write(t, qtest.Width8, 0x20004, 1)  // which does not keep it
	_ = m.read(t, qtest.Width8, 0x20004)  //
	if err := m.ReadMemory(t.Context(), 0x1000, make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	for _, high := range []bool{true, false, true} {
		if err := m.fake.SetIRQ(3, high); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.ClockStep(t.Context(), 1000); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"register mem+0x20000:4 writes-0 bit 0",
		"register mem+0x20000:4 writes-1 bit 0",
		"register mem+0x20000:4 write-lost",
		"register mem+0x20000:4 write-twice",
		"register mem+0x20004:1 reads-1 bit 0",
		"register mem+0x20004:1 writes-0 bit 0",
		"register mem+0x20004:1 reads-1 bit 1",
		"register mem+0x20004:1 reads-0 bit 7",
		"register mem+0x20004:1 write-lost",
		"register mem+0x20004:1 write-twice",
		"register mem+0x20004:1 writable",
		"irq 3 dropped",
		"irq 3 on-next",
		"irq 3 doubled",
		"irq 3 stuck",
		"irq 3 spurious event 1",
		"memory 0x1000 lost size 4 event 1",
		"memory 0x1000 changed event 1",
		"clock fast",
		"clock slow",
	}
	if diff := cmp.Diff(want, lines(generated(recorder, Options{Stepped: true}))); diff != "" {
		t.Errorf("faults mismatch (-want +got):\n%s", diff)
	}
	if !recorder.ReadBack(Register{Place{"mem", 0x20004}, 1}) || recorder.ReadBack(Register{Place{"mem", 0x20000}, 4}) {
		t.Error("only the register at 0x20004 is read after a write")
	}
}

// TestPulses changes a line after so many commands and replies.
func TestPulses(t *testing.T) {
	type moment struct{ sent, replies int }
	for _, tc := range []struct {
		name       string
		rise, fall moment
		pulses     int
	}{
		{"within a command", moment{2, 1}, moment{2, 1}, 1},
		{"within a command, with another one sent", moment{2, 1}, moment{3, 1}, 1},
		{"between commands", moment{1, 1}, moment{1, 1}, 1},
		{"up to a command's end", moment{2, 1}, moment{2, 2}, 0},
		{"up to a command that ends it", moment{1, 1}, moment{2, 1}, 0},
	} {
		r := NewRecorder()
		r.line(3, true, tc.rise.sent, tc.rise.replies)
		r.line(3, false, tc.fall.sent, tc.fall.replies)
		if got := r.lines[3].pulses; got != tc.pulses {
			t.Errorf("%s: %d pulses, want %d", tc.name, got, tc.pulses)
		}
	}
}

func TestWhatIsNoPartOfTheDevice(t *testing.T) {
	recorder := NewRecorder()
	m := startProxy(t, NewWatch(Setup{}, recorder))
	for _, port := range []uint16{0xcf8, 0xcfc, 0x70, 0x71} {
		if err := m.Out(t.Context(), qtest.Width32, port, 1<<31); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.In(t.Context(), qtest.Width8, 0x3f8); err != nil { // waits for them all
		t.Fatal(err)
	}
	for _, r := range generated(recorder, Options{}) {
		if space := r.Register.Space; space != "port" && space != "cmos" || space == "port" && r.Register.Offset != 0x3f8 {
			t.Errorf("fault %v", r)
		}
	}
	has := func(o Options) bool {
		return strings.Contains(strings.Join(lines(generated(recorder, o)), "\n"), "pci/00:00.0")
	}
	if has(Options{}) || !has(Options{PCI: true}) {
		t.Error("faults in configuration space are to be there on request")
	}
}

func TestConfigurationInMemory(t *testing.T) {
	recorder := NewRecorder()
	m := startProxy(t, NewWatch(Setup{}, recorder))
	for _, address := range []uint64{0x30010004, 0x3001001c, 0x30018000, 0x40000004} {
		_ = m.read(t, qtest.Width32, address)
	}
	recorder.Name([]transcript.Entry{
		{Mark: transcript.Request, Text: "readl 0x30010004", Note: "pci Command"},
		{Mark: transcript.Request, Text: "readl 0x3001001c"},
		{Mark: transcript.Request, Text: "readl 0x30018000"},
		{Mark: transcript.Request, Text: "readl 0x40000004", Note: "edu Liveness"},
	}, nil)
	for _, r := range generated(recorder, Options{}) {
		if r.Register.Offset>>12 == 0x30010 {
			t.Errorf("fault %v in configuration space", r)
		}
	}
	if all := strings.Join(lines(generated(recorder, Options{PCI: true})), "\n"); !strings.Contains(all, "mem+0x3001001c") {
		t.Errorf("faults in configuration space are to be there on request; got\n%s", all)
	}
}

func TestNames(t *testing.T) {
	recorder := NewRecorder()
	m := startProxy(t, NewWatch(Setup{}, recorder))
	for _, offset := range []uint64{0x20, 0x4, 0x0} {
		_ = m.read(t, qtest.Width32, 0x20000+offset)
	}
	recorder.Name([]transcript.Entry{{Mark: transcript.Request, Text: "readl 0x20020", Note: "edu Status"}}, nil)
	for offset, want := range map[uint64]string{0x20: "edu Status", 0x4: "edu Liveness", 0: "edu Identification"} {
		if got := recorder.registers[Register{Place{"mem", 0x20000 + offset}, 4}].name; got != want {
			t.Errorf("the name at %#x is %q, want %q", offset, got, want)
		}
	}
	untouched := strings.Join(recorder.Untouched(Options{}), ", ")
	if !strings.Contains(untouched, "edu Factorial") || strings.Contains(untouched, "Liveness") {
		t.Errorf("untouched: %s", untouched)
	}
}

func TestFaultsForSeveralTests(t *testing.T) {
	var tests []*Recorder
	for _, v := range []uint64{0x10, 0x01} { // the two together write both bits as 0 and 1
		recorder := NewRecorder()
		m := startProxy(t, NewWatch(Setup{}, recorder))
		m.write(t, qtest.Width8, 0x20000, v)
		if v == 0x01 {
			_ = m.read(t, qtest.Width8, 0x20000)
		}
		if err := m.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		tests = append(tests, recorder)
	}
	want := []string{
		"register mem+0x20000:1 reads-0 bit 0", "register mem+0x20000:1 writes-0 bit 0", "register mem+0x20000:1 writes-1 bit 0",
		"register mem+0x20000:1 reads-1 bit 1",
		"register mem+0x20000:1 reads-1 bit 4", "register mem+0x20000:1 writes-0 bit 4", "register mem+0x20000:1 writes-1 bit 4",
		"register mem+0x20000:1 write-lost", "register mem+0x20000:1 write-twice",
	}
	rules := Generate(tests, Options{})
	if diff := cmp.Diff(want, lines(rules)); diff != "" {
		t.Errorf("faults mismatch (-want +got):\n%s", diff)
	}
	for _, r := range rules {
		for i, recorder := range tests {
			if want := i == 1 || r.Kind.OfWrite(); recorder.Reaches(r) != want {
				t.Errorf("test %d reaches %v: %t, want %t", i, r, !want, want)
			}
		}
	}
}

// TestNamesByWidth asks for the names of registers of two spaces at one offset.
func TestNamesByWidth(t *testing.T) {
	all := registersOf()["ac97"]
	for _, tc := range []struct {
		offset uint64
		width  int
		want   string
	}{
		{0x2c, 2, "FrontDACRate"},
		{0x2c, 4, "GlobalControl"},
		{0x2c, 1, "FrontDACRate"}, // a part of one of them
		{0x2, 2, "MasterVolume"},
		{0xfff, 2, ""},
	} {
		if got := all.at(tc.offset, tc.width); got != tc.want {
			t.Errorf("register at %#x of %d bytes: %q, want %q", tc.offset, tc.width, got, tc.want)
		}
	}
}
