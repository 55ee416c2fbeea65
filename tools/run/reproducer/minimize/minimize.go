package minimize

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/tools/run/reproducer"
	"github.com/qgraph/qgraph/tools/run/reproducer/trial"
)

// Result is a shorter reproducer.
type Result struct {
	Options  []reproducer.Option
	Commands []reproducer.Command
	End      trial.End
	Answer   string // where QEMU lives: the last answer, by which trials were compared
	Starts   int    // of QEMU
	Stopped  bool   // at the limit of starts; it may be possible to leave out more
}

// ErrFlaky means that QEMU does not end in the same way each time.
var ErrFlaky = errors.New("minimize: QEMU did not end in the same way the second time")

// Run makes the reproducer of a trial shorter. It starts QEMU at most that many times, 0 for
// any number. Told is called with each shorter reproducer; it may be nil.
//
// Where QEMU lives and complains of nothing, the last answer must stay as it is.
func Run(ctx context.Context, cfg trial.Config, starts int, told func(*Result)) (*Result, error) {
	m := &minimizer{ctx: ctx, cfg: cfg, limit: starts, told: told, tried: map[string]bool{}}
	first, err := m.try(cfg.Options, cfg.Commands)
	if err != nil {
		return nil, err
	}
	m.best = Result{Options: cfg.Options, Commands: cfg.Commands, End: first.End}
	if first.End.Kind == trial.Lives && !first.End.Leaving && !first.End.Fault {
		if len(first.Answers) == 0 {
			return nil, errors.New("minimize: QEMU lives, and no command asks it for anything")
		}
		m.best.Answer = first.Answers[len(first.Answers)-1]
		m.compareAnswer = true
	}
	if again, err := m.try(cfg.Options, cfg.Commands); err != nil || !m.same(again) {
		return nil, errors.Join(ErrFlaky, err)
	}
	if n := len(first.Answers); first.End.Kind != trial.Lives && n+1 < len(cfg.Commands) {
		m.fails(m.best.Options, cfg.Commands[:n+1])
	}
	for round := m.size(); ; {
		m.commands()
		m.options()
		m.bytes()
		size := m.size()
		if size == round || m.over() {
			break
		}
		round = size
	}
	m.best.Starts = m.starts
	m.best.Stopped = m.limit > 0 && m.starts >= m.limit
	return &m.best, errors.Join(m.err, ctx.Err())
}

// minimizer is a run under way.
type minimizer struct {
	ctx           context.Context
	cfg           trial.Config
	limit, starts int
	told          func(*Result)
	tried         map[string]bool // by the text of a reproducer: does QEMU end as before
	best          Result
	compareAnswer bool
	err           error // of a trial that could not be made
}

func (m *minimizer) over() bool {
	return m.err != nil || m.ctx.Err() != nil || m.limit > 0 && m.starts >= m.limit
}

func (m *minimizer) try(options []reproducer.Option, commands []reproducer.Command) (*trial.Outcome, error) {
	m.starts++
	cfg := m.cfg
	cfg.Options, cfg.Commands, cfg.Answered = options, commands, nil
	return trial.Run(m.ctx, cfg)
}

func (m *minimizer) same(o *trial.Outcome) bool {
	if !m.best.End.Same(&o.End) {
		return false
	}
	return !m.compareAnswer || len(o.Answers) > 0 && o.Answers[len(o.Answers)-1] == m.best.Answer
}

// fails reports whether QEMU ends as before with other options and commands. They are then
// the best.
func (m *minimizer) fails(options []reproducer.Option, commands []reproducer.Command) bool {
	key := text(options, commands)
	if same, known := m.tried[key]; known {
		return same
	}
	if m.over() || m.compareAnswer && !m.keepsLast(commands) {
		return false
	}
	o, err := m.try(options, commands)
	if err != nil {
		m.err = err
		return false
	}
	same := m.same(o)
	m.tried[key] = same
	if same {
		m.best.Options, m.best.Commands, m.best.End, m.best.Starts = slices.Clone(options), slices.Clone(commands), o.End, m.starts
		if m.told != nil {
			m.told(&m.best)
		}
	}
	return same
}

// keepsLast reports whether the last command is the original one: its answer is compared.
func (m *minimizer) keepsLast(commands []reproducer.Command) bool {
	last := m.cfg.Commands[len(m.cfg.Commands)-1]
	return len(commands) > 0 && commands[len(commands)-1].String() == last.String()
}

func text(options []reproducer.Option, commands []reproducer.Command) string {
	var b strings.Builder
	for _, o := range options {
		fmt.Fprintf(&b, "%q\n", o.Args())
	}
	for _, c := range commands {
		b.WriteString(c.String() + "\n")
	}
	return b.String()
}

func (m *minimizer) size() int { return len(text(m.best.Options, m.best.Commands)) }

// commands leaves out commands.
func (m *minimizer) commands() {
	ddmin(m.best.Commands, func(fewer []reproducer.Command) bool { return m.fails(m.best.Options, fewer) })
}

// options leaves out options, then properties of those that are left. The machine stays:
// another QEMU may have another default.
func (m *minimizer) options() {
	isMachine := func(o reproducer.Option) bool { return o.Flag == "M" || o.Flag == "machine" }
	machine := slices.DeleteFunc(slices.Clone(m.best.Options), func(o reproducer.Option) bool { return !isMachine(o) })
	ddmin(slices.DeleteFunc(slices.Clone(m.best.Options), isMachine), func(fewer []reproducer.Option) bool {
		return m.fails(slices.Concat(machine, fewer), m.best.Commands)
	})
	for i := 0; i < len(m.best.Options); i++ {
		o := m.best.Options[i]
		if strings.HasPrefix(o.Value, "{") {
			continue // JSON
		}
		props := strings.Split(o.Value, ",")
		if len(props) < 2 {
			continue
		}
		ddmin(props[1:], func(fewer []string) bool {
			options := slices.Clone(m.best.Options)
			options[i].Value = strings.Join(append(props[:1:1], fewer...), ",")
			return m.fails(options, m.best.Commands)
		})
	}
}

// bytes makes the bytes that are written zero, and blocks shorter.
func (m *minimizer) bytes() {
	for i := 0; i < len(m.best.Commands); i++ {
		a, ok := m.best.Commands[i].Access()
		if !ok || !a.Write {
			continue
		}
		with := func(c reproducer.Command) bool {
			commands := slices.Clone(m.best.Commands)
			commands[i] = c
			return m.fails(m.best.Options, commands)
		}
		if a.Width > 0 {
			m.value(m.best.Commands[i], a, with)
		} else if !a.Fill {
			m.block(a, with)
		}
	}
}

// value clears bytes of a register's value.
func (m *minimizer) value(c reproducer.Command, a reproducer.Access, with func(reproducer.Command) bool) {
	var set []int // the bytes that are not zero
	for i := range a.Width {
		if a.Value>>(8*i)&0xff != 0 {
			set = append(set, i)
		}
	}
	ddmin(set, func(fewer []int) bool {
		v := uint64(0)
		for _, i := range fewer {
			v |= a.Value & (0xff << (8 * i))
		}
		return with(reproducer.Command{Verb: c.Verb, Args: []string{c.Args[0], fmt.Sprintf("%#x", v)}})
	})
}

// block clears bytes of a block, and cuts it after the last one that is not zero.
func (m *minimizer) block(a reproducer.Access, with func(reproducer.Command) bool) {
	data := make([]byte, min(a.Size, 1<<20))
	copy(data, a.Data)
	var set []int
	for i, b := range data {
		if b != 0 {
			set = append(set, i)
		}
	}
	left := ddmin(set, func(fewer []int) bool { return with(reproducer.WriteBlock(a.Addr, only(data, fewer))) })
	if len(left) == 0 {
		return
	}
	if n := left[len(left)-1] + 1; n < len(data) {
		with(reproducer.WriteBlock(a.Addr, only(data, left)[:n]))
	}
}

// only returns data with zeros in all places but these.
func only(data []byte, places []int) []byte {
	kept := make([]byte, len(data))
	for _, i := range places {
		kept[i] = data[i]
	}
	return kept
}
